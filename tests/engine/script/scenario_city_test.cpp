// SPDX-License-Identifier: Apache-2.0
// city and city.<table>: finding rows and adding some.
#include "tests/engine/script/scenario_fixture.hpp"

namespace conurb::script {
namespace {

using test::error_of;
using test::printed_by;
using test::Scene;
using test::two_days;
using testing::HasSubstr;

TEST(ScenarioCity, counts_selects_and_adds_up_before_there_is_a_scenario) {
  EXPECT_EQ(printed_by("print(#city.building, city.building:count(), city.building)"),
            "4\t4\tcity.building\n");
  EXPECT_EQ(printed_by("print(city.building:count(\"height > 8\"), #city.building:where(\"height > 8\"))"),
            "2\t2\n");
  EXPECT_EQ(printed_by("print(city.building:total(\"sum(floor_area where function == 'residential')\"))"),
            "300.0\n");
  EXPECT_EQ(printed_by("print(#city.building:all(), city)"), "4\tcity\n");
}

TEST(ScenarioCity, converts_units_that_a_selection_states) {
  EXPECT_EQ(printed_by("print(city.building:count(\"height > 800 [cm]\"))"), "2\n");
  EXPECT_EQ(printed_by("print(city.building:all():where(\"height > 800 [cm]\"):count())"), "2\n");
  EXPECT_EQ(error_of("city.building:where(\"height > 3 [kg]\")").where().substr(0, 10), "test.lua:1");
}

TEST(ScenarioCity, finds_a_row_by_name_or_id) {
  EXPECT_EQ(printed_by("print(city.building[\"b2\"].height)"), "10.0\n");
  EXPECT_EQ(printed_by("local id = city.building:where(\"height == 20\"):ids()[1]\n"
                       "print(city.building[id].object_id)"),
            "b3\n");
}

TEST(ScenarioCity, names_what_is_not_there_with_its_line_and_the_nearest_name) {
  const Error table = error_of("\nprint(city.bilding)");
  EXPECT_EQ(table.where(), "test.lua:2");
  EXPECT_THAT(table.what(), HasSubstr("did you mean \"building\"?"));
  const Error row = error_of("print(city.building[\"b9\"].height)");
  EXPECT_EQ(row.where(), "test.lua:1");
  EXPECT_THAT(row.what(), HasSubstr("'building' has no row 'b9'"));
  EXPECT_THAT(error_of("print(city.building.height)").what(),
              HasSubstr("city.building:all():values(\"height\")"));
  EXPECT_THAT(error_of("print(city.building[77])").what(), HasSubstr("no row with id 77"));
  EXPECT_THAT(error_of("print(city.weather[\"x\"])").what(), HasSubstr("found by id or selection"));
  const Error column = error_of("local x = 1\ncity.building:where(\"hight > 3\")");
  EXPECT_EQ(column.where(), "test.lua:2");
  EXPECT_THAT(column.what(), HasSubstr("did you mean \"height\"?"));
  EXPECT_THAT(error_of("city.building:count(\"height >\")").where(), HasSubstr("test.lua:1"));
  EXPECT_THAT(error_of("city.building.where(\"height > 3\")").what(), HasSubstr("write a colon"));
}

TEST(ScenarioCity, inserts_a_row_into_the_scenario_and_not_into_the_base) {
  Scene scene;
  scene.define(two_days() +
               "local new = city.building:insert { object_id = \"school\", height = 12 }\n"
               "print(new:count(), new.height, new.object_id, #city.building)");
  EXPECT_EQ(scene.printed, "1\t12.0\tschool\t5\n");
  EXPECT_EQ(scene.twin().base().table("building").alive_rows(), 4);
}

TEST(ScenarioCity, an_insert_that_the_city_refuses_never_enters_the_journal) {
  for (const char* line :
       {"city.building:insert { hight = 12 }", "city.building:insert { height = \"tall\" }",
        "city.building:insert { height = -3 }", "city.building:insert { id = 3 }",
        "city.building:insert { height = {} }"}) {
    Scene scene;
    scene.define(two_days());
    EXPECT_THROW(scene.define(line), Error) << line;
    EXPECT_TRUE(scene.twin().journal().entries().empty()) << line;
    EXPECT_EQ(scene.city().table("building").alive_rows(), 4) << line;
  }
  EXPECT_THAT(error_of(two_days() + "city.building:insert { hight = 12 }").what(),
              HasSubstr("did you mean \"height\"?"));
}

TEST(ScenarioCity, changes_nothing_before_there_is_a_scenario) {
  for (const char* line : {"city.building:all().wall_u_value = 1", "city.building:insert { height = 3 }",
                           "city.building:all():retire()", "undo()", "plugin.tank.use = 0.2"}) {
    const Error error = error_of(line);
    EXPECT_THAT(error.what(), HasSubstr("before there is a scenario")) << line;
    EXPECT_EQ(error.where(), "test.lua:1") << line;
    EXPECT_THAT(error.remedy(), HasSubstr("scenario {")) << line;
  }
}

}  // namespace
}  // namespace conurb::script
