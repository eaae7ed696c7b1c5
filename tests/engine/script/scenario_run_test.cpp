// SPDX-License-Identifier: Apache-2.0
// scenario{} and the run it gives: what happens when, and what is reported.
#include "tests/engine/script/scenario_fixture.hpp"

namespace conurb::script {
namespace {

using test::error_of;
using test::printed_by;
using test::Scene;
using test::two_days;
using testing::HasSubstr;

TEST(ScenarioRun, base_and_scenario_run_over_the_span_in_local_time) {
  Scene scene;
  scene.define(two_days());
  EXPECT_EQ(scene.plan().id, "test");
  EXPECT_EQ(scene.plan().name, "Two days");
  EXPECT_EQ(scene.plan().span.from.us, 1'767'222'000'000'000);  // midnight in Zurich
  const std::vector<sim::RunOutcome> outcomes = scene.run();
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].branch, 0);
  EXPECT_EQ(outcomes[1].branch, scene.plan().branch);
  EXPECT_EQ(outcomes[1].status, store::RunStatus::done);
}

TEST(ScenarioRun, options_are_taken_over) {
  Scene scene;
  scene.define(
      "local run = scenario { id = \"mine\", from = \"2026-01-01 06:00\", to = \"2026-01-02\", exchange = "
      "\"90 min\","
      " seed = 7, plugins = { \"tank\" }, hold_faults = true }\nprint(run, run.name, run.now)");
  EXPECT_EQ(scene.plan().id, "mine");
  EXPECT_EQ(scene.plan().span.exchange.us, 90 * kMinute.us);
  EXPECT_EQ(scene.plan().span.seed, 7U);
  EXPECT_EQ(scene.plan().span.faults, sim::FaultPolicy::hold);
  EXPECT_EQ(scene.plan().plugins, std::vector<std::string>{"tank"});
  EXPECT_EQ(scene.printed, "scenario 'mine'\tmine\t2026-01-01 06:00\n");
  EXPECT_EQ(scene.run()[1].exchanges, 12);
}

TEST(ScenarioRun, at_acts_at_its_time_between_two_exchange_points) {
  Scene scene;
  scene.define(two_days("exchange = \"1 d\"") +
               "run:at(\"2026-01-01 07:30\", function() print(run.now)\n"
               "  city.building[\"b1\"].wall_u_value = 0.5 end)\n"
               "run:at(\"2026-01-02\", function() print(run.now, city.building[\"b1\"].wall_u_value) end)\n");
  (void)scene.run();
  EXPECT_EQ(scene.printed, "2026-01-01 07:30\n2026-01-02 00:00\t0.5\n");
  const city::JournalEntry& entry = scene.twin().journal().entries().back();
  EXPECT_EQ(entry.time_us, scene.plan().span.from.us + 450 * kMinute.us);
}

TEST(ScenarioRun, every_acts_first_at_the_beginning_and_never_at_the_end) {
  Scene scene;
  scene.define(two_days("exchange = \"1 d\"") + "run:every(\"12 h\", function() print(run.now) end)");
  (void)scene.run();
  EXPECT_EQ(scene.printed, "2026-01-01 00:00\n2026-01-01 12:00\n2026-01-02 00:00\n2026-01-02 12:00\n");
}

TEST(ScenarioRun, after_acts_some_time_from_the_beginning_or_from_now) {
  Scene scene;
  scene.define(two_days("exchange = \"1 d\"") +
               "run:after(\"90 min\", function() print(run.now)\n"
               "  run:after(\"1 h 30 min\", function() print(run.now) end) end)\n");
  (void)scene.run();
  EXPECT_EQ(scene.printed, "2026-01-01 01:30\n2026-01-01 03:00\n");
}

TEST(ScenarioRun, an_action_may_plan_further_ones) {
  Scene scene;
  scene.define(two_days("exchange = \"1 d\"") +
               "run:at(\"2026-01-01 06:00\", function()\n"
               "  for i = 1, 50 do run:at(\"2026-01-01 09:00\", function() end) end\n"
               "  run:at(\"2026-01-01 09:00\", function() print(\"at\", run.now) end)\n"
               "  run:every(\"20 h\", function() print(\"every\", run.now) end)\n"
               "end)");
  (void)scene.run();
  EXPECT_EQ(scene.printed, "at\t2026-01-01 09:00\nevery\t2026-01-02 02:00\nevery\t2026-01-02 22:00\n");
}

TEST(ScenarioRun, an_error_in_an_action_has_its_line_and_ends_the_run) {
  const Error error =
      error_of(two_days() + "run:at(\"2026-01-02\", function()\n  city.building:all().hight = 3\nend)");
  EXPECT_EQ(error.where(), "test.lua:3");
  EXPECT_THAT(error.what(), HasSubstr("did you mean \"height\"?"));
  EXPECT_THAT(error_of(two_days() + "run:at(\"2026-01-02\", function()\n"
                                    "  run:at(\"2026-01-01 12:00\", function() end)\nend)")
                  .what(),
              HasSubstr("goes on from 2026-01-02 00:00 to 2026-01-03 00:00"));
}

TEST(ScenarioRun, the_report_is_kept_in_its_order) {
  Scene scene;
  scene.define(two_days() + "run:report { \"buildings.co2\", \"buildings.heating_energy\" }");
  EXPECT_EQ(scene.plan().report, (std::vector<std::string>{"buildings.co2", "buildings.heating_energy"}));
}

TEST(ScenarioRun, random_numbers_follow_the_seed_of_the_scenario) {
  const auto drawn = [](const std::string& seed) {
    return printed_by(two_days("seed = " + seed) + "print(math.random(1000000), math.random(1000000))");
  };
  EXPECT_EQ(drawn("1"), drawn("1"));
  EXPECT_NE(drawn("1"), drawn("2"));
}

TEST(ScenarioRun, a_script_that_runs_again_begins_its_branch_anew) {
  Scene scene;
  scene.define(two_days() + "city.building:all().wall_u_value = 1");
  ScenarioOptions options;
  options.default_id = "test";
  ScenarioSession again(scene.twin(), std::move(options));
  again.define(two_days() + "city.building[\"b1\"].roof_u_value = 2", "test.lua");
  EXPECT_TRUE(std::isnan(scene.at("wall_u_value", 0)));
  EXPECT_EQ(scene.at("roof_u_value", 0), 2);
}

TEST(ScenarioRun, what_does_not_fit_is_refused_with_its_line) {
  struct Wrong {
    std::string script;
    const char* says;
    const char* where = "test.lua:2";
  };
  const auto scenario = [](const std::string& fields) { return "\nscenario { " + fields + " }"; };
  for (const Wrong& wrong : {
           Wrong{scenario("from = \"2026-01-01\""), "'to' is missing"},
           Wrong{scenario("from = \"2026-01-01\", to = \"soon\""), "soon"},
           Wrong{scenario("from = \"2026-01-02\", to = \"2026-01-01\""), "ends before it begins"},
           Wrong{scenario("from = \"2026-01-01\", to = \"2026-01-02\", base = \"bas\""), "no branch 'bas'"},
           Wrong{scenario("from = \"2026-01-01\", to = \"2026-01-02\", id = \"base\""), "its own base"},
           Wrong{scenario("from = \"2026-01-01\", to = \"2026-01-02\", exchange = \"0 h\""), "goes nowhere"},
           Wrong{scenario("from = \"2026-01-01\", to = \"2026-01-02\", exchange = \"1 mile\""), "mile"},
           Wrong{scenario("from = \"2026-01-01\", to = \"2026-01-02\", plugins = { \"buildngs\" }"),
                 "did you mean \"buildings\"?"},
           Wrong{scenario("from = \"2026-01-01\", to = \"2026-01-02\", excange = \"1 h\""),
                 "did you mean 'exchange'?"},
           Wrong{two_days() + "scenario { from = \"2026-01-01\", to = \"2026-01-02\" }", "its second"},
           Wrong{two_days() + "run:at(\"2026-01-05\", function() end)", "outside the run"},
           Wrong{two_days() + "run:at(\"2026-01-03\", function() end)", "outside the run"},
           Wrong{two_days() + "run:after(\"2 d\", function() end)", "outside the run"},
           Wrong{two_days() + "run:at(\"2026-01-02\")", "'action' is missing"},
           Wrong{two_days() + "run:at(\"2026-01-02\", 3)", "'action'"},
           Wrong{two_days() + "run:every(\"-1 h\", function() end)", "-1 h"},
           Wrong{two_days() + "run:every(\"1 us\", function() end)", "the limit is 1000000"},
           Wrong{two_days() + "run:every(\"1 ms\", function() end)", "the limit is 1000000"},
           Wrong{two_days() + "run:report { \"buildings.co3\" }", "did you mean \"buildings.co2\"?"},
           Wrong{two_days("plugins = { \"tank\" }") + "run:report { \"buildings.co2\" }",
                 "no plugin of this scenario gives the figure 'buildings.co2'"},
           Wrong{two_days() + "run.now = \"2027\"", "cannot be assigned"},
           Wrong{two_days() + "print(run.nwo)", "did you mean 'now'?"},
           Wrong{two_days() + "print(instant(\"tomorrow\"))", "tomorrow"},
       }) {
    const Error error = error_of(wrong.script);
    EXPECT_EQ(error.where().substr(0, 10), wrong.where) << wrong.script << ": " << error.what();
    EXPECT_THAT(error.what(), HasSubstr(wrong.says)) << wrong.script;
  }
}

TEST(ScenarioRun, without_a_scenario_there_is_nothing_to_run) {
  Scene scene;
  scene.define("print(1)");
  EXPECT_THROW((void)scene.run(), Error);
}

}  // namespace
}  // namespace conurb::script
