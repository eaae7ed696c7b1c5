// SPDX-License-Identifier: Apache-2.0
// Tables as a file of some domain tells them, before they are brought into a city.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/city/filled_city.hpp"

namespace conurb::city {

struct ReadTables {
  City city;                         ///< these tables; its place is that of the city that they are for
  std::vector<TableColumn> columns;  ///< columns that were given values
  /// By table of `city` and row, how the source calls it; shorter than the table, or "", where it does not.
  std::vector<std::vector<std::string>> names;
};

}  // namespace conurb::city
