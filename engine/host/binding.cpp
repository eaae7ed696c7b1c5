// SPDX-License-Identifier: Apache-2.0
#include "engine/host/binding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "engine/base/error.hpp"

namespace conurb::host {

void LaggedColumns::remember_column(const city::City& city, std::size_t table, std::size_t column) {
  columns.insert_or_assign(std::pair(table, column), city.table(table).column(column));
}

void LaggedColumns::remember_table(const city::City& city, std::size_t index) {
  const city::Table& table = city.table(index);
  tables.insert_or_assign(index, Rows{table.rows(), table.alive_rows(), table.topology_revision(),
                                      table.column(city::Table::kId), table.column(city::Table::kAlive)});
}

std::string contribution_name(const std::string& column, const std::string& plugin_name) {
  return column + "_from_" + plugin_name;
}

bool reads_lagged_only(const Manifest& manifest, std::uint32_t table) {
  bool any = false;
  for (const ColumnUse& use : manifest.columns) {
    if (use.table != table) continue;
    if (!use.lagged) return false;
    any = true;
  }
  return any;
}

Binding::Binding(const Manifest& manifest, const city::City& city) : manifest_(&manifest) {
  bind_tables(city);
  bind_columns(city);
  seen_.assign(places_.size(), 0);
  changed_.resize(places_.size());
  for (conurb_column& column : column_views_) column_pointers_.push_back(&column);
  for (const conurb_table& table : table_views_) table_pointers_.push_back(&table);
}

void Binding::bind_tables(const city::City& city) {
  for (std::uint32_t i = 0; i < manifest_->tables.size(); ++i) {
    const TableUse& use = manifest_->tables[i];
    const std::int32_t found = city.find(use.spec.name);
    if (found < 0 && !use.optional) {
      throw Error(ErrorCode::not_found, fmt::format("{} needs the table '{}'", manifest_->id, use.spec.name),
                  "", "import a file that fills it, or load the plugin that owns it");
    }
    tables_.push_back(found);
    table_lagged_.push_back(reads_lagged_only(*manifest_, i));
    conurb_table view{};
    view.struct_size = sizeof view;
    view.kind = static_cast<std::int32_t>(use.spec.kind);
    if (found >= 0)
      view.kind = static_cast<std::int32_t>(city.table(static_cast<std::size_t>(found)).spec().kind);
    table_views_.push_back(view);
  }
}

void Binding::bind_columns(const city::City& city) {
  for (const ColumnUse& use : manifest_->columns) {
    ColumnPlace place;
    place.table = tables_[use.table];
    if (place.table >= 0) {
      const city::Table& table = city.table(static_cast<std::size_t>(place.table));
      const std::string name = use.access == Access::accumulate
                                   ? contribution_name(use.spec.name, manifest_->name)
                                   : use.spec.name;
      if (const auto column = table.find(name)) place.column = static_cast<std::int32_t>(*column);
    }
    if (place.column < 0) {
      place.table = -1;
      if (!use.optional && !manifest_->tables[use.table].optional) {
        throw Error(ErrorCode::not_found, fmt::format("{} needs the column '{}.{}'", manifest_->id,
                                                      manifest_->tables[use.table].spec.name, use.spec.name));
      }
    }
    places_.push_back(place);
    access_.push_back(use.access);
    lagged_.push_back(use.lagged);
    conurb_column view{};
    view.struct_size = sizeof view;
    view.type = static_cast<std::int32_t>(use.spec.scalar);
    view.is_list = use.spec.list ? 1 : 0;
    view.access = CONURB_ACCESS_READ;
    column_views_.push_back(view);
  }
}

void Binding::set_common(std::span<const double> parameters, std::uint64_t parameters_revision,
                         std::uint64_t seed) {
  view_.struct_size = sizeof view_;
  view_.column_count = static_cast<std::uint32_t>(column_pointers_.size());
  view_.table_count = static_cast<std::uint32_t>(table_pointers_.size());
  view_.parameter_count = static_cast<std::uint32_t>(parameters.size());
  view_.columns = column_pointers_.data();
  view_.tables = table_pointers_.data();
  view_.parameters = parameters.data();
  view_.parameters_revision = parameters_revision;
  view_.seed = seed;
}

namespace {

void fill_grid(const city::GridSpec& grid, conurb_table& view) {
  view.origin_x = grid.origin_x;
  view.origin_y = grid.origin_y;
  view.cell = grid.cell;
  view.width = grid.width;
  view.height = grid.height;
}

}  // namespace

void Binding::fill_table(const city::City& city, const LaggedColumns& lagged, std::uint32_t index) {
  if (tables_[index] < 0) return;
  const auto place = static_cast<std::size_t>(tables_[index]);
  conurb_table& view = table_views_[index];
  if (table_lagged_[index]) {
    if (const auto found = lagged.tables.find(place); found != lagged.tables.end()) {
      const LaggedColumns::Rows& rows = found->second;
      fill_grid(city.table(place).spec().grid, view);
      view.rows = rows.rows;
      view.padded_rows = city::padded(rows.rows);
      view.alive_rows = rows.alive_rows;
      view.ids = rows.ids.values<city::Id>().data();
      view.alive = rows.alive.values<std::uint8_t>().data();
      view.topology_revision = rows.topology;
      return;
    }
  }
  const city::Table& table = city.table(place);
  fill_grid(table.spec().grid, view);
  view.rows = table.rows();
  view.padded_rows = city::padded(table.rows());
  view.alive_rows = table.alive_rows();
  view.ids = table.ids().data();
  view.alive = table.alive().data();
  view.topology_revision = table.topology_revision();
}

void Binding::fill_column(const city::Column& column, std::uint32_t index) {
  conurb_column& view = column_views_[index];
  // Plugins get one kind of pointer; READ is const by contract, and the conformance check watches it.
  view.data = const_cast<std::byte*>(column.bytes());
  if (view.is_list != 0) view.offsets = column.offsets().data();
  view.rows = column.rows();
  view.padded_rows = city::padded(column.rows());
  view.revision = column.revision();
  if (view.revision == seen_[index]) {
    view.changed_count = 0;
    view.changed = nullptr;
    return;
  }
  city::ChangedRows changed = column.changes().since(seen_[index]);
  view.changed_count = changed.all ? CONURB_ALL_ROWS : static_cast<std::int64_t>(changed.rows.size());
  changed_[index] = std::move(changed.rows);
  view.changed = changed_[index].data();
}

void Binding::fill_lagged_or(const city::Column& live, const LaggedColumns& lagged, std::uint32_t index) {
  // Another instance may be writing the live column at this moment: where there is a lagged one, it is not
  // looked at.
  if (lagged_[index]) {
    const ColumnPlace& place = places_[index];
    const auto found = lagged.columns.find(
        std::pair(static_cast<std::size_t>(place.table), static_cast<std::size_t>(place.column)));
    if (found != lagged.columns.end()) return fill_column(found->second, index);
  }
  fill_column(live, index);
}

void Binding::view_for_reading(const city::City& city, const LaggedColumns& lagged,
                               std::span<const double> parameters, std::uint64_t parameters_revision,
                               std::uint64_t seed) {
  set_common(parameters, parameters_revision, seed);
  for (std::uint32_t i = 0; i < tables_.size(); ++i) fill_table(city, lagged, i);
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    const ColumnPlace& place = places_[i];
    if (place.table < 0) continue;
    column_views_[i].access = CONURB_ACCESS_READ;
    fill_lagged_or(
        city.table(static_cast<std::size_t>(place.table)).column(static_cast<std::size_t>(place.column)),
        lagged, i);
  }
}

void Binding::make_writable(city::Column& column, Access access) {
  if (access == Access::read_write) {
    (void)column.modify_bytes();
    return;
  }
  std::byte* bytes = column.overwrite_bytes();
  if (access != Access::accumulate) return;
  std::memset(bytes, 0,
              static_cast<std::size_t>(city::padded(column.rows())) * city::size_of(column.spec().scalar));
}

void Binding::view_for_step(city::City& city, const LaggedColumns& lagged, std::span<const double> parameters,
                            std::uint64_t parameters_revision, std::uint64_t seed) {
  set_common(parameters, parameters_revision, seed);
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    const ColumnPlace& place = places_[i];
    if (place.table < 0) continue;
    const auto table = static_cast<std::size_t>(place.table);
    const auto column = static_cast<std::size_t>(place.column);
    if (access_[i] == Access::read) {
      fill_lagged_or(city.table(table).column(column), lagged, i);
      continue;
    }
    city::Column& written = city.edit(table).column(column);
    make_writable(written, access_[i]);
    column_views_[i].access = static_cast<std::int32_t>(access_[i]);
    fill_column(written, i);
  }
  for (std::uint32_t i = 0; i < tables_.size(); ++i) fill_table(city, lagged, i);
}

void Binding::view_for_synthesis(city::City& city, std::span<const double> parameters,
                                 std::uint64_t parameters_revision, std::uint64_t seed) {
  view_for_reading(city, {}, parameters, parameters_revision, seed);
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    const ColumnPlace& place = places_[i];
    if (place.table < 0 || !may_fill(manifest_->columns[i])) continue;
    city::Column& filled =
        city.edit(static_cast<std::size_t>(place.table)).column(static_cast<std::size_t>(place.column));
    (void)filled.modify_bytes();
    column_views_[i].access = CONURB_ACCESS_READ_WRITE;
    fill_column(filled, i);
  }
}

void Binding::refresh_table(city::City& city, std::uint32_t index) {
  if (!table_lagged_[index]) fill_table(city, {}, index);
  const city::Table& table = city.table(static_cast<std::size_t>(tables_[index]));
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    if (places_[i].table != tables_[index] || lagged_[i]) continue;
    const city::Column& column = table.column(static_cast<std::size_t>(places_[i].column));
    conurb_column& view = column_views_[i];
    view.data = const_cast<std::byte*>(column.bytes());
    view.offsets = column.spec().list ? column.offsets().data() : nullptr;
    view.rows = column.rows();
    view.padded_rows = city::padded(column.rows());
  }
}

void Binding::mark_seen(const city::City& city) {
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    if (places_[i].table < 0) continue;
    // A lagged view showed an older revision than the column has now; what changed since that one is still
    // unseen.
    seen_[i] = access_[i] == Access::read ? column_views_[i].revision
                                          : city.table(static_cast<std::size_t>(places_[i].table))
                                                .column(static_cast<std::size_t>(places_[i].column))
                                                .revision();
  }
}

void Binding::forget_seen() {
  std::fill(seen_.begin(), seen_.end(), city::Revision{0});
}

}  // namespace conurb::host
