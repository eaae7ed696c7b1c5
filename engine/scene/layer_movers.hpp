// SPDX-License-Identifier: Apache-2.0
// Things that move: where those of a layer with a path are at a moment, and the ways that they took.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/city/terrain.hpp"
#include "engine/city/vector3.hpp"
#include "engine/scene/layer.hpp"
#include "engine/scene/object_numbers.hpp"

namespace conurb::scene {

struct Mover {
  city::Point3 position{};   ///< metres, local frame
  float heading_rad = 0;     ///< clockwise from north
  std::uint32_t object = 0;  ///< object number: its texel has the colour; 0 for rows of an event table
  std::int64_t row = 0;      ///< of the layer's table
};

/// The rows that are somewhere at `now`, in the order of rows. With `enter`, those on their link then: an
/// event table gives the vehicles of any moment. Without it, a vehicle that reached the end waits there.
/// Empty for a layer without a path. Any thread.
[[nodiscard]] std::vector<Mover> movers_at(const city::City& city, const LayerSpec& layer,
                                           const ObjectNumbers& numbers, const city::Terrain& terrain,
                                           Time now);

/// Ways with time, one after the other: points[first … first + count) of a strand, ascending in time.
struct Trajectories {
  struct Strand {
    double of = 0;  ///< value of the column `of`: whose way it is
    std::size_t first = 0, count = 0;
  };
  std::vector<Strand> strands;       ///< in the order of their first rows
  std::vector<city::Point3> points;  ///< metres, local frame
  std::vector<Time> times;           ///< at which it is there
  std::vector<std::int64_t> rows;    ///< passage that the point belongs to
};

/// The ways of a trajectory layer between two moments: whole passages that overlap them, links laid on the
/// ground at their corners. Empty for another layer.
[[nodiscard]] Trajectories trajectories_of(const city::City& city, const LayerSpec& layer,
                                           const city::Terrain& terrain, Time from, Time to);

}  // namespace conurb::scene
