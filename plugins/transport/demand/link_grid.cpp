// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/link_grid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <tuple>

#include "plugins/transport/error.hpp"

namespace conurb::transport::demand {
namespace {

constexpr std::int64_t kMostCells = 4'000'000;
constexpr double kFarthest = 1e8;  // m from the origin: beyond it nobody lives

bool is_place(double x, double y) {
  return std::fabs(x) <= kFarthest && std::fabs(y) <= kFarthest;
}

/// Strong components of a turn graph, without recursion: ways through a city are long.
class StrongComponents {
 public:
  explicit StrongComponents(const TurnGraph& graph)
      : of(at(graph.nodes()), kNone), g_(graph), index_(of.size(), kNone), low_(of.size(), 0) {
    for (std::int32_t node = 0; node < g_.nodes(); ++node) {
      if (index_[at(node)] == kNone) walk(node);
    }
  }

  std::vector<std::int32_t> of;  ///< by node
  std::int32_t count = 0;

 private:
  void enter(std::int32_t node) {
    index_[at(node)] = low_[at(node)] = next_++;
    open_.push_back(node);
    way_.push_back({node, g_.first_arc[at(node)]});
  }
  void walk(std::int32_t root) {
    enter(root);
    while (!way_.empty()) {
      const std::int32_t node = way_.back().node;
      if (way_.back().arc < g_.first_arc[at(node) + 1]) {
        const std::int32_t head = g_.head[at(way_.back().arc++)];
        if (index_[at(head)] == kNone) {
          enter(head);
        } else if (of[at(head)] == kNone) {
          low_[at(node)] = std::min(low_[at(node)], index_[at(head)]);
        }
        continue;
      }
      way_.pop_back();
      if (!way_.empty()) low_[at(way_.back().node)] = std::min(low_[at(way_.back().node)], low_[at(node)]);
      if (low_[at(node)] == index_[at(node)]) close(node);
    }
  }
  void close(std::int32_t root) {
    for (std::int32_t node = kNone; node != root; open_.pop_back()) {
      node = open_.back();
      of[at(node)] = count;
    }
    ++count;
  }

  struct Step {
    std::int32_t node, arc;
  };
  const TurnGraph& g_;
  std::vector<std::int32_t> index_, low_, open_;
  std::vector<Step> way_;
  std::int32_t next_ = 0;
};

}  // namespace

std::vector<std::uint8_t> drivable_core(const TurnGraph& graph) {
  const StrongComponents components(graph);
  std::vector<std::int32_t> size(at(components.count), 0);
  for (const std::int32_t each : components.of) ++size[at(each)];
  std::int32_t largest = kNone;
  for (const std::int32_t each : components.of) {
    if (largest == kNone || size[at(each)] > size[at(largest)]) largest = each;
  }
  std::vector<std::uint8_t> core(graph.node_of_link.size(), 0);
  for (std::size_t node = 0; node < components.of.size(); ++node) {
    if (components.of[node] == largest) core[at(graph.link_of_node[node])] = 1;
  }
  return core;
}

bool LinkGrid::Candidate::operator<(const Candidate& other) const {
  return std::tie(millimetres, far_side, link) < std::tie(other.millimetres, other.far_side, other.link);
}

LinkGrid::LinkGrid(const RoadNetwork& network, const std::vector<std::uint8_t>& usable)
    : drives_left_(network.drives_left) {
  if (usable.size() != network.links.size())
    throw InputError("of " + std::to_string(usable.size()) + " links it is said whether they may be used",
                     "link grid", "the network has " + std::to_string(network.links.size()));
  for (std::size_t row = 0; row < usable.size(); ++row) {
    if (usable[row] != 0) add_link(network, row_of(row));
  }
  sort_into_cells();
}

void LinkGrid::add_link(const RoadNetwork& network, std::int32_t row) {
  const Link& link = network.links[at(row)];
  const std::size_t points = link.path.size() / 3;
  for (std::size_t i = 0; i + 1 < points; ++i) {
    add_segment(link.path[3 * i], link.path[3 * i + 1], link.path[3 * i + 3], link.path[3 * i + 4], row);
  }
  const auto has = [&](std::int32_t end) { return end >= 0 && at(end) < network.junctions.size(); };
  if (points >= 2 || !has(link.from) || !has(link.to)) return;
  const Junction &a = network.junctions[at(link.from)], &b = network.junctions[at(link.to)];
  add_segment(a.x, a.y, b.x, b.y, row);
}

void LinkGrid::add_segment(double x0, double y0, double x1, double y1, std::int32_t link) {
  if (is_place(x0, y0) && is_place(x1, y1)) segments_.push_back({x0, y0, x1 - x0, y1 - y0, link});
}

void LinkGrid::sort_into_cells() {
  first_.assign(1, 0);
  if (segments_.empty()) return;
  double max_x = -kFarthest, max_y = -kFarthest;
  min_x_ = min_y_ = kFarthest;
  for (const Segment& s : segments_) {
    min_x_ = std::min({min_x_, s.x, s.x + s.dx});
    min_y_ = std::min({min_y_, s.y, s.y + s.dy});
    max_x = std::max({max_x, s.x, s.x + s.dx});
    max_y = std::max({max_y, s.y, s.y + s.dy});
  }
  const auto cells = [&](double low, double high) {
    return static_cast<std::int64_t>(std::floor((high - low) / cell_)) + 1;
  };
  while (cells(min_x_, max_x) * cells(min_y_, max_y) > kMostCells) cell_ *= 2;
  columns_ = cells(min_x_, max_x);
  rows_ = cells(min_y_, max_y);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> entries;  // cell, segment
  const auto index = [&](double value, double low, std::int64_t most) {
    return std::clamp(static_cast<std::int64_t>(std::floor((value - low) / cell_)), std::int64_t{0},
                      most - 1);
  };
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    // The box around a long slant line would cover cells far from it: pieces of it stay near.
    const Segment& s = segments_[i];
    const double pieces = std::floor(std::hypot(s.dx, s.dy) / cell_) + 1;
    for (double p = 0; p < pieces; ++p) {
      const double x0 = s.x + s.dx * p / pieces, x1 = s.x + s.dx * (p + 1) / pieces;
      const double y0 = s.y + s.dy * p / pieces, y1 = s.y + s.dy * (p + 1) / pieces;
      for (auto r = index(std::min(y0, y1), min_y_, rows_); r <= index(std::max(y0, y1), min_y_, rows_); ++r)
        for (auto c = index(std::min(x0, x1), min_x_, columns_);
             c <= index(std::max(x0, x1), min_x_, columns_); ++c)
          entries.emplace_back(static_cast<std::uint32_t>(r * columns_ + c), static_cast<std::uint32_t>(i));
    }
  }
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  first_.assign(static_cast<std::size_t>(columns_ * rows_) + 1, 0);
  for (const auto& [cell, segment] : entries) {
    ++first_[cell + 1];
    members_.push_back(segment);
  }
  for (std::size_t c = 1; c < first_.size(); ++c) first_[c] += first_[c - 1];
}

void LinkGrid::look_into(std::int64_t column, std::int64_t row, double x, double y, Candidate& best) const {
  if (column < 0 || row < 0 || column >= columns_ || row >= rows_) return;
  const auto cell = static_cast<std::size_t>(row * columns_ + column);
  for (std::uint32_t i = first_[cell]; i < first_[cell + 1]; ++i) {
    const Segment& s = segments_[members_[i]];
    const double px = x - s.x, py = y - s.y, squared = s.dx * s.dx + s.dy * s.dy;
    const double along = squared > 0 ? std::clamp((px * s.dx + py * s.dy) / squared, 0.0, 1.0) : 0;
    const double distance = std::hypot(px - along * s.dx, py - along * s.dy);
    const bool on_left = s.dx * py - s.dy * px > 0;
    const Candidate found{std::llround(distance * 1000), on_left != drives_left_, s.link};
    if (found < best) best = found;
  }
}

std::int32_t LinkGrid::nearest(double x, double y, double limit) const {
  if (segments_.empty() || !is_place(x, y) || !(limit >= 0)) return kNone;
  const double reach = std::min(limit, 2 * kFarthest);
  Candidate best{std::llround(reach * 1000), true, std::numeric_limits<std::int32_t>::max()};
  const auto column = static_cast<std::int64_t>(std::floor((x - min_x_) / cell_));
  const auto row = static_cast<std::int64_t>(std::floor((y - min_y_) / cell_));
  // Of a ring around the place only what lies in the grid is looked at.
  const auto off = [](std::int64_t i, std::int64_t count) {
    return std::max({std::int64_t{0}, -i, i - count + 1});
  };
  const auto end = [](std::int64_t i, std::int64_t count) { return std::max(i, count - 1 - i); };
  const std::int64_t last = std::max(end(column, columns_), end(row, rows_));
  for (std::int64_t ring = std::max(off(column, columns_), off(row, rows_)); ring <= last; ++ring) {
    if (static_cast<double>(ring - 1) * cell_ * 1000 > static_cast<double>(best.millimetres)) break;
    const std::int64_t first_column = std::max(column - ring, std::int64_t{0});
    const std::int64_t last_column = std::min(column + ring, columns_ - 1);
    for (std::int64_t c = first_column; c <= last_column; ++c) {
      look_into(c, row - ring, x, y, best);
      if (ring > 0) look_into(c, row + ring, x, y, best);
    }
    const std::int64_t first_row = std::max(row - ring + 1, std::int64_t{0});
    const std::int64_t last_row = std::min(row + ring - 1, rows_ - 1);
    for (std::int64_t r = first_row; r <= last_row; ++r) {
      look_into(column - ring, r, x, y, best);
      look_into(column + ring, r, x, y, best);
    }
  }
  return best.link == std::numeric_limits<std::int32_t>::max() ? kNone : best.link;
}

}  // namespace conurb::transport::demand
