// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/formats/repairs.hpp"

#include <cmath>
#include <vector>

#include "plugins/energy/error.hpp"

namespace conurb::energy {
namespace {

constexpr double kSameSetpoint = 1e-9;  // of the nominal voltage; far below what any setpoint means

/// Names the row in messages and checks its members one by one.
class RowCheck {
 public:
  RowCheck(const std::string& where, const char* kind, std::size_t row, const std::string& name)
      : where_(where), kind_(kind), row_(row), name_(name) {}

  void refers(const char* member, std::int32_t row, std::size_t rows) const {
    if (row < 0 || static_cast<std::size_t>(row) >= rows) {
      refuse(std::string(member) + " refers to row " + std::to_string(row) + " of " + std::to_string(rows));
    }
  }
  void finite(const char* member, double value) const {
    if (!std::isfinite(value)) refuse(std::string(member) + " is " + shown(value) + ", must be finite");
  }
  void positive(const char* member, double value) const {
    if (!std::isfinite(value) || value <= 0) {
      refuse(std::string(member) + " is " + shown(value) + ", must be above 0 and finite");
    }
  }
  void limit(const char* member, double value) const {
    if (std::isnan(value)) refuse(std::string(member) + " is not a number");
  }
  [[noreturn]] void refuse(const std::string& what) const {
    throw InputError(std::string(kind_) + " row " + std::to_string(row_) +
                         (name_.empty() ? "" : " " + in_quotes(name_)) + ": " + what,
                     where_, "correct the file");
  }

 private:
  const std::string& where_;
  const char* kind_;
  std::size_t row_;
  const std::string& name_;
};

void check_bus(const RowCheck& row, const Bus& bus) {
  row.positive("nominal voltage", bus.nominal_voltage);
  row.positive("start voltage", bus.v_start);
  row.finite("start angle", bus.angle_start);
  row.limit("lowest voltage", bus.v_min);
  row.limit("highest voltage", bus.v_max);
}

void check_line(const RowCheck& row, const Line& line, std::size_t buses) {
  row.refers("from", line.from, buses);
  row.refers("to", line.to, buses);
  row.finite("r", line.r);
  row.finite("x", line.x);
  row.finite("g", line.g);
  row.finite("b", line.b);
  row.finite("length", line.length);
  row.limit("greatest current", line.max_current);
  if (line.path.size() % 2 != 0) row.refuse("path has an odd number of coordinates");
}

void check_transformer(const RowCheck& row, const Transformer& t, std::size_t buses) {
  row.refers("hv bus", t.hv, buses);
  row.refers("lv bus", t.lv, buses);
  row.positive("rated hv voltage", t.rated_hv);
  row.positive("rated lv voltage", t.rated_lv);
  row.finite("shift", t.shift);
  row.finite("r", t.r);
  row.finite("x", t.x);
  row.finite("g", t.g);
  row.finite("b", t.b);
  row.finite("rated power", t.rated_power);
  row.limit("greatest power", t.max_power);
  row.finite("tap step", t.tap.step);
  row.finite("tap step angle", t.tap.step_angle);
  const double turns = 1 + (static_cast<double>(t.tap.position) - t.tap.neutral) * t.tap.step;
  row.positive("ratio at the tap position", turns);
  if (t.tap.controlled != -1) row.refers("controlled bus", t.tap.controlled, buses);
  if (t.r == 0 && t.x == 0 && t.in_service) row.refuse("r and x are 0: a transformer has an impedance");
}

void check_switch(const RowCheck& row, const Switch& s, const Network& network) {
  row.refers("bus", s.bus, network.buses.size());
  const std::size_t rows = s.kind == Switch::Kind::bus    ? network.buses.size()
                           : s.kind == Switch::Kind::line ? network.lines.size()
                                                          : network.transformers.size();
  row.refers("element", s.element, rows);
}

void check_generator(const RowCheck& row, const Generator& g, std::size_t buses) {
  row.refers("bus", g.bus, buses);
  row.finite("p", g.p);
  row.finite("q", g.q);
  row.positive("voltage", g.v);
  row.finite("angle", g.angle);
  row.limit("least q", g.q_min);
  row.limit("greatest q", g.q_max);
}

template <class Element>
void check_injection(const RowCheck& row, const Element& element, std::size_t buses) {
  row.refers("bus", element.bus, buses);
  row.finite("p", element.p);
  row.finite("q", element.q);
}

template <class Element, class Check>
void for_each_row(const std::vector<Element>& rows, const char* kind, const std::string& where,
                  const Check& check) {
  for (std::size_t i = 0; i < rows.size(); ++i) check(RowCheck(where, kind, i, rows[i].name), rows[i]);
}

/// Per line whether a switch at one of its ends is open.
std::vector<bool> lines_with_open_end(const Network& network) {
  std::vector<bool> open(network.lines.size());
  for (const Switch& s : network.switches) {
    if (s.kind == Switch::Kind::line && !s.closed) open[static_cast<std::size_t>(s.element)] = true;
  }
  return open;
}

}  // namespace

void settle_voltages(Network& network, FindingList& findings) {
  std::vector<const Generator*> holder(network.buses.size());
  for (Generator& g : network.generators) {
    if (!g.in_service || g.control == Generator::Control::pq) continue;
    const auto row = static_cast<std::size_t>(g.bus);
    Bus& bus = network.buses[row];
    if (holder[row] == nullptr) {
      holder[row] = &g;
      bus.v_start = g.v;
      continue;
    }
    if (std::abs(g.v - holder[row]->v) > kSameSetpoint) {
      findings.warn("bus", std::to_string(bus.id),
                    "its generators hold different voltages: that of the first in service counts");
    }
    g.v = holder[row]->v;
  }
}

void fuse_short_lines(Network& network, FindingList& findings) {
  const std::vector<bool> open = lines_with_open_end(network);
  for (std::size_t i = 0; i < network.lines.size(); ++i) {
    Line& line = network.lines[i];
    if (line.r != 0 || line.x != 0 || line.from == line.to) continue;
    findings.warn("line", in_quotes(line.name),
                  "has no impedance: it is a switch between its buses, the line itself is out of service");
    const double u = network.buses[static_cast<std::size_t>(line.from)].nominal_voltage;
    const bool closed = line.in_service && !open[i];
    if (closed && (line.g != 0 || line.b != 0)) {
      Shunt shunt;
      shunt.name = line.name;
      shunt.bus = line.from;
      shunt.p = line.g * u * u;
      shunt.q = -line.b * u * u;
      network.shunts.push_back(std::move(shunt));
    }
    network.switches.push_back({line.name, Switch::Kind::bus, line.from, line.to, closed, false});
    line.in_service = false;
  }
}

void require_consistent(const Network& network, const std::string& where) {
  const std::size_t buses = network.buses.size();
  if (!std::isfinite(network.base_power) || network.base_power <= 0) {
    throw InputError("base power is " + shown(network.base_power) + " VA, must be above 0 and finite", where);
  }
  if (!std::isfinite(network.frequency) || network.frequency <= 0) {
    throw InputError("frequency is " + shown(network.frequency) + " Hz, must be above 0 and finite", where);
  }
  for_each_row(network.buses, "bus", where, check_bus);
  for_each_row(network.lines, "line", where,
               [&](const RowCheck& row, const Line& line) { check_line(row, line, buses); });
  for_each_row(network.transformers, "transformer", where,
               [&](const RowCheck& row, const Transformer& t) { check_transformer(row, t, buses); });
  for_each_row(network.switches, "switch", where,
               [&](const RowCheck& row, const Switch& s) { check_switch(row, s, network); });
  for_each_row(network.loads, "load", where, [&](const RowCheck& row, const Load& load) {
    check_injection(row, load, buses);
    row.finite("share of impedance", load.share_z);
    row.finite("share of current", load.share_i);
  });
  for_each_row(network.shunts, "shunt", where,
               [&](const RowCheck& row, const Shunt& shunt) { check_injection(row, shunt, buses); });
  for_each_row(network.generators, "generator", where,
               [&](const RowCheck& row, const Generator& g) { check_generator(row, g, buses); });
  for_each_row(network.storages, "storage", where, [&](const RowCheck& row, const Storage& storage) {
    check_injection(row, storage, buses);
    row.finite("capacity", storage.capacity);
    row.finite("charge", storage.charge);
    row.finite("greatest power", storage.max_power);
  });
}

}  // namespace conurb::energy
