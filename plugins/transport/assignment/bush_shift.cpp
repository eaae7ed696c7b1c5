// SPDX-License-Identifier: Apache-2.0
// Equilibrium within a bush: flow moves from the dearest way with flow to the cheapest where the two meet.
#include <algorithm>

#include "plugins/transport/assignment/bush.hpp"

namespace conurb::transport::assignment {
namespace {

constexpr double kSameCost = 1e-15;  // of a way's cost: what sums round off
constexpr int kMostSteps = 20;       // each at least halves what may be moved too far

double sum_of(const Bush& bush, std::span<const std::int32_t> way, std::span<const double> values) {
  double sum = 0;
  for (const std::int32_t row : way) sum += values[at(bush.links[at(row)].link)];
  return sum;
}

void move_flow(Bush& bush, std::span<const std::int32_t> way, double flow, LinkCosts& costs) {
  for (const std::int32_t row : way) {
    BushLink& link = bush.links[at(row)];
    link.flow = std::max(0.0, link.flow + flow);
    costs.add(link.link, flow);
  }
}

}  // namespace

double BushWork::equilibrate(Bush& bush, LinkCosts& costs) {
  find_costs(bush, costs.costs());
  double worst = 0;
  for (std::int32_t place = bush.places(); place-- > 1;) {
    const double apart = along_.greatest[at(place)] - along_.least[at(place)];
    if (along_.greatest_by[at(place)] == along_.least_by[at(place)]) continue;
    if (apart <= kSameCost * along_.least[at(place)]) continue;
    worst = std::max(worst, apart);
    if (find_ways(bush, place)) shift(bush, costs);
  }
  return worst;
}

/// The cheapest way to a place and the dearest with flow, back to where they part. False where the flow of
/// the dear one breaks off, as rounding can leave it until flows are loaded anew.
bool BushWork::find_ways(const Bush& bush, std::int32_t place) {
  cheap_.assign(1, along_.least_by[at(place)]);
  dear_.assign(1, along_.greatest_by[at(place)]);
  std::int32_t cheap = bush.links[at(cheap_.back())].tail, dear = bush.links[at(dear_.back())].tail;
  while (cheap != dear) {
    const bool is_cheap = cheap > dear;  // the one that is further away steps back
    const std::int32_t row = is_cheap ? along_.least_by[at(cheap)] : along_.greatest_by[at(dear)];
    if (row == kNone) return false;
    (is_cheap ? cheap_ : dear_).push_back(row);
    (is_cheap ? cheap : dear) = bush.links[at(row)].tail;
  }
  return true;
}

/// Newton's step of the cost difference; back within what was moved where it goes too far, as it does where
/// a steep function of cost begins flat.
void BushWork::shift(Bush& bush, LinkCosts& costs) {
  double apart = sum_of(bush, dear_, costs.costs()) - sum_of(bush, cheap_, costs.costs());
  if (!(apart > 0)) return;
  double most = bush.links[at(dear_.front())].flow;
  for (const std::int32_t row : dear_) most = std::min(most, bush.links[at(row)].flow);
  if (!(most > 0)) return;
  const double first = apart;
  double moved = 0, low = 0, high = most;  // what is to be moved lies between
  for (int step = 0; step < kMostSteps; ++step) {
    const double slope = sum_of(bush, dear_, costs.slopes()) + sum_of(bush, cheap_, costs.slopes());
    double to = slope > 0 ? moved + apart / slope : most;
    if (!(to < high)) to = step == 0 ? high : 0.5 * (low + high);
    if (!(to > low)) to = 0.5 * (low + high);
    move_flow(bush, dear_, moved - to, costs);
    move_flow(bush, cheap_, to - moved, costs);
    moved = to;
    apart = sum_of(bush, dear_, costs.costs()) - sum_of(bush, cheap_, costs.costs());
    if (apart >= -0.5 * first) return;
    high = moved;
  }
}

}  // namespace conurb::transport::assignment
