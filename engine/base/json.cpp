// SPDX-License-Identifier: Apache-2.0
#include "engine/base/json.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <set>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb {

namespace {

std::string place(std::string_view text, std::size_t byte, std::string_view where) {
  const std::string_view before = text.substr(0, std::min(byte, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 = 0
  return fmt::format("{}:{}:{}", where, line, before.size() - line_begin + 1);
}

/// The library's text without its "[json.exception.parse_error.101] parse error at line 1, column 2: " front.
std::string bare_message(const char* what) {
  const std::string_view text = what;
  const std::size_t colon = text.find(": ");
  return std::string(colon == std::string_view::npos ? text : text.substr(colon + 2));
}

[[noreturn]] void refuse_type(std::string_view key, const char* expected, const Json& found,
                              std::string_view where) {
  throw Error(ErrorCode::bad_data,
              fmt::format("{} must be {}, not {}", in_quotes(key), expected, found.type_name()),
              std::string(where));
}

std::string as_string(const Json& value, std::string_view key, std::string_view where) {
  if (!value.is_string()) refuse_type(key, "a text", value, where);
  return value.get<std::string>();
}

double as_number(const Json& value, std::string_view key, std::string_view where) {
  if (!value.is_number()) refuse_type(key, "a number", value, where);
  return value.get<double>();
}

std::int64_t as_integer(const Json& value, std::string_view key, std::string_view where) {
  if (value.is_number_float()) {
    // 3.0 and 1e6 are whole numbers in JSON.
    const double number = value.get<double>();
    if (number >= -0x1p53 && number <= 0x1p53 &&
        number == static_cast<double>(static_cast<std::int64_t>(number))) {
      return static_cast<std::int64_t>(number);
    }
    refuse_type(key, "a whole number", value, where);
  }
  if (!value.is_number_integer()) refuse_type(key, "a whole number", value, where);
  if (value.is_number_unsigned() &&
      value.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    throw Error(ErrorCode::bad_data, fmt::format("{} is beyond 64 bits", in_quotes(key)), std::string(where));
  }
  return value.get<std::int64_t>();
}

bool as_bool(const Json& value, std::string_view key, std::string_view where) {
  if (!value.is_boolean()) refuse_type(key, "true or false", value, where);
  return value.get<bool>();
}

std::vector<std::string> as_strings(const Json& value, std::string_view key, std::string_view where) {
  if (!value.is_array()) refuse_type(key, "a list of texts", value, where);
  std::vector<std::string> out;
  for (const Json& item : value) {
    if (!item.is_string()) refuse_type(key, "a list of texts only", item, where);
    out.push_back(item.get<std::string>());
  }
  return out;
}

}  // namespace

Json parse_json(std::string_view text, std::string_view where) {
  // The library would take a zero byte for the end and not look at what follows.
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
    throw Error(ErrorCode::bad_data, "no valid JSON: a zero byte", place(text, zero, where));
  }
  std::vector<std::set<std::string>> keys;  // of the objects open at the moment
  const Json::parser_callback_t check = [&](int depth, Json::parse_event_t event, Json& parsed) {
    switch (event) {
      case Json::parse_event_t::object_start: keys.emplace_back(); [[fallthrough]];
      case Json::parse_event_t::array_start:
        if (depth >= kJsonDepthLimit) {
          throw Error(ErrorCode::limit, fmt::format("JSON nested deeper than {} levels", kJsonDepthLimit),
                      std::string(where));
        }
        break;
      case Json::parse_event_t::key:
        if (!keys.back().insert(parsed.get<std::string>()).second) {
          throw Error(ErrorCode::bad_data,
                      fmt::format("key {} stands twice in one object", in_quotes(parsed.get<std::string>())),
                      std::string(where));
        }
        break;
      case Json::parse_event_t::object_end: keys.pop_back(); break;
      default: break;
    }
    return true;
  };
  try {
    return Json::parse(text.begin(), text.end(), check);
  } catch (const Json::parse_error& error) {
    throw Error(ErrorCode::bad_data, "no valid JSON: " + bare_message(error.what()),
                place(text, error.byte > 0 ? error.byte - 1 : 0, where));
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::bad_data, "no valid JSON: " + bare_message(error.what()), std::string(where));
  }
}

const Json* find_member(const Json& object, std::string_view key, std::string_view where) {
  if (!object.is_object()) {
    throw Error(ErrorCode::bad_data,
                fmt::format("an object with {} is expected, not {}", in_quotes(key), object.type_name()),
                std::string(where));
  }
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

const Json& get_member(const Json& object, std::string_view key, std::string_view where) {
  if (const Json* member = find_member(object, key, where)) return *member;
  std::vector<std::string> names;
  for (const auto& item : object.items()) names.push_back(item.key());
  const std::string nearest = nearest_name(key, names);
  throw Error(ErrorCode::bad_data, fmt::format("{} is missing", in_quotes(key)), std::string(where),
              nearest.empty() ? "" : fmt::format("is {} meant for it?", in_quotes(nearest)));
}

std::string get_string(const Json& object, std::string_view key, std::string_view where) {
  return as_string(get_member(object, key, where), key, where);
}

double get_number(const Json& object, std::string_view key, std::string_view where) {
  return as_number(get_member(object, key, where), key, where);
}

std::int64_t get_integer(const Json& object, std::string_view key, std::string_view where) {
  return as_integer(get_member(object, key, where), key, where);
}

bool get_bool(const Json& object, std::string_view key, std::string_view where) {
  return as_bool(get_member(object, key, where), key, where);
}

const Json& get_array(const Json& object, std::string_view key, std::string_view where) {
  const Json& member = get_member(object, key, where);
  if (!member.is_array()) refuse_type(key, "a list", member, where);
  return member;
}

const Json& get_object(const Json& object, std::string_view key, std::string_view where) {
  const Json& member = get_member(object, key, where);
  if (!member.is_object()) refuse_type(key, "an object", member, where);
  return member;
}

std::vector<std::string> get_strings(const Json& object, std::string_view key, std::string_view where) {
  return as_strings(get_member(object, key, where), key, where);
}

std::string get_string_or(const Json& object, std::string_view key, std::string_view fallback,
                          std::string_view where) {
  const Json* member = find_member(object, key, where);
  return member == nullptr ? std::string(fallback) : as_string(*member, key, where);
}

double get_number_or(const Json& object, std::string_view key, double fallback, std::string_view where) {
  const Json* member = find_member(object, key, where);
  return member == nullptr ? fallback : as_number(*member, key, where);
}

std::int64_t get_integer_or(const Json& object, std::string_view key, std::int64_t fallback,
                            std::string_view where) {
  const Json* member = find_member(object, key, where);
  return member == nullptr ? fallback : as_integer(*member, key, where);
}

bool get_bool_or(const Json& object, std::string_view key, bool fallback, std::string_view where) {
  const Json* member = find_member(object, key, where);
  return member == nullptr ? fallback : as_bool(*member, key, where);
}

std::vector<std::string> get_strings_or_empty(const Json& object, std::string_view key,
                                              std::string_view where) {
  const Json* member = find_member(object, key, where);
  return member == nullptr ? std::vector<std::string>() : as_strings(*member, key, where);
}

void check_keys(const Json& object, std::initializer_list<std::string_view> allowed, std::string_view where) {
  if (!object.is_object()) {
    throw Error(ErrorCode::bad_data, fmt::format("an object is expected, not {}", object.type_name()),
                std::string(where));
  }
  for (const auto& item : object.items()) {
    if (std::find(allowed.begin(), allowed.end(), item.key()) != allowed.end()) continue;
    const std::vector<std::string> names(allowed.begin(), allowed.end());
    std::string remedy = did_you_mean(item.key(), names);
    if (remedy.empty()) remedy = "known are " + join(names, ", ");
    throw Error(ErrorCode::bad_data, fmt::format("unknown key {}", in_quotes(item.key())), std::string(where),
                remedy);
  }
}

}  // namespace conurb
