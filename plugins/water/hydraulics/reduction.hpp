// SPDX-License-Identifier: Apache-2.0
// What of a network has to be solved for. Most junctions of a supply network lie on dead ends or between two
// pipes; where what they draw is known, so are the flows of the dead ends, and along a row of pipes all flows
// follow from one. What is left are the junctions where more than two links meet, joined by chains of pipes
// and by single elements (pumps, valves, pipes that may be switched). Nothing is lost: heads on the way are
// computed back. (The forest part is that of Elhay et al., "Reformulated co-tree flows method competitive
// with the global gradient algorithm", J. Water Resour. Plann. Manage. 140, 2014, and of Simpson et al.,
// 2014; the rows are generalised here in the same spirit.)
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/water/index.hpp"

namespace conurb::water {

struct ReductionInput {
  struct Ends {
    std::int32_t from = kNone, to = kNone;
  };
  std::int32_t nodes = 0;
  std::vector<Ends> links = {};
  std::vector<std::uint8_t> fixed = {};  ///< by node: its head is known
  std::vector<std::uint8_t> keep = {};   ///< by node: what it draws depends on its head
  std::vector<std::uint8_t> plain = {};  ///< by link: a pipe that nothing switches
};

/// A plain pipe of a chain or a tree.
struct ReducedPipe {
  std::int32_t link = kNone;
  double sign = 1;            ///< -1 where it is walked against its direction
  std::int32_t node = kNone;  ///< at its far end: of a chain the next one, of a tree the one outside
};

struct Chain {
  std::int32_t from = kNone, to = kNone;  ///< nodes that are solved for, or fixed ones
  std::int32_t first = 0, pipes = 0;      ///< of Reduction::chain_pipes
};

struct Reduction {
  std::vector<std::int32_t> unknown = {};  ///< nodes that are solved for, ascending
  std::vector<Chain> chains = {};          ///< rows of plain pipes, by their lowest link
  std::vector<ReducedPipe> chain_pipes = {};
  std::vector<std::int32_t> elements = {};  ///< links that are no plain pipes, ascending
  /// Pipes of dead ends; the node is the outer end, whatever hangs on it comes before.
  std::vector<ReducedPipe> tree_pipes = {};
  std::vector<std::int32_t> tree_parent = {};  ///< by tree pipe: node at its inner end
};

/// Deterministic; links whose ends are one node are left out. Linear in the network's size.
[[nodiscard]] Reduction reduce(const ReductionInput& input);

}  // namespace conurb::water
