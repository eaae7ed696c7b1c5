// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "engine/base/files.hpp"
#include "engine/io/geometry_blob.hpp"
#include "engine/io/image.hpp"
#include "engine/store/blobs.hpp"
#include "tests/engine/io/city_round_trip.hpp"
#include "tests/engine/io/image_fixture.hpp"
#include "tests/engine/io/looks_model.hpp"

namespace conurb::io {
namespace {

constexpr const char* kSouth = R"("texture":{"t":{"values":[[[[null]],[[null]],[[0,0,1,2,3]]]]}})";

std::string image_named(const std::string& path) {
  return R"("textures":[{"type":"PNG","image":")" + path +
         R"("}],"vertices-texture":[[0,0],[1,0],[1,1],[0,1]])";
}

std::vector<std::byte> bytes_of(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

class ImportImages : public testing::Test {
 protected:
  ImportResult import(const std::string& path, std::size_t most_bytes = std::size_t{1} << 20) {
    CityModel model = looks_model(image_named(path), kSouth);
    model.folder = folder_.path();
    ImportOptions options = test_options(jobs_);
    options.image_bytes = most_bytes;
    CityImport import(city::City(), {}, options);
    import.add(std::move(model), named("city"));
    return import.finish();
  }

  /// That the image is not taken, for this reason.
  void expect_refused(const std::string& path, const std::string& rule,
                      std::size_t most_bytes = std::size_t{1} << 20) {
    const ImportResult result = import(path, most_bytes);
    EXPECT_TRUE(result.city.geometry()->looks().empty()) << path;
    const auto& findings = result.sources[0].findings;
    EXPECT_TRUE(std::ranges::any_of(findings, [&](const auto& each) { return each.code == rule; })) << path;
  }

  TempDir folder_;
  Jobs jobs_{1};
};

TEST_F(ImportImages, AnImageBesideTheFileIsTakenWithItsBytes) {
  std::filesystem::create_directory(folder_.path() / "appearance");
  for (const char* const driver : {"PNG", "JPEG"}) {
    write_red_and_blue(folder_.path() / "appearance/wall", 64, 32, driver);
    const ImportResult result = import("appearance/wall");
    const city::SurfaceLooks& looks = result.city.geometry()->looks();
    ASSERT_EQ(looks.surfaces().size(), 1U) << driver;
    EXPECT_EQ(*looks.images()[looks.entry(0).image].bytes, bytes_of(folder_.path() / "appearance/wall"));
  }
  EXPECT_FALSE(import("appearance\\\\wall").city.geometry()->looks().empty()) << "as Windows writes paths";
}

TEST_F(ImportImages, WhatIsNotThereOrNoImageIsAFinding) {
  expect_refused("none.png", "appearance.image_missing");
  expect_refused(".", "appearance.image_missing");
  std::ofstream(folder_.path() / "text.png") << "no image";
  expect_refused("text.png", "appearance.image_format");
  std::ofstream(folder_.path() / "empty.png");
  expect_refused("empty.png", "appearance.image_format");
}

TEST_F(ImportImages, NothingOutsideTheFolderIsOpened) {
  const TempDir elsewhere;
  write_red_and_blue(elsewhere.path() / "wall.png", 8, 8);
  std::filesystem::create_symlink(elsewhere.path() / "wall.png", folder_.path() / "link.png");
  std::filesystem::create_directory_symlink(elsewhere.path(), folder_.path() / "inside");
  expect_refused("link.png", "appearance.texture_path");
  expect_refused("inside/wall.png", "appearance.texture_path");
  expect_refused("../wall.png", "appearance.texture_path");
  expect_refused((elsewhere.path() / "wall.png").string(), "appearance.texture_path");
  expect_refused("https://example.org/wall.png", "appearance.texture_path");
}

TEST_F(ImportImages, ImagesThatAreTooLargeAreAFinding) {
  write_red_and_blue(folder_.path() / "wide.png", 17000, 1000);
  expect_refused("wide.png", "appearance.image_size");
  write_red_and_blue(folder_.path() / "wall.png", 64, 64);
  expect_refused("wall.png", "appearance.image_size", 100);
}

TEST_F(ImportImages, ATextInMemoryOpensNoImage) {
  write_red_and_blue(folder_.path() / "wall.png", 64, 64);
  CityModel model = looks_model(image_named((folder_.path() / "wall.png").string().substr(1)), kSouth);
  EXPECT_TRUE(import_model(std::move(model), jobs_).city.geometry()->looks().empty());
}

TEST_F(ImportImages, TheCityFileKeepsThemOnceUnderTheHashOfTheirBytes) {
  write_red_and_blue(folder_.path() / "wall.png", 64, 32);
  const auto model = [this](const std::string& image) {
    CityModel made = looks_model(image_named(image), kSouth);
    made.folder = folder_.path();
    return made;
  };
  RoundTrip trip(folder_.path() / "city.gpkg", test_options(jobs_));
  trip.import(model("wall.png"), "city");
  const auto images = [&trip] {
    const store::CityFile file = store::CityFile::open(trip.path(), store::Mode::read_only);
    const auto geometry = load_geometry(file);
    EXPECT_EQ(store::Blobs(file).list("texture").size(), geometry->looks().images().size());
    return geometry->looks().images();
  };
  ASSERT_EQ(images().size(), 1U);
  EXPECT_EQ(*images()[0].bytes, bytes_of(folder_.path() / "wall.png"));
  const std::string before = images()[0].name;
  write_red_and_blue(folder_.path() / "wall.png", 32, 32);
  trip.import(model("wall.png"), "city");
  ASSERT_EQ(images().size(), 1U) << "the former image is nobody's";
  EXPECT_NE(images()[0].name, before);
  EXPECT_EQ(*images()[0].bytes, bytes_of(folder_.path() / "wall.png"));
}

TEST_F(ImportImages, ImagesThatAnImportReplacesDoNotCountThoseOfOthersDo) {
  write_red_and_blue(folder_.path() / "one.png", 64, 64);
  write_red_and_blue(folder_.path() / "two.png", 66, 66);
  ImportOptions options = test_options(jobs_);
  options.image_bytes = std::filesystem::file_size(folder_.path() / "two.png") + 10;
  RoundTrip trip(folder_.path() / "city.gpkg", options);
  const auto images = [&](const std::string& image, const std::string& source) {
    CityModel model = looks_model(image_named(image), kSouth);
    model.folder = folder_.path();
    return trip.import(std::move(model), source).city.geometry()->looks().surfaces().size();
  };
  EXPECT_EQ(images("one.png", "city"), 1U);
  EXPECT_EQ(images("two.png", "city"), 1U);
  EXPECT_EQ(images("one.png", "other"), 1U) << "no room beside the other's";
  EXPECT_EQ(images("two.png", "other"), 2U) << "the same image twice is there once";
}

TEST_F(ImportImages, APartOfAnImageIsReadInAnotherSize) {
  for (const char* const driver : {"PNG", "JPEG"}) {
    write_red_and_blue(folder_.path() / "wall", 64, 32, driver);
    const auto bytes = bytes_of(folder_.path() / "wall");
    const auto size = image_size(bytes);
    ASSERT_TRUE(size);
    EXPECT_EQ(size->width, 64);
    EXPECT_EQ(size->height, 32);
    const auto small = read_image(bytes, {0, 0, 64, 32}, {4, 2});
    ASSERT_EQ(small.size(), 32U);
    EXPECT_NEAR(small[0], 240, 12);
    EXPECT_NEAR(small[2], 0, 12);
    EXPECT_NEAR(small[12], 0, 12);
    EXPECT_NEAR(small[14], 240, 12);
    EXPECT_NEAR(small[16], 120, 12);
    EXPECT_EQ(small[3], 255);
    const auto right = read_image(bytes, {40, 0, 8, 8}, {16, 16});
    ASSERT_EQ(right.size(), 1024U);
    EXPECT_NEAR(right[2], 240, 12);
    EXPECT_TRUE(read_image(bytes, {60, 0, 8, 8}, {4, 4}).empty());
    EXPECT_TRUE(read_image(std::span(bytes).first(40), {0, 0, 64, 32}, {4, 4}).empty());
  }
  EXPECT_FALSE(image_size({}));
}

}  // namespace
}  // namespace conurb::io
