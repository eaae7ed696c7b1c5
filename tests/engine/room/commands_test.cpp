// SPDX-License-Identifier: Apache-2.0
#include "engine/room/commands.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "engine/base/texts.hpp"
#include "engine/room/room.hpp"
#include "tests/engine/base/expect_error.hpp"

namespace conurb::room {
namespace {

using test::expect_error;

CommandSpec fly() {
  return {.name = "camera.fly",
          .summary = "Flies.",
          .arguments =
              {{.name = "speed", .kind = ArgumentKind::number, .doc = "How fast.", .fallback = 2.5, .max = 9},
               {.name = "to", .doc = "Where.", .example = "x"},
               {.name = "how",
                .kind = ArgumentKind::choice,
                .doc = "How.",
                .optional = true,
                .choices = {"low", "high"}}},
          .keys = {{"Ctrl+F", {{"to", "x"}}}, {"F"}}};
}

TEST(Commands, arguments_are_completed_and_handed_over_by_name) {
  Commands commands;
  std::string done;
  commands.add(fly(), [&done](const Arguments& a) {
    done = a.text("to") + std::to_string(a.number("speed")) + (a.has("how") ? a.text("how") : "-");
  });
  commands.execute("camera.fly", {{"to", "here"}});
  EXPECT_EQ(done, "here2.500000-");
  commands.execute("camera.fly", {{"to", "x"}, {"speed", 9}, {"how", "low"}});
  EXPECT_EQ(done, "x9.000000low");
}

TEST(Commands, a_wrong_argument_is_named_with_what_it_should_be) {
  Commands commands;
  commands.add(fly(), [](const Arguments&) { FAIL(); });
  const auto refused = [&](const Json& arguments, const std::string& words) {
    expect_error(ErrorCode::invalid_argument, words, [&] { commands.execute("camera.fly", arguments); });
  };
  refused({{"speed", 1}}, "'to' is missing");
  refused({{"to", 3}}, "must be a text, not 3");
  refused({{"to", "x"}, {"speed", 10}}, "outside");
  refused({{"to", "x"}, {"speed", std::nan("")}}, "'speed'");
  refused({{"to", "x"}, {"how", "sideways"}}, "low, high");
  refused({{"to", "x"}, {"spead", 1}}, "\"speed\"");
  refused(Json::array({1}), "by name");
  expect_error(ErrorCode::not_found, "\"camera.fly\"", [&] { commands.execute("camera.fli"); });
}

TEST(Commands, numbers_that_64_bits_do_not_hold_are_no_values) {
  const Json beyond = std::uint64_t{1} << 63;
  const auto takes = [](ArgumentKind kind, const Json& value) {
    CommandSpec spec = fly();
    spec.arguments = {{.name = "number", .kind = kind, .doc = "Some.", .example = "x"}};
    try {
      return check_arguments(spec, {{"number", value}}).value("number") == value;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
      return false;
    }
  };
  for (const ArgumentKind kind : {ArgumentKind::integer, ArgumentKind::value}) {
    EXPECT_TRUE(takes(kind, std::numeric_limits<std::int64_t>::min()));
    EXPECT_TRUE(takes(kind, std::uint64_t{7}));
    EXPECT_FALSE(takes(kind, beyond));
  }
  EXPECT_TRUE(takes(ArgumentKind::ids, {1, 2}));
  EXPECT_FALSE(takes(ArgumentKind::ids, {1, beyond}));
  EXPECT_TRUE(takes(ArgumentKind::value, nullptr));
  EXPECT_FALSE(takes(ArgumentKind::value, std::numeric_limits<double>::infinity()));
  EXPECT_FALSE(takes(ArgumentKind::value, Json::array({1})));
}

TEST(Commands, a_key_tells_whether_the_command_has_all_it_needs) {
  Commands commands;
  commands.add(fly(), [](const Arguments&) {});
  EXPECT_TRUE(commands.bound("Ctrl+F")->complete);
  EXPECT_FALSE(commands.bound("F")->complete);
  EXPECT_EQ(commands.bound("F")->command->name, "camera.fly");
  EXPECT_FALSE(commands.bound("Q").has_value());
}

TEST(Commands, a_record_that_says_too_little_or_takes_what_is_taken_is_refused) {
  Commands commands;
  commands.add(fly(), [](const Arguments&) {});
  expect_error(ErrorCode::conflict, "twice", [&] { commands.add(fly(), {}); });
  const auto changed = [](auto change) {
    CommandSpec spec = fly();
    spec.name = "camera.other";
    spec.keys = {{"O"}};
    change(spec);
    return spec;
  };
  expect_error(ErrorCode::conflict, "Ctrl+F",
               [&] { commands.add(changed([](CommandSpec& s) { s.keys = {{"Ctrl+F"}}; }), {}); });
  for (const CommandSpec& bad :
       {changed([](CommandSpec& s) { s.keys.clear(); }), changed([](CommandSpec& s) { s.summary = "Flies"; }),
        changed([](CommandSpec& s) { s.name = "Camera.other"; }),
        changed([](CommandSpec& s) { s.arguments[0].doc = ""; }),
        changed([](CommandSpec& s) { s.keys = {{"Shift+Ctrl+A"}}; })}) {
    expect_error(ErrorCode::invalid_argument, "record", [&] { commands.add(bad, {}); });
  }
}

TEST(RoomCommands, each_has_a_key_that_no_other_has_a_text_and_a_verb_of_its_own) {
  const Commands commands = documented_commands();  // refuses chords and names that are there twice
  const Texts texts("assets/texts", "en");
  std::set<std::string> verbs, texts_seen;
  EXPECT_GE(commands.specs().size(), 45U);
  for (const CommandSpec& command : commands.specs()) {
    EXPECT_TRUE(texts.contains("command." + command.name)) << command.name;
    EXPECT_TRUE(verbs.insert(command.verb()).second) << command.name;
    EXPECT_FALSE(command.keys.empty()) << command.name;
    for (const Key& key : command.keys) {
      Json arguments = key.arguments;  // what a key gives is what the command takes
      for (const ArgumentSpec& argument : command.arguments) {
        if (argument.required() && !arguments.contains(argument.name)) continue;
        if (!arguments.contains(argument.name)) continue;
        CommandSpec only = command;
        only.arguments = {argument};
        EXPECT_NO_THROW((void)check_arguments(only, {{argument.name, arguments[argument.name]}}))
            << key.chord;
        arguments.erase(argument.name);
      }
      EXPECT_TRUE(arguments.empty()) << key.chord << " gives what '" << command.name << "' does not take";
    }
  }
}

TEST(RoomCommands, every_panel_has_a_name) {
  const Texts texts("assets/texts", "en");
  const Commands commands = documented_commands();
  for (const std::string& panel : commands.spec("panel.toggle").arguments.front().choices)
    EXPECT_TRUE(texts.contains("panel." + panel)) << panel;
}

}  // namespace
}  // namespace conurb::room
