// SPDX-License-Identifier: Apache-2.0
// The library functions that are ours: the same answers as stock Lua where it has an answer, one order where
// it has none.
#include "engine/script/library.hpp"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/script/sandbox.hpp"

namespace conurb::script {
namespace {

std::string printed_here(std::string_view script) {
  std::string out;
  SandboxOptions options;
  options.instructions = 200'000'000;
  options.print = [&out](std::string_view line) { out.append(line).append("\n"); };
  Sandbox sandbox(options);
  sandbox.run(script, "test.lua");
  return out;
}

std::string stock(const std::string& script) {
  struct CloseStock {
    void operator()(lua_State* L) const { lua_close(L); }
  };
  const std::unique_ptr<lua_State, CloseStock> owner(luaL_newstate());
  lua_State* const L = owner.get();
  luaL_openlibs(L);
  const std::string chunk =
      "local out = {}\n"
      "function print(...)\n"
      "  local t = table.pack(...) for i = 1, t.n do t[i] = tostring(t[i]) end\n"
      "  out[#out + 1] = table.concat(t, '\\t')\n"
      "end\n" +
      script + "\nreturn table.concat(out, '\\n') .. '\\n'";
  EXPECT_EQ(luaL_dostring(L, chunk.c_str()), LUA_OK) << lua_tostring(L, -1);
  return lua_tostring(L, -1);
}

void expect_as_stock(const std::string& script) {
  EXPECT_EQ(printed_here(script), stock(script)) << script;
}

TEST(Library, visits_tables_in_one_order) {
  EXPECT_EQ(
      printed_here("for k, v in pairs {30, 20, 10, b = 1, a = 2, [2.5] = 3, [-1] = 4, [5] = 7, [true] = 5, "
                   "[false] = 6,\n"
                   "  [''] = 8, ['a\\0b'] = 9, [1e300] = 10, [-math.huge] = 11} do print(k, v) end"),
      "1\t30\n2\t20\n3\t10\n-inf\t11\n-1\t4\n2.5\t3\n5\t7\n1e+300\t10\n\t8\na\t2\n" +
          std::string("a\0b\t9\n", 6) + "b\t1\nfalse\t6\ntrue\t5\n");
  EXPECT_EQ(printed_here("local t = {c = 1, b = 2, a = 3} local k, v = next(t) while k do print(k, v) k, v = "
                         "next(t, k) end"),
            "a\t3\nb\t2\nc\t1\n");
  EXPECT_EQ(printed_here("print(next({})) print(next({5})) print(pcall(next))"),
            "nil\n1\t5\nfalse\tbad argument #1 to 'next' (table expected, got no value)\n");
  EXPECT_EQ(
      printed_here("local t = {} for i = 1, 300 do t['k' .. i % 100 .. ':' .. i] = i end\n"
                   "local last = '' for k in pairs(t) do assert(last < k) last = k end print('sorted')"),
      "sorted\n");
}

TEST(Library, allows_changes_to_a_table_that_is_visited) {
  EXPECT_EQ(
      printed_here("local t = {a = 1, b = 2, c = 3} for k in pairs(t) do t.b = nil t.a = 9 print(k) end"),
      "a\nc\n");
  EXPECT_EQ(printed_here("local t = {1, 2, 3} for k, v in pairs(t) do t[2] = nil t[3] = 5 print(k, v) end"),
            "1\t1\n3\t5\n");
  EXPECT_EQ(
      printed_here(
          "local t = setmetatable({}, {__pairs = function(t) return function(_, k) return not k and 7 or nil "
          "end, t, nil end}) for k in pairs(t) do print(k) end"),
      "7\n");
}

TEST(Library, refuses_keys_that_have_no_order) {
  Sandbox sandbox;
  try {
    sandbox.run("local t = {} t[{}] = 1 for k in pairs(t) do end", "test.lua");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), testing::HasSubstr("a table as key has no order"));
  }
}

TEST(Library, sorts_stably_and_survives_any_comparison) {
  EXPECT_EQ(printed_here("local t = {{1, 'b'}, {0, 'x'}, {1, 'a'}, {0, 'y'}, {1, 'c'}}\n"
                         "table.sort(t, function(a, b) return a[1] < b[1] end)\n"
                         "for _, v in ipairs(t) do print(v[1], v[2]) end"),
            "0\tx\n0\ty\n1\tb\n1\ta\n1\tc\n");
  expect_as_stock(
      "local t = {} for i = 1, 500 do t[i] = (i * 7919) % 503 end table.sort(t) print(table.concat(t, ' '))\n"
      "table.sort(t, function(a, b) return a > b end) print(table.concat(t, ' '))\n"
      "local s = {'b', 'a', '', 'aa', 'B'} table.sort(s) print(table.concat(s, ' '))\n"
      "print(pcall(table.sort, {1, 'x', 2})) print(pcall(table.sort, {3, 2}, 5))");
  printed_here(
      "local n = 0 local t = {} for i = 1, 1000 do t[i] = i end\n"
      "for _, f in ipairs {function() return true end, function() return false end,\n"
      "    function(a, b) n = n + 1 return n % 3 == 0 end} do table.sort(t, f) end\n"
      "local seen = {} for _, v in ipairs(t) do seen[v] = true end assert(#seen == 1000)\n"
      "table.sort({0/0, 1, 0/0, -1, 0/0})");
}

TEST(Library, has_the_table_functions_of_stock_lua) {
  expect_as_stock(
      "local t = {1, 2, 3} table.insert(t, 4) table.insert(t, 1, 0) table.insert(t, 6, 9) "
      "print(table.concat(t, ','))\n"
      "print(table.remove(t), table.remove(t, 1), table.remove(t, 2), table.concat(t, ','))\n"
      "print(table.remove({}), table.remove({}, 0), table.remove({1}, 2), #t)\n"
      "print(pcall(table.insert, t, 9, 1)) print(pcall(table.insert, t, 0, 1)) print(pcall(table.insert, "
      "t))\n"
      "print((pcall(table.remove, t, 9))) print((pcall(table.remove, t, -1))) print(pcall(table.insert, 5, "
      "1))\n"
      "print(table.concat({}), table.concat({1, 2.5, 'x'}, '-'), table.concat({1, 2, 3}, ' ', 2), "
      "table.concat({1, 2, 3}, "
      "' ', 2, 2), table.concat({1, 2}, ' ', 3))\n"
      "print(pcall(table.concat, {1, {}, 3}))\n"
      "print(table.unpack({1, 2, 3})) print(table.unpack({1, 2, 3}, 2)) print(table.unpack({1, 2}, -1, 1)) "
      "print((table.unpack({}, 1, 0)))\n"
      "print(pcall(table.unpack, {}, 1, 1e8)) print(table.unpack({}, math.maxinteger, math.maxinteger))\n"
      "local p = table.pack(1, nil, 3) print(p.n, p[1], p[2], p[3]) print(table.pack().n)\n"
      "print(table.concat(table.move({1, 2, 3, 4}, 2, 4, 1), ',')) print(table.concat(table.move({1, 2, 3}, "
      "1, 3, 2), ','))\n"
      "print(table.concat(table.move({1, 2, 3}, 1, 3, 3, {9, 9}), ',')) print(table.concat(table.move({1, "
      "2}, 1, 0, 5), ','))\n"
      "print(pcall(table.move, {}, 1, math.maxinteger, 2)) print(pcall(table.move, {}, -1, math.maxinteger, "
      "2))\n"
      "local m = setmetatable({}, {__index = function(_, i) return i <= 3 and i * 10 or nil end, __len = "
      "function() return "
      "3 end}) print(table.concat(m, ','), table.unpack(m))");
}

TEST(Library, has_the_text_functions_of_stock_lua) {
  expect_as_stock(
      "print(('abc'):rep(3), ('abc'):rep(2, '-'), ('x'):rep(0), ('x'):rep(-5), (''):rep(9))\n"
      "print(string.format('%5d|%-5s|%05.1f|%x|%q|%s|%%|%c', 42, 'ab', 3.14159, 255, 'a\"b\\n', true, 65))\n"
      "print(string.format('%s %10.3s %s', nil, 'abcdef', 1.5)) print(string.format('%q', 1/3), "
      "string.format('%i', 3.0))\n"
      "print(pcall(string.format, '%d', 'x')) print(pcall(string.format, '%d')) print(pcall(string.format, "
      "'%y', 1))\n"
      "print(pcall(string.format, '%', 1)) print(pcall(string.format, '%123d', 1)) print(string.format('%s', "
      "setmetatable({}, "
      "{__tostring = function() return 'mine' end})))\n"
      "print(('hello'):byte(1, -1)) print(('Hello'):upper(), ('Hello'):lower(), ('Hello'):reverse(), "
      "('Hello'):len())\n"
      "print(string.unpack('<i4', string.pack('<i4', -7))) print(utf8.len('añb'), utf8.codepoint('ñ'), "
      "utf8.offset('añb', 3))\n"
      "for p, c in utf8.codes('añ') do print(p, c) end print(tostring(1e15), tostring(-0.0), 10 // 3, 2^53)\n"
      "print(('x = 1, y = 22'):gsub('(%w+) = (%w+)', '%2:%1')) print(('a b c'):gsub('%w', {a = 1, b = "
      "false}))\n"
      "print(('key = value'):match('^(%w+)%s*=%s*(%w+)$')) for k, v in ('a=1,b=2'):gmatch('(%w)=(%w)') do "
      "print(k, v) end\n"
      "print(pcall(string.gsub, 'abc', '.', function() return {} end)) print(pcall(string.gsub, 'a', 'a', "
      "'%2'))\n"
      "print(pcall(string.gsub, 'a', 'a', '%')) print(pcall(string.rep)) print(pcall(string.find, nil, "
      "'a'))");
}

TEST(Library, repeats_nothing_at_once) {
  EXPECT_EQ(printed_here("print(#(''):rep(1 << 62), #(''):rep(1 << 62, ''))"), "0\t0\n");
}

TEST(Library, has_coroutines_and_protected_calls_of_stock_lua) {
  expect_as_stock(
      "local co = coroutine.create(function(a, b) local c = coroutine.yield(a + b) local d, e = "
      "coroutine.yield(c * 2) "
      "return d + e end)\n"
      "print(coroutine.resume(co, 1, 2)) print(coroutine.resume(co, 5)) print(coroutine.status(co)) "
      "print(coroutine.resume(co, 3, 4)) print(coroutine.status(co)) print(coroutine.resume(co))\n"
      "local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) "
      "end\n"
      "for i in gen(3) do print(i) end\n"
      "print(coroutine.resume(coroutine.create(function() error({1}, 0) end)) == false)\n"
      "print(pcall(function() return 1, 2, 3 end)) print(pcall(error, 'x', 0)) print(select('#', "
      "pcall(error)))\n"
      "print(xpcall(function(...) return select('#', ...), ... end, print, 1, nil, 3))\n"
      "print(xpcall(function() error('x', 0) end, function(m) return m .. '!' end))\n"
      "local co2 = coroutine.wrap(function() return pcall(function() coroutine.yield('in pcall') "
      "error('after', 0) end) end)\n"
      "print(co2()) print(co2()) print(pcall(co2))\n"
      "local c3 = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() "
      "print('closed') end}) "
      "coroutine.yield() end) coroutine.resume(c3) print(coroutine.close(c3), coroutine.status(c3))\n"
      "print(coroutine.isyieldable(), coroutine.wrap(function() return coroutine.isyieldable() end)())\n"
      "print(pcall(pcall)) print(pcall(xpcall, 1))\n"
      "do local ok, e = pcall(function() local y <close> = setmetatable({}, {__close = function(_, e) "
      "print('saw', e) end}) "
      "error('boom', 0) end) print(ok, e) end");
}

}  // namespace
}  // namespace conurb::script
