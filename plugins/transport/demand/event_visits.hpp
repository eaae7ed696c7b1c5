// SPDX-License-Identifier: Apache-2.0
// Who comes to an event and goes home again: a match, a concert, a fair. What chance decides depends on the
// seed, the event and the visitor alone.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/index.hpp"
#include "plugins/transport/road_network.hpp"

namespace conurb::transport::demand {

/// Links from which one is drawn in proportion to weights.
class LinkDraw {
 public:
  LinkDraw() = default;
  /// `weights` by link; what is no number above 0 is never drawn.
  explicit LinkDraw(std::span<const double> weights);

  [[nodiscard]] bool empty() const { return links_.empty(); }
  [[nodiscard]] std::size_t size() const { return links_.size(); }
  /// `share` in [0, 1). At least one link.
  [[nodiscard]] std::int32_t at_share(double share) const;

 private:
  std::vector<std::int32_t> links_;
  std::vector<double> up_to_;  ///< sum of the weights up to this one
};

/// Times in seconds since the midnight of the day of its begin.
struct Event {
  std::uint64_t id = 0;
  std::int64_t vehicles = 0;
  double begin = 0, end = 0;
  double coming = 0;   ///< the first arrive so long before the begin
  double leaving = 0;  ///< the last set out so long after the end
};

struct Visit {
  std::int32_t home = kNone, place = kNone;  ///< links
  Milliseconds arrive = 0, leave = 0;        ///< when they want to be there, and when they set out for home
};

/// A visit of each vehicle. Arrivals lie between `coming` before the begin and the begin, most in the middle
/// (the mean of two uniform numbers); departures are as many in each minute, as car parks let them out.
/// Who lives on one link parks on the same one, so that ways can be shared. Neither list of links may be
/// empty. Times may lie before the day or behind it.
[[nodiscard]] std::vector<Visit> visits_of(const Event& event, const LinkDraw& homes, const LinkDraw& places,
                                           std::uint64_t seed);

/// Weights of the links near (x, y) on which visitors park: length times lanes of the usable ones that come
/// within `radius` m of it. All 0: there is none. Links run along their paths.
[[nodiscard]] std::vector<double> parking_near(const RoadNetwork& network,
                                               const std::vector<std::uint8_t>& usable, double x, double y,
                                               double radius);

/// A time of day that is the same on every day, ms.
[[nodiscard]] Milliseconds time_of_day(std::int64_t ms);

}  // namespace conurb::transport::demand
