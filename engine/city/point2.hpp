// SPDX-License-Identifier: Apache-2.0
// A point on the map or in the plane of a face.
#pragma once

namespace conurb::city {

struct Point2 {
  double x = 0, y = 0;
  bool operator==(const Point2&) const = default;
};

}  // namespace conurb::city
