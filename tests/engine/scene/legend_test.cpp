// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/legend.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "tests/engine/scene/layer_city.hpp"

namespace conurb::scene {
namespace {

using testing::ElementsAre;

std::vector<std::string> ticks_of(const Legend& legend) {
  std::vector<std::string> texts;
  for (const Legend::Tick& tick : legend.ticks) texts.push_back(tick.text);
  return texts;
}

class LegendTest : public testing::Test {
 protected:
  Legend legend(const LayerSpec& layer, const LegendFacts& facts = {}) {
    const city::City* cities[] = {&city_};
    return legend_of(city_, layer, scale_of(layer, cities, units_), zone_, facts);
  }
  city::City city_ = layer_city();
  UnitSystem units_;
  Zone zone_{"Europe/Zurich"};
};

TEST_F(LegendTest, TellsNameUnitTimeSourceAndDirection) {
  LayerSpec layer = shown("building", "indoor_temperature");
  layer.look.label = "Indoor temperature";
  layer.look.better = host::Better::higher;
  layer.source = "Heating 1.2.0";
  LegendFacts facts;
  facts.time = parse_time("2026-01-15T07:00", zone_);
  const Legend told = legend(layer, facts);
  EXPECT_EQ(told.title, "Indoor temperature");
  EXPECT_EQ(told.unit, "°C");
  EXPECT_EQ(told.time, "Thu 15 Jan 2026 07:00");
  EXPECT_EQ(told.source, "Heating 1.2.0");
  EXPECT_EQ(told.direction, "Higher is better");
  EXPECT_THAT(ticks_of(told), ElementsAre("18", "20", "22", "24", "26"));
  EXPECT_EQ(told.ticks.front().at, 0);
  EXPECT_EQ(told.ticks.back().at, 1);
  EXPECT_EQ(told.bar.front(), Palette::named("cividis").at(0));
  EXPECT_TRUE(told.samples.empty());
  EXPECT_TRUE(told.classes.empty());
}

TEST_F(LegendTest, SamplesAreOfLooksThatOccur) {
  const LayerSpec layer = shown("building", "height");
  const std::array<std::int64_t, 1> pinned{0};
  const city::City* cities[] = {&city_};
  const TexelRange range =
      colours_of(city_, layer, scale_of(layer, cities, units_), ObjectNumbers(city_), {true, pinned, {}});
  LegendFacts facts;
  facts.texels = range.texels;
  const Legend told = legend(layer, facts);
  ASSERT_EQ(told.samples.size(), 3U);
  EXPECT_EQ(told.samples[0].text, "no value");
  EXPECT_EQ(told.samples[0].rows, 1);
  EXPECT_EQ(told.samples[1].text, "out of date");
  EXPECT_EQ(told.samples[1].rows, 2);
  EXPECT_EQ(told.samples[2].text, "set by a person or a scenario");
}

TEST_F(LegendTest, WithoutAnyValueThereIsNoBar) {
  const LayerSpec layer = shown("building", "height");
  const std::vector<Texel> texels{kMissingTexel, kHiddenTexel};
  LegendFacts facts;
  facts.texels = texels;
  const Legend told = legend(layer, facts);
  EXPECT_TRUE(told.bar.empty());
  EXPECT_TRUE(told.ticks.empty());
  ASSERT_EQ(told.samples.size(), 1U);
}

TEST_F(LegendTest, ClassesTellTheirLimitsAndHowMany) {
  LayerSpec layer = shown("building", "height");
  layer.look.scale = host::LayerScale::classes;
  layer.look.breaks = {15, 25.5};
  const Legend told = legend(layer);
  ASSERT_EQ(told.classes.size(), 3U);
  EXPECT_EQ(told.classes[0].text, "below 15");
  EXPECT_EQ(told.classes[1].text, "15 \u2013 25.5");
  EXPECT_EQ(told.classes[2].text, "25.5 and more");
  EXPECT_EQ(told.classes[1].rows, 1);
  EXPECT_TRUE(told.bar.empty());
}

TEST_F(LegendTest, CategoriesTellHowMany) {
  const Legend told = legend(shown("building", "function"));
  ASSERT_EQ(told.classes.size(), 2U);
  EXPECT_EQ(told.classes[0].text, "home");
  EXPECT_EQ(told.classes[0].rows, 2);
  EXPECT_EQ(told.unit, "");
  set_texts(city_, "building", "function", {"town_hall", "home", "home", ""});
  EXPECT_EQ(legend(shown("building", "function")).classes[1].text, "town hall");
}

TEST_F(LegendTest, ADifferenceHasSignsAndNamesBoth) {
  const LayerSpec layer = shown("building", "heating_energy");
  city::City other = city_;
  set_values<double>(other, "building", "heating_energy", {0, 0, 0, 0});
  LegendFacts facts;
  facts.difference = true;
  facts.a = "Base";
  facts.b = "Retrofit";
  const Legend told = legend_of(other, layer, difference_scale_of(layer, city_, other, units_), zone_, facts);
  EXPECT_EQ(told.title, "heating_energy: Retrofit \u2212 Base");
  EXPECT_EQ(told.unit, "kWh");
  EXPECT_THAT(ticks_of(told), ElementsAre("\u22122000", "\u22121000", "0", "+1000", "+2000"));
}

TEST_F(LegendTest, LogTicksArePowersOfTen) {
  LayerSpec layer = shown("building", "height");
  layer.look.scale = host::LayerScale::log;
  layer.look.low = 0.1;
  layer.look.high = 10'000;
  EXPECT_THAT(ticks_of(legend(layer)), ElementsAre("0.1", "1", "10", "100", "1000", "10\u2009000"));
  layer.look.low = 2;
  layer.look.high = 20;
  EXPECT_THAT(ticks_of(legend(layer)), ElementsAre("2", "5", "10", "20"));
}

TEST_F(LegendTest, WidthsAndHeightsTellTheirTop) {
  LayerSpec layer = shown("link", "flow", host::LayerGeometry::arrow);
  layer.look.width = "flow";
  const city::City* cities[] = {&city_};
  const SizeScale width = size_scale_of(layer, "flow", cities, units_);
  LegendFacts facts;
  facts.width = &width;
  const Legend told = legend(layer, facts);
  ASSERT_EQ(told.sizes.size(), 1U);
  EXPECT_EQ(told.sizes[0].title, "Width: flow");
  EXPECT_EQ(told.sizes[0].text, "up to 5 1/s");
}

TEST_F(LegendTest, DataWithoutAPluginNameTheirFileAndDate) {
  LegendFacts facts;
  facts.data_source = "register.csv";
  EXPECT_EQ(legend(shown("building", "height"), facts).source, "register.csv");
  add_table(city_, "source", city::TableKind::entities, city::Shape::none,
            {column("name", city::Scalar::text), column("reference_date", city::Scalar::text)}, 2);
  set_texts(city_, "source", "name", {"old.json", "delft.city.json"});
  set_texts(city_, "source", "reference_date", {"", "2021"});
  city::ColumnSpec source = reference("source", "source");
  city_.edit("building").add_column(source);
  set_values<std::int32_t>(city_, "building", "source", {0, 1, 1, -1});
  EXPECT_EQ(legend(shown("building", "height"), facts).source, "delft.city.json, 2021");
}

}  // namespace
}  // namespace conurb::scene
