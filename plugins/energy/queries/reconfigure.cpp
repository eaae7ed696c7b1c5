// SPDX-License-Identifier: Apache-2.0
// reconfigure: the operations that lead to the radial state of least loss.
#include "plugins/energy/outage/reconfiguration.hpp"
#include "plugins/energy/queries/asking.hpp"
#include "plugins/energy/queries/queries.hpp"
#include "plugins/energy/queries/switching.hpp"

namespace conurb::energy {

void answer_reconfigure(const Asked& asked) {
  ReconfigurationOptions options;
  constexpr Loops kLoops[] = {Loops::never, Loops::change_over};
  options.loops = kLoops[asked.arguments.word(0, "loops", {"never", "change_over"})];
  options.limits.loading = asked.arguments.number(1, "loading", 1, 0.01, 10);
  options.before_flow = [&] { may_go_on(asked.host); };
  AskedGrid grid = grid_of(asked);
  const SwitchedNetwork switched = with_switches(std::move(grid.network));
  const Reconfiguration found = reconfigure(switched.network, grid.customers, options);
  if (!found.complete)
    asked.host.warn("reconfigure: the search ended after " + std::to_string(found.flows) +
                    " power flows; there may be better states");
  const Assessment* before = &found.before;
  for (const ReconfigurationStep& step : found.steps) {
    const Operated what = operated(switched, step.operation.device);
    const BranchCells loaded = branch_cells(switched.network, step.state.most_loaded);
    const conurb_value cells[] = {
        row_cell(what.own_switch),
        row_cell(what.line),
        row_cell(what.bus),
        flag_cell(step.operation.close),
        number_cell(before->solved ? before->loss : kUnknown),
        number_cell(step.state.solved ? step.state.loss : kUnknown),
        number_cell(step.state.v_min_bus == kNone ? kUnknown : step.state.v_min),
        row_cell(step.state.v_min_bus),
        number_cell(step.state.most_loaded == kNone ? kUnknown : step.state.most_loading),
        loaded.line,
        loaded.transformer,
        flag_cell(step.state.legal()),
    };
    asked.result.add_row(cells);
    before = &step.state;
  }
}

}  // namespace conurb::energy
