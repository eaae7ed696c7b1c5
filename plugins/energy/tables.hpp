// SPDX-License-Identifier: Apache-2.0
// The tables of the power grid as a Network, and back: a row of a table is the row of its equipment. Rows
// that are retired, or lead to no bus, are out of service.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/energy/grid_state.hpp"
#include "plugins/energy/network.hpp"
#include "plugins/energy/outage/fault.hpp"
#include "plugins/energy/parallel.hpp"

namespace conurb::energy {

/// Whether the city has a bus.
[[nodiscard]] bool has_grid(const sdk::View& view);

/// Why a row of a table is left out.
struct RowFinding {
  std::uint32_t table = 0;
  std::int64_t row = 0;
  const char* code = "";
  const char* text = "";
};
void tell(const sdk::Host& host, const std::vector<RowFinding>& findings);

/// What stands in the tables. Rows that cannot be calculated with are taken out of service and named in
/// `findings`.
[[nodiscard]] Network network_of(const sdk::Host& host, const sdk::View& view,
                                 std::vector<RowFinding>& findings);

/// What has a short circuit now, buses first, then lines and transformers.
[[nodiscard]] std::vector<Fault> faults_of(const sdk::View& view);

/// Writes where switches stand that move by themselves: couplings of micro-grids, and those that protection
/// opens, ascending or not, which stay marked until somebody closes them.
void write_switches(const sdk::Host& host, const sdk::View& view, const Network& network,
                    std::span<const std::int32_t> tripped);

/// Puts a network back to how it stood before the short circuits of now: with what failed in service, and
/// closed what tripped.
void forget_faults(const sdk::View& view, Network& network);

/// Counts how long loads that are in service in `network` are without supply, by the grid or because they are
/// shed (1, by load), for a step of `dt_s`.
void count_interruptions(const sdk::Host& host, const sdk::View& view, const Network& network,
                         const GridState& state, std::span<const std::uint8_t> shed, double dt_s);

/// Keeps the extremes of the run: highest and lowest voltage of each bus, highest loading of each branch, and
/// for how long limits were broken, for a step of `dt_s`.
void keep_extremes(const sdk::Host& host, const sdk::View& view, const GridState& state, double dt_s);

/// Writes the columns that a step computes, and where taps and steps of shunts stand now.
void write_state(const sdk::Host& host, const sdk::View& view, const Network& network, const GridState& state,
                 const ParallelFor& parallel);

/// What coordinates of a network are.
enum class Places : std::uint8_t {
  geographic,  ///< of a file: longitudes and latitudes where they can be; rows are named for the next import
  local,       ///< metres in the city's frame
};
/// Rows of the tables where the equipment of a network begins.
struct FirstRows {
  std::size_t bus = 0, line = 0, transformer = 0, of_switch = 0, load = 0, shunt = 0, generator = 0;
  std::size_t storage = 0;
};

/// Adds a network behind the rows that the tables have. Coordinates that are none on the map are left out.
FirstRows insert_network(const sdk::Host& host, const sdk::View& view, const Network& network, Places places);

}  // namespace conurb::energy
