// SPDX-License-Identifier: Apache-2.0
// From equipment to the graph that is calculated on: buses joined by closed switches become one node, lines
// and transformers become branches that may hang open at an end, and what no source feeds is told apart.
// Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "plugins/energy/index.hpp"
#include "plugins/energy/network.hpp"

namespace conurb::energy {

/// A line or transformer between nodes.
struct Branch {
  enum class Kind : std::uint8_t { line, transformer };
  Kind kind = Kind::line;
  std::int32_t row = 0;                         ///< of the line or transformer
  std::int32_t from = kNone, to = kNone;        ///< nodes (hv is from); none where the bus is out of service
  bool from_closed = false, to_closed = false;  ///< both false: out of service

  [[nodiscard]] bool through() const { return from_closed && to_closed; }
};

struct Topology {
  std::int32_t nodes = 0;
  std::vector<std::int32_t>
      node_of_bus;  ///< none for a bus out of service; nodes are numbered by their lowest buses
  std::vector<std::int32_t> bus_of_node;  ///< the lowest
  std::vector<Branch> branches;           ///< all lines in order, then all transformers
};

/// Fuses and connects. A bus-to-bus switch with an end out of service joins nothing. Throws InputError for an
/// element that names a bus, line or transformer that is not there.
[[nodiscard]] Topology process(const Network& network);

/// The end of a line or transformer that a switch of such a kind is at. Both must be there.
struct SwitchEnd {
  std::size_t branch = 0;  ///< of a Topology
  bool from = false;       ///< at its `from` end (hv of a transformer); else at `to`
};
[[nodiscard]] SwitchEnd end_of(const Network& network, const Switch& at_branch);

/// What holds together by branches that are closed at both ends.
struct Islands {
  std::int32_t count = 0;
  std::vector<std::int32_t> of_node;
};
[[nodiscard]] Islands islands(const Topology& topology);

}  // namespace conurb::energy
