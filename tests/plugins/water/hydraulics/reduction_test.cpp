// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/hydraulics/reduction.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace conurb::water {
namespace {

ReductionInput plain(std::int32_t nodes, std::vector<ReductionInput::Ends> links, std::int32_t fixed) {
  ReductionInput input;
  input.nodes = nodes;
  input.links = std::move(links);
  input.fixed.assign(at(nodes), 0);
  input.fixed[at(fixed)] = 1;
  input.keep.assign(at(nodes), 0);
  input.plain.assign(input.links.size(), 1);
  return input;
}

TEST(Reduction, DeadEndsHangOnTheirParents) {
  const Reduction found = reduce(plain(4, {{0, 1}, {2, 1}, {2, 3}}, 0));
  EXPECT_TRUE(found.unknown.empty());
  EXPECT_TRUE(found.chains.empty());
  ASSERT_EQ(found.tree_pipes.size(), 3U);
  EXPECT_EQ(found.tree_pipes[0].node, 3);
  EXPECT_EQ(found.tree_pipes[0].sign, 1);
  EXPECT_EQ(found.tree_pipes[1].node, 2);
  EXPECT_EQ(found.tree_pipes[1].sign, -1) << "from 1 to 2, against the pipe";
  EXPECT_EQ(found.tree_parent, (std::vector<std::int32_t>{2, 1, 0}));
}

TEST(Reduction, RowsOfPipesAreChains) {
  // 0 – 1 – 2 – 3 – 0 with a bridge 1 – 3: two nodes of three links, two chains of two pipes, one of one.
  const Reduction found = reduce(plain(4, {{0, 1}, {2, 1}, {2, 3}, {3, 0}, {1, 3}}, 0));
  EXPECT_EQ(found.unknown, (std::vector<std::int32_t>{1, 3}));
  ASSERT_EQ(found.chains.size(), 4U);
  EXPECT_EQ(found.chains[1].pipes, 2);
  EXPECT_EQ(found.chain_pipes[at(found.chains[1].first)].link, 2) << "walked from 3";
  EXPECT_EQ(found.chain_pipes[at(found.chains[1].first)].sign, -1);
  EXPECT_EQ(found.chain_pipes[at(found.chains[1].first)].node, 2);
}

TEST(Reduction, ARingHasOneNodeThatIsSolvedFor) {
  const Reduction found = reduce(plain(5, {{0, 1}, {1, 2}, {2, 3}, {3, 1}, {3, 4}}, 0));
  EXPECT_EQ(found.unknown, std::vector<std::int32_t>{1});
  ASSERT_EQ(found.chains.size(), 2U);
  EXPECT_EQ(found.chains[1].from, 1);
  EXPECT_EQ(found.chains[1].to, 1);
  EXPECT_EQ(found.tree_pipes.size(), 1U);
}

TEST(Reduction, ARingWithoutASourceIsOneToo) {
  const Reduction found = reduce(plain(4, {{1, 2}, {2, 3}, {3, 1}}, 0));
  EXPECT_EQ(found.unknown.size(), 1U);
  ASSERT_EQ(found.chains.size(), 1U);
  EXPECT_EQ(found.chains[0].pipes, 3);
}

TEST(Reduction, WhatIsKeptIsSolvedFor) {
  ReductionInput input = plain(4, {{0, 1}, {1, 2}, {2, 3}}, 0);
  input.keep[3] = 1;
  EXPECT_EQ(reduce(input).unknown, std::vector<std::int32_t>{3});
  input.plain[1] = 0;
  const Reduction found = reduce(input);
  EXPECT_EQ(found.elements, std::vector<std::int32_t>{1});
  EXPECT_EQ(found.unknown, (std::vector<std::int32_t>{1, 2, 3}));
}

TEST(Reduction, OfAnyNetworkEachLinkAndNodeIsThereOnce) {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    const auto nodes = static_cast<std::int32_t>(2 + random() % 30);
    std::vector<ReductionInput::Ends> links;
    for (unsigned i = 0; i < random() % 45; ++i) {
      const auto a = static_cast<std::int32_t>(random() % static_cast<unsigned>(nodes));
      const auto b = static_cast<std::int32_t>(random() % static_cast<unsigned>(nodes));
      if (a != b) links.push_back({a, b});
    }
    ReductionInput input = plain(nodes, links, 0);
    for (std::uint8_t& one : input.plain) one = random() % 6 != 0 ? 1 : 0;
    for (std::uint8_t& one : input.keep) one = random() % 9 == 0 ? 1 : 0;
    const Reduction found = reduce(input);
    std::vector<int> link_seen(links.size(), 0), node_seen(at(nodes), 0);
    for (const ReducedPipe& pipe : found.chain_pipes) ++link_seen[at(pipe.link)];
    for (const ReducedPipe& pipe : found.tree_pipes) ++link_seen[at(pipe.link)], ++node_seen[at(pipe.node)];
    for (const std::int32_t link : found.elements) ++link_seen[at(link)];
    for (const std::int32_t node : found.unknown) ++node_seen[at(node)];
    for (const Chain& chain : found.chains)
      for (std::int32_t p = chain.first; p + 1 < chain.first + chain.pipes; ++p)
        ++node_seen[at(found.chain_pipes[at(p)].node)];
    EXPECT_TRUE(std::all_of(link_seen.begin(), link_seen.end(), [](int n) { return n == 1; })) << round;
    for (std::int32_t node = 1; node < nodes; ++node) EXPECT_EQ(node_seen[at(node)], 1) << round;
  }
}

}  // namespace
}  // namespace conurb::water
