// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/grid.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>
#include <utility>

#include "plugins/energy/error.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

void need_positive(double value, const char* what, const char* kind, std::size_t row) {
  if (std::isfinite(value) && value > 0) return;
  throw InputError(std::string(what) + " is " + std::to_string(value) + ", must be above 0",
                   std::string(kind) + " " + std::to_string(row));
}

void need_number(const TwoPort& port, const Branch& branch) {
  for (const Complex& y : {port.ff, port.ft, port.tf, port.tt}) {
    if (std::isfinite(y.real()) && std::isfinite(y.imag())) continue;
    throw InputError(
        "impedance and ratio must be numbers",
        (branch.kind == Branch::Kind::line ? "line " : "transformer ") + std::to_string(branch.row));
  }
}

/// In the pattern whatever its state: both buses are there and they are two nodes.
bool joins(const Branch& branch) {
  return branch.from != kNone && branch.to != kNone && branch.from != branch.to;
}

}  // namespace

Grid::Grid(const Network& network, Topology topology)
    : topology_(std::move(topology)), base_power_(network.base_power) {
  need_positive(base_power_, "base power", "network", 0);
  std::vector<solvers::Edge> edges;
  for (const Branch& branch : topology_.branches)
    if (joins(branch)) edges.push_back({branch.from, branch.to});
  pattern_ = std::make_shared<const solvers::BlockPattern>(topology_.nodes, edges);

  nominal_voltage_.resize(at(nodes()));
  base_current_.resize(at(nodes()));
  for (std::int32_t node = 0; node < nodes(); ++node) {
    const std::int32_t bus = topology_.bus_of_node[at(node)];
    need_positive(network.buses[at(bus)].nominal_voltage, "nominal voltage", "bus", at(bus));
    const double voltage = network.buses[at(bus)].nominal_voltage;
    nominal_voltage_[at(place(node))] = voltage;
    base_current_[at(place(node))] = base_power_ / (std::numbers::sqrt3 * voltage);
  }
  ports_.reserve(topology_.branches.size());
  for (const Branch& branch : topology_.branches) {
    if (branch.kind == Branch::Kind::transformer) {
      const Transformer& t = network.transformers[at(branch.row)];
      need_positive(t.rated_hv, "rated high voltage", "transformer", at(branch.row));
      need_positive(t.rated_lv, "rated low voltage", "transformer", at(branch.row));
    }
    const Ports made = ports_of(network, branch);
    need_number(made.ac, branch);
    ports_.push_back(made.ac);
    dc_.push_back(made.dc);
  }
  shunts_.assign(at(nodes()), Complex(0));
  lay_out();
  stamp_all();
}

Grid::Ports Grid::ports_of(const Network& network, const Branch& branch) const {
  // An end at a bus out of service has the voltage of that bus, so that the rest is scaled rightly.
  const auto voltage = [&](std::int32_t node, std::int32_t bus) {
    return node == kNone ? network.buses[at(bus)].nominal_voltage : nominal_voltage_[at(place(node))];
  };
  const auto made = [&](const auto& element, std::int32_t from, std::int32_t to) {
    const double from_voltage = voltage(branch.from, from), to_voltage = voltage(branch.to, to);
    return Ports{two_port(element, from_voltage, to_voltage, base_power_),
                 dc_port(element, from_voltage, to_voltage, base_power_)};
  };
  if (branch.kind == Branch::Kind::line) {
    const Line& line = network.lines[at(branch.row)];
    return made(line, line.from, line.to);
  }
  const Transformer& t = network.transformers[at(branch.row)];
  return made(t, t.hv, t.lv);
}

std::int32_t Grid::place_of_bus(std::int32_t bus) const {
  const std::int32_t node = topology_.node_of_bus[at(bus)];
  return node == kNone ? kNone : place(node);
}

void Grid::lay_out() {
  std::vector<std::vector<std::int32_t>> incident(at(nodes())), columns(at(nodes()));
  for (std::size_t b = 0; b < topology_.branches.size(); ++b) {
    const Branch& branch = topology_.branches[b];
    const auto number = static_cast<std::int32_t>(b);
    if (branch.from != kNone) incident[at(place(branch.from))].push_back(number);
    if (branch.to != kNone && branch.to != branch.from) incident[at(place(branch.to))].push_back(number);
    if (!joins(branch)) continue;
    columns[at(place(branch.from))].push_back(place(branch.to));
    columns[at(place(branch.to))].push_back(place(branch.from));
  }
  start_.assign(1, 0);
  incident_start_.assign(1, 0);
  for (std::int32_t i = 0; i < nodes(); ++i) {
    std::vector<std::int32_t>& row = columns[at(i)];
    std::sort(row.begin(), row.end());
    row.erase(std::unique(row.begin(), row.end()), row.end());
    column_.push_back(i);
    column_.insert(column_.end(), row.begin(), row.end());
    start_.push_back(static_cast<std::int32_t>(column_.size()));
    incident_.insert(incident_.end(), incident[at(i)].begin(), incident[at(i)].end());
    incident_start_.push_back(static_cast<std::int32_t>(incident_.size()));
    slot_.push_back(pattern_->diagonal()[at(i)]);
    for (const std::int32_t column : row) slot_.push_back(pattern_->block(i, column));
  }
  admittance_.assign(column_.size(), Complex(0));
}

void Grid::stamp_all() {
  for (std::int32_t i = 0; i < nodes(); ++i) stamp(i);
}

// A row is summed anew from all its branches, in their order: what was opened and closed again leaves no
// trace in the last digits.
void Grid::stamp(std::int32_t i) {
  ++changes_;
  const std::int32_t first = start_[at(i)];
  std::fill(admittance_.begin() + first, admittance_.begin() + start_[at(i) + 1], Complex(0));
  Complex& diagonal = admittance_[at(first)];
  diagonal = shunts_[at(i)];
  for (std::int32_t k = incident_start_[at(i)]; k < incident_start_[at(i) + 1]; ++k) {
    const auto b = at(incident_[at(k)]);
    const Branch& branch = topology_.branches[b];
    const TwoPort& y = ports_[b];
    const bool is_from = branch.from != kNone && place(branch.from) == i;
    const bool is_to = branch.to != kNone && place(branch.to) == i;
    if (is_from && is_to) {  // both ends at one node: what it draws there
      if (branch.through()) diagonal += y.ff + y.ft + y.tf + y.tt;
    } else if (branch.through()) {
      diagonal += is_from ? y.ff : y.tt;
      const std::int32_t e = entry(i, place(is_from ? branch.to : branch.from));
      admittance_[at(e)] += is_from ? y.ft : y.tf;
    } else if (is_from && branch.from_closed) {
      diagonal += open_at_to(y);
    } else if (is_to && branch.to_closed) {
      diagonal += open_at_from(y);
    }
  }
}

std::int32_t Grid::entry(std::int32_t i, std::int32_t column) const {
  if (i == column) return start_[at(i)];
  const auto first = column_.begin() + start_[at(i)] + 1, last = column_.begin() + start_[at(i) + 1];
  const auto found = std::lower_bound(first, last, column);
  return found != last && *found == column ? static_cast<std::int32_t>(found - column_.begin()) : -1;
}

void Grid::connect(std::size_t b, bool from_closed, bool to_closed) {
  Branch& branch = topology_.branches[b];
  branch.from_closed = from_closed && branch.from != kNone;
  branch.to_closed = to_closed && branch.to != kNone;
  if (branch.from != kNone) stamp(place(branch.from));
  if (branch.to != kNone) stamp(place(branch.to));
}

void Grid::move_tap(const Network& network, std::size_t transformer) {
  const std::size_t number = network.lines.size() + transformer;
  const Branch& branch = topology_.branches[number];
  const Ports made = ports_of(network, branch);
  need_number(made.ac, branch);
  ports_[number] = made.ac;
  dc_[number] = made.dc;
  if (branch.from != kNone) stamp(place(branch.from));
  if (branch.to != kNone) stamp(place(branch.to));
}

void Grid::set_shunt(std::int32_t place, Complex admittance) {
  shunts_[at(place)] = admittance;
  stamp(place);
}

}  // namespace conurb::energy
