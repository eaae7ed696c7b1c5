// SPDX-License-Identifier: Apache-2.0
// A network over time: demands and heads by their patterns, tanks that fill and drain, controls and rules.
// Between two moments nothing changes but the volumes of tanks; the next moment is when something may:
// a step of the patterns, a tank that is full or empty or at the level of a control, the time of one, a rule.
// Times are whole seconds, as EPANET's are (EPANET 2.2 manual, 12.1.6), so that events fall on the same ones.
//
// Model and state are apart: a run can be copied, started anew, and two runs of one model know nothing of
// each other. Eight lanes go side by side, each with its own clock.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "plugins/water/hydraulics/balance.hpp"
#include "plugins/water/hydraulics/tank_volume.hpp"

namespace conurb::water {

/// How a lane differs from the network.
struct SupplyVariant {
  std::vector<std::int32_t> closed = {};  ///< links, kept in the model (HydraulicModel::Kept)
  double demand_factor = 1;
};

template <typename Number>
class SupplyRun {
 public:
  static constexpr std::int32_t kLanes = Balance<Number>::kLanes;

  /// All lanes at the start; `variants` has one for each lane that is used, the others rest.
  SupplyRun(std::shared_ptr<const HydraulicModel> model, std::span<const SupplyVariant> variants);

  /// Solves the present moment of every lane that is not finished.
  void solve();
  /// Goes on to each lane's next moment; after solve().
  void advance();
  [[nodiscard]] bool finished(std::int32_t lane) const { return finished_[at(lane)] != 0; }
  [[nodiscard]] bool all_finished() const;
  [[nodiscard]] std::int64_t time(std::int32_t lane) const { return time_[at(lane)]; }

  [[nodiscard]] const Balance<Number>& balance() const { return balance_; }
  [[nodiscard]] const HydraulicModel& model() const { return balance_.model(); }
  /// m3 in each tank, by fixed node; 0 of reservoirs.
  [[nodiscard]] double volume(std::int32_t fixed, std::int32_t lane) const {
    return volume_[index(fixed, lane)];
  }

 private:
  struct RuleChoice {
    double priority = 0;
    std::int32_t link = kNone;
    LinkStatus status = LinkStatus::open;
    double setting = 0;
  };

  static std::size_t index(std::int32_t row, std::int32_t lane) { return at(row) * at(kLanes) + at(lane); }
  void set_start(std::int32_t lane, const SupplyVariant& variant);
  void set_moment(std::int32_t lane);
  void set_tank_bounds(std::int32_t lane);
  void find_inflows(std::int32_t lane);
  void obey_controls(std::int32_t lane);
  [[nodiscard]] std::int64_t step_to_event(std::int32_t lane) const;
  [[nodiscard]] std::int64_t step_to_control(const Control& control, std::int32_t lane) const;
  void fill_tanks(std::int32_t lane, std::int64_t step);
  std::int64_t step_with_rules(std::int32_t lane, std::int64_t step);
  bool obey_rules(std::int32_t lane, std::int64_t from);
  [[nodiscard]] bool holds(const Rule& rule, std::int32_t lane, std::int64_t from) const;
  [[nodiscard]] bool holds(const RulePremise& premise, std::int32_t lane, std::int64_t from) const;
  [[nodiscard]] bool holds_in_time(const RulePremise& premise, std::int32_t lane, std::int64_t from) const;
  [[nodiscard]] double value_of(const RulePremise& premise, std::int32_t lane) const;
  [[nodiscard]] double pattern_factor(std::int32_t pattern, std::int64_t time) const;

  Balance<Number> balance_;
  std::vector<TankVolume> tanks_;        ///< by fixed node
  std::vector<double> volume_, inflow_;  ///< by fixed node and lane
  std::vector<std::int64_t> time_;
  std::vector<std::uint8_t> finished_;
  std::vector<double> demand_factor_;
};

extern template class SupplyRun<double>;
extern template class SupplyRun<solvers::Lanes>;

}  // namespace conurb::water
