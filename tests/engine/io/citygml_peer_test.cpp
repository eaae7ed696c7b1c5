// SPDX-License-Identifier: Apache-2.0
// Real CityGML files as libcitygml, an independent reader, sees them: the same objects, polygons and areas.
#ifdef CONURB_TEST_LIBCITYGML
#include <citygml/citygml.h>
#include <citygml/citymodel.h>
#include <citygml/cityobject.h>
#include <citygml/geometry.h>
#include <citygml/polygon.h>
#endif

#include <gtest/gtest.h>

#include <set>

#include "engine/io/citygml.hpp"
#include "tests/engine/io/citygml_totals.hpp"
#include "tests/engine/io/shared_data.hpp"
#include "tests/validation.hpp"

namespace conurb::io {
namespace {

#ifdef CONURB_TEST_LIBCITYGML

/// Unique polygons of libcitygml's model below an object.
void gather(const citygml::Geometry& geometry, std::set<const citygml::Polygon*>& polygons) {
  for (unsigned i = 0; i < geometry.getPolygonsCount(); ++i) polygons.insert(geometry.getPolygon(i).get());
  for (unsigned i = 0; i < geometry.getGeometriesCount(); ++i) gather(geometry.getGeometry(i), polygons);
}
void gather(const citygml::CityObject& object, std::set<const citygml::Polygon*>& polygons) {
  for (unsigned i = 0; i < object.getGeometriesCount(); ++i) gather(object.getGeometry(i), polygons);
  for (unsigned i = 0; i < object.getChildCityObjectsCount(); ++i)
    gather(object.getChildCityObject(i), polygons);
}

/// Of the triangles' vector areas together: for a face that is not quite flat less than the sum of their
/// areas, and what Newell's method gives.
double area_of(const citygml::Polygon& polygon) {
  const auto& points = polygon.getVertices();
  const auto& indices = polygon.getIndices();
  TVec3d sum(0, 0, 0);
  for (std::size_t i = 0; i + 2 < indices.size(); i += 3) {
    const TVec3d a = points[indices[i]], b = points[indices[i + 1]], c = points[indices[i + 2]];
    sum = sum + (b - a).cross(c - a);
  }
  return 0.5 * sum.length();
}

double area_of(const std::set<const citygml::Polygon*>& polygons) {
  double area = 0;
  for (const citygml::Polygon* each : polygons) area += area_of(*each);
  return area;
}

TEST(CityGmlReader, reads_each_building_like_libcitygml) {
  CONURB_NEED_SHARED_DATA("city3d/citygml");
  std::size_t compared = 0;
  for (const char* const name : {"BridgeAndBuilding.gml", "b1_lod2_s.gml", "b1_lod2_cs_w_sem.gml",
                                 "berlin_open_data_sample_data.citygml", "citygml4j_lod4_building_v2.gml"}) {
    SCOPED_TRACE(name);
    const std::string path = (shared_data() / "city3d/citygml" / name).string();
    const CityModel ours = read_city_gml_file(path);
    const auto theirs = citygml::load(path, citygml::ParserParams());
    ASSERT_NE(theirs, nullptr);
    std::vector<std::uint32_t> roots;
    for (std::uint32_t i = 0; i < ours.objects.size(); ++i) {
      if (ours.objects.root[i] == i) roots.push_back(i);
    }
    ASSERT_EQ(roots.size(), theirs->getNumRootCityObjects());
    for (unsigned i = 0; i < roots.size(); ++i) {
      const citygml::CityObject& object = theirs->getRootCityObject(static_cast<int>(i));
      const std::string id(ours.objects.ids[roots[i]]);
      SCOPED_TRACE(id);
      const std::string type(ours.objects.type_text(roots[i]));
      EXPECT_EQ(type.substr(type.starts_with("+") ? 1 : 0), object.getTypeAsString());
      std::set<const citygml::Polygon*> polygons;
      gather(object, polygons);
      const UniqueTotals totals = unique_totals(ours, roots[i]);
      EXPECT_EQ(totals.polygons, polygons.size());
      EXPECT_NEAR(totals.unwound_area, area_of(polygons), 1e-6 * totals.unwound_area);
      ++compared;
    }
  }
  EXPECT_EQ(compared, 67u);
  validation::row("city", {"CityGML: libcitygml, " + std::to_string(compared) + " objects",
                           validation::this_test(), "counts exact, areas 1e-6", validation::met()});
}

#else

TEST(CityGmlReader, reads_each_building_like_libcitygml) {
  GTEST_SKIP() << "libcitygml is not installed (Debian: libcitygml-dev)";
}

#endif

}  // namespace
}  // namespace conurb::io
