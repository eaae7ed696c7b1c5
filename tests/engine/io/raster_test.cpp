// SPDX-License-Identifier: Apache-2.0
#include "engine/io/raster.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "tests/engine/io/raster_fixture.hpp"
#include "tests/engine/io/shared_data.hpp"

namespace conurb::io {

namespace {

constexpr const char* kAscii =
    "ncols 3\nnrows 2\nxllcorner 100\nyllcorner 200\ncellsize 10\nNODATA_value -9999\n1 2 3\n4 -9999 6\n";

ErrorCode code_of(std::string_view bytes, const RasterOptions& options = {}) {
  try {
    (void)read_raster(bytes, "test.tif", options);
    return ErrorCode::ok;
  } catch (const Error& error) {
    EXPECT_EQ(error.where(), "test.tif");
    return error.code();
  }
}

RasterOptions in_unit(const char* unit) {
  RasterOptions options;
  options.height_unit = unit;
  return options;
}

RasterOptions at_most(std::int64_t cells) {
  RasterOptions options;
  options.most_cells = cells;
  return options;
}

Raster written(const TiffText& text, const std::function<double(int, int)>& value,
               const RasterOptions& options = {}) {
  const TempDir folder("raster");
  text.write(folder.path() / "a.tif", value);
  return read_raster_file(folder.path() / "a.tif", options);
}

}  // namespace

TEST(Raster, AnAsciiGridHasItsPlaceAndItsHoles) {
  const Raster raster = read_raster(std::string_view(kAscii), "test.asc");
  EXPECT_EQ(raster.format, "ASCII grid");
  ASSERT_EQ(raster.width * raster.height, 6);
  EXPECT_EQ(raster.transform[0], 100);
  EXPECT_EQ(raster.transform[3], 220);
  EXPECT_EQ(raster.transform[5], -10);
  EXPECT_EQ(raster.heights[0], 1);
  EXPECT_TRUE(std::isnan(raster.heights[4]));
  EXPECT_EQ(raster.heights[5], 6);
  EXPECT_TRUE(raster.crs.empty());
}

TEST(Raster, AGeoTiffHasItsSystemScaleAndUnit) {
  TiffText text;
  text.type = GDT_Int16;
  text.unit = "ft";
  text.scale = 0.5;
  text.offset = 100;
  text.nodata = -32768;
  const Raster raster = written(text, [](int i, int j) { return i == 3 && j == 2 ? -32768.0 : 10 * i + j; });
  EXPECT_NE(raster.crs.find("32632"), std::string::npos);
  EXPECT_NEAR(raster.heights[6], (21 * 0.5 + 100) * 0.3048, 1e-4);
  EXPECT_TRUE(std::isnan(raster.heights[11]));
  const Raster stated = written(
      text, [](int, int) { return 0.0; }, in_unit("m"));
  EXPECT_FLOAT_EQ(stated.heights[0], 100);
}

TEST(Raster, AbsurdHeightsAreNamedAndLeftEmpty) {
  const Raster raster = written(TiffText{}, [](int i, int j) {
    return i == 0 ? std::nan("") : i == 1 ? 1e30 : i == 2 && j == 0 ? -99999.0 : 7.0;
  });
  EXPECT_EQ(raster.findings.count("terrain.no_number"), 1U);
  EXPECT_EQ(raster.findings.count("terrain.absurd"), 1U);
  EXPECT_NE(raster.findings.kept()[1].message.find("4 height"), std::string::npos);
  EXPECT_EQ(raster.heights[3], 7);
  EXPECT_TRUE(std::isnan(raster.heights[0]) && std::isnan(raster.heights[1]) &&
              std::isnan(raster.heights[2]));
}

TEST(Raster, FilesThatAreNoneAreRefusedInOneMessage) {
  for (const char* bytes :
       {"", "nonsense", "ncols 3\nnrows 2\n", "II*\0", "ncols -3\nnrows 2\ncellsize 1\n1 2"})
    EXPECT_EQ(code_of(bytes), ErrorCode::bad_data) << bytes;
  EXPECT_EQ(code_of(std::string_view(kAscii).substr(0, std::string_view(kAscii).size() - 9)),
            ErrorCode::bad_data);
  EXPECT_EQ(code_of(kAscii, in_unit("kg")), ErrorCode::bad_data);
  EXPECT_EQ(code_of(kAscii, at_most(5)), ErrorCode::limit);
  EXPECT_EQ(code_of("ncols 200000\nnrows 200000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2"),
            ErrorCode::limit);
  EXPECT_EQ(code_of("ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\nNODATA_value 1\n1 1\n"),
            ErrorCode::bad_data);
  EXPECT_EQ(code_of("ncols 2\nnrows 1\nxllcorner 1e200\nyllcorner 0\ncellsize 1\n1 1\n"),
            ErrorCode::bad_data);
  EXPECT_THROW((void)read_raster_file("/nowhere/dem.tif"), Error);
}

TEST(Raster, ATruncatedGeoTiffIsRefusedWhereverItEnds) {
  const TempDir folder("raster");
  TiffText text;
  text.width = text.height = 64;
  text.write(folder.path() / "a.tif", [](int i, int j) { return i + j; });
  const std::string whole = slurp(folder.path() / "a.tif");
  for (const std::size_t size : {std::size_t{4}, std::size_t{100}, whole.size() / 2, whole.size() - 300})
    EXPECT_EQ(code_of(whole.substr(0, size)), ErrorCode::bad_data) << size;
}

TEST(Raster, APictureIsNoElevationModel) {
  TiffText text;
  text.type = GDT_Byte;
  text.colour = GCI_PaletteIndex;
  const TempDir folder("raster");
  const std::filesystem::path path = folder.path() / "a.tif";
  GDALAllRegister();
  char option[] = "PHOTOMETRIC=RGB";
  char* options[] = {option, nullptr};
  const GDALDatasetH file =
      GDALCreate(GDALGetDriverByName("GTiff"), path.c_str(), 4, 4, 3, GDT_Byte, options);
  GDALSetGeoTransform(file, text.transform.data());
  GDALClose(file);
  EXPECT_THROW((void)read_raster_file(path), Error);
}

TEST(Raster, HeightsInMetresOnAMapInFeetAreTakenSoWithAWord) {
  CONURB_NEED_SHARED_DATA("water/dem");
  const Raster raster = read_raster_file(shared_data() / "water/dem/ky4_elevation.tif");
  EXPECT_EQ(raster.width, 587);
  EXPECT_EQ(raster.height, 402);
  EXPECT_EQ(raster.findings.count("terrain.height_unit"), 1U);
  float low = raster.heights[0], high = low;
  for (const float each : raster.heights) {
    low = std::min(low, each);
    high = std::max(high, each);
  }
  EXPECT_NEAR(low, 117.4377746582, 1e-3);  // as gdalinfo -stats says
  EXPECT_NEAR(high, 226.24153137207, 1e-3);
}

TEST(Raster, ResamplingAPlaneKeepsIt) {
  TiffText text;
  text.width = text.height = 50;
  const Raster raster = written(text, [](int i, int j) { return 100 + 0.5 * i - 0.25 * j; });
  const RasterFrame frame{500011, 5537911, 3, 20, 15};
  const std::vector<float> heights = resample(raster, "EPSG:32632", 2, frame, "EPSG:32632");
  for (std::int64_t row = 0; row < 15; ++row) {
    for (std::int64_t column = 0; column < 20; ++column) {
      const double x = 11 + (static_cast<double>(column) + 0.5) * 3;
      const double down = 89 - (static_cast<double>(row) + 0.5) * 3;
      const double expected = 100 + 0.5 * (x / 2 - 0.5) - 0.25 * (down / 2 - 0.5);
      EXPECT_NEAR(heights[static_cast<std::size_t>(row * 20 + column)], expected, 1e-4);
    }
  }
}

}  // namespace conurb::io
