// SPDX-License-Identifier: Apache-2.0
// Flows and heads of one moment, of one state of the network or of eight beside each other: the global
// gradient algorithm (E. Todini, S. Pilati, "A gradient algorithm for the analysis of pipe networks", 1988).
// Newton's method on the flows of chains, elements and outlets; each step is one linear system for the
// heads. Between steps pumps, valves and check valves take the states that flows and heads ask for, by the
// rules of EPANET (EPANET 2.2 manual, 12.1): without them a solution is one of the equations, not of the
// network.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/solvers/lanes.hpp"
#include "plugins/water/hydraulics/hydraulic_model.hpp"

namespace conurb::water {

/// What a link does; up to `closed` it lets nothing through.
enum class LinkState : std::uint8_t {
  no_lift,  ///< a pump against more head than it lifts
  held,     ///< before a tank that is full, or after one that is empty
  closed,
  open,
  active,         ///< a valve at its setting
  short_of_flow,  ///< a flow control valve that cannot deliver its flow
};
[[nodiscard]] constexpr bool is_closed(LinkState state) {
  return state <= LinkState::closed;
}

/// How one lane came out.
struct BalanceResult {
  enum class Way : std::uint8_t {
    balanced,
    held_states,  ///< only after states were held: they kept changing
    failed,       ///< no balance within the iterations
  };
  Way way = Way::failed;
  std::int32_t iterations = 0;
  double error = 0;  ///< m, largest error of energy that is left
  double pinned =
      0;  ///< share of its flow that a valve that holds a pressure has not yet from its other side
  bool whole = false;  ///< masses are in balance: the last step was not cut short, and nothing switched since
  bool warm = false;   ///< it began from a balance
  std::int32_t next_check = 2;  ///< iteration at which states are looked at
  double change = 0;            ///< sum of changes of flow in the last step over the sum of flows
  std::int32_t worst = kNone;   ///< link whose flow changed most in the last step, where it failed
};

template <typename Number>
class Balance {
 public:
  static constexpr std::int32_t kLanes = sizeof(Number) / sizeof(double);

  explicit Balance(std::shared_ptr<const HydraulicModel> model);

  [[nodiscard]] const HydraulicModel& model() const { return *model_; }

  // Given, by lane: index row * kLanes + lane.
  std::vector<double> demand;    ///< by node: m3/s that are wanted, of junctions
  std::vector<double> head;      ///< by slot; those of fixed nodes are given
  std::vector<LinkState> state;  ///< by element
  std::vector<double> setting;   ///< by element: speed, pressure head, loss, flow …; NaN: none
  std::vector<std::uint8_t> may_drain, may_fill;  ///< by fixed node: a tank that is not empty, not full

  // Found.
  std::vector<double> chain_flow;    ///< by chain, in its first pipe
  std::vector<double> element_flow;  ///< by element
  std::vector<double> outlet_flow;   ///< by outlet

  /// Switches an element as a control or rule says; `to` NaN: by its status alone. Whether that changes
  /// anything.
  bool switch_element(std::int32_t row, std::int32_t lane, LinkStatus status, double to);

  /// All flows as if each link had just been opened.
  void start();
  /// Demands of dead ends and rows are summed; to be called when `demand` has changed.
  void take_demands();
  /// Balances all lanes for which `on` is not 0; others are left as they are. Goes on from the flows of
  /// before.
  void solve(std::span<const std::uint8_t> on);
  [[nodiscard]] const BalanceResult& result(std::int32_t lane) const { return results_[at(lane)]; }

  /// Flow of each link in a lane, by row; those of dead ends and rows included.
  void link_flows(std::int32_t lane, std::span<double> flows) const;
  /// Head of each node in a lane, by row; NaN where no open way leads to a source.
  void node_heads(std::int32_t lane, std::span<double> heads) const;
  /// Net inflow of a fixed node.
  [[nodiscard]] double inflow_of(std::int32_t slot, std::int32_t lane) const;
  /// What each junction draws and loses in a lane, and what each fixed node takes in, by row.
  void node_outflows(std::int32_t lane, std::span<double> outflows) const;

 private:
  static std::size_t index(std::int32_t row, std::int32_t lane) { return at(row) * at(kLanes) + at(lane); }
  void start_element(std::int32_t row, std::int32_t lane);
  void evaluate();
  void evaluate_chains();
  [[nodiscard]] double energy_error(std::int32_t lane) const;
  bool is_balanced(std::int32_t lane);
  bool switch_all(std::int32_t lane);
  void step(std::int32_t lane);
  void assemble();
  void assemble_chains();
  void ground_isolated(std::int32_t lane);
  void assemble_elements(std::int32_t lane);
  void assemble_outlets(std::int32_t lane);
  void add_between(std::int32_t from, std::int32_t to, std::int32_t value, std::int32_t lane, double p,
                   double off, double q);
  void element_terms(std::int32_t row, std::int32_t lane, double& p, double& y);
  void valve_terms(std::int32_t row, std::int32_t lane, double& p, double& y);
  [[nodiscard]] double opening_loss(std::int32_t row, double opening) const;
  [[nodiscard]] double outlet_base(const Outlet& outlet) const;
  void pin_valves(std::int32_t lane);
  void correct_pinned(std::span<const std::uint8_t> active);
  [[nodiscard]] bool is_near(std::int32_t lane) const;
  [[nodiscard]] double left_after(std::int32_t slot, std::int32_t lane);
  double step_flows(std::int32_t lane, double share);
  double step_pinned(std::int32_t lane);
  [[nodiscard]] double left_at(std::int32_t slot, std::int32_t lane) const;

  // states.cpp
  bool switch_valves(std::int32_t lane);
  bool switch_others(std::int32_t lane);
  [[nodiscard]] LinkState reducing_state(std::int32_t row, std::int32_t lane) const;
  [[nodiscard]] LinkState sustaining_state(std::int32_t row, std::int32_t lane) const;
  [[nodiscard]] LinkState tank_state(std::int32_t row, std::int32_t lane, LinkState now) const;
  [[nodiscard]] LinkState other_state(std::int32_t row, std::int32_t lane) const;
  bool switch_by_pressure(std::int32_t lane);
  bool drop_isolated(std::int32_t lane);
  enum class Ways : std::uint8_t { both, along };
  [[nodiscard]] std::vector<std::uint8_t> reached(std::int32_t lane, Ways ways) const;

  std::shared_ptr<const HydraulicModel> model_;
  std::vector<Number> diagonal_, values_, right_, correction_;
  std::vector<double> pipe_flow_, pipe_loss_, pipe_slope_;  ///< by chain pipe
  std::vector<double> offset_;                              ///< by chain pipe: flow less that of the chain
  std::vector<double> last_offset_;  ///< by chain: what its end gets less than its begin gives
  std::vector<double> tree_flow_;    ///< by tree pipe, outwards
  std::vector<double> wanted_;       ///< by slot: demand with that of the dead ends
  /// Of each equation dq/dh, and the flow by which it is off: that over dq/dh is an error of energy.
  std::vector<double> chain_p_, chain_off_, element_p_, element_off_, outlet_p_, outlet_off_;
  std::vector<double> moved_;          ///< by slot: change of the head in the last step; 0 of fixed ones
  std::vector<double> outlet_wanted_;  ///< by outlet: what a demand wants
  std::vector<double> sum_;            ///< by node: demand with what hangs on it
  std::vector<std::uint8_t> served_;   ///< by node: an open way leads to a source
  std::vector<std::uint8_t> joined_;   ///< by node: an open way leads there, whatever its direction
  std::vector<double> element_pipe_flow_, element_pipe_loss_, element_pipe_slope_;
  std::vector<double> balance_;        ///< by slot: inflow less outflow
  std::vector<std::uint8_t> cut_off_;  ///< by lane: somebody is not served
  std::vector<BalanceResult> results_;
};

extern template class Balance<double>;
extern template class Balance<solvers::Lanes>;

}  // namespace conurb::water
