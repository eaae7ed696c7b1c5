// SPDX-License-Identifier: Apache-2.0
// Parcels for a city that has none: the ground nearer to a building than to any other, up to a depth, less
// streets, rail and water. docs/people.md has the rule and what it cannot tell.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "plugins/people/town.hpp"

namespace conurb::people {

/// Streets and tracks: everything within `half_width` of the straight line a-b, m.
struct Strip {
  double ax = 0, ay = 0, bx = 0, by = 0, half_width = 0;
};

/// Width of the ground that a street takes, m: the known width of its carriageway, else that of its class; 0
/// for ways that run over parcels: service ways, tracks, foot and cycle ways.
[[nodiscard]] double street_width(std::string_view road_class, double known);
/// The same for a line of rail; `tracks` NaN: one.
[[nodiscard]] double track_width(double tracks);

/// What parcels are made from. Shapes are polygons as the tables have them: x, y in metres, rings closed,
/// outer ones counter-clockwise and followed by their holes, which are clockwise.
struct Ground {
  std::vector<std::span<const double>> footprint;  ///< by building
  std::vector<std::uint8_t>
      small;  ///< by building; 1: a shed that goes with the nearest building that is none
  std::vector<Strip> strips;
  std::vector<std::span<const double>> water;
};

struct Parcels {
  std::vector<std::uint32_t> main;       ///< by parcel: the building that it is made for, ascending
  std::vector<std::int64_t> offsets{0};  ///< by parcel: where its outline begins in `xy`
  std::vector<double> xy;                ///< outlines as the tables have them
  std::vector<float> area;               ///< m2
  std::vector<std::uint32_t> parcel_of;  ///< by building, kNone where none could be made
  [[nodiscard]] std::size_t size() const { return main.size(); }
};

/// Larger buildings, and those farther from the city's origin than kFarthest, get no parcel, m.
inline constexpr double kLargest = 5000;
inline constexpr double kFarthest = 2e6;

/// Parcels of all buildings; `depth` in m, at least 1. The same to the bit whatever `parallel` does.
/// `progress` hears 0..1 and may throw to stop. Throws nothing of its own.
[[nodiscard]] Parcels make_parcels(const Ground& ground, double depth,
                                   const ParallelFor& parallel = serial_for,
                                   const std::function<void(double)>& progress = {});

}  // namespace conurb::people
