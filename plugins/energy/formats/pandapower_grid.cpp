// SPDX-License-Identifier: Apache-2.0
// Buses, lines and switches of a pandapower network, with their places.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/numbers.hpp"
#include "plugins/energy/formats/pandapower_net.hpp"

namespace conurb::energy {
namespace {

/// Appends x and y of a position; false where it is none.
bool append_position(const Json& position, std::vector<double>& out) {
  if (!position.is_array() || position.size() < 2) return false;
  const Json &x = position[0], &y = position[1];
  if (!x.is_number() || !y.is_number()) return false;
  out.push_back(x.get<double>());
  out.push_back(y.get<double>());
  return std::isfinite(out.back()) && std::isfinite(out[out.size() - 2]);
}

/// x, y, x, y … of one position or a list of them; empty where it is neither.
std::vector<double> positions_of(const Json& coordinates) {
  std::vector<double> out;
  if (append_position(coordinates, out)) return out;
  out.clear();
  if (!coordinates.is_array()) return out;
  for (const Json& position : coordinates) {
    if (!append_position(position, out)) return {};
  }
  return out;
}

/// Positions in a cell: GeoJSON or a bare list, as a text or as it is. A text that cannot be read is told.
std::vector<double> positions_in(PandapowerNet& net, const FrameRow& row, const Json* cell) {
  if (cell == nullptr) return {};
  Json unpacked;
  if (cell->is_string()) {
    const auto& text = cell->get_ref<const std::string&>();
    if (text.empty()) return {};
    try {
      unpacked = parse_json(text, net.where);
    } catch (const InputError&) {
      net.findings.warn(row.table().name(), row.id(), "has a place that is no GeoJSON: it has none");
      return {};
    }
    cell = &unpacked;
  }
  const Json* const coordinates = cell->is_object() ? member(*cell, "coordinates") : cell;
  std::vector<double> out = coordinates == nullptr ? std::vector<double>() : positions_of(*coordinates);
  if (out.empty() && !cell->is_null()) {
    net.findings.warn(row.table().name(), row.id(), "has a place without coordinates: it has none");
  }
  return out;
}

/// The tables bus_geodata and line_geodata of format 2, by the index of the bus or line.
void read_bus_geometry(PandapowerNet& net, const FrameRow& row) {
  const auto found = net.buses.find(row.index());
  if (found == net.buses.end()) return;
  Bus& of = net.network.buses[static_cast<std::size_t>(found->second)];
  const std::optional<double> x = row.find_number("x"), y = row.find_number("y");
  if (!x || !y || !std::isfinite(*x) || !std::isfinite(*y) || std::isfinite(of.x)) return;
  of.x = *x;
  of.y = *y;
}

void read_line_geometry(PandapowerNet& net, const FrameRow& row) {
  const auto found = net.lines.find(row.index());
  if (found == net.lines.end()) return;
  Line& of = net.network.lines[static_cast<std::size_t>(found->second)];
  if (of.path.empty()) of.path = positions_in(net, row, row.cell("coords"));
}

void warn_switch(PandapowerNet& net, const FrameRow& row, std::string_view text) {
  net.findings.warn("switch", row.id(), text);
}

/// The row of the line or transformer at whose end the switch lies; none, with a finding, where it does not.
std::optional<std::int32_t> switched_element(PandapowerNet& net, const FrameRow& row, const std::string& kind,
                                             std::int32_t bus) {
  const RowByIndex& rows = kind == "l" ? net.lines : kind == "t" ? net.transformers : net.three_windings;
  const auto found = rows.find(row.whole("element"));
  if (found == rows.end()) {
    warn_switch(net, row, "refers to an element that is not there: it is left out");
    return std::nullopt;
  }
  const auto first = static_cast<std::size_t>(found->second);
  if (kind == "l") {
    const Line& line = net.network.lines[first];
    if (line.from == bus || line.to == bus) return found->second;
  }
  for (std::size_t i = first; kind != "l" && i < first + (kind == "t3" ? 3 : 1); ++i) {
    const Transformer& t = net.network.transformers[i];
    if (t.hv == bus || t.lv == bus) return static_cast<std::int32_t>(i);
  }
  warn_switch(net, row, "lies at a bus where its element does not end: it is left out");
  return std::nullopt;
}

void read_bus_row(PandapowerNet& net, FrameRow& row) {
  Bus bus;
  bus.id = row.index();
  bus.name = row.name();
  bus.nominal_voltage = row.positive("vn_kv") * kKilo;
  const double low = row.number_or("min_vm_pu", bus.v_min), high = row.number_or("max_vm_pu", bus.v_max);
  if (low <= high) {
    bus.v_min = low;
    bus.v_max = high;
  } else {
    net.findings.warn("bus", row.id(), "has min_vm_pu above max_vm_pu: 0.9 to 1.1 is taken");
  }
  const std::vector<double> place = positions_in(net, row, row.cell("geo"));
  if (!place.empty()) {
    bus.x = place[0];
    bus.y = place[1];
  }
  bus.in_service = row.in_service(net.findings);
  PandapowerNet::place(net.buses, row, net.network.buses.size());
  net.network.buses.push_back(std::move(bus));
}

void read_line_row(PandapowerNet& net, FrameRow& row) {
  Line line;
  line.name = row.name();
  line.from = net.bus_of(row, "from_bus");
  line.to = net.bus_of(row, "to_bus");
  const double km = row.number("length_km");
  const double parallel = row.cell("parallel") == nullptr ? 1 : row.positive("parallel");
  line.length = km * kKilo;
  line.r = row.number("r_ohm_per_km") * km / parallel;
  line.x = row.number("x_ohm_per_km") * km / parallel;
  line.b =
      2 * std::numbers::pi * net.network.frequency * row.number_or("c_nf_per_km", 0) * kNano * km * parallel;
  line.g = row.number_or("g_us_per_km", 0) * kMicro * km * parallel;
  const double limit = row.number_or("max_i_ka", 0) * kKilo * row.number_or("df", 1) * parallel;
  if (limit > 0) line.max_current = limit;
  line.path = positions_in(net, row, row.cell("geo"));
  line.in_service = row.in_service(net.findings);
  PandapowerNet::place(net.lines, row, net.network.lines.size());
  net.network.lines.push_back(std::move(line));
}

void read_switch_row(PandapowerNet& net, const FrameRow& row) {
  Switch s;
  s.name = row.name();
  s.bus = net.bus_of(row, "bus");
  s.closed = row.flag_or("closed", true);
  // The table does not say who operates a switch. Breakers are taken as operated from the control room, as
  // those that assume_feeder_breakers makes; load switches and disconnectors (LS, LBS, DS) as by hand.
  s.breaker = s.remote = row.text("type") == "CB";
  const std::string kind = row.text("et");
  if (kind == "b") {
    s.element = net.bus_of(row, "element");
    if (row.number_or("z_ohm", 0) > 0) warn_switch(net, row, "has an impedance (z_ohm): it is taken as 0");
  } else if (kind == "l" || kind == "t" || kind == "t3") {
    const std::optional<std::int32_t> element = switched_element(net, row, kind, s.bus);
    if (!element) return;
    s.kind = kind == "l" ? Switch::Kind::line : Switch::Kind::transformer;
    s.element = *element;
  } else {
    return warn_switch(net, row, "is of an unknown kind (et " + in_quotes(kind) + "): it is left out");
  }
  net.network.switches.push_back(std::move(s));
}

}  // namespace

void read_pandapower_buses(PandapowerNet& net) {
  read_each_row(net, "bus", read_bus_row);
}

void read_pandapower_lines(PandapowerNet& net) {
  read_each_row(net, "line", read_line_row);
  read_each_row(net, "bus_geodata", read_bus_geometry);
  read_each_row(net, "line_geodata", read_line_geometry);
}

void read_pandapower_switches(PandapowerNet& net) {
  read_each_row(net, "switch", read_switch_row);
}

}  // namespace conurb::energy
