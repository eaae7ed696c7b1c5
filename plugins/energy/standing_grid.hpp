// SPDX-License-Identifier: Apache-2.0
// What of the tables' grid changes by switching and building only, kept in the host's cache for all branches;
// and what changes from hour to hour, read at each exchange.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/energy/grid_solver.hpp"
#include "plugins/energy/network.hpp"
#include "plugins/energy/tables.hpp"

namespace conurb::energy {

/// Immutable.
struct StandingGrid {
  /// Of the tables, after what protection does about faults, and after its loads one for each bus: what other
  /// plugins draw there. Powers, voltages held, taps and steps are those of no particular time.
  Network network;
  std::vector<std::int32_t> tripped;  ///< switches that the tables have closed and protection opens
  /// By row of the table of loads: how many share the demand of its building; 0: it stands for no building.
  std::vector<std::int32_t> connections;
  std::vector<RowFinding> findings;
  GridPlan plan;
};

/// That of the city as it is now. Equal pointers mean the same grid. Throws sdk::Failure for one that cannot
/// be calculated with.
[[nodiscard]] std::shared_ptr<const StandingGrid> standing_grid_of(const sdk::Host& host,
                                                                   const sdk::View& view,
                                                                   const ParallelFor& parallel);

/// Brings powers, voltages held, taps and steps of a network of `grid` up to date: what buildings draw now,
/// in place of the loads that stand for them, and what other plugins draw at buses. Allocates nothing.
void read_powers(const sdk::View& view, const StandingGrid& grid, Network& network);

/// Writes which part of its connections has supply, by building, and at what voltage, where the city has
/// buildings. `shed` is 1 for loads that are switched off.
void write_supply(const sdk::View& view, const StandingGrid& grid, const GridState& state,
                  std::span<const std::uint8_t> shed);

}  // namespace conurb::energy
