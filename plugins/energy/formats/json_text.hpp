// SPDX-License-Identifier: Apache-2.0
// JSON of grid files: bounded in size and depth, with places in messages.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace conurb::energy {

using Json = nlohmann::json;

/// Reads `text`. The words NaN, Infinity and -Infinity, which Python writes, are null; of a key that stands
/// twice the last counts. Throws InputError at "where:line:column" for what is not JSON, and for text beyond
/// kTextLimit, kValueLimit or kDepthLimit (text_limits.hpp).
[[nodiscard]] Json parse_json(std::string_view text, const std::string& where);

/// The member, or null where there is none or `object` is no object.
[[nodiscard]] const Json* member(const Json& object, const char* key);

/// What a value is, in words for messages: "a text", "a number" …
[[nodiscard]] std::string kind_of(const Json& value);

}  // namespace conurb::energy
