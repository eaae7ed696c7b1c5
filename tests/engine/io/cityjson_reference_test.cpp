// SPDX-License-Identifier: Apache-2.0
// Real city files against figures of an independent computation (shared data,
// reference/cityjson_reference.json and cityjson_reference_objects.csv; definitions in its SOURCES.md).
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>
#include <vector>

#include "engine/city/geometry_measure.hpp"
#include "engine/io/building_shell.hpp"
#include "engine/io/cityjson.hpp"
#include "tests/engine/io/shared_data.hpp"
#include "tests/validation.hpp"

namespace conurb::io {
namespace {

using nlohmann::json;

// The reference adds world coordinates of 10^5..10^7 m in doubles and rounds its sums to 1e-3 (totals) and
// 1e-4 (objects). Ours are exact differences, so what remains is its rounding and about 1e-9 of relative
// cancellation.
void expect_total(double ours, double reference, const std::string& what) {
  EXPECT_NEAR(ours, reference, 0.00051 + 1e-8 * std::abs(reference)) << what;
}
void expect_object(double ours, double reference, const std::string& what) {
  EXPECT_NEAR(ours, reference, 0.000051 + 1e-7 * std::abs(reference)) << what;
}

std::filesystem::path find_file(const std::string& name) {
  const auto folder = shared_data() / "city3d";
  const bool sequence = name.ends_with(".jsonl");
  return folder / (sequence ? "cityjsonseq" : "cityjson") / name;
}

/// First vertex of the text (file or feature) a geometry came from: the reference takes the volume of open
/// shells about that point. No real file has unused vertices before it.
class VolumeOrigins {
 public:
  explicit VolumeOrigins(const CityModel& model) : model_(model) {
    first_.assign(std::max(1u, model.feature_count), kNone);
    const city::GeometryStore& store = model.geometry;
    for (std::uint32_t g = 0; g < store.geometry_count(); ++g) {
      if (store.tile_of(g) == city::kTemplateTile) continue;
      std::uint32_t& first = first_[model.objects.feature[store.owner(g)]];
      for (std::uint32_t s = store.surfaces(g).begin; s < store.surfaces(g).end; ++s) {
        for (std::uint32_t r = store.rings(s).begin; r < store.rings(s).end; ++r) {
          for (const std::uint32_t v : store.ring(r)) first = std::min(first, v);
        }
      }
    }
  }
  [[nodiscard]] city::MeasureOptions options(std::uint32_t geometry) const {
    city::MeasureOptions options;
    const std::uint32_t first = first_[model_.objects.feature[model_.geometry.owner(geometry)]];
    if (first != kNone)
      options.volume_origin = model_.geometry.world(first, model_.geometry.tile_of(geometry));
    return options;
  }

 private:
  const CityModel& model_;
  std::vector<std::uint32_t> first_;
};

struct Totals {
  std::map<std::string, double> area, downward, volume, semantic_area;
  std::map<std::string, std::uint64_t> geometries, triangles, semantic_surfaces;
  std::uint64_t surfaces = 0, rings = 0, semantics = 0, zero = 0, shells = 0, closed = 0, inverted = 0;
  double planarity = 0;
};

void add_geometry(const CityModel& model, std::uint32_t g, const VolumeOrigins& origins, Totals& totals) {
  const city::GeometryStore& store = model.geometry;
  const bool instance = store.type(g) == city::GeometryType::instance;
  const std::string lod = instance ? "template" : std::string(store.lod_text(g));
  ++totals.geometries[std::string(to_string(store.type(g))) + "@" + (instance ? "None" : lod)];
  const city::GeometryMeasure measure = measure_geometry(store, g, origins.options(g));
  if (measure.surfaces == 0) return;
  totals.area[lod] += measure.area;
  totals.downward[lod] += measure.downward_area;
  totals.triangles[lod] += measure.triangles;
  if (measure.volume != 0) totals.volume[lod] += measure.volume;
  totals.surfaces += measure.surfaces;
  totals.rings += measure.rings;
  totals.zero += measure.zero_area_surfaces;
  totals.shells += measure.shells;
  totals.closed += measure.closed_shells;
  totals.inverted += measure.inverted_outer_shells;
  totals.planarity = std::max(totals.planarity, measure.max_planarity_deviation);
  for (const city::SemanticArea& entry : measure.semantic_areas) {
    totals.semantic_area[std::string(store.semantic_types()[entry.type])] += entry.area;
  }
  for (std::uint32_t s = store.surfaces(g).begin; s < store.surfaces(g).end; ++s) {
    if (store.surface_type(s) == city::kNoName) continue;
    ++totals.semantics;
    ++totals.semantic_surfaces[std::string(store.semantic_types()[store.surface_type(s)])];
  }
}

void expect_map(const std::map<std::string, double>& ours, const json& reference, const std::string& what) {
  EXPECT_EQ(ours.size(), reference.size()) << what;
  for (const auto& [key, value] : reference.items()) {
    ASSERT_TRUE(ours.contains(key)) << what << " " << key;
    expect_total(ours.at(key), value.get<double>(), what + " " + key);
  }
}

void compare_file(const CityModel& model, const json& reference) {
  const ObjectTable& objects = model.objects;
  EXPECT_EQ(model.version, reference["version"].is_null() ? "" : reference["version"].get<std::string>());
  EXPECT_EQ(model.crs.text,
            reference["referenceSystem"].is_null() ? "" : reference["referenceSystem"].get<std::string>());
  EXPECT_EQ(objects.size(), reference["cityobjects"].get<std::uint32_t>());
  std::map<std::string, std::uint32_t> by_type;
  std::uint32_t roots = 0, with_geometry = 0, with_several = 0;
  for (std::uint32_t i = 0; i < objects.size(); ++i) {
    ++by_type[std::string(objects.type_text(i))];
    roots += objects.parents_of(i).empty();
    with_geometry += objects.geometries(i).size() > 0;
    with_several += objects.geometries(i).size() > 1;
  }
  EXPECT_EQ(json(by_type), reference["by_type"]);
  EXPECT_EQ(roots, reference["root_objects"].get<std::uint32_t>());
  EXPECT_EQ(with_geometry, reference["objects_with_geometry"].get<std::uint32_t>());
  EXPECT_EQ(with_several, reference["objects_with_several_geometries"].get<std::uint32_t>());
  EXPECT_EQ(model.geometry.vertex_count(), reference["vertices"].get<std::uint32_t>());

  std::size_t values = 0;
  std::map<std::string, bool> keys;
  for (const AttributeTable& table : model.attributes) {
    for (const AttributeColumn& column : table.columns()) {
      values += column.count() + column.null_rows().size();
      keys[column.name()] = true;
    }
  }
  EXPECT_EQ(values, reference["attribute_values"].get<std::size_t>());
  EXPECT_EQ(keys.size(), reference["attribute_keys"].get<std::size_t>());

  Totals totals;
  const VolumeOrigins origins(model);
  for (std::uint32_t g = 0; g < model.geometry.geometry_count(); ++g) {
    if (model.geometry.tile_of(g) != city::kTemplateTile) add_geometry(model, g, origins, totals);
  }
  EXPECT_EQ(json(totals.geometries), reference["geometries"]);
  EXPECT_EQ(json(totals.triangles), reference["triangles_by_lod"]);
  EXPECT_EQ(json(totals.semantic_surfaces), reference["semantic_surfaces"]);
  EXPECT_EQ(totals.surfaces, reference["surfaces"].get<std::uint64_t>());
  EXPECT_EQ(totals.rings, reference["rings"].get<std::uint64_t>());
  EXPECT_EQ(totals.semantics, reference["surfaces_with_semantics"].get<std::uint64_t>());
  EXPECT_EQ(totals.zero, reference["zero_area_surfaces"].get<std::uint64_t>());
  EXPECT_EQ(totals.shells, reference["shells"].get<std::uint64_t>());
  EXPECT_EQ(totals.closed, reference["closed_oriented_shells"].get<std::uint64_t>());
  EXPECT_EQ(totals.inverted, reference["outer_shells_with_negative_volume"].get<std::uint64_t>());
  expect_map(totals.area, reference["area_by_lod_m2"], "area");
  expect_map(totals.downward, reference["downward_projected_area_by_lod_m2"], "downward area");
  expect_map(totals.semantic_area, reference["semantic_area_m2"], "semantic area");
  expect_map(totals.volume, reference["solid_volume_by_lod_m3"], "volume");
  // The reference joins the rings of a face with holes into one before it takes the normal, which tilts its
  // plane; ours adds the rings' own vector areas and so never lies further off.
  const auto planarity = reference["max_planarity_deviation_m"].get<double>();
  if (reference["holes"] == 0) {
    EXPECT_NEAR(totals.planarity, planarity, 1e-5);
  } else {
    EXPECT_LT(totals.planarity, planarity + 1e-5);
  }
}

TEST(CityJsonReader, measures_every_real_file_like_the_reference) {
  CONURB_NEED_SHARED_DATA("city3d/reference");
  CityJsonReader reader;
  const auto references = json::parse(slurp(shared_data() / "city3d/reference/cityjson_reference.json"));
  ASSERT_EQ(references.size(), 21u);
  for (const json& reference : references) {
    const auto name = reference["file"].get<std::string>();
    SCOPED_TRACE(name);
    const CityModel model = reader.read_file(find_file(name));
    model.validate();
    compare_file(model, reference);
  }
  validation::row("city", {"independent reader, " + std::to_string(references.size()) + " real files",
                           validation::this_test(), "counts exact", validation::met()});
}

/// Rows of the object table: file, object, geometry number and the figures in the columns' order.
std::map<std::string, std::vector<std::vector<std::string>>> reference_objects() {
  std::map<std::string, std::vector<std::vector<std::string>>> by_file;
  std::istringstream text(slurp(shared_data() / "city3d/reference/cityjson_reference_objects.csv"));
  std::string line;
  std::getline(text, line);
  while (std::getline(text, line)) {
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    by_file[cells[0]].push_back(std::move(cells));
  }
  return by_file;
}

double area_of(const city::GeometryStore& store, const city::GeometryMeasure& measure, const char* type) {
  const std::uint32_t code = store.semantic_types().find(type);
  for (const city::SemanticArea& entry : measure.semantic_areas) {
    if (entry.type == code) return entry.area;
  }
  return 0;
}

TEST(CityJsonReader, measures_every_object_like_the_reference) {
  CONURB_NEED_SHARED_DATA("city3d/reference");
  CityJsonReader reader;
  std::size_t compared = 0;
  for (const auto& [name, rows] : reference_objects()) {
    const CityModel model = reader.read_file(find_file(name));
    const city::GeometryStore& store = model.geometry;
    const VolumeOrigins origins(model);
    for (const auto& row : rows) {
      const std::uint32_t object = model.objects.ids.find(row[1]);
      ASSERT_NE(object, kNone) << row[1];
      const std::uint32_t g =
          model.objects.geometries(object).begin + static_cast<std::uint32_t>(std::stoul(row[3]));
      const std::string what = name + " " + row[1] + " geometry " + row[3];
      EXPECT_EQ(model.objects.type_text(object), row[2]) << what;
      EXPECT_EQ(to_string(store.type(g)), row[4]) << what;
      const city::GeometryMeasure measure = measure_geometry(store, g, origins.options(g));
      EXPECT_EQ(measure.surfaces, std::stoul(row[6])) << what;
      EXPECT_EQ(measure.triangles, std::stoul(row[7])) << what;
      expect_object(measure.area, std::stod(row[8]), what + " area");
      expect_object(area_of(store, measure, "GroundSurface"), std::stod(row[9]), what + " ground");
      expect_object(area_of(store, measure, "WallSurface"), std::stod(row[10]), what + " wall");
      expect_object(area_of(store, measure, "RoofSurface"), std::stod(row[11]), what + " roof");
      expect_object(measure.downward_area, std::stod(row[12]), what + " downward");
      if (!row[13].empty()) expect_object(measure.volume, std::stod(row[13]), what + " volume");
      EXPECT_NEAR(measure.box.lower[2], std::stod(row[14]), 0.00051) << what;
      EXPECT_NEAR(measure.box.upper[2], std::stod(row[15]), 0.00051) << what;
      ++compared;
    }
  }
  EXPECT_EQ(compared, 2227u);
  validation::row("city", {"the same, " + std::to_string(compared) + " geometries", validation::this_test(),
                           "5.1e-5 + 1e-7 of it", validation::met()});
}

TEST(CityJsonReader, gives_real_buildings_footprints_of_the_area_of_their_ground) {
  CONURB_NEED_SHARED_DATA("city3d/cityjson");
  CityJsonReader reader;
  for (const char* const name : {"3dbag_multi_lod_v20.city.json", "denhaag_subset_v11.city.json",
                                 "citygml4j_lod2_buildings_v2.city.json", "3dbag_tile901_v11.city.jsonl"}) {
    const CityModel model = reader.read_file(find_file(name));
    const GeometryIndex index(model.geometry, model.objects.size());
    ShellMeasurer measurer(model.geometry, index, {0, 0, 0});
    for (std::uint32_t object = 0; object < model.objects.size(); ++object) {
      const city::Range geometries = model.objects.geometries(object);
      if (geometries.size() == 0) continue;
      const std::string what = std::string(name) + " " + std::string(model.objects.ids[object]);
      std::vector<ShellFace> faces;
      std::vector<double> shape;
      const BuildingMeasure result = measurer.building(0, std::span(&object, 1), faces, shape);
      // The last geometry is the finest in these files. With solids its floor is all that faces down
      // (overhangs too, up to 1 %); the parents of 3DBAG have a footprint at level 0 alone.
      const city::GeometryMeasure finest = measure_geometry(model.geometry, geometries.end - 1);
      const double floor = finest.solids > 0 ? finest.downward_area : finest.area;
      EXPECT_NEAR(result.footprint_area, floor, 0.01 * floor) << what;
    }
  }
  validation::row("city", {"ground of real buildings", validation::this_test(), "1 %", validation::met()});
}

}  // namespace
}  // namespace conurb::io
