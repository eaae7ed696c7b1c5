// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/routes/least_cut.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "plugins/transport/index.hpp"

namespace conurb::transport {
namespace {

using Role = LeastCut::Role;
using Widths = std::vector<std::vector<std::int32_t>>;  // between each two vertices; 0: no edge

CutGraph graph_of(const Widths& widths) {
  CutGraph graph;
  std::vector<std::vector<std::int32_t>> arc(widths.size(), std::vector<std::int32_t>(widths.size(), kNone));
  for (std::size_t v = 0; v < widths.size(); ++v) {
    for (std::size_t w = 0; w < widths.size(); ++w) {
      if (widths[v][w] == 0) continue;
      arc[v][w] = row_of(graph.head.size());
      graph.head.push_back(row_of(w));
      graph.width.push_back(widths[v][w]);
    }
    graph.first_arc.push_back(row_of(graph.head.size()));
  }
  for (std::size_t v = 0; v < widths.size(); ++v)
    for (std::int32_t a = graph.first_arc[v]; a < graph.first_arc[v + 1]; ++a)
      graph.opposite.push_back(arc[at(graph.head[at(a)])][v]);
  return graph;
}

std::int32_t width_across(const Widths& widths, const std::vector<std::uint8_t>& side) {
  std::int32_t width = 0;
  for (std::size_t v = 0; v < side.size(); ++v)
    for (std::size_t w = 0; w < side.size(); ++w)
      if (side[v] == 1 && side[w] == 0) width += widths[v][w];
  return width;
}

/// Least over all ways to part the vertices.
std::int32_t least_by_trial(const Widths& widths, const std::vector<Role>& roles) {
  std::int32_t least = 1 << 30;
  for (std::uint32_t parting = 0; parting < 1U << widths.size(); ++parting) {
    std::vector<std::uint8_t> side(widths.size());
    bool allowed = true;
    for (std::size_t v = 0; v < side.size(); ++v) {
      side[v] = static_cast<std::uint8_t>(parting >> v & 1U);
      allowed =
          allowed && (roles[v] != Role::source || side[v] == 1) && (roles[v] != Role::sink || side[v] == 0);
    }
    if (allowed) least = std::min(least, width_across(widths, side));
  }
  return least;
}

TEST(LeastCut, IsTheLeastOfAllCuts) {
  LeastCut cut;
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    Widths widths(9, std::vector<std::int32_t>(9, 0));
    for (std::size_t v = 0; v < 9; ++v)
      for (std::size_t w = 0; w < v; ++w)
        if (random() % 3 == 0) widths[v][w] = widths[w][v] = 1 + static_cast<std::int32_t>(random() % 3);
    std::vector<Role> roles(9, Role::none);
    roles[0] = roles[1] = Role::source;
    roles[7] = roles[8] = Role::sink;
    const std::int32_t least = least_by_trial(widths, roles);
    ASSERT_EQ(cut.solve(graph_of(widths), roles, 1 << 30), least) << seed;
    const std::vector<std::uint8_t> side(cut.side().begin(), cut.side().end());
    EXPECT_EQ(width_across(widths, side), least) << seed;
    EXPECT_TRUE(side[0] == 1 && side[1] == 1 && side[7] == 0 && side[8] == 0) << seed;
    EXPECT_GE(cut.solve(graph_of(widths), roles, least), least) << "stops at the limit";
  }
}

/// No flow is more than a cut, so a cut no wider than the flow that was found is a least one.
TEST(LeastCut, IsAsWideAsTheFlowOnLargerGraphs) {
  constexpr std::size_t n = 40;
  LeastCut cut;
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    std::mt19937 random(seed);
    Widths widths(n, std::vector<std::int32_t>(n, 0));
    for (int edge = 0; edge < 120; ++edge) {
      const std::size_t v = random() % n, w = random() % n;
      if (v != w) widths[v][w] = widths[w][v] = 1 + static_cast<std::int32_t>(random() % 5);
    }
    std::vector<Role> roles(n, Role::none);
    std::fill(roles.begin(), roles.begin() + 8, Role::source);
    std::fill(roles.end() - 8, roles.end(), Role::sink);
    const std::int32_t width = cut.solve(graph_of(widths), roles, 1 << 30);
    EXPECT_EQ(width_across(widths, {cut.side().begin(), cut.side().end()}), width) << seed;
  }
}

TEST(LeastCut, HalvesWhereSeveralAreLeast) {
  const std::size_t n = 10;  // a chain: each edge is a least cut
  Widths widths(n, std::vector<std::int32_t>(n, 0));
  for (std::size_t v = 0; v + 1 < n; ++v) widths[v][v + 1] = widths[v + 1][v] = 1;
  std::vector<Role> roles(n, Role::none);
  std::fill(roles.begin(), roles.begin() + 1, Role::source);
  std::fill(roles.begin() + 6, roles.end(), Role::sink);
  LeastCut cut;
  EXPECT_EQ(cut.solve(graph_of(widths), roles, 9), 1);
  EXPECT_EQ(std::count(cut.side().begin(), cut.side().end(), std::uint8_t{1}), 6);
}

}  // namespace
}  // namespace conurb::transport
