// SPDX-License-Identifier: Apache-2.0
#include "engine/host/solid_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"

namespace conurb::host {

namespace {

constexpr double kStep_m = 0.001;
constexpr double kReach_m = 2.0e6;  // 32 bits of millimetres

constexpr std::string_view kSurfaceNames[] = {"GroundSurface", "WallSurface", "RoofSurface",
                                              "OuterCeilingSurface", "OuterFloorSurface"};

[[noreturn]] void refuse(std::int64_t solid, std::string_view why) {
  throw Error(ErrorCode::invalid_argument, fmt::format("solid {}: {}", solid, why));
}

void check_ascending(const std::int64_t* first, std::int64_t count, std::string_view what) {
  if (first[0] == 0 && std::is_sorted(first, first + count + 1)) return;
  throw Error(ErrorCode::invalid_argument, fmt::format("{} does not ascend from 0", what));
}

void check_arrays(const conurb_solids& s, std::int64_t row_count) {
  const bool whole = s.struct_size >= sizeof s && s.count >= 0 && s.rows != nullptr &&
                     s.first_vertex != nullptr && s.xyz != nullptr && s.first_surface != nullptr &&
                     s.surface != nullptr && s.first_ring != nullptr && s.first_corner != nullptr &&
                     s.corner != nullptr;
  if (!whole) throw Error(ErrorCode::invalid_argument, "an array of the solids is missing");
  check_ascending(s.first_vertex, s.count, "first_vertex");
  check_ascending(s.first_surface, s.count, "first_surface");
  check_ascending(s.first_ring, s.first_surface[s.count], "first_ring");
  check_ascending(s.first_corner, s.first_ring[s.first_surface[s.count]], "first_corner");
  for (std::int64_t i = 0; i < s.count; ++i) {
    if (s.rows[i] < 0 || s.rows[i] >= row_count || (i > 0 && s.rows[i] <= s.rows[i - 1]))
      refuse(i, fmt::format("row {} is none of the table's, or rows do not ascend", s.rows[i]));
  }
}

}  // namespace

SolidBuilder::SolidBuilder(const city::Place& place) {
  const city::Tile tile{
      {kStep_m, kStep_m, kStep_m}, {place.origin_x, place.origin_y, place.origin_z}, {0, 0, 0}};
  tile_ = geometry_.add_tile(tile);
  for (const std::string_view name : kSurfaceNames)
    surface_codes_.push_back(static_cast<std::uint16_t>(geometry_.semantic_types().intern(name)));
}

void SolidBuilder::add(std::size_t table, std::int64_t row_count, std::string_view lod,
                       const conurb_solids& solids) {
  check_arrays(solids, row_count);
  const auto code = static_cast<std::uint16_t>(geometry_.lods().intern(lod));
  const city::GeometryStore::Mark mark = geometry_.mark();
  const std::size_t known = rows_.size();
  try {
    for (std::int64_t i = 0; i < solids.count; ++i) {
      rows_.push_back({table, solids.rows[i]});
      add_solid(solids, i, code);
    }
  } catch (...) {
    geometry_.roll_back(mark);
    rows_.resize(known);
    throw;
  }
}

void SolidBuilder::add_solid(const conurb_solids& s, std::int64_t solid, std::uint16_t lod) {
  const std::uint32_t first_vertex = geometry_.vertex_count();
  const std::int64_t vertices = s.first_vertex[solid + 1] - s.first_vertex[solid];
  add_vertices(s.xyz + 3 * s.first_vertex[solid], vertices);
  const std::int64_t begin = s.first_surface[solid], end = s.first_surface[solid + 1];
  if (end - begin < 4) refuse(solid, "fewer than four surfaces enclose nothing");
  for (std::int64_t surface = begin; surface < end; ++surface) {
    if (s.surface[surface] >= surface_codes_.size()) refuse(solid, "a surface type is unknown");
    add_surface(s, surface, first_vertex, vertices);
  }
  geometry_.end_shell();
  geometry_.end_solid();
  const auto owner = static_cast<std::uint32_t>(rows_.size() - 1);
  geometry_.end_geometry(city::GeometryType::solid, lod, owner, tile_);
  // One semantic row for each type that occurs, as city models have it.
  std::array<std::uint32_t, std::size(kSurfaceNames)> row_of;
  row_of.fill(city::kNone);
  links_.clear();
  for (std::int64_t surface = begin; surface < end; ++surface) {
    std::uint32_t& row = row_of[s.surface[surface]];
    if (row == city::kNone) row = geometry_.add_semantic(surface_codes_[s.surface[surface]], "");
    links_.push_back(row);
  }
  geometry_.link_semantics(links_);
}

void SolidBuilder::add_vertices(const double* xyz, std::int64_t count) {
  for (std::int64_t v = 0; v < count; ++v, xyz += 3) {
    std::array<std::int32_t, 3> at{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      // Written so that NaN is refused too.
      if (!(std::abs(xyz[axis]) <= kReach_m)) {
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("a coordinate of {} m is not finite or too far away", xyz[axis]));
      }
      at[axis] = static_cast<std::int32_t>(std::llround(xyz[axis] / kStep_m));
    }
    geometry_.add_vertex(at[0], at[1], at[2]);
  }
}

void SolidBuilder::add_surface(const conurb_solids& s, std::int64_t surface, std::uint32_t first_vertex,
                               std::int64_t vertices) {
  for (std::int64_t ring = s.first_ring[surface]; ring < s.first_ring[surface + 1]; ++ring) {
    const std::int64_t begin = s.first_corner[ring], end = s.first_corner[ring + 1];
    if (end - begin < 3) throw Error(ErrorCode::invalid_argument, "a ring has fewer than three corners");
    for (std::int64_t c = begin; c < end; ++c) {
      if (s.corner[c] < 0 || s.corner[c] >= vertices)
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("corner {} is no vertex of its solid", s.corner[c]));
      geometry_.add_index(first_vertex + static_cast<std::uint32_t>(s.corner[c]));
    }
    geometry_.end_ring();
  }
  geometry_.end_surface();
}

}  // namespace conurb::host
