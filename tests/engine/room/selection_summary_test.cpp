// SPDX-License-Identifier: Apache-2.0
#include "engine/room/selection_summary.hpp"

#include "engine/base/units.hpp"
#include "engine/city/schema.hpp"
#include "tests/engine/room/room_fixture.hpp"

namespace conurb::room {
namespace {

using namespace conurb::test;  // NOLINT: a test file

const SummedValue* find(const SelectionSummary& summary, std::string_view column) {
  for (const SelectionSummary::Group& group : summary.groups)
    for (const SummedValue& value : group.values)
      if (value.column == column) return &value;
  return nullptr;
}

class SelectionSummaryTest : public ::testing::Test {
 protected:
  SelectionSummaryTest() {
    for (const city::TableSpec& table : city::read_schema("assets/schema")) city_.add_table(table);
    city_.edit("building").insert(4, 0);
    for (std::int64_t row = 0; row < 4; ++row) {
      const auto n = static_cast<double>(row);
      set_cell(city_, "building", "floor_area", row, 100 + n);
      set_cell(city_, "building", "height", row, 10 + n);
      set_cell(city_, "building", "heating_set_point", row, 293.15 + n);
    }
    set_cell(city_, "building", "residents", 1, 5.0);
  }
  SelectionSummary of(const std::vector<city::Id>& ids, const FrameOf& frame_of = nothing) {
    return summarize(city_, "building", ids, units_, texts_, frame_of);
  }
  static std::shared_ptr<const ColumnFrame> nothing(const std::string&) { return nullptr; }

  city::City city_;
  UnitSystem units_;
  Texts texts_{"assets/texts", "en"};
};

TEST_F(SelectionSummaryTest, adds_areas_and_takes_the_mean_of_heights_and_temperatures) {
  const SelectionSummary summary = of({1, 2, 4});
  EXPECT_EQ(summary.count, 3U);
  const SummedValue* area = find(summary, "floor_area");
  ASSERT_NE(area, nullptr);
  EXPECT_TRUE(area->adds_up);
  EXPECT_EQ(area->sum, 304);
  EXPECT_EQ(area->low, 100);
  EXPECT_EQ(area->high, 103);
  EXPECT_EQ(area->unit, "m²");
  EXPECT_EQ(area->label, "Floor area");
  const SummedValue* height = find(summary, "height");
  ASSERT_NE(height, nullptr);
  EXPECT_FALSE(height->adds_up);
  EXPECT_NEAR(height->mean, 34.0 / 3, 1e-6);
  const SummedValue* warmth = find(summary, "heating_set_point");
  ASSERT_NE(warmth, nullptr);
  EXPECT_EQ(warmth->unit, "°C");
  EXPECT_NEAR(warmth->mean, 20 + 4.0 / 3, 1e-3);
}

TEST_F(SelectionSummaryTest, rows_without_a_value_do_not_count_and_columns_without_any_are_left_out) {
  const SelectionSummary summary = of({1, 2, 3, 4, 99});
  EXPECT_EQ(summary.count, 4U) << "99 is not there";
  const SummedValue* residents = find(summary, "residents");
  ASSERT_NE(residents, nullptr);
  EXPECT_EQ(residents->n, 1);
  EXPECT_EQ(residents->mean, 5);
  EXPECT_EQ(find(summary, "jobs"), nullptr);
  EXPECT_THAT(of({}).groups, IsEmpty());
  EXPECT_EQ(summarize(city_, "moon", std::vector<city::Id>{1}, units_, texts_, nothing).count, 0U);
}

TEST_F(SelectionSummaryTest, a_retired_row_does_not_count) {
  city_.edit("building").retire(std::vector<std::int64_t>{1});
  EXPECT_EQ(of({1, 2}).count, 1U);
}

}  // namespace
}  // namespace conurb::room
