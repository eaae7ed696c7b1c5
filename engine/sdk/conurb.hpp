// SPDX-License-Identifier: Apache-2.0
// The C++ face of the plugin interface: a header-only layer that turns the C calls into a class with members,
// views into spans, and exceptions into status codes at the border. A plugin writes
//
//   class Weather {
//    public:
//     explicit Weather(conurb::sdk::Host host);
//     void step(const conurb::sdk::View& view, conurb::sdk::Step& step);
//   };
//   CONURB_PLUGIN(Weather)
//
// and adds, where it needs them: reconfigure(const View&, const Reconfigure&), save(Writer&) with
// load(Reader&), and the static query(Host, const View&, unsigned query, std::span<const conurb_value>,
// Result&), synthesise(Host, const View&), recognises(unsigned format, std::string_view start) with
// read(Host, const View&, unsigned format, const File&) or, for files that belong together,
// read(Host, const View&, unsigned format, std::span<const File>), and write(Host, const View&, unsigned
// format, Sink&). Column, table and parameter indices come from the header that conurb_plugin() generates
// from the manifest.
#pragma once

#include <concepts>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/sdk/conurb.h"
#include "engine/sdk/passing.hpp"
#include "engine/sdk/random.hpp"

namespace conurb::sdk {

/// What the instance sees of the city during one call, by the indices of the generated header.
class View {
 public:
  explicit View(const conurb_view* view) : view_(view) {}

  /// Elements of a column to read, padded_rows of them (all values of a list column). Text and ref columns
  /// are int32. Empty if an optional column is absent. Throws Failure if T is not the column's type.
  template <typename T, typename Index>
  [[nodiscard]] std::span<const T> read(Index index) const {
    const conurb_column& column = this->column(index);
    check<T>(column);
    return {static_cast<const T*>(column.data), element_count(column)};
  }
  /// The same for writing, where access allows it.
  template <typename T, typename Index>
  [[nodiscard]] std::span<T> write(Index index) const {
    const conurb_column& column = this->column(index);
    check<T>(column);
    if (column.access == CONURB_ACCESS_READ)
      throw Failure(CONURB_CONFLICT, "write to a column declared as read");
    return {static_cast<T*>(column.data), element_count(column)};
  }
  template <typename Index>
  [[nodiscard]] bool has(Index index) const {
    return column(index).data != nullptr;
  }
  template <typename Index>
  [[nodiscard]] const conurb_column& column(Index index) const {
    return *view_->columns[static_cast<std::uint32_t>(index)];
  }
  template <typename Index>
  [[nodiscard]] const conurb_table& table(Index index) const {
    return *view_->tables[static_cast<std::uint32_t>(index)];
  }
  template <typename Index>
  [[nodiscard]] double parameter(Index index) const {
    return view_->parameters[static_cast<std::uint32_t>(index)];
  }
  [[nodiscard]] std::uint64_t parameters_revision() const { return view_->parameters_revision; }
  [[nodiscard]] std::uint64_t seed() const { return view_->seed; }

 private:
  template <typename T>
  static void check(const conurb_column& column) {
    const bool coded = column.type == CONURB_TYPE_TEXT || column.type == CONURB_TYPE_REF;
    if (column.type != type_code<T>() && !(coded && std::is_same_v<T, std::int32_t>)) {
      throw Failure(CONURB_INCOMPATIBLE, "a column is read as another type than it has");
    }
  }
  static std::size_t element_count(const conurb_column& column) {
    if (column.data == nullptr) return 0;
    return static_cast<std::size_t>(column.is_list != 0 ? column.offsets[column.rows] : column.padded_rows);
  }

  const conurb_view* view_;
};

/// The host's services. Cheap to copy; valid as long as the instance.
class Host {
 public:
  explicit Host(const conurb_host* host) : host_(host) {}
  [[nodiscard]] const conurb_host* c() const { return host_; }

  void info(const std::string& text) const { host_->log(host_, CONURB_LOG_INFO, text.c_str()); }
  void warn(const std::string& text) const { host_->log(host_, CONURB_LOG_WARNING, text.c_str()); }
  template <typename Index>
  void finding(Index table, std::int64_t row, const char* code, const std::string& text) const {
    host_->finding(host_, CONURB_LOG_WARNING, static_cast<std::uint32_t>(table), row, code, text.c_str());
  }
  [[nodiscard]] bool cancelled() const { return host_->cancelled(host_) != 0; }

  /// body(first, last) for pieces of [begin, end); an exception in any becomes the Failure of the first
  /// piece.
  template <typename Body>
  void parallel_for(std::int64_t begin, std::int64_t end, std::int64_t grain, Body&& body) const {
    struct Call {
      std::remove_reference_t<Body>* body;
      std::mutex mutex;
      std::int64_t failed_first =
          INT64_MAX;  // of failing pieces the first one speaks, whatever the threads do
      std::string text;
    } call{&body, {}, INT64_MAX, {}};
    const auto piece = [](void* user, std::int64_t first, std::int64_t last) -> conurb_status {
      auto* self = static_cast<Call*>(user);
      return caught([&] { (*self->body)(first, last); },
                    [&](const char* text) {
                      const std::lock_guard lock(self->mutex);
                      if (first >= self->failed_first) return;
                      self->failed_first = first;
                      self->text = text;
                    });
    };
    const conurb_status status = host_->parallel_for(host_, begin, end, grain, piece, &call);
    if (status != CONURB_OK) throw Failure(status, call.text);
  }

  /// body(i) for 0 … count - 1 on the host's threads, as engine/solvers take them (ParallelFor). Valid as
  /// long as the host.
  [[nodiscard]] std::function<void(std::size_t, const std::function<void(std::size_t)>&)> threads() const {
    return [host = *this](std::size_t count, const std::function<void(std::size_t)>& body) {
      host.parallel_for(0, static_cast<std::int64_t>(count), 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t i = first; i < last; ++i) body(static_cast<std::size_t>(i));
      });
    };
  }

  /// The shared value of this key and these columns' revisions; build() -> std::unique_ptr<T> makes it if
  /// need be. Valid until the current call returns.
  template <typename T, typename Build>
  const T& cached(const char* key, std::span<const std::uint32_t> columns, std::uint64_t bytes,
                  Build&& build) const {
    struct Call {
      std::remove_reference_t<Build>* build;
      const conurb_host* host;
      std::uint64_t bytes;
    } call{&build, host_, bytes};
    const auto make = [](void* user, conurb_cache_value* out) -> conurb_status {
      auto* self = static_cast<Call*>(user);
      return guarded(self->host, [&] {
        std::unique_ptr<T> value = (*self->build)();
        out->bytes = self->bytes;
        out->value = value.release();
        out->destroy = [](void* made) { delete static_cast<T*>(made); };
      });
    };
    const void* value = nullptr;
    require_ok(host_->cache_get(host_, key, columns.data(), static_cast<std::uint32_t>(columns.size()), make,
                                &call, &value),
               "");
    return *static_cast<const T*>(value);
  }

  template <typename Index>
  [[nodiscard]] const char* text(Index column, std::int32_t code) const {
    return host_->text(host_, static_cast<std::uint32_t>(column), code);
  }
  template <typename Index>
  [[nodiscard]] std::int32_t code(Index column, const char* text) const {
    return host_->code(host_, static_cast<std::uint32_t>(column), text);
  }
  template <typename Index>
  std::int64_t insert_rows(Index table, std::int64_t count) const {
    std::int64_t first = 0;
    require_ok(host_->insert_rows(host_, static_cast<std::uint32_t>(table), count, &first), "");
    return first;
  }
  template <typename Index>
  void retire_rows(Index table, std::span<const std::int64_t> rows) const {
    require_ok(host_->retire_rows(host_, static_cast<std::uint32_t>(table), rows.data(),
                                  static_cast<std::int64_t>(rows.size())),
               "");
  }
  template <typename Index, typename T>
  void assign_lists(Index column, std::span<const std::int64_t> offsets, std::span<const T> elements) const {
    require_ok(
        host_->assign_lists(host_, static_cast<std::uint32_t>(column), offsets.data(), elements.data()), "");
  }
  template <typename Index>
  void mark_changed(Index column, std::span<const std::int64_t> rows) const {
    require_ok(host_->mark_changed(host_, static_cast<std::uint32_t>(column), rows.data(),
                                   static_cast<std::int64_t>(rows.size())),
               "");
  }
  [[nodiscard]] conurb_hour local_time(std::int64_t time_us) const {
    conurb_hour hour{};
    hour.struct_size = sizeof hour;
    require_ok(host_->local_time(host_, time_us, &hour), "");
    return hour;
  }
  /// How far long work has come, 0 to 1, and what it is at.
  void progress(double fraction, const char* what) const { host_->progress(host_, fraction, what); }
  /// Lays the cells of a grid table that has none, during a synthesis.
  template <typename Index>
  void lay_grid(Index table, double origin_x, double origin_y, double cell, std::int64_t width,
                std::int64_t height) const {
    require_ok(geometry().lay_grid(host_, static_cast<std::uint32_t>(table), origin_x, origin_y, cell, width,
                                   height),
               "");
  }
  /// How the source that is read calls rows of a table from `first` on.
  template <typename Index>
  void name_rows(Index table, std::int64_t first, std::span<const std::string> names) const {
    std::vector<const char*> texts;
    texts.reserve(names.size());
    for (const std::string& name : names) texts.push_back(name.c_str());
    require_ok(reading().name_rows(host_, static_cast<std::uint32_t>(table), first,
                                   static_cast<std::int64_t>(texts.size()), texts.data()),
               "");
  }
  /// Metres in the local frame, x, y, x, y …, of degrees of longitude and latitude, while a file is read.
  [[nodiscard]] std::vector<double> place(std::span<const double> longitude_latitude) const {
    std::vector<double> xy(longitude_latitude.size());
    require_ok(reading().place(host_, static_cast<std::int64_t>(xy.size() / 2), longitude_latitude.data(),
                               xy.data()),
               "");
    return xy;
  }
  /// Gives rows that the running synthesis has added their solids.
  template <typename Index>
  void add_solids(Index table, const char* lod, const conurb_solids& solids) const {
    require_ok(geometry().add_solids(host_, static_cast<std::uint32_t>(table), lod, &solids), "");
  }
  /// Space services; null if the host has none.
  [[nodiscard]] const conurb_space* space() const {
    return static_cast<const conurb_space*>(host_->get_extension(host_, CONURB_EXTENSION_SPACE));
  }

  /// Heights of the ground at points x, y, x, y … of the local frame, metres above the datum; NaN where
  /// nothing is known. For plugins that read terrain.elevation.
  [[nodiscard]] std::vector<double> heights(std::span<const double> xy) const {
    std::vector<double> z(xy.size() / 2);
    require_ok(ground().heights(host_, static_cast<std::int64_t>(z.size()), xy.data(), z.data()), "");
    return z;
  }
  /// A line x, y, x, y … laid over the ground as x, y, z, x, y, z …, with a point wherever the ground's grid
  /// bends it.
  [[nodiscard]] std::vector<double> drape(std::span<const double> xy) const {
    const auto points = static_cast<std::int64_t>(xy.size() / 2);
    std::int64_t found = 4 * points;
    std::vector<double> xyz;
    for (std::int64_t room = 0; room < found;) {
      room = found;
      xyz.resize(static_cast<std::size_t>(3 * room));
      require_ok(ground().drape(host_, points, xy.data(), room, xyz.data(), &found), "");
    }
    xyz.resize(static_cast<std::size_t>(3 * found));
    return xyz;
  }

  /// Runs `body` and turns what it throws into a status, with the text left at the host.
  template <typename Body>
  static conurb_status guarded(const conurb_host* host, Body&& body) noexcept {
    return caught(body, [host](const char* text) { host->set_error(host, text); });
  }

 private:
  [[nodiscard]] const conurb_reading& reading() const {
    const void* found = host_->get_extension(host_, CONURB_EXTENSION_READING);
    if (found == nullptr) throw Failure(CONURB_NOT_FOUND, "the host reads no files of plugins");
    return *static_cast<const conurb_reading*>(found);
  }
  [[nodiscard]] const conurb_space& ground() const {
    const conurb_space* found = space();
    if (found == nullptr || found->struct_size < sizeof(conurb_space))
      throw Failure(CONURB_NOT_FOUND, "the host knows no ground");
    return *found;
  }
  [[nodiscard]] const conurb_geometry& geometry() const {
    const void* found = host_->get_extension(host_, CONURB_EXTENSION_GEOMETRY);
    if (found == nullptr) throw Failure(CONURB_NOT_FOUND, "the host takes no geometry");
    return *static_cast<const conurb_geometry*>(found);
  }
  template <typename Body, typename Tell>
  static conurb_status caught(Body&& body, Tell&& tell) noexcept {
    try {
      body();
      return CONURB_OK;
    } catch (const Failure& failure) {
      if (failure.what()[0] != '\0') tell(failure.what());
      return failure.status();
    } catch (const std::bad_alloc&) {
      tell("out of memory");
      return CONURB_LIMIT;
    } catch (const std::exception& error) {
      tell(error.what());
      return CONURB_PLUGIN_FAULT;
    } catch (...) {
      tell("an exception of unknown type");
      return CONURB_PLUGIN_FAULT;
    }
  }

  const conurb_host* host_;
};

/// The interval of one step; set reached only to stop early at an event, next to be called again before
/// others ask.
using Step = conurb_step;
using Reconfigure = conurb_reconfigure;

/// The C struct of a plugin class; made by CONURB_PLUGIN.
template <typename T>
class Adapter {
 public:
  static const conurb_plugin* plugin() {
    static constexpr conurb_plugin kPlugin = {
        sizeof(conurb_plugin), CONURB_ABI_MAJOR, CONURB_ABI_MINOR, create,      destroy,
        reconfigure_call(),    step_call(),      save_call(),      load_call(), get_extension};
    return &kPlugin;
  }

 private:
  struct Instance {
    Host host;
    T plugin;
  };
  static Instance& self(conurb_instance* instance) { return *reinterpret_cast<Instance*>(instance); }

  static conurb_status create(const conurb_host* host, conurb_instance** out) {
    return Host::guarded(host, [&] {
      *out = reinterpret_cast<conurb_instance*>(new Instance{Host(host), T(Host(host))});
    });
  }
  static void destroy(conurb_instance* instance) { delete &self(instance); }
  static constexpr auto step_call() -> decltype(conurb_plugin::step) {
    if constexpr (requires(T & t, const View& v, Step& s) { t.step(v, s); }) {
      return [](conurb_instance* instance, const conurb_view* view, conurb_step* step) {
        return Host::guarded(self(instance).host.c(), [&] { self(instance).plugin.step(View(view), *step); });
      };
    } else {
      return nullptr;
    }
  }
  static constexpr auto reconfigure_call() -> decltype(conurb_plugin::reconfigure) {
    if constexpr (requires(T & t, const View& v, const Reconfigure& r) { t.reconfigure(v, r); }) {
      return [](conurb_instance* instance, const conurb_view* view, const conurb_reconfigure* what) {
        return Host::guarded(self(instance).host.c(),
                             [&] { self(instance).plugin.reconfigure(View(view), *what); });
      };
    } else {
      return nullptr;
    }
  }
  static constexpr auto save_call() -> decltype(conurb_plugin::save) {
    if constexpr (requires(T & t, Writer & w) { t.save(w); }) {
      return [](conurb_instance* instance, const conurb_writer* writer) {
        Writer out(writer);
        return Host::guarded(self(instance).host.c(), [&] { self(instance).plugin.save(out); });
      };
    } else {
      return nullptr;
    }
  }
  static constexpr auto load_call() -> decltype(conurb_plugin::load) {
    if constexpr (requires(T & t, const Reader& r) { t.load(r); }) {
      return [](conurb_instance* instance, const conurb_reader* reader) {
        const Reader in(reader);
        return Host::guarded(self(instance).host.c(), [&] { self(instance).plugin.load(in); });
      };
    } else {
      return nullptr;
    }
  }
  static const void* get_extension(const char* id) {
    if constexpr (requires(Host h, const View& v, std::span<const conurb_value> a, Result& r) {
                    T::query(h, v, 0U, a, r);
                  }) {
      static constexpr conurb_query kQuery = {
          sizeof(conurb_query),
          [](const conurb_host* host, const conurb_view* view, std::uint32_t query,
             const conurb_value* arguments, std::uint32_t count, const conurb_result* result) {
            Result out(result);
            return Host::guarded(host, [&] {
              T::query(Host(host), View(view), query, std::span<const conurb_value>(arguments, count), out);
            });
          }};
      if (std::string_view(id) == CONURB_EXTENSION_QUERY) return &kQuery;
    }
    if constexpr (requires(Host h, const View& v) { T::synthesise(h, v); }) {
      static constexpr conurb_synthesise kSynthesise = {
          sizeof(conurb_synthesise), [](const conurb_host* host, const conurb_view* view) {
            return Host::guarded(host, [&] { T::synthesise(Host(host), View(view)); });
          }};
      if (std::string_view(id) == CONURB_EXTENSION_SYNTHESISE) return &kSynthesise;
    }
    if constexpr (reads() || reads_together() || writes()) {
      static constexpr conurb_format kFormat = {sizeof(conurb_format), recognises_call(), read_call(),
                                                write_call(), read_together_call()};
      if (std::string_view(id) == CONURB_EXTENSION_FORMAT) return &kFormat;
    }
    (void)id;
    return nullptr;
  }

  static constexpr bool reads() {
    return requires(Host h, const View& v, const File& f) {
      T::read(h, v, 0U, f);
    };
  }
  static constexpr bool reads_together() {
    return requires(Host h, const View& v, std::span<const File> f) {
      T::read(h, v, 0U, f);
    };
  }
  static constexpr bool writes() {
    return requires(Host h, const View& v, Sink& s) {
      T::write(h, v, 0U, s);
    };
  }
  static constexpr auto recognises_call() -> decltype(conurb_format::recognises) {
    if constexpr (requires(std::string_view s) { T::recognises(0U, s); }) {
      return [](std::uint32_t format, const char* start, std::uint64_t size) -> std::int32_t {
        try {
          return T::recognises(format, std::string_view(start, size)) ? 1 : 0;
        } catch (...) {  // whoever cannot tell does not know it
          return 0;
        }
      };
    } else {
      return nullptr;
    }
  }
  static constexpr auto read_call() -> decltype(conurb_format::read) {
    if constexpr (reads()) {
      return [](const conurb_host* host, const conurb_view* view, std::uint32_t format,
                const conurb_file* file) {
        return Host::guarded(host, [&] {
          T::read(Host(host), View(view), format, File{file->name, {file->bytes, file->size}});
        });
      };
    } else {
      return nullptr;
    }
  }
  static constexpr auto read_together_call() -> decltype(conurb_format::read_together) {
    if constexpr (reads_together()) {
      return [](const conurb_host* host, const conurb_view* view, std::uint32_t format,
                const conurb_file* files, std::uint32_t count) {
        return Host::guarded(host, [&] {
          std::vector<File> all;
          for (std::uint32_t i = 0; i < count; ++i)
            all.push_back({files[i].name, {files[i].bytes, files[i].size}});
          T::read(Host(host), View(view), format, std::span<const File>(all));
        });
      };
    } else {
      return nullptr;
    }
  }
  static constexpr auto write_call() -> decltype(conurb_format::write) {
    if constexpr (writes()) {
      return [](const conurb_host* host, const conurb_view* view, std::uint32_t format,
                const conurb_sink* sink) {
        Sink out(sink);
        return Host::guarded(host, [&] { T::write(Host(host), View(view), format, out); });
      };
    } else {
      return nullptr;
    }
  }
};

}  // namespace conurb::sdk

/// Exports class T as the library's plugin; once per library.
#define CONURB_PLUGIN(T)                                                                      \
  extern "C" CONURB_EXPORT const conurb_plugin* conurb_plugin_entry(std::uint32_t host_major, \
                                                                    std::uint32_t) {          \
    return host_major == CONURB_ABI_MAJOR ? conurb::sdk::Adapter<T>::plugin() : nullptr;      \
  }
