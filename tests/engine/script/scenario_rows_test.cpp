// SPDX-License-Identifier: Apache-2.0
// Rows of a table: reading columns, adding them up, changing them.
#include "tests/engine/script/scenario_fixture.hpp"

namespace conurb::script {
namespace {

using test::error_of;
using test::printed_by;
using test::Scene;
using test::two_days;
using testing::HasSubstr;

TEST(ScenarioRows, reduce_an_expression_and_leave_nulls_out) {
  EXPECT_EQ(printed_by(
                "local b = city.building:all()\n"
                "print(b:sum(\"floor_area\"), b:mean(\"height\"), b:min(\"height\"), b:max(\"height * 2\"))"),
            "600.0\t11.666666666667\t5.0\t40.0\n");
  EXPECT_EQ(printed_by("local none = city.building:where(\"height > 99\")\n"
                       "print(none:count(), none:sum(\"height\"), none:mean(\"height\"))"),
            "0\tnil\tnil\n");
}

TEST(ScenarioRows, give_the_values_of_a_column_as_many_as_there_are_rows) {
  EXPECT_EQ(printed_by("local h = city.building:all():values(\"height\")\nprint(h[1], h[3], h[4])"),
            "5.0\t20.0\tnil\n");
  EXPECT_EQ(printed_by("print(table.concat(city.building:all():values(\"object_id\"), \" \"))"),
            "b1 b2 b3 NL.IMBAG.Pand.0503100000012869\n");
}

TEST(ScenarioRows, narrow_themselves) {
  EXPECT_EQ(printed_by("local old = city.building:where(\"year_of_construction < 1980\")\n"
                       "print(old:where(\"height > 8\"):count(), #old, old)"),
            "1\t2\t2 rows of city.building\n");
}

TEST(ScenarioRows, an_assignment_is_one_entry_with_the_selection_that_was_meant) {
  Scene scene;
  scene.define(two_days() + "city.building:where(\"year_of_construction < 1980\").wall_u_value = 0.2");
  ASSERT_EQ(scene.twin().journal().entries().size(), 1U);
  const city::JournalEntry& entry = scene.twin().journal().entries().front();
  EXPECT_EQ(entry.selection, "year_of_construction < 1980");
  EXPECT_EQ(entry.ids.size(), 2U);
  EXPECT_EQ(entry.who, "tester");
  EXPECT_NEAR(scene.at("wall_u_value", 1), 0.2, 1e-7);
  EXPECT_TRUE(std::isnan(scene.at("wall_u_value", 2)));
}

TEST(ScenarioRows, text_flag_and_null_columns_are_assigned_alike) {
  Scene scene;
  scene.define(two_days() +
               "local b = city.building[\"b1\"]\n"
               "b[\"function\"] = \"school\"\nb.cooled = true\nb.wall_u_value = 1\nb.wall_u_value = nil\n"
               "print(b[\"function\"], b.cooled, b.wall_u_value)");
  EXPECT_EQ(scene.printed, "school\t1\tnil\n");
}

TEST(ScenarioRows, a_reference_is_the_id_of_a_row_or_the_row_itself) {
  Scene scene;
  scene.define(
      two_days() +
      "local first = city.parcel:insert { area = 100 }\nlocal second = city.parcel:insert { area = 200 }\n"
      "city.building[\"b1\"].parcel = second\ncity.building[\"b2\"].parcel = second:ids()[1]\n"
      "local here = city.building:all():values(\"parcel\")\n"
      "print(here[1] == second:ids()[1], here[2] == here[1], here[3])\n"
      "print(city.parcel[city.building[\"b1\"].parcel].area)\n"
      "print(city.building:count(\"parcel.area == 200\"))\n"
      "city.building[\"b1\"].parcel = nil\nprint(city.building[\"b1\"].parcel)");
  EXPECT_EQ(scene.printed, "true\ttrue\tnil\n200.0\n2\nnil\n");
  const Error wrong = error_of(two_days() + "city.building[\"b1\"].parcel = 17");
  EXPECT_EQ(wrong.code(), ErrorCode::invalid_argument);
  EXPECT_THAT(wrong.what(), HasSubstr("'parcel' must be one row of 'parcel'"));
}

TEST(ScenarioRows, add_and_scale_change_each_row_from_where_it_is) {
  Scene scene;
  scene.define(
      two_days() +
      "city.building:all():add(\"height\", 1)\ncity.building:where(\"height > 8\"):scale(\"height\", 2)\n"
      "print(table.concat(city.building:where(\"height > 0\"):values(\"height\"), \" \"))");
  EXPECT_EQ(scene.printed, "6.0 22.0 42.0\n");
  EXPECT_EQ(scene.twin().journal().entries().size(), 2U);
}

TEST(ScenarioRows, retire_takes_rows_out_of_the_scenario_alone) {
  Scene scene;
  scene.define(two_days() + "city.building:where(\"height > 8\"):retire()\nprint(#city.building)");
  EXPECT_EQ(scene.printed, "2\n");
  EXPECT_EQ(scene.twin().base().table("building").alive_rows(), 4);
}

TEST(ScenarioRows, undo_takes_back_the_last_change_and_then_the_one_before) {
  Scene scene;
  scene.define(two_days() +
               "local b = city.building[\"b1\"]\nb.wall_u_value = 1\nb.wall_u_value = 2\n"
               "undo() print(b.wall_u_value)\nundo() print(b.wall_u_value)");
  EXPECT_EQ(scene.printed, "1.0\nnil\n");
  const Error error = error_of(two_days() + "undo()");
  EXPECT_THAT(error.what(), HasSubstr("nothing to undo"));
  EXPECT_EQ(error.where(), "test.lua:2");
}

TEST(ScenarioRows, a_computed_column_is_pinned_until_the_pin_ends) {
  Scene scene;
  scene.define(two_days("exchange = \"6 h\"") +
               "city.building[\"b1\"]:set(\"heating_power\", 7, \"2026-01-01 12:00\")\n"
               "run:at(\"2026-01-01 06:00\", function() print(city.building[\"b1\"].heating_power) end)\n"
               "run:at(\"2026-01-01 18:00\", function() print(city.building[\"b1\"].heating_power) end)\n"
               "run:at(\"2026-01-02 00:00\", function() city.building[\"b2\"].heating_power = 9 end)\n"
               "run:at(\"2026-01-02 18:00\", function() print(city.building[\"b2\"].heating_power) end)\n");
  (void)scene.run();
  EXPECT_EQ(scene.printed, "7.0\n100.0\n9.0\n");
}

TEST(ScenarioRows, an_end_is_refused_where_there_is_no_pin_or_it_is_past) {
  EXPECT_THAT(error_of(two_days() + "city.building:all():set(\"height\", 3, \"2026-01-02\")").what(),
              HasSubstr("'height' is not computed"));
  EXPECT_THAT(error_of(two_days() + "city.building:all():set(\"heating_power\", 3, \"2025-01-02\")").what(),
              HasSubstr("end before it begins"));
}

TEST(ScenarioRows, what_does_not_fit_is_refused_with_line_value_and_limit) {
  struct Wrong {
    const char* line;
    const char* says;
  };
  for (const Wrong& wrong : {
           Wrong{"city.building:all().wall_u_value = 11", "wall_u_value = 11 W m-2 K-1 is outside [0, 10]"},
           Wrong{"city.building:all().wall_u_value = \"thin\"", "'wall_u_value' is of type f32; got 'thin'"},
           Wrong{"city.building:all().wall_u_value = {}", "no tables or functions"},
           Wrong{"city.building:all().cooled = nil", "'cooled' cannot be null"},
           Wrong{"city.building:all().id = 3", "'building.id' cannot be set"},
           Wrong{"city.building:all().alive = 0", "'building.alive' cannot be set"},
           Wrong{"city.building:all().wall_u_valu = 1", "did you mean \"wall_u_value\"?"},
           Wrong{"city.building:where(\"height > 99\").wall_u_valu = 1", "did you mean \"wall_u_value\"?"},
           Wrong{"print(city.building:all().height)", "'height' of 4 rows is no single value"},
           Wrong{"print(city.building[\"b1\"].hight)", "did you mean 'height'?"},
           Wrong{"print(city.building:all():cout())", "did you mean 'count'?"},
           Wrong{"print(city.building:all():sum(\"object_id\"))", "object_id"},
           Wrong{"city.building:all():add(\"object_id\", 1)", "'object_id' holds no numbers"},
           Wrong{"city.building:all():add(\"height\")", "'amount' is missing"},
       }) {
    const Error error = error_of(two_days() + wrong.line);
    EXPECT_EQ(error.where().substr(0, 10), "test.lua:2") << wrong.line << ": " << error.what();
    EXPECT_THAT(error.what(), HasSubstr(wrong.says)) << wrong.line;
  }
}

}  // namespace
}  // namespace conurb::script
