// SPDX-License-Identifier: Apache-2.0
// Follows a sequence of switching steps through time: what each changes, who is dark how long, and what that
// makes of the indices of reliability.
#pragma once

#include <cstdint>
#include <vector>

#include "plugins/energy/outage/restoration.hpp"

namespace conurb::energy {

class StepLog {
 public:
  /// `normal` is the state before the fault, `tripped` that after it, at time 0.
  StepLog(const SearchContext& context, std::int32_t faulted, const Positions& normal,
          const Positions& tripped, Loops loops);

  /// Carries out a step at its end, and fills in what it does. Steps come in order of their ends.
  void take(SwitchingStep& step);
  /// From now on the faulted zone may have supply.
  void repaired() { repaired_ = true; }

  [[nodiscard]] const Positions& positions() const { return positions_; }
  [[nodiscard]] bool legal() const { return legal_; }
  /// Up to the last step, which is to have brought everybody back who can be; those who are still dark count
  /// until `end_s`.
  [[nodiscard]] Reliability reliability(double end_s, double sustained_s) const;

 private:
  void see();

  const SearchContext& c_;
  std::int32_t faulted_;
  Loops allowed_;
  Positions positions_;
  std::int32_t loops_before_ = 0;
  bool repaired_ = false, legal_ = true;
  double now_s_ = 0;
  std::vector<std::uint8_t> supplied_before_, dark_;  // by zone
  std::vector<double> dark_since_;
  struct Interruption {
    std::size_t zone;
    double duration_s;
  };
  std::vector<Interruption> ended_;
  double dark_customers_ = 0, dark_power_ = 0;
};

}  // namespace conurb::energy
