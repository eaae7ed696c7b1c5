// SPDX-License-Identifier: Apache-2.0
#include "engine/host/manifest_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/city/spec.hpp"

namespace conurb::host {

namespace {

constexpr std::string_view kNameRule = "use lower-case letters, digits and _, at most 63, the first a letter";

/// What a person calls the type of a value.
std::string_view kind_of(const OrderedJson& value) {
  switch (value.type()) {
    case OrderedJson::value_t::null: return "null";
    case OrderedJson::value_t::object: return "an object";
    case OrderedJson::value_t::array: return "a list";
    case OrderedJson::value_t::string: return "a text";
    case OrderedJson::value_t::boolean: return "true or false";
    default: return "a number";
  }
}

std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

/// Watches the parser for what its tree would hide: repeated keys and depth.
class Watch {
 public:
  explicit Watch(const std::string& where) : where_(where) {}

  bool operator()(int depth, OrderedJson::parse_event_t event, const OrderedJson& value) {
    if (depth > kManifestDepth) {
      throw Error(ErrorCode::limit, fmt::format("nested deeper than {} levels", kManifestDepth), where_);
    }
    if (event == OrderedJson::parse_event_t::object_start) {
      keys_.emplace_back();
    } else if (event == OrderedJson::parse_event_t::object_end) {
      keys_.pop_back();
    } else if (event == OrderedJson::parse_event_t::key) {
      take_key(value.get<std::string>());
    }
    return true;
  }

 private:
  void take_key(const std::string& key) {
    if (!keys_.back().insert(key).second) {
      throw Error(ErrorCode::bad_data, fmt::format("'{}' is there twice", key), where_, "keep one of them");
    }
    if (keys_.back().size() > kManifestKeys) {
      throw Error(ErrorCode::limit, fmt::format("an object of more than {} members", kManifestKeys), where_);
    }
  }

  const std::string& where_;
  std::vector<std::set<std::string>> keys_;
};

}  // namespace

OrderedJson parse_ordered_json(std::string_view text, const std::string& where) {
  if (text.size() > kManifestLimit) {
    throw Error(ErrorCode::limit,
                fmt::format("{} bytes; a manifest has at most {}", text.size(), kManifestLimit), where);
  }
  try {
    Watch watch(where);
    OrderedJson json = OrderedJson::parse(
        text.begin(), text.end(), [&watch](int depth, OrderedJson::parse_event_t event, OrderedJson& value) {
          return watch(depth, event, value);
        });
    if (!json.is_object()) {
      throw Error(ErrorCode::bad_data, fmt::format("is {}, must be an object", kind_of(json)), where);
    }
    return json;
  } catch (const OrderedJson::exception& error) {
    std::string reason = error.what();
    if (const auto end = reason.find("] "); end != std::string::npos)
      reason.erase(0, end + 2);  // the library's own id
    throw Error(ErrorCode::bad_data, "not JSON: " + reason, where);
  }
}

JsonObject::JsonObject(const OrderedJson& json, std::string where) : json_(json), where_(std::move(where)) {
  if (!json_.is_object()) fail(fmt::format("is {}, must be an object", kind_of(json_)));
}

bool JsonObject::has(std::string_view key) {
  return find(key) != nullptr;
}

const OrderedJson* JsonObject::find(std::string_view key) {
  asked_.emplace(key);
  const auto found = json_.find(std::string(key));
  return found == json_.end() ? nullptr : &*found;
}

const OrderedJson& JsonObject::required(std::string_view key) {
  const OrderedJson* value = find(key);
  if (value == nullptr) fail(fmt::format("has no '{}'", key));
  return *value;
}

std::string JsonObject::line_of_text(std::string_view key, const OrderedJson& value) const {
  if (!value.is_string()) refuse(key, fmt::format("is {}, must be a text", kind_of(value)));
  const auto& text = value.get_ref<const std::string&>();
  if (text.find_first_not_of(' ') == std::string::npos) refuse(key, "is empty");
  const bool control = std::any_of(text.begin(), text.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; });
  if (control) refuse(key, "holds a control character", "write one line of text");
  return text;
}

std::string JsonObject::text(std::string_view key) {
  return line_of_text(key, required(key));
}

std::string JsonObject::text_or(std::string_view key, std::string_view otherwise) {
  return has(key) ? text(key) : std::string(otherwise);
}

std::size_t JsonObject::one_of(std::string_view key, std::span<const std::string_view> allowed) {
  const std::string value = text(key);
  const auto found = std::find(allowed.begin(), allowed.end(), value);
  if (found == allowed.end()) refuse(key, fmt::format("is '{}'", value), "use one of: " + listed(allowed));
  return static_cast<std::size_t>(found - allowed.begin());
}

std::size_t JsonObject::one_of_or(std::string_view key, std::span<const std::string_view> allowed,
                                  std::size_t otherwise) {
  return has(key) ? one_of(key, allowed) : otherwise;
}

std::string JsonObject::name(std::string_view key) {
  std::string value = text(key);
  if (!city::is_name(value))
    refuse(key, fmt::format("is '{}', which is no name", value), std::string(kNameRule));
  return value;
}

std::string JsonObject::name_or(std::string_view key, std::string_view otherwise) {
  return has(key) ? name(key) : std::string(otherwise);
}

bool JsonObject::flag(std::string_view key) {
  const OrderedJson* value = find(key);
  if (value == nullptr) return false;
  if (!value->is_boolean()) refuse(key, fmt::format("is {}, must be true or false", kind_of(*value)));
  return value->get<bool>();
}

double JsonObject::finite(std::string_view key, const OrderedJson& value) const {
  if (!value.is_number()) refuse(key, fmt::format("is {}, must be a number", kind_of(value)));
  const double number = value.get<double>();
  if (!std::isfinite(number)) refuse(key, "is not finite");
  return number;
}

double JsonObject::number(std::string_view key) {
  return finite(key, required(key));
}

double JsonObject::number_or(std::string_view key, double otherwise) {
  return has(key) ? number(key) : otherwise;
}

std::int64_t JsonObject::integer(std::string_view key, std::int64_t min, std::int64_t max) {
  const OrderedJson& value = required(key);
  if (!value.is_number_integer()) refuse(key, fmt::format("is {}, must be a whole number", kind_of(value)));
  const bool too_large =
      value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
  const std::int64_t number = too_large ? INT64_MAX : value.get<std::int64_t>();
  if (too_large || number < min || number > max) {
    refuse(key, fmt::format("is {}, must be from {} to {}", value.dump(), min, max));
  }
  return number;
}

std::vector<std::string> JsonObject::texts(std::string_view key) {
  std::vector<std::string> list;
  const OrderedJson* value = find(key);
  if (value == nullptr) return list;
  if (!value->is_array()) refuse(key, fmt::format("is {}, must be a list of texts", kind_of(*value)));
  for (const OrderedJson& item : *value) list.push_back(line_of_text(key, item));
  return list;
}

std::vector<double> JsonObject::numbers(std::string_view key) {
  std::vector<double> list;
  const OrderedJson* value = find(key);
  if (value == nullptr) return list;
  if (!value->is_array()) refuse(key, fmt::format("is {}, must be a list of numbers", kind_of(*value)));
  for (const OrderedJson& item : *value) list.push_back(finite(key, item));
  return list;
}

double JsonObject::duration_or(std::string_view key, double otherwise) {
  if (!has(key)) return otherwise;
  static constexpr std::pair<std::string_view, double> kUnits[] = {
      {"ms", 1e-3}, {"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}};
  const std::string value = text(key);
  double amount = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), amount);
  std::string_view unit(end, static_cast<std::size_t>(value.data() + value.size() - end));
  if (unit.starts_with(' ')) unit.remove_prefix(1);
  for (const auto& [name, seconds] : kUnits) {
    if (error == std::errc() && unit == name && amount > 0 && std::isfinite(amount * seconds))
      return amount * seconds;
  }
  refuse(key, fmt::format("is '{}', which is no duration", value),
         "write a number above 0 and ms, s, min, h or d: \"15 min\"");
}

std::optional<JsonObject::Range> JsonObject::range(std::string_view key, bool open) {
  const OrderedJson* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array() || value->size() != 2) refuse(key, "must be a list of two numbers, low and high");
  Range range;
  if (!open || !(*value)[0].is_null()) range.low = finite(key, (*value)[0]);
  if (!open || !(*value)[1].is_null()) range.high = finite(key, (*value)[1]);
  if (range.low && range.high && (*range.low > *range.high || (!open && *range.low == *range.high))) {
    refuse(key, fmt::format("goes from {} to {}", *range.low, *range.high), "put the lower end first");
  }
  return range;
}

void JsonObject::each(std::string_view key,
                      const std::function<void(const std::string&, JsonObject&)>& visit) {
  const OrderedJson* value = find(key);
  if (value == nullptr) return;
  if (!value->is_object()) refuse(key, fmt::format("is {}, must be an object", kind_of(*value)));
  for (const auto& [name, member] : value->items()) {
    JsonObject object(member, fmt::format("{}, {} '{}'", where_, key, name));
    visit(name, object);
    object.finish();
  }
}

void JsonObject::finish() const {
  for (const auto& [key, value] : json_.items()) {
    if (asked_.contains(key)) continue;
    const std::vector<std::string_view> known(asked_.begin(), asked_.end());
    fail(fmt::format("unknown key '{}'", key), "known here: " + listed(known));
  }
}

void JsonObject::refuse(std::string_view key, const std::string& what, const std::string& remedy) const {
  fail(fmt::format("'{}' {}", key, what), remedy);
}

void JsonObject::fail(const std::string& what, const std::string& remedy) const {
  throw Error(ErrorCode::bad_data, what, where_, remedy);
}

}  // namespace conurb::host
