// SPDX-License-Identifier: Apache-2.0
#include "engine/host/schedule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/host/binding.hpp"
#include "tests/engine/host/fake_plugin.hpp"

namespace conurb::host {
namespace {

using conurb::test::city_of_nodes;
using conurb::test::manifest_json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using Set = std::vector<Manifest>;

Manifest plugin(const std::string& name, const std::string& columns,
                const std::string& tables = "\"node\": {}") {
  return parse_manifest(manifest_json(name, "\"tables\": {" + tables + "}, \"columns\": {" + columns + "}"),
                        name);
}
std::string reads(const std::string& column, const std::string& more = "") {
  return "\"node." + column + R"(": {"access": "read", "type": "f64", "unit": "m")" + more + "}";
}
std::string writes(const std::string& column, const std::string& more = "") {
  return "\"node." + column + R"(": {"access": "write_all", "type": "f64", "unit": "m", "description": "d")" +
         more + "}";
}
std::string adds(const std::string& column) {
  return "\"node." + column + R"(": {"access": "accumulate", "type": "f64", "unit": "m"})";
}

std::vector<const Manifest*> pointers(const Set& set) {
  std::vector<const Manifest*> all;
  for (const Manifest& manifest : set) all.push_back(&manifest);
  return all;
}

std::string order(const Set& set) {
  std::string text;
  for (const auto& level : levels(pointers(set))) {
    if (!text.empty()) text += " | ";
    for (std::size_t i = 0; i < level.size(); ++i) text += (i > 0 ? " " : "") + set[level[i]].name;
  }
  return text;
}

std::string refusal(const Set& set, ErrorCode code, city::City city = city_of_nodes(4)) {
  try {
    const auto all = pointers(set);
    declare(all, {}, city);
    (void)levels(all);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  return "accepted";
}

TEST(Schedule, owners_and_contributors_come_before_readers_in_any_order_of_loading) {
  Set set{plugin("reader", reads("depth") + "," + reads("load")), plugin("owner", writes("depth")),
          plugin("adder", reads("depth") + "," + adds("load")), plugin("alone", adds("load"))};
  std::sort(set.begin(), set.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  do {
    EXPECT_EQ(order(set), "alone owner | adder | reader");
  } while (std::next_permutation(set.begin(), set.end(),
                                 [](const auto& a, const auto& b) { return a.id < b.id; }));
}

TEST(Schedule, a_lagged_read_cuts_a_cycle) {
  const Set set{plugin("flood", writes("depth") + "," + reads("power", R"(, "lagged": true)")),
                plugin("grid", writes("power") + "," + reads("depth"))};
  EXPECT_EQ(order(set), "flood | grid");
}

TEST(Schedule, a_cycle_is_told_with_its_plugins_and_columns_and_no_others) {
  const Set set{plugin("flood", writes("depth") + "," + reads("power")),
                plugin("grid", writes("power") + "," + reads("depth")), plugin("after", reads("power")),
                plugin("later", reads("depth") + "," + writes("noise"))};
  EXPECT_THAT(refusal(set, ErrorCode::conflict),
              AllOf(HasSubstr("org.test.flood reads node.power of org.test.grid"),
                    HasSubstr("org.test.grid reads node.depth of org.test.flood"), HasSubstr("lagged"),
                    Not(HasSubstr("after")), Not(HasSubstr("later"))));
}

TEST(Schedule, one_column_has_one_owner) {
  EXPECT_THAT(refusal({plugin("a", writes("depth")), plugin("b", writes("depth"))}, ErrorCode::conflict),
              AllOf(HasSubstr("node.depth"), HasSubstr("org.test.a"), HasSubstr("org.test.b")));
  EXPECT_THAT(refusal({plugin("a", writes("depth")), plugin("b", adds("depth"))}, ErrorCode::conflict),
              HasSubstr("node.depth"));
}

TEST(Schedule, two_plugins_of_one_name_are_refused) {
  Manifest twin = plugin("a", adds("load"));
  twin.id = "org.other.a";
  EXPECT_THAT(refusal({plugin("a", adds("load")), twin}, ErrorCode::conflict),
              AllOf(HasSubstr("org.test.a"), HasSubstr("org.other.a")));
}

TEST(Schedule, types_units_and_missing_columns_are_named) {
  EXPECT_THAT(refusal({plugin("a", R"("node.level": {"access": "read", "type": "f32", "unit": "m"})")},
                      ErrorCode::incompatible),
              AllOf(HasSubstr("node.level"), HasSubstr("f64"), HasSubstr("f32"), HasSubstr("org.test.a")));
  EXPECT_THAT(refusal({plugin("a", R"("node.level": {"access": "read", "type": "f64", "unit": "ft"})")},
                      ErrorCode::incompatible),
              HasSubstr("'ft'"));
  EXPECT_THAT(refusal({plugin("a", reads("heat"))}, ErrorCode::not_found), HasSubstr("node.heat"));
  EXPECT_EQ(refusal({plugin("a", reads("heat", R"(, "optional": true)"))}, ErrorCode::not_found), "accepted");
}

TEST(Schedule, an_owner_says_role_and_limits_even_if_the_column_was_there_before) {
  city::City city = city_of_nodes(4);
  const Set set{plugin("a", writes("level", R"(, "range": [0, 5])"))};
  declare(pointers(set), {}, city);
  const city::ColumnSpec& level = city.table("node").column("level").spec();
  EXPECT_EQ(level.owner, "org.test.a");
  EXPECT_EQ(level.role, city::Role::output);
  EXPECT_EQ(level.max, 5.0);
  EXPECT_EQ(city.table("node").column("level").get(0), city::Value(1.0));
}

TEST(Schedule, a_plugin_may_own_an_input_that_it_only_reads) {
  city::City city = city_of_nodes(4);
  const Set set{plugin("a", reads("roughness", R"(, "owns": true, "description": "d", "initial": 3)"))};
  declare(pointers(set), {}, city);
  EXPECT_EQ(city.table("node").column("roughness").get(3), city::Value(3.0));
  EXPECT_EQ(city.table("node").column("roughness").spec().role, city::Role::input);
}

TEST(Schedule, what_is_accumulated_is_an_output_that_begins_at_zero) {
  city::City city = city_of_nodes(4);
  const Set set{plugin("a", adds("load")), plugin("b", adds("level"))};
  declare(pointers(set), {}, city);
  EXPECT_EQ(city.table("node").column("load").spec().role, city::Role::output);
  EXPECT_EQ(city.table("node").column("level").spec().role, city::Role::output);
  EXPECT_EQ(city.table("node").column(contribution_name("level", "b")).get(0), city::Value(0.0));
}

TEST(Schedule, a_plugin_makes_the_tables_it_defines_and_a_grid_comes_with_its_cells) {
  city::City city;
  const Set set{plugin("a", "", R"("cell": {"kind": "grid", "description": "c",
                                            "grid": {"cell": 10, "width": 5, "height": 4}})")};
  declare(pointers(set), {}, city);
  EXPECT_EQ(city.table("cell").rows(), 20);
  declare(pointers(set), {}, city);
  EXPECT_EQ(city.table("cell").rows(), 20);
}

TEST(Schedule, declaring_again_leaves_a_city_alone) {
  city::City city = city_of_nodes(4);
  const Set set{plugin("a", writes("depth") + "," + adds("load")), plugin("b", reads("depth"))};
  declare(pointers(set), {}, city);
  const city::City held = city;
  declare(pointers(set), {}, city);
  EXPECT_EQ(&city.table("node"), &held.table("node"));
}

}  // namespace
}  // namespace conurb::host
