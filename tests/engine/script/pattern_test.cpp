// SPDX-License-Identifier: Apache-2.0
// Our matcher against stock Lua's: the same results and the same messages, on generated patterns and
// subjects.
#include "engine/script/pattern.hpp"

#include <memory>
#include <random>
#include <string>

#include <gtest/gtest.h>
#include <lua.hpp>

#include "engine/script/sandbox.hpp"

namespace conurb::script {
namespace {

struct ClosePlain {
  void operator()(lua_State* L) const { lua_close(L); }
};

// Runs a chunk that returns one text, in stock Lua and in the sandbox.
class Pair {
 public:
  Pair() : stock_(luaL_newstate()) { luaL_openlibs(stock_.get()); }

  std::string stock(const std::string& chunk) {
    lua_State* const L = stock_.get();
    lua_settop(L, 0);
    EXPECT_EQ(luaL_dostring(L, chunk.c_str()), LUA_OK) << lua_tostring(L, -1) << "\n" << chunk;
    std::size_t size = 0;
    const char* const text = lua_tolstring(L, -1, &size);
    return std::string(text, size);
  }

  std::string ours(const std::string& chunk) {
    SandboxOptions options;
    Sandbox sandbox(options);
    return *sandbox.run(chunk, "t.lua").at(0).get_if<std::string>();
  }

 private:
  std::unique_ptr<lua_State, ClosePlain> stock_;
};

// All uses of one list of {pattern, subject} on one line each; positions of our two files are cut off.
std::string chunk_for(const std::string& cases) {
  return "local out = {}\n"
         "local function show(...)\n"
         "  local n, t = select('#', ...), {...}\n"
         "  for i = 1, n do t[i] = tostring(t[i]) end\n"
         "  out[#out + 1] = table.concat(t, '|', 1, n)\n"
         "end\n"
         "local function try(f, ...)\n"
         "  local r = table.pack(pcall(f, ...))\n"
         "  if not r[1] then r[2] = tostring(r[2]):gsub('^.-:%d+: ', '') end\n"
         "  show(table.unpack(r, 1, r.n))\n"
         "end\n"
         "local function all(s, p, init)\n"
         "  local n = 0\n"
         "  for a, b in string.gmatch(s, p, init) do show(a, b) n = n + 1 if n > 50 then break end end\n"
         "end\n"
         "for _, c in ipairs {" +
         cases +
         "} do\n"
         "  local p, s = c[1], c[2]\n"
         "  for _, init in ipairs {1, 3, -2, 100, -100, 0} do\n"
         "    try(string.find, s, p, init) try(string.match, s, p, init)\n"
         "  end\n"
         "  try(string.find, s, p, 2, true) try(all, s, p) try(all, s, p, 2)\n"
         "  try(string.gsub, s, p, '<%0>') try(string.gsub, s, p, '%1-%2') try(string.gsub, s, p, '%%x', 2)\n"
         "  try(string.gsub, s, p, {a = 1, b = true, ab = 'q', [1] = 'one'})\n"
         "  try(string.gsub, s, p, function(a, b) if a == 'a' then return false end return b end)\n"
         "end\n"
         "return table.concat(out, '\\n')";
}

std::string lua_quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    if (c == '\n') {
      result += "\\n";
    } else if (c == '\0') {
      result += "\\0";
    } else {
      result += c;
    }
  }
  return result + "'";
}

void compare(const std::string& cases) {
  Pair lua;
  const std::string chunk = chunk_for(cases);
  const std::string expected = lua.stock(chunk);
  const std::string got = lua.ours(chunk);
  if (got == expected) return;
  std::size_t at = 0;
  while (at < expected.size() && at < got.size() && expected[at] == got[at]) ++at;
  const std::size_t from = at > 60 ? at - 60 : 0;
  ADD_FAILURE() << "stock: " << expected.substr(from, 160) << "\nours:  " << got.substr(from, 160);
}

TEST(Pattern, equals_stock_lua_on_chosen_cases) {
  const char* const patterns[] = {"a",         "",
                                  "^",         "$",
                                  "^$",        "a$",
                                  "^a",        "a*",
                                  "a+",        "a-",
                                  "a?",        "a?b",
                                  "(a)(b)",    "()",
                                  "()a()",     "(a*(.)%w(%s*))",
                                  "%f[%w]%w+", "%f[%z]",
                                  "%b()",      "%bab",
                                  "%b",        "%ba",
                                  "[abc]",     "[^abc]+",
                                  "[a-c]*",    "[]]",
                                  "[^]]",      "[a-]",
                                  "[]-a]",     "[%a_]%w*",
                                  "[%]]",      "[a",
                                  "[]",        "[^",
                                  "[%",        "%",
                                  "%%",        "%a%d",
                                  "%S+",       "%g+",
                                  "%p",        "%c",
                                  "%x%X",      "(",
                                  ")",         "(a",
                                  "a)",        "(()",
                                  "%1",        "(a)%1",
                                  "()%1",      "(a%1)",
                                  "(a*)b%1",   "%f",
                                  "%fa",       "%f[",
                                  "%f[a",      "((a)(b))",
                                  "(.-)b",     ".-",
                                  ".*b",       "^(%s*)(.-)%s*$",
                                  "a.b",       "[%z\\0]",
                                  "%z",        "$a",
                                  "a^b",       "+a",
                                  "*",         "-",
                                  "?",         "%q",
                                  "[%q]",      "[%w-_]",
                                  "x*$",       "(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)",
                                  "a\\0b",     "[\\0-a]"};
  const std::string long_capture = "('()'):rep(33)";
  std::string cases = "{" + long_capture;
  cases += ", 'aa'}, {('a?'):rep(250), ('a'):rep(250)}, {('a*'):rep(250), 'b'},";
  for (const char* const pattern : patterns) {
    for (const char* const subject :
         {"", "a", "abc abba (a(b)c) x_1", "aaab\\0ab]-^", " trim me  ", "THE (quick) fox"}) {
      cases += "{'" + std::string(pattern) + "', '" + subject + "'},";
    }
  }
  compare(cases);
}

TEST(Pattern, equals_stock_lua_on_generated_cases) {
  std::mt19937 random(20240601);  // NOLINT: the same cases each time
  const std::string items[] = {"a",       "b",    ".", "%a", "%d",   "%s",     "%w",     "%A", "[ab]", "[^a]",
                               "[a-c%d]", "(",    ")", "()", "%b()", "%f[%w]", "%f[%W]", "%1", "%2",   "(a)",
                               "(.)",     "(b-)", "^", "$",  "%.",   "]",      "[",      "%",  "-",    "*"};
  const std::string signs[] = {"", "", "", "*", "+", "-", "?"};
  const std::string alphabet = "aabbc (1)x.%";
  const auto pick = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
  for (int round = 0; round < 10; ++round) {
    std::string cases;
    for (int i = 0; i < 100; ++i) {
      std::string pattern;
      for (std::size_t n = 1 + pick(6); n > 0; --n)
        pattern += items[pick(std::size(items))] + signs[pick(std::size(signs))];
      std::string subject;
      for (std::size_t n = pick(16); n > 0; --n) subject += alphabet[pick(alphabet.size())];
      cases.append("{").append(lua_quoted(pattern)).append(", ").append(lua_quoted(subject)).append("},");
    }
    compare(cases);
    if (HasFailure()) return;
  }
}

class NoPayer final : public StepPayer {
 public:
  void pay(std::uint64_t steps) override {
    total += steps;
    if (total > 100'000) throw PatternError("out of steps");
  }
  std::uint64_t total = 0;
};

TEST(Pattern, pays_for_every_step_and_can_be_ended) {
  const std::string subject(26, 'a');
  std::string pattern;
  for (int i = 0; i < 26; ++i) pattern += "a-";
  NoPayer payer;
  pattern += 'b';
  PatternMatcher matcher(subject, pattern, payer);
  EXPECT_THROW((void)matcher.match(0), PatternError);
  EXPECT_GT(payer.total, 100'000U);
}

}  // namespace
}  // namespace conurb::script
