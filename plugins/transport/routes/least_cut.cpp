// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/least_cut.hpp"

#include <algorithm>

#include "plugins/transport/index.hpp"

namespace conurb::transport {

/// Distances from the sources over what is not saturated; false if no sink is reached.
bool LeastCut::find_levels(const CutGraph& graph, std::span<const Role> roles) {
  std::fill(level_.begin(), level_.end(), kNone);
  queue_.clear();
  for (std::int32_t v = 0; v < graph.vertices(); ++v) {
    if (roles[at(v)] != Role::source) continue;
    level_[at(v)] = 0;
    queue_.push_back(v);
  }
  bool reached = false;
  for (std::size_t i = 0; i < queue_.size(); ++i) {
    const std::int32_t v = queue_[i];
    if (roles[at(v)] == Role::sink) {
      reached = true;
      continue;
    }
    for (std::int32_t a = graph.first_arc[at(v)]; a < graph.first_arc[at(v) + 1]; ++a) {
      const std::int32_t w = graph.head[at(a)];
      if (residual_[at(a)] == 0 || level_[at(w)] != kNone) continue;
      level_[at(w)] = level_[at(v)] + 1;
      queue_.push_back(w);
    }
  }
  return reached;
}

/// Sends what one path from `source` takes; 0 if there is none any more.
std::int32_t LeastCut::augment(const CutGraph& graph, std::span<const Role> roles, std::int32_t source) {
  path_.clear();
  std::int32_t v = source;
  while (roles[at(v)] != Role::sink) {
    std::int32_t& a = next_[at(v)];
    const std::int32_t end = graph.first_arc[at(v) + 1];
    while (a < end && (residual_[at(a)] == 0 || level_[at(graph.head[at(a)])] != level_[at(v)] + 1)) ++a;
    if (a < end) {
      path_.push_back(a);
      v = graph.head[at(a)];
      continue;
    }
    if (path_.empty()) return 0;
    v = graph.head[at(graph.opposite[at(path_.back())])];
    ++next_[at(v)];
    path_.pop_back();
  }
  std::int32_t sent = residual_[at(path_.front())];
  for (const std::int32_t a : path_) sent = std::min(sent, residual_[at(a)]);
  for (const std::int32_t a : path_) {
    residual_[at(a)] -= sent;
    residual_[at(graph.opposite[at(a)])] += sent;
  }
  return sent;
}

void LeastCut::choose_side(const CutGraph& graph, std::span<const Role> roles) {
  const auto n = queue_.size();  // reached from the sources by the last search
  queue_.clear();
  std::fill(side_.begin(), side_.end(), std::uint8_t{1});
  for (std::int32_t v = 0; v < graph.vertices(); ++v) {
    if (roles[at(v)] != Role::sink) continue;
    side_[at(v)] = 0;
    queue_.push_back(v);
  }
  for (std::size_t i = 0; i < queue_.size(); ++i) {
    const std::int32_t v = queue_[i];
    for (std::int32_t a = graph.first_arc[at(v)]; a < graph.first_arc[at(v) + 1]; ++a) {
      const std::int32_t w = graph.head[at(a)];
      if (residual_[at(graph.opposite[at(a)])] == 0 || side_[at(w)] == 0) continue;
      side_[at(w)] = 0;
      queue_.push_back(w);
    }
  }
  const std::size_t all = at(graph.vertices()), larger_by_source = std::max(n, all - n);
  if (larger_by_source > std::max(queue_.size(), all - queue_.size())) return;
  for (std::size_t v = 0; v < side_.size(); ++v) side_[v] = level_[v] != kNone ? 1 : 0;
}

std::int32_t LeastCut::solve(const CutGraph& graph, std::span<const Role> roles, std::int32_t limit) {
  const std::size_t n = at(graph.vertices());
  residual_ = graph.width;
  level_.resize(n);
  side_.resize(n);
  std::int32_t flow = 0;
  while (find_levels(graph, roles)) {
    next_.assign(graph.first_arc.begin(), graph.first_arc.end() - 1);
    for (std::int32_t v = 0; v < graph.vertices(); ++v) {
      if (roles[at(v)] != Role::source) continue;
      while (const std::int32_t sent = augment(graph, roles, v)) {
        flow += sent;
        if (flow >= limit) return flow;
      }
    }
  }
  choose_side(graph, roles);
  return flow;
}

}  // namespace conurb::transport
