// SPDX-License-Identifier: Apache-2.0
// The part of a customisable contraction hierarchy that follows from costs: the weight of each arc, so that a
// shortcut weighs as much as the best way over lower nodes that it stands for ("customisation" in Dibbelt,
// Strasser and Wagner, 2016). Never changed once made. It holds no way to be unpacked: that is found again
// from the weights, which keeps a metric as small as it can be, for there may be one for each quarter of an
// hour.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "plugins/transport/routes/route_hierarchy.hpp"

namespace conurb::transport {

class RouteMetric {
 public:
  /// Throws InputError where costs do not fit the network and the graph, or where one is negative.
  RouteMetric(std::shared_ptr<const RouteHierarchy> hierarchy, const RouteCosts& costs,
              const solvers::Heed& heed = {});

  /// The metric of `costs`, which differ from those of this metric at the links named alone: bit for bit what
  /// would be made anew, but in time that grows with what the change touches, where those are few. Throws as
  /// the constructor does.
  [[nodiscard]] RouteMetric with_changed_links(std::span<const std::int32_t> links,
                                               const RouteCosts& costs) const;

  [[nodiscard]] const RouteHierarchy& hierarchy() const { return *hierarchy_; }
  /// By arc of the hierarchy.
  [[nodiscard]] std::span<const Milliseconds> weights() const { return weight_; }
  /// By arc of the turn graph: the turn and the link that it leads to.
  [[nodiscard]] std::span<const Milliseconds> turn_weights() const { return turn_weight_; }
  /// By rank: the link alone.
  [[nodiscard]] std::span<const Milliseconds> link_costs() const { return link_cost_; }

  /// Weight of an arc by itself, not as a shortcut.
  [[nodiscard]] Milliseconds own_weight(std::int32_t arc) const {
    const std::int32_t turn = hierarchy_->turn[at(arc)];
    return turn == kNone ? kUnreachable : turn_weight_[at(turn)];
  }

 private:
  void customise(const solvers::Heed& heed);
  friend class Recustomisation;

  std::shared_ptr<const RouteHierarchy> hierarchy_;
  std::vector<Milliseconds> link_cost_, turn_weight_, weight_;
};

}  // namespace conurb::transport
