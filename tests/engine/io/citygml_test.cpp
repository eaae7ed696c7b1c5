// SPDX-License-Identifier: Apache-2.0
#include "engine/io/citygml.hpp"

#include <gmock/gmock.h>

#include "engine/city/geometry_measure.hpp"
#include "tests/engine/io/citygml_fixture.hpp"

namespace conurb::io {
namespace {

using namespace fixture;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using city::GeometryType;

city::Point3 first_point(const CityModel& model, std::uint32_t geometry = 0) {
  const city::GeometryStore& store = model.geometry;
  const std::uint32_t ring = store.rings(store.surfaces(geometry).begin).begin;
  return store.world(store.ring(ring)[0], store.tile_of(geometry));
}
city::GeometryMeasure measure(const CityModel& model, std::uint32_t geometry = 0) {
  return measure_geometry(model.geometry, geometry);
}

const auto kBlock = block({0, 0, 0}, {10, 8, 3}, "p");

TEST(CityGml, gives_a_solid_its_surfaces_with_their_meaning_and_none_twice) {
  const std::string links = link("p0") + link("p1") + link("p2") + link("p3") + link("p4") + link("p5");
  for (const bool solid_first : {true, false}) {
    const std::string body = "<bldg:lod2Solid>" + solid(links) + "</bldg:lod2Solid>";
    const std::string walls = boundary("GroundSurface", kBlock[0]) + boundary("RoofSurface", kBlock[1]) +
                              boundary("WallSurface", kBlock[2]) + boundary("WallSurface", kBlock[3]) +
                              boundary("WallSurface", kBlock[4]) + boundary("WallSurface", kBlock[5]);
    const CityModel model = read(file(building(solid_first ? body + walls : walls + body)));
    EXPECT_THAT(model.findings.kept(), IsEmpty());
    ASSERT_EQ(model.geometry.geometry_count(), 1u);
    EXPECT_EQ(model.geometry.type(0), GeometryType::solid);
    EXPECT_EQ(model.geometry.lod_text(0), "2");
    EXPECT_EQ(model.geometry.vertex_count(), 8u);
    EXPECT_EQ(model.geometry.semantic_count(), 6u);
    EXPECT_EQ(model.geometry.semantic_raw(1), R"({"type":"RoofSurface","id":"RoofSurface"})");
    EXPECT_EQ(measure(model).closed_shells, 1u);
    EXPECT_NEAR(measure(model).volume, 240, 1e-9);
  }
}

TEST(CityGml, knows_the_meaning_of_polygons_that_a_surface_links_to) {
  const std::string roof = "<bldg:boundedBy><bldg:RoofSurface gml:id=\"roof\"><bldg:lod2MultiSurface>" +
                           multi_surface(link("p1")) +
                           "</bldg:lod2MultiSurface></bldg:RoofSurface></bldg:boundedBy>";
  const std::string empty = "<bldg:boundedBy><bldg:WallSurface gml:id=\"w\"/></bldg:boundedBy>";
  const CityModel model =
      read(file(building("<bldg:lod2Solid>" + solid(all(kBlock)) + "</bldg:lod2Solid>" + roof + empty)));
  ASSERT_EQ(model.geometry.geometry_count(), 1u);
  EXPECT_EQ(model.geometry.semantic_of(0, 1), 0u);
  EXPECT_EQ(model.geometry.semantic_raw(0), R"({"type":"RoofSurface","id":"roof"})");
  EXPECT_EQ(model.geometry.semantic_of(0, 0), kNone);
  EXPECT_EQ(model.objects.extra.at(0), R"("citygml":["<bldg:WallSurface gml:id=\"w\"/>"])");
}

TEST(CityGml, keeps_what_is_in_no_solid_beside_it) {
  const CityModel model = read(
      file(building("<bldg:lod2Solid>" + solid(all(kBlock)) + "</bldg:lod2Solid>" +
                    boundary("ClosureSurface", polygon("0 0 5 1 0 5 1 1 5 0 0 5")) +
                    "<bldg:lod2MultiSurface>" + multi_surface(link("p1")) + "</bldg:lod2MultiSurface>")));
  ASSERT_EQ(model.geometry.geometry_count(), 2u);
  EXPECT_EQ(model.geometry.type(1), GeometryType::multi_surface);
  EXPECT_EQ(measure(model, 1).surfaces, 1u);
}

TEST(CityGml, follows_links_into_other_objects_before_and_after) {
  const std::string wall =
      "<gml:surfaceMember><gml:OrientableSurface orientation=\"-\"><gml:baseSurface xlink:href=\"#";
  const auto east = block({10, 0, 0}, {20, 8, 3}, "q");
  const std::string own = all({east[0], east[1], east[2], east[3], east[4], ""});
  // Two houses with one wall between them: the second turns the wall of the first, wherever that stands.
  const std::string second = building("<bldg:lod1Solid>" +
                                          solid(own.substr(0, own.rfind("<gml:surfaceMember>")) + wall +
                                                "p3\"/></gml:OrientableSurface></gml:surfaceMember>") +
                                          "</bldg:lod1Solid>",
                                      "second");
  const std::string first = building("<bldg:lod1Solid>" + solid(all(kBlock)) + "</bldg:lod1Solid>", "first");
  for (const bool forward : {true, false}) {
    const CityModel model = read(file(forward ? second + first : first + second));
    EXPECT_THAT(model.findings.kept(), IsEmpty());
    ASSERT_EQ(model.geometry.geometry_count(), 2u);
    for (std::uint32_t g = 0; g < 2; ++g) {
      EXPECT_EQ(measure(model, g).surfaces, 6u);
      EXPECT_EQ(measure(model, g).closed_shells, 1u);
      EXPECT_NEAR(measure(model, g).volume, 240, 1e-9);
    }
  }
}

TEST(CityGml, tells_of_a_link_that_leads_nowhere_and_reads_the_rest) {
  const CityModel model = read(file(building(
      "<bldg:lod2MultiSurface>" + multi_surface(link("nobody") + all(kBlock)) + "</bldg:lod2MultiSurface>")));
  EXPECT_EQ(model.findings.count("geometry.missing_link"), 1u);
  EXPECT_EQ(measure(model).surfaces, 6u);
}

TEST(CityGml, takes_voids_out_of_a_solid) {
  auto inner = block({2, 2, 1}, {4, 4, 2}, "i");
  std::string turned;
  for (const std::string& face : inner) {
    turned += surface_member("<gml:OrientableSurface orientation=\"-\"><gml:baseSurface>" + face +
                             "</gml:baseSurface></gml:OrientableSurface>");
  }
  const std::string hollow =
      "<gml:interior><gml:CompositeSurface>" + turned + "</gml:CompositeSurface></gml:interior>";
  const CityModel model =
      read(file(building("<bldg:lod1Solid>" + solid(all(kBlock), hollow) + "</bldg:lod1Solid>")));
  EXPECT_EQ(measure(model).shells, 2u);
  EXPECT_EQ(measure(model).closed_shells, 2u);
  EXPECT_NEAR(measure(model).volume, 240 - 4, 1e-9);
}

TEST(CityGml, nests_composite_surfaces_and_turns_what_is_turned_twice_back) {
  const std::string down = "<gml:OrientableSurface orientation=\"-\"><gml:baseSurface>";
  const std::string up = "</gml:baseSurface></gml:OrientableSurface>";
  const std::string face = polygon("0 0 0 1 0 0 1 1 0 0 1 0 0 0 0");
  const auto area = [&](const std::string& surface) {
    const CityModel model =
        read(file(building("<bldg:lod2MultiSurface>" +
                           multi_surface(surface_member("<gml:CompositeSurface>" + surface_member(surface) +
                                                        "</gml:CompositeSurface>")) +
                           "</bldg:lod2MultiSurface>")));
    return measure_surface(city::GeometryPoints(model.geometry, 0), 0).vector_area[2];
  };
  EXPECT_EQ(area(face), 1);
  EXPECT_EQ(area(down + face + up), -1);
  EXPECT_EQ(area(down + down + face + up + up), 1);
}

TEST(CityGml, reads_coordinates_in_every_way_that_gml_writes_them) {
  const auto ring = [](const std::string& content) {
    return "<gml:Polygon><gml:exterior><gml:LinearRing>" + content +
           "</gml:LinearRing></gml:exterior></gml:Polygon>";
  };
  const std::string corners[] = {"1.5 2 3", "4 2 3", "4 6 3", "1.5 2 3"};
  std::string pos, list, tuples;
  for (const std::string& corner : corners) {
    pos += "<gml:pos>" + corner + "</gml:pos>";
    list += corner + "\n\t ";
    std::string tuple = corner;
    std::replace(tuple.begin(), tuple.end(), ' ', ',');
    tuples += (tuples.empty() ? "" : " ") + tuple;
  }
  const std::string segment = "<gml:curveMember><gml:LineString><gml:posList>";
  const std::string forms[] = {
      ring(pos),
      ring("<gml:posList>" + list + "</gml:posList>"),
      ring("<gml:posList srsDimension=\"3\" count=\"4\">" + list + "</gml:posList>"),
      ring("<gml:coordinates>" + tuples + "</gml:coordinates>"),
      ring("<gml:coordinates decimal=\".\" cs=\" \" ts=\",\">1.5 2 3,4 2 3,4 6 3,1.5 2 3</gml:coordinates>"),
      "<gml:Polygon><gml:exterior><gml:Ring>" + segment +
          "1.5 2 3 4 2 3</gml:posList></gml:LineString></gml:curveMember>" + segment +
          "4 2 3 +4.0 6e0 3 1.5 2 3</gml:posList></gml:LineString></gml:curveMember>" +
          "</gml:Ring></gml:exterior></gml:Polygon>"};
  for (const std::string& form : forms) {
    SCOPED_TRACE(form);
    const CityModel model = read(file(building(
        "<bldg:lod2MultiSurface>" + multi_surface(surface_member(form)) + "</bldg:lod2MultiSurface>")));
    EXPECT_THAT(model.findings.kept(), IsEmpty());
    EXPECT_EQ(model.geometry.ring(0).size(), 3u);
    EXPECT_THAT(first_point(model), ElementsAre(1.5, 2, 3));
    EXPECT_NEAR(measure(model).area, 5, 1e-9);
  }
}

TEST(CityGml, reads_footprints_in_two_dimensions_and_keeps_outlines_of_roofs_apart) {
  const std::string flat =
      "<gml:Polygon srsDimension=\"2\"><gml:exterior><gml:LinearRing><gml:posList>"
      "0 0 5 0 5 5 0 0</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>";
  const CityModel model = read(file(
      building("<bldg:lod0FootPrint>" + multi_surface(surface_member(flat)) + "</bldg:lod0FootPrint>" +
               "<bldg:lod0RoofEdge>" + multi_surface(surface_member(polygon("0 0 9 6 0 9 6 6 9 0 0 9"))) +
               "</bldg:lod0RoofEdge>")));
  ASSERT_EQ(model.geometry.geometry_count(), 2u);
  EXPECT_EQ(model.geometry.lod_text(0), "0");
  EXPECT_EQ(measure(model, 0).area, 12.5);
  EXPECT_EQ(model.geometry.lod_text(1), "0.1");
}

TEST(CityGml, leaves_out_single_polygons_that_cannot_be_read) {
  const std::string odd[] = {
      polygon("0 0 0 1 0 0 1 1"),
      polygon("0 0 0 1 0 0 0 0 0"),
      polygon("0 0 0 1 0 nan 1 1 0 0 0 0"),
      polygon("0 0 0 1 0 x 1 1 0 0 0 0"),
      polygon("0 0 0 1e300 0 0 1 1 0 0 0 0"),
      polygon(""),
      "<gml:Polygon><gml:exterior><gml:Ring><gml:curveMember><gml:Arc><gml:posList>0 0 0 1 1 0 2 0 0"
      "</gml:posList></gml:Arc></gml:curveMember></gml:Ring></gml:exterior></gml:Polygon>"};
  const char* const rules[] = {"geometry.dimension",  "geometry.too_few_points", "geometry.number",
                               "geometry.number",     "geometry.range",          "geometry.too_few_points",
                               "geometry.unsupported"};
  for (std::size_t i = 0; i < std::size(odd); ++i) {
    const CityModel model = read(file(building(
        "<bldg:lod2MultiSurface>" + multi_surface(surface_member(odd[i]) + surface_member(kBlock[0])) +
        "</bldg:lod2MultiSurface>")));
    EXPECT_EQ(model.findings.count(rules[i]), 1u) << odd[i];
    EXPECT_EQ(measure(model).surfaces, 1u);
  }
  const CityModel open = read(
      file(building("<bldg:lod2MultiSurface>" + multi_surface(surface_member(polygon("0 0 0 1 0 0 1 1 0"))) +
                    "</bldg:lod2MultiSurface>")));
  EXPECT_EQ(open.findings.count("geometry.ring_not_closed"), 1u);
  EXPECT_EQ(open.geometry.ring(0).size(), 3u);
}

TEST(CityGml, places_one_shape_for_all_objects_that_link_to_it) {
  const auto tree = [](const std::string& id, const std::string& shape, const std::string& at) {
    return member(
        "<veg:SolitaryVegetationObject gml:id=\"" + id +
        "\"><veg:lod2ImplicitRepresentation><ImplicitGeometry><transformationMatrix>2 0 0 0 0 2 0 0 0 0 2 0 "
        "0 0 0 1"
        "</transformationMatrix><relativeGMLGeometry" +
        shape + "<referencePoint><gml:Point><gml:pos>" + at +
        "</gml:pos></gml:Point></referencePoint></ImplicitGeometry></veg:lod2ImplicitRepresentation>"
        "</veg:SolitaryVegetationObject>");
  };
  const std::string crown = polygon("0 0 0 1 0 0 1 1 0 0 0 0");
  const std::string whole = "><gml:MultiSurface gml:id=\"crown\">" + surface_member(crown) +
                            "</gml:MultiSurface></relativeGMLGeometry>";
  const CityModel model = read(file(tree("a", " xlink:href=\"#crown\"/>", "500000 5600000 10") +
                                    tree("b", whole, "500010.25 5600000 11") +
                                    tree("c", " xlink:href=\"#crown\"/>", "500020 5600000 12")));
  EXPECT_THAT(model.findings.kept(), IsEmpty());
  ASSERT_EQ(model.geometry.geometry_count(), 4u);
  EXPECT_EQ(model.geometry.tile_of(0), city::kTemplateTile);
  for (std::uint32_t g = 1; g < 4; ++g) {
    ASSERT_NE(model.geometry.instance(g), nullptr);
    EXPECT_EQ(model.geometry.instance(g)->template_geometry, 0u);
    EXPECT_NEAR(measure(model, g).area, 2, 1e-9) << "twice as long and wide";
  }
  EXPECT_NEAR(model.geometry.world(model.geometry.instance(2)->anchor, model.geometry.tile_of(2))[0],
              500010.25, 1e-9);
}

TEST(CityGml, keeps_shapes_in_other_files_as_text) {
  const CityModel model = read(file(member(
      "<frn:CityFurniture "
      "gml:id=\"l\"><frn:lod3ImplicitRepresentation><ImplicitGeometry><libraryObject>lamp.wrl</libraryObject>"
      "</ImplicitGeometry></frn:lod3ImplicitRepresentation></frn:CityFurniture>")));
  EXPECT_EQ(model.findings.count("geometry.library_object"), 1u);
  EXPECT_THAT(std::string(model.objects.extra.at(0)), HasSubstr("lamp.wrl"));
}

TEST(CityGml, reads_version_1_the_same_way) {
  const CityModel model =
      read(file(building("<bldg:lod1Solid>" + solid(all(kBlock)) + "</bldg:lod1Solid>"), kUtm, "1.0"));
  EXPECT_EQ(model.format, "CityGML");
  EXPECT_EQ(model.version, "1.0");
  EXPECT_NEAR(measure(model).volume, 240, 1e-9);
}

TEST(CityGml, keeps_the_digits_of_coordinates) {
  const CityModel fine = read(
      file(building("<bldg:lod1MultiSurface>" +
                    multi_surface(surface_member(polygon("458875.123456 5438350.5 1 458876 5438350 1 "
                                                         "458876 5438351 1 458875.123456 5438350.5 1"))) +
                    "</bldg:lod1MultiSurface>")));
  EXPECT_NEAR(first_point(fine)[0], 458875.123456, 1e-9);
  // A plain of 400 km: fewer digits, so that it fits.
  const CityModel wide = read(file(
      building("<bldg:lod1MultiSurface>" +
               multi_surface(surface_member(polygon("0.123456 0 0 400000 0 0 0 400000 0 0.123456 0 0"))) +
               "</bldg:lod1MultiSurface>")));
  EXPECT_NEAR(first_point(wide)[0], 0.1235, 1e-9);
  EXPECT_NEAR(measure(wide).area, 8e10, 1e5);
}

TEST(CityGml, names_objects_without_id_and_leaves_out_ids_used_twice) {
  const CityModel model = read(file(member("<bldg:Building/>") + member("<bldg:Building/>") +
                                    building("", "x") + building("<bldg:function>1</bldg:function>", "x") +
                                    "<cityObjectMember xlink:href=\"other.gml#y\"/>"));
  EXPECT_EQ(model.objects.size(), 3u);
  EXPECT_EQ(model.objects.ids[1], "Building-2");
  EXPECT_EQ(model.findings.count("object.duplicate_id"), 1u);
  EXPECT_EQ(model.findings.count("object.elsewhere"), 1u);
}

}  // namespace
}  // namespace conurb::io
