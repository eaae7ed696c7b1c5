// SPDX-License-Identifier: Apache-2.0
#include "engine/host/binding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/engine/host/fake_plugin.hpp"

namespace conurb::host {
namespace {

using conurb::test::city_of_nodes;
using conurb::test::manifest_json;
using ::testing::HasSubstr;

Manifest manifest(const std::string& body) {
  return parse_manifest(manifest_json("plugin", body), "test");
}

TEST(Binding, views_stand_in_the_order_of_the_manifest_with_the_citys_types) {
  const city::City city = city_of_nodes(20);
  const Manifest declared = manifest(R"("tables": {"node": {}}, "columns": {
      "node.label": {"access": "read", "type": "text"},
      "node.flow": {"access": "read", "type": "f32", "unit": "m3 s-1"},
      "node.level": {"access": "read", "type": "f64", "unit": "m"}})");
  Binding binding(declared, city);
  binding.view_for_reading(city, {}, {}, 0, 9);
  const conurb_view& view = *binding.view();
  ASSERT_EQ(view.column_count, 3U);
  EXPECT_EQ(view.columns[0]->type, CONURB_TYPE_TEXT);
  EXPECT_EQ(view.columns[1]->type, CONURB_TYPE_F32);
  EXPECT_EQ(view.columns[2]->type, CONURB_TYPE_F64);
  EXPECT_EQ(view.columns[2]->data, city.table("node").column("level").bytes());
  EXPECT_EQ(view.columns[2]->rows, 20);
  EXPECT_EQ(view.columns[2]->padded_rows, 32);
  EXPECT_EQ(view.columns[2]->access, CONURB_ACCESS_READ);
  EXPECT_EQ(view.tables[0]->rows, 20);
  EXPECT_EQ(view.tables[0]->ids[19], 20);
  EXPECT_EQ(view.seed, 9U);
}

TEST(Binding, what_is_optional_and_not_there_comes_as_null) {
  const city::City city = city_of_nodes(20);
  const Manifest declared = manifest(R"("tables": {"node": {}, "sewer": {"optional": true}}, "columns": {
      "sewer.depth": {"access": "read", "type": "f64", "unit": "m"},
      "node.heat": {"access": "read", "type": "f64", "unit": "K", "optional": true}})");
  Binding binding(declared, city);
  binding.view_for_reading(city, {}, {}, 0, 1);
  EXPECT_EQ(binding.column_view(0).data, nullptr);
  EXPECT_EQ(binding.column_view(1).data, nullptr);
  EXPECT_EQ(binding.column_view(1).type, CONURB_TYPE_F64);
  EXPECT_EQ(binding.view()->tables[1]->rows, 0);
  EXPECT_EQ(binding.view()->tables[1]->ids, nullptr);
}

TEST(Binding, what_is_needed_and_not_there_is_named) {
  const city::City city = city_of_nodes(20);
  const Manifest column = manifest(R"("tables": {"node": {}}, "columns": {
      "node.heat": {"access": "read", "type": "f64", "unit": "K"}})");
  const Manifest table = manifest(R"("tables": {"sewer": {}})");
  for (const auto& [declared, name] : {std::pair(&column, "node.heat"), std::pair(&table, "sewer")}) {
    try {
      const Binding binding(*declared, city);
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::not_found);
      EXPECT_THAT(error.what(), HasSubstr(name));
    }
  }
}

TEST(Binding, a_write_takes_a_copy_of_what_others_hold_and_nothing_else) {
  city::City city = city_of_nodes(20);
  const Manifest declared = manifest(R"("tables": {"node": {}}, "columns": {
      "node.level": {"access": "read_write", "type": "f64", "unit": "m", "description": "d"},
      "node.flow": {"access": "write_all", "type": "f32", "unit": "m3 s-1", "description": "d"}})");
  Binding binding(declared, city);
  binding.view_for_step(city, {}, {}, 0, 1);
  const void* level = binding.column_view(0).data;
  const void* flow = binding.column_view(1).data;
  binding.view_for_step(city, {}, {}, 0, 1);
  EXPECT_EQ(binding.column_view(0).data, level);
  EXPECT_EQ(binding.column_view(1).data, flow);
  const city::City held = city;
  binding.view_for_step(city, {}, {}, 0, 1);
  EXPECT_NE(binding.column_view(0).data, level);
  EXPECT_EQ(static_cast<const double*>(binding.column_view(0).data)[3], 1.0);
  EXPECT_NE(binding.column_view(1).data, flow);
}

}  // namespace
}  // namespace conurb::host
