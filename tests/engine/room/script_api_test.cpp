// SPDX-License-Identifier: Apache-2.0
#include "engine/room/script_api.hpp"

#include <set>

#include "engine/room/console.hpp"
#include "engine/script/api_doc.hpp"
#include "tests/engine/room/room_fixture.hpp"

namespace conurb::room {
namespace {

using namespace conurb::test;  // NOLINT: a test file

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

}  // namespace
}  // namespace conurb::room
