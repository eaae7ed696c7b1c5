// SPDX-License-Identifier: Apache-2.0
#include "engine/room/state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/sim/twin_fixture.hpp"

namespace conurb::room {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

RoomState arranged() {
  RoomState state;
  state.camera = {scene::CameraMode::fly, {1.5, -2, 3e6}, 0.1, -170, -89, 60};
  state.views = {{"base", 'A'}, {"deep \"retrofit\" 假", 'C'}};
  state.compare = CompareMode::swipe;
  state.swipe = 0.25;
  state.layers = {{"building.height", std::array{0.0, 1e-9}}, {"road.flow", std::nullopt}};
  state.selection = {"building", {3, 1, city::Id{1} << 50}};
  state.clock = {TimeMode::live, Time{1'768'456'800'000'001}, false, true, kFastest};
  state.bookmarks = {{"harbour", state.camera, Time{5}, state.layers}};
  state.panels = {"journal"};
  state.measuring = {Measure::area, {{1, 2, 3}, {4, 5, 6}}};
  state.theme = Theme::light;
  return state;
}

TEST(RoomState, everything_that_a_person_arranged_comes_back) {
  const Restored restored = restore(to_text(arranged()));
  EXPECT_EQ(restored.state, arranged());
  EXPECT_THAT(restored.problem, IsEmpty());
  EXPECT_EQ(to_text(restored.state), to_text(arranged()));
}

TEST(RoomState, nothing_plays_by_itself_when_a_room_is_opened) {
  RoomState state = arranged();
  state.clock.playing = true;
  EXPECT_FALSE(restore(to_text(state)).state.clock.playing);
}

TEST(RoomState, what_is_unknown_is_passed_over_and_what_is_wrong_takes_its_default_and_is_told) {
  const Restored unknown = restore(R"({"hologram": true, "theme": "light"})");
  EXPECT_THAT(unknown.problem, IsEmpty());
  EXPECT_EQ(unknown.state.theme, Theme::light);
  const Restored wrong =
      restore(R"({"theme": "light", "views": [{"branch": "a", "letter": "Z"}], "swipe": "x"})");
  EXPECT_THAT(wrong.problem, HasSubstr("'views'"));
  EXPECT_EQ(wrong.state.views, RoomState{}.views);
  EXPECT_EQ(wrong.state.theme, Theme::light);
  EXPECT_EQ(wrong.state.swipe, RoomState{}.swipe);
}

TEST(RoomState, numbers_are_read_only_as_what_they_are_and_names_once) {
  for (const char* bad : {
           R"({"selection": {"table": "building", "ids": [1.5]}})",
           R"({"selection": {"table": "building", "ids": [18446744073709551615]}})",
           R"({"selection": {"table": "building", "ids": [7, 7]}})",
           R"({"clock": {"mode": "live", "shown": 1e300, "frozen": true, "speed": 1}})",
           R"({"clock": {"mode": "live", "shown": 9223372036854775807, "frozen": true, "speed": 1}})",
           R"({"layers": [{"id": "a"}, {"id": "a"}]})",
           R"({"layers": [{"id": ""}]})",
           R"({"layers": [{"id": "a", "range": [2, 2]}]})",
           R"({"layers": [{"id": "a", "range": [2]}]})",
           R"({"measuring": {"what": "area", "points": [[1, 2, 1e9]]}})",
           R"({"camera": {"mode": "orbit", "target": [0, 0, 0], "distance": 9, "heading": 1e308, "pitch": 0,
               "field": 40}})",
       }) {
    const Restored restored = restore(bad);
    EXPECT_EQ(restored.state, RoomState{}) << bad;
    EXPECT_THAT(restored.problem, HasSubstr("was not restored")) << bad;
  }
}

TEST(RoomState, the_ends_of_the_times_shown_are_those_of_years_that_every_zone_can_write) {
  EXPECT_EQ(kFirstShown, as_if_utc({{2, 1, 1}, 0, 0, 0, 0}));
  EXPECT_EQ(kLastShown, as_if_utc({{9998, 12, 31}, 23, 59, 59, 999'999}));
}

TEST(RoomState, bytes_that_are_no_state_give_the_default_and_a_message) {
  const std::string text = to_text(arranged());
  for (std::size_t cut = 0; cut < text.size(); cut += 7) {
    const Restored restored = restore(text.substr(0, cut));
    EXPECT_EQ(restored.state, RoomState{});
    EXPECT_THAT(restored.problem, HasSubstr("session"));
  }
  for (const char* bad :
       {"[]", "null", "\xff\xfe", R"({"camera": {"mode": "orbit", "target": [1, 2, 1e999]}})"})
    EXPECT_EQ(restore(bad).state, RoomState{}) << bad;
  EXPECT_EQ(
      restore(R"({"camera": {"mode": "orbit", "target": [0, 0, 0], "distance": -1, "heading": 0, "pitch": 0,
    "field": 40}})")
          .state,
      RoomState{});
  EXPECT_EQ(restore(R"({"views": []})").state.views.size(), 1U);
}

TEST(RoomState, the_city_file_keeps_it_unless_it_is_open_for_reading_only) {
  const test::CityFolder folder;
  {
    store::CityFile file = store::CityFile::create(folder.city());
    file.save(test::city_of_nodes(1));
    EXPECT_FALSE(saved_state(file).has_value());
    EXPECT_THAT(saved_bookmarks(file), IsEmpty());
    save_state(file, arranged());
  }
  store::CityFile file = store::CityFile::open(folder.city(), store::Mode::read_only);
  save_state(file, RoomState{});
  RoomState own = arranged();
  own.bookmarks.clear();
  EXPECT_EQ(saved_state(file), to_text(own));
  EXPECT_EQ(saved_bookmarks(file), arranged().bookmarks);
}

TEST(RoomState, each_display_has_its_own_and_all_have_the_same_viewpoints) {
  const test::CityFolder folder;
  store::CityFile file = store::CityFile::create(folder.city());
  file.save(test::city_of_nodes(1));
  RoomState desk, wall;
  desk.theme = Theme::light;
  desk.bookmarks = arranged().bookmarks;
  wall.swipe = 0.75;
  save_state(file, wall, "wall");
  EXPECT_FALSE(saved_state(file).has_value()) << "nobody has opened it at a desk yet";
  save_state(file, desk);
  EXPECT_EQ(restore(*saved_state(file)).state.theme, Theme::light);
  EXPECT_EQ(restore(*saved_state(file, "wall")).state.swipe, 0.75);
  EXPECT_EQ(restore(*saved_state(file, "wall")).state.theme, Theme::dark);
  EXPECT_FALSE(saved_state(file, "tablet").has_value());
  EXPECT_EQ(saved_bookmarks(file), desk.bookmarks);
}

}  // namespace
}  // namespace conurb::room
