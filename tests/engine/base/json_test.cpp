// SPDX-License-Identifier: Apache-2.0
#include "engine/base/json.hpp"

#include "tests/engine/base/expect_error.hpp"

namespace conurb {
namespace {

using test::expect_error;

TEST(ParseJson, reads_valid_text_with_or_without_byte_order_mark) {
  EXPECT_EQ(parse_json("{\"a\": [1, 2.5, null, true]}", "f")["a"].size(), 4U);
  EXPECT_EQ(parse_json("\xEF\xBB\xBF{}", "f"), Json::object());
}

TEST(ParseJson, errors_name_file_line_and_column) {
  expect_error(ErrorCode::bad_data,
               "plugin.json:3:8: ", [] { (void)parse_json("{\n  \"a\": 1,\n  \"b\": x\n}", "plugin.json"); });
  expect_error(ErrorCode::bad_data, "f:1:1: ", [] { (void)parse_json("", "f"); });
}

TEST(ParseJson, hostile_texts_end_in_an_error) {
  for (const char* text : {"{", "[1,]", "{\"a\":1,}", "// x\n{}", "{} {}", "\"\xFF\"", "\"\xC0\xAF\"",
                           "1e999", "nan", "\"\\ud800\"", "[1 2]", "{\"a\" 1}", "'a'", "\"a", "01", "tru"}) {
    EXPECT_THROW((void)parse_json(text, "f"), Error) << text;
  }
  EXPECT_THROW((void)parse_json(std::string_view("{}\0", 3), "f"), Error);
}

TEST(ParseJson, depth_is_limited) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_NO_THROW((void)parse_json(nested(200), "f"));
  expect_error(ErrorCode::limit, "deeper than 200", [&] { (void)parse_json(nested(201), "f"); });
  expect_error(ErrorCode::limit, "deeper than 200",
               [] { (void)parse_json(std::string(1'000'000, '['), "f"); });
  std::string objects;
  for (int i = 0; i < 300; ++i) objects += "{\"a\":";
  expect_error(ErrorCode::limit, "deeper than 200", [&] { (void)parse_json(objects, "f"); });
}

TEST(ParseJson, repeated_keys_are_refused_within_one_object_only) {
  expect_error(ErrorCode::bad_data, "\"a\" stands twice",
               [] { (void)parse_json("{\"a\":1,\"b\":{},\"a\":2}", "f"); });
  EXPECT_NO_THROW((void)parse_json("{\"a\":{\"a\":1},\"b\":{\"a\":1}}", "f"));
}

TEST(JsonMembers, are_read_with_their_type) {
  const Json object = parse_json(R"({"s":"x","n":1.5,"i":3,"e":1e3,"b":true,"l":["p","q"],"o":{}})", "f");
  EXPECT_EQ(get_string(object, "s", "f"), "x");
  EXPECT_EQ(get_number(object, "n", "f"), 1.5);
  EXPECT_EQ(get_number(object, "i", "f"), 3);
  EXPECT_EQ(get_integer(object, "i", "f"), 3);
  EXPECT_EQ(get_integer(object, "e", "f"), 1000);
  EXPECT_TRUE(get_bool(object, "b", "f"));
  EXPECT_THAT(get_strings(object, "l", "f"), testing::ElementsAre("p", "q"));
  EXPECT_EQ(get_array(object, "l", "f").size(), 2U);
  EXPECT_TRUE(get_object(object, "o", "f").empty());
}

TEST(JsonMembers, of_a_wrong_type_are_refused_by_name) {
  const Json object =
      parse_json(R"({"s":"x","n":1.5,"l":["p",2],"big":18446744073709551615,"null":null})", "f");
  expect_error(ErrorCode::bad_data, "f: \"s\" must be a number, not string",
               [&] { (void)get_number(object, "s", "f"); });
  expect_error(ErrorCode::bad_data, "\"n\" must be a whole number",
               [&] { (void)get_integer(object, "n", "f"); });
  expect_error(ErrorCode::bad_data, "beyond 64 bits", [&] { (void)get_integer(object, "big", "f"); });
  expect_error(ErrorCode::bad_data, "list of texts", [&] { (void)get_strings(object, "l", "f"); });
  expect_error(ErrorCode::bad_data, "not null", [&] { (void)get_string_or(object, "null", "d", "f"); });
  expect_error(ErrorCode::bad_data, "true or false", [&] { (void)get_bool(object, "n", "f"); });
  expect_error(ErrorCode::bad_data, "a list", [&] { (void)get_array(object, "n", "f"); });
  expect_error(ErrorCode::bad_data, "an object", [&] { (void)get_object(object, "n", "f"); });
  expect_error(ErrorCode::bad_data, "an object", [&] { (void)get_string(object["s"], "x", "f"); });
}

TEST(JsonMembers, that_are_missing_are_named_or_replaced) {
  const Json object = parse_json(R"({"licence":"x"})", "f");
  expect_error(ErrorCode::bad_data, "\"license\" is missing; is \"licence\" meant",
               [&] { (void)get_string(object, "license", "f"); });
  EXPECT_EQ(get_string_or(object, "a", "d", "f"), "d");
  EXPECT_EQ(get_number_or(object, "a", 2.5, "f"), 2.5);
  EXPECT_EQ(get_integer_or(object, "a", 7, "f"), 7);
  EXPECT_TRUE(get_bool_or(object, "a", true, "f"));
  EXPECT_TRUE(get_strings_or_empty(object, "a", "f").empty());
}

TEST(JsonKeys, that_are_unknown_are_refused_with_the_nearest) {
  const Json object = parse_json(R"({"id":1,"versoin":2})", "f");
  expect_error(ErrorCode::bad_data, "unknown key \"versoin\"; did you mean \"version\"?", [&] {
    check_keys(object, {"id", "version"}, "f");
  });
  expect_error(ErrorCode::bad_data, "known are id", [&] { check_keys(object, {"id"}, "f"); });
  EXPECT_NO_THROW(check_keys(object, {"id", "versoin", "other"}, "f"));
}

}  // namespace
}  // namespace conurb
