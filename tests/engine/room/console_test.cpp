// SPDX-License-Identifier: Apache-2.0
#include "engine/room/console.hpp"

#include "engine/base/error.hpp"
#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/room/room_fixture.hpp"

namespace conurb::room {
namespace {

using namespace conurb::test;  // NOLINT: a test file

class ConsoleTest : public ::testing::Test {
 protected:
  std::vector<std::string> words(std::string_view line) {
    std::vector<std::string> texts;
    for (const Console::Word& word : console_.complete(line).words) texts.push_back(word.text);
    return texts;
  }

  const CityFolder folder_;
  RoomRig rig_{folder_.city()};
  Console console_{rig_.room};
};

TEST_F(ConsoleTest, does_commands_tells_values_and_explains_mistakes) {
  EXPECT_THAT(console_.run("room.theme_set('light')").error, IsEmpty());
  EXPECT_EQ(rig_.room.state().theme, Theme::light);
  EXPECT_THAT(console_.run("1 + 2").lines, ElementsAre("3"));
  EXPECT_THAT(console_.run("print('a') return 'b', nil").lines, ElementsAre("a", "b", "nil"));
  EXPECT_THAT(console_.run("room.branches()").lines, ElementsAre(HasSubstr("name = base")));
  EXPECT_THAT(console_.run("room.select_pick('node', {2, 3})").error, IsEmpty());
  EXPECT_THAT(rig_.room.state().selection.ids, ElementsAre(2, 3));
  EXPECT_THAT(console_.run("room.theme_set('pink')").error, HasSubstr("dark, light"));
  EXPECT_THAT(console_.run("room.theme_sett('pink')").error, HasSubstr("theme_set"));
  EXPECT_THAT(console_.run("room.camera_zoom('near')").error, HasSubstr("factor"));
  EXPECT_THAT(console_.run("room.figure('tank.volume')").lines, ElementsAre("nil"));
  EXPECT_THAT(console_.run("io.open('x')").error, HasSubstr("io"));
}

TEST_F(ConsoleTest, totals_come_from_the_city_as_it_is_drafted) {
  EXPECT_THAT(console_.run("room.total('node', 'count()')").lines, ElementsAre("6"));
  EXPECT_THAT(console_.run("room.total('node', 'sum(levl)')").error, HasSubstr("level"));
  EXPECT_THAT(console_.run("room.total('node', 'count()', 'nowhere')").error, HasSubstr("nowhere"));
}

TEST_F(ConsoleTest, the_line_of_a_mistake_is_told) {
  const Console::Answer answer = console_.run("local a = 1\nlocal b = a +\nprint(b) c c");
  EXPECT_EQ(answer.error_line, 3) << answer.error;
  EXPECT_EQ(console_.run("1 + 1").error_line, 0);
}

TEST_F(ConsoleTest, what_ends_in_the_middle_is_unfinished) {
  for (const char* text : {"for i = 1, 3 do", "f = function()\nprint(1)", "x = {1,", "room.time_set("})
    EXPECT_TRUE(console_.unfinished(text)) << text;
  for (const char* text : {"", "1 + 1", "for i = 1, 3 do end", "x = = 1", "'abc"})
    EXPECT_FALSE(console_.unfinished(text)) << text;
}

TEST_F(ConsoleTest, a_loop_without_end_costs_no_frame_and_is_stopped) {
  console_.start("while true do end");
  for (int frame = 0; frame < 3; ++frame) console_.update();
  EXPECT_TRUE(console_.running());
  expect_error(ErrorCode::conflict, "still at work", [&] { console_.start("1"); });
  console_.cancel();
  while (console_.running()) console_.update();
  EXPECT_THAT(console_.update().error, HasSubstr("cancelled"));
  EXPECT_THAT(console_.run("1").lines, ElementsAre("1"));
}

TEST_F(ConsoleTest, lines_that_wait_for_the_room_are_stopped_with_it) {
  Console console(rig_.room);
  console.start("room.time_pause() print('never')");  // nobody updates: it waits until it is destroyed
}

TEST_F(ConsoleTest, output_without_end_is_cut) {
  const Console::Answer answer = console_.run("for i = 1, 5000 do print(i) end print(('x'):rep(10000))");
  EXPECT_THAT(answer.lines, SizeIs(Console::kMostLines));
  EXPECT_EQ(answer.left_out, 5001 - Console::kMostLines);
  EXPECT_LT(console_.run("('x'):rep(10000)").lines.at(0).size(), Console::kMostBytes + 10);
}

TEST_F(ConsoleTest, completes_verbs_with_their_arguments) {
  EXPECT_THAT(words("room.theme"), ElementsAre("room.theme_set"));
  EXPECT_THAT(words("print(room.time_s"), SizeIs(4));
  EXPECT_THAT(words("zoom"), IsEmpty());
  EXPECT_THAT(words("for i = 1, 3 do pri"), ElementsAre("print"));
  const Console::Completion completion = console_.complete("x = room.time_set");
  EXPECT_EQ(completion.begin, 4U);
  EXPECT_EQ(completion.words.at(0).more, "(time)");
  EXPECT_THAT(completion.words.at(0).doc, HasSubstr("recorded"));
}

TEST_F(ConsoleTest, completes_names_of_the_city_within_quotes) {
  (void)console_.complete("");  // asks for them
  rig_.settle();
  EXPECT_THAT(words("room.city_set('node.l"), ElementsAre("node.label", "node.level"));
  EXPECT_THAT(words("room.lever_set(\"tank."), ElementsAre("tank.gain", "tank.level"));
  EXPECT_THAT(words("room.compare_views({'b"), Contains("base"));
  EXPECT_THAT(words("room.whatif_branch('it\\'s') roo"), Not(IsEmpty()));
}

}  // namespace
}  // namespace conurb::room
