// SPDX-License-Identifier: Apache-2.0
// What a building's function says of its use: from free texts and codes to a use profile and an envelope
// class.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/buildings/archetype.hpp"
#include "plugins/buildings/use_profile.hpp"

namespace conurb::buildings {

struct BuildingUse {
  std::size_t profile = 0;  ///< place in the use table
  BuildingClass building_class = BuildingClass::residential;
  bool known = false;  ///< false: nothing in the table fits, the default (residential) was taken
};

class FunctionTable {
 public:
  /// Parses the text of assets/archetypes/functions.csv. Throws InputError for unknown profiles or classes.
  static FunctionTable parse(std::string_view text, const UseTable& uses, const std::string& name);

  /// The first row whose text stands in `function`, in any case.
  [[nodiscard]] BuildingUse find(std::string_view function) const;

 private:
  struct Row {
    std::string text;
    BuildingUse use;
  };
  std::vector<Row> rows_;
  BuildingUse otherwise_;
};

}  // namespace conurb::buildings
