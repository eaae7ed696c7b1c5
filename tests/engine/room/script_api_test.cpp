// SPDX-License-Identifier: Apache-2.0
#include "engine/room/script_api.hpp"

#include <set>

#include "engine/script/api_doc.hpp"
#include "tests/engine/room/room_fixture.hpp"

namespace conurb::room {
namespace {

using namespace conurb::test;  // NOLINT: a test file
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(RoomApi, every_command_is_a_verb_of_the_reference) {
  const script::ApiDoc doc = reference_doc();
  std::set<std::string> names;
  for (const script::FunctionDoc& function : doc.functions) names.insert(function.name);
  const Commands commands = documented_commands();
  for (const CommandSpec& command : commands.specs())
    EXPECT_TRUE(names.contains("room." + command.verb())) << command.name;
  EXPECT_THAT(script::markdown_reference(doc), HasSubstr("### room.time_set(time)"));
  EXPECT_THAT(script::editor_stub(doc), HasSubstr("room = {}"));
}

TEST(RoomApi, every_example_of_the_reference_is_taken_or_says_what_is_missing) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  script::Api api("Room");
  add_room_api(api, &rig.room);
  for (const script::Example& example : script::examples(api.doc())) {
    Console console(rig.room);
    const std::string error = console.run(example.code).error;
    // Names of another city are not here; arguments that do not fit would be a fault of the records.
    const bool not_here =
        error.find("there is no") != std::string::npos || error.find("names no") != std::string::npos ||
        error.find("is not shown") != std::string::npos || error.find("nothing") != std::string::npos ||
        error.find("no rows") != std::string::npos || error.find("already") != std::string::npos;
    EXPECT_TRUE(error.empty() || not_here) << example.code << ": " << error;
  }
}

TEST(Console, does_commands_tells_values_and_explains_mistakes) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  Console console(rig.room);
  EXPECT_THAT(console.run("room.theme_set('light')").error, IsEmpty());
  EXPECT_EQ(rig.room.state().theme, Theme::light);
  EXPECT_THAT(console.run("1 + 2").lines, ElementsAre("3"));
  EXPECT_THAT(console.run("print('a') return 'b', nil").lines, ElementsAre("a", "b", "nil"));
  EXPECT_THAT(console.run("room.branches()").lines, ElementsAre(HasSubstr("name = base")));
  EXPECT_THAT(console.run("room.select_pick('node', {2, 3})").error, IsEmpty());
  EXPECT_THAT(rig.room.state().selection.ids, ElementsAre(2, 3));
  EXPECT_THAT(console.run("room.theme_set('pink')").error, HasSubstr("dark, light"));
  EXPECT_THAT(console.run("room.theme_sett('pink')").error, HasSubstr("theme_set"));
  EXPECT_THAT(console.run("room.camera_zoom('near')").error, HasSubstr("factor"));
  EXPECT_THAT(console.run("room.figure('tank.volume')").lines, ElementsAre("nil"));
  EXPECT_THAT(console.run("io.open('x')").error, HasSubstr("io"));
}

TEST(Console, completes_verbs) {
  const CityFolder folder;
  RoomRig rig(folder.city());
  const Console console(rig.room);
  EXPECT_THAT(console.complete("room.theme"), ElementsAre("room.theme_set"));
  EXPECT_THAT(console.complete("room.time_s"), SizeIs(4));
  EXPECT_THAT(console.complete("zoom"), IsEmpty());
}

}  // namespace
}  // namespace conurb::room
