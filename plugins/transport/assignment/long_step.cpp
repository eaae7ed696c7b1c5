// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/long_step.hpp"

#include <algorithm>

#include "plugins/transport/index.hpp"

namespace conurb::transport::assignment {
namespace {

constexpr double kShortest = 10;  // times what the sweeps moved: a bush that cannot go as far stays
constexpr double kLongest = 1e6;  // times: what is left of any direction is nothing then
constexpr int kMostTrials = 40;
constexpr double kPrecise = 1e-6;  // of the length: the next sweeps mend the rest

}  // namespace

void LongStep::remember(std::span<const Bush> bushes) {
  before_.clear();
  for (const Bush& bush : bushes) {
    for (const BushLink& link : bush.links) before_.push_back(link.flow);
  }
}

/// Of the bushes that can go on for a while.
void LongStep::find_direction(std::span<const Bush> bushes) {
  goes_.assign(bushes.size(), 0);
  std::fill(direction_.begin(), direction_.end(), 0.0);
  longest_ = kLongest;
  std::size_t first = 0;
  for (std::size_t b = 0; b < bushes.size(); ++b) {
    const std::vector<BushLink>& links = bushes[b].links;
    double longest = kLongest;
    for (std::size_t row = 0; row < links.size(); ++row) {
      const double change = links[row].flow - before_[first + row];
      if (change < 0) longest = std::min(longest, links[row].flow / -change);
    }
    if (longest >= kShortest) {
      goes_[b] = 1;
      longest_ = std::min(longest_, longest);
      for (std::size_t row = 0; row < links.size(); ++row) {
        direction_[at(links[row].link)] += links[row].flow - before_[first + row];
      }
    }
    first += links.size();
  }
}

/// Where the objective is least: the zero of its derivative, by regula falsi (Illinois); 0 where it does not
/// fall.
double LongStep::length(const LinkCosts& costs) const {
  double low = 0, high = longest_;
  double below = costs.rise(direction_, low), above = costs.rise(direction_, high);
  if (!(below < 0)) return 0;
  if (above <= 0) return high;
  int side = 0;
  for (int trial = 0; trial < kMostTrials && high - low > kPrecise * high; ++trial) {
    const double step = (low * above - high * below) / (above - below);
    const double here = costs.rise(direction_, step);
    if (here < 0) {
      low = step;
      below = here;
      if (side < 0) above *= 0.5;
      side = -1;
    } else {
      high = step;
      above = here;
      if (side > 0) below *= 0.5;
      side = 1;
    }
  }
  return low;
}

void LongStep::go_on(std::span<Bush> bushes, LinkCosts& costs) {
  direction_.resize(costs.flows().size());
  find_direction(bushes);
  const double step = length(costs);
  if (step == 0) return;
  std::size_t first = 0;
  for (std::size_t b = 0; b < bushes.size(); ++b) {
    std::vector<BushLink>& links = bushes[b].links;
    for (std::size_t row = 0; row < links.size() && goes_[b] != 0; ++row) {
      links[row].flow = std::max(0.0, links[row].flow + step * (links[row].flow - before_[first + row]));
    }
    first += links.size();
  }
  for (std::size_t link = 0; link < direction_.size(); ++link) {
    if (direction_[link] != 0) costs.add(row_of(link), step * direction_[link]);
  }
}

}  // namespace conurb::transport::assignment
