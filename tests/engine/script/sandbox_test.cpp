// SPDX-License-Identifier: Apache-2.0
#include "engine/script/sandbox.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace conurb::script {
namespace {

using testing::HasSubstr;

// A script's printed lines, with the sandbox that ran it.
struct Printed {
  std::string text;
  SandboxOptions options() {
    SandboxOptions result;
    result.instructions = 50'000'000;
    result.print = [this](std::string_view line) { text.append(line).append("\n"); };
    return result;
  }
};

std::string printed(std::string_view script) {
  Printed out;
  Sandbox sandbox(out.options());
  sandbox.run(script, "test.lua");
  return out.text;
}

Error failure(std::string_view script) {
  Printed out;
  Sandbox sandbox(out.options());
  try {
    sandbox.run(script, "scenarios/test.lua");
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error from: " << script;
  return Error(ErrorCode::ok, "");
}

TEST(Sandbox, gives_what_a_script_returns) {
  Sandbox sandbox;
  const std::vector<Value> results =
      sandbox.run("return 1, 2.5, 'text', true, nil, {1, 2, name = 'x'}", "test.lua");
  ASSERT_EQ(results.size(), 6U);
  EXPECT_EQ(*results[0].get_if<std::int64_t>(), 1);
  EXPECT_EQ(*results[1].get_if<double>(), 2.5);
  EXPECT_EQ(*results[2].get_if<std::string>(), "text");
  EXPECT_TRUE(*results[3].get_if<bool>());
  EXPECT_TRUE(results[4].is_nil());
  const auto* const table = results[5].get_if<TableValue>();
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(table->items.size(), 2U);
  EXPECT_EQ(*table->find("name")->get_if<std::string>(), "x");
  EXPECT_EQ(table->find("other"), nullptr);
}

TEST(Sandbox, has_no_way_to_files_processes_or_its_own_inside) {
  for (const char* const name :
       {"io", "os", "package", "require", "debug", "dofile", "loadfile", "loadstring", "warn"}) {
    const Error error = failure(std::string("return ") + name);
    EXPECT_EQ(error.code(), ErrorCode::not_found) << name;
  }
  EXPECT_THAT(failure("return string.dump").message(), HasSubstr("no member 'dump'"));
  EXPECT_THAT(failure("return collectgarbage('stop')").message(), HasSubstr("only \"count\""));
  EXPECT_EQ(printed("print(load('\\27Lua'))"), "nil\tattempt to load a binary chunk (mode is 't')\n");
  EXPECT_EQ(printed("print(getmetatable(''), getmetatable(_G), getmetatable(string))"),
            "string\tfalse\tfalse\n");
}

TEST(Sandbox, shows_no_addresses) {
  EXPECT_EQ(
      printed("print({}, print, coroutine.create(print), string, setmetatable({}, {__name = 'Thing'}))"),
      "table\tfunction\tthread\tstring\tThing\n");
  EXPECT_EQ(printed("print(string.format('%s %s', {}, print))"), "table function\n");
  EXPECT_THAT(failure("return string.format('%p', {})").message(), HasSubstr("addresses are not shown"));
}

TEST(Sandbox, refuses_unknown_names_and_proposes_the_nearest) {
  Error error = failure("local x = 1\nprnt(x)");
  EXPECT_EQ(error.code(), ErrorCode::not_found);
  EXPECT_EQ(error.where(), "scenarios/test.lua:2");
  EXPECT_EQ(error.message(), "the name 'prnt' is not known here");
  EXPECT_EQ(error.remedy(), "did you mean 'print'?");

  error = failure("\ntotal = 1");
  EXPECT_EQ(error.where(), "scenarios/test.lua:2");
  EXPECT_EQ(error.remedy(), "write: local total = ...");
  EXPECT_EQ(failure("local function f() count = 1 end f()").remedy(), "write: local count = ...");
  EXPECT_EQ(failure("return math.flor(1)").remedy(), "did you mean 'floor'?");
  EXPECT_EQ(failure("return ('x'):uper()").remedy(), "did you mean 'upper'?");
  EXPECT_THAT(failure("string.rep = nil").message(), HasSubstr("'string.rep' cannot be assigned"));
  EXPECT_THAT(failure("print = nil").message(), HasSubstr("'print' is given"));
  EXPECT_THAT(failure("rawset(_G, 'x', 1)").message(), HasSubstr("protected"));
}

TEST(Sandbox, lets_scripts_assign_declared_names_only) {
  Sandbox sandbox;
  sandbox.declare("run");
  EXPECT_TRUE(sandbox.global("run").is_nil());
  sandbox.run("if not run then function run(x) return x + 1 end end", "app.lua");
  const Value run = sandbox.global("run");
  const auto* const function = run.get_if<FunctionRef>();
  ASSERT_NE(function, nullptr);
  const std::vector<Value> arguments = {41};
  EXPECT_EQ(*function->call(arguments).at(0).get_if<std::int64_t>(), 42);
  EXPECT_THROW(sandbox.run("walk = 1", "app.lua"), Error);
}

TEST(Sandbox, names_file_line_and_remedy_of_common_mistakes) {
  const struct {
    const char* script;
    const char* where;
    const char* message;
    const char* remedy;
  } cases[] = {
      {"local b\nlocal x = b.height", ":2", "attempt to index a nil value (local 'b')", "'b' is nil here"},
      {"local t = {}\nt.go()", ":2", "attempt to call a nil value (field 'go')",
       "there is no function 'go' here"},
      {"local t = {}\nt:prin()", ":2", "attempt to call a nil value (method 'prin')",
       "did you mean 'print'?"},
      {"local x = '20 m' * 2", ":1", "attempt to", "write the number alone"},
      {"local x = {} + 1", ":1", "arithmetic on a table", "both sides must be numbers"},
      {"return 1 < 'a'", ":1", "attempt to compare", "tonumber"},
      {"return 'a' .. nil", ":1", "concatenate a nil value", "never set"},
      {"error('my own', 0)", ":1", "my own", ""},
      {"error('mine')", ":1", "mine", ""},
      {"error({message = 'from a table'})", ":1", "from a table", ""},
      {"\n\nerror()", ":3", "no text (nil)", ""},
      {"local function f() return 1 + f() end\nf()", ":1", "stack overflow", "calls itself without end"},
      {"local x = math.tointeger(2.5) + 1", ":1", "arithmetic on a nil value", "nil"},
  };
  for (const auto& expected : cases) {
    const Error error = failure(expected.script);
    EXPECT_EQ(error.where(), std::string("scenarios/test.lua") + expected.where) << expected.script;
    EXPECT_THAT(error.message(), HasSubstr(expected.message)) << expected.script;
    EXPECT_THAT(error.remedy(), HasSubstr(expected.remedy)) << expected.script;
  }
}

TEST(Sandbox, explains_mistakes_of_syntax) {
  const struct {
    const char* script;
    const char* remedy;
  } cases[] = {
      {"local a = 1\nif a != 2 then end", "~="},
      {"local a = 1\na += 1", "x = x + 1"},
      {"\nif a = 2 then end", "=="},
      {"// comment", "--"},
      {"local a = {1 2}", "commas"},
      {"for i = 1, 2 do", "own end"},
      {"local s = 'x\n'", "[["},
  };
  for (const auto& expected : cases) {
    const Error error = failure(expected.script);
    EXPECT_EQ(error.code(), ErrorCode::bad_data) << expected.script;
    EXPECT_THAT(error.where(), HasSubstr("scenarios/test.lua:")) << expected.script;
    EXPECT_THAT(error.remedy(), HasSubstr(expected.remedy)) << expected.script << " -> " << error.what();
  }
  Sandbox sandbox;
  EXPECT_NO_THROW(sandbox.check("return undefined_but_not_run", "x.lua"));
  EXPECT_THROW(sandbox.check("return (", "x.lua"), Error);
}

TEST(Sandbox, shows_the_whole_name_of_a_file_however_long) {
  Sandbox sandbox;
  const std::string name = "scenarios/" + std::string(100, 'd') + "/retrofit.lua";
  try {
    sandbox.run("\nerror('x')", name);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.where(), name + ":2");
    EXPECT_EQ(error.message(), "x");
  }
}

TEST(Sandbox, keeps_the_call_stack_of_an_error) {
  Sandbox sandbox;
  EXPECT_THROW(
      sandbox.run("local function inner() error('x') end\nlocal function outer() inner() end\nouter()",
                  "t.lua"),
      Error);
  EXPECT_THAT(sandbox.traceback(), HasSubstr("t.lua:1: in upvalue 'inner'"));
  EXPECT_THAT(sandbox.traceback(), HasSubstr("t.lua:2: in local 'outer'"));
  EXPECT_NO_THROW(sandbox.run("return 1", "t.lua"));
  EXPECT_TRUE(sandbox.traceback().empty());
}

TEST(Sandbox, keeps_the_last_calls_of_a_deep_stack) {
  Sandbox sandbox;
  EXPECT_THROW(
      sandbox.run(
          "local function down(n)\nif n == 0 then error('x') end\nreturn 1 + down(n - 1) end\ndown(5000)",
          "t.lua"),
      Error);
  EXPECT_THAT(sandbox.traceback(), HasSubstr("t.lua:2: in function 'down'"));
  EXPECT_THAT(sandbox.traceback(), HasSubstr("t.lua:3: in function 'down'"));
  EXPECT_THAT(sandbox.traceback(), ::testing::EndsWith("..."));
  EXPECT_LT(sandbox.traceback().size(), 2000u);
}

TEST(Sandbox, draws_random_numbers_from_the_run_alone) {
  SandboxOptions options;
  options.random = [bits = std::uint64_t{0}]() mutable { return bits += 0x9E3779B97F4A7C15U; };
  const std::string script =
      "local t = {} for i = 1, 100 do local a, b, c = math.random(), math.random(6), math.random(-3, 3)\n"
      "assert(a >= 0 and a < 1 and b >= 1 and b <= 6 and c >= -3 and c <= 3) t[i] = a + b + c end\n"
      "assert(math.type(math.random(0)) == 'integer') math.random(math.mininteger, math.maxinteger)\n"
      "assert(not pcall(math.random, 2, 1)) return table.concat(t, ' ')";
  Sandbox first(options);
  Sandbox second(options);
  EXPECT_EQ(*first.run(script, "a.lua").at(0).get_if<std::string>(),
            *second.run(script, "b.lua").at(0).get_if<std::string>());
  EXPECT_THAT(failure("return math.random()").message(), HasSubstr("no random generator"));
  EXPECT_THAT(failure("math.randomseed(1)").message(), HasSubstr("seed belongs to the run"));
}

TEST(Sandbox, stops_when_the_person_cancels) {
  SandboxOptions options;
  options.cancelled = [asked = 0]() mutable { return ++asked > 10; };
  Sandbox sandbox(options);
  try {
    sandbox.run("while true do pcall(function() while true do end end) end", "t.lua");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::cancelled);
    EXPECT_EQ(error.where(), "t.lua:1");
  }
}

TEST(Sandbox, lives_on_after_a_run_that_was_stopped) {
  SandboxOptions options;
  options.memory_bytes = std::size_t{8} << 20;
  options.instructions = 50'000'000;
  Sandbox sandbox(options);
  EXPECT_THROW(sandbox.run("local t = {} while true do t[#t + 1] = {} end", "t.lua"), Error);
  EXPECT_EQ(*sandbox.run("local t = {} for i = 1, 1000 do t[i] = {} end return #t", "t.lua")
                 .at(0)
                 .get_if<std::int64_t>(),
            1000);
  EXPECT_THROW(sandbox.run("while true do end", "t.lua"), Error);
  EXPECT_THROW(sandbox.run("return 1", "t.lua"), Error) << "the budget is for all runs together";
}

TEST(Sandbox, gives_a_callback_a_budget_of_its_own) {
  SandboxOptions options;
  options.instructions = 20'000'000;
  options.call_instructions = 100'000;
  Sandbox sandbox(options);
  const std::vector<Value> results =
      sandbox.run("return function() while true do pcall(error) end end, function() return 7 end", "t.lua");
  try {
    results[0].get_if<FunctionRef>()->call({});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::limit);
    EXPECT_THAT(error.message(), HasSubstr("100,000 instructions for one call"));
  }
  EXPECT_EQ(*results[1].get_if<FunctionRef>()->call({}).at(0).get_if<std::int64_t>(), 7);
}

TEST(Sandbox, may_end_before_what_it_handed_out) {
  Value function;
  {
    Sandbox sandbox;
    function = sandbox.run("return function() end", "t.lua").at(0);
    EXPECT_TRUE(*function.get_if<FunctionRef>());
  }
  EXPECT_FALSE(*function.get_if<FunctionRef>());
  EXPECT_THROW(function.get_if<FunctionRef>()->call({}), Error);
}

TEST(Sandbox, refuses_to_hand_over_what_cannot_be_copied) {
  EXPECT_THAT(failure("local t = {} t.t = t return t").message(), HasSubstr("holds itself"));
  EXPECT_THAT(failure("local t = {} for i = 1, 40 do t = {t, t} end return t").message(),
              HasSubstr("1,000,000"));
  EXPECT_THAT(failure("return {[1] = 1, [3] = 3}").message(), HasSubstr("keys 1..n and texts"));
  EXPECT_THAT(failure("return coroutine.create(print)").message(), HasSubstr("thread"));
  EXPECT_EQ(failure("local t = {} t.t = t return t").where(), "scenarios/test.lua");
}

TEST(Sandbox, counts_what_was_used) {
  Sandbox sandbox;
  sandbox.run("for i = 1, 1e6 do end", "t.lua");
  EXPECT_GT(sandbox.usage().instructions, 1'000'000U);
  EXPECT_LT(sandbox.usage().instructions, 1'100'000U);
  EXPECT_GE(sandbox.usage().peak_memory_bytes, sandbox.usage().memory_bytes);
}

TEST(Sandbox, compiles_in_the_environment_that_load_is_given) {
  EXPECT_EQ(printed("local env = {x = 5} print(load('x = x + 1 return x', 'chunk', 't', env)(), env.x)"),
            "6\t6\n");
  EXPECT_EQ(printed("local ok, e = pcall(load('y = 1')) print(e.where, e.message)"),
            "(load):1\t'y' is assigned but was never declared\n");
  EXPECT_EQ(printed("local n = 0 print(load(function() n = n + 1 return ({'return ', '4', '2'})[n] end)())"),
            "42\n");
}

TEST(Sandbox, lets_scripts_look_at_errors_of_the_engine) {
  EXPECT_EQ(
      printed("local ok, e = pcall(function() return undefined end) print(ok, e.code, e.message)\n"
              "print('note: ' .. e)"),
      "false\tnot_found\tthe name 'undefined' is not known here\n"
      "note: test.lua:1: the name 'undefined' is not known here; declare it before its first use: local "
      "undefined = ...\n");
}

}  // namespace
}  // namespace conurb::script
