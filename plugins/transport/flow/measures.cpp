// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/flow/measures.hpp"

namespace conurb::transport {

Measures::Measures(std::size_t links, Milliseconds interval)
    : sums_(2 * links), present_(links, 0), interval_(interval) {}

void Measures::close(Milliseconds t, const std::vector<std::int32_t>& queue) {
  const Milliseconds begin = t - interval_;
  for (std::size_t link = 0; link < present_.size(); ++link) {
    Sums& sums = sums_[2 * link + static_cast<std::size_t>((begin / interval_) & 1)];
    std::int32_t& present = present_[link];
    if (present == 0 && sums.entered == 0 && sums.left == 0) continue;
    const std::int64_t vehicle_ms = sums.vehicle_ms + std::int64_t{present} * interval_;
    present += sums.entered - sums.left;
    rows_.push_back(
        {begin, row_of(link), sums.entered, sums.left, vehicle_ms, sums.delay_ms, present, queue[link]});
    sums = {};
  }
}

}  // namespace conurb::transport
