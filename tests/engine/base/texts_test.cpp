// SPDX-License-Identifier: Apache-2.0
#include "engine/base/texts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/files.hpp"
#include "tests/engine/base/expect_error.hpp"

namespace conurb {
namespace {

class TextsTest : public ::testing::Test {
 protected:
  TextsTest() {
    write_file_atomic(folder_.path() / "en.json", R"({"a": "one", "b": "{n} of {all}", "c": "three"})");
    write_file_atomic(folder_.path() / "zh.json", R"({"a": "一", "b": "共{all}个，第{n}个"})");
    write_file_atomic(folder_.path() / "xx.json", R"({"a": 1})");
  }
  TempDir folder_;
};

TEST_F(TextsTest, a_text_comes_in_the_language_then_in_english_then_as_its_key) {
  const Texts texts(folder_.path(), "zh");
  EXPECT_EQ(texts("a"), "一");
  EXPECT_EQ(texts("c"), "three");
  EXPECT_EQ(texts("d"), "d");
  EXPECT_EQ(Texts()("a"), "a");
}

TEST_F(TextsTest, values_stand_where_the_language_wants_them) {
  EXPECT_EQ(Texts(folder_.path(), "en")("b", {{"n", "2"}, {"all", "3"}}), "2 of 3");
  EXPECT_EQ(Texts(folder_.path(), "zh")("b", {{"n", "2"}, {"all", "3"}}), "共3个，第2个");
  EXPECT_EQ(Texts(folder_.path(), "en")("b", {{"n", "2"}}), "2 of {all}");
}

TEST_F(TextsTest, a_language_without_texts_and_texts_that_are_none_are_named) {
  test::expect_error(ErrorCode::not_found, "\"fr\"", [&] { Texts(folder_.path(), "fr"); });
  test::expect_error(ErrorCode::bad_data, "\"a\" is no text", [&] { Texts(folder_.path(), "xx"); });
}

TEST(Texts, every_language_of_the_program_says_everything_with_the_same_values) {
  const Texts english("assets/texts", "en");
  ASSERT_THAT(english.keys(), ::testing::Not(::testing::IsEmpty()));
  const auto values_in = [](std::string_view text) {
    std::set<std::string> names;
    for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1))
      names.emplace(text.substr(open, text.find('}', open) - open + 1));
    return names;
  };
  for (const std::string& language : Texts::languages("assets/texts")) {
    const Texts texts("assets/texts", language);
    EXPECT_EQ(texts.keys(), english.keys()) << language << " has keys that English lacks";
    for (const std::string& key : english.keys())
      EXPECT_EQ(values_in(texts(key)), values_in(english(key))) << language << ": " << key;
    if (language != "zh") continue;
    for (const std::string& key : english.keys()) {
      const std::string_view text = texts(key);
      const bool foreign = std::any_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
      EXPECT_TRUE(foreign) << key << " is not translated: " << text;
    }
  }
}

}  // namespace
}  // namespace conurb
