// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/flow/passages.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/transport/flow/whole_numbers.hpp"

namespace conurb::transport {

namespace {

constexpr double kSpacing = 7.5;              // m of a vehicle in a queue
constexpr Milliseconds kShortestHalt = 2000;  // less is driving a little slower

/// A link's passages, sorted by leaving.
void find_halts(std::span<Passage> of_link, double length, double pace_ms, double lanes) {
  const auto leaves_before = [](Milliseconds t, const Passage& one) { return t < one.event.out; };
  for (std::size_t i = 0; i < of_link.size(); ++i) {
    Passage& one = of_link[i];
    const auto ready = one.event.in + static_cast<Milliseconds>(std::lround(length * pace_ms));
    one.halt_from = one.halt_to = one.event.out;
    if (one.event.out - ready < kShortestHalt) continue;
    const auto first_ahead = std::upper_bound(
        of_link.begin(), of_link.begin() + static_cast<std::ptrdiff_t>(i), ready, leaves_before);
    const auto ahead = static_cast<double>(i) - static_cast<double>(first_ahead - of_link.begin());
    one.halt = std::min(ahead / lanes * kSpacing, length);
    one.halt_from = one.event.in + static_cast<Milliseconds>(std::lround((length - one.halt) * pace_ms));
    one.halt_to =
        std::max(one.event.out - static_cast<Milliseconds>(std::lround(one.halt * pace_ms)), one.halt_from);
  }
}

}  // namespace

std::vector<Passage> passages_of(const Flow& flow, std::span<const VehicleEvent> events,
                                 std::span<const std::int32_t> lanes) {
  std::vector<Passage> passages;
  passages.reserve(events.size());
  for (const VehicleEvent& event : events) passages.push_back({event, 0, event.out, event.out});
  std::stable_sort(passages.begin(), passages.end(), [](const Passage& a, const Passage& b) {
    return a.event.link != b.event.link ? a.event.link < b.event.link : a.event.out < b.event.out;
  });
  for (std::size_t begin = 0, end = 0; begin < passages.size(); begin = end) {
    const std::int32_t link = passages[begin].event.link;
    while (end < passages.size() && passages[end].event.link == link) ++end;
    const FlowLink& one = flow.network().links[at(link)];
    const double pace_ms = flow.state().groups[at(one.first_group)].pace * 1e-3;  // ms/m
    find_halts(std::span(passages).subspan(begin, end - begin), one.length * 1e-3, pace_ms,
               std::max(lanes[at(link)], 1));
  }
  return passages;
}

}  // namespace conurb::transport
