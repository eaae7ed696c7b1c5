// SPDX-License-Identifier: Apache-2.0
// What manifests say of ownership is what the city then holds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/host/schedule.hpp"

namespace conurb::host {
namespace {

Manifest manifest_of(const std::string& name, const std::string& tables, const std::string& columns) {
  return parse_manifest(R"({"id": "org.test.)" + name +
                            R"(", "label": "x", "version": "1.0.0", "license": "MIT",
    "abi": "1.0", "description": "x", "tables": {)" +
                            tables + R"(}, "columns": {)" + columns + "}}",
                        name);
}

city::City city_with_buildings() {
  city::City city;
  city::TableSpec building;
  building.name = "building";
  city.add_table(building);
  return city;
}

void declare_all(const std::vector<const Manifest*>& manifests, city::City& city) {
  declare(manifests, {}, city);
}

TEST(Ownership, AddsAColumnThatItsOwnerOnlyReads) {
  const Manifest tanks = manifest_of("tanks", R"("building": {})",
                                     R"("building.tank_size": {"access": "read", "owns": true, "type": "f32",
                                        "unit": "m3", "description": "x", "initial": 2})");
  city::City city = city_with_buildings();
  declare_all({&tanks}, city);
  const city::ColumnSpec& spec = city.table("building").column("tank_size").spec();
  EXPECT_EQ(spec.owner, "org.test.tanks");
  EXPECT_EQ(spec.role, city::Role::input);
  EXPECT_EQ(spec.initial, city::Value(2.0));
}

TEST(Ownership, LetsOthersAddToAColumnThatItsOwnerReads) {
  const Manifest grid = manifest_of("grid", R"("building": {})",
                                    R"("building.power": {"access": "read", "owns": true, "role": "output",
                                       "type": "f64", "unit": "W", "description": "x"})");
  const Manifest heat =
      manifest_of("heat", R"("building": {})",
                  R"("building.power": {"access": "accumulate", "type": "f64", "unit": "W"})");
  city::City city = city_with_buildings();
  declare_all({&grid, &heat}, city);
  EXPECT_EQ(city.table("building").column("power").spec().owner, "org.test.grid");
  const auto order = levels(std::vector<const Manifest*>{&grid, &heat});
  EXPECT_THAT(order, testing::ElementsAre(testing::ElementsAre(1), testing::ElementsAre(0)));
}

TEST(Ownership, IsOfOneOnly) {
  const std::string column = R"("building.power": {"access": "write_all", "type": "f64", "unit": "W",
                                 "description": "x"})";
  const Manifest one = manifest_of("one", R"("building": {})", column);
  const Manifest two = manifest_of("two", R"("building": {})", column);
  city::City city = city_with_buildings();
  EXPECT_THROW(declare_all({&one, &two}, city), Error);
}

TEST(Ownership, OfATableMadeForOthersIsNobodys) {
  const Manifest tree =
      manifest_of("trees", R"("tree": {"kind": "entities", "shape": "point", "description": "x"})",
                  R"("tree.height": {"access": "read", "owns": true, "type": "f32", "unit": "m",
                                       "description": "x"})");
  city::City city = city_with_buildings();
  declare_all({&tree}, city);
  EXPECT_EQ(city.table("tree").spec().owner, "");
  EXPECT_EQ(city.table("tree").spec().shape, city::Shape::point);
  EXPECT_EQ(city.table("tree").column("height").spec().owner, "org.test.trees");
}

}  // namespace
}  // namespace conurb::host
