// SPDX-License-Identifier: Apache-2.0
// Power flows of a network island by island, each by the method that suits it: trees are swept, the rest is
// solved by Newton's method. Islands do not wait for each other: one without a solution leaves the others
// theirs. For many load cases on one state of the switches: a year, a batch, a hosting capacity.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "plugins/energy/grid.hpp"
#include "plugins/energy/injections.hpp"
#include "plugins/energy/network_parts.hpp"
#include "plugins/energy/newton.hpp"
#include "plugins/energy/parallel.hpp"
#include "plugins/energy/power_flow.hpp"
#include "plugins/energy/radial_sweep.hpp"

namespace conurb::energy {

/// An island with its workspaces and its base solution.
class FlowPart {
 public:
  FlowPart(NetworkPart part, const PowerFlowOptions& options);

  [[nodiscard]] const NetworkPart& rows() const { return part_; }
  [[nodiscard]] const Grid& grid() const { return grid_; }
  [[nodiscard]] const Injections& injections() const { return injections_; }
  /// With the loads of the network. Not converged: what the island's cases start from is a guess.
  [[nodiscard]] const PowerFlowResult& base_result() const { return base_result_; }
  [[nodiscard]] const Voltages& base() const { return base_; }
  [[nodiscard]] const Newton& newton() const { return flow_.newton(); }
  [[nodiscard]] bool is_tree() const { return sweep_.has_value(); }
  [[nodiscard]] bool is_dead() const { return dead_; }

  /// kLanes load cases from the base solution: `p` and `q` by place, kLanes values each; `re` and `im` take
  /// the voltages likewise.
  void solve_many(std::span<const double> p, std::span<const double> q, const NewtonOptions& options,
                  std::span<double> re, std::span<double> im, std::span<NewtonResult> results);

 private:
  NetworkPart part_;
  Grid grid_;
  Injections injections_;
  PowerFlow flow_;
  PowerFlowResult base_result_;
  Voltages base_;
  std::optional<RadialSweep> sweep_;
  bool dead_ = false;
};

class PartedFlow {
 public:
  /// Solves the base case. Throws what Grid does.
  explicit PartedFlow(const Network& network, const PowerFlowOptions& options = {},
                      const ParallelFor& parallel = in_order);

  [[nodiscard]] std::span<const std::unique_ptr<FlowPart>> parts() const { return parts_; }

  /// Cases that scale all that is drawn and fed in by kLanes factors; true if all converge in every live
  /// part.
  [[nodiscard]] bool solve_scaled(std::span<const double> factors, const NewtonOptions& options,
                                  const ParallelFor& parallel = in_order);

  /// kLanes cases: fill(part, p, q) gives powers by place and lane, take(part, re, im, results) gets the
  /// solution; both are called from several threads, for different parts. Dead parts are left out.
  using Fill = std::function<void(std::size_t part, std::span<double> p, std::span<double> q)>;
  using Take = std::function<void(std::size_t part, std::span<const double> re, std::span<const double> im,
                                  std::span<const NewtonResult> results)>;
  void solve_many(const Fill& fill, const Take& take, const NewtonOptions& options,
                  const ParallelFor& parallel = in_order);

 private:
  struct Room {
    std::vector<double> p, q, re, im;
    std::vector<NewtonResult> results;
  };
  std::vector<std::unique_ptr<FlowPart>> parts_;
  std::vector<Room> rooms_;
};

}  // namespace conurb::energy
