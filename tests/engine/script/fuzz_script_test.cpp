// SPDX-License-Identifier: Apache-2.0
// A small share of what the fuzz target does: bytes, token soup and broken copies of a real script.
#include <random>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/script/sandbox.hpp"

namespace conurb::script {
namespace {

int fuzz(const std::string& text) {
  return fuzz_script(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

TEST(FuzzScript, survives_any_bytes) {
  std::mt19937 random(7);  // NOLINT: the same bytes each time
  for (int i = 0; i < 200; ++i) {
    std::string text(random() % 200, '\0');
    for (char& c : text) c = static_cast<char>(random());
    EXPECT_EQ(fuzz(text), 0);
  }
  EXPECT_EQ(fuzz(""), 0);
  EXPECT_EQ(fuzz("\x1bLua\x54\0"), 0);
}

TEST(FuzzScript, survives_any_tokens) {
  const std::string tokens[] = {"local ",
                                "a ",
                                "b ",
                                "= ",
                                "function ",
                                "(",
                                ")",
                                "end ",
                                "if ",
                                "then ",
                                "else ",
                                "while ",
                                "true ",
                                "do ",
                                "for ",
                                "in ",
                                "pairs",
                                "1 ",
                                "2.5 ",
                                "'x' ",
                                "{",
                                "}",
                                ", ",
                                "..",
                                "+ ",
                                "- ",
                                "* ",
                                "// ",
                                "% ",
                                "== ",
                                "< ",
                                "# ",
                                "not ",
                                "and ",
                                "or ",
                                "return ",
                                "run ",
                                "<close> ",
                                "goto ",
                                "::a:: ",
                                "setmetatable",
                                "pcall",
                                "error",
                                "string.rep",
                                "coroutine.wrap",
                                "coroutine.yield",
                                "table.sort",
                                "string.gsub",
                                "load",
                                "_ENV ",
                                "_G ",
                                "...",
                                ".",
                                ":",
                                "[",
                                "]",
                                "nil ",
                                "1e308 ",
                                "-1 ",
                                "1 << 62 ",
                                "table.unpack",
                                "string.format",
                                "'%d%s' ",
                                "next",
                                "select",
                                "tostring"};
  std::mt19937 random(11);  // NOLINT
  for (int i = 0; i < 1500; ++i) {
    std::string text;
    for (std::size_t n = random() % 40; n > 0; --n) text += tokens[random() % std::size(tokens)];
    EXPECT_EQ(fuzz(text), 0);
  }
}

TEST(FuzzScript, survives_broken_copies_of_a_script) {
  const std::string script =
      "local t = setmetatable({}, {__index = function(t, k) return k .. 'x' end, __close = function() end})\n"
      "local function f(n) if n == 0 then return 1 else return n * f(n - 1) end end\n"
      "function run(...) local x <close> = t for i = 1, 10 do t[i] = f(i) end\n"
      "  local ok, e = pcall(error, {message = 'm'}) table.sort(t, function(a, b) return a > b end)\n"
      "  return ('%d %s'):format(select('#', ...), t[1]):gsub('%d+', function(d) return d + 1 end) end\n"
      "local co = coroutine.wrap(function(a) while true do a = coroutine.yield(a * 2) end end)\n"
      "for k, v in pairs { 1, 2, a = co(2), [2.5] = co(3) } do t[k] = v end\n"
      "return run(table.unpack(t, 1, 3)), load('return 1')(), string.rep('ab', 10, ','), utf8.char(228, "
      "8364)\n";
  std::mt19937 random(13);  // NOLINT
  for (int i = 0; i < 1000; ++i) {
    std::string text = script;
    for (std::size_t n = 1 + random() % 4; n > 0; --n) {
      const std::size_t at = random() % text.size();
      const std::size_t size = random() % 8;
      if (random() % 3 == 0) {
        text.erase(at, size);
      } else if (random() % 2 == 0) {
        text[at] = static_cast<char>(32 + random() % 95);
      } else {
        const std::string part = text.substr(random() % text.size(), size * 4);
        text.insert(at, part);
      }
      if (text.empty()) text.push_back(static_cast<char>(32));
    }
    EXPECT_EQ(fuzz(text), 0);
  }
}

}  // namespace
}  // namespace conurb::script
