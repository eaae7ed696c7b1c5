// SPDX-License-Identifier: Apache-2.0
// What the parts of the pandapower reader share: the network's members, what has been read so far, and where
// its rows went. The parts fill one Network in the order in which they are declared here.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "plugins/energy/findings.hpp"
#include "plugins/energy/formats/pandapower_table.hpp"
#include "plugins/energy/network.hpp"

namespace conurb::energy {

/// Rows of the Network by pandapower's index.
using RowByIndex = std::unordered_map<std::int64_t, std::int32_t>;

struct PandapowerNet {
  const Json& members;
  const std::string& where;
  Network network = {};
  FindingList findings = {};
  RowByIndex buses = {}, lines = {}, transformers = {};
  RowByIndex three_windings = {};  ///< the first of three transformers: hv, mv, lv

  [[nodiscard]] FrameTable table(const char* name) const { return {member(members, name), name, where}; }
  /// Row of the bus that the column names; throws InputError where there is none.
  [[nodiscard]] std::int32_t bus_of(const FrameRow& row, std::string_view column) const;
  /// Notes where a row goes; throws InputError for an index that stands twice.
  static void place(RowByIndex& rows, const FrameRow& row, std::size_t at);
};

/// Calls read(net, row) for the rows of a table one by one.
template <class Read>
void read_each_row(PandapowerNet& net, const char* name, const Read& read) {
  const FrameTable table = net.table(name);
  for (std::size_t i = 0; i < table.size(); ++i) {
    FrameRow row(table, i);
    read(net, row);
  }
}

void read_pandapower_buses(PandapowerNet& net);
void read_pandapower_lines(PandapowerNet& net);
/// trafo and trafo3w; the stars of the latter become buses behind the others.
void read_pandapower_transformers(PandapowerNet& net);
void read_pandapower_switches(PandapowerNet& net);
/// ext_grid, gen, sgen, load, storage, shunt and the asymmetric kinds.
void read_pandapower_injections(PandapowerNet& net);

}  // namespace conurb::energy
