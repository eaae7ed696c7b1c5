// SPDX-License-Identifier: Apache-2.0
#include "engine/io/footprint_blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/city/geometry_store.hpp"
#include "engine/city/query_shape.hpp"

namespace conurb::io {

namespace {

using city::GeometryStore;
using city::Table;

constexpr double kStep_m = 0.001;

/// Where the ground of a block is and where its top.
struct Levels {
  std::int32_t low = 0, high = 0;  ///< steps
};

class BlockBuilder {
 public:
  BlockBuilder(GeometryStore& store, const city::Place& place) : store_(store) {
    tile_ = store_.add_tile(
        {{kStep_m, kStep_m, kStep_m}, {place.origin_x, place.origin_y, place.origin_z}, {0, 0, 0}});
    lod_ = static_cast<std::uint16_t>(store_.lods().intern("1"));
    constexpr const char* kNames[] = {"GroundSurface", "RoofSurface", "WallSurface"};  // as Part
    for (std::size_t part = 0; part < types_.size(); ++part)
      types_[part] = static_cast<std::uint16_t>(store_.semantic_types().intern(kNames[part]));
  }

  /// The solids of one outline, owned by a row of city_object. False if nothing of it is left in millimetres.
  bool add(std::span<const double> shape, Levels levels, std::uint32_t owner) {
    const GeometryStore::Mark before = store_.mark();
    links_.clear();
    std::size_t solids = 0;
    rings_.clear();
    for (city::RingReader rings(shape); rings.next();) {
      const auto ring = rings.ring();
      if (city::ring_area(ring) > 0 && !rings_.empty()) solids += close_solid(levels) ? 1 : 0;
      rings_.push_back(ring);
    }
    solids += close_solid(levels) ? 1 : 0;
    if (solids == 0) {
      store_.roll_back(before);
      return false;
    }
    store_.end_geometry(solids > 1 ? city::GeometryType::multi_solid : city::GeometryType::solid, lod_, owner,
                        tile_);
    std::array<std::uint32_t, 3> rows{};
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = store_.add_semantic(types_[i], "");
    for (std::uint32_t& link : links_) link = rows[link];
    store_.link_semantics(links_);
    return true;
  }

 private:
  enum Part : std::uint32_t { ground, roof, wall };

  /// A ring in steps, neighbours that fall together taken as one; without its repeated end.
  std::vector<std::array<std::int32_t, 2>> snapped(std::span<const double> ring) const {
    std::vector<std::array<std::int32_t, 2>> corners;
    for (std::size_t i = 0; i + 3 < ring.size(); i += 2) {
      const std::array<std::int32_t, 2> at{step_of(ring[i]), step_of(ring[i + 1])};
      if (corners.empty() || corners.back() != at) corners.push_back(at);
    }
    while (corners.size() > 1 && corners.front() == corners.back()) corners.pop_back();
    return corners;
  }

  static std::int32_t step_of(double metres) {
    const double step = std::round(metres / kStep_m);
    if (std::abs(step) > 2e9)
      throw Error(ErrorCode::limit, fmt::format("a building lies {:.0f} km from the city", metres / 1000));
    return static_cast<std::int32_t>(step);
  }

  /// Ends the solid of the rings gathered: an outer one and its holes.
  bool close_solid(Levels levels) {
    std::vector<std::vector<std::array<std::int32_t, 2>>> rings;
    for (const auto& ring : rings_) {
      rings.push_back(snapped(ring));
      if (rings.back().size() < 3) rings.pop_back();
      if (rings.empty()) break;  // the outer one is gone
    }
    rings_.clear();
    if (rings.empty()) return false;
    std::vector<std::uint32_t> first;
    for (const auto& ring : rings) {
      first.push_back(store_.vertex_count());
      for (const auto& [x, y] : ring) store_.add_vertex(x, y, levels.low);
      for (const auto& [x, y] : ring) store_.add_vertex(x, y, levels.high);
    }
    const auto size = [&rings](std::size_t r) { return static_cast<std::uint32_t>(rings[r].size()); };
    for (std::size_t r = 0; r < rings.size(); ++r) {  // seen from below: the other way round
      for (std::uint32_t i = size(r); i-- > 0;) store_.add_index(first[r] + i);
      store_.end_ring();
    }
    end_surface(ground);
    for (std::size_t r = 0; r < rings.size(); ++r) {
      for (std::uint32_t i = 0; i < size(r); ++i) store_.add_index(first[r] + size(r) + i);
      store_.end_ring();
    }
    end_surface(roof);
    for (std::size_t r = 0; r < rings.size(); ++r) {
      for (std::uint32_t i = 0; i < size(r); ++i) {
        const std::uint32_t a = first[r] + i, b = first[r] + (i + 1) % size(r);
        for (const std::uint32_t corner : {a, b, b + size(r), a + size(r)}) store_.add_index(corner);
        store_.end_ring();
        end_surface(wall);
      }
    }
    store_.end_shell();
    store_.end_solid();
    return true;
  }

  void end_surface(Part part) {
    store_.end_surface();
    links_.push_back(part);
  }

  GeometryStore& store_;
  std::uint32_t tile_ = 0;
  std::uint16_t lod_ = 0;
  std::array<std::uint16_t, 3> types_{};
  std::vector<std::span<const double>> rings_;
  std::vector<std::uint32_t> links_;
};

/// Adds the vocabulary's table, or the columns of it that the city lacks.
void complete(city::City& city, std::span<const city::TableSpec> vocabulary, std::string_view name) {
  const auto spec = std::find_if(vocabulary.begin(), vocabulary.end(),
                                 [name](const city::TableSpec& each) { return each.name == name; });
  if (spec == vocabulary.end())
    throw Error(ErrorCode::not_found, fmt::format("the vocabulary has no table {}", name));
  const city::Table* const there = city.find(name) < 0 ? nullptr : &city.table(name);
  city::TableSpec wanted = *spec;
  std::erase_if(wanted.columns, [&](const city::ColumnSpec& column) {
    return (there != nullptr && there->find(column.name)) ||
           (!column.refers_to.empty() && column.refers_to != name && city.find(column.refers_to) < 0);
  });
  city.add_table(wanted);
}

std::vector<std::int64_t> rows_for_blocks(const Table& buildings) {
  std::vector<std::int64_t> rows;
  if (!buildings.find("height")) return rows;
  const auto height = buildings.column("height").values<float>();
  const auto offsets = buildings.column("shape").offsets();
  const auto object = buildings.find("object");
  for (std::size_t row = 0; row < static_cast<std::size_t>(buildings.rows()); ++row) {
    const bool modelled = object && buildings.column(*object).values<std::int32_t>()[row] >= 0;
    if (buildings.alive()[row] != 0 && !modelled && height[row] > 0 && offsets[row] != offsets[row + 1])
      rows.push_back(static_cast<std::int64_t>(row));
  }
  return rows;
}

std::string id_of(const Table& buildings, std::int64_t row) {
  if (const auto id = buildings.find("object_id")) {
    const std::int32_t code = buildings.column(*id).values<std::int32_t>()[static_cast<std::size_t>(row)];
    if (code >= 0) return buildings.column(*id).dictionary().text(code);
  }
  return fmt::format("building-{}", buildings.ids()[static_cast<std::size_t>(row)]);
}

Levels levels_of(const Table& buildings, std::size_t row, double origin_z) {
  const auto ground = buildings.find("ground_height");
  const double known =
      ground ? static_cast<double>(buildings.column(*ground).values<float>()[row]) : std::nan("");
  const double low = (std::isnan(known) ? 0 : known) - origin_z;
  const double high = low + static_cast<double>(buildings.column("height").values<float>()[row]);
  return {static_cast<std::int32_t>(std::lround(low / kStep_m)),
          static_cast<std::int32_t>(std::lround(high / kStep_m))};
}

}  // namespace

std::int64_t add_blocks(city::City& city, std::span<const city::TableSpec> vocabulary) {
  if (city.find("building") < 0) return 0;
  const std::vector<std::int64_t> rows = rows_for_blocks(city.table("building"));
  if (rows.empty()) return 0;
  complete(city, vocabulary, "city_object");
  complete(city, vocabulary, "building");
  auto store = city.geometry() == nullptr ? std::make_shared<GeometryStore>()
                                          : std::make_shared<GeometryStore>(*city.geometry());
  BlockBuilder builder(*store, city.place());
  Table& buildings = city.edit("building");
  Table& objects = city.edit("city_object");
  const std::int64_t first = objects.rows();
  std::vector<std::int64_t> built;
  const city::Column& shapes = buildings.column("shape");
  for (const std::int64_t row : rows) {
    const auto at = static_cast<std::size_t>(row);
    const auto begin = static_cast<std::size_t>(shapes.offsets()[at]);
    const auto end = static_cast<std::size_t>(shapes.offsets()[at + 1]);
    const auto owner = static_cast<std::uint32_t>(first + static_cast<std::int64_t>(built.size()));
    if (builder.add(shapes.values<double>().subspan(begin, end - begin),
                    levels_of(buildings, at, city.place().origin_z), owner))
      built.push_back(row);
  }
  objects.insert(static_cast<std::int64_t>(built.size()), 0);
  const std::int32_t type = objects.column("type").intern("Building");
  std::vector<std::int32_t> ids;
  for (const std::int64_t row : built)
    ids.push_back(objects.column("object_id").intern(id_of(buildings, row)));
  const auto refs = buildings.column("object").modify<std::int32_t>();
  const auto types = objects.column("type").modify<std::int32_t>();
  const auto roots = objects.column("root").modify<std::int32_t>();
  const auto names = objects.column("object_id").modify<std::int32_t>();
  for (std::size_t i = 0; i < built.size(); ++i) {
    const auto object = static_cast<std::size_t>(first) + i;
    refs[static_cast<std::size_t>(built[i])] = static_cast<std::int32_t>(object);
    types[object] = type;
    roots[object] = static_cast<std::int32_t>(object);
    names[object] = ids[i];
  }
  buildings.mark_changed(buildings.index_of("object"));
  for (const char* name : {"object_id", "type", "root"}) objects.mark_changed(objects.index_of(name));
  city.set_geometry(std::move(store));
  return static_cast<std::int64_t>(built.size());
}

}  // namespace conurb::io
