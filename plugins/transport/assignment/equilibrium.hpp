// SPDX-License-Identifier: Apache-2.0
// Static equilibrium of an assignment problem by bushes (Dial, 2006; see bush.hpp): no trip from any origin
// could be cheaper by another route, to a relative gap as small as is asked for. The bushes stay, so that
// after a change of demand or a closure the next solution starts from the last; a copy of the object is a
// what-if that leaves the first alone.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "plugins/transport/assignment/bush.hpp"
#include "plugins/transport/assignment/link_costs.hpp"
#include "plugins/transport/assignment/long_step.hpp"
#include "plugins/transport/assignment/problem.hpp"

namespace conurb::transport::assignment {

/// The state at the start of an iteration. Cost is what travellers go by (see Principle), time is without
/// what is fixed.
struct EquilibriumStep {
  int iteration = 0;               ///< from 0
  double relative_gap = 0;         ///< (total cost - sum of trips times least cost) / total cost
  double average_excess_cost = 0;  ///< the same difference for each trip
  double objective = 0;            ///< LinkCosts::objective
  double total_cost = 0;           ///< of flow times cost
  double total_travel_time = 0;    ///< of flow times time
};

struct EquilibriumOptions {
  double relative_gap = 1e-6;  ///< stop at this gap or below
  int most_iterations = 500;
  std::function<void(const EquilibriumStep&)> on_step = {};
  std::function<bool()> cancelled = {};  ///< asked often, in the caller's thread; true stops soon
};

struct EquilibriumResult {
  enum class Stop : std::uint8_t { gap, iterations, cancelled };
  Stop stop = Stop::iterations;
  std::vector<EquilibriumStep> steps = {};  ///< the last is that of the flows found
  double trips = 0;                         ///< that were assigned
  std::vector<ZonePair> unreachable = {};   ///< without any way; left out
};

class StaticEquilibrium {
 public:
  /// Throws InputError where the problem is not sound (see require_sound).
  explicit StaticEquilibrium(AssignmentProblem problem, Principle principle = Principle::user_equilibrium);

  /// The problem with the demand and the closures as they are now.
  [[nodiscard]] const AssignmentProblem& problem() const { return problem_; }

  /// Goes on from the last solution, or from the shortest paths of the empty network. The same calls give the
  /// same bits; a problem that has not changed gives the last solution back. Throws InputError for a gap that
  /// is not >= 0 or a negative number of iterations.
  EquilibriumResult solve(const EquilibriumOptions& options = {});

  /// Takes another demand of the same zones. Throws InputError where it does not fit.
  void set_demand(Demand demand);
  /// Closes or opens links (rows). Throws InputError for one that does not exist.
  void close(std::span<const std::int32_t> links);
  void open(std::span<const std::int32_t> links);

  /// Flow of each link, as found by `solve`.
  [[nodiscard]] std::span<const double> flows() const { return costs_.flows(); }
  /// What travellers go by; infinite where a link is closed.
  [[nodiscard]] std::span<const double> costs() const { return costs_.costs(); }
  /// Flow of each link that comes from one zone.
  [[nodiscard]] std::vector<double> flows_from(std::int32_t zone) const;
  /// Least cost from one zone to each; infinite where there is no way.
  [[nodiscard]] std::vector<double> least_costs(std::int32_t zone) const;

 private:
  [[nodiscard]] std::span<const Demand::Trips> trips_from(std::size_t zone) const;
  void require_links(std::span<const std::int32_t> links) const;
  void plant();
  void load();
  EquilibriumStep measure(EquilibriumResult& result);
  void sweep(const EquilibriumOptions& options, int times);

  AssignmentProblem problem_;
  LinkCosts costs_;
  BushWork work_;
  LongStep long_step_;
  std::vector<Bush> bushes_;  // of each zone; without nodes where no trips begin
  std::vector<double> flows_;
  bool loaded_ = false;  // whether the bushes and flows fit the demand and each other
};

}  // namespace conurb::transport::assignment
