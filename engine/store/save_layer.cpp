// SPDX-License-Identifier: Apache-2.0
#include "engine/store/save_layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/store/features.hpp"
#include "engine/store/schema.hpp"

namespace conurb::store {

using city::Id;

namespace {

void widen(std::optional<Extent>& bounds, const Extent& box) {
  if (!bounds) {
    bounds = box;
    return;
  }
  bounds->min_x = std::min(bounds->min_x, box.min_x);
  bounds->min_y = std::min(bounds->min_y, box.min_y);
  bounds->max_x = std::max(bounds->max_x, box.max_x);
  bounds->max_y = std::max(bounds->max_y, box.max_y);
}

// Position of a cell along the Hilbert curve through a 65,536 x 65,536 grid (Hilbert 1891; the usual rotation
// scheme).
std::uint64_t hilbert(std::uint32_t x, std::uint32_t y) {
  std::uint64_t position = 0;
  for (std::uint32_t side = 1U << 15; side > 0; side /= 2) {
    const std::uint32_t right = (x & side) != 0 ? 1 : 0;
    const std::uint32_t upper = (y & side) != 0 ? 1 : 0;
    position += std::uint64_t{side} * side * ((3 * right) ^ upper);
    if (upper == 0) {
      if (right == 1) {
        x = 65535 - x;
        y = 65535 - y;
      }
      std::swap(x, y);
    }
  }
  return position;
}

std::string parameters(std::size_t count, int first) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i) list += fmt::format(", ?{}", first + static_cast<int>(i));
  return list;
}

}  // namespace

void insert_boxes(Connection& connection, const std::string& table, std::vector<RowBox> boxes) {
  std::optional<Extent> all;
  for (const RowBox& each : boxes) widen(all, each.box);
  if (!all) return;
  const double side = std::max({all->max_x - all->min_x, all->max_y - all->min_y, 1e-9});
  std::vector<std::pair<std::uint64_t, std::size_t>> order(boxes.size());
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const Extent& box = boxes[i].box;
    const auto cell = [side](double low, double high, double origin) {
      return static_cast<std::uint32_t>(
          std::clamp(((low + high) / 2 - origin) / side * 65535.0, 0.0, 65535.0));
    };
    order[i] = {hilbert(cell(box.min_x, box.max_x, all->min_x), cell(box.min_y, box.max_y, all->min_y)), i};
  }
  std::sort(order.begin(), order.end());
  Statement insert(connection, fmt::format("INSERT OR REPLACE INTO {} VALUES (?, ?, ?, ?, ?)",
                                           quote_name(rtree_table(table))));
  for (const auto& [position, i] : order) {
    const RowBox& each = boxes[i];
    insert.bind_all(each.id, each.box.min_x, each.box.max_x, each.box.min_y, each.box.max_y).run();
  }
}

/// One column on its way into a statement; `writer` is empty for the shape.
struct LayerWriter::Cells {
  std::size_t column = 0;
  std::string name;
  std::optional<CellWriter> writer;
  std::span<const std::int64_t> offsets;
  std::span<const double> coordinates;
};

LayerWriter::LayerWriter(Connection& connection, const city::City& city, const city::Table& table,
                         const std::vector<std::size_t>& columns, const Frame& frame)
    : connection_(connection),
      city_(city),
      table_(table),
      columns_(columns),
      frame_(frame),
      ids_(table.ids().first(static_cast<std::size_t>(table.rows()))),
      alive_(table.alive().first(static_cast<std::size_t>(table.rows()))) {
  if (has_shape()) columns_.push_back(table.index_of("shape"));
}

IdIndex LayerWriter::ids_of(std::string_view table) const {
  const std::int32_t found = city_.find(table);
  if (found < 0) return {};
  const city::Table& target = city_.table(static_cast<std::size_t>(found));
  return IdIndex(target.ids().first(static_cast<std::size_t>(target.rows())));
}

std::vector<LayerWriter::Cells> LayerWriter::cells(const std::vector<std::size_t>& columns) const {
  std::vector<Cells> result;
  for (const std::size_t index : columns) {
    const city::Column& column = table_.column(index);
    Cells& each = result.emplace_back();
    each.column = index;
    each.name = column.spec().name;
    if (each.name == "shape") {
      each.name = kGeometryColumn;
      each.offsets = column.offsets();
      each.coordinates = column.values<double>();
    } else {
      const bool ref = column.spec().scalar == city::Scalar::ref;
      each.writer.emplace(table_, index, ref ? ids_of(column.spec().refers_to) : IdIndex{});
    }
  }
  return result;
}

std::optional<RowBox> LayerWriter::bind_row(Statement& statement, int index, std::vector<Cells>& cells,
                                            std::int64_t row) {
  std::optional<RowBox> found;
  const auto at = static_cast<std::size_t>(row);
  for (Cells& each : cells) {
    if (each.writer) {
      each.writer->bind(statement, index++, row);
      continue;
    }
    const auto first = static_cast<std::size_t>(each.offsets[at]);
    const auto count = static_cast<std::size_t>(each.offsets[at + 1]) - first;
    Extent box;
    try {
      box = encode_shape(table_.spec().shape, each.coordinates.subspan(first, count), frame_, geometry_);
    } catch (const Error& error) {
      throw Error(error.code(), fmt::format("{} of id {}: {}", table_.name(), ids_[at], error.message()));
    }
    if (count == 0) {
      statement.bind_null(index++);
      continue;
    }
    statement.bind(index++, std::span<const std::byte>(geometry_));
    found = RowBox{ids_[at],
                   {box.min_x + frame_.origin_x, box.min_y + frame_.origin_y, box.max_x + frame_.origin_x,
                    box.max_y + frame_.origin_y}};
    widen(bounds_, found->box);
  }
  return found;
}

void LayerWriter::clear() {
  const std::string& name = table_.name();
  for (const std::string& each : {name, retired_table(name), edit_table(name)}) {
    connection_.run(fmt::format("DELETE FROM {}", quote_name(each)));
  }
  if (has_shape()) connection_.run(fmt::format("DELETE FROM {}", quote_name(rtree_table(name))));
  cleared_ = true;
}

void LayerWriter::move_foreign_rows() {
  const std::string layer = quote_name(table_.name());
  const std::string edit = quote_name(edit_table(table_.name()));
  std::vector<Id> foreign;
  Statement find(connection_, fmt::format("SELECT fid FROM {} WHERE conurb_kind = 'I' ORDER BY fid", edit));
  while (find.step()) foreign.push_back(find.integer(0));
  if (foreign.empty() || ids_.empty() || foreign.front() > ids_.back()) return;
  Id next = std::max({table_.next_id() - 1, ids_.back(), foreign.back(),
                      connection_.integer(fmt::format("SELECT max(fid) FROM {}", layer), 0)});
  for (const Id id : foreign) {
    ++next;
    connection_.run(fmt::format("UPDATE {} SET fid = ? WHERE fid = ?", layer), next, id);
    connection_.run(fmt::format("UPDATE {} SET fid = ? WHERE fid = ?", edit), next, id);
    if (!has_shape()) continue;
    connection_.run(fmt::format("UPDATE {} SET id = ? WHERE id = ?", quote_name(rtree_table(table_.name()))),
                    next, id);
  }
}

void LayerWriter::retire(Id id) {
  const std::string& name = table_.name();
  const std::string columns = column_list(layer_columns(connection_, name), "");
  connection_.run(fmt::format("INSERT INTO {} (fid{}) SELECT fid{} FROM {} WHERE fid = ?",
                              quote_name(retired_table(name)), columns, columns, quote_name(name)),
                  id);
  connection_.run(fmt::format("DELETE FROM {} WHERE fid = ?", quote_name(name)), id);
  if (has_shape())
    connection_.run(fmt::format("DELETE FROM {} WHERE id = ?", quote_name(rtree_table(name))), id);
}

void LayerWriter::revive(Id id, std::int64_t row) {
  const std::string& name = table_.name();
  connection_.run(fmt::format("DELETE FROM {} WHERE fid = ?", quote_name(retired_table(name))), id);
  insert(row, row + 1);
}

void LayerWriter::sync_alive(std::int64_t rows) {
  std::set<Id> retired;
  Statement find(connection_, fmt::format("SELECT fid FROM {}", quote_name(retired_table(table_.name()))));
  while (find.step()) retired.insert(find.integer(0));
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto at = static_cast<std::size_t>(row);
    const bool is_retired = !retired.empty() && retired.contains(ids_[at]);
    if (alive_[at] == 0 && !is_retired) retire(ids_[at]);
    if (alive_[at] != 0 && is_retired) revive(ids_[at], row);
  }
}

void LayerWriter::put_box(const RowBox& each) {
  connection_.run(
      fmt::format("INSERT OR REPLACE INTO {} VALUES (?, ?, ?, ?, ?)", quote_name(rtree_table(table_.name()))),
      each.id, each.box.min_x, each.box.max_x, each.box.min_y, each.box.max_y);
}

void LayerWriter::update(const std::vector<std::size_t>& columns, const std::vector<std::int64_t>& rows) {
  if (columns.empty() || rows.empty()) return;
  std::vector<Cells> cells = this->cells(columns);
  std::string assignments;
  bool shape = false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    assignments += fmt::format("{}{} = ?{}", i == 0 ? "" : ", ", quote_name(cells[i].name), i + 2);
    shape = shape || !cells[i].writer;
  }
  const auto sql = [&assignments](const std::string& table) {
    return fmt::format("UPDATE {} SET {} WHERE fid = ?1", quote_name(table), assignments);
  };
  Statement update(connection_, sql(table_.name()));
  Statement update_retired(connection_, sql(retired_table(table_.name())));
  for (const std::int64_t row : rows) {
    const auto at = static_cast<std::size_t>(row);
    Statement& statement = alive_[at] != 0 ? update : update_retired;
    statement.bind(1, ids_[at]);
    const std::optional<RowBox> box = bind_row(statement, 2, cells, row);
    statement.run();
    if (!shape || alive_[at] == 0) continue;
    if (box) {
      put_box(*box);
    } else {
      connection_.run(fmt::format("DELETE FROM {} WHERE id = ?", quote_name(rtree_table(table_.name()))),
                      ids_[at]);
    }
  }
}

void LayerWriter::insert(std::int64_t first, std::int64_t end) {
  if (first >= end) return;
  std::vector<Cells> cells = this->cells(columns_);
  std::vector<std::string> names;
  for (const Cells& each : cells) names.push_back(each.name);
  const auto sql = [&names](const std::string& table) {
    return fmt::format("INSERT INTO {} (fid{}) VALUES (?1{})", quote_name(table), column_list(names, ""),
                       parameters(names.size(), 2));
  };
  Statement insert(connection_, sql(table_.name()));
  Statement insert_retired(connection_, sql(retired_table(table_.name())));
  std::vector<RowBox> boxes;
  if (has_shape()) boxes.reserve(static_cast<std::size_t>(end - first));
  for (std::int64_t row = first; row < end; ++row) {
    const auto at = static_cast<std::size_t>(row);
    Statement& statement = alive_[at] != 0 ? insert : insert_retired;
    statement.bind(1, ids_[at]);
    const std::optional<RowBox> box = bind_row(statement, 2, cells, row);
    statement.run();
    if (box && alive_[at] != 0) boxes.push_back(*box);
  }
  insert_boxes(connection_, table_.name(), std::move(boxes));
}

void LayerWriter::finish() {
  const std::string& name = table_.name();
  if (cleared_) {
    connection_.run(
        "UPDATE gpkg_contents SET min_x = NULL, min_y = NULL, max_x = NULL, max_y = NULL WHERE table_name = "
        "?",
        name);
  }
  if (bounds_) {
    connection_.run(
        fmt::format("UPDATE gpkg_contents SET min_x = min(ifnull(min_x, ?2), ?2), min_y = min(ifnull(min_y, "
                    "?3), ?3), max_x = max(ifnull(max_x, ?4), ?4), max_y = max(ifnull(max_y, ?5), ?5), "
                    "last_change = {} WHERE table_name = ?1",
                    kNowSql),
        name, bounds_->min_x, bounds_->min_y, bounds_->max_x, bounds_->max_y);
  }
  connection_.run(
      fmt::format("INSERT OR REPLACE INTO gpkg_ogr_contents SELECT ?1, ?2 + count(*) FROM {} WHERE "
                  "conurb_kind = 'I'",
                  quote_name(edit_table(name))),
      name, table_.alive_rows());
}

}  // namespace conurb::store
