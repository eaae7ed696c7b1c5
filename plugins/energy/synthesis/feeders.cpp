// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/feeders.hpp"

#include <algorithm>

#include "plugins/energy/index.hpp"

namespace conurb::energy::synthesis {

namespace {

class Laying {
 public:
  Laying(const SupplyTree& tree, const FeederLimits& limits)
      : t_(tree), l_(limits), children_(tree.size()), load_(tree.size(), 0), solar_(tree.size(), 0) {
    f_.through = tree.own;
    f_.feeder.assign(tree.size(), kNone);
  }

  Feeders lay() {
    for (std::int32_t v = row_of(t_.size()) - 1; v > 0; --v) {
      gather(v);
      while (!fits(v) && can_cut(v)) cut_largest(v);
      children_[at(t_.parent[at(v)])].push_back(v);
    }
    for (const std::int32_t v : children_[0]) begin_feeder(v);
    for (std::int32_t v = 1; at(v) < t_.size(); ++v)
      if (f_.feeder[at(v)] == kNone) f_.feeder[at(v)] = f_.feeder[at(t_.parent[at(v)])];
    return std::move(f_);
  }

 private:
  [[nodiscard]] double drawn(std::int32_t v) const { return f_.through[at(v)].peak() / l_.power_factor; }
  [[nodiscard]] double fed(std::int32_t v) const { return f_.through[at(v)].feed_in; }

  void gather(std::int32_t v) {
    f_.through[at(v)] = t_.own[at(v)];
    load_[at(v)] = solar_[at(v)] = 0;
    for (const std::int32_t c : children_[at(v)]) {
      f_.through[at(v)] += f_.through[at(c)];
      load_[at(v)] = std::max(load_[at(v)], load_[at(c)] + t_.length[at(c)] * drawn(c));
      solar_[at(v)] = std::max(solar_[at(v)], solar_[at(c)] + t_.length[at(c)] * fed(c));
    }
  }

  [[nodiscard]] bool fits(std::int32_t v) const {
    const double to_station = t_.distance[at(v)];
    return std::max(drawn(v), fed(v)) <= l_.power &&
           l_.drop_factor * (load_[at(v)] + to_station * drawn(v)) <= l_.drop &&
           l_.drop_factor * (solar_[at(v)] + to_station * fed(v)) <= l_.rise;
  }

  /// Something is left at the node when a child goes.
  [[nodiscard]] bool can_cut(std::int32_t v) const {
    const std::size_t children = children_[at(v)].size();
    return children > 1 || (children == 1 && t_.own[at(v)].largest() > 0);
  }

  void cut_largest(std::int32_t v) {
    std::vector<std::int32_t>& children = children_[at(v)];
    const auto largest =
        std::max_element(children.begin(), children.end(), [&](std::int32_t a, std::int32_t b) {
          return f_.through[at(a)].largest() < f_.through[at(b)].largest();
        });
    begin_feeder(*largest);
    children.erase(largest);
    gather(v);
  }

  void begin_feeder(std::int32_t v) {
    f_.feeder[at(v)] = f_.count++;
    f_.head.push_back(v);
    f_.load_moment.push_back(load_[at(v)] + t_.distance[at(v)] * drawn(v));
    f_.solar_moment.push_back(solar_[at(v)] + t_.distance[at(v)] * fed(v));
  }

  const SupplyTree& t_;
  const FeederLimits& l_;
  Feeders f_;
  std::vector<std::vector<std::int32_t>> children_;  ///< not cut off
  std::vector<double> load_, solar_;                 ///< VA m from a node to the farthest joint behind it
};

}  // namespace

Feeders lay_feeders(const SupplyTree& tree, const FeederLimits& limits) {
  return Laying(tree, limits).lay();
}

}  // namespace conurb::energy::synthesis
