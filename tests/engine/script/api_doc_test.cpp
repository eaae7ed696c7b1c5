// SPDX-License-Identifier: Apache-2.0
#include "engine/script/api_doc.hpp"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <lua.hpp>

#include "engine/script/binding.hpp"

namespace conurb::script {
namespace {

using testing::HasSubstr;

struct Run {
  int days = 0;
};

Api sample() {
  Api api("Conurb's Lua", "Scripts ask what if.");
  api.module({.name = "city", .summary = "The open city."});
  api.value({.name = "today", .type = "string", .unit = "", .summary = "The day of the run."}, "2026-01-01");
  api.function({.name = "scenario",
                .summary = "Begins a scenario.\nIt is a branch of another one.",
                .params = {{"options",
                            "table",
                            "",
                            "",
                            "What it is.",
                            {{"name", "string", "", "", "Its name."},
                             {"step", "number", "s", "3600", "Length of a step."},
                             {"kpis", "string[]?", "", "", "What to report | compare."}}}},
                .returns = {{"Run", "", "The run."}},
                .example = "local run = scenario { name = \"Base\" }",
                .errors = {"not_found: there is no such base"}},
               [](Call&) {});
  api.function(
      {.name = "city.count",
       .summary = "Number of rows.",
       .params = {{"class", "string", "", "", "A table."}, {"...", "string", "", "", "More tables."}},
       .returns = {{"integer", "", "Rows."}},
       .example = "print(city.count(\"building\"))"},
      [](Call&) {});
  api.type<Run>({.name = "Run",
                 .summary = "A scenario that runs.",
                 .example = "local run = scenario { name = \"x\" }"})
      .method(
          {.name = "at",
           .summary = "Does something later.",
           .params = {{"time", "string", "", "", "Local time."}, {"what", "fun()", "", "", "What to do."}},
           .example = "run:at(\"2026-02-10 07:00\", function() end)"},
          [](Run&, Call&) {})
      .property({.name = "days", .type = "integer", .unit = "d", .summary = "Its length."},
                [](Run& self, Call& call) { call.give(self.days); })
      .index({.name = "index",
              .summary = "A KPI by name.",
              .params = {{"key", "string", "", "", "Its name."}},
              .returns = {{"number", "", "Its value."}},
              .example = "print(run[\"energy.co2\"])"},
             [](Run&, Call&) {});
  return api;
}

struct Close {
  void operator()(lua_State* L) const { lua_close(L); }
};

TEST(ApiDoc, makes_a_stub_that_loads_as_lua) {
  const std::string stub = editor_stub(sample().doc());
  EXPECT_TRUE(stub.starts_with("---@meta\n")) << stub;
  const std::unique_ptr<lua_State, Close> lua(luaL_newstate());
  luaL_openlibs(lua.get());
  EXPECT_EQ(luaL_dostring(lua.get(), stub.c_str()), LUA_OK) << lua_tostring(lua.get(), -1) << "\n" << stub;
  EXPECT_EQ(luaL_dostring(lua.get(), "return type(scenario), type(city.count)"), LUA_OK);
  EXPECT_STREQ(lua_tostring(lua.get(), -1), "function");
  EXPECT_STREQ(lua_tostring(lua.get(), -2), "function");
}

TEST(ApiDoc, tells_an_editor_types_units_and_defaults) {
  const std::string stub = editor_stub(sample().doc());
  EXPECT_THAT(stub, HasSubstr("---@class scenario.options\n---@field name string Its name.\n"
                              "---@field step? number Length of a step. [s] (default 3600)\n"
                              "---@field kpis? string[] What to report | compare.\n"));
  EXPECT_THAT(stub, HasSubstr("---Begins a scenario.\n---It is a branch of another one.\n"));
  EXPECT_THAT(stub, HasSubstr("---@param options scenario.options What it is.\n---@return Run # The run.\n"
                              "function scenario(options) end\n"));
  EXPECT_THAT(stub, HasSubstr("---@class Run\n---@field days integer Its length. [d] (read-only)\n"
                              "---@field [string] number A KPI by name.\nlocal Run = {}\n"));
  EXPECT_THAT(stub, HasSubstr("function Run:at(time, what) end\n"));
  EXPECT_THAT(stub, HasSubstr("function city.count(class, ...) end\n"));
  EXPECT_THAT(stub, HasSubstr("---@type string\ntoday = nil\n"));
}

TEST(ApiDoc, makes_a_reference_of_everything_registered) {
  const std::string reference = markdown_reference(sample().doc());
  EXPECT_THAT(reference, HasSubstr("# Conurb's Lua\n\nScripts ask what if.\n"));
  EXPECT_THAT(reference, HasSubstr("### scenario(options)\n"));
  EXPECT_THAT(reference, HasSubstr("| `options.step` | `number` | s | `3600` | Length of a step. |\n"));
  EXPECT_THAT(reference,
              HasSubstr("| `options.kpis` | `string[]?` |  | none | What to report \\| compare. |\n"));
  EXPECT_THAT(reference, HasSubstr("Error: not_found: there is no such base\n"));
  EXPECT_THAT(reference, HasSubstr("### city.count(class, ...)\n"));
  EXPECT_THAT(reference, HasSubstr("#### Run:at(time, what)\n"));
  EXPECT_THAT(reference, HasSubstr("#### Run[key]\n"));
  EXPECT_THAT(reference, HasSubstr("| `days` | `integer` | d | read | Its length. |\n"));
  EXPECT_THAT(reference, HasSubstr("```lua\nrun:at(\"2026-02-10 07:00\", function() end)\n```\n"));
}

TEST(ApiDoc, has_examples_that_are_lua) {
  const std::vector<Example> found = examples(sample().doc());
  EXPECT_EQ(found.size(), 5U);
  Sandbox sandbox;
  for (const Example& example : found) EXPECT_NO_THROW(sandbox.check(example.code, example.name));
}

TEST(ApiDoc, is_the_same_text_each_time) {
  EXPECT_EQ(editor_stub(sample().doc()), editor_stub(sample().doc()));
  EXPECT_EQ(markdown_reference(sample().doc()), markdown_reference(sample().doc()));
}

}  // namespace
}  // namespace conurb::script
