// SPDX-License-Identifier: Apache-2.0
// Flows of all links with their costs and slopes, and what they add up to.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "plugins/transport/assignment/bpr.hpp"
#include "plugins/transport/assignment/problem.hpp"
#include "plugins/transport/index.hpp"

namespace conurb::transport::assignment {

/// What travellers go by (Wardrop, 1952).
enum class Principle : std::uint8_t {
  user_equilibrium,  ///< own cost: nobody gains by changing the route
  system_optimum,    ///< cost of all: the total is least. Each link costs what one more vehicle adds to the
                     ///< total.
};

/// Travel time of a link, without what is fixed.
[[nodiscard]] Bpr link_time(const Link& link);

/// Cost of one link by the principle: its time with what is fixed; of the system optimum with the time that a
/// vehicle costs the others, which is again a BPR function.
[[nodiscard]] Bpr link_cost(const AssignmentProblem& problem, const Link& link, Principle principle);

class LinkCosts {
 public:
  LinkCosts(const AssignmentProblem& problem, Principle principle);

  /// Nobody may use a closed link: its cost is infinite.
  void close(std::int32_t link);
  void open(std::int32_t link);
  [[nodiscard]] bool closed(std::int32_t link) const { return closed_[at(link)] != 0; }

  /// Adds to a link's flow, which stays 0 or more, and brings its cost up to date. Only links that are open.
  void add(std::int32_t link, double flow) {
    const std::size_t row = at(link);
    flow_[row] = std::max(0.0, flow_[row] + flow);
    const Bpr::Value now = functions_[row].at(flow_[row]);
    cost_[row] = now.cost;
    slope_[row] = now.slope;
  }
  /// Takes flows of all links, those of closed ones 0.
  void set_flows(std::span<const double> flows);

  [[nodiscard]] std::span<const double> flows() const { return flow_; }
  [[nodiscard]] std::span<const double> costs() const { return cost_; }
  [[nodiscard]] std::span<const double> slopes() const { return slope_; }

  /// What is least in the solution: the sum of the costs' integrals (Beckmann, McGuire, Winsten, 1956), which
  /// for the system optimum is the total cost.
  [[nodiscard]] double objective() const;
  /// Its derivative for the length of a step from the flows in this direction.
  [[nodiscard]] double rise(std::span<const double> direction, double step) const;
  /// Of flow times cost.
  [[nodiscard]] double total() const;

 private:
  void evaluate(std::size_t row);

  std::vector<Bpr> functions_;
  std::vector<std::uint8_t> closed_;
  std::vector<double> flow_, cost_, slope_;
};

}  // namespace conurb::transport::assignment
