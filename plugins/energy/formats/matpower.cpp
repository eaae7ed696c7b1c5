// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/formats/matpower.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <unordered_map>
#include <utility>

#include "plugins/energy/error.hpp"
#include "plugins/energy/findings.hpp"
#include "plugins/energy/formats/matpower_code.hpp"
#include "plugins/energy/formats/matpower_rows.hpp"
#include "plugins/energy/formats/matpower_text.hpp"
#include "plugins/energy/formats/numbers.hpp"
#include "plugins/energy/formats/repairs.hpp"

namespace conurb::energy {
namespace {

constexpr double kSubstituteVoltage = 1e3;  // V, of a bus whose file gives none

constexpr std::size_t kBusColumns = 13, kGenColumns = 10, kBranchColumns = 11, kGenColumnsOfVersion2 = 21;

enum class BusType : std::uint8_t { pq = 1, pv = 2, reference = 3, isolated = 4 };

class CaseReader {
 public:
  CaseReader(MatpowerCase& of, FindingList& findings, const std::string& where)
      : case_(of), findings_(findings), where_(where) {}

  Network read() {
    require_version_2();
    network_.name = case_.name;
    const double* const base = case_.find<double>("baseMVA");
    if (base == nullptr) throw InputError("mpc.baseMVA is missing", where_, "add the base power in MVA");
    network_.base_power = *base * kMega;
    read_buses();
    read_branches();
    read_generators();
    tell_what_is_left();
    return std::move(network_);
  }

 private:
  void require_version_2() {
    const std::string* const text = case_.find<std::string>("version");
    const double* const number = case_.find<double>("version");
    if ((text != nullptr && *text == "2") || (number != nullptr && *number == 2)) return;
    const CaseMatrix* const gen = case_.find<CaseMatrix>("gen");
    if (text == nullptr && number == nullptr && gen != nullptr && gen->columns >= kGenColumnsOfVersion2) {
      findings_.inform("mpc.version", {}, "is missing; the columns of mpc.gen are those of version 2");
      return;
    }
    const std::string found = text != nullptr     ? "version " + in_quotes(*text)
                              : number != nullptr ? "version " + shown(*number)
                                                  : "no version and too few columns for version 2";
    throw InputError(
        "the case has " + found + "; only version 2 is read, version 1 orders its data otherwise", where_,
        "convert it with MATPOWER's savecase(file, loadcase(file))");
  }

  CaseRows rows_of(const char* field, const char* kind, std::size_t columns) {
    const CaseMatrix* const matrix = case_.find<CaseMatrix>(field);
    if (matrix == nullptr) {
      throw InputError(std::string("mpc.") + field + " is missing or is no matrix", where_);
    }
    if (matrix->rows > 0 && matrix->columns < columns) {
      throw InputError(std::string("mpc.") + field + " has " + std::to_string(matrix->columns) +
                           " columns, version 2 has at least " + std::to_string(columns),
                       where_);
    }
    return {*matrix, kind, where_};
  }

  void read_buses() {
    const CaseRows rows = rows_of("bus", "bus", kBusColumns);
    const CaseCells* const names = case_.find<CaseCells>("bus_name");
    if (names != nullptr && names->size() != rows.size()) {
      findings_.warn("mpc.bus_name", {},
                     "has " + std::to_string(names->size()) + " names for " + std::to_string(rows.size()) +
                         " buses; they are left out");
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      read_bus(rows, i, names != nullptr && names->size() == rows.size() ? (*names)[i] : std::string());
    }
  }

  void read_bus(const CaseRows& rows, std::size_t i, const std::string& name) {
    Bus bus;
    bus.id = rows.whole(i, kBus, "bus number");
    const std::string id = std::to_string(bus.id);
    if (!row_of_.emplace(bus.id, static_cast<std::int32_t>(i)).second) {
      rows.refuse(i, "bus number " + id + " stands twice");
    }
    bus.name = name.empty() ? "bus " + id : name;
    const std::int64_t type = rows.whole(i, kType, "type");
    if (type < 1 || type > 4) rows.refuse(i, "type is " + std::to_string(type) + ", must be 1, 2, 3 or 4");
    types_.push_back(static_cast<BusType>(type));
    bus.in_service = types_.back() != BusType::isolated;
    bus.nominal_voltage = rows.finite(i, kBaseKv, "baseKV") * kKilo;
    if (bus.nominal_voltage < 0) rows.refuse(i, "baseKV is below 0");
    if (bus.nominal_voltage == 0) {
      bus.nominal_voltage = kSubstituteVoltage;
      findings_.warn("bus", id, "has base voltage 0: 1 kV is taken; values in per unit are as in the file");
    }
    read_voltages(rows, i, bus, id);
    network_.buses.push_back(std::move(bus));
    read_demand(rows, i, id);
  }

  void read_voltages(const CaseRows& rows, std::size_t i, Bus& bus, const std::string& id) {
    bus.angle_start = rows.finite(i, kVa, "Va") * kDegree;
    const double start = rows.finite(i, kVm, "Vm");
    if (start > 0) {
      bus.v_start = start;
    } else {
      findings_.warn("bus", id, "has Vm 0 or below: a solution starts from 1");
    }
    const double low = rows.raw(i, kVmin), high = rows.raw(i, kVmax);
    if (low <= high) {  // false for NaN
      bus.v_min = low;
      bus.v_max = high;
    } else {
      findings_.warn("bus", id, "has no voltage band (Vmin above Vmax): 0.9 to 1.1 is taken");
    }
  }

  void read_demand(const CaseRows& rows, std::size_t i, const std::string& id) {
    const auto bus = static_cast<std::int32_t>(i);
    Load load;
    load.name = "load " + id;
    load.bus = bus;
    load.p = rows.finite(i, kPd, "Pd") * kMega;
    load.q = rows.finite(i, kQd, "Qd") * kMega;
    if (load.p != 0 || load.q != 0) network_.loads.push_back(std::move(load));
    Shunt shunt;
    shunt.name = "shunt " + id;
    shunt.bus = bus;
    shunt.p = rows.finite(i, kGs, "Gs") * kMega;
    shunt.q = -rows.finite(i, kBs, "Bs") * kMega;  // Bs is injected, q is drawn
    if (shunt.p != 0 || shunt.q != 0) network_.shunts.push_back(std::move(shunt));
  }

  [[nodiscard]] std::int32_t bus_at(const CaseRows& rows, std::size_t i, std::size_t column,
                                    const char* name) const {
    const std::int64_t number = rows.whole(i, column, name);
    const auto found = row_of_.find(number);
    if (found == row_of_.end()) {
      rows.refuse(i, std::string(name) + " is " + std::to_string(number) + ", which is not in mpc.bus");
    }
    return found->second;
  }

  void read_branches() {
    const CaseRows rows = rows_of("branch", "branch", kBranchColumns);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      PerUnitBranch branch;
      branch.from = bus_at(rows, i, kFrom, "from bus");
      branch.to = bus_at(rows, i, kTo, "to bus");
      if (branch.from == branch.to) rows.refuse(i, "joins its bus to itself");
      branch.r = rows.finite(i, kR, "r");
      branch.x = rows.finite(i, kX, "x");
      branch.b = rows.finite(i, kB, "b");
      branch.ratio = rows.finite(i, kRatio, "ratio");
      if (branch.ratio < 0) rows.refuse(i, "ratio is " + shown(branch.ratio) + ", must not be below 0");
      branch.shift = rows.finite(i, kAngle, "angle") * kDegree;
      branch.in_service = rows.finite(i, kStatus, "status") > 0;
      branch.name = "branch " + std::to_string(i + 1);
      const double rate = rows.raw(i, kRateA);
      if (std::isnan(rate) || rate < 0) rows.refuse(i, "rateA is " + shown(rate) + ", must not be below 0");
      branch.limit = rate == 0 ? kUnlimited : rate * kMega;
      add_branch(branch, rows, i);
    }
  }

  /// A row of mpc.branch; r, x, b in parts of the base impedance at the to bus.
  struct PerUnitBranch {
    std::string name;
    std::int32_t from = 0, to = 0;
    double r = 0, x = 0, b = 0, ratio = 0, shift = 0;
    double limit = kUnlimited;  // VA
    bool in_service = true;
  };

  void add_branch(const PerUnitBranch& branch, const CaseRows& rows, std::size_t i) {
    const double from = network_.buses[static_cast<std::size_t>(branch.from)].nominal_voltage;
    const double to = network_.buses[static_cast<std::size_t>(branch.to)].nominal_voltage;
    const double z = to * to / network_.base_power;
    const bool is_line = branch.ratio == 0 && branch.shift == 0 && from == to;
    if (branch.r == 0 && branch.x == 0) {
      if (!is_line) rows.refuse(i, "r and x are 0 in a branch with a ratio, a shift or two voltages");
      add_switch(branch);
    } else if (is_line) {
      Line line;
      line.name = branch.name;
      line.from = branch.from;
      line.to = branch.to;
      line.r = branch.r * z;
      line.x = branch.x * z;
      line.b = branch.b / z;
      line.max_current = branch.limit / (std::numbers::sqrt3 * to);
      line.in_service = branch.in_service;
      refer(BranchRef::Kind::line, network_.lines.size());
      network_.lines.push_back(std::move(line));
    } else {
      Transformer t;
      t.name = branch.name;
      t.hv = branch.from;
      t.lv = branch.to;
      t.rated_hv = (branch.ratio == 0 ? 1 : branch.ratio) * from;
      t.rated_lv = to;
      t.shift = branch.shift;
      t.r = branch.r * z;
      t.x = branch.x * z;
      t.b = branch.b / z;
      t.max_power = branch.limit;
      t.in_service = branch.in_service;
      refer(BranchRef::Kind::transformer, network_.transformers.size());
      network_.transformers.push_back(std::move(t));
    }
  }

  void add_switch(const PerUnitBranch& branch) {
    findings_.warn("branch", branch.name.substr(branch.name.find(' ') + 1),
                   "has no impedance: it is a switch between its buses");
    if (branch.b != 0 && branch.in_service) {
      Shunt shunt;
      shunt.name = branch.name;
      shunt.bus = branch.from;
      shunt.q = -branch.b * network_.base_power;
      network_.shunts.push_back(std::move(shunt));
    }
    refer(BranchRef::Kind::bus_switch, network_.switches.size());
    network_.switches.push_back(
        {branch.name, Switch::Kind::bus, branch.from, branch.to, branch.in_service, false});
  }

  void refer(BranchRef::Kind kind, std::size_t row) {
    network_.branch_order.push_back({kind, static_cast<std::int32_t>(row)});
  }

  void read_generators() {
    const CaseRows rows = rows_of("gen", "generator", kGenColumns);
    std::vector<bool> referenced(network_.buses.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Generator g;
      g.name = "gen " + std::to_string(i + 1);
      g.bus = bus_at(rows, i, kGenBus, "bus");
      g.p = rows.finite(i, kPg, "Pg") * kMega;
      g.q = rows.finite(i, kQg, "Qg") * kMega;
      g.in_service = rows.finite(i, kGenStatus, "status") > 0;
      const double base = rows.raw(i, kMbase);
      g.rated_power = std::isfinite(base) && base > 0 ? base * kMega : 0;
      read_reactive_limits(rows, i, g);
      const Bus& bus = network_.buses[static_cast<std::size_t>(g.bus)];
      g.v = rows.finite(i, kVg, "Vg");
      if (g.v <= 0) {
        findings_.warn("gen", std::to_string(i + 1), "has Vg 0 or below: Vm of its bus is taken");
        g.v = bus.v_start;
      }
      set_control(g, referenced);
      network_.generators.push_back(std::move(g));
    }
    tell_missing_generators();
    ensure_reference();
    settle_voltages(network_, findings_);
  }

  void read_reactive_limits(const CaseRows& rows, std::size_t i, Generator& g) {
    const double low = rows.raw(i, kQmin), high = rows.raw(i, kQmax);
    if (low <= high) {  // false for NaN
      g.q_min = low * kMega;
      g.q_max = high * kMega;
    } else {
      findings_.warn("gen", std::to_string(i + 1), "has Qmin above Qmax: its reactive power is not limited");
    }
  }

  /// By the type of its bus; of a reference bus the first generator in service is the slack, the others give
  /// their active power there.
  void set_control(Generator& g, std::vector<bool>& referenced) const {
    const auto bus = static_cast<std::size_t>(g.bus);
    switch (types_[bus]) {
      case BusType::pq:
      case BusType::isolated: return;
      case BusType::pv: g.control = Generator::Control::pv; return;
      case BusType::reference:
        g.control = g.in_service && !referenced[bus] ? Generator::Control::slack : Generator::Control::pv;
        if (g.in_service) referenced[bus] = true;
        g.angle = network_.buses[bus].angle_start;
        return;
    }
  }

  void tell_missing_generators() {
    std::vector<bool> fed(network_.buses.size());
    for (const Generator& g : network_.generators) {
      if (g.in_service) fed[static_cast<std::size_t>(g.bus)] = true;
    }
    for (std::size_t i = 0; i < fed.size(); ++i) {
      const std::string id = std::to_string(network_.buses[i].id);
      if (fed[i]) continue;
      if (types_[i] == BusType::pv) {
        findings_.inform("bus", id, "is of type PV without a generator in service: its voltage is not held");
      } else if (types_[i] == BusType::reference) {
        findings_.warn("bus", id, "is a reference without a generator in service: it is no slack");
      }
    }
  }

  /// Without a slack the first generator that holds a voltage becomes it, as MATPOWER's bustypes does.
  void ensure_reference() {
    Generator* first = nullptr;
    for (Generator& g : network_.generators) {
      if (!g.in_service || !network_.buses[static_cast<std::size_t>(g.bus)].in_service) continue;
      if (g.control == Generator::Control::slack) return;
      if (g.control != Generator::Control::pv) continue;
      // MATPOWER takes the first bus of type PV, which is not the first row of mpc.gen.
      if (first == nullptr || g.bus < first->bus) first = &g;
    }
    if (first == nullptr) {
      findings_.warn("case", {}, "has no generator that holds a voltage: nothing is supplied");
      return;
    }
    first->control = Generator::Control::slack;
    const Bus& bus = network_.buses[static_cast<std::size_t>(first->bus)];
    first->angle = bus.angle_start;
    findings_.warn("bus", std::to_string(bus.id),
                   "is the slack, as the first of type PV: the case has no reference in service");
  }

  void tell_what_is_left() {
    static constexpr std::array<std::string_view, 6> kTaken = {"baseMVA",  "branch", "bus",
                                                               "bus_name", "gen",    "version"};
    for (const auto& [field, value] : case_.fields) {
      const CaseMatrix* const matrix = std::get_if<CaseMatrix>(&value);
      if (field == "dcline" && matrix != nullptr && matrix->rows > 0) {
        findings_.warn("mpc.dcline", {},
                       std::to_string(matrix->rows) + " lines of direct current are left out");
      } else if (std::find(kTaken.begin(), kTaken.end(), field) == kTaken.end() && field != "dcline") {
        findings_.inform("mpc." + field, {}, "is not taken");
      }
    }
  }

  MatpowerCase& case_;
  FindingList& findings_;
  const std::string& where_;
  Network network_;
  std::unordered_map<std::int64_t, std::int32_t> row_of_;  // of a bus by its number
  std::vector<BusType> types_;
};

}  // namespace

Import read_matpower(std::string_view text, const std::string& where) {
  FindingList findings;
  CaseCode code(where, findings);
  MatpowerCase parsed = parse_matpower(
      text, where, [&](const CaseStatement& statement, MatpowerCase& to) { code.run(statement, to); });
  Import out;
  out.network = CaseReader(parsed, findings, where).read();
  require_consistent(out.network, where);
  out.findings = findings.take();
  return out;
}

}  // namespace conurb::energy
