// SPDX-License-Identifier: Apache-2.0
#include "engine/room/simulation.hpp"

#include <fstream>

#include "engine/base/error.hpp"
#include "engine/city/schema.hpp"
#include "engine/host/library.hpp"
#include "engine/store/blobs.hpp"
#include "engine/store/journal.hpp"
#include "engine/store/runs.hpp"
#include "tests/engine/base/repeats.hpp"
#include "tests/engine/room/room_fixture.hpp"

namespace conurb::room {
namespace {

using namespace conurb::test;          // NOLINT: a test file
using namespace std::chrono_literals;  // NOLINT

TEST(Simulation, a_what_if_is_branched_moved_run_compared_undone_and_done_again) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  rig.simulation.fork("retrofit", "base");
  rig.simulation.move_lever("retrofit", "tank.gain", 0.5);
  rig.run("retrofit");
  rig.settle();
  EXPECT_EQ(rig.branch("retrofit").status, BranchStatus::done) << rig.messages();
  EXPECT_EQ(rig.branch("base").status, BranchStatus::done);
  ASSERT_THAT(rig.branch("retrofit").kpis, SizeIs(1));
  const sim::ComparedKpi kpi = rig.branch("retrofit").kpis.front();
  EXPECT_EQ(kpi.unit, "L");
  EXPECT_LT(kpi.other, kpi.base);
  EXPECT_DOUBLE_EQ(kpi.difference, kpi.other - kpi.base);
  EXPECT_EQ(kpi.verdict, sim::Verdict::better);
  EXPECT_TRUE(std::isnan(rig.branch("base").kpis.front().difference));

  rig.simulation.undo("retrofit");
  rig.settle();
  EXPECT_EQ(rig.branch("retrofit").status, BranchStatus::stale);
  EXPECT_THAT(rig.branch("retrofit").why, ElementsAre(HasSubstr("taken back")));
  EXPECT_EQ(rig.branch("retrofit").levers.front().value, 1);
  EXPECT_TRUE(rig.branch("retrofit").can_redo);
  EXPECT_TRUE(rig.room.published().journal->at(1).taken_back);
  rig.run("retrofit");
  rig.settle();
  EXPECT_DOUBLE_EQ(rig.kpi("retrofit"), rig.kpi("base"));

  rig.simulation.redo("retrofit");
  rig.settle();
  EXPECT_EQ(rig.branch("retrofit").levers.front().value, 0.5);
  EXPECT_FALSE(rig.branch("retrofit").can_redo);
  EXPECT_TRUE(rig.branch("retrofit").can_undo);
}

TEST(Simulation, a_lever_on_a_column_moves_its_rows_in_its_own_unit) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  LeverInfo lever = rig.branch("base").levers.at(1);
  EXPECT_EQ(lever.id, "tank.level");
  EXPECT_EQ(lever.value, 100);
  EXPECT_EQ(lever.rows, 6);
  rig.simulation.move_lever("base", "tank.level", 250);
  rig.simulation.execute("base", {set_level({2}, 4.0)});
  rig.settle();
  lever = rig.branch("base").levers.at(1);
  EXPECT_TRUE(std::isnan(lever.value)) << "the rows differ";
  const auto level =
      rig.simulation.ask([](sim::Twin& twin) { return f64_at(twin.base(), "node", "level", 0); });
  rig.simulation.undo("base");
  rig.settle();
  EXPECT_EQ(rig.branch("base").levers.at(1).value, 250);
  rig.simulation.move_lever("base", "tank.level", 2500);
  rig.simulation.move_lever("base", "tank.lefel", 1);
  rig.settle();
  EXPECT_THAT(rig.messages(), HasSubstr("outside [0, 1000]"));
  EXPECT_THAT(rig.messages(), HasSubstr("did you mean \"tank.level\"?"));
}

TEST(Simulation, what_is_done_during_a_run_happens_at_its_exchange_points_but_not_to_who_is_run) {
  const CityFolder folder;
  RoomRig rig(folder.city(), {lever_tank(), slow_one()});
  rig.run("base", 400);
  rig.simulation.fork("other", "base");
  rig.simulation.move_lever("other", "tank.gain", 3);
  rig.simulation.move_lever("base", "tank.gain", 3);
  const auto asked = rig.simulation.ask([](sim::Twin& twin) { return twin.live(0) != nullptr; });
  auto gain = rig.simulation.ask([](sim::Twin& twin) { return twin.journal().has_branch("other"); });
  EXPECT_TRUE(gain.get());
  while (rig.simulation.published()->branch("other") == nullptr) std::this_thread::sleep_for(1ms);
  EXPECT_TRUE(rig.simulation.published()->work.has_value());
  EXPECT_EQ(rig.simulation.published()->branch("base")->status, BranchStatus::running);
  rig.simulation.cancel();
  rig.settle();
  EXPECT_THAT(rig.messages(), HasSubstr("'base' is being run"));
  EXPECT_EQ(rig.branch("other").levers.front().value, 3);
  EXPECT_EQ(rig.branch("base").levers.front().value, 1);
}

TEST(Simulation, a_cancelled_run_keeps_what_it_recorded_and_drops_those_that_wait) {
  const CityFolder folder;
  RoomRig rig(folder.city(), {slow_one()});
  rig.run("base", 5000);
  rig.run("base", 6000);
  while (!rig.simulation.published()->work || rig.simulation.published()->work->fraction < 0.002)
    std::this_thread::sleep_for(1ms);
  EXPECT_EQ(rig.simulation.published()->waiting, 1U);
  rig.simulation.cancel();
  rig.settle();
  EXPECT_EQ(rig.branch("base").status, BranchStatus::stopped);
  EXPECT_THAT(rig.messages(), HasSubstr("what was recorded is kept"));
  const auto runs =
      rig.simulation.ask([](sim::Twin& twin) { return store::Runs(*twin.file()).list(); }).valid();
  EXPECT_TRUE(runs);
  rig.run("base", 3);  // and the next run is not cancelled
  rig.settle();
  EXPECT_EQ(rig.branch("base").status, BranchStatus::done);
}

TEST(Simulation, closing_in_the_middle_of_a_run_loses_nothing) {
  const CityFolder folder;
  {
    RoomRig rig(folder.city(), {lever_tank(), slow_one()});
    rig.simulation.fork("other", "base");
    rig.run("base", 5000);
    while (!rig.simulation.published()->work || rig.simulation.published()->work->fraction < 0.002)
      std::this_thread::sleep_for(1ms);
    rig.simulation.move_lever("other", "tank.gain", 2);  // asked for before it is closed, so it is done
    RoomState state;
    state.theme = Theme::light;
    rig.simulation.save(state);
    rig.simulation.close();
    EXPECT_EQ(rig.simulation.published()->opening, Opening::closed);
    rig.simulation.fork("late", "base");
    EXPECT_THROW((void)rig.simulation.ask([](sim::Twin&) { return 1; }).get(), std::future_error);
  }
  store::CityFile file = store::CityFile::open(folder.city(), store::Mode::read_write);
  const auto runs = store::Runs(file).list();
  ASSERT_THAT(runs, SizeIs(1));
  EXPECT_EQ(runs.front().status, store::RunStatus::cancelled);
  EXPECT_GE(runs.front().saved_exchange, 1);
  EXPECT_THAT(store::Runs(file).exchanges(runs.front().id),
              SizeIs(static_cast<std::size_t>(runs.front().saved_exchange)));
  EXPECT_THAT(store::Journal(file).read(), SizeIs(1));
  EXPECT_EQ(restore(*saved_state(file)).state.theme, Theme::light);
  EXPECT_THAT(file.check(), IsEmpty());
}

TEST(Simulation, a_live_branch_goes_on_is_changed_on_its_way_and_shows_its_columns) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  const auto settle = [&rig] { EXPECT_TRUE(rig.simulation.settle(60s)); };  // the room wants nothing
  const auto live = [&rig](const char* name) { return *rig.simulation.published()->branch(name); };
  rig.simulation.fork("b", "base");
  rig.simulation.go_live({{"base", "b"}, span_of_hours(100), kFastest});
  rig.simulation.pause();
  settle();
  const ColumnKey key{"b", "node", "volume"};
  rig.simulation.want({key, {"b", "node", "label"}, {"b", "node", "none"}, {"none", "node", "level"}});
  rig.simulation.step();
  settle();
  EXPECT_EQ(live("b").status, BranchStatus::live);
  EXPECT_EQ(rig.simulation.frame({"b", "node", "rate"}), nullptr) << "not wanted";
  const auto before = rig.simulation.frame(key);
  ASSERT_NE(before, nullptr);
  EXPECT_EQ(before->time, *live("b").time);
  EXPECT_FLOAT_EQ(before->values->at(0), 1.001F);
  EXPECT_NE(rig.simulation.frame({"b", "node", "label"})->texts, nullptr);
  EXPECT_TRUE(std::isnan(rig.simulation.frame({"b", "node", "label"})->values->at(0)));
  EXPECT_EQ(rig.simulation.frame({"b", "node", "none"}), nullptr);
  rig.simulation.move_lever("b", "tank.gain", 10);
  rig.simulation.step();
  settle();
  const auto after = rig.simulation.frame(key);
  EXPECT_NE(after->revision, before->revision);
  EXPECT_FLOAT_EQ(after->values->at(0), 1.001F + 10.002F);
  EXPECT_EQ(live("base").time, live("b").time) << "all live branches show one time";
  ASSERT_THAT(live("b").kpis, SizeIs(1));
  rig.simulation.play(kFastest);
  for (int i = 0; i < 1000 && *rig.simulation.published()->branch("b")->time < Time{100 * kHour.us}; ++i)
    std::this_thread::sleep_for(2ms);
  settle();
  EXPECT_EQ(*live("b").time, Time{100 * kHour.us});
  rig.simulation.end_live();
  rig.simulation.want({{"b", "node", "rate"}, {"b", "node", "level"}});
  settle();
  EXPECT_EQ(rig.simulation.frame({"b", "node", "rate"}), nullptr) << "a draft has no results";
  EXPECT_NE(rig.simulation.frame({"b", "node", "level"}), nullptr);
  EXPECT_EQ(live("b").status, BranchStatus::draft);
}

void burn(const Host&, const sdk::View&, Step& step) {
  if (step.t1_us > 2 * kHour.us) throw std::runtime_error("the pump burns");
}

TEST(Simulation, a_fault_of_a_live_plugin_ends_its_branch_with_an_alarm) {
  const CityFolder folder;
  const host::PluginCode broken = fake<Stepper<burn>>("broken", R"("tables": {"node": {}}, "columns": {
    "node.x": {"access": "write_all", "type": "f64", "unit": "1", "description": "x"}})");
  RoomRig rig(folder.city(), {broken});
  rig.simulation.go_live({{"base"}, span_of_hours(100), kFastest});
  for (int i = 0; i < 1000 && rig.simulation.published()->alarms->empty(); ++i)
    std::this_thread::sleep_for(2ms);
  rig.settle();
  ASSERT_THAT(*rig.room.published().alarms, SizeIs(1));
  EXPECT_THAT(rig.room.published().alarms->front().text, HasSubstr("the pump burns"));
  EXPECT_EQ(rig.room.published().alarms->front().at, Time{2 * kHour.us});
  EXPECT_EQ(rig.branch("base").status, BranchStatus::draft);
  rig.run("base", 10);
  rig.settle();
  EXPECT_EQ(rig.branch("base").status, BranchStatus::failed);
  EXPECT_THAT(rig.branch("base").why, ElementsAre(HasSubstr("the pump burns")));
}

TEST(Simulation, a_city_that_is_open_for_reading_only_is_not_written_to) {
  const CityFolder folder;
  {
    RoomRig rig(folder.city());
    rig.simulation.fork("b", "base");
    rig.run("base", 3);
    rig.settle();
  }
  const std::string before = read_file(folder.city());
  {
    RoomRig rig(folder.city(), {lever_tank()}, store::Mode::read_only);
    EXPECT_TRUE(rig.room.published().read_only);
    rig.simulation.fork("c", "base");
    rig.simulation.rename("b", "d");
    rig.simulation.remove("b");
    rig.simulation.rebase("b");
    rig.simulation.execute("b", {set_level({1}, 3)});
    rig.simulation.undo("b");
    rig.run("b");
    rig.simulation.save(RoomState{});
    rig.simulation.go_live({{"b"}, span_of_hours(5), kFastest});
    rig.settle();
    EXPECT_THAT(rig.messages(), HasSubstr("reading only"));
    EXPECT_FALSE(rig.branch("b").can_undo);
    EXPECT_EQ(rig.branch("b").status, BranchStatus::live) << "looking on is no change";
  }
  EXPECT_TRUE(read_file(folder.city()) == before);
}

TEST(Simulation, branches_are_renamed_deleted_and_rebased) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  rig.simulation.fork("b", "base");
  rig.simulation.fork("b", "base");
  rig.simulation.execute("b", {set_level({1}, 3)});
  rig.simulation.execute("base", {set_level({1, 2}, 5)});
  rig.simulation.rename("b", "better");
  rig.simulation.rebase("better");
  rig.settle();
  EXPECT_THAT(rig.messages(), HasSubstr("there is a branch 'b' already"));
  EXPECT_THAT(rig.messages(), HasSubstr("'better' meets what its parent changed in 1 place(s)"));
  EXPECT_EQ(rig.branch("better").changes, 1U);
  const auto levels = rig.simulation.ask([](sim::Twin& twin) {
    const auto& city = twin.city(twin.journal().branch("better").ordinal);
    return std::pair(f64_at(city, "node", "level", 0), f64_at(city, "node", "level", 1));
  });
  rig.simulation.remove("better");
  rig.simulation.remove("base");
  rig.settle();
  EXPECT_THAT(rig.room.published().branches, SizeIs(1));
  EXPECT_THAT(rig.messages(), HasSubstr("the base cannot be deleted"));
  EXPECT_THAT(*rig.room.published().journal, SizeIs(2)) << "the journal forgets nothing";
}

TEST(Simulation, a_scenario_script_is_run_and_tells_what_it_prints) {
  const CityFolder folder;
  const TempDir scripts;
  write_file_atomic(scripts.path() / "wet.lua",
                    "local run = scenario { name = 'Wet', from = '1970-01-01', to = '1970-01-02' }\n"
                    "print('rain')\nplugin.tank.gain = 4\n");
  write_file_atomic(scripts.path() / "bad.lua", "scenarion {}\n");
  RoomRig rig(folder.city());
  rig.simulation.run_script(scripts.path() / "wet.lua");
  rig.simulation.run_script(scripts.path() / "bad.lua");
  rig.settle();
  EXPECT_EQ(rig.branch("wet").status, BranchStatus::done);
  EXPECT_GT(rig.kpi("wet"), rig.kpi("base"));
  EXPECT_THAT(rig.messages(), HasSubstr("rain"));
  EXPECT_THAT(rig.messages(), HasSubstr("bad.lua:1"));
}

TEST(Simulation, what_cannot_be_opened_is_told_and_answers_end) {
  const CityFolder folder;
  write_file_atomic(folder.city(), "no city");
  SimulationOptions options;
  options.path = folder.city();
  Simulation simulation(options);
  EXPECT_TRUE(simulation.settle(10s));
  EXPECT_EQ(simulation.published()->opening, Opening::failed);
  EXPECT_THAT(simulation.published()->failure, HasSubstr("city.gpkg"));
  EXPECT_THROW((void)simulation.ask([](sim::Twin&) { return 1; }).get(), std::future_error);
}

// Exchanges a second of a run, with and without a room that looks on. CONURB_ROWS: rows of the city.
double rate_of_run(bool looked_at, std::int64_t rows, std::int64_t exchanges) {
  const CityFolder folder;
  RoomRig rig(folder.city(), {lever_tank()}, store::Mode::read_write, rows);
  rig.run("base", exchanges);
  if (!looked_at) {
    EXPECT_TRUE(rig.simulation.settle(120s));
  } else {
    for (bool running = true; running; std::this_thread::sleep_for(16ms)) {
      rig.room.update(0.016);
      for (const char* column : {"volume", "rate", "level"})
        (void)rig.simulation.frame({"base", "node", column});
      rig.simulation.want({{"base", "node", "volume"}, {"base", "node", "rate"}, {"base", "node", "level"}});
      running = rig.branch("base").status != BranchStatus::done;
    }
  }
  const store::RunRecord run =
      rig.simulation.ask([](sim::Twin& twin) { return store::Runs(*twin.file()).list().back(); }).get();
  return static_cast<double>(exchanges) * 1e6 / static_cast<double>(run.finished_us - run.started_us);
}

TEST(Simulation, a_run_that_is_looked_at_goes_on_nearly_as_fast) {
  const std::int64_t rows = repeats("CONURB_ROWS", 2000);
  const double alone = rate_of_run(false, rows, 1000), looked_at = rate_of_run(true, rows, 1000);
  std::printf("run of %lld rows: %.0f exchanges/s alone, %.0f looked at, ratio %.2f\n",
              static_cast<long long>(rows), alone, looked_at, looked_at / alone);
  EXPECT_GT(looked_at / alone, 0.2);
}

/// A street with rain and the hello plugin from a library file.
class ReloadTest : public ::testing::Test {
 protected:
  ReloadTest() {
    std::filesystem::copy_file(CONURB_HELLO_PLUGIN, library());
    city::City city;
    for (const city::TableSpec& table : city::read_schema("assets/schema")) city.add_table(table);
    city.edit("building").insert(2, 0);
    for (std::int64_t row = 0; row < 2; ++row) set_cell(city, "building", "footprint_area", row, 100.0);
    city.edit("weather").insert(1, 0);
    set_cell(city, "weather", "time", 0, std::int64_t{0});
    set_cell(city, "weather", "interval", 0, 1000 * kHour.us);
    set_cell(city, "weather", "precipitation", 0, 1e-6);
    store::CityFile::create(folder_.city()).save(city);
  }
  [[nodiscard]] std::filesystem::path library() const { return libraries_.path() / "hello.so"; }
  [[nodiscard]] SimulationOptions options() const {
    SimulationOptions options;
    options.path = folder_.city();
    options.twin = TwinRig::options(1);
    options.twin.vocabulary = city::read_schema("assets/schema");
    options.plugins = [path = library()](const city::City&) {
      return std::vector{host::plugin_code(host::Library::load(path))};
    };
    return options;
  }
  static bool said(const Simulation& simulation, const std::string& words) {
    for (int i = 0; i < 2000; ++i) {
      const auto published = simulation.published();
      for (const Message& message : published->messages) {
        if (message.text.find(words) != std::string::npos) return true;
      }
      std::this_thread::sleep_for(5ms);
    }
    return false;
  }

  CityFolder folder_;
  TempDir libraries_;
};

TEST_F(ReloadTest, a_city_in_which_nothing_was_run_is_run_over_its_weather) {
  Simulation simulation(options());
  simulation.run({.branches = {"base"}});
  ASSERT_TRUE(simulation.settle(20s));
  const auto published = simulation.published();
  EXPECT_EQ(published->branch("base")->status, BranchStatus::done);
  EXPECT_EQ(published->branch("base")->run_to, Time{1000 * kHour.us});
}

TEST_F(ReloadTest, a_rebuilt_plugin_takes_over_and_a_broken_build_leaves_the_old_one) {
  const std::string built = read_file(library());
  Simulation simulation(options());
  ASSERT_TRUE(simulation.settle(20s));
  simulation.go_live({{"base"}, span_of_hours(900), 3600});
  const auto hash = [&simulation] {
    return simulation.ask([](sim::Twin& twin) { return twin.plugins().front().hash; }).get();
  };
  const std::string first = hash();
  write_file_atomic(library(), "no library at all");
  EXPECT_TRUE(said(simulation, "was not reloaded, the old version goes on"));
  EXPECT_EQ(hash(), first);
  write_file_atomic(library(), built + "rebuilt");
  EXPECT_TRUE(said(simulation, "hello 1.0.0 was reloaded"));
  EXPECT_NE(hash(), first);
  EXPECT_EQ(simulation.published()->branch("base")->status, BranchStatus::live);
}

}  // namespace
}  // namespace conurb::room
