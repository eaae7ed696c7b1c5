// SPDX-License-Identifier: Apache-2.0
// Mends what has a rule for it (the field `repair` of a rule) and leaves everything else as it is.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/city/geometry_store.hpp"
#include "engine/city/validity.hpp"

namespace conurb::city {

/// One thing that was done, in numbers of the store before.
struct Repair {
  Rule rule = Rule::face_duplicate;
  std::uint32_t geometry = kNone;
  std::uint32_t surface = kNone;  ///< kNone: several
  std::uint32_t number = 0;       ///< faces turned or left out, points left out
};

struct RepairedGeometry {
  GeometryStore store;                 ///< vertices, geometries and semantics keep their numbers
  std::vector<std::uint32_t> surface;  ///< where each surface went; kNone: it is left out
  std::vector<Repair> repairs;
};

/// Turns faces of closed solids by the sign of their volume, and holes that are wound as their outline;
/// leaves out repeated points, faces and holes without area, and faces that are there twice – unless a solid
/// would be opened or a geometry emptied by it. Only geometries that `may_change` says so of are touched (an
/// empty function: all): appearance that is bound to faces and corners by their number forbids it. Linear in
/// the store but for sorting within a geometry. Throws Error(limit) as the store does.
[[nodiscard]] RepairedGeometry repair_geometry(const GeometryStore& store, const ValidityOptions& options,
                                               const std::function<bool(std::uint32_t)>& may_change);

}  // namespace conurb::city
