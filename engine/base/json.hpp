// SPDX-License-Identifier: Apache-2.0
// JSON for manifests, schemas and settings: strict reading with places in the messages. Large city files have
// their own readers. In all functions `where` is the file and place that a message begins with. Any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json_fwd.hpp"

namespace conurb {

/// Deepest nesting of arrays and objects that parse_json takes.
inline constexpr int kJsonDepthLimit = 200;

/// Reads RFC 8259 text: no comments, no repeated keys, valid UTF-8; a byte order mark is skipped. Throws
/// bad_data with where:line:column, limit beyond kJsonDepthLimit.
[[nodiscard]] Json parse_json(std::string_view text, std::string_view where);

/// The member `key` of `object`. Throws bad_data if `object` is no object, or the key is missing (naming the
/// nearest key there is).
[[nodiscard]] const Json& get_member(const Json& object, std::string_view key, std::string_view where);

/// The member or null; throws only if `object` is no object.
[[nodiscard]] const Json* find_member(const Json& object, std::string_view key, std::string_view where);

/// Members with their type checked. Throw bad_data naming key, the type expected and the one found.
[[nodiscard]] std::string get_string(const Json& object, std::string_view key, std::string_view where);
[[nodiscard]] double get_number(const Json& object, std::string_view key, std::string_view where);
[[nodiscard]] std::int64_t get_integer(const Json& object, std::string_view key, std::string_view where);
[[nodiscard]] bool get_bool(const Json& object, std::string_view key, std::string_view where);
[[nodiscard]] const Json& get_array(const Json& object, std::string_view key, std::string_view where);
[[nodiscard]] const Json& get_object(const Json& object, std::string_view key, std::string_view where);
[[nodiscard]] std::vector<std::string> get_strings(const Json& object, std::string_view key,
                                                   std::string_view where);

/// The same with a value for a missing key; null or a wrong type is still an error.
[[nodiscard]] std::string get_string_or(const Json& object, std::string_view key, std::string_view fallback,
                                        std::string_view where);
[[nodiscard]] double get_number_or(const Json& object, std::string_view key, double fallback,
                                   std::string_view where);
[[nodiscard]] std::int64_t get_integer_or(const Json& object, std::string_view key, std::int64_t fallback,
                                          std::string_view where);
[[nodiscard]] bool get_bool_or(const Json& object, std::string_view key, bool fallback,
                               std::string_view where);

/// As get_strings; a missing key gives an empty list.
[[nodiscard]] std::vector<std::string> get_strings_or_empty(const Json& object, std::string_view key,
                                                            std::string_view where);

/// Refuses (bad_data) a key that is not in `allowed`, with the nearest that is: a typing error must not be a
/// default.
void check_keys(const Json& object, std::initializer_list<std::string_view> allowed, std::string_view where);

}  // namespace conurb
