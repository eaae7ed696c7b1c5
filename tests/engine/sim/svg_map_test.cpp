// SPDX-License-Identifier: Apache-2.0
// The map of a report: what is drawn, in which colours, and what the legend says of it.
#include "engine/sim/svg_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace conurb::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Squares of 10 m side by side, each with its function.
city::City city_of(const std::vector<std::string>& functions) {
  city::City city;
  city::TableSpec building;
  building.name = "building";
  building.shape = city::Shape::polygon;
  city::ColumnSpec function;
  function.name = "function";
  function.scalar = city::Scalar::text;
  function.nullable = true;
  building.columns = {function};
  city.add_table(building);
  city::Table& table = city.edit("building");
  table.insert(static_cast<std::int64_t>(functions.size()), 0);
  std::vector<std::int64_t> offsets{0};
  std::vector<double> shapes;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const double x = 20.0 * static_cast<double>(i);
    shapes.insert(shapes.end(), {x, 0, x + 10, 0, x + 10, 10, x, 10, x, 0});
    offsets.push_back(static_cast<std::int64_t>(shapes.size()));
    if (!functions[i].empty())
      table.set(table.index_of("function"), std::vector<std::int64_t>{static_cast<std::int64_t>(i)},
                functions[i]);
  }
  table.column("shape").assign_lists(offsets, reinterpret_cast<const std::byte*>(shapes.data()));
  return city;
}

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

TEST(SvgMap, ColoursTheThreeCommonestFunctionsAndTheRest) {
  const std::string map =
      svg_map(city_of({"office", "office", "home", "home", "home", "shop", "shop", "barn"}));
  EXPECT_THAT(map, HasSubstr(">home</text>"));
  EXPECT_THAT(map, HasSubstr(">office</text>"));
  EXPECT_THAT(map, HasSubstr(">shop</text>"));
  EXPECT_THAT(map, HasSubstr(">other</text>"));
  EXPECT_THAT(map, Not(HasSubstr(">barn</text>")));
  EXPECT_THAT(map, HasSubstr("8 buildings"));
  EXPECT_EQ(count(map, "<path fill=\"#"), 4U);
  EXPECT_EQ(count(map, "Z"), 8U + 1U) << "a ring for each building, and the arrow to the north";
}

TEST(SvgMap, TellsLengthAndNorth) {
  const std::string map = svg_map(city_of(std::vector<std::string>(60, "home")));
  EXPECT_THAT(map, HasSubstr(">200 m</text>"));
  EXPECT_THAT(map, HasSubstr(">N</text>"));
}

TEST(SvgMap, CallsBuildingsWithoutFunctionBuildings) {
  EXPECT_THAT(svg_map(city_of({"", ""})), HasSubstr(">buildings</text>"));
}

TEST(SvgMap, KeepsTheWordsOfTheDataOutOfItsMarkup) {
  EXPECT_THAT(svg_map(city_of({"<script>"})), Not(HasSubstr("<script>")));
}

TEST(SvgMap, LeavesRetiredBuildingsOut) {
  city::City city = city_of({"home", "home"});
  city.edit("building").retire(std::vector<std::int64_t>{0});
  EXPECT_THAT(svg_map(city), HasSubstr(">1 building<"));
}

TEST(SvgMap, IsEmptyForACityWithoutOutlines) {
  EXPECT_EQ(svg_map(city::City()), "");
  EXPECT_EQ(svg_map(city_of({})), "");
}

}  // namespace
}  // namespace conurb::sim
