// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <set>
#include <string>
#include <utility>

#include "plugins/energy/error.hpp"
#include "plugins/energy/findings.hpp"
#include "plugins/energy/formats/power_grid_model.hpp"
#include "plugins/energy/formats/repairs.hpp"

namespace conurb::energy {
namespace {

constexpr double kRounding = 1e-12;  // of a sum of shares
constexpr double kStiff = 1e20;      // VA; short-circuit power of a source without impedance

/// The rows of one kind, as lists in the order of the declared attributes.
struct Section {
  const char* kind;
  const char* attributes;
  std::string rows = {};

  void begin(std::int64_t id) { rows.append(rows.empty() ? "\n[" : ",\n[").append(std::to_string(id)); }
  void add(std::int64_t value) { rows.append(", ").append(std::to_string(value)); }
  /// A number; null where it is infinite, which means no limit.
  void add(double value) { rows.append(", ").append(std::isfinite(value) ? shown(value) : "null"); }
  void end() { rows += ']'; }
};

struct Closed {
  bool from = true, to = true;
};

class Writer {
 public:
  explicit Writer(const Network& network) : network_(network) {}

  Export write() {
    tell_frequency();
    tell_kinds_of_switches();
    number_nodes();
    find_open_ends();
    for (const Line& line : network_.lines) write_line(line);
    for (const Transformer& t : network_.transformers) write_transformer(t);
    for (const Switch& s : network_.switches) write_switch(s);
    for (const Load& load : network_.loads) write_load(load);
    for (const Generator& g : network_.generators) write_generator(g);
    for (const Storage& s : network_.storages) write_storage(s);
    for (const Shunt& shunt : network_.shunts) write_shunt(shunt);
    findings_.inform("network", {},
                     "names, places, voltage bands, lengths, limits of transformers and ratings of "
                     "generators are not held");
    return {text(), findings_.take()};
  }

 private:
  /// Lines hold a capacitance, whose susceptance is right at the network's frequency only; all else is in ohm
  /// and siemens.
  void tell_frequency() {
    if (network_.frequency == PowerGridModelOptions{}.frequency) return;
    findings_.warn(
        "network", {},
        "is of " + shown(network_.frequency) +
            " Hz, which the format does not hold: the charging of lines is right where this is given to "
            "the program that reads the file (system_frequency of power-grid-model)");
  }

  void tell_kinds_of_switches() {
    const auto& all = network_.switches;
    const auto breakers = std::count_if(all.begin(), all.end(), [](const Switch& s) { return s.breaker; });
    const auto remote = std::count_if(all.begin(), all.end(), [](const Switch& s) { return s.remote; });
    if (breakers == 0 && remote == 0) return;
    findings_.inform("switch", {},
                     std::to_string(breakers) + " breakers and " + std::to_string(remote) +
                         " remote ones of " + std::to_string(all.size()) + " are not held as such");
  }

  /// Whether the ends are one bus, between which the format has no branch; told if so.
  bool is_loop(const char* kind, const std::string& name, std::int32_t from, std::int32_t to) {
    if (from != to) return false;
    findings_.warn(kind, in_quotes(name),
                   "joins a bus to itself, which no branch of the format does: it is left out");
    return true;
  }

  /// Nodes keep the buses' ids where the format can hold them; other components take those above.
  void number_nodes() {
    const std::size_t components = network_.lines.size() + network_.transformers.size() +
                                   network_.switches.size() + 3 * network_.loads.size() +
                                   2 * network_.generators.size() + network_.storages.size() +
                                   network_.shunts.size();
    const auto most = static_cast<std::int64_t>(std::numeric_limits<std::int32_t>::max()) -
                      static_cast<std::int64_t>(components);
    std::set<std::int64_t> seen;
    bool keep = true;
    for (const Bus& bus : network_.buses) {
      keep = keep && bus.id >= 0 && bus.id < most && seen.insert(bus.id).second;
    }
    if (!keep) findings_.warn("bus", {}, "ids are doubled or beyond 32 bits: nodes are numbered by row");
    for (std::size_t i = 0; i < network_.buses.size(); ++i) {
      const Bus& bus = network_.buses[i];
      node_.push_back(keep ? bus.id : static_cast<std::int64_t>(i));
      next_id_ = std::max(next_id_, node_.back() + 1);
      nodes_.begin(node_.back());
      nodes_.add(bus.nominal_voltage);
      nodes_.end();
      if (!bus.in_service) {
        findings_.warn("bus", std::to_string(bus.id),
                       "is out of service: all that ends there is switched off instead");
      }
    }
  }

  void find_open_ends() {
    line_closed_.resize(network_.lines.size());
    transformer_closed_.resize(network_.transformers.size());
    for (const Switch& s : network_.switches) {
      if (s.kind == Switch::Kind::bus) continue;
      if (s.closed) {
        findings_.inform("switch", {}, "closed ones at ends of branches are not held");
        continue;
      }
      const auto row = static_cast<std::size_t>(s.element);
      const bool is_line = s.kind == Switch::Kind::line;
      const std::int32_t from = is_line ? network_.lines[row].from : network_.transformers[row].hv;
      Closed& closed = is_line ? line_closed_[row] : transformer_closed_[row];
      (s.bus == from ? closed.from : closed.to) = false;
    }
  }

  [[nodiscard]] const Bus& bus(std::int32_t row) const {
    return network_.buses[static_cast<std::size_t>(row)];
  }
  [[nodiscard]] std::int64_t node(std::int32_t row) const { return node_[static_cast<std::size_t>(row)]; }
  [[nodiscard]] double voltage(std::int32_t row) const { return bus(row).nominal_voltage; }

  void begin_branch(Section& section, std::int32_t from, std::int32_t to, Closed closed) {
    section.begin(next_id_++);
    section.add(node(from));
    section.add(node(to));
    section.add(std::int64_t{closed.from && bus(from).in_service});
    section.add(std::int64_t{closed.to && bus(to).in_service});
  }

  struct Circuit {
    double r = 0, x = 0, g = 0, b = 0, k = 1, theta = 0, power = 0;
  };
  void write_generic(std::int32_t from, std::int32_t to, Closed closed, const Circuit& circuit) {
    begin_branch(generic_branches_, from, to, closed);
    for (const double value :
         {circuit.r, circuit.x, circuit.g, circuit.b, circuit.k, circuit.theta, circuit.power}) {
      generic_branches_.add(value);
    }
    generic_branches_.end();
  }

  void write_line(const Line& line) {
    const auto row = static_cast<std::size_t>(&line - network_.lines.data());
    if (is_loop("line", line.name, line.from, line.to)) return;
    const Closed closed = line.in_service ? line_closed_[row] : Closed{false, false};
    if (line.r == 0 && line.x == 0) {
      if (line.in_service)
        throw InputError("line " + in_quotes(line.name) + " has no impedance", {}, "make it a switch");
      findings_.inform("line", in_quotes(line.name),
                       "has no impedance and is out of service: it is left out");
      return;
    }
    const double from = voltage(line.from), to = voltage(line.to);
    // A capacitance and its loss factor hold g and b only where there is a capacitance.
    if (from != to || line.b < 0 || (line.g != 0 && !std::isfinite(line.g / line.b))) {
      const double power = std::isfinite(line.max_current) ? line.max_current * std::numbers::sqrt3 * to : 0;
      write_generic(line.from, line.to, closed, {line.r, line.x, line.g, line.b, to / from, 0, power});
      return;
    }
    begin_branch(lines_, line.from, line.to, closed);
    lines_.add(line.r);
    lines_.add(line.x);
    lines_.add(line.b / (2 * std::numbers::pi * network_.frequency));
    lines_.add(line.b == 0 ? 0.0 : line.g / line.b);
    lines_.add(line.max_current);
    lines_.end();
  }

  void write_transformer(const Transformer& t) {
    const auto row = static_cast<std::size_t>(&t - network_.transformers.data());
    if (is_loop("transformer", t.name, t.hv, t.lv)) return;
    const Closed closed = t.in_service ? transformer_closed_[row] : Closed{false, false};
    const double steps = static_cast<double>(t.tap.position) - t.tap.neutral;
    const double turns = 1 + steps * t.tap.step;
    const bool at_hv = t.tap.side == TapChanger::Side::hv;
    if (t.tap.step != 0 || t.tap.step_angle != 0 || t.tap.automatic) {
      findings_.inform("transformer", {}, "tap changers are not held: ratios are those of the present taps");
    }
    if (t.star >= 0) findings_.inform("transformer", {}, "stars of three windings are not held as such");
    Circuit circuit{t.r, t.x, t.g, t.b};
    const double ratio = t.rated_hv / t.rated_lv * (at_hv ? turns : 1 / turns);
    circuit.k = ratio * voltage(t.lv) / voltage(t.hv);
    circuit.theta = t.shift + (at_hv ? 1 : -1) * steps * t.tap.step_angle;
    circuit.power = t.rated_power > 0 ? t.rated_power : std::isfinite(t.max_power) ? t.max_power : 0;
    write_generic(t.hv, t.lv, closed, circuit);
  }

  void write_switch(const Switch& s) {
    if (s.kind != Switch::Kind::bus || is_loop("switch", s.name, s.bus, s.element)) return;
    begin_branch(links_, s.bus, s.element, {s.closed, s.closed});
    links_.end();
  }

  void begin_appliance(Section& section, std::int32_t at, bool in_service) {
    section.begin(next_id_++);
    section.add(node(at));
    section.add(std::int64_t{in_service && bus(at).in_service});
  }

  void write_power(Section& section, std::int32_t at, bool in_service, std::int64_t type, double p,
                   double q) {
    begin_appliance(section, at, in_service);
    section.add(type);
    section.add(p);
    section.add(q);
    section.end();
  }

  void write_load(const Load& load) {
    double constant = 1 - load.share_z - load.share_i;
    if (std::abs(constant) < kRounding) constant = 0;
    const bool whole = load.share_z == 0 && load.share_i == 0;
    if (!whole && load.share_z != 1 && load.share_i != 1) {
      findings_.inform("load", {}, "mixed dependences on the voltage are a load for each part");
    }
    if (load.priority != 0) findings_.inform("load", {}, "priorities are not held");
    const double shares[] = {constant, load.share_z, load.share_i};
    for (std::int64_t type = 0; type < 3; ++type) {
      const double share = shares[type];
      if (share != 0) write_power(loads_, load.bus, load.in_service, type, share * load.p, share * load.q);
    }
  }

  void write_generator(const Generator& g) {
    if (g.control == Generator::Control::slack) {
      begin_appliance(sources_, g.bus, g.in_service);
      for (const double value : {g.v, g.angle, kStiff}) sources_.add(value);
      sources_.end();
      return;
    }
    const std::int64_t id = next_id_;
    write_power(generators_, g.bus, g.in_service, 0, g.p, g.q);
    if (g.control == Generator::Control::pq) return;
    regulators_.begin(next_id_++);
    regulators_.add(id);
    regulators_.add(std::int64_t{1});
    for (const double value : {g.v, g.q_min, g.q_max}) regulators_.add(value);
    regulators_.end();
  }

  void write_storage(const Storage& s) {
    findings_.warn("storage", in_quotes(s.name), "is a generator of its present power");
    write_power(generators_, s.bus, s.in_service, 0, s.p, s.q);
  }

  void write_shunt(const Shunt& shunt) {
    const double u = voltage(shunt.bus);
    if (shunt.automatic) findings_.inform("shunt", {}, "automatic steps are not held");
    begin_appliance(shunts_, shunt.bus, shunt.in_service);
    shunts_.add(shunt.p * shunt.steps / (u * u));
    shunts_.add(-shunt.q * shunt.steps / (u * u));
    shunts_.end();
  }

  std::string text() {
    const Section* const all[] = {&nodes_, &lines_,      &links_,  &generic_branches_, &sources_,
                                  &loads_, &generators_, &shunts_, &regulators_};
    std::string attributes, data;
    for (const Section* section : all) {
      if (section->rows.empty()) continue;
      const std::string kind = std::string(attributes.empty() ? "\n" : ",\n") + '"' + section->kind + "\": [";
      attributes.append(kind).append(section->attributes).append("]");
      data.append(kind).append(section->rows).append("]");
    }
    return "{\"version\": \"1.0\", \"type\": \"input\", \"is_batch\": false,\n\"attributes\": {" +
           attributes + "},\n\"data\": {" + data + "}}\n";
  }

  const Network& network_;
  FindingList findings_;
  std::vector<std::int64_t> node_;  // id by row of the bus
  std::vector<Closed> line_closed_, transformer_closed_;
  std::int64_t next_id_ = 0;
  Section nodes_{"node", R"("id", "u_rated")"};
  Section lines_{
      "line", R"("id", "from_node", "to_node", "from_status", "to_status", "r1", "x1", "c1", "tan1", "i_n")"};
  Section links_{"link", R"("id", "from_node", "to_node", "from_status", "to_status")"};
  Section generic_branches_{
      "generic_branch",
      R"("id", "from_node", "to_node", "from_status", "to_status", "r1", "x1", "g1", "b1", "k", "theta", )"
      R"("sn")"};
  Section sources_{"source", R"("id", "node", "status", "u_ref", "u_ref_angle", "sk")"};
  Section loads_{"sym_load", R"("id", "node", "status", "type", "p_specified", "q_specified")"};
  Section generators_{"sym_gen", R"("id", "node", "status", "type", "p_specified", "q_specified")"};
  Section shunts_{"shunt", R"("id", "node", "status", "g1", "b1")"};
  Section regulators_{"voltage_regulator",
                      R"("id", "regulated_object", "status", "u_ref", "q_min", "q_max")"};
};

}  // namespace

Export write_power_grid_model(const Network& network) {
  require_consistent(network, "network");
  return Writer(network).write();
}

}  // namespace conurb::energy
