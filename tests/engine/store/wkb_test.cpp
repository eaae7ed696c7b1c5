// SPDX-License-Identifier: Apache-2.0
#include "engine/store/wkb.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <random>

#include "store_testing.hpp"

namespace conurb::store {
namespace {

using city::Shape;

const Frame kFrame{84000, 447000, 28992};
// Two squares; the first has a triangular hole.
const std::vector<double> kPolygons{0, 0, 10, 0, 10, 10, 0, 10, 0, 0,  2, 2,  2,
                                    4, 4, 4,  2, 2,  20, 0, 30, 0, 30, 9, 20, 0};

std::vector<std::byte> encoded(Shape shape, const std::vector<double>& xy) {
  std::vector<std::byte> blob;
  encode_shape(shape, xy, kFrame, blob);
  return blob;
}

std::vector<double> decoded(Shape shape, std::span<const std::byte> blob) {
  std::vector<double> xy;
  decode_shape(shape, blob, kFrame, xy);
  return xy;
}

TEST(Wkb, shapes_come_back_as_they_were) {
  EXPECT_EQ(decoded(Shape::polygon, encoded(Shape::polygon, kPolygons)), kPolygons);
  const std::vector<double> line{1.5, 2.5, 3.25, 4.125};
  EXPECT_EQ(decoded(Shape::line, encoded(Shape::line, line)), line);
  const std::vector<double> point{-7.5, 1e-3};
  EXPECT_NEAR(decoded(Shape::point, encoded(Shape::point, point))[1], 1e-3, 1e-9);  // doubles of the CRS
  EXPECT_TRUE(encoded(Shape::polygon, {}).empty());
  EXPECT_TRUE(decoded(Shape::polygon, {}).empty());
}

TEST(Wkb, the_header_names_crs_and_envelope) {
  const auto blob = encoded(Shape::polygon, kPolygons);
  const auto number = [&blob](std::size_t at) {
    double value = 0;
    std::memcpy(&value, blob.data() + at, sizeof value);
    return value;
  };
  EXPECT_EQ(static_cast<char>(blob[0]), 'G');
  EXPECT_EQ(static_cast<int>(blob[3]), 0b011);
  EXPECT_EQ(number(8), 84000);
  EXPECT_EQ(number(16), 84030);
  EXPECT_EQ(number(24), 447000);
  EXPECT_EQ(number(32), 447010);
}

TEST(Wkb, other_byte_orders_heights_and_turns_are_understood) {
  // A big-endian POLYGON Z, clockwise, without envelope, as another program might write it.
  std::vector<std::byte> blob;
  const auto put = [&blob](auto value) {
    const auto raw = std::bit_cast<std::array<std::byte, sizeof value>>(value);
    for (auto byte = raw.rbegin(); byte != raw.rend(); ++byte) blob.push_back(*byte);
  };
  for (const char c : {'G', 'P', '\0', '\0'}) blob.push_back(static_cast<std::byte>(c));
  put(std::int32_t{28992});
  put(std::uint8_t{0});
  put(std::uint32_t{1003});
  put(std::uint32_t{1});
  put(std::uint32_t{4});
  for (const double value :
       {84000.0, 447000.0, 5.0, 84000.0, 447010.0, 5.0, 84010.0, 447000.0, 5.0, 84000.0, 447000.0, 5.0}) {
    put(value);
  }
  EXPECT_EQ(decoded(Shape::polygon, blob), (std::vector<double>{0, 0, 10, 0, 0, 10, 0, 0}));
}

TEST(Wkb, coordinates_that_are_no_shape_are_refused) {
  const std::vector<std::pair<Shape, std::vector<double>>> bad{{Shape::polygon, {0, 0, 1, 0, 1, 1}},
                                                               {Shape::polygon, {0, 0, 1, 0, 0, 0}},
                                                               {Shape::polygon, {0, 0, 1}},
                                                               {Shape::polygon, {0, 0, NAN, 0, 1, 1, 0, 0}},
                                                               {Shape::point, {0, 0, 1, 1}},
                                                               {Shape::line, {0, 0}},
                                                               {Shape::none, {0, 0}}};
  for (const auto& [shape, xy] : bad) {
    EXPECT_EQ(error_of([&, s = shape, v = xy] { (void)encoded(s, v); }).code(), ErrorCode::bad_data);
  }
}

TEST(Wkb, damaged_geometry_ends_in_an_error_and_never_beyond_its_bytes) {
  const auto good = encoded(Shape::polygon, kPolygons);
  for (std::size_t size = 1; size < good.size(); ++size) {
    const std::vector<std::byte> cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(error_of([&] { (void)decoded(Shape::polygon, cut); }).code(), ErrorCode::bad_data) << size;
  }
  std::mt19937 random(1);
  for (int round = 0; round < 3000; ++round) {
    auto bytes = good;
    for (int i = 0; i < 4; ++i) bytes[random() % bytes.size()] = static_cast<std::byte>(random());
    for (const Shape shape : {Shape::polygon, Shape::line, Shape::point}) {
      try {
        (void)decoded(shape, bytes);
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::bad_data);
      }
    }
  }
}

}  // namespace
}  // namespace conurb::store
