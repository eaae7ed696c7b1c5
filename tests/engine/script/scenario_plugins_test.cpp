// SPDX-License-Identifier: Apache-2.0
// plugin.<name>: parameters, levers and questions.
#include "tests/engine/script/scenario_fixture.hpp"

namespace conurb::script {
namespace {

using test::error_of;
using test::printed_by;
using test::Scene;
using test::two_days;
using testing::HasSubstr;

TEST(ScenarioPlugins, parameters_have_their_initial_values_until_the_scenario_sets_them) {
  EXPECT_EQ(printed_by("print(plugin.tank.use, plugin.tank.storeys, plugin.tank.on, plugin.tank.kind)"),
            "0.5\t2\tfalse\tclay\n");
  EXPECT_EQ(printed_by(two_days() +
                       "local p = plugin.tank\np.use = 0.25\np.storeys = 3\np.on = true\np.kind = \"steel\"\n"
                       "print(p.use, p.storeys, p.on, p.kind, p)"),
            "0.25\t3\ttrue\tsteel\tplugin.tank\n");
}

TEST(ScenarioPlugins, an_undone_parameter_has_its_former_value) {
  EXPECT_EQ(
      printed_by(two_days() + "plugin.tank.use = 0.25\nplugin.tank.use = 1\nundo()\nprint(plugin.tank.use)"),
      "0.25\n");
}

TEST(ScenarioPlugins, a_lever_sets_its_rows_and_converts_its_unit) {
  Scene scene;
  scene.define(two_days() + "plugin.tank.tank = 2500");
  EXPECT_EQ(scene.at("tank_size", 0), 0);  // 5 m tall
  EXPECT_EQ(scene.at("tank_size", 1), 2.5);
  EXPECT_EQ(scene.at("tank_size", 2), 2.5);
  EXPECT_EQ(scene.twin().journal().entries().front().selection, "height > 8");
}

TEST(ScenarioPlugins, questions_take_and_give_rows_as_scripts_know_them) {
  EXPECT_EQ(printed_by("local rows = plugin.buildings:ask(\"highest_heating\", 2)\n"
                       "print(#rows, city.building[rows[2].building].object_id)"),
            "2\tb3\n");
  const char* by_object =
      "print(city.building[plugin.tank:ask(\"neighbour\", city.building[\"b1\"])[1].building].object_id)";
  EXPECT_EQ(printed_by(by_object), "b2\n");
  const char* by_id =
      "local id = city.building[\"b2\"]:ids()[1]\n"
      "print(city.building[plugin.tank:ask(\"neighbour\", id)[1].building].object_id)";
  EXPECT_EQ(printed_by(by_id), "b3\n");
}

TEST(ScenarioPlugins, questions_take_texts_whatever_their_length) {
  for (const std::string& text : {std::string(), std::string("short"), std::string(1000, 'x')})
    EXPECT_EQ(printed_by("print(plugin.tank:ask(\"echo\", \"" + text + "\")[1].text)"), text + "\n");
}

TEST(ScenarioPlugins, a_question_before_the_run_sees_the_scenarios_parameters) {
  EXPECT_EQ(
      printed_by(two_days() + "plugin.buildings.heat_pump_share = 0.75\n"
                              "print(plugin.buildings:ask(\"highest_heating\", 1)[1].specific_heating)"),
      "3.75\n");
}

TEST(ScenarioPlugins, what_does_not_fit_is_refused_with_its_line) {
  struct Wrong {
    const char* line;
    const char* says;
  };
  for (const Wrong& wrong : {
           Wrong{"plugin.tanc.use = 1", "did you mean \"tank\"?"},
           Wrong{"plugin.tank.us = 1", "did you mean \"use\"?"},
           Wrong{"print(plugin.tank.us)", "did you mean \"use\"?"},
           Wrong{"plugin.tank.use = 2", "tank.use = 2 m3 s-1 is outside [0, 1]"},
           Wrong{"plugin.tank.use = \"much\"", "'use' is a number"},
           Wrong{"plugin.tank.storeys = 1.5", "tank.storeys = 1.5 must be whole"},
           Wrong{"plugin.tank.on = 2", "tank.on = 2 is none of 0 to 1"},
           Wrong{"plugin.tank.kind = \"wood\"", "choose one of: clay, steel"},
           Wrong{"plugin.tank.kind = 7", "tank.kind = 7 is none of 0 to 1"},
           Wrong{"plugin.tank.tank = 20000", "tank.tank = 20000 L is outside [0, 10000]"},
           Wrong{"plugin.tank.tank = \"big\"", "'tank' is a number, in L"},
           Wrong{"print(plugin.tank.tank)", "city.building:all():mean(\"tank_size\")"},
           Wrong{"plugin.buildings:ask(\"worst\")", "it knows: highest_heating"},
           Wrong{"plugin.buildings:ask(\"highest_heating\", \"ten\")", "'count' is a integer; got 'ten'"},
           Wrong{"plugin.buildings:ask(\"highest_heating\", 1, 2)", "takes 1 arguments; got 2"},
           Wrong{"plugin.tank:ask(\"neighbour\", 999)", "'of' must be one row of 'building'"},
           Wrong{"plugin.tank:ask(\"neighbour\", city.weather:all())", "'of' must be one row of 'building'"},
       }) {
    const Error error = error_of(two_days() + wrong.line);
    EXPECT_EQ(error.where(), "test.lua:2") << wrong.line << ": " << error.what();
    EXPECT_THAT(error.what(), HasSubstr(wrong.says)) << wrong.line;
  }
}

}  // namespace
}  // namespace conurb::script
