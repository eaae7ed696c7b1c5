// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <unordered_map>

#include "engine/base/no_value.hpp"
#include "engine/io/import_measures.hpp"

namespace conurb::io {

using city::kNone;
using city::Table;

namespace {

/// Codes of surface types in the column `type`: the semantic type, or what the slope says.
class SurfaceTypes {
 public:
  SurfaceTypes(city::Column& column, const city::GeometryStore& store) : store_(store) {
    for (std::uint32_t i = 0; i < store.semantic_types().size(); ++i) {
      codes_.push_back(column.intern(store.semantic_types()[i]));
    }
    for (const char* name : {"WallSurface", "RoofSurface", "GroundSurface", "ClosureSurface"}) {
      by_facing_.push_back(column.intern(name));
    }
  }
  [[nodiscard]] std::int32_t of(const ShellFace& face) const {
    const std::uint16_t type = store_.surface_type(face.surface);
    return type != city::kNoName ? codes_[type] : by_facing_[static_cast<std::size_t>(face.facing)];
  }

 private:
  const city::GeometryStore& store_;
  std::vector<std::int32_t> codes_, by_facing_;
};

// The surface numbers of all rows after the store was put together anew.
void renumber(CityImport::State& state, Table& table) {
  if (!state.geometry_moved) return;
  CellWriter<std::int32_t> cells(table, table.index_of("surface"), state.known.edited,
                                 state.first_new_row(table));
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const std::int32_t old = cells.get(row);
    if (old < 0 || static_cast<std::size_t>(old) >= state.surface_moved.size()) continue;
    const std::uint32_t now = state.surface_moved[static_cast<std::size_t>(old)];
    cells.set(row, now == kNone ? -1 : static_cast<std::int32_t>(now));
  }
  cells.finish();
}

// Rows for the faces: those that the buildings have already, if they are as many, else new ones at the end.
std::vector<std::int64_t> rows_for_faces(CityImport::State& state, Table& table,
                                         std::span<const Subject> subjects,
                                         const std::vector<std::size_t>& wanted) {
  std::vector<std::int64_t> rows;
  if (table.rows() > 0) {
    std::vector<std::uint8_t> renewed(static_cast<std::size_t>(state.city.table("building").rows()), 0);
    for (const Subject& each : subjects) renewed[static_cast<std::size_t>(each.row)] = each.whole ? 1 : 0;
    const auto buildings = table.column("building").values<std::int32_t>();
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      const std::int32_t building = buildings[static_cast<std::size_t>(row)];
      const bool is_one = building >= 0 && renewed[static_cast<std::size_t>(building)] != 0;
      if (is_one && table.alive()[static_cast<std::size_t>(row)] != 0) rows.push_back(row);
    }
    if (rows.size() == wanted.size()) return rows;
    table.retire(rows);
    rows.clear();
  }
  const std::int64_t first = table.insert(static_cast<std::int64_t>(wanted.size()), 0);
  for (std::size_t i = 0; i < wanted.size(); ++i) rows.push_back(first + static_cast<std::int64_t>(i));
  return rows;
}

}  // namespace

void replace_shapes(CityImport::State& state, Table& table,
                    const std::vector<std::pair<std::int64_t, std::size_t>>& rows,
                    const std::function<std::span<const double>(std::size_t)>& shape_of) {
  const std::size_t column = table.index_of("shape");
  const std::vector<city::Id>* edited = state.known.edited.of(table.name(), "shape");
  const auto old_offsets = table.column(column).offsets();
  const auto old = table.column(column).values<double>();
  std::vector<std::int64_t> offsets{0};
  std::vector<double> data;
  std::vector<std::int64_t> changed;
  std::size_t next = 0;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    const auto first = static_cast<std::size_t>(old_offsets[at]),
               last = static_cast<std::size_t>(old_offsets[at + 1]);
    std::span<const double> shape = old.subspan(first, last - first);
    if (next < rows.size() && rows[next].first == row) {
      const std::span<const double> now = shape_of(rows[next++].second);
      const bool kept =
          edited != nullptr && std::binary_search(edited->begin(), edited->end(), table.ids()[at]);
      if (!kept && !std::ranges::equal(shape, now)) {
        shape = now;
        changed.push_back(row);
      }
    }
    data.insert(data.end(), shape.begin(), shape.end());
    offsets.push_back(static_cast<std::int64_t>(data.size()));
  }
  if (changed.empty()) return;
  table.column(column).assign_lists(offsets, reinterpret_cast<const std::byte*>(data.data()));
  table.mark_changed(column, std::move(changed));
}

void write_surfaces(CityImport::State& state, std::span<const Subject> subjects,
                    std::span<const ShellFace> faces) {
  Table& table = state.city.edit(state.vocabulary_table("surface"));
  renumber(state, table);
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    if (subjects[faces[i].building].whole && faces[i].area() > 1e-6) wanted.push_back(i);
  }
  if (wanted.empty()) return;
  const std::vector<std::int64_t> rows = rows_for_faces(state, table, subjects, wanted);
  const SurfaceTypes types(table.column("type"), state.geometry);
  const std::int64_t first_new = state.first_new_row(table);
  EditedCells& edited = state.known.edited;
  const auto ints = [&](std::string_view name) {
    return CellWriter<std::int32_t>(table, table.index_of(name), edited, first_new);
  };
  const auto reals = [&](std::string_view name) {
    return CellWriter<float>(table, table.index_of(name), edited, first_new);
  };
  auto object = ints("object"), building = ints("building"), type = ints("type"), surface = ints("surface");
  auto area = reals("area"), tilt = reals("tilt"), azimuth = reals("azimuth"), height = reals("height");
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const ShellFace& face = faces[wanted[i]];
    const std::int64_t row = rows[i];
    const float x = face.vector_area[0], y = face.vector_area[1], z = face.vector_area[2];
    const float level = std::hypot(x, y);
    object.set(row, static_cast<std::int32_t>(face.object));
    building.set(row, static_cast<std::int32_t>(subjects[face.building].row));
    type.set(row, types.of(face));
    surface.set(row, static_cast<std::int32_t>(face.surface));
    area.set(row, static_cast<float>(face.area()));
    tilt.set(row, std::atan2(level, z));
    // Below a ten-thousandth of the area the direction is rounding of the coordinates.
    const float direction = std::atan2(x, y);
    constexpr float kTurn = 6.2831853F;
    const bool faces_up_or_down = static_cast<double>(level) < 1e-4 * face.area();
    azimuth.set(
        row, faces_up_or_down ? kNoValue : (direction < 0 ? std::min(direction + kTurn, kTurn) : direction));
    height.set(row, 0.5F * (face.lower[2] + face.upper[2]));
  }
  for (auto* each : {&object, &building, &type, &surface}) each->finish();
  for (auto* each : {&area, &tilt, &azimuth, &height}) each->finish();
}

void write_best_geometry(CityImport::State& state, const GeometryIndex& index, city::Point3 origin) {
  Table& objects = state.city.edit("city_object");
  const ShellMeasurer measurer(state.geometry, index, origin);
  std::vector<std::int32_t> best(static_cast<std::size_t>(objects.rows()));
  constexpr std::size_t kGrain = 4096;
  state.options.jobs->parallel_for(0, best.size(), kGrain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t o = begin; o < end; ++o) {
      const std::uint32_t geometry = measurer.best_geometry(static_cast<std::uint32_t>(o));
      best[o] = geometry == kNone ? -1 : static_cast<std::int32_t>(geometry);
    }
  });
  CellWriter<std::int32_t> cells(objects, objects.index_of("geometry"), state.known.edited,
                                 state.first_new_row(objects));
  for (std::size_t o = 0; o < best.size(); ++o) cells.set(static_cast<std::int64_t>(o), best[o]);
  cells.finish();
  // A building shows its own geometry, or that of its first part that has one.
  Table& buildings = state.city.edit("building");
  const auto roots = objects.column("root").values<std::int32_t>();
  const auto refs = buildings.column("object").values<std::int32_t>();
  std::vector<std::int32_t> of_root(best.size(), -1);
  for (std::size_t o = best.size(); o-- > 0;) {
    if (roots[o] >= 0 && best[o] >= 0) of_root[static_cast<std::size_t>(roots[o])] = best[o];
  }
  CellWriter<std::int32_t> shown(buildings, buildings.index_of("geometry"), state.known.edited,
                                 state.first_new_row(buildings));
  for (std::int64_t row = 0; row < buildings.rows(); ++row) {
    const std::int32_t object = refs[static_cast<std::size_t>(row)];
    if (object < 0) continue;
    const auto at = static_cast<std::size_t>(object);
    const bool own = best[at] >= 0 && of_root[at] == best[at];
    shown.set(row, own ? best[at] : of_root[at]);
  }
  shown.finish();
}

}  // namespace conurb::io
