// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/io/geometry_append.hpp"
#include "engine/io/geometry_blob.hpp"
#include "tests/engine/io/looks_model.hpp"
#include "tests/engine/io/shared_data.hpp"

namespace conurb::io {
namespace {

constexpr std::uint32_t kRed = city::pack_colour(255, 0, 0), kBlue = city::pack_colour(0, 0, 255);

std::vector<std::uint32_t> colours_of(const city::GeometryStore& store) {
  std::vector<std::uint32_t> colours;
  for (std::uint32_t s = 0; s < store.surface_count(); ++s) colours.push_back(store.looks().of(s).colour);
  return colours;
}

std::vector<std::uint32_t> colours_of(const std::string& appearance, const std::string& members) {
  const CityModel model = looks_model(appearance, members);
  model.geometry.validate();
  return colours_of(model.geometry);
}

std::size_t found(const CityModel& model, const std::string& rule) {
  const auto& kept = model.findings.kept();
  return static_cast<std::size_t>(
      std::count_if(kept.begin(), kept.end(), [&](const Finding& each) { return each.rule == rule; }));
}

TEST(CityJsonLooks, ASurfaceHasTheDiffuseColourOfItsMaterial) {
  EXPECT_EQ(colours_of(kRedAndBlue, R"("material":{"m":{"values":[[null,0,1,1,null,0]]}})"),
            (std::vector<std::uint32_t>{0, kRed, kBlue, kBlue, 0, kRed}));
}

TEST(CityJsonLooks, OneValueIsThatOfAllSurfaces) {
  EXPECT_EQ(colours_of(kRedAndBlue, R"("material":{"m":{"value":1}})"), std::vector<std::uint32_t>(6, kBlue));
}

TEST(CityJsonLooks, TheDefaultThemeCountsElseTheFirst) {
  const std::string themes = R"("material":{"summer":{"value":0},"winter":{"value":1}})";
  EXPECT_EQ(colours_of(kRedAndBlue, themes), std::vector<std::uint32_t>(6, kRed));
  EXPECT_EQ(colours_of(std::string(R"("default-theme-material":"winter",)") + kRedAndBlue, themes),
            std::vector<std::uint32_t>(6, kBlue));
}

TEST(CityJsonLooks, WithoutAnAppearanceNoSurfaceHasALook) {
  ModelText model;
  model.add_box("house", {});
  EXPECT_TRUE(model.model().geometry.looks().empty());
}

TEST(CityJsonLooks, MaterialsWithoutAColourAndNumbersOfNoneGiveNoLook) {
  EXPECT_EQ(colours_of(R"("materials":[{"name":"x"},{"diffuseColor":[1,0]},{"diffuseColor":"red"},7])",
                       R"("material":{"m":{"values":[[0,1,2,3,4,99]]}})"),
            std::vector<std::uint32_t>(6, 0));
  EXPECT_EQ(colours_of(kRedAndBlue, R"("material":{"m":{"value":2}})"), std::vector<std::uint32_t>(6, 0));
}

TEST(CityJsonLooks, WhatIsNotNestedAsTheBoundaryIsAFindingAndNoFault) {
  for (const char* const members :
       {R"("material":{"m":{"values":[0,1]}})", R"("material":{"m":{"values":[[0,1]]}})",
        R"("material":{"m":{"values":[[[0]],1,1,1,1,1,1,1]}})", R"("material":{"m":{"values":{"a":1}}})"}) {
    const CityModel model = looks_model(kRedAndBlue, members);
    model.geometry.validate();
    EXPECT_EQ(found(model, "appearance.values"), 1U) << members;
  }
  for (const char* const members : {R"("material":7)", R"("material":{"m":7})", R"("material":{})",
                                    R"("material":{"m":{"value":"red"}})", R"("material":[[0]])"})
    EXPECT_TRUE(looks_model(kRedAndBlue, members).geometry.looks().empty()) << members;
}

TEST(CityJsonLooks, BytesOfTheGeometryKeepThem) {
  const CityModel model = looks_model(kRedAndBlue, R"("material":{"m":{"values":[[null,0,1,1,null,0]]}})");
  const std::vector<std::byte> bytes = encode_geometry(model.geometry);
  EXPECT_EQ(bytes[0], std::byte{2});
  EXPECT_EQ(colours_of(decode_geometry(bytes)), colours_of(model.geometry));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_THROW(static_cast<void>(decode_geometry(std::span(bytes).first(size))), Error) << size;
}

TEST(CityJsonLooks, BytesOfAGeometryWithoutLooksAreThoseOfBefore) {
  ModelText model;
  model.add_box("house", {});
  EXPECT_EQ(encode_geometry(model.model().geometry)[0], std::byte{1});
}

TEST(CityJsonLooks, ACopiedGeometryKeepsItsLooks) {
  const CityModel model = looks_model(kRedAndBlue, R"("material":{"m":{"value":0}})");
  city::GeometryStore target = model.geometry;
  const std::vector<std::uint32_t> owners{1};
  append_geometry(target, model.geometry, owners);
  target.validate();
  EXPECT_EQ(colours_of(target), std::vector<std::uint32_t>(12, kRed));
}

TEST(CityJsonLooks, AnImportAgainBringsNewColoursThoughTheShapeIsTheSame) {
  Jobs jobs(1);
  const std::string members = R"("material":{"m":{"value":0}})";
  CityImport first(city::City(), {}, test_options(jobs));
  first.add(looks_model(kRedAndBlue, members), named("city"));
  ImportResult before = first.finish();
  KnownImports known;
  known.objects["city"] = before.sources[0].objects;
  const std::vector<std::byte> raw = before.sources[0].raw;
  known.source = [&raw](const std::string&) { return decode_source(raw); };
  CityImport second(std::move(before.city), known, test_options(jobs));
  second.add(looks_model(R"("materials":[{"name":"red","diffuseColor":[0,0,1]}])", members), named("city"));
  const ImportResult after = second.finish();
  EXPECT_EQ(colours_of(*after.city.geometry()), std::vector<std::uint32_t>(6, kBlue));
}

constexpr const char* kBrick =
    R"("textures":[{"type":"PNG","image":"brick.png"},{"type":"PNG","image":"glass.png"}],)"
    R"("vertices-texture":[[0,0],[1,0],[1,1],[0,1]])";

/// Textures of the six faces of the box; `south` is that of the third.
std::string textured(const std::string& south) {
  return R"("texture":{"t":{"values":[[[[null]],[[1,3,2,1,0]],)" + south + R"(,[[null]],[[null]],null]]}})";
}

TEST(CityJsonLooks, ATexturedSurfaceHasAPlaceOnItsImageForEachCorner) {
  const CityModel model = looks_model(kBrick, textured("[[0,0,1,2,3]]"));
  model.geometry.validate();
  const city::SurfaceLooks& looks = model.geometry.looks();
  ASSERT_EQ(looks.surfaces().size(), 2U);
  EXPECT_EQ(looks.images()[looks.of(2).image].name, "brick.png");
  const auto points = looks.of(2).points;
  EXPECT_EQ(std::vector(points.begin(), points.end()),
            (std::vector<city::TexturePoint>{{0, 0}, {1, 0}, {1, 1}, {0, 1}}));
  EXPECT_EQ(looks.images()[looks.of(1).image].name, "glass.png");
  EXPECT_EQ(looks.of(1).points[0], (city::TexturePoint{0, 1}));
  EXPECT_EQ(found(model, "appearance.values"), 0U);
  EXPECT_EQ(encode_geometry(decode_geometry(encode_geometry(model.geometry))),
            encode_geometry(model.geometry));
}

TEST(CityJsonLooks, PlacesThatDoNotFitTheCornersAreAFindingAndNoImage) {
  for (const char* const south : {"[[0,0,1,2]]", "[[0,0,1,2,3,0]]", "[[0,0,1,2,3],[0,0,1,2]]", "[[0]]"}) {
    const CityModel model = looks_model(kBrick, textured(south));
    model.geometry.validate();
    EXPECT_TRUE(model.geometry.looks().of(2).none()) << south;
    EXPECT_FALSE(model.geometry.looks().of(1).none()) << south;
    EXPECT_EQ(found(model, "appearance.values"), 1U) << south;
  }
}

TEST(CityJsonLooks, HostileTexturesGiveNoImageAndNoFault) {
  for (const char* const south :
       {"[[9,0,1,2,3]]", "[[0,0,1,2,99]]", "[[0,0,1,2,-1]]", "[[0,0,1,2,null]]", "[[0,0,1,2,[3]]]", "[]",
        "[[]]", "[null]", "7", "[[0,0,1,2,1e9]]", "[[\"a\",0,1,2,3]]", "[[[0,0,1,2,3]]]", "{}"}) {
    const CityModel model = looks_model(kBrick, textured(south));
    model.geometry.validate();
    EXPECT_TRUE(model.geometry.looks().of(2).none()) << south;
  }
  for (const char* const appearance :
       {R"("textures":[{"image":"../brick.png"}],"vertices-texture":[[0,0],[1,0],[1,1],[0,1]])",
        R"("textures":[{"image":"http://a.b/brick.png"}],"vertices-texture":[[0,0],[1,0],[1,1],[0,1]])",
        R"("textures":[{"image":7}],"vertices-texture":[[0,0],[1,0],[1,1],[0,1]])",
        R"("textures":[7],"vertices-texture":[[0,0],[1,0],[1,1],[0,1]])",
        R"("textures":[{"image":"brick.png"}],"vertices-texture":[[0],["x",1],7,[1e300,0]])",
        R"("textures":{})"}) {
    const CityModel model = looks_model(appearance, textured("[[0,0,1,2,3]]"));
    EXPECT_TRUE(model.geometry.looks().empty()) << appearance;
  }
}

TEST(CityJsonLooks, TexturesOfRealCitiesFitTheirCorners) {
  for (const char* const name : {"rotterdam_subset_v20", "texture_v11", "texture_lod3_v20"}) {
    const auto path = shared_data() / "city3d/cityjson" / (std::string(name) + ".city.json");
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
    CityJsonReader reader;
    const CityModel model = reader.read_file(path);
    model.geometry.validate();
    EXPECT_GT(model.geometry.looks().surfaces().size(), 50U) << name;
    EXPECT_EQ(found(model, "appearance.values"), 0U) << name;
  }
}

TEST(CityJsonLooks, MaterialsOfARealCityAreRead) {
  const auto path = shared_data() / "city3d/cityjson/denhaag_subset_v11.city.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
  CityJsonReader reader;
  const CityModel model = reader.read_file(path);
  const std::vector<std::uint32_t> colours = colours_of(model.geometry);
  EXPECT_EQ(std::ranges::count(colours, 0U), 0);
  EXPECT_GT(std::ranges::count(colours, city::pack_colour(128, 0, 0)), 0);
}

}  // namespace
}  // namespace conurb::io
