// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/layer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/engine/scene/layer_city.hpp"

namespace conurb::scene {
namespace {

using host::LayerGeometry;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

host::Manifest buildings() {
  return host::parse_manifest(R"json({
    "id": "org.example.buildings", "label": "Heating", "version": "1.2.0", "license": "MIT",
    "description": "x", "abi": "1.0",
    "tables": { "building": {}, "link": {}, "vehicle": {}, "roof": { "optional": true } },
    "columns": {
      "building.height": { "access": "read", "type": "f32", "unit": "m" },
      "building.heating_energy": { "access": "read", "type": "f64", "unit": "J" },
      "building.function": { "access": "read", "type": "text" },
      "building.cooling": { "access": "read", "type": "f32", "unit": "W", "optional": true },
      "link.flow": { "access": "read", "type": "f32", "unit": "s-1" },
      "vehicle.link": { "access": "read", "type": "ref", "refers_to": "link" },
      "vehicle.position": { "access": "read", "type": "f32", "unit": "m" },
      "roof.area": { "access": "read", "type": "f32", "unit": "m2" }
    },
    "layers": {
      "heat": { "label": "Heat", "table": "building", "color": "heating_energy", "better": "lower" },
      "blocks": { "label": "Blocks", "table": "building", "geometry": "extrusion", "height": "height" },
      "traffic": { "label": "Traffic", "table": "link", "geometry": "arrow", "color": "flow",
                   "width": "flow" },
      "cars": { "label": "Cars", "table": "vehicle", "geometry": "particles",
                "path": { "link": "link", "position": "position" } },
      "cold": { "label": "Cold", "table": "building", "color": "cooling" },
      "roofs": { "label": "Roofs", "table": "roof", "color": "area" },
      "marks": { "label": "Marks", "table": "building", "geometry": "glyph", "color": "height" },
      "wide": { "label": "Wide", "table": "building", "color": "height", "width": "function" }
    }
  })json",
                              "buildings.json");
}

std::vector<std::string> ids_of(const std::vector<LayerSpec>& layers) {
  std::vector<std::string> ids;
  for (const LayerSpec& layer : layers) ids.push_back(layer.id);
  return ids;
}

std::string message_of(const std::vector<LayerSpec>& layers, const char* typed) {
  try {
    return "found " + find_layer(layers, typed).id;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_found);
    return error.what();
  }
}

class Layers : public testing::Test {
 protected:
  city::City city_ = layer_city();
  host::Manifest manifest_ = buildings();
  const host::Manifest* manifests_[1] = {&manifest_};
  std::vector<std::string> left_out_;
  std::vector<LayerSpec> layers_ = layers_of(city_, manifests_, &left_out_);
};

TEST_F(Layers, DeclaredOnesComeFirstAndKnowTheirPlugin) {
  EXPECT_EQ(layers_[0].id, "buildings.heat");
  EXPECT_EQ(layers_[0].group, "Heating");
  EXPECT_EQ(layers_[0].source, "Heating 1.2.0");
  EXPECT_EQ(layers_[0].look.geometry, LayerGeometry::surface) << "as outlines suggest";
  EXPECT_EQ(layers_[0].look.description, "The heating_energy");
  EXPECT_EQ(layers_[1].look.geometry, LayerGeometry::extrusion);
  EXPECT_EQ(layers_[2].look.arrow, "flow");
  EXPECT_EQ(layers_[3].look.geometry, LayerGeometry::particles);
}

TEST_F(Layers, WhatTheCityCannotShowIsLeftOutAndTold) {
  EXPECT_THAT(left_out_, ElementsAre("buildings.cold: the city has no column 'building.cooling'",
                                     "buildings.roofs: the city has no table 'roof'",
                                     "buildings.marks: rows of 'building' cannot be drawn as glyph",
                                     "buildings.wide: 'building.function' does not hold numbers"));
}

TEST_F(Layers, EveryColumnOfWhatCanBeSeenIsALayer) {
  const auto ids = ids_of(layers_);
  EXPECT_THAT(ids, Contains("building.height"));
  EXPECT_THAT(ids, Contains("building.function"));
  EXPECT_THAT(ids, Contains("water.depth"));
  EXPECT_THAT(ids, Contains("sensor.level"));
  EXPECT_THAT(ids, Not(Contains("building.geometry")));
  EXPECT_THAT(ids, Not(Contains("building.id")));
  EXPECT_THAT(ids, Not(Contains("link.from"))) << "refs have no colour";
  EXPECT_THAT(ids, Not(Contains("vehicle.position"))) << "nothing says where vehicles are";
  EXPECT_EQ(find_layer(layers_, "water.depth").look.geometry, LayerGeometry::raster);
  EXPECT_EQ(find_layer(layers_, "sensor.level").look.geometry, LayerGeometry::glyph);
  EXPECT_EQ(find_layer(layers_, "link.flow").look.geometry, LayerGeometry::line);
  EXPECT_EQ(find_layer(layers_, "building.indoor_temperature").look.label, "Indoor temperature");
  EXPECT_EQ(find_layer(layers_, "building.indoor_temperature").group, "Building");
}

TEST_F(Layers, APersonMayLeaveOutTheTableOrWriteItOtherwise) {
  EXPECT_EQ(message_of(layers_, "heat"), "found buildings.heat");
  EXPECT_EQ(message_of(layers_, "Indoor temperature"), "found building.indoor_temperature");
  EXPECT_EQ(message_of(layers_, " BUILDING.heating-energy"), "found building.heating_energy");
}

TEST_F(Layers, AWrongNameIsToldTheNearestIds) {
  EXPECT_THAT(message_of(layers_, "building.heating_demand"), HasSubstr("building.heating_energy"));
  EXPECT_THAT(message_of(layers_, "buildings.heating_energy"), HasSubstr("building.heating_energy"));
  EXPECT_THAT(message_of(layers_, "house.height"), HasSubstr("building.height"));
  EXPECT_THAT(message_of({}, "x"), HasSubstr("nothing to show"));
}

TEST_F(Layers, ANameOfSeveralAsksWhich) {
  city::City city = layer_city();
  add_table(city, "tree", city::TableKind::entities, city::Shape::point,
            {column("height", city::Scalar::f32, "m")}, 1);
  EXPECT_THAT(message_of(layers_of(city, {}), "height"),
              HasSubstr("say which: building.height, tree.height"));
}

TEST_F(Layers, TheDifferenceScaleHoldsWhatBHasMore) {
  city::City other = city_;
  set_values<double>(other, "building", "heating_energy", {0, 1.8e9, 5, 0});
  const Scale scale = difference_scale_of(layers_[0], city_, other, UnitSystem{});
  EXPECT_NEAR(scale.high, 7.2e9, 1) << "1500 kWh less in the second, rounded up to 2000";
  EXPECT_EQ(scale.low, -scale.high);
  EXPECT_EQ(scale.palette.name(), "BrBG_r");
  const LayerSpec texts = shown("building", "function");
  EXPECT_THROW((void)difference_scale_of(texts, city_, other, UnitSystem{}), Error);
}

}  // namespace
}  // namespace conurb::scene
