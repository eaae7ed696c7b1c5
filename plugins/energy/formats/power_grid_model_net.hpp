// SPDX-License-Identifier: Apache-2.0
// What the parts of the power-grid-model reader share.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "plugins/energy/formats/power_grid_model_data.hpp"
#include "plugins/energy/network.hpp"

namespace conurb::energy {

struct PgmNet {
  const Json& data;
  const Json* attributes;
  const std::string& where;
  Network network = {};
  FindingList findings = {};
  std::unordered_map<std::int64_t, std::int32_t> buses = {}, transformers = {},
                                                 generators = {};  ///< row by id
  std::unordered_set<std::int64_t> ids = {};

  [[nodiscard]] PgmComponent component(const char* kind) const {
    return {kind, member(data, kind), attributes, where};
  }
  /// Row of the bus of the node that the attribute names; throws InputError where there is none.
  [[nodiscard]] std::int32_t bus_of(const PgmRow& row, std::string_view attribute) const;
  /// Throws InputError for an id that is there already, of whatever kind.
  void claim(const PgmRow& row);
};

/// Claims the rows of one kind and calls read(net, row) for them, one by one.
template <class Read>
void read_each(PgmNet& net, const char* kind, const Read& read) {
  const PgmComponent component = net.component(kind);
  for (std::size_t i = 0; i < component.size(); ++i) {
    const PgmRow row(component, i);
    net.claim(row);
    read(net, row);
  }
}

/// line, link, generic_branch, transformer, three_winding_transformer. The stars of the last become buses.
void read_pgm_branches(PgmNet& net);
/// source, loads, generators, shunt, and the regulators of generators and transformers.
void read_pgm_appliances(PgmNet& net);

}  // namespace conurb::energy
