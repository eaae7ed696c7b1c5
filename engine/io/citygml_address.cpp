// SPDX-License-Identifier: Apache-2.0
// Addresses (xAL) as CityJSON has them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "engine/io/citygml_import.hpp"

namespace conurb::io::citygml {

std::string read_address(const XmlTree& tree, std::uint32_t element, std::string& line, bool& whole) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kParts{
      {{"CountryName", "Country"},
       {"LocalityName", "Locality"},
       {"ThoroughfareName", "ThoroughfareName"},
       {"ThoroughfareNumber", "ThoroughfareNumber"},
       {"PostalCodeNumber", "PostalCode"}}};
  std::array<std::string, 5> values;
  std::uint32_t left = 0;
  const std::function<void(std::uint32_t)> gather = [&](std::uint32_t node) {
    for (std::uint32_t c = tree[node].first_child; c != kNone; c = tree[c].next) {
      if (tree.is_text(c)) {
        ++left;
        continue;
      }
      const auto part = std::find_if(kParts.begin(), kParts.end(),
                                     [&](const auto& each) { return each.first == tree.name(c).local; });
      const auto n = static_cast<std::size_t>(part - kParts.begin());
      if (part != kParts.end() && tree.is_leaf(c) && values[n].empty()) {
        values[n] = std::string(tree.text(c));
      } else {
        left += tree[c].geometry != kNone ? 1 : 0;
        gather(c);
      }
    }
  };
  gather(element);
  whole = left == 0;
  std::string json;
  for (std::size_t n = 0; n < kParts.size(); ++n) {
    if (values[n].empty()) continue;
    json += fmt::format("{}{}:{}", json.empty() ? "" : ",", json_quoted(kParts[n].second),
                        json_quoted(values[n]));
  }
  const auto join = [](const std::string& a, const std::string& b, const char* between) {
    return a.empty() ? b : b.empty() ? a : a + between + b;
  };
  const std::string street = join(values[2], values[3], " "), town = join(values[4], values[1], " ");
  line = join(line, join(street, town, ", "), "; ");
  return fmt::format("{{{}}}", json);
}

}  // namespace conurb::io::citygml
