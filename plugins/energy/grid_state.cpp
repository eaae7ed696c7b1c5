// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/grid_state.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "plugins/energy/index.hpp"
#include "plugins/energy/parted_flow.hpp"
#include "plugins/energy/switch_flows.hpp"

namespace conurb::energy {

namespace {

constexpr Complex kNoPower{kUnknown, kUnknown};

/// Puts what the islands say together on the grid as a whole.
class Assembly {
 public:
  Assembly(Network& network, const PartedFlow& flow)
      : network_(network), flow_(flow), grid_(network, process(network)) {
    const auto nodes = at(grid_.nodes());
    voltages_.re.assign(nodes, 0);
    voltages_.im.assign(nodes, 0);
    state_.generator.assign(network.generators.size(), kNoPower);
  }

  GridState run() {
    for (const auto& part : flow_.parts()) take(*part);
    buses();
    branches();
    switches();
    return std::move(state_);
  }

 private:
  void take(const FlowPart& part) {
    const NetworkPart& rows = part.rows();
    take_controls(rows);
    if (part.is_dead()) return;
    if (!part.base_result().converged()) {
      std::string reason;
      for (const std::string& note : part.base_result().notes) reason += (reason.empty() ? "" : "; ") + note;
      const auto lowest = std::min_element(rows.bus.begin(), rows.bus.end());
      state_.unsolved.push_back({*lowest, row_of(rows.bus.size()), std::move(reason)});
      return;
    }
    for (std::size_t i = 0; i < rows.bus.size(); ++i) {
      const std::int32_t from = part.grid().place_of_bus(row_of(i)), to = grid_.place_of_bus(rows.bus[i]);
      if (from == kNone || to == kNone) continue;
      voltages_.re[at(to)] = part.base().re[at(from)];
      voltages_.im[at(to)] = part.base().im[at(from)];
    }
    const std::vector<Complex> powers =
        generator_powers(rows.network, part.grid(), part.injections(),
                         balance(part.grid(), part.injections(), part.newton(), part.base()));
    for (std::size_t i = 0; i < rows.generator.size(); ++i) {
      const Generator& generator = rows.network.generators[i];
      if (generator.in_service && is_live(rows.bus[at(generator.bus)]))
        state_.generator[at(rows.generator[i])] = powers[i];
    }
  }

  void take_controls(const NetworkPart& rows) {
    for (std::size_t i = 0; i < rows.transformer.size(); ++i)
      network_.transformers[at(rows.transformer[i])].tap.position = rows.network.transformers[i].tap.position;
    for (std::size_t i = 0; i < rows.shunt.size(); ++i)
      network_.shunts[at(rows.shunt[i])].steps = rows.network.shunts[i].steps;
  }

  [[nodiscard]] bool is_live(std::int32_t bus) const {
    const std::int32_t place = grid_.place_of_bus(bus);
    return place != kNone && (voltages_.re[at(place)] != 0 || voltages_.im[at(place)] != 0);
  }

  void buses() {
    const std::size_t count = network_.buses.size();
    state_.voltage.assign(count, kUnknown);
    state_.angle.assign(count, kUnknown);
    state_.energised.assign(count, 0);
    for (std::size_t bus = 0; bus < count; ++bus) {
      if (!is_live(row_of(bus))) continue;
      const auto place = at(grid_.place_of_bus(row_of(bus)));
      state_.energised[bus] = 1;
      state_.voltage[bus] = std::hypot(voltages_.re[place], voltages_.im[place]);
      state_.angle[bus] = std::atan2(voltages_.im[place], voltages_.re[place]);
    }
  }

  /// Whether an end that is closed has supply.
  [[nodiscard]] bool is_live(const Branch& branch) const {
    const auto end = [&](bool closed, std::int32_t node) {
      if (!closed || node == kNone) return false;
      const auto place = at(grid_.place(node));
      return voltages_.re[place] != 0 || voltages_.im[place] != 0;
    };
    return end(branch.from_closed, branch.from) || end(branch.to_closed, branch.to);
  }

  void branches() {
    flows_ = branch_flows(grid_, voltages_);
    std::vector<double> loading = loadings(network_, grid_, flows_);
    const std::size_t lines = network_.lines.size();
    for (std::size_t b = 0; b < flows_.size(); ++b) {
      const bool live = is_live(grid_.topology().branches[b]);
      const bool limited = b < lines ? std::isfinite(network_.lines[b].max_current)
                                     : std::isfinite(network_.transformers[b - lines].max_power);
      if (!live || !limited) loading[b] = kUnknown;
      (b < lines ? state_.line_live : state_.transformer_live).push_back(live ? 1 : 0);
    }
    const auto middle = static_cast<std::ptrdiff_t>(lines);
    state_.line.assign(flows_.begin(), flows_.begin() + middle);
    state_.transformer.assign(flows_.begin() + middle, flows_.end());
    state_.line_loading.assign(loading.begin(), loading.begin() + middle);
    state_.transformer_loading.assign(loading.begin() + middle, loading.end());
  }

  void switches() {
    std::vector<Complex> fed_in = state_.generator;
    for (Complex& each : fed_in) {
      if (std::isnan(each.real())) each = 0;
    }
    state_.through_switch = switch_flows(network_, grid_, voltages_, flows_, fed_in);
    for (std::size_t row = 0; row < network_.switches.size(); ++row) {
      const Switch& each = network_.switches[row];
      if (!each.closed || !is_live(each.bus)) {
        state_.through_switch[row] = kNoPower;
      } else if (each.kind != Switch::Kind::bus) {
        const SwitchEnd end = end_of(network_, each);
        const BranchFlow& flow = flows_[end.branch];
        state_.through_switch[row] =
            end.from ? Complex(flow.p_from, flow.q_from) : Complex(flow.p_to, flow.q_to);
      }
    }
  }

  Network& network_;
  const PartedFlow& flow_;
  Grid grid_;
  Voltages voltages_;
  std::vector<BranchFlow> flows_;
  GridState state_;
};

}  // namespace

GridState solve_grid(Network& network, const PowerFlowOptions& options, const ParallelFor& parallel) {
  const PartedFlow flow(network, options, parallel);
  return Assembly(network, flow).run();
}

}  // namespace conurb::energy
