// SPDX-License-Identifier: Apache-2.0
// Branches of a power-grid-model dataset. The from side of a transformer is the hv side here: both programs
// put the ideal transformer there and count the circuit from the other side.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "plugins/energy/formats/power_grid_model_net.hpp"
#include "plugins/energy/formats/transformer_model.hpp"

namespace conurb::energy {
namespace {

constexpr double kClock = 30 * kDegree;  // shift of one hour of a vector group
constexpr double kSameRatedVoltage =
    1e-9;  // of the voltage; the format demands one rated voltage of a line's ends

struct Ends {
  std::int32_t from = 0, to = 0;
  bool from_closed = true, to_closed = true;
};

Ends ends_of(const PgmNet& net, const PgmRow& row) {
  const Ends ends{net.bus_of(row, "from_node"), net.bus_of(row, "to_node"), row.status("from_status"),
                  row.status("to_status")};
  if (ends.from == ends.to) row.refuse("to_node", "is also from_node: a branch joins two nodes");
  return ends;
}

double voltage_of(const PgmNet& net, std::int32_t bus) {
  return net.network.buses[static_cast<std::size_t>(bus)].nominal_voltage;
}

bool same_voltage(const PgmNet& net, const Ends& ends) {
  const double a = voltage_of(net, ends.from), b = voltage_of(net, ends.to);
  return std::abs(a - b) <= kSameRatedVoltage * a;
}

/// An end that is off is an open switch; a branch with both off is out of service and needs none.
void open_ends(PgmNet& net, const PgmRow& row, const Ends& ends, Switch::Kind kind, std::size_t element) {
  if (ends.from_closed == ends.to_closed) return;
  net.network.switches.push_back({row.name(), kind, ends.from_closed ? ends.to : ends.from,
                                  static_cast<std::int32_t>(element), false, false});
}

void add_line(PgmNet& net, const PgmRow& row, const Ends& ends, Line line) {
  line.name = row.name();
  line.from = ends.from;
  line.to = ends.to;
  line.in_service = ends.from_closed || ends.to_closed;
  if (line.r == 0 && line.x == 0) row.refuse("r1", "and x1 are both 0: that is a link");
  open_ends(net, row, ends, Switch::Kind::line, net.network.lines.size());
  net.network.lines.push_back(std::move(line));
}

void add_transformer(PgmNet& net, const PgmRow& row, const Ends& ends, Transformer t) {
  t.name = row.name();
  t.hv = ends.from;
  t.lv = ends.to;
  t.in_service = ends.from_closed || ends.to_closed;
  open_ends(net, row, ends, Switch::Kind::transformer, net.network.transformers.size());
  net.network.transformers.push_back(std::move(t));
}

void read_line(PgmNet& net, const PgmRow& row) {
  const Ends ends = ends_of(net, row);
  if (!same_voltage(net, ends)) row.refuse("to_node", "has another rated voltage than from_node");
  Line line;
  line.r = row.number("r1");
  line.x = row.number("x1");
  line.b = 2 * std::numbers::pi * net.network.frequency * row.number("c1");
  line.g = line.b * row.number("tan1");
  const double limit = row.number_or("i_n", 0);
  if (limit > 0) line.max_current = limit;
  add_line(net, row, ends, std::move(line));
}

void read_link(PgmNet& net, const PgmRow& row) {
  const Ends ends = ends_of(net, row);
  net.network.switches.push_back(
      {row.name(), Switch::Kind::bus, ends.from, ends.to, ends.from_closed && ends.to_closed, false});
}

void read_generic_branch(PgmNet& net, const PgmRow& row) {
  const Ends ends = ends_of(net, row);
  const double k = row.number_or("k", 1), theta = row.number_or("theta", 0), power = row.number_or("sn", 0);
  if (!(k > 0)) row.refuse("k", "is " + shown(k) + ", must be above 0");
  const double r = row.number("r1"), x = row.number("x1"), g = row.number("g1"), b = row.number("b1");
  if (k == 1 && theta == 0 && same_voltage(net, ends)) {
    Line line;
    line.r = r;
    line.x = x;
    line.g = g;
    line.b = b;
    if (power > 0) line.max_current = power / (std::numbers::sqrt3 * voltage_of(net, ends.to));
    return add_line(net, row, ends, std::move(line));
  }
  Transformer t;
  t.rated_hv = k * voltage_of(net, ends.from);  // k is relative to the nodes' rated voltages
  t.rated_lv = voltage_of(net, ends.to);
  t.shift = theta;
  set_circuit(t, {r, x, g, b});
  t.rated_power = std::isfinite(power) ? power : 0;
  if (power > 0) t.max_power = power;
  add_transformer(net, row, ends, std::move(t));
}

/// The tap changer of one winding; the position is kept within its limits, as power-grid-model does.
TapChanger tap_of(const PgmRow& row, double winding_voltage) {
  TapChanger tap;
  const std::int32_t low = row.small_or("tap_min", 0), high = row.small_or("tap_max", 0);
  tap.neutral = row.small_or("tap_nom", 0);
  tap.lowest = std::min(low, high);
  tap.highest = std::max(low, high);
  tap.position = std::clamp(row.small_or("tap_pos", tap.neutral), tap.lowest, tap.highest);
  // With tap_min above tap_max a higher position means a lower voltage.
  tap.step = (high > low ? 1 : -1) * row.number_or("tap_size", 0) / winding_voltage;
  return tap;
}

/// A value at the present tap, on the straight line between its values at nominal and at the end of the
/// range.
double at_tap(const PgmRow& row, const TapChanger& tap, const std::string& name) {
  const double nominal = row.number(name);
  const std::int32_t low = row.small_or("tap_min", 0), high = row.small_or("tap_max", 0), n = tap.neutral;
  const bool upper = tap.position >= std::min(n, high) && tap.position <= std::max(n, high);
  const std::int32_t end = upper ? high : low;
  if (end == n) return nominal;
  const double at_end = row.number_or(name + (upper ? "_max" : "_min"), nominal);
  return nominal + (at_end - nominal) * (tap.position - n) / (end - n);
}

void read_transformer(PgmNet& net, const PgmRow& row) {
  const Ends ends = ends_of(net, row);
  Transformer t;
  t.rated_hv = row.positive("u1");
  t.rated_lv = row.positive("u2");
  t.shift = row.small_or("clock", 0) * kClock;
  const bool tap_at_to = row.small_or("tap_side", 0) == 1;
  t.tap = tap_of(row, tap_at_to ? t.rated_lv : t.rated_hv);
  t.tap.side = tap_at_to ? TapChanger::Side::lv : TapChanger::Side::hv;
  Nameplate plate;
  plate.rated_power = t.rated_power = t.max_power = row.positive("sn");
  plate.vk = at_tap(row, t.tap, "uk");
  plate.vkr = at_tap(row, t.tap, "pk") / plate.rated_power;
  plate.no_load_current = row.number("i0");
  plate.iron_loss = row.number("p0");
  const double turns = 1 + (t.tap.position - t.tap.neutral) * t.tap.step;
  set_circuit(t, circuit_of(plate, t.rated_lv * (tap_at_to ? turns : 1)));
  net.transformers.emplace(row.id(), static_cast<std::int32_t>(net.network.transformers.size()));
  add_transformer(net, row, ends, std::move(t));
}

/// Short-circuit values around the star; losses go with the square of the power they are referred to.
std::array<Nameplate, 3> pgm_star_plates(const PgmRow& row, const TapChanger& tap) {
  static constexpr std::array<const char*, 3> kPairs = {"12", "23", "13"};
  ThreeWindings voltage, loss;
  for (std::size_t i = 0; i < 3; ++i) {
    voltage.rated_power[i] = loss.rated_power[i] = row.positive("sn_" + std::to_string(i + 1));
  }
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string pair = kPairs[i];
    const auto side = [&](char c) { return voltage.rated_power[static_cast<std::size_t>(c - '1')]; };
    voltage.value[i] = at_tap(row, tap, "uk_" + pair);
    loss.value[i] = at_tap(row, tap, "pk_" + pair) / std::min(side(pair[0]), side(pair[1]));
  }
  const std::array<double, 3> uk = star_of(voltage), pk = star_of(loss);
  std::array<Nameplate, 3> plates;
  for (std::size_t i = 0; i < 3; ++i) plates[i] = {voltage.rated_power[i], uk[i], pk[i], 0, 0};
  plates[0].iron_loss = row.number("p0");
  plates[0].no_load_current = row.number("i0");
  return plates;
}

/// Each winding is a transformer from its node to the star, whose voltage is that of the first winding.
void read_pgm_three_windings(PgmNet& net, const PgmRow& row, std::int32_t number, std::int64_t star_id) {
  std::array<std::int32_t, 3> bus = {};
  std::array<double, 3> voltage = {};
  std::array<bool, 3> closed = {};
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string side = std::to_string(i + 1);
    bus[i] = net.bus_of(row, "node_" + side);
    voltage[i] = row.positive("u" + side);
    closed[i] = row.status("status_" + side);
  }
  const auto tap_side = static_cast<std::size_t>(std::clamp(row.small_or("tap_side", 0), 0, 2));
  const TapChanger tap = tap_of(row, voltage[tap_side]);
  const std::array<Nameplate, 3> plates = pgm_star_plates(row, tap);
  const std::array<std::int32_t, 3> clock = {0, row.small_or("clock_12", 0), row.small_or("clock_13", 0)};
  const std::int32_t star = add_star_bus(net.network, row.name(), bus[0], star_id);
  const bool in_service = closed[0] || closed[1] || closed[2];
  net.network.buses.back().in_service = in_service;
  for (std::size_t i = 0; i < 3; ++i) {
    Transformer t;
    t.name = row.name() + " side " + std::to_string(i + 1);
    t.hv = bus[i];
    t.lv = star;
    t.rated_hv = voltage[i];
    t.rated_lv = voltage[0];
    t.shift = -clock[i] * kClock;  // counted from the star to the node
    t.rated_power = t.max_power = plates[i].rated_power;
    set_circuit(t, circuit_of(plates[i], voltage[0]));
    if (i == tap_side) t.tap = tap;
    t.star = number;
    t.in_service = in_service;
    if (in_service && !closed[i]) {
      net.network.switches.push_back({t.name, Switch::Kind::transformer, bus[i],
                                      static_cast<std::int32_t>(net.network.transformers.size()), false,
                                      false});
    }
    net.network.transformers.push_back(std::move(t));
  }
}

}  // namespace

void read_pgm_branches(PgmNet& net) {
  std::int64_t star_id = free_bus_id(net.network);
  std::int32_t number = 0;
  read_each(net, "line", read_line);
  read_each(net, "link", read_link);
  read_each(net, "generic_branch", read_generic_branch);
  read_each(net, "transformer", read_transformer);
  read_each(net, "three_winding_transformer",
            [&](PgmNet& of, const PgmRow& row) { read_pgm_three_windings(of, row, number++, star_id++); });
}

}  // namespace conurb::energy
