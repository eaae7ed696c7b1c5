// SPDX-License-Identifier: Apache-2.0
// Which attributes of city models fill which columns of the standard vocabulary, as data
// (assets/schema/import).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json_fwd.hpp"

namespace conurb::io {

/// How the values of a building's parts make one value of the building.
enum class FromParts { first, least, most, sum };

/// One column of the vocabulary and the attributes that fill it.
struct MappedColumn {
  std::string column;
  std::vector<std::string> names;  ///< folded; the earlier counts more
  std::string unit;                ///< of the file's numbers; empty for text
  bool year = false;               ///< a number, or a date whose year counts
  FromParts from_parts = FromParts::first;
  std::map<std::string, std::string, std::less<>> values;  ///< folded word of the file to ours
};

/// Attribute names are compared in lower case, letters and digits only: "Oorspronkelijk_bouwjaar" is
/// "oorspronkelijkbouwjaar". Bytes beyond ASCII are kept.
[[nodiscard]] std::string fold_name(std::string_view name);

class AttributeMap {
 public:
  AttributeMap() = default;
  /// Reads the JSON: {"building": {column: {"names": […], "unit"?, "read"?: "year", "parts"?, "values"?}}}.
  /// Throws Error bad_data naming `where` and the key.
  AttributeMap(const Json& json, std::string_view where);

  [[nodiscard]] const std::vector<MappedColumn>& building() const { return building_; }

  struct Match {
    const MappedColumn* column = nullptr;  ///< null: the attribute fills no column of the vocabulary
    int priority = 0;                      ///< place in its list of names
  };
  [[nodiscard]] Match find(std::string_view attribute) const;

 private:
  std::vector<MappedColumn> building_;
};

}  // namespace conurb::io
