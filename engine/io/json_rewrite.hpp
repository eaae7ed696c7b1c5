// SPDX-License-Identifier: Apache-2.0
// JSON text with some of its numbers replaced and everything else left as it stands: digits, order, escapes.
// The texts are known to be JSON.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace conurb::io {

/// Called for each number in a list that is the value of a member named "boundaries", at any depth.
void for_each_boundary_index(std::string_view text, const std::function<void(std::string_view)>& visit);

/// `text` with those numbers replaced by what `number` returns for them.
[[nodiscard]] std::string with_boundary_indices(std::string_view text,
                                                const std::function<std::string(std::string_view)>& number);

/// `text`, any value, with every number in it replaced. `place` is the number's position in its innermost
/// list (0 outside of lists).
[[nodiscard]] std::string with_numbers(
    std::string_view text, const std::function<std::string(std::string_view number, std::size_t place)>& to);

/// Keys, escapes resolved, and values of `"key":value,...` (without braces around), in order.
[[nodiscard]] std::vector<std::pair<std::string, std::string_view>> members_of(std::string_view members);
/// The same of an object with its braces; nothing for another value.
[[nodiscard]] std::vector<std::pair<std::string, std::string_view>> object_members(std::string_view text);
/// The value of a member of `"key":value,...`; empty if there is none.
[[nodiscard]] std::string_view member_of(std::string_view members, std::string_view key);
/// Elements of a list; nothing for another value.
[[nodiscard]] std::vector<std::string_view> elements_of(std::string_view text);
/// The text of a JSON string, escapes resolved; empty for another value.
[[nodiscard]] std::string string_of(std::string_view value);

/// "{members}" and "[elements]".
[[nodiscard]] std::string braced(std::string_view members);
[[nodiscard]] std::string bracketed(std::string_view elements);
/// Adds `"key":value` to a list of members.
void put_member(std::string& members, std::string_view key, std::string_view value);

}  // namespace conurb::io
