// SPDX-License-Identifier: Apache-2.0
// Tables with shapes, for the tests of space and relations.
#pragma once

#include <string>
#include <vector>

#include "engine/city/city.hpp"

namespace conurb::city {

using Coordinates = std::vector<double>;

/// Adds a table of the given shapes, one row each.
inline Table& add_shapes(City& city, const std::string& name, Shape kind,
                         const std::vector<Coordinates>& shapes) {
  TableSpec spec;
  spec.name = name;
  spec.shape = kind;
  city.add_table(spec);
  Table& table = city.edit(name);
  table.insert(static_cast<std::int64_t>(shapes.size()), 0);
  std::vector<std::int64_t> offsets{0};
  Coordinates values;
  for (const Coordinates& shape : shapes) {
    values.insert(values.end(), shape.begin(), shape.end());
    offsets.push_back(static_cast<std::int64_t>(values.size()));
  }
  table.column("shape").assign_lists(offsets, reinterpret_cast<const std::byte*>(values.data()));
  table.mark_changed(table.index_of("shape"));
  return table;
}

inline Table& add_grid(City& city, const std::string& name, const GridSpec& grid) {
  TableSpec spec;
  spec.name = name;
  spec.kind = TableKind::grid;
  spec.grid = grid;
  city.add_table(spec);
  Table& table = city.edit(name);
  table.insert(grid.width * grid.height, 0);
  return table;
}

inline Coordinates rectangle(double x, double y, double width, double height) {
  return {x, y, x + width, y, x + width, y + height, x, y + height, x, y};
}

/// A hole: clockwise.
inline Coordinates hole(double x, double y, double width, double height) {
  return {x, y, x, y + height, x + width, y + height, x + width, y, x, y};
}

inline Coordinates joined(Coordinates a, const Coordinates& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace conurb::city
