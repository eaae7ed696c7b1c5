// SPDX-License-Identifier: Apache-2.0
// The cheapest route between two links: both ends walk up the elimination tree until they meet (Dibbelt,
// Strasser and Wagner, 2016), then the shortcuts on the way are unpacked.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "plugins/transport/routes/route_metric.hpp"

namespace conurb::transport {

/// Room for searches on one metric. Make one per thread; allocates when made, and as `links` grow.
class RouteSearch {
 public:
  /// `metric` must outlive it.
  explicit RouteSearch(const RouteMetric& metric);

  /// Cost of all links from `origin` to `destination`, those two included, and of the turns between them;
  /// kUnreachable where there is no route. From a link to itself that is the link alone. Throws InputError if
  /// there is no such link.
  [[nodiscard]] Milliseconds cost(std::int32_t origin, std::int32_t destination);

  /// As cost(); appends the links of a cheapest route, and none where there is no route. Which of several it
  /// is depends on the network and the costs alone.
  Milliseconds route(std::int32_t origin, std::int32_t destination, std::vector<std::int32_t>& links);

  /// A link over which some way leads, and what the best way over it costs that climbs no higher.
  struct Meeting {
    Milliseconds cost = kUnreachable;
    std::int32_t rank = kNone;
  };
  /// As cost(); appends all meetings on the way up whose ways cost at most `stretch` (>= 1) times as much, by
  /// ascending rank.
  Milliseconds meetings(std::int32_t origin, std::int32_t destination, double stretch,
                        std::vector<Meeting>& found);
  /// Appends the links of the way over a rank that the search before this found.
  void append_way_over(std::int32_t rank, std::vector<std::int32_t>& links);

 private:
  Meeting best_meeting(std::int32_t origin, std::int32_t destination);
  std::int32_t climb_to_common(std::int32_t start, std::int32_t goal);
  Milliseconds take_cost(std::int32_t rank, RouteHierarchy::Direction way);
  void climb(std::int32_t rank, RouteHierarchy::Direction way, Milliseconds here);
  void unpack(std::int32_t arc, std::vector<std::int32_t>& links);

  const RouteMetric& metric_;
  const RouteHierarchy& h_;
  /// The cost of getting somewhere above the arc by which: the lesser label is the cheaper way, and of equal
  /// ones that by the first arc.
  using Label = std::uint64_t;
  static constexpr Label label(Milliseconds cost, std::int32_t arc) {
    return Label{static_cast<std::uint32_t>(cost)} << 32U | static_cast<std::uint32_t>(arc);
  }
  static constexpr Milliseconds cost_of(Label label) { return static_cast<Milliseconds>(label >> 32U); }
  static constexpr std::int32_t arc_of(Label label) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(label));
  }

  /// By direction and rank. Between searches the costs are kUnreachable, and the arcs those of the last one.
  std::array<std::vector<Label>, 2> labels_;
  std::vector<std::int32_t> climbed_, pending_;  // arcs to be unpacked
};

}  // namespace conurb::transport
