// SPDX-License-Identifier: Apache-2.0
// Zones and the links between them, as searches want them: a chain of switches with nothing to supply in
// between (both switches of a line, and the line) is one link, which is open if any of them is. The vertices
// are the zones and the root. Immutable once made; the positions are the caller's.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/energy/outage/zones.hpp"

namespace conurb::energy {

/// What a zone has to supply. Whole numbers, so that a sum does not depend on its order.
struct Worth {
  /// W drawn by loads of each priority above 0, the highest first, then thousandths of customers, then W: in
  /// this order of importance.
  std::vector<std::int64_t> amounts;

  Worth& operator+=(const Worth& other);
  [[nodiscard]] bool operator==(const Worth&) const = default;
  [[nodiscard]] bool operator<(const Worth& other) const { return amounts < other.amounts; }
  [[nodiscard]] bool none() const;
};

/// Customers and power of each zone, and both as worth.
struct ZoneLoads {
  std::vector<double> customers, power;  ///< power in W, of loads in service
  std::vector<Worth> worth;
};
/// `customers` counts those at each bus; empty: one at each bus with a load in service. Throws InputError for
/// another size or a count that is below 0 or no number.
[[nodiscard]] ZoneLoads zone_loads(const Network& network, const Zones& zones,
                                   std::span<const double> customers);

struct Link {
  std::int32_t a = kNone, b = kNone;  ///< zones; the root is `a` of an infeed
  std::vector<Device> devices;        ///< in order from a to b; of an infeed all generators of the zone
};

class SwitchGraph {
 public:
  /// `kept` is a zone that no link runs through, such as that of a fault.
  SwitchGraph(const Network& network, Zones zones, std::int32_t kept = kNone);

  [[nodiscard]] const Zones& zones() const { return zones_; }
  [[nodiscard]] std::int32_t root() const { return zones_.root(); }
  [[nodiscard]] std::span<const Link> links() const { return links_; }
  [[nodiscard]] const Link& link(std::int32_t number) const {
    return links_[static_cast<std::size_t>(number)];
  }

  [[nodiscard]] bool closed(std::int32_t link, const Positions& positions) const;
  /// Closes all devices of a link; opens that which is operated soonest (remote before by hand, then by row).
  void close(std::int32_t link, Positions& positions) const;
  void open(std::int32_t link, Positions& positions) const;
  /// Opens a link that is closed `now`; one that is open now comes to stand as it does.
  void part(std::int32_t link, const Positions& now, Positions& positions) const;
  /// That which open() opens.
  [[nodiscard]] std::span<const Device> opener(std::int32_t link) const;

  /// Breadth-first over closed links from the root: a zone that it does not come to is dark.
  struct Tree {
    std::vector<std::int32_t> order;   ///< zones come to, the root first
    std::vector<std::int32_t> parent;  ///< by zone; none for the root and the dark
    std::vector<std::int32_t> link;    ///< by zone: that to its parent
    std::vector<std::int32_t> depth;   ///< by zone; none for the dark
  };
  [[nodiscard]] Tree tree(const Positions& positions) const;

  /// Links of the tree on the way between two zones of it; none if either is not in it.
  [[nodiscard]] static std::vector<std::int32_t> way(const Tree& tree, std::int32_t from, std::int32_t to);

 private:
  void chain_up(const Network& network, std::int32_t kept);

  Zones zones_;
  std::vector<Link> links_;
  std::vector<std::vector<Device>> openers_;
  std::vector<std::vector<std::int32_t>> at_zone_;  ///< links, ascending
};

}  // namespace conurb::energy
