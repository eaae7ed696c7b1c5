// SPDX-License-Identifier: Apache-2.0
// From the arrays of a conurb_solids to geometry of the city. Internal to the host.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/city/filled_city.hpp"
#include "engine/sdk/conurb.h"

namespace conurb::host {

class SolidBuilder {
 public:
  /// Coordinates are kept in millimetres around the place's origin.
  explicit SolidBuilder(const city::Place& place);

  /// Appends the solids of rows of a table with `row_count` rows. Throws Error invalid_argument, and keeps
  /// nothing of the call, if an array is missing, offsets do not ascend, a corner or surface type is out of
  /// range, a ring has fewer than three corners, or a coordinate is not finite or beyond 2,000 km.
  void add(std::size_t table, std::int64_t row_count, std::string_view lod, const conurb_solids& solids);

  [[nodiscard]] city::GeometryStore& geometry() { return geometry_; }
  [[nodiscard]] std::vector<city::TableRow>& rows() { return rows_; }

 private:
  void add_solid(const conurb_solids& solids, std::int64_t solid, std::uint16_t lod);
  void add_vertices(const double* xyz, std::int64_t count);
  void add_surface(const conurb_solids& solids, std::int64_t surface, std::uint32_t first_vertex,
                   std::int64_t vertices);

  city::GeometryStore geometry_;
  std::uint32_t tile_ = 0;
  std::vector<std::uint16_t> surface_codes_;  // by CONURB_SURFACE_*
  std::vector<city::TableRow> rows_;
  std::vector<std::uint32_t> links_;
};

}  // namespace conurb::host
