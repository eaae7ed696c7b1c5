// SPDX-License-Identifier: Apache-2.0
// A row's shape and its GeoPackage geometry (OGC 12-128r18, 2.1.3: header "GP", envelope, ISO WKB). In memory
// a shape is a list of coordinates in the local frame, in the file a geometry in the CRS: shifted by the
// city's origin. With an origin of whole metres the shift back is exact; the shift to the file rounds to the
// file's doubles (under a nanometre).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/city/spec.hpp"
#include "engine/store/city_file.hpp"

namespace conurb::store {

struct Frame {
  double origin_x = 0, origin_y = 0;  ///< of the local frame in the CRS, metres
  std::int32_t srs_id = -1;
};

/// Appends the geometry of a shape (x, y, x, y …, as city::Shape describes it) to `blob`, which is cleared
/// first; empty for an empty shape. Returns the bounding box in the local frame. Throws Error bad_data if the
/// coordinates are no such shape (odd count, not finite, open ring).
Extent encode_shape(city::Shape shape, std::span<const double> coordinates, const Frame& frame,
                    std::vector<std::byte>& blob);

/// Bytes before the ISO WKB in a blob that encode_shape() made: for programs that take that alone.
[[nodiscard]] std::size_t wkb_start(city::Shape shape);

/// The coordinates of a geometry, appended to `coordinates`. Takes what other programs write: any byte order
/// and envelope, polygons for multipolygons and the other way round if single, Z and M values (dropped);
/// rings are turned to the orientation that shapes have. Throws Error bad_data if it is damaged or of another
/// type.
void decode_shape(city::Shape shape, std::span<const std::byte> blob, const Frame& frame,
                  std::vector<double>& coordinates);

}  // namespace conurb::store
