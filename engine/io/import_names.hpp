// SPDX-License-Identifier: Apache-2.0
// Names of tables and columns made from the names that files use. Private to engine/io.
#pragma once

#include <string>
#include <string_view>

namespace conurb::io {

/// "yearOfConstruction" is "year_of_construction", "TINRelief" "tin_relief", "+Spaceship" "spaceship",
/// "building:levels" "building_levels": small letters, digits and single underscores, at most 48 characters.
/// What is no ASCII letter or digit parts words; a name that has no letter left, or begins with a digit, gets
/// `prefix` before it ("attribute_").
[[nodiscard]] std::string snake_case(std::string_view name, std::string_view prefix);

}  // namespace conurb::io
