// SPDX-License-Identifier: Apache-2.0
// What draws and feeds in a pandapower network: loads, generators, external grids, storages, shunts.
#include <array>
#include <cmath>
#include <utility>

#include "plugins/energy/formats/numbers.hpp"
#include "plugins/energy/formats/pandapower_net.hpp"

namespace conurb::energy {
namespace {

constexpr double kJoulePerMwh = 3.6e9;

/// What the columns const_z_* and const_i_* say of one part of the power; format 2 has one pair for both.
struct Shares {
  double z = 0, i = 0;
  bool operator==(const Shares&) const = default;
};

Shares shares_of(const FrameRow& row, const char* part) {
  const double z = row.number_or("const_z_percent", 0), i = row.number_or("const_i_percent", 0);
  return {row.number_or(std::string("const_z_") + part + "_percent", z) * kPercent,
          row.number_or(std::string("const_i_") + part + "_percent", i) * kPercent};
}

void read_load(PandapowerNet& net, FrameRow& row) {
  Load load;
  load.name = row.name();
  load.bus = net.bus_of(row, "bus");
  const double scaling = row.number_or("scaling", 1);
  load.p = row.number("p_mw") * kMega * scaling;
  load.q = row.number_or("q_mvar", 0) * kMega * scaling;
  const Shares p = shares_of(row, "p"), q = shares_of(row, "q");
  load.share_z = p.z;
  load.share_i = p.i;
  load.in_service = row.in_service(net.findings);
  if (p == q || load.q == 0) {
    net.network.loads.push_back(std::move(load));
    return;
  }
  // Shares differ for active and reactive power: two loads hold them exactly.
  net.findings.inform("load", row.id(), "has other shares for q than for p: it is two loads, one for each");
  Load reactive = load;
  reactive.name += " reactive";
  reactive.p = 0;
  reactive.share_z = q.z;
  reactive.share_i = q.i;
  load.q = 0;
  net.network.loads.push_back(std::move(load));
  net.network.loads.push_back(std::move(reactive));
}

/// The sum over the three phases, W and var.
struct PhaseSum {
  double p = 0, q = 0;
};

PhaseSum sum_of_phases(const FrameRow& row) {
  PhaseSum sum;
  for (const char* phase : {"a", "b", "c"}) {
    sum.p += row.number_or(std::string("p_") + phase + "_mw", 0);
    sum.q += row.number_or(std::string("q_") + phase + "_mvar", 0);
  }
  const double scale = row.number_or("scaling", 1) * kMega;
  return {sum.p * scale, sum.q * scale};
}

void read_asymmetric_load(PandapowerNet& net, FrameRow& row) {
  const PhaseSum sum = sum_of_phases(row);
  Load load;
  load.name = row.name();
  load.bus = net.bus_of(row, "bus");
  load.p = sum.p;
  load.q = sum.q;
  load.in_service = row.in_service(net.findings);
  net.findings.warn("asymmetric_load", row.id(), "is taken as balanced: the sum of its phases");
  net.network.loads.push_back(std::move(load));
}

void read_asymmetric_sgen(PandapowerNet& net, FrameRow& row) {
  const PhaseSum sum = sum_of_phases(row);
  Generator g;
  g.name = row.name();
  g.bus = net.bus_of(row, "bus");
  g.p = sum.p;
  g.q = sum.q;
  g.in_service = row.in_service(net.findings);
  net.findings.warn("asymmetric_sgen", row.id(), "is taken as balanced: the sum of its phases");
  net.network.generators.push_back(std::move(g));
}

void read_sgen(PandapowerNet& net, FrameRow& row) {
  Generator g;
  g.name = row.name();
  g.bus = net.bus_of(row, "bus");
  const double scaling = row.number_or("scaling", 1);
  g.p = row.number("p_mw") * kMega * scaling;
  g.q = row.number_or("q_mvar", 0) * kMega * scaling;
  g.rated_power = row.number_or("sn_mva", 0) * kMega;
  g.in_service = row.in_service(net.findings);
  net.network.generators.push_back(std::move(g));
}

void read_gen(PandapowerNet& net, FrameRow& row) {
  Generator g;
  g.name = row.name();
  g.bus = net.bus_of(row, "bus");
  g.control = row.flag_or("slack", false) ? Generator::Control::slack : Generator::Control::pv;
  g.p = row.number("p_mw") * kMega * row.number_or("scaling", 1);
  g.v = row.positive("vm_pu");
  g.rated_power = row.number_or("sn_mva", 0) * kMega;
  const double low = row.number_or("min_q_mvar", -kUnlimited), high = row.number_or("max_q_mvar", kUnlimited);
  if (low <= high) {
    g.q_min = low * kMega;
    g.q_max = high * kMega;
  } else {
    net.findings.warn("gen", row.id(), "has min_q_mvar above max_q_mvar: its reactive power is not limited");
  }
  g.in_service = row.in_service(net.findings);
  net.network.generators.push_back(std::move(g));
}

void read_ext_grid(PandapowerNet& net, FrameRow& row) {
  Generator g;
  g.name = row.name();
  g.bus = net.bus_of(row, "bus");
  g.control = Generator::Control::slack;
  g.v = row.positive("vm_pu");
  g.angle = row.number_or("va_degree", 0) * kDegree;
  g.in_service = row.in_service(net.findings);
  net.network.buses[static_cast<std::size_t>(g.bus)].angle_start = g.angle;
  net.network.generators.push_back(std::move(g));
}

void read_storage(PandapowerNet& net, FrameRow& row) {
  Storage s;
  s.name = row.name();
  s.bus = net.bus_of(row, "bus");
  const double scaling = row.number_or("scaling", 1);
  s.p = -row.number("p_mw") * kMega * scaling;  // pandapower counts what is drawn
  s.q = -row.number_or("q_mvar", 0) * kMega * scaling;
  s.capacity = row.number_or("max_e_mwh", 0) * kJoulePerMwh;
  s.charge = s.capacity * row.number_or("soc_percent", 0) * kPercent;
  s.max_power = row.number_or("sn_mva", 0) * kMega;
  s.in_service = row.in_service(net.findings);
  net.network.storages.push_back(std::move(s));
}

void read_shunt(PandapowerNet& net, FrameRow& row) {
  Shunt shunt;
  shunt.name = row.name();
  shunt.bus = net.bus_of(row, "bus");
  const double nominal = net.network.buses[static_cast<std::size_t>(shunt.bus)].nominal_voltage;
  const double rated = row.number_or("vn_kv", nominal / kKilo) * kKilo;
  if (!(rated > 0)) row.lacks("vn_kv above 0");
  const double at_nominal = rated > 0 ? (nominal / rated) * (nominal / rated) : 1;
  shunt.p = row.number("p_mw") * kMega * at_nominal;
  shunt.q = row.number("q_mvar") * kMega * at_nominal;
  const double step = row.number_or("step", 1), most = row.number_or("max_step", step);
  if (!(step >= 0 && step <= 1000 && step == std::trunc(step))) {
    row.table().refuse(row.row(), "step", "is " + shown(step) + ", must be a whole number from 0 to 1000");
  }
  shunt.steps = static_cast<std::int32_t>(step);
  shunt.most_steps = most >= step && most <= 1000 ? static_cast<std::int32_t>(most) : shunt.steps;
  if (row.number_or("scaling", 1) != 1)
    net.findings.warn("shunt", row.id(), "has a scaling: it is not applied");
  if (row.flag_or("step_dependency_table", false)) {
    net.findings.warn("shunt", row.id(),
                      "has values that depend on the step: those of one step are multiplied");
  }
  shunt.in_service = row.in_service(net.findings);
  net.network.shunts.push_back(std::move(shunt));
}

}  // namespace

void read_pandapower_injections(PandapowerNet& net) {
  struct Kind {
    const char* table;
    void (*read)(PandapowerNet&, FrameRow&);
  };
  // External grids first: of several generators at a bus the first decides on the voltage.
  static constexpr std::array<Kind, 8> kKinds = {{{"ext_grid", read_ext_grid},
                                                  {"gen", read_gen},
                                                  {"sgen", read_sgen},
                                                  {"asymmetric_sgen", read_asymmetric_sgen},
                                                  {"load", read_load},
                                                  {"asymmetric_load", read_asymmetric_load},
                                                  {"storage", read_storage},
                                                  {"shunt", read_shunt}}};
  for (const Kind& kind : kKinds) read_each_row(net, kind.table, kind.read);
}

}  // namespace conurb::energy
