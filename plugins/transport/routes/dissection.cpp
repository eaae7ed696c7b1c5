// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/dissection.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "plugins/transport/index.hpp"
#include "plugins/transport/routes/least_cut.hpp"

namespace conurb::transport {

namespace {

using Cell = std::vector<std::int32_t>;  // places, ascending

/// Share of a cell's places that each end of a direction takes as given.
constexpr double kEndShare = 0.25;

class Dissection {
 public:
  Dissection(std::span<const Place> places, std::span<const solvers::Edge> links)
      : places_(places.begin(), places.end()),
        links_(links),
        incident_(row_of(places.size()), links),
        loops_(places.size()),
        cell_of_(places.size(), kNone),
        local_(places.size(), 0) {
    for (Place& place : places_)
      if (!std::isfinite(place.x) || !std::isfinite(place.y)) place = {};
    for (std::int32_t l = 0; at(l) < links.size(); ++l)
      if (links[at(l)].from == links[at(l)].to) loops_[at(links[at(l)].from)].push_back(l);
  }

  std::vector<std::int32_t> run() {
    Cell all(places_.size());
    std::iota(all.begin(), all.end(), 0);
    order_parts(all);
    return std::move(order_);
  }

 private:
  void order_parts(const Cell& cell);
  void order(const Cell& cell);
  void enter(const Cell& cell);
  void make_graph(const Cell& cell);
  std::vector<std::uint8_t> best_cut(const Cell& cell);
  std::vector<double> distances(std::int32_t from, std::int32_t& last);
  void add_cut(const Cell& nearer, const std::vector<std::uint8_t>& side);

  std::vector<Place> places_;
  std::span<const solvers::Edge> links_;
  solvers::Graph incident_;
  std::vector<std::vector<std::int32_t>> loops_;
  std::vector<std::int32_t> cell_of_, local_;  // by place: its cell's ticket, its number within
  std::int32_t ticket_ = 0;
  CutGraph graph_;  // of the cell at hand
  LeastCut least_cut_;
  std::vector<std::int32_t> order_;
};

void Dissection::enter(const Cell& cell) {
  ++ticket_;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    cell_of_[at(cell[i])] = ticket_;
    local_[at(cell[i])] = row_of(i);
  }
}

/// The cell's junctions and, between two of them, an edge as wide as there are links.
void Dissection::make_graph(const Cell& cell) {
  graph_ = {};
  std::vector<std::int32_t> near;
  for (const std::int32_t place : cell) {
    near.clear();
    for (const auto& arc : incident_.arcs(place))
      if (cell_of_[at(arc.to)] == ticket_) near.push_back(local_[at(arc.to)]);
    std::sort(near.begin(), near.end());
    for (std::size_t i = 0; i < near.size(); ++i) {
      if (i > 0 && near[i] == near[i - 1]) {
        ++graph_.width.back();
        continue;
      }
      graph_.head.push_back(near[i]);
      graph_.width.push_back(1);
    }
    graph_.first_arc.push_back(row_of(graph_.head.size()));
  }
  // Heads ascend, so the arcs that lead up to v are met in the order of v.
  graph_.opposite.resize(graph_.head.size());
  std::vector<std::int32_t> next(graph_.first_arc.begin(), graph_.first_arc.end() - 1);
  for (std::int32_t v = 0; v < graph_.vertices(); ++v) {
    for (std::int32_t a = graph_.first_arc[at(v)]; a < graph_.first_arc[at(v) + 1]; ++a) {
      const std::int32_t back = next[at(graph_.head[at(a)])]++;
      graph_.opposite[at(a)] = back;
    }
  }
}

/// Steps from a vertex of the cell's graph; `last` becomes one of the farthest.
std::vector<double> Dissection::distances(std::int32_t from, std::int32_t& last) {
  std::vector<double> steps(at(graph_.vertices()), -1);
  std::vector<std::int32_t> queue = {from};
  steps[at(from)] = 0;
  for (std::size_t i = 0; i < queue.size(); ++i) {
    last = queue[i];
    for (std::int32_t a = graph_.first_arc[at(last)]; a < graph_.first_arc[at(last) + 1]; ++a) {
      double& there = steps[at(graph_.head[at(a)])];
      if (there >= 0) continue;
      there = steps[at(last)] + 1;
      queue.push_back(graph_.head[at(a)]);
    }
  }
  return steps;
}

std::vector<std::uint8_t> Dissection::best_cut(const Cell& cell) {
  const std::size_t n = cell.size();
  std::vector<std::vector<double>> directions;
  for (const auto& [dx, dy] : {std::pair{1.0, 0.0}, {0.0, 1.0}, {1.0, 1.0}, {1.0, -1.0}}) {
    std::vector<double>& along = directions.emplace_back(n);
    for (std::size_t i = 0; i < n; ++i) along[i] = dx * places_[at(cell[i])].x + dy * places_[at(cell[i])].y;
  }
  // Where there are no positions: from one end of the graph to the other.
  std::int32_t one = 0, other = 0, unused = 0;
  distances(0, one);
  const std::vector<double> from_one = distances(one, other), from_other = distances(other, unused);
  std::vector<double>& along = directions.emplace_back(n);
  for (std::size_t i = 0; i < n; ++i) along[i] = from_one[i] - from_other[i];

  std::int32_t least = std::numeric_limits<std::int32_t>::max();
  std::vector<std::uint8_t> side;
  std::vector<std::int32_t> sorted(n);
  std::vector<LeastCut::Role> roles(n);
  const auto ends = static_cast<std::ptrdiff_t>(std::max(1.0, kEndShare * static_cast<double>(n)));
  for (const std::vector<double>& key : directions) {
    std::iota(sorted.begin(), sorted.end(), 0);
    std::sort(sorted.begin(), sorted.end(), [&](std::int32_t a, std::int32_t b) {
      return std::pair(key[at(a)], a) < std::pair(key[at(b)], b);
    });
    std::fill(roles.begin(), roles.end(), LeastCut::Role::none);
    std::for_each(sorted.begin(), sorted.begin() + ends,
                  [&](auto v) { roles[at(v)] = LeastCut::Role::source; });
    std::for_each(sorted.end() - ends, sorted.end(), [&](auto v) { roles[at(v)] = LeastCut::Role::sink; });
    const std::int32_t width = least_cut_.solve(graph_, roles, least);
    if (width >= least) continue;
    least = width;
    side.assign(least_cut_.side().begin(), least_cut_.side().end());
  }
  return side;
}

/// Links of one direction before those of the other, so that the first get no shortcuts among each other; the
/// more numerous first.
void Dissection::add_cut(const Cell& cell, const std::vector<std::uint8_t>& side) {
  std::array<std::vector<std::int32_t>, 2> across;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (side[i] == 0) continue;
    for (const auto& arc : incident_.arcs(cell[i])) {
      if (cell_of_[at(arc.to)] != ticket_ || side[at(local_[at(arc.to)])] == 1) continue;
      across[links_[at(arc.edge)].from == cell[i] ? 0 : 1].push_back(arc.edge);
    }
  }
  if (across[0].size() < across[1].size()) std::swap(across[0], across[1]);
  for (const auto& links : across) order_.insert(order_.end(), links.begin(), links.end());
}

void Dissection::order(const Cell& cell) {
  if (cell.size() == 1) {
    const auto& loops = loops_[at(cell.front())];
    order_.insert(order_.end(), loops.begin(), loops.end());
    return;
  }
  enter(cell);
  make_graph(cell);
  const std::vector<std::uint8_t> side = best_cut(cell);
  std::array<Cell, 2> parts;
  for (std::size_t i = 0; i < cell.size(); ++i) parts[side[i]].push_back(cell[i]);
  order_parts(parts[0]);
  order_parts(parts[1]);
  enter(cell);
  add_cut(cell, side);
}

/// What does not hang together is parted without a cut.
void Dissection::order_parts(const Cell& cell) {
  enter(cell);
  const std::int32_t mine = ticket_;
  std::vector<Cell> parts;
  for (const std::int32_t first : cell) {
    if (cell_of_[at(first)] != mine) continue;
    Cell part = {first};
    cell_of_[at(first)] = kNone;
    for (std::size_t i = 0; i < part.size(); ++i) {
      for (const auto& arc : incident_.arcs(part[i])) {
        if (cell_of_[at(arc.to)] != mine) continue;
        cell_of_[at(arc.to)] = kNone;
        part.push_back(arc.to);
      }
    }
    std::sort(part.begin(), part.end());
    parts.push_back(std::move(part));
  }
  for (const Cell& part : parts) order(part);
}

}  // namespace

std::vector<std::int32_t> dissection_order(std::span<const Place> places,
                                           std::span<const solvers::Edge> links) {
  return Dissection(places, links).run();
}

}  // namespace conurb::transport
