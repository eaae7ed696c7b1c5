// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/layer_colours.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/engine/scene/layer_city.hpp"

namespace conurb::scene {
namespace {

using host::LayerScale;
using testing::ElementsAre;

TEST(Texel, PacksColourLookAndSelection) {
  const Texel texel = pack({1, 2, 3}, Look::pinned) | kSelected;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&texel);
  EXPECT_THAT(std::vector<int>(bytes, bytes + 4), ElementsAre(1, 2, 3, 0x85));
  EXPECT_EQ(look_of(texel), Look::pinned);
  EXPECT_EQ(colour_of(texel), (Rgb{1, 2, 3}));
  EXPECT_EQ(with_look(texel, Look::stale), pack({1, 2, 3}, Look::stale) | kSelected);
}

class Colours : public testing::Test {
 protected:
  std::vector<Texel> building_texels(const std::string& name, const Scale& scale,
                                     const RowMarks& marks = {}) {
    const TexelRange range = colours_of(city_, shown("building", name), scale, ObjectNumbers(city_), marks);
    EXPECT_EQ(range.first, ObjectNumbers(city_).range(city_.index_of("building")).first);
    EXPECT_EQ(range.texels.size(), ObjectNumbers(city_).range(city_.index_of("building")).count);
    EXPECT_EQ(range.texels[4], kHiddenTexel) << "room for rows to come";
    return {range.texels.begin(), range.texels.begin() + 4};
  }
  city::City city_ = layer_city();
};

TEST_F(Colours, EveryValueHasThatOfTheScale) {
  const Scale scale = scale_between(0, 40);
  const auto texels = building_texels("height", scale);
  for (std::size_t row = 0; row < 3; ++row) {
    EXPECT_EQ(look_of(texels[row]), Look::value);
    EXPECT_LT(difference(colour_of(texels[row]), scale.colour(10.0 + 10.0 * static_cast<double>(row))), 1.5);
  }
  EXPECT_EQ(texels[3], kMissingTexel);
}

TEST_F(Colours, RetiredRowsAreHiddenAndMarksShow) {
  const std::array<std::int64_t, 1> gone{1};
  city_.edit("building").retire(gone);
  const std::array<std::int64_t, 3> pinned{0, 1, 3};
  const std::array<std::int64_t, 4> selected{0, 1, 77, -1};
  const auto texels = building_texels("height", scale_between(0, 40), {true, pinned, selected});
  EXPECT_EQ(look_of(texels[0]), Look::pinned) << "what a person holds is not out of date";
  EXPECT_NE(texels[0] & kSelected, 0U);
  EXPECT_EQ(texels[1], kHiddenTexel);
  EXPECT_EQ(look_of(texels[2]), Look::stale);
  EXPECT_EQ(look_of(texels[3]), Look::missing) << "a pin does not make a value";
}

TEST_F(Colours, NullsLookAsTheLayerWants) {
  LayerSpec layer = shown("building", "height");
  layer.look.null_look = host::NullLook::plain;
  EXPECT_EQ(colours_of(city_, layer, scale_between(0, 40), ObjectNumbers(city_)).texels[3], kPlainTexel);
  layer.look.null_look = host::NullLook::hidden;
  EXPECT_EQ(colours_of(city_, layer, scale_between(0, 40), ObjectNumbers(city_)).texels[3], kHiddenTexel);
}

TEST_F(Colours, TextsHaveThoseOfTheirCategories) {
  Scale scale;
  scale.kind = LayerScale::categories;
  scale.categories = {"home", "palace"};
  scale.palette = Palette::named("Okabe-Ito");
  const auto texels = building_texels("function", scale);
  EXPECT_EQ(colour_of(texels[0]), kOtherColour) << "office";
  EXPECT_EQ(colour_of(texels[1]), scale.category_colour(0));
  EXPECT_EQ(look_of(texels[3]), Look::missing);
  EXPECT_THAT(class_counts(city_.table("building"), city_.table("building").column("function"), scale),
              ElementsAre(2, 0, 1));
  scale.categories = {"no", "yes"};
  const auto cooled = building_texels("cooled", scale);
  EXPECT_EQ(colour_of(cooled[0]), scale.category_colour(0));
  EXPECT_EQ(colour_of(cooled[1]), scale.category_colour(1));
  EXPECT_THAT(class_counts(city_.table("building"), city_.table("building").column("cooled"), scale),
              ElementsAre(2, 2, 0));
}

TEST_F(Colours, ClassesAreExactAtTheirBreaks) {
  set_values<float>(city_, "building", "height", {0.7F, 0.69999F, 5, std::nanf("")});
  Scale scale;
  scale.kind = LayerScale::classes;
  scale.breaks = {0.7, 3};
  const auto texels = building_texels("height", scale);
  EXPECT_EQ(colour_of(texels[0]), scale.palette.of_class(1, 3));
  EXPECT_EQ(colour_of(texels[1]), scale.palette.of_class(0, 3));
  EXPECT_EQ(colour_of(texels[2]), scale.palette.of_class(2, 3));
  EXPECT_EQ(look_of(texels[3]), Look::missing);
  EXPECT_THAT(class_counts(city_.table("building"), city_.table("building").column("height"), scale),
              ElementsAre(1, 1, 1));
}

TEST_F(Colours, AColumnThatThisScenarioLacksIsMissing) {
  const auto texels = building_texels("noise", scale_between(0, 1));
  EXPECT_EQ(texels[0], kMissingTexel);
}

TEST_F(Colours, ALayerWithoutColourShowsThingsPlain) {
  const auto texels = building_texels("", scale_between(0, 1));
  EXPECT_EQ(texels[0], kPlainTexel);
}

TEST_F(Colours, TablesWithoutNumbersHaveNone) {
  EXPECT_TRUE(
      colours_of(city_, shown("water", "depth"), scale_between(0, 1), ObjectNumbers(city_)).texels.empty());
}

TEST_F(Colours, ADifferenceComparesTheSameThings) {
  city::City other = city_;
  set_values<float>(other, "building", "height", {20, 20, 10, 5});
  other.edit("building").insert(1, 7);  // one that is new in B
  const Scale scale = Scale::of_differences({-20, 20, kNull}, host::Better::none, {});
  const TexelRange range =
      difference_colours_of(city_, other, shown("building", "height"), scale, ObjectNumbers(other));
  EXPECT_LT(difference(colour_of(range.texels[0]), scale.colour(10)), 1.5);
  EXPECT_LT(difference(colour_of(range.texels[1]), scale.colour(0)), 1.5);
  EXPECT_LT(difference(colour_of(range.texels[2]), scale.colour(-20)), 1.5);
  EXPECT_EQ(range.texels[3], kMissingTexel) << "unknown in A";
  EXPECT_EQ(range.texels[4], kMissingTexel) << "not there in A";
  EXPECT_EQ(count_looks(range.texels)[static_cast<std::size_t>(Look::missing)], 2);
}

/// The fast way against the plain one, for every kind of number and scale.
template <typename T>
void expect_true_colours(city::Scalar scalar, const Scale& scale) {
  city::City city;
  add_table(city, "thing", city::TableKind::entities, city::Shape::point, {column("value", scalar)}, 4000);
  std::vector<T> values;
  for (int i = 0; i < 4000; ++i) {
    double value = -20 + 0.06 * i;
    if (scale.kind == LayerScale::log) value = std::pow(10.0, -2 + i / 800.0);
    if (std::is_unsigned_v<T>) value = std::min(std::abs(value), 250.0);
    values.push_back(static_cast<T>(value));
  }
  set_values<T>(city, "thing", "value", values);
  std::vector<Texel> texels(4000);
  paint(city.table("thing").column("value"), scale, host::NullLook::hatched, false, texels);
  for (std::size_t row = 0; row < values.size(); ++row) {
    const Rgb expected = scale.colour(static_cast<double>(values[row]));
    EXPECT_LT(difference(colour_of(texels[row]), expected), 2) << static_cast<double>(values[row]);
  }
}

void expect_true_colours(const Scale& scale) {
  expect_true_colours<double>(city::Scalar::f64, scale);
  expect_true_colours<float>(city::Scalar::f32, scale);
  expect_true_colours<std::int64_t>(city::Scalar::i64, scale);
  expect_true_colours<std::int32_t>(city::Scalar::i32, scale);
  expect_true_colours<std::uint8_t>(city::Scalar::u8, scale);
}

TEST(Paint, LinearIsTrueForEveryType) {
  expect_true_colours(scale_between(0, 100));
  expect_true_colours(scale_between(-1e6, 1e6));
}

TEST(Paint, LogIsTrueForEveryType) {
  Scale scale = scale_between(0.1, 1000);
  scale.kind = LayerScale::log;
  expect_true_colours(scale);
}

TEST(Paint, DivergingIsTrueForEveryType) {
  Scale scale = scale_between(-10, 200, "RdBu");
  scale.kind = LayerScale::diverging;
  scale.centre = 30;
  expect_true_colours(scale);
}

TEST(Paint, ClassesAreTrueForEveryType) {
  Scale scale;
  scale.kind = LayerScale::classes;
  scale.breaks = {-3, 0, 10, 77.5};
  expect_true_colours(scale);
}

TEST(Paint, WhatIsNotFiniteHasAColourOrNone) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::vector<double> values{kInfinity, -kInfinity, kNull, 1e300, -1e300};
  for (const LayerScale kind : {LayerScale::linear, LayerScale::log, LayerScale::classes}) {
    Scale scale = scale_between(1, 10);
    scale.kind = kind;
    if (kind == LayerScale::classes) scale.breaks = {1, 10};
    std::vector<Texel> texels(values.size());
    paint(std::span<const double>(values), scale, host::NullLook::hatched, false, texels);
    EXPECT_EQ(texels[0], texels[3]);
    EXPECT_EQ(texels[1], texels[4]);
    EXPECT_NE(texels[0], texels[1]);
    EXPECT_EQ(texels[2], kMissingTexel);
  }
}

}  // namespace
}  // namespace conurb::scene
