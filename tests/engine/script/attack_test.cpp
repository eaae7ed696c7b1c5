// SPDX-License-Identifier: Apache-2.0
// Scripts that try to run forever, to eat the memory or to get out. Each must end with a clear Error, soon.
#include <chrono>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/script/sandbox.hpp"

namespace conurb::script {
namespace {

struct Attack {
  const char* name;
  const char* script;
  ErrorCode code = ErrorCode::limit;
};

void PrintTo(const Attack& attack, std::ostream* out) {
  *out << attack.name;
}

const Attack kLoops[] = {
    {"endless_while", "while true do end"},
    {"endless_goto", "::again:: goto again"},
    {"endless_repeat", "repeat until false"},
    {"endless_for", "for i = 1, math.huge do end"},
    {"endless_recursion", "local function f() return 1 + f() end f()"},
    {"endless_tail_call", "local function f() return f() end f()"},
    {"growing_tail_call", "local function f(...) return f(1, ...) end f()"},
    {"pcall_swallows", "while true do pcall(function() while true do end end) end"},
    {"pcall_of_pcall", "while true do pcall(pcall, pcall, function() while true do end end) end"},
    {"pcall_of_error", "while true do pcall(error) end"},
    {"xpcall_with_endless_handler",
     "xpcall(function() while true do end end, function() while true do end end)"},
    {"xpcall_handler_alone", "xpcall(error, function() while true do end end)"},
    {"xpcall_handler_that_fails", "while true do xpcall(error, function(e) error(e) end) end"},
    {"endless_tostring", "error(setmetatable({}, {__tostring = function() while true do end end}))"},
    {"endless_tostring_in_pcall",
     "while true do pcall(print, setmetatable({}, {__tostring = function() while true do end end})) end"},
    {"endless_index", "local t = setmetatable({}, {__index = function() while true do end end}) return t.x"},
    {"endless_eq",
     "local m = {__eq = function() while true do end end} return setmetatable({}, m) == setmetatable({}, m)"},
    {"endless_pairs",
     "for k in pairs(setmetatable({}, {__pairs = function() return function() return 1 end end})) do end"},
    {"endless_comparison", "table.sort({3, 2, 1}, function() while true do end end)"},
    {"endless_gsub_callback", "string.gsub('abc', '.', function() while true do end end)"},
    {"endless_reader", "load(function() while true do end end)"},
    {"endless_load", "while true do load(('x = 1 '):rep(1000)) end"},
};

const Attack kCoroutines[] = {
    {"endless_in_wrap", "coroutine.wrap(function() while true do end end)()"},
    {"endless_in_resume",
     "while true do coroutine.resume(coroutine.create(function() while true do end end)) end"},
    {"short_ones_below_the_hook", "while true do coroutine.wrap(function() for i = 1, 100 do end end)() end"},
    {"nested_forever", "local function f() coroutine.wrap(f)() end f()"},
    {"many_alive", "local t = {} while true do t[#t + 1] = coroutine.create(print) end"},
    {"generator_forever",
     "local g = coroutine.wrap(function() while true do coroutine.yield() end end) while true do g() end"},
    {"close_runs_endless_handler",
     "local co = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() while "
     "true do end "
     "end}) coroutine.yield() end) coroutine.resume(co) coroutine.close(co)"},
    {"dead_one_runs_endless_handler",
     "local co = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() while "
     "true do end "
     "end}) error('x') end) coroutine.resume(co) coroutine.close(co)"},
    {"resumes_itself", "local co co = coroutine.wrap(function() co() end) co()", ErrorCode::invalid_argument},
};

const Attack kHandlers[] = {
    {"finalizer", "setmetatable({}, {__gc = function() while true do end end})", ErrorCode::invalid_argument},
    {"weak_table", "setmetatable({}, {__mode = 'k'})", ErrorCode::invalid_argument},
    {"close_at_the_end", "local x <close> = setmetatable({}, {__close = function() while true do end end})"},
    {"close_while_stopping",
     "local x <close> = setmetatable({}, {__close = function() while true do end end}) while true do end"},
    {"many_closes_while_stopping",
     "local m = {__close = function() while true do pcall(error) end end}\n"
     "local function f(n) local x <close> = setmetatable({}, m) if n > 0 then f(n - 1) end while true do end "
     "end f(150)"},
    {"close_in_pcall",
     "while true do pcall(function() local x <close> = setmetatable({}, {__close = function() while true do "
     "pcall(error) "
     "end end}) error('a') end) end"},
    {"error_value_loops",
     "local e = {} e.__tostring = function(s) return tostring(s) end error(setmetatable(e, e))",
     ErrorCode::invalid_argument},
};

const Attack kMemory[] = {
    {"rep_bomb", "return string.rep('x', 1 << 40)"},
    {"rep_with_separator", "return ('x'):rep(1e9, 'y')"},
    {"rep_overflow", "return ('xx'):rep(math.maxinteger)"},
    {"doubling_text", "local s = 'x' while true do s = s .. s end"},
    {"table_bomb", "local t = {} while true do t[#t + 1] = {} end"},
    {"array_bomb", "local t = {} for i = 1, 1e9 do t[i] = i end"},
    {"hash_bomb", "local t = {} for i = 1, 1e9 do t['k' .. i] = i end"},
    {"closure_bomb", "local f = print while true do local g = f f = function() return g end end"},
    {"memory_caught_in_a_loop",
     "while true do pcall(function() local t = {} while true do t[#t + 1] = t end end) end"},
    {"huge_concat",
     "local t = {} for i = 1, 1e5 do t[i] = ('x'):rep(100) end return table.concat(t, ('y'):rep(1000))"},
    {"concat_without_end", "table.concat(setmetatable({}, {__index = tostring}), '', 1, 1 << 53)"},
    {"many_results", "return table.unpack({}, 1, 1e9)"},
    {"wide_number", "return string.format('%99999d', 1)", ErrorCode::invalid_argument},
    {"precise_number", "return string.format('%.999f', 1)", ErrorCode::invalid_argument},
    {"gsub_growth", "local s = 'x' while true do s = s:gsub('x', 'xxxxxxxxxx') end"},
    {"reader_growth", "load(function() return ('x = 1 '):rep(1000) end)"},
};

const Attack kLongCalls[] = {
    {"lazy_items", "return string.find(('a'):rep(26), ('a-'):rep(26) .. 'b')"},
    {"greedy_items", "return string.match(('a'):rep(5e4), 'a*a*a*a*b')"},
    {"lazy_dots", "return string.gsub(('a'):rep(1e5), ('.-'):rep(20) .. 'b', '')"},
    {"unbalanced", "return string.gsub(('('):rep(1e5), '%b()', '')"},
    {"long_set", "return string.find(('a'):rep(1e5), '[' .. ('b'):rep(1e5) .. ']')"},
    {"gmatch_forever", "for _ in string.gmatch(('a'):rep(1e5), '.-.-.-b') do end"},
    {"back_references", "return string.find(('a'):rep(2e4), '(a*)%1%1b')"},
    {"plain_search_worst_case",
     "local s, p = ('a'):rep(1e6), ('a'):rep(5e5) .. 'b' while true do s:find(p, 1, true) end"},
    {"move_without_end", "table.move({}, 1, 1 << 53, 2)"},
    {"insert_without_end", "table.insert(setmetatable({}, {__len = function() return 1 << 53 end}), 1, 0)"},
    {"remove_without_end", "table.remove(setmetatable({}, {__len = function() return 1 << 53 end}), 1)"},
    {"comparing_long_texts", "local a, b = ('x'):rep(8e6), ('x'):rep(8e6 - 1) .. 'x' while a == b do end"},
    {"ordering_zero_bytes",
     "local a, b = ('\\0'):rep(4e6), ('\\0'):rep(4e6 - 1) .. '\\0' while a <= b do end"},
    {"text_as_number", "local a = (' '):rep(4e6) .. '1' while a + 1 do end"},
    {"many_arguments",
     "local function f() end local function g(...) while true do f(...) end end g(table.unpack({}, 1, 2e5))"},
    {"length_of_utf8", "local s = ('x'):rep(4e6) while true do utf8.len(s) end"},
    {"pairs_of_many", "local t = {} for i = 1, 2e4 do t['k' .. i] = i end while true do pairs(t) end"},
    {"next_of_many", "local t = {} for i = 1, 2e4 do t['k' .. i] = i end while true do next(t) end"},
    {"living_at_the_brim", "local t = {} for i = 1, 3.3e5 do t[i] = {} end while true do local x = {} end"},
};

class Attacks : public testing::TestWithParam<Attack> {};

TEST_P(Attacks, end_soon_with_a_clear_error) {
  SandboxOptions options;
  options.memory_bytes = std::size_t{32} << 20;
  options.instructions = 5'000'000;
  options.random = [] { return std::uint64_t{4}; };
  Sandbox sandbox(options);
  const auto begin = std::chrono::steady_clock::now();
  try {
    sandbox.run(GetParam().script, "attack.lua");
    FAIL() << "it ended by itself";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), GetParam().code) << error.what();
    EXPECT_FALSE(error.message().empty());
    EXPECT_EQ(error.where().substr(0, 10), "attack.lua") << error.what();
  }
  // 5 million instructions are 0.02 s, or 0.5 s of processor time at the most; the rest is for a busy
  // machine.
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(taken.count(), 10.0);
  EXPECT_LE(sandbox.usage().peak_memory_bytes, options.memory_bytes + (std::size_t{1} << 20));
}

std::string name_of(const testing::TestParamInfo<Attack>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Loops, Attacks, testing::ValuesIn(kLoops), name_of);
INSTANTIATE_TEST_SUITE_P(Coroutines, Attacks, testing::ValuesIn(kCoroutines), name_of);
INSTANTIATE_TEST_SUITE_P(Handlers, Attacks, testing::ValuesIn(kHandlers), name_of);
INSTANTIATE_TEST_SUITE_P(Memory, Attacks, testing::ValuesIn(kMemory), name_of);
INSTANTIATE_TEST_SUITE_P(LongCalls, Attacks, testing::ValuesIn(kLongCalls), name_of);

TEST(Attack, cannot_stay_alive_in_a_coroutine_that_was_stopped) {
  SandboxOptions options;
  options.instructions = 20'000'000;
  options.call_instructions = 100'000;
  Sandbox sandbox(options);
  const std::vector<Value> functions = sandbox.run(
      "local co = coroutine.create(function()\n"
      "  local x <close> = setmetatable({}, {__close = function() while true do end end})\n"
      "  while true do end\n"
      "end)\n"
      "return function() coroutine.resume(co) end, function() return coroutine.close(co) end",
      "attack.lua");
  EXPECT_THROW(functions[0].get_if<FunctionRef>()->call({}), Error);
  EXPECT_FALSE(*functions[1].get_if<FunctionRef>()->call({}).at(0).get_if<bool>());
}

TEST(Attack, cannot_nest_closing_coroutines_until_the_stack_breaks) {
  Sandbox sandbox;
  const std::string begin =
      "local function nest() local co = coroutine.create(function()\n"
      "  local x <close> = setmetatable({}, {__close = nest}) ";
  const std::string end = " end)\n  coroutine.resume(co) coroutine.close(co) end\nnest()";
  EXPECT_NO_THROW(sandbox.run(begin + "error('x')" + end, "attack.lua"));
  EXPECT_NO_THROW(sandbox.run(begin + "coroutine.yield()" + end, "attack.lua"));
}

}  // namespace
}  // namespace conurb::script
