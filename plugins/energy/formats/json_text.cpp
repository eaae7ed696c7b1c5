// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/formats/json_text.hpp"

#include <algorithm>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/text_limits.hpp"

namespace conurb::energy {
namespace {

std::string place_of(std::string_view text, std::size_t byte, const std::string& where) {
  const std::string_view before = text.substr(0, std::min(byte, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 = 0
  return where + ":" + std::to_string(line) + ":" + std::to_string(before.size() - line_begin + 1);
}

/// Whether Python's words for numbers that JSON lacks stand in the text, outside of strings; refuses depth
/// and number of values.
bool survey(std::string_view text, const std::string& where) {
  bool words = false, in_string = false;
  int depth = 0;
  std::size_t values = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    in_string = c == '"';
    words = words || c == 'N' || c == 'I';
    const bool opens = c == '[' || c == '{';
    depth += opens ? 1 : c == ']' || c == '}' ? -1 : 0;
    values += opens || c == ',' ? 1 : 0;
    if (depth > kDepthLimit) {
      throw InputError("is nested deeper than " + std::to_string(kDepthLimit), place_of(text, i, where));
    }
    if (values > kValueLimit) throw InputError(too_many_values(), place_of(text, i, where));
  }
  return words;
}

/// The text with null for each such word; line ends stay where they are.
std::string without_words(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    const std::size_t length = in_string                       ? 0
                               : rest.starts_with("NaN")       ? 3
                               : rest.starts_with("Infinity")  ? 8
                               : rest.starts_with("-Infinity") ? 9
                                                               : 0;
    if (length > 0) {
      out += "null";
      i += length - 1;
      continue;
    }
    out += text[i];
    if (text[i] == '"') in_string = !in_string;
    if (in_string && text[i] == '\\' && i + 1 < text.size()) out += text[++i];
  }
  return out;
}

/// The library's text without its "[json.exception.parse_error.101] parse error at line 1, column 2: " front.
std::string bare_message(const char* what) {
  std::string_view text = what;
  text.remove_prefix(std::min(text.find("] ") + 2, text.size()));
  if (text.starts_with("parse error")) text.remove_prefix(std::min(text.find(": ") + 2, text.size()));
  return std::string(text);
}

Json parse_plain(std::string_view text, const std::string& where) {
  try {
    return Json::parse(text.begin(), text.end());
  } catch (const Json::parse_error& error) {
    throw InputError("is not JSON: " + bare_message(error.what()),
                     place_of(text, error.byte > 0 ? error.byte - 1 : 0, where),
                     "the file may be cut off; write it again");
  } catch (const Json::exception& error) {  // a number beyond a double
    throw InputError("is not readable JSON: " + bare_message(error.what()), where);
  }
}

}  // namespace

Json parse_json(std::string_view text, const std::string& where) {
  text = bounded_text(text, where);
  if (!survey(text, where)) return parse_plain(text, where);
  return parse_plain(without_words(text), where);
}

const Json* member(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string kind_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null: return "null";
    case Json::value_t::boolean: return "true or false";
    case Json::value_t::string: return "a text";
    case Json::value_t::array: return "a list";
    case Json::value_t::object: return "an object";
    default: return "a number";
  }
}

}  // namespace conurb::energy
