// SPDX-License-Identifier: Apache-2.0
#include "engine/host/services.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/host/guarded.hpp"
#include "engine/host/space.hpp"
#include "engine/sdk/random.hpp"

namespace conurb::host {

namespace {

void log_call(const conurb_host* host, std::int32_t level, const char* text) {
  (void)guarded(host, [&](Services& s) { s.log(level, text); });
}
void finding_call(const conurb_host* host, std::int32_t severity, std::uint32_t table, std::int64_t row,
                  const char* code, const char* text) {
  (void)guarded(host, [&](Services& s) { s.finding(severity, table, row, code, text); });
}
void set_error_call(const conurb_host* host, const char* text) {
  (void)guarded(host, [&](Services& s) { s.set_error(text); });
}
std::int32_t cancelled_call(const conurb_host* host) {
  Environment& environment = static_cast<Services*>(host->context)->environment();
  environment.heartbeat.fetch_add(1, std::memory_order_relaxed);
  return environment.cancel.cancelled() ? 1 : 0;
}
conurb_status parallel_for_call(const conurb_host* host, std::int64_t begin, std::int64_t end,
                                std::int64_t grain, conurb_status (*body)(void*, std::int64_t, std::int64_t),
                                void* user) {
  return guarded(host, [&](Services& s) { return s.parallel_for(begin, end, grain, body, user); });
}
conurb_status cache_get_call(const conurb_host* host, const char* key, const std::uint32_t* columns,
                             std::uint32_t count, conurb_status (*build)(void*, conurb_cache_value*),
                             void* user, const void** value) {
  return guarded(host, [&](Services& s) { return s.cache_get(key, columns, count, build, user, value); });
}
const char* text_call(const conurb_host* host, std::uint32_t column, std::int32_t code) {
  const char* result = nullptr;
  (void)guarded(host, [&](Services& s) { result = s.text(column, code); });
  return result;
}
std::int32_t code_call(const conurb_host* host, std::uint32_t column, const char* text) {
  std::int32_t result = -1;
  (void)guarded(host, [&](Services& s) { result = s.code(column, text); });
  return result;
}
conurb_status insert_rows_call(const conurb_host* host, std::uint32_t table, std::int64_t count,
                               std::int64_t* first) {
  return guarded(host, [&](Services& s) { return s.insert_rows(table, count, first); });
}
conurb_status retire_rows_call(const conurb_host* host, std::uint32_t table, const std::int64_t* rows,
                               std::int64_t count) {
  return guarded(host, [&](Services& s) { return s.retire_rows(table, rows, count); });
}
conurb_status assign_lists_call(const conurb_host* host, std::uint32_t column, const std::int64_t* offsets,
                                const void* elements) {
  return guarded(host, [&](Services& s) { return s.assign_lists(column, offsets, elements); });
}
conurb_status mark_changed_call(const conurb_host* host, std::uint32_t column, const std::int64_t* rows,
                                std::int64_t count) {
  return guarded(host, [&](Services& s) { return s.mark_changed(column, rows, count); });
}
conurb_status local_time_call(const conurb_host* host, std::int64_t time_us, conurb_hour* out) {
  return guarded(host, [&](Services& s) { return s.local_time(time_us, out); });
}
std::uint64_t random_bits_call(const conurb_host*, std::uint64_t seed, const char* stream,
                               std::uint64_t entity, std::int64_t time_us, std::uint32_t n) {
  return sdk::Random(seed, std::string_view(stream == nullptr ? "" : stream)).bits(entity, time_us, n);
}
void progress_call(const conurb_host* host, double fraction, const char* what) {
  (void)guarded(host, [&](Services& s) { s.progress(fraction, what); });
}
conurb_status add_solids_call(const conurb_host* host, std::uint32_t table, const char* lod,
                              const conurb_solids* solids) {
  return guarded(host, [&](Services& s) { return s.add_solids(table, lod, solids); });
}
conurb_status lay_grid_call(const conurb_host* host, std::uint32_t table, double origin_x, double origin_y,
                            double cell, std::int64_t width, std::int64_t height) {
  return guarded(host, [&](Services& s) {
    city::GridSpec grid;
    grid.origin_x = origin_x;
    grid.origin_y = origin_y;
    grid.cell = cell;
    grid.width = width;
    grid.height = height;
    return s.lay_grid(table, grid);
  });
}
conurb_status name_rows_call(const conurb_host* host, std::uint32_t table, std::int64_t first,
                             std::int64_t count, const char* const* names) {
  return guarded(host, [&](Services& s) { return s.name_rows(table, first, count, names); });
}
conurb_status place_call(const conurb_host* host, std::int64_t count, const double* longitude_latitude,
                         double* xy) {
  return guarded(host, [&](Services& s) { return s.place(count, longitude_latitude, xy); });
}
constexpr conurb_reading kReadingServices{sizeof(conurb_reading), name_rows_call, place_call};
constexpr conurb_geometry kGeometryServices{sizeof(conurb_geometry), lay_grid_call, add_solids_call};

const void* get_extension_call(const conurb_host*, const char* id) {
  const std::string_view name(id == nullptr ? "" : id);
  if (name == CONURB_EXTENSION_SPACE) return space_services();
  if (name == CONURB_EXTENSION_READING) return &kReadingServices;
  return name == CONURB_EXTENSION_GEOMETRY ? &kGeometryServices : nullptr;
}

LogLevel log_level(std::int32_t level) {
  switch (level) {
    case CONURB_LOG_DEBUG: return LogLevel::debug;
    case CONURB_LOG_INFO: return LogLevel::info;
    case CONURB_LOG_WARNING: return LogLevel::warning;
    default: return LogLevel::error;
  }
}

}  // namespace

Services::Services(const PluginCode& code, Environment& environment, std::uint32_t abi_minor,
                   FindingSink found)
    : code_(code), environment_(environment), found_(std::move(found)) {
  table_.struct_size = sizeof table_;
  table_.abi_major = CONURB_ABI_MAJOR;
  table_.abi_minor = abi_minor;
  table_.context = this;
  table_.log = log_call;
  table_.finding = finding_call;
  table_.set_error = set_error_call;
  table_.cancelled = cancelled_call;
  table_.parallel_for = parallel_for_call;
  table_.cache_get = cache_get_call;
  table_.text = text_call;
  table_.code = code_call;
  table_.insert_rows = insert_rows_call;
  table_.retire_rows = retire_rows_call;
  table_.assign_lists = assign_lists_call;
  table_.mark_changed = mark_changed_call;
  table_.local_time = local_time_call;
  table_.get_extension = get_extension_call;
  table_.random_bits = abi_minor >= 1 ? random_bits_call : nullptr;
  table_.progress = abi_minor >= 2 ? progress_call : nullptr;
  if (abi_minor < 2) {
    table_.struct_size = static_cast<std::uint32_t>(abi_minor < 1 ? offsetof(conurb_host, random_bits)
                                                                  : offsetof(conurb_host, progress));
  }
}

void Services::begin_call(const city::City* city, city::City* writable, Binding* binding) {
  city_ = city;
  writable_ = writable;
  binding_ = binding;
  if (!error_.empty()) error_.clear();
  if (!marked_.empty()) marked_.clear();
  cut_short_.store(false, std::memory_order_relaxed);
}

void Services::end_call() {
  city_ = nullptr;
  writable_ = nullptr;
  binding_ = nullptr;
  filling_ = false;
  solids_ = nullptr;
  names_ = nullptr;
  placing_ = nullptr;
  if (!held_.empty()) held_.clear();
}

void Services::begin_synthesis(city::City& city, Binding& binding, SolidSink solids) {
  begin_call(&city, &city, &binding);
  filling_ = true;
  solids_ = std::move(solids);
}

void Services::begin_reading(city::City& city, Binding& binding, NameSink names, Placing placing) {
  begin_call(&city, &city, &binding);
  filling_ = true;
  names_ = std::move(names);
  placing_ = std::move(placing);
}

const void* Services::hold(std::shared_ptr<const void> value) {
  const std::lock_guard lock(mutex_);
  held_.push_back(std::move(value));
  return held_.back().get();
}

conurb_status Services::refuse(conurb_status status, const std::string& text) {
  const std::lock_guard lock(mutex_);
  error_ = text;
  return status;
}

std::string Services::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

void Services::set_error(const char* text) {
  const std::lock_guard lock(mutex_);
  error_ = text == nullptr ? "" : text;
}

void Services::log(std::int32_t level, const char* text) {
  if (environment_.log != nullptr && text != nullptr) {
    environment_.log->write(log_level(level), fmt::format("{}: {}", code_.manifest->name, text));
  }
}

void Services::finding(std::int32_t severity, std::uint32_t table, std::int64_t row, const char* code,
                       const char* text) {
  if (!found_ && !environment_.finding) return;
  const auto& tables = code_.manifest->tables;
  const Finding finding{.source = code_.manifest->id,
                        .severity = severity >= CONURB_LOG_ERROR     ? "error"
                                    : severity >= CONURB_LOG_WARNING ? "warning"
                                                                     : "note",
                        .table = table < tables.size() ? tables[table].spec.name : "",
                        .row = row,
                        .code = code == nullptr ? "" : code,
                        .text = text == nullptr ? "" : text};
  if (found_) found_(finding);
  if (environment_.finding) environment_.finding(finding);
}

conurb_status Services::parallel_for(std::int64_t begin, std::int64_t end, std::int64_t grain,
                                     conurb_status (*body)(void*, std::int64_t, std::int64_t), void* user) {
  if (begin < 0 || grain <= 0 || body == nullptr)
    return refuse(CONURB_INVALID_ARGUMENT, "parallel_for: bad range");
  if (end <= begin) return CONURB_OK;
  const auto first_item = static_cast<std::size_t>(begin);
  const auto step = static_cast<std::size_t>(grain);
  const std::size_t chunks = Jobs::chunk_count(static_cast<std::size_t>(end) - first_item, step);
  if (chunks == 1) return body(user, begin, end);
  std::vector<conurb_status> statuses(chunks, CONURB_OK);
  environment_.jobs->parallel_for(
      first_item, static_cast<std::size_t>(end), step, [&](std::size_t b, std::size_t e) {
        conurb_status& status = statuses[(b - first_item) / step];
        if (environment_.cancel.cancelled()) {
          cut_short_.store(true, std::memory_order_relaxed);
          status = CONURB_CANCELLED;
          return;
        }
        status = body(user, static_cast<std::int64_t>(b), static_cast<std::int64_t>(e));
        environment_.heartbeat.fetch_add(1, std::memory_order_relaxed);
      });
  const auto failed =
      std::find_if(statuses.begin(), statuses.end(), [](conurb_status s) { return s != CONURB_OK; });
  return failed == statuses.end() ? CONURB_OK : *failed;
}

conurb_status Services::cache_get(const char* key, const std::uint32_t* columns, std::uint32_t count,
                                  conurb_status (*build)(void*, conurb_cache_value*), void* user,
                                  const void** value) {
  if (binding_ == nullptr || key == nullptr || build == nullptr || value == nullptr) {
    return refuse(CONURB_INVALID_ARGUMENT, "cache_get outside a call, or without key or build");
  }
  if (count > 0 && columns == nullptr) return refuse(CONURB_INVALID_ARGUMENT, "cache_get: no columns");
  // Revisions are drawn per family of branches: two cities that share a cache may well have equal ones.
  const std::shared_ptr<city::RevisionSource> family = city_->context().revisions;
  SharedCache::Key full{code_.hash, key, {reinterpret_cast<std::uintptr_t>(family.get())}};
  for (std::uint32_t i = 0; i < count; ++i) {
    if (columns[i] >= code_.manifest->columns.size())
      return refuse(CONURB_INVALID_ARGUMENT, "cache_get: no such column");
    const conurb_column& view = binding_->column_view(columns[i]);
    if (view.access == CONURB_ACCESS_WRITE_ALL || view.access == CONURB_ACCESS_ACCUMULATE) {
      return refuse(CONURB_INVALID_ARGUMENT,
                    "cache_get: a column that this step computes is nothing to build from");
    }
    full.revisions.push_back(view.revision);
    // Retiring a row changes no column a plugin can name, and yet what was made of the table's rows is no
    // longer true.
    full.revisions.push_back(
        binding_->table_view(code_.manifest->columns[columns[i]].table).topology_revision);
  }
  const auto held = environment_.cache->get(full, [&]() -> SharedCache::Built {
    conurb_cache_value built{};
    built.struct_size = sizeof built;
    const conurb_status status = build(user, &built);
    if (status != CONURB_OK || built.value == nullptr || built.destroy == nullptr) {
      if (built.value != nullptr && built.destroy != nullptr) built.destroy(built.value);
      const std::string reason = error();
      throw Error(
          status == CONURB_OK ? ErrorCode::plugin_fault : static_cast<ErrorCode>(status),
          reason.empty() ? fmt::format("building '{}' for the cache gave status {}", key, status) : reason);
    }
    // The library stays loaded, and the family's address taken, as long as one of its values lives.
    return {
        std::shared_ptr<const void>(built.value, [destroy = built.destroy, library = code_.library, family](
                                                     const void* made) { destroy(const_cast<void*>(made)); }),
        static_cast<std::size_t>(built.bytes)};
  });
  *value = hold(held);
  return CONURB_OK;
}

const char* Services::text(std::uint32_t column, std::int32_t code) {
  if (binding_ == nullptr || column >= code_.manifest->columns.size()) return nullptr;
  const Binding::ColumnPlace& place = binding_->place(column);
  if (place.table < 0) return nullptr;
  return city_->table(static_cast<std::size_t>(place.table))
      .column(static_cast<std::size_t>(place.column))
      .dictionary()
      .text(code)
      .c_str();
}

std::int32_t Services::code(std::uint32_t column, const char* text) {
  if (binding_ == nullptr || text == nullptr || column >= code_.manifest->columns.size()) return -1;
  if (city::Column* writable = writable_column(column)) return writable->intern(text);
  const Binding::ColumnPlace& place = binding_->place(column);
  if (place.table < 0) return -1;
  return city_->table(static_cast<std::size_t>(place.table))
      .column(static_cast<std::size_t>(place.column))
      .dictionary()
      .find(text);
}

city::Column* Services::writable_column(std::uint32_t column) {
  if (writable_ == nullptr || binding_ == nullptr || column >= code_.manifest->columns.size()) return nullptr;
  const Binding::ColumnPlace& place = binding_->place(column);
  const ColumnUse& use = code_.manifest->columns[column];
  if (place.table < 0 || !(filling_ ? may_fill(use) : use.access != Access::read)) return nullptr;
  return &writable_->edit(static_cast<std::size_t>(place.table))
              .column(static_cast<std::size_t>(place.column));
}

city::Table* Services::growing_table(std::uint32_t table) {
  if (writable_ == nullptr || binding_ == nullptr || table >= code_.manifest->tables.size()) return nullptr;
  const TableUse& use = code_.manifest->tables[table];
  if (!(use.owns || (filling_ && use.fills)) || binding_->table(table) < 0) return nullptr;
  return &writable_->edit(static_cast<std::size_t>(binding_->table(table)));
}

conurb_status Services::insert_rows(std::uint32_t table, std::int64_t count, std::int64_t* first) {
  city::Table* target = growing_table(table);
  if (target == nullptr || first == nullptr) {
    return refuse(CONURB_CONFLICT,
                  "rows are inserted during a step, into a table that the manifest owns, or during a "
                  "synthesis or the reading of a file, into one that it fills");
  }
  // What a plugin computes has the same ids in every branch, so that a branch in which nothing was changed is
  // equal to its base bit by bit, and random numbers drawn by id stay common. Only rows that people insert
  // carry their branch.
  *first = target->insert(count, 0);
  binding_->refresh_table(*writable_, table);
  return CONURB_OK;
}

conurb_status Services::retire_rows(std::uint32_t table, const std::int64_t* rows, std::int64_t count) {
  city::Table* target = growing_table(table);
  if (target == nullptr || count < 0 || (count > 0 && rows == nullptr)) {
    return refuse(CONURB_CONFLICT, "rows are retired during a step, from a table that the manifest owns");
  }
  target->retire({rows, static_cast<std::size_t>(count)});
  binding_->refresh_table(*writable_, table);
  return CONURB_OK;
}

conurb_status Services::assign_lists(std::uint32_t column, const std::int64_t* offsets,
                                     const void* elements) {
  city::Column* target = writable_column(column);
  if (target == nullptr || offsets == nullptr) {
    return refuse(CONURB_CONFLICT,
                  "lists are assigned during a step, a synthesis or the reading of a file, to a column the "
                  "plugin writes");
  }
  target->assign_lists({offsets, static_cast<std::size_t>(target->rows()) + 1},
                       static_cast<const std::byte*>(elements));
  binding_->refresh_table(*writable_, code_.manifest->columns[column].table);
  return CONURB_OK;
}

conurb_status Services::mark_changed(std::uint32_t column, const std::int64_t* rows, std::int64_t count) {
  const city::Column* target = writable_column(column);
  if (target == nullptr || code_.manifest->columns[column].access != Access::read_write || count < 0) {
    return refuse(CONURB_CONFLICT, "changes are marked during a step, on a read_write column");
  }
  if (count > 0 && rows == nullptr) return refuse(CONURB_INVALID_ARGUMENT, "mark_changed: no rows");
  std::vector<std::int64_t> changed(rows, rows + count);
  const bool fits = std::is_sorted(changed.begin(), changed.end()) &&
                    (changed.empty() || (changed.front() >= 0 && changed.back() < target->rows()));
  if (!fits) return refuse(CONURB_INVALID_ARGUMENT, "changed rows must ascend within the table");
  std::vector<std::int64_t>& known = marked_[column];
  const auto middle = static_cast<std::ptrdiff_t>(known.size());
  known.insert(known.end(), changed.begin(), changed.end());
  std::inplace_merge(known.begin(), known.begin() + middle, known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  return CONURB_OK;
}

conurb_status Services::local_time(std::int64_t time_us, conurb_hour* out) {
  if (environment_.calendar == nullptr || out == nullptr)
    return refuse(CONURB_NOT_FOUND, "the city has no calendar");
  const Calendar& calendar = *environment_.calendar;
  const CivilTime local = calendar.zone().to_local(Time{time_us});
  conurb_hour hour{};
  hour.struct_size = std::min<std::uint32_t>(out->struct_size, sizeof hour);
  hour.year = local.date.year;
  hour.month = local.date.month;
  hour.day = local.date.day;
  hour.hour = local.hour;
  hour.minute = local.minute;
  hour.day_of_year =
      static_cast<std::int32_t>(days_since_epoch(local.date) - days_since_epoch({local.date.year, 1, 1})) + 1;
  hour.day_type = static_cast<std::int32_t>(calendar.day_type(local.date));
  std::copy_n(reinterpret_cast<const std::byte*>(&hour), hour.struct_size, reinterpret_cast<std::byte*>(out));
  return CONURB_OK;
}

void Services::progress(double fraction, const char* what) {
  if (environment_.progress != nullptr) environment_.progress->update(fraction, what == nullptr ? "" : what);
}

conurb_status Services::lay_grid(std::uint32_t table, const city::GridSpec& grid) {
  city::Table* target = solids_ ? growing_table(table) : nullptr;
  if (target == nullptr)
    return refuse(CONURB_CONFLICT, "a grid is laid during a synthesis, in a table that it fills");
  target->lay_grid(grid, 0);
  binding_->refresh_table(*writable_, table);
  return CONURB_OK;
}

conurb_status Services::add_solids(std::uint32_t table, const char* lod, const conurb_solids* solids) {
  if (!solids_) return refuse(CONURB_CONFLICT, "solids are given during a synthesis");
  if (growing_table(table) == nullptr) {
    return refuse(CONURB_CONFLICT, "solids are given to rows of a table that the manifest fills");
  }
  if (lod == nullptr || solids == nullptr)
    return refuse(CONURB_INVALID_ARGUMENT, "add_solids: nothing given");
  solids_(static_cast<std::size_t>(binding_->table(table)), lod, *solids);
  return CONURB_OK;
}

conurb_status Services::name_rows(std::uint32_t table, std::int64_t first, std::int64_t count,
                                  const char* const* names) {
  const city::Table* target = names_ ? growing_table(table) : nullptr;
  if (target == nullptr)
    return refuse(CONURB_CONFLICT,
                  "rows are named while a file is read, in a table that the manifest owns or fills");
  const bool fits = first >= 0 && count >= 0 && first <= target->rows() && count <= target->rows() - first;
  if (!fits || (count > 0 && names == nullptr))
    return refuse(CONURB_INVALID_ARGUMENT, "name_rows: these rows are not in the table");
  const std::span<const char* const> texts(names, static_cast<std::size_t>(count));
  if (std::find(texts.begin(), texts.end(), nullptr) != texts.end())
    return refuse(CONURB_INVALID_ARGUMENT, "name_rows: a name is null");
  names_(static_cast<std::size_t>(binding_->table(table)), first, texts);
  return CONURB_OK;
}

conurb_status Services::place(std::int64_t count, const double* longitude_latitude, double* xy) {
  if (!placing_) return refuse(CONURB_CONFLICT, "places are converted while a file is read");
  if (count < 0 || (count > 0 && (longitude_latitude == nullptr || xy == nullptr)))
    return refuse(CONURB_INVALID_ARGUMENT, "place: nothing given");
  const auto size = static_cast<std::size_t>(2 * count);
  std::copy_n(longitude_latitude, size, xy);
  placing_({xy, size});
  return CONURB_OK;
}

}  // namespace conurb::host
