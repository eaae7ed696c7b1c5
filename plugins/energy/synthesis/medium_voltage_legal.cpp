// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "plugins/energy/flows.hpp"
#include "plugins/energy/power_flow.hpp"
#include "plugins/energy/synthesis/medium_voltage.hpp"
#include "plugins/energy/synthesis/planning.hpp"

namespace conurb::energy::synthesis {

namespace {

constexpr int kMediumVoltageRounds = 60;
constexpr double kLeastVoltageGain = 1e-3;  // of the nominal voltage, by which a step must better it

class MediumVoltageLegaliser {
 public:
  MediumVoltageLegaliser(MediumVoltageNet& net, const SubstationCase& substation)
      : net_(net),
        n_(net.network),
        s_(substation),
        o_(substation.options),
        ring_of_line_(n_.lines.size(), 0) {
    for (std::size_t r = 0; r < net.rings.size(); ++r)
      for (std::size_t leg = 0; leg <= net.rings[r].stations.size(); ++leg)
        ring_of_line_[at(net.rings[r].first_line) + leg] = r;
  }

  void run() {
    bool legal = true;
    for (MediumVoltageNet::Ring& ring : net_.rings) {
      int round = 0;
      while (round < kMediumVoltageRounds && !(carries_all(ring, true) && carries_all(ring, false))) ++round;
      legal = legal && round < kMediumVoltageRounds;
    }
    int round = 0;
    while (round < kMediumVoltageRounds && !(legal_in_part() && legal_at_noon() && legal_at_peak())) ++round;
    if (!legal || round == kMediumVoltageRounds)
      net_.trouble = "voltages and loadings are not legal, whatever is built of the types given";
    if (too_high_)
      net_.trouble =
          "with little load the voltage at stations is too high, whatever cables are laid: they are long, "
          "and "
          "their charging would have to be taken up by reactors";
  }

 private:
  struct Solved {
    bool converged = false;
    std::vector<double> voltage;  ///< of the nominal one, by bus; 0 without a source
    std::vector<double> loading;  ///< by branch
  };

  static Solved solve(Network& network, bool regulate) {
    Grid grid(network, process(network));
    Injections injections = inject(network, grid);
    PowerFlow flow(network, grid);
    Voltages v;
    PowerFlowOptions options;
    options.regulate = regulate;
    Solved solved;
    solved.converged = flow.solve(injections, options, v).converged();
    if (!solved.converged) return solved;
    solved.loading = loadings(network, grid, branch_flows(grid, v));
    for (std::int32_t b = 0; at(b) < network.buses.size(); ++b) {
      const auto place = at(grid.place_of_bus(b));
      solved.voltage.push_back(std::hypot(v.re[place], v.im[place]));
    }
    return solved;
  }

  [[nodiscard]] const LowVoltageNet& station(std::int32_t i) const { return *s_.stations[at(i)]; }

  /// The whole ring from one side, its first cable at the other being out.
  bool carries_all(MediumVoltageNet::Ring& ring, bool from_first) {
    Network chain;
    chain.frequency = o_.frequency;
    chain.buses.resize(ring.stations.size() + 1);
    for (Bus& bus : chain.buses) bus.nominal_voltage = o_.medium_voltage;
    const auto stations = row_of(ring.stations.size());
    for (std::int32_t k = 0; k < stations; ++k) {
      const std::int32_t i = ring.stations[at(from_first ? k : stations - 1 - k)];
      const Line& cable = n_.lines[at(from_first ? ring.first_line + k : ring.first_line + stations - k)];
      Line line;
      line.from = k;
      line.to = k + 1;
      line.r = cable.r, line.x = cable.x, line.b = cable.b;
      line.max_current = cable.max_current;
      chain.lines.push_back(std::move(line));
      Load load;
      load.bus = k + 1;
      const double share = share_of_own_peak(station(i), ring.demand);
      load.p = share * station(i).p;
      load.q = share * station(i).q;
      chain.loads.push_back(load);
    }
    Generator busbar;
    busbar.control = Generator::Control::slack;
    busbar.v = o_.medium_voltage_target - kTapBand;
    chain.generators.push_back(busbar);
    const Solved solved = solve(chain, false);
    bool good = solved.converged;
    for (const double loading : solved.loading) good = good && loading <= o_.max_loading;
    for (const double voltage : solved.voltage) good = good && voltage >= o_.v_min;
    if (!good) raise(ring);
    return good;
  }

  void raise(MediumVoltageNet::Ring& ring) {
    ring.step = std::min(ring.step + 1, kMostSteps);
    for (std::size_t leg = 0; leg <= ring.stations.size(); ++leg) {
      Line& line = n_.lines[at(ring.first_line) + leg];
      make_line(o_.medium_types, ring.step, line.length, o_.frequency, line);
    }
  }

  void raise_transformers() {
    net_.transformer_step = std::min(net_.transformer_step + 1, kMostSteps);
    for (Transformer& t : n_.transformers) {
      const TapChanger tap = t.tap;
      make_transformer(o_.primary_types, net_.transformer_step, o_.high_voltage, o_.medium_voltage, t);
      t.tap = tap;
    }
  }

  /// All at the substation's peak; feed-in with little load.
  void set_loads(bool noon) {
    for (std::size_t i = 0; i < n_.loads.size(); ++i) {
      const double share = share_of_own_peak(station(row_of(i)), net_.demand) * (noon ? o_.low_load : 1);
      n_.loads[i].p = share * station(row_of(i)).p - (noon ? station(row_of(i)).demand.feed_in : 0);
      n_.loads[i].q = share * station(row_of(i)).q;
    }
  }

  bool repair(const Solved& solved, double low, double high) {
    if (!solved.converged) {
      for (MediumVoltageNet::Ring& ring : net_.rings) raise(ring);
      raise_transformers();
      return false;
    }
    std::vector<std::uint8_t> wanting(net_.rings.size(), 0);
    bool weak = false;
    for (std::size_t l = 0; l < n_.lines.size(); ++l)
      if (solved.loading[l] > o_.max_loading) wanting[ring_of_line_[l]] = 1;
    for (std::size_t t = 0; t < n_.transformers.size(); ++t)
      weak = weak || solved.loading[n_.lines.size() + t] > o_.max_loading;
    for (std::size_t l = 0; l < n_.lines.size(); ++l) {
      const double voltage = solved.voltage[at(n_.lines[l].to)];
      if (voltage < low || voltage > high) wanting[ring_of_line_[l]] = 1;
    }
    for (std::size_t r = 0; r < wanting.size(); ++r)
      if (wanting[r] != 0) raise(net_.rings[r]);
    if (weak) raise_transformers();
    return !weak && std::count(wanting.begin(), wanting.end(), 1) == 0;
  }

  bool legal_at_peak() {
    set_loads(false);
    return repair(solve(n_, true), least_medium_voltage(o_), o_.v_max);
  }

  bool legal_at_noon() {
    if (!(net_.demand.feed_in > 0)) return true;
    set_loads(true);
    const Solved solved = solve(n_, true);
    const double highest =
        solved.converged ? *std::max_element(solved.voltage.begin() + 3, solved.voltage.end()) : kUnlimited;
    // Of cables that are long the charging itself raises the voltage, and thicker ones have more of it.
    if (highest > most_medium_voltage(o_) && highest > highest_before_ - kLeastVoltageGain) {
      too_high_ = true;
      return true;
    }
    highest_before_ = highest;
    return repair(solved, o_.v_min, most_medium_voltage(o_));
  }

  /// All from one transformer, the other being out and the tie closed.
  bool legal_in_part() {
    set_loads(false);
    const std::array<TapChanger, 2> taps = {n_.transformers[0].tap, n_.transformers[1].tap};
    const auto lose = [&](bool lost) {
      n_.transformers[1].in_service = !lost;
      for (std::size_t s = 0; s < n_.switches.size(); ++s)
        if (net_.switch_role[s] == SwitchRole::busbar_tie) n_.switches[s].closed = lost;
    };
    lose(true);
    const Solved solved = solve(n_, true);
    lose(false);
    n_.transformers[0].tap = taps[0];
    n_.transformers[1].tap = taps[1];
    return repair(solved, o_.v_min, o_.v_max);
  }

  MediumVoltageNet& net_;
  Network& n_;
  const SubstationCase& s_;
  const SynthesisOptions& o_;
  std::vector<std::size_t> ring_of_line_;
  double highest_before_ = 2 * kUnlimited;
  bool too_high_ = false;
};

}  // namespace

void make_legal(MediumVoltageNet& net, const SubstationCase& substation) {
  MediumVoltageLegaliser(net, substation).run();
}

}  // namespace conurb::energy::synthesis
