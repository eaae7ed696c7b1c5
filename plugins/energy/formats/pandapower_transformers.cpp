// SPDX-License-Identifier: Apache-2.0
// Transformers of two and three windings of a pandapower network (pandapower documentation, "Transformer" and
// "Three Winding Transformer": T circuits; the star point is at the hv voltage).
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "plugins/energy/formats/numbers.hpp"
#include "plugins/energy/formats/pandapower_net.hpp"
#include "plugins/energy/formats/pandapower_tap.hpp"
#include "plugins/energy/formats/transformer_model.hpp"

namespace conurb::energy {
namespace {

void tell_leakage(PandapowerNet& net, const FrameRow& row) {
  for (const char* column : {"leakage_resistance_ratio_hv", "leakage_reactance_ratio_hv"}) {
    if (row.number_or(column, 0.5) != 0.5) {
      net.findings.warn(row.table().name(), row.id(), std::string(column) + " is not 0.5: 0.5 is taken");
    }
  }
}

double rating_factor(PandapowerNet& net, const FrameRow& row) {
  const double df = row.number_or("df", 1);
  if (df > 0 && std::isfinite(df)) return df;
  net.findings.warn(row.table().name(), row.id(), "has a rating factor df that is not above 0: 1 is taken");
  return 1;
}

void read_two_windings(PandapowerNet& net, FrameRow& row) {
  Transformer t;
  t.name = row.name();
  t.hv = net.bus_of(row, "hv_bus");
  t.lv = net.bus_of(row, "lv_bus");
  t.rated_hv = row.positive("vn_hv_kv") * kKilo;
  t.rated_lv = row.positive("vn_lv_kv") * kKilo;
  t.shift = row.number_or("shift_degree", 0) * kDegree;
  const double parallel = row.cell("parallel") == nullptr ? 1 : row.positive("parallel");
  Nameplate plate;
  plate.rated_power = row.positive("sn_mva") * kMega * parallel;
  plate.vk = row.number("vk_percent") * kPercent;
  plate.vkr = row.number("vkr_percent") * kPercent;
  plate.iron_loss = row.number_or("pfe_kw", 0) * kKilo * parallel;
  plate.no_load_current = row.number_or("i0_percent", 0) * kPercent;
  if (plate.vk == 0 && plate.vkr == 0) row.lacks("a vk_percent that is not 0");
  if (std::abs(plate.vkr) > std::abs(plate.vk)) {
    net.findings.warn("trafo", row.id(), "has vkr_percent above vk_percent: its reactance is taken as 0");
  }
  t.rated_power = plate.rated_power;
  t.max_power = t.rated_power * rating_factor(net, row);
  tell_leakage(net, row);
  if (row.find_number("tap2_pos").value_or(0) != row.number_or("tap2_neutral", 0)) {
    net.findings.warn("trafo", row.id(), "has a second tap changer: it is taken at neutral");
  }
  const TapReading tap = read_tap(row, net.findings);
  const bool at_lv = tap.side == "lv";
  set_circuit(t, pi_of_t(circuit_of(plate, t.rated_lv * (at_lv ? tap.turns() : 1))));
  if (tap.side == "hv" || at_lv) {
    place_tap(t, at_lv ? TapChanger::Side::lv : TapChanger::Side::hv, tap);
  }
  t.in_service = row.in_service(net.findings);
  PandapowerNet::place(net.transformers, row, net.network.transformers.size());
  net.network.transformers.push_back(std::move(t));
}

constexpr std::array<const char*, 3> kSides = {"hv", "mv", "lv"};

std::string column_of(const char* front, const char* side, const char* back) {
  return std::string(front) + side + back;
}

/// The nameplates of the three windings around the star.
std::array<Nameplate, 3> star_plates(PandapowerNet& net, FrameRow& row) {
  ThreeWindings resistive, reactive;
  for (std::size_t i = 0; i < 3; ++i) {
    const double vk = row.number(column_of("vk_", kSides[i], "_percent")) * kPercent;
    const double vkr = row.number(column_of("vkr_", kSides[i], "_percent")) * kPercent;
    const double power = row.positive(column_of("sn_", kSides[i], "_mva")) * kMega;
    resistive.rated_power[i] = reactive.rated_power[i] = power;
    resistive.value[i] = vkr;
    reactive.value[i] = std::sqrt(std::max(0.0, vk * vk - vkr * vkr));
    if (std::abs(vkr) > std::abs(vk)) {
      net.findings.warn("trafo3w", row.id(), "has vkr above vk: a reactance of it is taken as 0");
    }
  }
  const std::array<double, 3> r = star_of(resistive), x = star_of(reactive);
  std::string loss_side = row.text("loss_side");
  if (loss_side.empty()) loss_side = "hv";
  std::array<Nameplate, 3> plates;
  for (std::size_t i = 0; i < 3; ++i) {
    plates[i].rated_power = resistive.rated_power[i];
    plates[i].vkr = r[i];
    plates[i].vk = std::copysign(std::hypot(r[i], x[i]), x[i]);
    if (plates[i].vk == 0) row.lacks(std::string("an impedance of the ") + kSides[i] + " winding");
    if (loss_side != kSides[i]) continue;
    plates[i].iron_loss = row.number_or("pfe_kw", 0) * kKilo;
    plates[i].no_load_current = row.number_or("i0_percent", 0) * kPercent;
  }
  return plates;
}

/// Losses stated for the star point are a shunt there.
void add_star_losses(PandapowerNet& net, const FrameRow& row, std::int32_t star, double voltage) {
  if (row.text("loss_side") != "star") return;
  Nameplate plate;
  plate.rated_power = std::max(row.number_or("sn_hv_mva", 0), 0.0) * kMega;
  if (plate.rated_power == 0) return;
  plate.iron_loss = row.number_or("pfe_kw", 0) * kKilo;
  plate.no_load_current = row.number_or("i0_percent", 0) * kPercent;
  const PiCircuit circuit = circuit_of(plate, voltage);
  Shunt shunt;
  shunt.name = row.name();
  shunt.bus = star;
  shunt.p = circuit.g * voltage * voltage;
  shunt.q = -circuit.b * voltage * voltage;
  net.network.shunts.push_back(std::move(shunt));
}

/// Moves a tap changer from the terminal end of its winding to the other end, at the star. With n = position
/// - neutral and steps of t the terminal end has 1 + n t as many turns. Only the ratio of the ends shows, so
/// the star end has 1 / (1 + n t) as many, which are n steps of s with
///   1 + n s = 1 / (1 + n t)  =>  s = -t / (1 + n t).
/// It holds for complex t too, whose angle turns the other way at the other end. pandapower 3 takes this step
/// (_calculate_3w_tap_changers), exact at the present position; versions 2 differ where |n| > 1.
void move_to_star(TapReading& tap) {
  const double n = static_cast<double>(tap.tap.position) - tap.tap.neutral, t = tap.tap.step;
  tap.tap.step = -t / (1 + n * t);  // read_tap has seen to 1 + n t > 0
  tap.fixed_turns = 1 / tap.fixed_turns;
  tap.fixed_angle = -tap.fixed_angle;
  tap.tap.step_angle = -tap.tap.step_angle;
}

void read_three_windings(PandapowerNet& net, FrameRow& row, std::int32_t number, std::int64_t star_id) {
  const std::array<std::int32_t, 3> bus = {net.bus_of(row, "hv_bus"), net.bus_of(row, "mv_bus"),
                                           net.bus_of(row, "lv_bus")};
  const std::array<Nameplate, 3> plates = star_plates(net, row);
  std::array<double, 3> voltage = {};
  for (std::size_t i = 0; i < 3; ++i) voltage[i] = row.positive(column_of("vn_", kSides[i], "_kv")) * kKilo;
  TapReading tap = read_tap(row, net.findings);
  const bool at_star = row.flag_or("tap_at_star_point", false);
  if (at_star) move_to_star(tap);
  const std::int32_t star = add_star_bus(net.network, row.name(), bus[0], star_id);
  const bool in_service = row.in_service(net.findings);
  net.network.buses.back().in_service = in_service;
  add_star_losses(net, row, star, voltage[0]);
  PandapowerNet::place(net.three_windings, row, net.network.transformers.size());
  for (std::size_t i = 0; i < 3; ++i) {
    Transformer t;
    t.name = row.name() + " " + kSides[i];
    t.hv = i == 0 ? bus[0] : star;
    t.lv = i == 0 ? star : bus[i];
    t.rated_hv = voltage[0];
    t.rated_lv = voltage[i];
    t.shift = i == 0 ? 0 : row.number_or(column_of("shift_", kSides[i], "_degree"), 0) * kDegree;
    t.rated_power = t.max_power = plates[i].rated_power;
    t.star = number;
    t.in_service = in_service;
    const bool tapped = tap.side == kSides[i];
    // The terminal is the hv end of the first winding and the lv end of the others.
    const auto end = (i == 0) != at_star ? TapChanger::Side::hv : TapChanger::Side::lv;
    const double turns = tapped && end == TapChanger::Side::lv ? tap.turns() : 1;
    set_circuit(t, pi_of_t(circuit_of(plates[i], t.rated_lv * turns)));
    if (tapped) place_tap(t, end, tap);
    net.network.transformers.push_back(std::move(t));
  }
}

}  // namespace

void read_pandapower_transformers(PandapowerNet& net) {
  read_each_row(net, "trafo", read_two_windings);
  std::int64_t star_id = free_bus_id(net.network);
  std::int32_t number = 0;
  read_each_row(net, "trafo3w",
                [&](PandapowerNet& of, FrameRow& row) { read_three_windings(of, row, number++, star_id++); });
}

}  // namespace conurb::energy
