// SPDX-License-Identifier: Apache-2.0
// A city to which rows and values were added by stated rules.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/city/geometry_store.hpp"

namespace conurb::city {

/// A row of a table of a city, by index.
struct TableRow {
  std::size_t table = 0;
  std::int64_t row = 0;
};

/// A column of a table of a city, by index.
struct TableColumn {
  std::size_t table = 0;
  std::size_t column = 0;
};

struct FilledCity {
  City city;                         ///< with what was there and what was added; its geometry is the old one
  GeometryStore solids;              ///< in the CRS; owner() of a geometry is its place in `rows`
  std::vector<TableRow> rows;        ///< rows that were given solids
  std::vector<TableColumn> columns;  ///< columns that were given values
};

}  // namespace conurb::city
