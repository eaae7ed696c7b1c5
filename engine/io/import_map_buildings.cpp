// SPDX-License-Identifier: Apache-2.0
// Buildings of a map: blocks as tall as the map says, only where no building with a 3D model stands.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "engine/city/query_shape.hpp"
#include "engine/city/spatial_index.hpp"
#include "engine/io/building_shell.hpp"
#include "engine/io/import_columns.hpp"
#include "engine/io/import_map.hpp"
#include "engine/io/osm_roads.hpp"
#include "engine/io/osm_values.hpp"

namespace conurb::io {

using city::SpatialIndex;
using city::Table;

namespace {

/// A building of the map is left out where models cover so much of its footprint.
constexpr double kCoveredShare = 0.3;

std::span<const double> shape_at(const Table& table, std::int64_t row) {
  const city::Column& column = table.column("shape");
  const auto first = static_cast<std::size_t>(column.offsets()[static_cast<std::size_t>(row)]);
  const auto last = static_cast<std::size_t>(column.offsets()[static_cast<std::size_t>(row) + 1]);
  return column.values<double>().subspan(first, last - first);
}

/// Where buildings with a 3D model stand.
class ModelledGround {
 public:
  explicit ModelledGround(const CityImport::State& state) {
    if (state.city.find("building") < 0) return;
    table_ = &state.city.table("building");
    const auto object = table_->find("object");
    if (!object) return;
    const auto objects = table_->column(*object).values<std::int32_t>();
    std::vector<city::Box2> boxes(static_cast<std::size_t>(table_->rows()));
    for (std::size_t row = 0; row < boxes.size(); ++row) {
      if (objects[row] < 0 || table_->alive()[row] == 0) continue;
      boxes[row] = city::bounding_box(shape_at(*table_, static_cast<std::int64_t>(row)));
    }
    index_ = SpatialIndex::of_boxes(boxes);
  }

  [[nodiscard]] bool empty() const { return index_.size() == 0; }
  [[nodiscard]] bool covers(std::span<const double> shape) const {
    if (empty()) return false;
    double shared = 0;
    for (const std::int64_t row : index_.within(city::bounding_box(shape)))
      shared += city::shared_area(shape, shape_at(*table_, row));
    return shared >= kCoveredShare * city::polygon_area(shape);
  }

 private:
  const Table* table_ = nullptr;
  SpatialIndex index_;
};

/// What the columns of one building are made of.
struct Block {
  double area = 0, perimeter = 0, height = 0, volume = 0, floor_area = 0, storeys = 1;
  std::array<double, kFacades> wall{};
  double party_wall = 0;
  bool height_given = false, storeys_given = false;
  [[nodiscard]] double mean_height() const { return volume / area; }
};

Block block_of(const MapBuilding& building) {
  Block block;
  block.area = city::polygon_area(building.shape);
  block.perimeter = city::polygon_perimeter(building.shape);
  block.height = building.height.height_m;
  block.storeys = building.height.storeys;
  block.height_given = building.height.height_given;
  block.storeys_given = building.height.storeys_given;
  block.volume = block.area * std::max(0.0, block.height - building.min_height_m);
  block.floor_area = block.area * block.storeys;
  return block;
}

/// Parts replace their building where they stand; what no part covers keeps the building's own height.
void take_parts(Block& block, const MapBuilding& building, const std::vector<const MapBuilding*>& parts) {
  double on_ground = 0, volume = 0, floors = 0, tallest = 0, most_storeys = 0;
  for (const MapBuilding* part : parts) {
    const double area = city::polygon_area(part->shape);
    if (part->min_height_m <= 0) on_ground += area;
    volume += area * std::max(0.0, part->height.height_m - part->min_height_m);
    const double below = std::round(part->min_height_m / kStoreyHeight_m);
    floors += area * std::max(0.0, part->height.storeys - below);
    tallest = std::max(tallest, part->height.height_m);
    most_storeys = std::max(most_storeys, part->height.storeys);
    block.height_given = block.height_given || part->height.height_given;
    block.storeys_given = block.storeys_given || part->height.storeys_given;
  }
  const double rest = std::max(0.0, block.area - on_ground);
  block.volume = volume + rest * std::max(0.0, building.height.height_m - building.min_height_m);
  block.floor_area = floors + rest * building.height.storeys;
  const bool rest_counts = rest > 0.1 * block.area;
  block.height = rest_counts || building.height.height_given ? std::max(block.height, tallest) : tallest;
  block.storeys = building.height.storeys_given ? std::max(block.storeys, most_storeys) : most_storeys;
}

/// Walls by sector; edges that two buildings share are party walls up to the lower of both.
void measure_walls(const std::vector<const MapBuilding*>& buildings, std::vector<Block>& blocks) {
  struct Edge {
    double x0, y0, x1, y1;  // the lesser end first
    std::size_t building, facade;
    [[nodiscard]] auto ends() const { return std::tie(x0, y0, x1, y1); }
  };
  std::vector<Edge> edges;
  for (std::size_t b = 0; b < buildings.size(); ++b) {
    for (city::RingReader rings(buildings[b]->shape); rings.next();) {
      const auto ring = rings.ring();
      for (std::size_t i = 0; i + 3 < ring.size(); i += 2) {
        const double x0 = ring[i], y0 = ring[i + 1], x1 = ring[i + 2], y1 = ring[i + 3];
        const std::size_t facade = facade_of(y1 - y0, x0 - x1);
        blocks[b].wall[facade] += std::hypot(x1 - x0, y1 - y0) * blocks[b].mean_height();
        const bool swapped = std::tie(x1, y1) < std::tie(x0, y0);
        edges.push_back(swapped ? Edge{x1, y1, x0, y0, b, facade} : Edge{x0, y0, x1, y1, b, facade});
      }
    }
  }
  std::stable_sort(edges.begin(), edges.end(),
                   [](const Edge& a, const Edge& b) { return a.ends() < b.ends(); });
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    const Edge &a = edges[i], &b = edges[i + 1];
    if (a.ends() != b.ends() || a.building == b.building) continue;
    const double height = std::min(blocks[a.building].mean_height(), blocks[b.building].mean_height());
    const double hidden = std::hypot(a.x1 - a.x0, a.y1 - a.y0) * height;
    for (const Edge* each : {&a, &b}) {
      double& wall = blocks[each->building].wall[each->facade];
      wall = std::max(0.0, wall - hidden);
      blocks[each->building].party_wall += hidden;
    }
    ++i;  // two share an edge; a third would be a fault of the map
  }
}

class MapBuildingRows {
 public:
  MapBuildingRows(CityImport::State& state, const MapBuildings& map, const ModelledGround& modelled)
      : state_(state), map_(map) {
    std::size_t covered = 0;
    for (const MapBuilding& each : map.buildings) {
      if (each.part) continue;
      if (modelled.covers(each.shape)) {
        ++covered;
      } else {
        buildings_.push_back(&each);
      }
    }
    if (covered == 0) return;
    state_.find(map.source, Severity::info, "", "osm.modelled",
                fmt::format("{} building(s) of the map stand where a 3D model does: left out", covered));
  }

  void write() {
    measure();
    Table& table = state_.city.edit(state_.vocabulary_table("building"));
    std::vector<std::string> externals;
    std::vector<std::vector<double>> shapes;
    for (const MapBuilding* each : buildings_) {
      externals.push_back(each->external);
      shapes.push_back(each->shape);
    }
    rows_ = place_rows(state_, table, map_.source, externals);
    RowFill fill(state_, table, map_.source, rows_);
    fill.shapes(shapes);
    write_tags(fill);
    write_measures(fill);
    write_provenance(table);
    if (map_.attributes != nullptr) write_attributes(table, *map_.attributes);
  }

 private:
  void measure() {
    std::vector<city::Box2> boxes;
    for (const MapBuilding* each : buildings_) {
      blocks_.push_back(block_of(*each));
      boxes.push_back(city::bounding_box(each->shape));
    }
    const SpatialIndex index = SpatialIndex::of_boxes(boxes);
    std::vector<std::vector<const MapBuilding*>> parts(buildings_.size());
    std::size_t lost = 0;
    for (const MapBuilding& part : map_.buildings) {
      if (!part.part) continue;
      const std::int64_t owner = owner_of(part, index);
      if (owner >= 0) parts[static_cast<std::size_t>(owner)].push_back(&part);
      lost += owner < 0 ? 1 : 0;
    }
    for (std::size_t b = 0; b < buildings_.size(); ++b) {
      if (!parts[b].empty()) take_parts(blocks_[b], *buildings_[b], parts[b]);
    }
    measure_walls(buildings_, blocks_);
    if (lost == 0) return;
    state_.find(map_.source, Severity::warning, "", "osm.lone_part",
                fmt::format("{} building part(s) lie in no building of the map: left out", lost));
  }

  /// The smallest building that holds the part's middle, -1 for none.
  [[nodiscard]] std::int64_t owner_of(const MapBuilding& part, const SpatialIndex& index) const {
    const city::Point2 middle = city::centroid(city::Shape::polygon, part.shape);
    std::int64_t owner = -1;
    for (const std::int64_t b : index.containing(middle.x, middle.y)) {
      const auto at = static_cast<std::size_t>(b);
      if (!city::polygon_holds(buildings_[at]->shape, middle.x, middle.y)) continue;
      if (owner < 0 || blocks_[at].area < blocks_[static_cast<std::size_t>(owner)].area) owner = b;
    }
    return owner;
  }

  void write_tags(RowFill& fill) const {
    const auto text = [&](const char* column, std::string MapBuilding::*field) {
      fill.text(column, [&](std::size_t i) { return std::string_view(buildings_[i]->*field); });
    };
    text("object_id", &MapBuilding::external);
    text("function", &MapBuilding::function);
    text("usage", &MapBuilding::usage);
    text("roof_type", &MapBuilding::roof_type);
    text("address", &MapBuilding::address);
    const auto real = [&](const char* column, double MapBuilding::*field) {
      fill.real(column, [&](std::size_t i) { return buildings_[i]->*field; });
    };
    real("storeys_below_ground", &MapBuilding::storeys_below);
    real("year_of_construction", &MapBuilding::year);
    real("dwellings", &MapBuilding::dwellings);
  }

  void write_measures(RowFill& fill) const {
    const auto real = [&](const std::string& column, auto value) {
      fill.real(column, [&](std::size_t i) { return value(blocks_[i]); });
    };
    real("height", [](const Block& b) { return b.height; });
    real("eaves_height", [](const Block& b) { return b.height; });
    real("mean_height", [](const Block& b) { return b.mean_height(); });
    real("storeys_above_ground", [](const Block& b) { return b.storeys; });
    real("footprint_area", [](const Block& b) { return b.area; });
    real("footprint_perimeter", [](const Block& b) { return b.perimeter; });
    real("ground_area", [](const Block& b) { return b.area; });
    real("volume", [](const Block& b) { return b.volume; });
    real("floor_area", [](const Block& b) { return b.floor_area; });
    real("roof_area", [](const Block& b) { return b.area; });
    real("roof_area_flat", [](const Block& b) { return b.area; });
    real("party_wall_area", [](const Block& b) { return b.party_wall; });
    for (std::size_t k = 0; k < kFacades; ++k) {
      real(std::string("wall_area_") + kSectors[k], [k](const Block& b) { return b.wall[k]; });
      real(std::string("roof_area_") + kSectors[k], [](const Block&) { return 0.0; });
    }
  }

  /// All that a GIS layer says.
  void write_attributes(Table& table, const LayerAttributes& attributes) const {
    RowsOfLines rows(attributes.table.rows());
    for (std::size_t i = 0; i < rows_.size(); ++i) rows[buildings_[i]->line] = {rows_[i]};
    import_columns(state_, attributes.table, table, rows, std::nullopt, attributes.units, map_.source);
  }

  /// Heights and storeys that stand in the map are measured, all else is derived.
  void write_provenance(const Table& table) const {
    // One line for a whole column where the map is the only one to have buildings.
    const bool alone = static_cast<std::size_t>(table.alive_rows()) == rows_.size();
    std::vector<city::Id> all, heights, storeys;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const city::Id id = table.ids()[static_cast<std::size_t>(rows_[i])];
      if (!alone) all.push_back(id);
      if (blocks_[i].height_given) heights.push_back(id);
      if (blocks_[i].storeys_given) storeys.push_back(id);
    }
    auto& provenance = state_.sources[map_.source].provenance;
    if (rows_.empty()) return;
    for (const char* column : {"height", "eaves_height", "mean_height", "storeys_above_ground",
                               "footprint_area", "volume", "floor_area", "roof_area"})
      provenance.push_back({"building", column, store::Provenance::derived, all});
    if (!heights.empty()) provenance.push_back({"building", "height", store::Provenance::measured, heights});
    if (!storeys.empty())
      provenance.push_back({"building", "storeys_above_ground", store::Provenance::measured, storeys});
  }

  CityImport::State& state_;
  const MapBuildings& map_;
  std::vector<const MapBuilding*> buildings_;
  std::vector<Block> blocks_;
  std::vector<std::int64_t> rows_;
};

/// Buildings of maps imported earlier on which a model stands now.
void retire_modelled(CityImport::State& state, const ModelledGround& modelled) {
  if (modelled.empty() || !state.geometry_changed) return;
  Table& table = state.city.edit("building");
  std::vector<std::int64_t> rows;
  for (const auto& [source, tables] : state.known.rows) {
    const auto known = tables.find("building");
    if (known == tables.end()) continue;
    for (const store::Identity& each : known->second) {
      const std::int64_t row = table.row_of(each.id);
      if (row < 0 || table.alive()[static_cast<std::size_t>(row)] == 0) continue;
      if (modelled.covers(shape_at(table, row))) rows.push_back(row);
    }
  }
  if (rows.empty()) return;
  std::sort(rows.begin(), rows.end());
  table.retire(rows);
  state.sources.back().retired["building"] += static_cast<std::int64_t>(rows.size());
  state.find(state.sources.size() - 1, Severity::info, "", "osm.modelled",
             fmt::format("{} building(s) of a map stand where a 3D model now does: retired", rows.size()));
}

std::string address_of(const OsmTags& tags) {
  const std::string_view street = tags["addr:street"], number = tags["addr:housenumber"];
  if (street.empty()) return {};
  return number.empty() ? std::string(street) : fmt::format("{} {}", street, number);
}

}  // namespace

std::vector<MapBuilding> read_map_buildings(CityImport::State& state, const OsmMap& map, std::size_t source) {
  std::vector<MapBuilding> buildings;
  for (const OsmFeature& area : map.areas) {
    const OsmTags tags = map.tags_of(area);
    const bool whole = tags.has("building") && !tags.is("building", "no");
    const bool part = tags.has("building:part") && !tags.is("building:part", "no");
    if (!whole && !part) continue;
    MapBuilding building;
    building.shape = polygon_of(map, area);
    if (building.shape.empty()) continue;
    building.external = external_id(area);
    building.part = !whole;
    building.function = building_function(tags);
    building.usage = building_usage(tags);
    building.roof_type = roof_type(tags);
    building.address = address_of(tags);
    building.height = building_height(tags);
    building.min_height_m = std::min(building_min_height_m(tags), building.height.height_m);
    building.storeys_below = osm_number(tags["building:levels:underground"]).value_or(kUnknown);
    building.year = osm_year(tags["start_date"]).value_or(kUnknown);
    building.dwellings = osm_number(tags["building:flats"]).value_or(kUnknown);
    if (building.height.odd) {
      state.find(source, Severity::warning, building.external, "osm.value",
                 fmt::format("height={}, building:levels={}: no values of these keys, left out",
                             in_quotes(tags["height"]), in_quotes(tags["building:levels"])));
    }
    buildings.push_back(std::move(building));
  }
  return buildings;
}

void import_map_buildings(CityImport::State& state) {
  const ModelledGround modelled(state);
  retire_modelled(state, modelled);
  for (const MapBuildings& map : state.map_buildings) {
    const bool known = state.known.rows[state.sources[map.source].record.name].contains("building");
    if (map.buildings.empty() && !known) continue;
    MapBuildingRows(state, map, modelled).write();
  }
}

}  // namespace conurb::io
