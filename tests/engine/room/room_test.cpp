// SPDX-License-Identifier: Apache-2.0
// The room as a person uses it, without a picture. CONURB_COMMANDS: how many random commands are done.
#include "engine/room/room.hpp"

#include <cmath>
#include <random>

#include "engine/base/error.hpp"
#include "engine/store/blobs.hpp"
#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/base/repeats.hpp"
#include "tests/engine/city/shape_fixture.hpp"
#include "tests/engine/room/room_fixture.hpp"

namespace conurb::room {
namespace {

using namespace conurb::test;          // NOLINT: a test file
using namespace std::chrono_literals;  // NOLINT

TEST(Room, a_what_if_is_made_with_commands_alone) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  Room& room = rig.room;
  room.execute("whatif.branch", {{"name", "wet"}});
  EXPECT_EQ(room.active_branch(), "wet");
  EXPECT_EQ(room.state().compare, CompareMode::split);
  room.execute("lever.set", {{"lever", "tank.gain"}, {"value", 2}});
  room.execute("select.where", {{"table", "node"}, {"condition", "level > 0"}});
  rig.settle();
  EXPECT_THAT(room.state().selection.ids, SizeIs(6));
  room.execute("city.set", {{"column", "node.level"}, {"value", 2.5}});
  room.execute("whatif.run", {{"from", "1970-01-01 00:00"}, {"to", "1970-01-02 00:00"}});
  rig.settle();
  EXPECT_EQ(rig.branch("wet").status, BranchStatus::done) << rig.messages();
  EXPECT_GT(rig.branch("wet").kpis.at(0).difference, 0);
  EXPECT_EQ(rig.branch("wet").changes, 2U);
  room.execute("whatif.undo");
  room.execute("whatif.rename", {{"name", "moist"}});
  EXPECT_EQ(room.active_branch(), "moist");
  rig.settle();
  EXPECT_EQ(rig.branch("moist").changes, 1U);
  EXPECT_EQ(room.active_branch(), "moist");
  room.execute("whatif.delete");
  rig.settle();
  EXPECT_THAT(room.state().views, ElementsAre(View{"base", 'A'}));
}

TEST(Room, a_run_keeps_results_as_often_as_was_asked_for) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  Room& room = rig.room;
  const Json day{{"branch", "base"}, {"from", "1970-01-01 00:00"}, {"to", "1970-01-02 00:00"}};
  Json order = day;
  order["exchange"] = "6 h";
  room.execute("whatif.run", order);
  rig.settle();
  const std::int64_t run = rig.branch("base").run;
  (void)room.history().times(run);
  rig.settle();
  EXPECT_THAT(room.history().times(run)->times, SizeIs(4));
  order["exchange"] = "0 s";
  expect_error(ErrorCode::invalid_argument, "goes nowhere", [&] { room.execute("whatif.run", order); });
}

TEST(Room, time_is_played_stepped_and_set_within_what_was_recorded) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  rig.run("base", 48);
  rig.settle();
  Room& room = rig.room;
  room.execute("time.set", {{"time", "1970-01-01 05:30"}});
  (void)room.frame("base", "node", "volume");
  rig.settle();
  room.execute("time.step");
  EXPECT_EQ(room.state().clock.shown, Time{6 * kHour.us});
  room.execute("time.step", {{"exchanges", -2}});
  EXPECT_EQ(room.state().clock.shown, Time{4 * kHour.us});
  rig.settle();
  (void)room.frame("base", "node", "volume");
  rig.settle();
  const auto frame = room.frame("base", "node", "volume");
  ASSERT_NE(frame, nullptr);
  EXPECT_EQ(frame->time, Time{4 * kHour.us});
  const auto level = [&] { return room.frame("base", "node", "level"); };  // not recorded: as drafted
  (void)level();
  rig.settle();
  ASSERT_NE(level(), nullptr);
  EXPECT_EQ(level()->values->at(0), 1);
  room.execute("time.speed", {{"factor", 3600}});
  room.execute("time.toggle");
  room.update(2);
  EXPECT_EQ(room.state().clock.shown, Time{6 * kHour.us});
  room.execute("time.freeze");
  room.update(2);
  EXPECT_EQ(room.state().clock.shown, Time{6 * kHour.us});
  room.execute("time.freeze");
  room.update(1e6);
  EXPECT_EQ(room.state().clock.shown, Time{48 * kHour.us});
  EXPECT_FALSE(room.state().clock.playing);
}

TEST(Room, a_frozen_picture_stands_while_the_live_run_goes_on) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  Room& room = rig.room;
  room.execute("time.speed", {{"factor", 1}});
  room.execute("time.live", {{"from", "1970-01-01"}, {"to", "1970-01-20"}});
  room.execute("time.pause");
  rig.settle();
  (void)room.frame("base", "node", "volume");
  room.update(0.01);
  rig.simulation.settle(20s);
  room.update(0.01);
  room.execute("time.step");
  (void)room.frame("base", "node", "volume");
  rig.settle();
  const auto before = room.frame("base", "node", "volume");
  ASSERT_NE(before, nullptr);
  room.execute("time.freeze", {{"on", true}});
  room.execute("time.step", {{"exchanges", 3}});
  rig.settle();
  EXPECT_EQ(room.frame("base", "node", "volume"), before);
  EXPECT_LT(room.state().clock.shown, *rig.branch("base").time);
  room.execute("time.freeze", {{"on", false}});
  room.update(0.01);
  EXPECT_EQ(room.state().clock.shown, *rig.branch("base").time);
  room.execute("time.recorded");
  rig.settle();
  EXPECT_EQ(rig.branch("base").status, BranchStatus::draft);
}

TEST(Room, keys_do_commands_and_ask_for_what_they_lack) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  Room& room = rig.room;
  const double heading = room.state().camera.heading_deg;
  EXPECT_TRUE(room.press("Right"));
  EXPECT_DOUBLE_EQ(room.state().camera.heading_deg, heading + 10);
  EXPECT_TRUE(room.press("T"));
  EXPECT_EQ(room.state().theme, Theme::light);
  EXPECT_FALSE(room.press("Ctrl+Alt+Q"));
  EXPECT_TRUE(room.press("Shift+E"));
  ASSERT_TRUE(room.asking().has_value());
  EXPECT_EQ(room.asking()->command, "lever.set");
  room.end_asking();
  EXPECT_TRUE(room.press("2"));  // there is one branch to compare: told, not thrown
  rig.settle();
  EXPECT_THAT(rig.messages(), HasSubstr("nothing to compare"));
  EXPECT_TRUE(room.press("Ctrl+P"));
  EXPECT_THAT(room.take_pictures(), ElementsAre("conurb.png"));
  EXPECT_THAT(room.take_pictures(), IsEmpty());
  room.press("Ctrl+Q");
  EXPECT_TRUE(room.quitting());
}

TEST(Room, one_flies_to_what_is_selected_if_its_place_is_known) {
  const CityFolder folder;
  city::City city = city_of_nodes(1);
  city::add_shapes(city, "stop", city::Shape::point, {{100, 200}, {500, 600}});
  const auto ids = city.table("stop").ids();
  const std::vector<city::Id> stops(ids.begin(), ids.end());
  store::CityFile::create(folder.city()).save(city);
  RoomRig rig(folder.city());
  Room& room = rig.room;
  expect_error(ErrorCode::invalid_argument, "nothing", [&] { room.execute("select.look"); });
  room.execute("select.pick", {{"table", "stop"}, {"ids", {stops[1]}}});
  room.execute("select.look");
  rig.settle();
  room.update(5);
  EXPECT_NEAR(room.state().camera.target[0], 500, 1);
  EXPECT_NEAR(room.state().camera.target[1], 600, 1);
  EXPECT_LT(room.state().camera.distance, 500);
  room.set_ground([](double x, double y) { return x + y > 1000 ? 408.5 : std::nan(""); });
  room.execute("select.look");
  rig.settle();
  room.update(5);
  EXPECT_NEAR(room.state().camera.target[2], 408.5, 1e-6) << "it stands on the ground";
  room.execute("select.pick", {{"table", "node"}, {"ids", {1}}});
  room.execute("select.look");
  rig.settle();
  EXPECT_THAT(rig.messages(), HasSubstr("no place"));
}

TEST(Room, flights_end_where_they_should_and_viewpoints_bring_everything_back) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  Room& room = rig.room;
  room.execute("layer.show", {{"layer", "node.volume"}});
  room.execute("bookmark.add", {{"name", "here"}});
  const scene::Camera here = room.state().camera;
  room.execute("camera.go", {{"to", "10,20,0,500,90,-45"}, {"seconds", 2}});
  room.update(1);
  EXPECT_NE(room.state().camera, here);
  room.update(1.01);
  EXPECT_EQ(room.state().camera, scene::parse_camera("10,20,0,500,90,-45"));
  room.execute("layer.hide", {{"layer", "node.volume"}});
  room.execute("bookmark.go", {{"name", "here"}});
  room.update(10);
  EXPECT_EQ(room.state().camera, here);
  EXPECT_THAT(room.state().layers, SizeIs(1));
  expect_error(ErrorCode::not_found, "nowhere", [&] { room.execute("bookmark.go", {{"name", "nowhere"}}); });
  room.execute("bookmark.rename", {{"name", "here"}, {"to", "there"}});
  EXPECT_EQ(room.state().bookmarks.at(0).name, "there");
  expect_error(ErrorCode::invalid_argument, "", [&] { room.execute("camera.go", {{"to", "nowhere"}}); });
}

TEST(Room, measuring_goes_point_by_point_and_escape_ends_it_before_it_unselects) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  Room& room = rig.room;
  const auto add = [&](double x) { room.execute("measure.add", {{"x", x}, {"y", 0}, {"z", 0}}); };
  room.execute("select.pick", {{"table", "node"}, {"ids", {1}}});
  room.execute("measure.start", {{"what", "distance"}});
  for (const double x : {0.0, 3.0, 9.0}) add(x);
  EXPECT_TRUE(room.press("Backspace"));
  EXPECT_THAT(room.state().measuring.points, SizeIs(2));
  room.press("Escape");
  EXPECT_EQ(room.state().measuring, MeasuringTool{});
  EXPECT_THAT(room.state().selection.ids, SizeIs(1));
  room.press("Escape");
  EXPECT_THAT(room.state().selection.ids, IsEmpty());
  room.press("Backspace");  // nothing to take back
  room.execute("measure.start", {{"what", "height"}});
  for (const double x : {0.0, 3.0, 9.0}) add(x);
  EXPECT_THAT(room.state().measuring.points, ElementsAre(city::Point3{9, 0, 0})) << "a third begins another";
}

TEST(Room, plots_keep_what_is_not_named_and_go_into_files_that_a_plot_can_be) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  Room& room = rig.room;
  room.execute("plot.show",
               {{"of", "node.volume"}, {"kind", "bars"}, {"against", "kind"}, {"joining", "mean"}});
  room.execute("plot.show", {{"rows", "selected"}});
  EXPECT_EQ(room.state().plot,
            (PlotChoice{PlotKind::bars, "node.volume", "kind", PlotRows::selected, Joining::mean}));
  room.execute("plot.show", {{"of", "node.rate"}});
  EXPECT_EQ(room.state().plot.joining, Joining::fitting)
      << "what was right for volumes need not be for flows";
  EXPECT_EQ(room.state().plot.against, "");
  EXPECT_TRUE(room.state().panels.contains("plots"));
  room.execute("plot.export", {{"file", "a.SVG"}});
  room.execute("plot.export");
  EXPECT_THAT(room.take_plots(), ElementsAre("a.SVG", "plot.png"));
  EXPECT_THAT(room.take_plots(), IsEmpty());
  expect_error(ErrorCode::invalid_argument, ".csv", [&] {
    room.execute("plot.export", {{"file", "a.doc"}});
  });
}

TEST(Room, errors_of_commands_are_told_under_a_heading) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  rig.room.attempt("bookmark.go", {{"name", "nowhere"}});
  rig.settle();
  ASSERT_THAT(rig.room.published().messages, Not(IsEmpty()));
  EXPECT_EQ(rig.room.published().messages.back().heading, "Not found");
}

TEST(Room, each_display_opens_as_it_was_left_there) {
  const CityFolder folder;
  {
    RoomRig wall(folder.city(), {lever_tank()}, store::Mode::read_write, 6, "en", "wall");
    wall.room.execute("theme.set", {{"theme", "light"}});
    wall.room.execute("bookmark.add", {{"name", "x"}});
    wall.room.execute("session.save");
    wall.settle();
  }
  {
    RoomRig desk(folder.city());
    EXPECT_EQ(desk.room.state().theme, Theme::dark);
    EXPECT_THAT(desk.room.state().bookmarks, SizeIs(1)) << "viewpoints are common";
    EXPECT_FALSE(desk.room.published().session.has_value());
    desk.room.execute("bookmark.add", {{"name", "y"}});
    desk.room.execute("session.save");
    desk.settle();
  }
  RoomRig wall(folder.city(), {lever_tank()}, store::Mode::read_write, 6, "en", "wall");
  EXPECT_EQ(wall.room.state().theme, Theme::light);
  EXPECT_THAT(wall.room.state().bookmarks, SizeIs(2));
}

TEST(Room, the_camera_stays_on_the_earth_and_the_clock_within_the_calendar) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  Room& room = rig.room;
  room.execute("camera.go", {{"to", "99999999,0,0,10000000,90,-45"}, {"seconds", 0}});
  const scene::Camera edge = room.state().camera;
  expect_error(ErrorCode::invalid_argument, "on the Earth", [&] {
    room.execute("camera.pan", {{"forward", 10}});
  });
  EXPECT_EQ(room.state().camera, edge);
  room.execute("time.set", {{"time", "9998-12-31 12:00"}});
  room.execute("time.step", {{"exchanges", 1000}});
  EXPECT_EQ(room.state().clock.shown, kLastShown);
  expect_error(ErrorCode::invalid_argument, "name", [&] { room.execute("layer.show", {{"layer", ""}}); });
}

TEST(Room, opens_as_it_was_left_and_a_broken_session_opens_as_new_with_a_message) {
  const CityFolder folder;
  {
    RoomRig rig(folder.city());
    rig.room.execute("whatif.branch", {{"name", "b"}});
    rig.room.execute("theme.set", {{"theme", "light"}});
    rig.room.execute("bookmark.add", {{"name", "x"}});
    rig.room.execute("session.save");
    rig.settle();
  }
  {
    RoomRig rig(folder.city());
    EXPECT_EQ(rig.room.state().theme, Theme::light);
    EXPECT_THAT(rig.room.state().views, ElementsAre(View{"base", 'A'}, View{"b", 'B'}));
    EXPECT_THAT(rig.room.state().bookmarks, SizeIs(1));
    (void)rig.simulation.ask([](sim::Twin& twin) {
      const std::string broken = "{\"theme\": ";
      store::Blobs(*twin.file()).put("room", "session", std::as_bytes(std::span(broken)));
    });
  }
  RoomRig rig(folder.city());
  EXPECT_EQ(rig.room.state().theme, Theme::dark);
  EXPECT_THAT(rig.messages(), HasSubstr("session"));
}

TEST(Room, of_a_city_open_for_reading_only_changes_are_refused_at_once_and_nothing_is_written) {
  const CityFolder folder;
  { const RoomRig rig(folder.city()); }
  const std::string before = read_file(folder.city());
  {
    RoomRig rig(folder.city(), {lever_tank()}, store::Mode::read_only);
    for (const CommandSpec& command : rig.room.commands().specs()) {
      if (command.changes != Changes::city) continue;
      Json arguments = Json::object();
      for (const ArgumentSpec& argument : command.arguments) {
        if (argument.required())
          arguments[argument.name] = argument.kind == ArgumentKind::number ? Json(1) : Json("x");
      }
      expect_error(ErrorCode::conflict, "reading only", [&] { rig.room.execute(command.name, arguments); });
    }
    rig.room.execute("theme.set");
    rig.room.save();
    rig.settle();
  }
  EXPECT_TRUE(read_file(folder.city()) == before);
}

/// Arguments as a clumsy person would give them: mostly right.
class Clumsy {
 public:
  explicit Clumsy(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }

  Json arguments_of(const CommandSpec& command, const RoomState& state) {
    Json arguments = Json::object();
    for (const ArgumentSpec& argument : command.arguments) {
      if (!argument.required() && below(3) != 0) continue;
      arguments[argument.name] = below(30) == 0 ? Json("?") : value_of(argument, state);
    }
    return arguments;
  }

 private:
  Json value_of(const ArgumentSpec& argument, const RoomState& state) {
    switch (argument.kind) {
      case ArgumentKind::number: return std::uniform_real_distribution<double>(-2, 4)(random_);
      case ArgumentKind::integer: return static_cast<std::int64_t>(below(5)) - 1;
      case ArgumentKind::boolean: return below(2) == 0;
      case ArgumentKind::choice: return argument.choices[below(argument.choices.size())];
      case ArgumentKind::time:
        return "1970-01-0" + std::to_string(1 + below(3)) + " 0" + std::to_string(below(10)) + ":00";
      case ArgumentKind::value: return below(2) == 0 ? Json(2.5) : Json(std::int64_t{3});
      case ArgumentKind::ids:
        return {static_cast<std::int64_t>(1 + below(6)), static_cast<std::int64_t>(1 + below(8))};
      case ArgumentKind::texts: return {branch(), branch()};
      case ArgumentKind::text: break;
    }
    static constexpr const char* kColumns[] = {"node.level", "node.volume", "node.flow", "node.none",
                                               "level"};
    if (argument.name == "table") return below(8) == 0 ? "tree" : "node";
    if (argument.name == "column" || argument.name == "layer") return kColumns[below(5)];
    if (argument.name == "condition" || argument.name == "where")
      return below(5) == 0 ? "level <" : "level > 1";
    if (argument.name == "lever") return below(2) == 0 ? "tank.gain" : "tank.level";
    if (argument.name == "branch" || argument.name == "parent")
      return below(4) == 0 ? branch() : state.views.back().branch;
    if (argument.name == "name") return branch();
    if (argument.name == "to") return below(2) == 0 ? branch() : "1,2,3,400,50,-60";
    return "x.lua";
  }
  std::string branch() { return below(4) == 0 ? "base" : std::string(1, static_cast<char>('p' + below(5))); }

  std::mt19937 random_;
};

TEST(Room, random_commands_never_crash_it_nor_stop_it) {
  const CityFolder folder;
  {
    RoomRig rig(folder.city(), {lever_tank(), slow_one()});
    rig.run("base", 24);
    rig.settle();
    Clumsy clumsy(20260115);
    const std::vector<CommandSpec>& specs = rig.room.commands().specs();
    int done = 0;
    const int count = repeats("CONURB_COMMANDS", 1000);
    for (int i = 0; i < count; ++i) {
      const CommandSpec& command = specs[clumsy.below(specs.size())];
      try {
        rig.room.execute(command.name, clumsy.arguments_of(command, rig.room.state()));
        ++done;
      } catch (const Error&) {  // said what was wrong
      }
      (void)rig.room.frame(rig.room.active_branch(), "node", "volume");
      if (i % 3 == 0) rig.room.update(0.03);
      ASSERT_FALSE(rig.room.state().views.empty());
      ASSERT_LE(rig.room.state().views.size(), kMostViews);
      ASSERT_EQ(restore(to_text(rig.room.state())).problem, "") << command.name;
    }
    EXPECT_GT(done, count / 2);
    rig.room.execute("time.recorded");
    rig.room.execute("whatif.cancel");
    rig.settle();
    EXPECT_EQ(rig.room.published().opening, Opening::open);
    EXPECT_FALSE(rig.room.published().work.has_value());
  }
  store::CityFile file = store::CityFile::open(folder.city(), store::Mode::read_only);
  EXPECT_THAT(file.check(), IsEmpty());
}

}  // namespace
}  // namespace conurb::room
