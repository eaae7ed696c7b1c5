// SPDX-License-Identifier: Apache-2.0
// How a dark part gets its supply back: over one open link to what is alive if that is legal; else with the
// part divided among several by branch exchange (Civanlar, Grainger, Yin, Lee, "Distribution feeder
// reconfiguration for loss reduction", IEEE Trans. Power Delivery 3, 1988), here until the limits are met;
// and where no division will do, as much of it as is legal, by worth.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "plugins/energy/outage/switch_graph.hpp"
#include "plugins/energy/outage/switched_grid.hpp"

namespace conurb::energy {

/// Whether closed switches may form a loop or join two infeeds.
enum class Loops : std::uint8_t {
  never,
  change_over,  ///< for the moment between closing one switch and opening another
  lasting,      ///< two ties may carry a part together; before the second is closed, the first has it alone
};

struct PartSearchOptions {
  Loops loops = Loops::never;
  bool transfers = true;  ///< what is alive may be moved to other feeders, where nothing else brings all back
  /// Power flows after which no other round of exchanges begins: for each division that is tried, of which
  /// there are up to three per part, and one that moves what is alive.
  int most_exchange_flows = 1000;
  /// Subsets that are looked at by worth, for each start; growing one zone by zone comes on top.
  int most_subset_flows = 300;
};

/// What is found for one part.
struct PartResult {
  bool found = false;                ///< anything gets supply
  Positions positions;               ///< to be come to, by change_over()
  std::optional<Violation> binding;  ///< what stands against the whole part; none if no link leads to it
};

/// Open links that lead from what is alive to a part, ascending.
[[nodiscard]] std::vector<std::int32_t> links_to(const SwitchGraph& graph, const Positions& now,
                                                 std::span<const std::int32_t> part);

/// The grid as it stands, and how it is judged.
struct SearchContext {
  const SwitchGraph& graph;
  const ZoneLoads& loads;
  SwitchedGrid& grid;
  const Limits& limits;
  std::span<const double> operation_times;  ///< by switch
};

/// `part` are the zones of a dark part; links in `preferred` are tried first. The result depends on the
/// positions alone. All that had supply has it again in the end; with transfers, from another feeder perhaps.
[[nodiscard]] PartResult restore_part(const SearchContext& context, const Positions& now,
                                      std::span<const std::int32_t> part,
                                      std::span<const std::int32_t> preferred,
                                      const PartSearchOptions& options);

}  // namespace conurb::energy
