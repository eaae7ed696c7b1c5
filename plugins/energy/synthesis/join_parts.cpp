// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/join_parts.hpp"

#include <algorithm>

#include "plugins/energy/synthesis/box_tree.hpp"

namespace conurb::energy::synthesis {

namespace {

struct Link {
  std::int32_t from = kNone, to = kNone;  ///< members
  double length2 = std::numeric_limits<double>::infinity();
};

class Joiner {
 public:
  Joiner(std::span<const double> x, std::span<const double> y, std::span<const std::int32_t> members,
         std::span<const std::int32_t> part_of)
      : x_(x), y_(y), members_(members), part_(part_of.begin(), part_of.end()), tree_(boxes()) {
    for (const std::int32_t part : part_) parts_ = std::max(parts_, part + 1);
  }

  std::vector<solvers::Edge> join() {
    std::vector<solvers::Edge> links;
    while (!members_.empty()) {
      std::vector<std::size_t> size(at(parts_), 0);
      for (const std::int32_t part : part_) ++size[at(part)];
      const auto largest = std::max_element(size.begin(), size.end());
      if (*largest == members_.size()) break;
      round(row_of(static_cast<std::size_t>(largest - size.begin())), links);
    }
    return links;
  }

 private:
  std::vector<Box> boxes() const {
    std::vector<Box> all;
    all.reserve(members_.size());
    for (const std::int32_t v : members_) all.push_back({x_[at(v)], y_[at(v)], x_[at(v)], y_[at(v)]});
    return all;
  }

  // The largest part waits to be linked to: most of its members are far from any other.
  void round(std::int32_t largest, std::vector<solvers::Edge>& links) {
    std::vector<Link> best(at(parts_));
    std::vector<std::int32_t> labels;
    tree_.common_labels([&](std::int32_t item) { return part_[at(item)]; }, labels);
    for (std::int32_t m = 0; at(m) < members_.size(); ++m) {
      const std::int32_t own = part_[at(m)];
      if (own == largest) continue;
      const double x = x_[at(members_[at(m)])], y = y_[at(members_[at(m)])];
      const auto distance2 = [&](std::int32_t item) {
        const double dx = x_[at(members_[at(item)])] - x, dy = y_[at(members_[at(item)])] - y;
        return dx * dx + dy * dy;
      };
      const BoxTree::Hit hit = tree_.nearest(
          x, y, distance2, best[at(own)].length2, [&](std::int32_t node) { return labels[at(node)] == own; },
          [&](std::int32_t item) { return part_[at(item)] == own; });
      if (hit.item != kNone) best[at(own)] = {m, hit.item, hit.distance2};
    }
    solvers::DisjointSets sets(parts_);
    for (const Link& link : best) {
      if (link.from == kNone || !sets.join(part_[at(link.from)], part_[at(link.to)])) continue;
      links.push_back({members_[at(link.from)], members_[at(link.to)]});
    }
    for (std::int32_t& part : part_) part = sets.find(part);
  }

  std::span<const double> x_, y_;
  std::span<const std::int32_t> members_;
  std::vector<std::int32_t> part_;
  std::int32_t parts_ = 0;
  BoxTree tree_;
};

}  // namespace

std::vector<solvers::Edge> join_parts(std::span<const double> x, std::span<const double> y,
                                      std::span<const std::int32_t> members,
                                      std::span<const std::int32_t> part_of) {
  return Joiner(x, y, members, part_of).join();
}

}  // namespace conurb::energy::synthesis
