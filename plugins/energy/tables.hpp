// SPDX-License-Identifier: Apache-2.0
// The tables of the power grid as a Network, and back: a row of a table is the row of its equipment. Rows
// that are retired, or lead to no bus, are out of service.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/energy/grid_state.hpp"
#include "plugins/energy/network.hpp"
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

/// Writes the columns that a step computes, and where taps and steps of shunts stand now.
void write_state(const sdk::Host& host, const sdk::View& view, const Network& network, const GridState& state,
                 const ParallelFor& parallel);

/// Adds a network that was read from a file to tables that are empty, with the names that its rows are known
/// by. Coordinates are longitudes and latitudes where they can be, and left out where they are none.
void insert_network(const sdk::Host& host, const sdk::View& view, const Network& network);

}  // namespace conurb::energy
