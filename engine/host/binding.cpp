// SPDX-License-Identifier: Apache-2.0
#include "engine/host/binding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "engine/base/error.hpp"

namespace conurb::host {

namespace {

std::string_view describe(const TableUse& use) { return use.spec.name; }

}  // namespace

std::string contribution_name(const std::string& column, const std::string& plugin_name) {
  return column + "_from_" + plugin_name;
}

Binding::Binding(const Manifest& manifest, const city::City& city) : manifest_(&manifest) {
  for (const TableUse& use : manifest.tables) {
    const std::int32_t found = city.find(use.spec.name);
    if (found < 0 && !use.optional) {
      throw Error(ErrorCode::not_found, fmt::format("{} needs the table '{}'", manifest.id, describe(use)), "",
                  "import a file that fills it, or load the plugin that owns it");
    }
    tables_.push_back(found);
  }
  for (const ColumnUse& use : manifest.columns) {
    ColumnPlace place;
    place.table = tables_[use.table];
    if (place.table >= 0) {
      const city::Table& table = city.table(static_cast<std::size_t>(place.table));
      const std::string name = use.access == Access::accumulate
                                   ? contribution_name(use.spec.name, manifest.name)
                                   : use.spec.name;
      if (const auto column = table.find(name)) place.column = static_cast<std::int32_t>(*column);
    }
    if (place.column < 0) {
      place.table = -1;
      if (!use.optional && !manifest.tables[use.table].optional) {
        throw Error(ErrorCode::not_found, fmt::format("{} needs the column '{}.{}'", manifest.id,
                                                      describe(manifest.tables[use.table]), use.spec.name));
      }
    }
    places_.push_back(place);
  }
  column_views_.resize(places_.size());
  table_views_.resize(tables_.size());
  seen_.assign(places_.size(), 0);
  changed_.resize(places_.size());
  for (conurb_column& column : column_views_) column_pointers_.push_back(&column);
  for (const conurb_table& table : table_views_) table_pointers_.push_back(&table);
}

void Binding::set_common(std::span<const double> parameters, std::uint64_t parameters_revision, std::uint64_t seed) {
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

void Binding::fill_table(const city::City& city, std::uint32_t index) {
  conurb_table& view = table_views_[index];
  view = {};
  view.struct_size = sizeof view;
  view.kind = static_cast<std::int32_t>(manifest_->tables[index].spec.kind);
  if (tables_[index] < 0) return;
  const city::Table& table = city.table(static_cast<std::size_t>(tables_[index]));
  const city::GridSpec& grid = table.spec().grid;
  view.kind = static_cast<std::int32_t>(table.spec().kind);
  view.rows = table.rows();
  view.padded_rows = city::padded(table.rows());
  view.alive_rows = table.alive_rows();
  view.ids = table.ids().data();
  view.alive = table.alive().data();
  view.topology_revision = table.topology_revision();
  view.origin_x = grid.origin_x;
  view.origin_y = grid.origin_y;
  view.cell = grid.cell;
  view.width = grid.width;
  view.height = grid.height;
}

void Binding::fill_column(const city::Column& column, std::uint32_t index, Access access) {
  conurb_column& view = column_views_[index];
  view.struct_size = sizeof view;
  view.type = static_cast<std::int32_t>(column.spec().scalar);
  view.access = static_cast<std::int32_t>(access);
  view.is_list = column.spec().list ? 1 : 0;
  // Plugins get one kind of pointer; READ is const by contract, and the conformance check watches it.
  view.data = const_cast<std::byte*>(column.bytes());
  view.offsets = column.spec().list ? column.offsets().data() : nullptr;
  view.rows = column.rows();
  view.padded_rows = city::padded(column.rows());
  if (column.revision() == seen_[index]) {
    view.changed_count = 0;
    view.changed = nullptr;
  } else {
    changed_[index] = column.changes().since(seen_[index]);
    view.changed_count =
        changed_[index].all ? CONURB_ALL_ROWS : static_cast<std::int64_t>(changed_[index].rows.size());
    view.changed = changed_[index].rows.data();
  }
  view.revision = column.revision();
}

void Binding::view_for_reading(const city::City& city, std::span<const double> parameters,
                               std::uint64_t parameters_revision, std::uint64_t seed) {
  set_common(parameters, parameters_revision, seed);
  for (std::uint32_t i = 0; i < tables_.size(); ++i) fill_table(city, i);
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    if (places_[i].table < 0) {
      column_views_[i] = {};
      column_views_[i].struct_size = sizeof(conurb_column);
      column_views_[i].type = static_cast<std::int32_t>(manifest_->columns[i].spec.scalar);
      continue;
    }
    fill_column(city.table(static_cast<std::size_t>(places_[i].table)).column(
                    static_cast<std::size_t>(places_[i].column)),
                i, Access::read);
  }
}

std::byte* Binding::writable(city::Table& table, std::uint32_t index) {
  city::Column& column = table.column(static_cast<std::size_t>(places_[index].column));
  switch (manifest_->columns[index].access) {
    case Access::write_all: return column.overwrite_bytes();
    case Access::read_write: return column.modify_bytes();
    case Access::accumulate: {
      std::byte* bytes = column.overwrite_bytes();
      std::memset(bytes, 0, static_cast<std::size_t>(city::padded(column.rows())) * city::size_of(column.spec().scalar));
      return bytes;
    }
    case Access::read: break;
  }
  return nullptr;
}

void Binding::view_for_step(city::City& city, const LaggedColumns& lagged, std::span<const double> parameters,
                            std::uint64_t parameters_revision, std::uint64_t seed) {
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    if (places_[i].table >= 0 && manifest_->columns[i].access != Access::read) {
      writable(city.edit(static_cast<std::size_t>(places_[i].table)), i);
    }
  }
  view_for_reading(city, parameters, parameters_revision, seed);
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    if (places_[i].table < 0) continue;
    const ColumnUse& use = manifest_->columns[i];
    if (use.access != Access::read) {
      column_views_[i].access = static_cast<std::int32_t>(use.access);
    } else if (use.lagged) {
      const std::pair key{static_cast<std::size_t>(places_[i].table), static_cast<std::size_t>(places_[i].column)};
      const auto found = std::find_if(lagged.begin(), lagged.end(), [&](const auto& item) { return item.first == key; });
      if (found != lagged.end()) fill_column(found->second, i, Access::read);
    }
  }
}

void Binding::refresh_table(city::City& city, std::uint32_t index) {
  fill_table(city, index);
  const city::Table& table = city.table(static_cast<std::size_t>(tables_[index]));
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    if (places_[i].table != tables_[index]) continue;
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
    const ColumnUse& use = manifest_->columns[i];
    // A lagged view showed an older revision than the column has now; what changed since that one is still unseen.
    seen_[i] = use.lagged ? column_views_[i].revision
                          : city.table(static_cast<std::size_t>(places_[i].table))
                                .column(static_cast<std::size_t>(places_[i].column))
                                .revision();
  }
}

void Binding::forget_seen() { std::fill(seen_.begin(), seen_.end(), city::Revision{0}); }

}  // namespace conurb::host
