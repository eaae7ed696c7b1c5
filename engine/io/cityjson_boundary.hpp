// SPDX-License-Identifier: Apache-2.0
// Boundaries and semantic values of a CityJSON geometry: nested lists of integers. Private to engine/io.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/geometry_store.hpp"
#include "engine/io/json_cursor.hpp"

namespace conurb::io::cityjson {

struct VertexFrame;

/// What came of a boundary. Items are surfaces, lines or points, numbered as in the file.
struct Boundary {
  bool right_depth = true;  ///< false: the nesting is not that of the type, nothing can be used
  std::uint32_t items = 0;
  std::vector<std::uint32_t> dropped;       ///< items left out because of a bad index, ascending
  std::vector<std::uint32_t> shell_items;   ///< items of each shell, dropped ones too
  std::vector<std::uint32_t> solid_shells;  ///< shells of each solid
  std::string rule, message;                ///< of the first item that was dropped
};

/// Depth of the lists of a type's boundaries: 1 for MultiPoint to 5 for MultiSolid, 0 for an instance.
[[nodiscard]] int boundary_depth(city::GeometryType type);

/// Reads boundaries of that depth into the store, without closing the geometry, and moves the cursor behind
/// them (where it stands when the depth is wrong does not matter). Indices are checked against `frame`; an
/// item with a bad one is left out. Brackets match up to the cursor's end. Throws JsonFault where the text is
/// no JSON.
[[nodiscard]] Boundary read_boundary(city::GeometryStore& store, int depth, const VertexFrame& frame,
                                     JsonCursor& cursor);

/// Reads the "values" of semantics. Result: for each item of the boundary the number of its semantic surface
/// or kNone. `problem` says what does not fit the boundary, and stays empty when all does. Numbers from
/// `surfaces` on are refused. `short_null` tells that a null stands for a whole list.
[[nodiscard]] std::vector<std::uint32_t> read_semantic_values(const Boundary& boundary,
                                                              city::GeometryType type, std::uint32_t surfaces,
                                                              std::string_view text, std::string& problem,
                                                              bool& short_null);

}  // namespace conurb::io::cityjson
