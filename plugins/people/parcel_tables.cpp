// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/parcel_tables.hpp"

#include <cmath>
#include <cstddef>
#include <string>

#include "people_columns.hpp"
#include "plugins/people/ground_plan.hpp"
#include "plugins/people/plan_clip.hpp"

namespace conurb::people {

namespace {

using ::people::Column;
using ::people::Table;

std::span<const double> shape_of(const conurb_column& column, std::span<const double> points,
                                 std::int64_t row) {
  const auto begin = static_cast<std::size_t>(column.offsets[row]),
             end = static_cast<std::size_t>(column.offsets[row + 1]);
  return points.subspan(begin, end - begin);
}

void add_line(std::span<const double> line, double width, std::vector<Strip>& strips) {
  for (std::size_t i = 0; i + 3 < line.size(); i += 2)
    strips.push_back({line[i], line[i + 1], line[i + 2], line[i + 3], 0.5 * width});
}

/// Value of a column that may be absent.
template <typename T>
T value(std::span<const T> column, std::int64_t row, T otherwise) {
  return column.empty() ? otherwise : column[static_cast<std::size_t>(row)];
}

}  // namespace

bool ParcelTables::none_known() const {
  return view_.table(Table::parcel).alive_rows == 0;
}

Ground ParcelTables::read(const Buildings& b) const {
  Ground ground;
  const conurb_column& shape = view_.column(Column::building_shape);
  const auto points = view_.read<double>(Column::building_shape);
  for (std::size_t i = 0; i < b.size(); ++i) {
    ground.footprint.push_back(shape_of(shape, points, rows_[i]));
    ground.small.push_back(is_small_shed(b, i) ? 1 : 0);
  }
  if (view_.has(Column::road_link_shape)) read_streets(ground);
  if (view_.has(Column::rail_link_shape)) read_rail(ground);
  if (view_.has(Column::water_area_shape)) read_water(ground);
  return ground;
}

// Of the two directions of a street the wider one counts, else the first.
void ParcelTables::read_streets(Ground& ground) const {
  const conurb_table& table = view_.table(Table::road_link);
  const conurb_column& shape = view_.column(Column::road_link_shape);
  const auto points = view_.read<double>(Column::road_link_shape);
  const auto known = view_.read<float>(Column::road_link_width);
  const auto classes = view_.read<std::int32_t>(Column::road_link_road_class);
  const auto level = view_.read<std::int32_t>(Column::road_link_level);
  const auto reverse = view_.read<std::int32_t>(Column::road_link_reverse);
  std::vector<double> width(static_cast<std::size_t>(table.rows), 0);
  for (std::int64_t row = 0; row < table.rows; ++row) {
    if (table.alive[row] == 0 || value(level, row, 0) != 0) continue;
    const std::int32_t code = value(classes, row, -1);
    const char* text = code < 0 ? "" : host_.text(Column::road_link_road_class, code);
    width[static_cast<std::size_t>(row)] =
        street_width(text, static_cast<double>(value(known, row, kUnknown)));
  }
  for (std::int64_t row = 0; row < table.rows; ++row) {
    const double own = width[static_cast<std::size_t>(row)];
    const std::int64_t back = value(reverse, row, -1);
    const double other = back >= 0 && back < table.rows ? width[static_cast<std::size_t>(back)] : 0;
    if (own > other || (own == other && own > 0 && row <= back))
      add_line(shape_of(shape, points, row), own, ground.strips);
  }
}

void ParcelTables::read_rail(Ground& ground) const {
  const conurb_table& table = view_.table(Table::rail_link);
  const conurb_column& shape = view_.column(Column::rail_link_shape);
  const auto points = view_.read<double>(Column::rail_link_shape);
  const auto tracks = view_.read<float>(Column::rail_link_tracks);
  const auto level = view_.read<std::int32_t>(Column::rail_link_level);
  for (std::int64_t row = 0; row < table.rows; ++row)
    if (table.alive[row] != 0 && value(level, row, 0) == 0)
      add_line(shape_of(shape, points, row), track_width(static_cast<double>(value(tracks, row, kUnknown))),
               ground.strips);
}

void ParcelTables::read_water(Ground& ground) const {
  const conurb_table& table = view_.table(Table::water_area);
  const conurb_column& shape = view_.column(Column::water_area_shape);
  const auto points = view_.read<double>(Column::water_area_shape);
  for (std::int64_t row = 0; row < table.rows; ++row)
    if (table.alive[row] != 0) ground.water.push_back(shape_of(shape, points, row));
}

// What the building says, else the smallest district that holds its middle.
std::vector<std::int32_t> ParcelTables::districts() const {
  const auto given = view_.read<std::int32_t>(Column::building_district);
  std::vector<std::int32_t> found;
  for (const std::int64_t row : rows_) found.push_back(given[static_cast<std::size_t>(row)]);
  if (!view_.has(Column::district_shape) || view_.table(Table::district).alive_rows == 0) return found;
  const conurb_column& shape = view_.column(Column::district_shape);
  const auto points = view_.read<double>(Column::district_shape);
  std::vector<double> area;
  for (std::int64_t row = 0; row < view_.table(Table::district).rows; ++row)
    area.push_back(area_of(to_plan(shape_of(shape, points, row))));
  conurb_relation within{};
  within.struct_size = sizeof within;
  sdk::require_ok(host_.space()->relation(host_.c(), static_cast<std::uint32_t>(Table::building),
                                          static_cast<std::uint32_t>(Table::district), "within", &within),
                  "");
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i] >= 0) continue;
    for (std::int64_t k = within.first[rows_[i]]; k < within.first[rows_[i] + 1]; ++k) {
      const auto district = static_cast<std::int32_t>(within.to[k]);
      if (found[i] < 0 || area[static_cast<std::size_t>(district)] < area[static_cast<std::size_t>(found[i])])
        found[i] = district;
    }
  }
  return found;
}

void ParcelTables::write(const Buildings& b, const Parcels& parcels) {
  if (parcels.size() == 0) return;
  const std::vector<std::int32_t> district = districts();
  const auto count = static_cast<std::int64_t>(parcels.size());
  const std::int64_t first = host_.insert_rows(Table::parcel, count);
  // Rows that were retired keep their outlines.
  const conurb_column& shape = view_.column(Column::parcel_shape);
  std::vector<std::int64_t> offsets(shape.offsets, shape.offsets + first + 1);
  const auto old = view_.read<double>(Column::parcel_shape);
  std::vector<double> xy(old.begin(), old.begin() + static_cast<std::ptrdiff_t>(offsets.back()));
  const std::int64_t before = offsets.back();
  for (std::size_t p = 0; p < parcels.size(); ++p) offsets.push_back(before + parcels.offsets[p + 1]);
  xy.insert(xy.end(), parcels.xy.begin(), parcels.xy.end());
  host_.assign_lists(Column::parcel_shape, std::span<const std::int64_t>(offsets),
                     std::span<const double>(xy));

  std::vector<std::int32_t> codes(kUseCount, -1);
  for (std::size_t p = 0; p < parcels.size(); ++p) {
    const auto use = static_cast<std::size_t>(b.use[parcels.main[p]]);
    const std::string land(figures(b.use[parcels.main[p]]).land);
    if (codes[use] < 0 && !land.empty()) codes[use] = host_.code(Column::parcel_land_use, land.c_str());
  }
  const auto from = static_cast<std::size_t>(first);
  const auto area = view_.write<float>(Column::parcel_area).subspan(from);
  const auto land_use = view_.write<std::int32_t>(Column::parcel_land_use).subspan(from);
  const auto lies_in = view_.write<std::int32_t>(Column::parcel_district).subspan(from);
  for (std::size_t p = 0; p < parcels.size(); ++p) {
    area[p] = parcels.area[p];
    land_use[p] = codes[static_cast<std::size_t>(b.use[parcels.main[p]])];
    lies_in[p] = district[parcels.main[p]];
  }
  const auto stands_on = view_.write<std::int32_t>(Column::building_parcel);
  for (std::size_t i = 0; i < b.size(); ++i) {
    std::int32_t& cell = stands_on[static_cast<std::size_t>(rows_[i])];
    if (cell < 0 && parcels.parcel_of[i] != kNone)
      cell = static_cast<std::int32_t>(first + parcels.parcel_of[i]);
  }
}

}  // namespace conurb::people
