// SPDX-License-Identifier: Apache-2.0
#include "engine/io/json_cursor.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace conurb::io {
namespace {

/// The bracket matcher written plainly, as a reference for the fast one.
std::size_t plain_end(const std::string& text) {
  int depth = 0;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inside) {
      if (c == '\\') ++i;
      if (c == '"') inside = false;
    } else if (c == '\\') {
      // No JSON has a backslash outside a string; both loops take it as escaping a quote, so that they
      // can be compared.
      if (i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
    } else if (c == '"') {
      inside = true;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      if (--depth == 0) return i + 1;
    }
  }
  return std::string::npos;
}

std::string json_text(const std::string& plain) {
  std::string text(1, '"');
  return text.append(plain).append("\"x");
}

TEST(JsonCursor, matches_brackets_like_a_plain_loop_on_random_text) {
  std::mt19937 random(11);
  const std::string alphabet = "[[{{]]}}\"\"\\\\ab,:1 ";
  int closed = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = "[";
    for (auto length = random() % 300; length > 0; --length) text += alphabet[random() % alphabet.size()];
    const std::size_t expected = plain_end(text);
    JsonCursor cursor(text);
    try {
      ASSERT_EQ(cursor.value().size(), expected) << text;
      ++closed;
    } catch (const JsonFault&) {
      ASSERT_EQ(expected, std::string::npos) << text;
    }
  }
  EXPECT_GT(closed, 1000);
}

TEST(JsonCursor, matches_deeply_nested_text_up_to_the_limit) {
  for (const std::size_t depth : {1u, 7u, 63u, 64u, 65u, 500u, 1000u}) {
    const std::string text = std::string(depth, '[') + std::string(depth, ']');
    EXPECT_EQ(JsonCursor(text + ",1").value(), text);
  }
  const std::string deep = std::string(100000, '[') + std::string(100000, ']');
  EXPECT_THROW(JsonCursor(deep).value(), JsonFault);
}

TEST(JsonCursor, reads_strings_across_blocks_and_flags_what_they_hold) {
  for (std::size_t length = 0; length < 70; ++length) {
    const std::string plain(length, 'a');
    const std::string text = json_text(plain);
    JsonCursor cursor(text);
    const JsonString token = cursor.string();
    EXPECT_EQ(token.raw, plain);
    EXPECT_TRUE(token.plain());
  }
  const std::string text = R"("a long enough text with \"quotes\" and \\")"
                           "\"\xC3\xA4\" \"tab\t\"";
  JsonCursor cursor(text);
  EXPECT_TRUE(cursor.string().escaped);
  EXPECT_TRUE(cursor.string().non_ascii);
  EXPECT_TRUE(cursor.string().control);
  EXPECT_THROW(JsonCursor("\"open").string(), JsonFault);
  EXPECT_THROW(JsonCursor("\"open\\\"").string(), JsonFault);
}

TEST(JsonCursor, reads_digits_as_one_word_like_a_loop) {
  for (const std::uint32_t number : {0u, 7u, 10u, 99u, 123u, 4096u, 99999u, 123456u, 9999999u}) {
    for (const char after : {',', ']', ' ', '.', ':', '/', '\xFF'}) {
      const std::string text = std::to_string(number) + after + "9999999";
      std::uint32_t value = 0;
      EXPECT_EQ(read_digits(text.data(), value), std::to_string(number).size());
      EXPECT_EQ(value, number) << text;
    }
  }
  std::uint32_t value = 0;
  EXPECT_EQ(read_digits("123456789", value), 8u);
  EXPECT_EQ(read_digits("-1234567", value), 0u);
}

TEST(JsonCursor, knows_what_a_json_number_is) {
  for (const char* const text : {"0", "-0", "10", "-1.5", "1e9", "2.5E-3", "0.0"})
    EXPECT_TRUE(is_json_number(text));
  for (const char* const text : {"", "-", "01", "1.", ".5", "1e", "+1", "1e+", "NaN", "0x1", "1 "}) {
    EXPECT_FALSE(is_json_number(text)) << text;
  }
  EXPECT_TRUE(is_json_integer("-12"));
  EXPECT_FALSE(is_json_integer("1.0"));
}

}  // namespace
}  // namespace conurb::io
