// SPDX-License-Identifier: Apache-2.0
// Appearances of CityGML files.
#include <gmock/gmock.h>

#include "engine/base/files.hpp"
#include "engine/io/geometry_blob.hpp"
#include "tests/engine/io/city_round_trip.hpp"
#include "tests/engine/io/citygml_looks_fixture.hpp"
#include "tests/engine/io/image_fixture.hpp"
#include "tests/engine/io/looks_model.hpp"
#include "tests/engine/io/shared_data.hpp"

namespace conurb::io {
namespace {

using namespace fixture;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CityGmlLooks, AMaterialColoursThePolygonThatItNames) {
  const CityModel model = read(file(of_city(material("1 0 0", "#p2")) + building(block_solid())));
  EXPECT_THAT(model.findings.kept(), IsEmpty());
  EXPECT_THAT(colours_of(model), ElementsAre(0, 0, kRed, 0, 0, 0));
}

TEST(CityGmlLooks, AppearancesMayStandBeforeInAndBehindTheObjects) {
  const std::string data = material("1 0 0", "#p2") + texture("p1");
  const std::string geometry = block_solid();
  const CityModel before = read(file(of_city(data) + building(geometry)));
  for (const std::string& text :
       {building(geometry) + of_city(data), building(of_object(data) + geometry),
        building(geometry + of_object(data)), building("", "empty") + building(geometry) + of_city(data),
        "<gml:featureMember>" + appearance(data) + "</gml:featureMember>" + building(geometry),
        building(geometry) + building(of_object(data), "other")}) {
    const CityModel model = read(file(text));
    EXPECT_THAT(model.findings.kept(), IsEmpty());
    EXPECT_EQ(colours_of(model), colours_of(before)) << text;
    EXPECT_EQ(places_of(model, 1), places_of(before, 1)) << text;
    EXPECT_EQ(places_of(model, 1), (Points{{0, 0}, {1, 0}, {1, 1}, {0, 1}})) << text;
  }
}

TEST(CityGmlLooks, AMaterialOfASurfaceOrSolidColoursAllPolygonsInIt) {
  const std::string members = all(kBlock);
  const std::string aggregates[] = {
      "<gml:MultiSurface gml:id=\"all\">" + members + "</gml:MultiSurface>",
      "<gml:CompositeSurface gml:id=\"all\">" + members + "</gml:CompositeSurface>",
      multi_surface(
          surface_member("<gml:CompositeSurface gml:id=\"all\">" + members + "</gml:CompositeSurface>"))};
  for (const std::string& each : aggregates) {
    const CityModel model =
        read(file(of_city(material("0 0 1", "#all") + material("1 0 0", "#p4")) +
                  building("<bldg:lod2MultiSurface>" + each + "</bldg:lod2MultiSurface>")));
    EXPECT_THAT(model.findings.kept(), IsEmpty());
    EXPECT_THAT(colours_of(model), ElementsAre(kBlue, kBlue, kBlue, kBlue, kRed, kBlue))
        << "the nearest counts";
  }
  const CityModel model =
      read(file(building("<bldg:lod2Solid><gml:Solid gml:id=\"all\">" +
                         solid(members).substr(sizeof("<gml:Solid>") - 1) + "</bldg:lod2Solid>") +
                of_city(material("0 0 1", "#all"))));
  EXPECT_EQ(colours_of(model), std::vector<std::uint32_t>(6, kBlue));
}

TEST(CityGmlLooks, AMaterialOfAWallColoursItsPolygonsInTheSolidToo) {
  std::string links;
  for (int i = 0; i < 6; ++i) links += fixture::link("p" + std::to_string(i));
  const std::string wall = boundary("WallSurface", kBlock[2]), roof = boundary("RoofSurface", kBlock[1]);
  const std::string rest = "<bldg:lod2MultiSurface>" +
                           multi_surface(surface_member(kBlock[0]) + surface_member(kBlock[3]) +
                                         surface_member(kBlock[4]) + surface_member(kBlock[5])) +
                           "</bldg:lod2MultiSurface>";
  const CityModel model =
      read(file(building("<bldg:lod2Solid>" + solid(links) + "</bldg:lod2Solid>" + rest + wall + roof) +
                of_city(material("1 0 0", "#WallSurface") + texture("p1"))));
  EXPECT_THAT(model.findings.kept(), IsEmpty());
  EXPECT_THAT(colours_of(model), ElementsAre(0, 0, kRed, 0, 0, 0));
  EXPECT_EQ(image_of(model, 1), "brick.png");
}

TEST(CityGmlLooks, AMaterialOfAWallThatLinksToPolygonsOfTheSolidColoursThem) {
  const std::string wall = "<bldg:boundedBy><bldg:WallSurface gml:id=\"w\"><bldg:lod2MultiSurface>" +
                           multi_surface(fixture::link("p3")) +
                           "</bldg:lod2MultiSurface></bldg:WallSurface></bldg:boundedBy>";
  const std::string data = of_city(material("1 0 0", "#w") + material("0 0 1", "#p4"));
  for (const std::string& content : {block_solid() + wall, wall + block_solid()}) {
    const CityModel model = read(file(data + building(content)));
    EXPECT_THAT(colours_of(model), ElementsAre(0, 0, 0, kRed, kBlue, 0));
  }
}

TEST(CityGmlLooks, APolygonOfAnotherObjectBringsItsLook) {
  const std::string first =
      building("<bldg:lod2MultiSurface>" + multi_surface(fixture::link("p1") + fixture::link("p2")) +
                   "</bldg:lod2MultiSurface>",
               "a");
  const std::string second =
      building(boundary("WallSurface", kBlock[2]) + boundary("RoofSurface", kBlock[1]), "b");
  const std::string data = of_city(material("1 0 0", "#WallSurface") + texture("p1"));
  for (const std::string& text : {data + first + second, second + first + data}) {
    const CityModel model = read(file(text));
    EXPECT_THAT(model.findings.kept(), IsEmpty());
    const std::uint32_t object = model.objects.ids.find("a");
    const std::uint32_t surface = model.geometry.surfaces(model.objects.geometries(object).begin).begin;
    EXPECT_EQ(image_of(model, surface), "brick.png");
    EXPECT_EQ(colours_of(model)[surface + 1], kRed);
  }
}

TEST(CityGmlLooks, ATextureNamesPlacesForEachRing) {
  const std::string holed = "<gml:Polygon gml:id=\"h\"><gml:exterior>" +
                            ring("0 0 0 9 0 0 9 9 0 0 9 0 0 0 0", "out") + "</gml:exterior><gml:interior>" +
                            ring("1 1 0 1 2 0 2 2 0 1 1 0", "in") + "</gml:interior></gml:Polygon>";
  const std::string geometry =
      "<bldg:lod2MultiSurface>" + multi_surface(surface_member(holed)) + "</bldg:lod2MultiSurface>";
  const std::pair<std::string, std::string> out{"#out", "0 0 1 0 1 1 0 1 0 0"},
      in{"#in", ".1 .1 .1 .2 .2 .2 .1 .1"};
  for (const auto& lists : {std::vector{out, in}, std::vector{in, out}}) {
    const CityModel model = read(file(building(geometry) + of_city(texture("#h", lists))));
    EXPECT_THAT(model.findings.kept(), IsEmpty());
    EXPECT_EQ(places_of(model, 0),
              (Points{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {.1F, .1F}, {.1F, .2F}, {.2F, .2F}}));
  }
  const CityModel half = read(file(building(geometry) + of_city(texture("#h", {out}))));
  EXPECT_TRUE(half.geometry.looks().empty());
  EXPECT_EQ(half.findings.count("appearance.values"), 1U);
}

TEST(CityGmlLooks, ATurnedSurfaceKeepsThePlacesAtTheirCorners) {
  const std::string turned = "<gml:OrientableSurface gml:id=\"o\" orientation=\"-\"><gml:baseSurface>" +
                             kBlock[2] + "</gml:baseSurface></gml:OrientableSurface>";
  const CityModel model =
      read(file(building("<bldg:lod2MultiSurface>" + multi_surface(surface_member(turned)) +
                         "</bldg:lod2MultiSurface>") +
                of_city(texture("p2", "0 0 10 0 10 3 0 3 0 0") + material("1 0 0", "#o"))));
  EXPECT_THAT(colours_of(model), ElementsAre(kRed));
  const auto corners = model.geometry.ring(0);
  const Points places = places_of(model, 0);
  ASSERT_EQ(places.size(), corners.size());
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const city::Point3 corner = model.geometry.world(corners[i], model.geometry.tile_of(0));
    EXPECT_EQ(places[i], (city::TexturePoint{static_cast<float>(corner[0]), static_cast<float>(corner[2])}));
  }
}

TEST(CityGmlLooks, Versions1And3AreReadAlike) {
  const CityModel old =
      read(file(building(block_solid()) + of_city(material("1 0 0", "#p2") + texture("p1")), kUtm, "1.0"));
  EXPECT_THAT(colours_of(old), ElementsAre(0, 0, kRed, 0, 0, 0));
  EXPECT_EQ(image_of(old, 1), "brick.png");
  const std::string associations =
      "<app:surfaceData><app:ParameterizedTexture><app:imageURI>brick.png</app:imageURI>"
      "<app:textureParameterization><app:TextureAssociation><app:target>#p1</app:target>"
      "<app:textureParameterization><app:TexCoordList><app:textureCoordinates>0 0 1 0 1 1 0 1 0 0"
      "</app:textureCoordinates><app:textureCoordinates>0 0 1 1 0 1 0 0</app:textureCoordinates>"
      "<app:ring>#p1_ring</app:ring><app:ring>#x</app:ring></app:TexCoordList></app:textureParameterization>"
      "</app:TextureAssociation></app:textureParameterization></app:ParameterizedTexture></app:surfaceData>"
      "<app:surfaceData><app:X3DMaterial><app:diffuseColor>1 0 "
      "0</app:diffuseColor><app:target>#p2</app:target>"
      "</app:X3DMaterial></app:surfaceData>";
  const std::string in_core[] = {
      "<appearanceMember>" + appearance(associations) + "</appearanceMember>" + building(block_solid()),
      building("<appearance>" + appearance(associations) + "</appearance>" + block_solid())};
  for (const std::string& text : in_core) {
    const CityModel model = read(file(text, kUtm, "3.0"));
    EXPECT_EQ(colours_of(model), colours_of(old));
    EXPECT_EQ(places_of(model, 1), places_of(old, 1));
    EXPECT_EQ(model.findings.count("appearance.target"), 1U) << "of the ring that no surface has";
  }
}

TEST(CityGmlLooks, TheFirstThemeOfTheFileIsShownAndOnlyFrontSides) {
  const std::string back = "<app:isFront>false</app:isFront>";
  const CityModel model =
      read(file(building(of_object(material("0 1 0", "#p0", back)) + block_solid()) +
                of_city(material("1 0 0", "#p1"), "summer") + of_city(texture("p1"), "photos") +
                of_city(material("0 0 1", "#p1") + material("0 0 1", "#p2"), "winter") +
                of_city(texture("#p3", {{"#p3_ring", kSquare}}, "other.png"), "other photos") +
                of_city(material("0 0 1", "#p4"), "summer")));
  EXPECT_THAT(model.findings.kept(), IsEmpty());
  EXPECT_THAT(colours_of(model), ElementsAre(0, kRed, 0, 0, kBlue, 0));
  EXPECT_EQ(image_of(model, 1), "brick.png") << "colours and images have themes of their own";
  EXPECT_EQ(image_of(model, 3), "");
}

TEST(CityGmlLooks, AShapeThatIsPlacedHasALook) {
  const std::string tree =
      "<veg:SolitaryVegetationObject gml:id=\"t\"><veg:lod2ImplicitRepresentation><ImplicitGeometry>"
      "<relativeGMLGeometry><gml:MultiSurface gml:id=\"crown\">" +
      surface_member(polygon("0 0 0 1 0 0 1 1 0 0 0 0", "leaf")) +
      "</gml:MultiSurface></relativeGMLGeometry><referencePoint><gml:Point><gml:pos>500000 5600000 "
      "10</gml:pos>"
      "</gml:Point></referencePoint></ImplicitGeometry></veg:lod2ImplicitRepresentation>"
      "</veg:SolitaryVegetationObject>";
  const CityModel model =
      read(file(member(tree) + of_city(material("0 0 1", "#crown") + texture("leaf", "0 0 1 0 1 1 0 0"))));
  EXPECT_THAT(model.findings.kept(), IsEmpty());
  ASSERT_EQ(model.geometry.tile_of(0), city::kTemplateTile);
  EXPECT_THAT(colours_of(model), ElementsAre(kBlue));
  EXPECT_EQ(places_of(model, 0).size(), 3U);
}

TEST(CityGmlLooks, AFileWhoseAxesWereTurnedKeepsThem) {
  const auto there = block({5600000, 500000, 0}, {5600010, 500008, 3}, "p");
  const CityModel model = read(file(building("<bldg:lod2Solid>" + solid(all(there)) + "</bldg:lod2Solid>") +
                                    of_city(material("1 0 0", "#p2") + texture("p1"))));
  EXPECT_THAT(colours_of(model), ElementsAre(0, 0, kRed, 0, 0, 0));
  EXPECT_EQ(places_of(model, 1).size(), 4U);
}

TEST(CityGmlLooks, TheSameBuildingInCityJsonLooksTheSame) {
  const CityModel json = looks_model(
      R"("materials":[{"name":"a","diffuseColor":[1,0,0]},{"name":"b","diffuseColor":[0.2,0.4,0.6]}],)"
      R"("textures":[{"type":"PNG","image":"walls\\brick.png"},{"type":"PNG","image":"glass.png"}],)"
      R"("vertices-texture":[[0,0],[1,0],[1,1],[0,1],[0.1234567,0.7]])",
      R"("material":{"m":{"values":[[null,0,1,1,null,0]]}},)"
      R"("texture":{"t":{"values":[[[[null]],[[1,3,2,1,0]],[[0,0,1,4,3]],[[null]],[[null]],[[null]]]]}})");
  const BoxShape box;
  const auto faces = block({box.x, box.y, box.z}, {box.x + box.dx, box.y + box.dy, box.z + box.dz}, "p");
  const CityModel gml =
      read(file(building("<bldg:lod2Solid>" + solid(all(faces)) + "</bldg:lod2Solid>", "house") +
                of_city(material("1 0 0", "#p1") + material("1.0 0 0", "#p5") +
                        material("0.2 0.4 0.6", "#p2") + material("0.2 0.4 0.6", "#p3") +
                        texture("#p2", {{"#p2_ring", "0 0 1 0 0.1234567 0.7 0 1 0 0"}}, "walls\\brick.png") +
                        texture("#p1", {{"#p1_ring", "0 1 1 1 1 0 0 0 0 1"}}, "glass.png"))));
  EXPECT_THAT(gml.findings.kept(), IsEmpty());
  EXPECT_EQ(colours_of(gml), colours_of(json));
  for (std::uint32_t s = 0; s < 6; ++s) {
    EXPECT_EQ(places_of(gml, s), places_of(json, s)) << s;
    EXPECT_EQ(image_of(gml, s), image_of(json, s)) << s;
  }
  EXPECT_EQ(image_of(gml, 2), "walls/brick.png");
}

TEST(CityGmlLooks, AnImageBesideTheFileComesIntoTheCity) {
  const TempDir folder;
  write_red_and_blue(folder.path() / "brick.png", 64, 32);
  write_file_atomic(folder.path() / "city.gml", file(building(block_solid()) + of_city(texture("p1"))));
  Jobs jobs(1);
  CityImport import(city::City(), {}, test_options(jobs));
  import.add(read_city_gml_file(folder.path() / "city.gml"), named("city"));
  const ImportResult result = import.finish();
  const city::SurfaceLooks& looks = result.city.geometry()->looks();
  ASSERT_EQ(looks.surfaces().size(), 1U);
  EXPECT_NE(looks.images()[looks.entry(0).image].bytes, nullptr);
  EXPECT_EQ(encode_geometry(*result.city.geometry())[0], std::byte{2});
}

/// Ids of elements of a name in a text, in their order.
std::vector<std::string> ids_of(const std::string& text, const std::string& element) {
  const std::string start = "<" + element + " gml:id=\"";
  std::vector<std::string> ids;
  for (std::size_t at = text.find(start); at != std::string::npos; at = text.find(start, at)) {
    at += start.size();
    ids.push_back(text.substr(at, text.find('"', at) - at));
  }
  return ids;
}

// The files have no appearances of their own.
TEST(CityGmlLooks, RealFilesTakeColoursOnPolygonsAndWalls) {
  CONURB_NEED_SHARED_DATA("city3d/citygml");
  for (const auto& [name, element] : {std::pair{"citygml4j_lod4_building_v2.gml", "gml:Polygon"},
                                      {"citygml4j_lod2_buildings_v3.gml", "gml:Polygon"},
                                      {"berlin_open_data_sample_data.citygml", "bldg:WallSurface"}}) {
    std::string text = slurp(shared_data() / "city3d/citygml" / name);
    const std::vector<std::string> ids = ids_of(text, element);
    ASSERT_GT(ids.size(), 100U) << name;
    std::string data;
    for (std::size_t i = 0; i < ids.size(); i += 2)
      data += material(i % 4 == 0 ? "1 0 0" : "0 0 1", "#" + ids[i]);
    const std::string members =
        "<x:appearanceMember xmlns:x=\"http://www.opengis.net/citygml/appearance/2.0\" "
        "xmlns:app=\"http://www.opengis.net/citygml/appearance/2.0\">" +
        appearance(data) + "</x:appearanceMember>";
    text.insert(text.rfind("</"), members);
    const CityModel plain = read_city_gml_file(shared_data() / "city3d/citygml" / name);
    EXPECT_TRUE(plain.geometry.looks().empty());
    const CityModel model = read(text);
    EXPECT_EQ(model.findings.count("appearance.target"), 0U) << name;
    EXPECT_EQ(model.geometry.surface_count(), plain.geometry.surface_count()) << name;
    EXPECT_GE(model.geometry.looks().surfaces().size(), ids.size() / 2) << name;
  }
}

}  // namespace
}  // namespace conurb::io
