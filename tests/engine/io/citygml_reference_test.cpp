// SPDX-License-Identifier: Apache-2.0
// Real CityGML files against figures of an independent computation (shared data,
// reference/citygml_reference.json, definitions in its SOURCES.md), against libcitygml as an independent
// reader, and against the same city in CityJSON.
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "engine/io/citygml.hpp"
#include "engine/io/cityjson.hpp"
#include "tests/engine/io/citygml_totals.hpp"
#include "tests/engine/io/shared_data.hpp"
#include "tests/validation.hpp"

namespace conurb::io {
namespace {

using nlohmann::json;

CityModel read_shared(const std::string& name) {
  CityModel model = read_city_gml_file(shared_data() / "city3d/citygml" / name);
  model.validate();
  return model;
}

/// Type in CityJSON of an object that the reference counts by its CityGML name; empty for surfaces.
std::string type_of(const std::string& name) {
  if (name.ends_with("Surface") || name == "Window" || name == "Door") return {};
  if (name == "Room") return "BuildingRoom";
  return name == "ReliefFeature" ? "+ReliefFeature" : name;
}

void compare_objects(const CityModel& model, const json& reference) {
  std::map<std::string, int> objects, surfaces;
  for (std::uint32_t i = 0; i < model.objects.size(); ++i) ++objects[std::string(model.objects.type_text(i))];
  // A surface that is in two geometries of an object has a row in each.
  const city::GeometryStore& store = model.geometry;
  std::set<std::tuple<std::uint32_t, std::string, std::string>> known;
  for (std::uint32_t g = 0; g < store.geometry_count(); ++g) {
    for (std::uint32_t row = store.semantics(g).begin; row < store.semantics(g).end; ++row) {
      const std::string type(store.semantic_types()[store.semantic_type(row)]), raw(store.semantic_raw(row));
      if (raw.empty() || known.emplace(store.owner(g), type, raw).second) ++surfaces[type];
    }
  }
  for (const auto& [name, count] : reference["objects"].items()) {
    const std::string type = type_of(name);
    EXPECT_EQ(type.empty() ? surfaces[name] : objects[type], count.get<int>()) << name;
  }
}

TEST(CityGmlReader, counts_and_measures_every_real_file_like_the_reference) {
  CONURB_NEED_SHARED_DATA("city3d/citygml");
  const auto references = json::parse(slurp(shared_data() / "city3d/reference/citygml_reference.json"));
  ASSERT_EQ(references.size(), 8u);
  for (const json& reference : references) {
    const auto name = reference["file"].get<std::string>();
    SCOPED_TRACE(name);
    const CityModel model = read_shared(name);
    compare_objects(model, reference);
    const std::string srs = reference["srsNames"].empty() ? "" : reference["srsNames"].begin().key();
    EXPECT_EQ(model.crs.text, srs);
    EXPECT_EQ(model.version, reference["namespace"].get<std::string>().substr(31));
    const UniqueTotals totals = unique_totals(model);
    EXPECT_EQ(totals.polygons, reference["polygons"].get<std::uint64_t>());
    EXPECT_EQ(totals.rings, reference["rings"].get<std::uint64_t>());
    EXPECT_EQ(totals.triangles, reference["triangles"].get<std::uint64_t>());
    EXPECT_EQ(totals.zero_area, reference["zero_area_polygons"].get<std::uint64_t>());
    EXPECT_EQ(model.findings.count("geometry.ring_not_closed"),
              reference["rings_not_closed"].get<std::size_t>());
    EXPECT_EQ(model.findings.count(Severity::error), 0u);
    EXPECT_EQ(totals.area.size(), reference["area_m2"].size());
    // The reference rounds to 1e-3 and adds coordinates of 10^6 m; ours are rounded to 1e-6 m.
    for (const auto& [type, area] : reference["area_m2"].items()) {
      const auto found = totals.area.find(type);
      ASSERT_NE(found, totals.area.end()) << type;
      EXPECT_NEAR(found->second, area.get<double>(), 0.00051 + 1e-8 * area.get<double>()) << type;
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
      EXPECT_NEAR(totals.box.lower[axis], reference["bbox"][axis].get<double>(), 0.00051) << axis;
      EXPECT_NEAR(totals.box.upper[axis], reference["bbox"][axis + 3].get<double>(), 0.00051) << axis;
    }
    EXPECT_LT(totals.planarity, reference["max_planarity_deviation_m"].get<double>() + 1e-5);
  }
  validation::row("city",
                  {"CityGML: independent reader, " + std::to_string(references.size()) + " real files",
                   validation::this_test(), "counts exact, 5.1e-4 m2 + 1e-8", validation::met()});
}

TEST(CityGmlReader, makes_the_same_model_of_a_city_as_the_reader_of_cityjson) {
  CONURB_NEED_SHARED_DATA("city3d/citygml");
  const CityModel gml = read_shared("citygml4j_lod2_buildings_v3.gml");
  CityJsonReader reader;
  const CityModel twin =
      reader.read_file(shared_data() / "city3d/cityjson/citygml4j_lod2_buildings_v2.city.json");
  ASSERT_EQ(gml.objects.size(), twin.objects.size());
  ASSERT_EQ(gml.geometry.geometry_count(), twin.geometry.geometry_count());
  EXPECT_EQ(gml.geometry.semantic_count(), twin.geometry.semantic_count());
  for (std::uint32_t row = 0; row < gml.objects.size(); ++row) {
    const std::string_view id = gml.objects.ids[row];
    SCOPED_TRACE(std::string(id));
    const std::uint32_t other = twin.objects.ids.find(id);
    ASSERT_NE(other, kNone);
    EXPECT_EQ(gml.objects.type_text(row), twin.objects.type_text(other));
    const city::Range ours = gml.objects.geometries(row), theirs = twin.objects.geometries(other);
    ASSERT_EQ(ours.size(), theirs.size());
    const city::GeometryMeasure a = measure_geometry(gml.geometry, ours.begin);
    const city::GeometryMeasure b = measure_geometry(twin.geometry, theirs.begin);
    EXPECT_EQ(gml.geometry.type(ours.begin), twin.geometry.type(theirs.begin));
    EXPECT_EQ(gml.geometry.lod_text(ours.begin), twin.geometry.lod_text(theirs.begin));
    EXPECT_EQ(a.surfaces, b.surfaces);
    EXPECT_EQ(a.rings, b.rings);
    EXPECT_EQ(a.closed_shells, b.closed_shells);
    // CityJSON rounds to its own step, a thousandth of a metre.
    EXPECT_NEAR(a.area, b.area, 1e-3 * b.area);
    EXPECT_NEAR(a.volume, b.volume, 1e-3 * b.volume);
    EXPECT_GT(a.volume, 0);
    ASSERT_EQ(a.semantic_areas.size(), b.semantic_areas.size());
    const city::Range rows = gml.geometry.semantics(ours.begin),
                      others = twin.geometry.semantics(theirs.begin);
    ASSERT_EQ(rows.size(), others.size());
    for (std::uint32_t i = 0; i < rows.size(); ++i)
      EXPECT_EQ(gml.geometry.semantic_raw(rows.begin + i), twin.geometry.semantic_raw(others.begin + i));
  }
  const AttributeTable &ours = gml.attributes[0], &theirs = twin.attributes[0];
  for (const AttributeColumn& column : theirs.columns()) {
    const AttributeColumn* const same = ours.find(column.name());
    ASSERT_NE(same, nullptr) << column.name();
    EXPECT_EQ(to_string(same->kind()), to_string(column.kind())) << column.name();
    ASSERT_EQ(same->count(), column.count()) << column.name();
    for (std::size_t n = 0; n < column.count(); ++n) {
      switch (column.kind()) {
        case AttributeKind::text:
        case AttributeKind::json: EXPECT_EQ(gml.text(*same, n), twin.text(column, n)) << column.name(); break;
        case AttributeKind::integer:
          EXPECT_EQ(same->as_integer(n), column.as_integer(n)) << column.name();
          break;
        default: EXPECT_EQ(same->as_real(n), column.as_real(n)) << column.name();
      }
    }
  }
  validation::row("city", {"CityGML and CityJSON of one city", validation::this_test(),
                           "counts, attributes, semantics exact; area, volume 1e-3", validation::met()});
}

}  // namespace
}  // namespace conurb::io
