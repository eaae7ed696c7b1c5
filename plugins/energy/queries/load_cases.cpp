// SPDX-License-Identifier: Apache-2.0
// load_cases: the grid with its loads at several factors.
#include <algorithm>
#include <cmath>

#include "plugins/energy/grid_solver.hpp"
#include "plugins/energy/queries/asking.hpp"
#include "plugins/energy/queries/queries.hpp"

namespace conurb::energy {

namespace {

struct LoadCase {
  double factor = 1;
  double v_min = kUnknown, loading = kUnknown, loss = 0;
  std::int32_t v_min_bus = kNone, loaded = kNone;  // loaded: lines, then transformers
  std::int64_t dark = 0;
  bool converged = true;
};

/// Cases that one solver takes after the other, so that it is not made for each.
constexpr std::size_t kCasesOfSolver = 16;

LoadCase load_case(const AskedGrid& grid, GridSolver& solver, double factor) {
  Network network = grid.network;
  for (Load& load : network.loads) {
    load.p *= factor;
    load.q *= factor;
  }
  PowerFlowOptions how;
  how.regulate = true;  // as the plugin's own step does
  const GridState& state = solver.solve(network, how);
  LoadCase found{factor};
  found.converged = state.unsolved.empty();
  for (std::size_t bus = 0; bus < state.voltage.size(); ++bus) {
    if (state.energised[bus] == 0) {
      found.dark += network.buses[bus].in_service ? 1 : 0;
    } else if (found.v_min_bus == kNone || state.voltage[bus] < found.v_min) {
      found.v_min = state.voltage[bus];
      found.v_min_bus = row_of(bus);
    }
  }
  const auto see = [&](const std::vector<double>& loading, const std::vector<BranchFlow>& flows,
                       std::size_t first) {
    for (std::size_t i = 0; i < flows.size(); ++i) {
      found.loss += flows[i].p_from + flows[i].p_to;
      if (std::isnan(loading[i]) || (found.loaded != kNone && loading[i] <= found.loading)) continue;
      found.loading = loading[i];
      found.loaded = row_of(first + i);
    }
  };
  see(state.line_loading, state.line, 0);
  see(state.transformer_loading, state.transformer, network.lines.size());
  return found;
}

}  // namespace

void answer_load_cases(const Asked& asked) {
  const double from = asked.arguments.number(0, "from", 0.5, 0, 100);
  const double to = asked.arguments.number(1, "to", 1.5, 0, 100);
  const auto count = static_cast<std::size_t>(asked.arguments.whole(2, "count", 11, 1, 100000));
  const AskedGrid grid = grid_of(asked);
  std::vector<LoadCase> cases(count);
  const GridPlan plan(grid.network, asked.host.threads());
  work(asked.host, (count + kCasesOfSolver - 1) / kCasesOfSolver, "load cases", [&](std::size_t group) {
    GridSolver solver(plan, grid.network);
    for (std::size_t i = group * kCasesOfSolver; i < std::min(count, (group + 1) * kCasesOfSolver); ++i) {
      const double share = count == 1 ? 0 : static_cast<double>(i) / static_cast<double>(count - 1);
      cases[i] = load_case(grid, solver, from + share * (to - from));
    }
  });
  for (const LoadCase& each : cases) {
    const BranchCells loaded = branch_cells(grid.network, each.loaded);
    const conurb_value cells[] = {
        sdk::Result::number(each.factor),
        number_cell(each.v_min),
        row_cell(each.v_min_bus),
        number_cell(each.loading),
        loaded.line,
        loaded.transformer,
        sdk::Result::number(each.loss),
        sdk::Result::whole(each.dark),
        flag_cell(each.converged),
    };
    asked.result.add_row(cells);
  }
}

}  // namespace conurb::energy
