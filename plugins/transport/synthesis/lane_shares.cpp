// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/synthesis/lane_shares.hpp"

#include <algorithm>

namespace conurb::transport::synthesis {
namespace {

using Align = LaneShare::Align;

std::int32_t widest(std::span<const std::int32_t> targets) {
  return targets.empty() ? 0 : *std::max_element(targets.begin(), targets.end());
}

/// As many lanes as fit go straight on; what is too many turns on either side, if somebody turns there.
std::vector<LaneShare> around_onward(std::int32_t lanes, std::span<const std::int32_t> targets,
                                     std::int32_t onward, bool far_lane) {
  const std::int32_t near_most = widest(targets.first(at(onward)));
  const std::int32_t far_most = widest(targets.subspan(at(onward) + 1));
  std::int32_t low = 0, high = lanes - 1;
  if (far_lane && far_most > 0 && lanes > 1) --high;
  while (high - low + 1 > targets[at(onward)]) {
    const std::int32_t far = lanes - 1 - high;
    if (far < far_most && (far <= low || low >= near_most)) {
      --high;
    } else if (low < near_most) {
      ++low;
    } else {
      break;
    }
  }
  std::vector<LaneShare> shares;
  for (std::int32_t i = 0; i < row_of(targets.size()); ++i) {
    if (i < onward) shares.push_back({0, std::max(0, low - 1), Align::kerb});
    if (i == onward) shares.push_back({low, high, Align::onward});
    if (i > onward) shares.push_back({std::min(lanes - 1, high + 1), lanes - 1, Align::middle_of_road});
  }
  return shares;
}

}  // namespace

std::vector<LaneShare> lane_shares(std::int32_t lanes, std::span<const std::int32_t> targets,
                                   std::int32_t onward, std::int32_t nears, bool far_lane) {
  if (targets.empty()) return {};
  const std::int32_t turns = row_of(targets.size());
  if (onward != kNone) return around_onward(lanes, targets, onward, far_lane);
  if (nears == 0 || nears == turns) {  // all to one side: the widest road takes the part of straight on
    const auto main = std::max_element(targets.begin(), targets.end()) - targets.begin();
    return around_onward(lanes, targets, static_cast<std::int32_t>(main), false);
  }
  std::int32_t near_lanes = 1, first_far = 0;
  if (lanes > 1) {
    const std::int32_t near_most = widest(targets.first(at(nears)));
    const std::int32_t far_most = widest(targets.subspan(at(nears)));
    near_lanes = std::clamp((2 * lanes * near_most + near_most + far_most) / (2 * (near_most + far_most)), 1,
                            lanes - 1);
    first_far = near_lanes;
  }
  std::vector<LaneShare> shares;
  for (std::int32_t i = 0; i < turns; ++i) {
    if (i < nears) shares.push_back({0, near_lanes - 1, Align::kerb});
    if (i >= nears) shares.push_back({first_far, lanes - 1, Align::middle_of_road});
  }
  return shares;
}

std::int32_t lane_beyond(const LaneShare& share, std::int32_t lanes, std::int32_t lane, std::int32_t target) {
  switch (share.align) {
    case Align::middle_of_road: return std::max(0, target - 1 - (lanes - 1 - lane));
    case Align::onward: return std::max(0, lane - std::max(0, share.last - (target - 1)));
    default: return std::min(lane, target - 1);
  }
}

}  // namespace conurb::transport::synthesis
