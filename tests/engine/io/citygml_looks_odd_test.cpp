// SPDX-License-Identifier: Apache-2.0
// Appearances of CityGML files that say what cannot be shown, or make no sense.
#include <gmock/gmock.h>

#include "engine/base/error.hpp"
#include "tests/engine/io/citygml_looks_fixture.hpp"

namespace conurb::io {
namespace {

using namespace fixture;
using ::testing::HasSubstr;

TEST(CityGmlLooks, PlacesThatDoNotFitTheCornersAreAFindingAndNoImage) {
  for (const char* const places :
       {"", "0 0 1 0 1 1 0 1", "0 0 1 0 1 1 0 1 0 0 1 1", "0 0 1 0 1 1 0 1 0", "0 0 1 0 1 x 0 1 0 0",
        "0 0 1 0 1 nan 0 1 0 0", "0 0 1 0 1 1e9 0 1 0 0", "0,0 1,0 1,1 0,1 0,0"}) {
    const CityModel model =
        read(file(building(block_solid()) + of_city(texture("p1", places) + texture("p2"))));
    EXPECT_TRUE(model.geometry.looks().of(1).none()) << places;
    EXPECT_FALSE(model.geometry.looks().of(2).none()) << places;
    EXPECT_EQ(model.findings.count("appearance.values"), 1U) << places;
  }
}

TEST(CityGmlLooks, TargetsThatNameNothingAreCountedInOneFinding) {
  const CityModel model = read(file(
      building(block_solid()) + of_city(material("1 0 0", "#nowhere") + material("1 0 0", "other.gml#p1") +
                                        material("1 0 0", "") + texture("#gone", {{"#gone_ring", kSquare}}) +
                                        texture("#p2", {{"#x", kSquare}, {"", kSquare}}))));
  EXPECT_TRUE(model.geometry.looks().empty());
  ASSERT_EQ(model.findings.count("appearance.target"), 2U);
  EXPECT_THAT(model.findings.kept()[0].message, HasSubstr("4 targets"));
  EXPECT_THAT(model.findings.kept()[0].message, HasSubstr("\"nowhere\""));
  EXPECT_THAT(model.findings.kept()[1].message, HasSubstr("2 targets"));
}

TEST(CityGmlLooks, WhatIsNotShownIsTold) {
  const std::string world =
      data_of(
          "<app:GeoreferencedTexture><app:imageURI>x.png</app:imageURI><app:target>#p1</app:target>"
          "</app:GeoreferencedTexture>") +
      data_of(
          "<app:ParameterizedTexture><app:imageURI>x.png</app:imageURI><app:target "
          "uri=\"#p1\"><app:TexCoordGen>"
          "<app:worldToTexture>1 0 0 0 0 1 0 0 0 0 0 1</app:worldToTexture></app:TexCoordGen></app:target>"
          "</app:ParameterizedTexture>");
  const CityModel model = read(file(
      building(block_solid()) + of_city(world + material("1 0", "#p1") + material("red", "#p1") +
                                        texture("#p2", {{"#p2_ring", kSquare}}, "../x.png") +
                                        texture("#p3", {{"#p3_ring", kSquare}}, "https://example.org/x.png") +
                                        "<app:surfaceDataMember xlink:href=\"#other\"/>")));
  EXPECT_TRUE(model.geometry.looks().empty());
  EXPECT_EQ(model.findings.count("appearance.georeferenced"), 1U);
  EXPECT_EQ(model.findings.count("appearance.values"), 1U);
  EXPECT_EQ(model.findings.count("appearance.texture_path"), 2U);
  EXPECT_EQ(model.findings.count("appearance.link"), 1U);
  EXPECT_EQ(model.findings.kept().size(), 5U);
  EXPECT_EQ(model.findings.count(Severity::error), 1U) << "the path out of the folder";
}

TEST(CityGmlLooks, HostileAppearancesDoNoHarm) {
  for (const std::string& data :
       {std::string("text"), std::string("<app:surfaceDataMember/>"), data_of("<app:X3DMaterial/>"),
        data_of("<app:ParameterizedTexture/>"), data_of("<gml:Polygon/>"),
        data_of(appearance(material("1 0 0", "#p1"))),
        data_of(
            "<app:ParameterizedTexture><app:imageURI>a</app:imageURI><app:target/><app:target uri=\"#p1\">"
            "<app:TexCoordList/></app:target><app:textureParameterization/></app:ParameterizedTexture>"),
        texture("#p1", {{"#p1_ring", kSquare}}, ""), texture("#p1", {{"#p1_ring", "<a/>"}})}) {
    const CityModel model = read(file(building(block_solid() + of_object(data)) + of_city(data)));
    EXPECT_EQ(model.objects.size(), 1U);
    EXPECT_LE(model.geometry.looks().surfaces().size(), 1U) << data;
  }
  const std::string circle = "<bldg:lod2MultiSurface><gml:MultiSurface gml:id=\"m\">" + fixture::link("m") +
                             "</gml:MultiSurface></bldg:lod2MultiSurface>";
  EXPECT_THROW(read(file(building(circle) + of_city(material("1 0 0", "#m")))), Error);
}

}  // namespace
}  // namespace conurb::io
