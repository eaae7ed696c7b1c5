// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "plugins/energy/flows.hpp"
#include "plugins/energy/power_flow.hpp"
#include "plugins/energy/synthesis/low_voltage.hpp"
#include "plugins/energy/synthesis/planning.hpp"

namespace conurb::energy::synthesis {

namespace {

constexpr int kLowVoltageRounds = 60;

class LowVoltageLegaliser {
 public:
  LowVoltageLegaliser(LowVoltageNet& net, const SynthesisOptions& options)
      : net_(net), n_(net.network), o_(options), line_into_(n_.buses.size(), kNone) {
    for (std::size_t l = 0; l < n_.lines.size(); ++l) line_into_[at(n_.lines[l].to)] = row_of(l);
  }

  void run() {
    set_loads(net_, net_.demand, o_);
    Generator above;
    above.bus = 0;
    above.control = Generator::Control::slack;
    n_.generators.push_back(above);
    int round = 0;
    while (round < kLowVoltageRounds && !(legal_at_peak() && legal_at_noon())) ++round;
    if (round == kLowVoltageRounds)
      net_.trouble = "voltages and loadings are not legal at its peak, whatever is built of the types given";
    n_.generators.pop_back();
    for (Generator& roof : n_.generators) roof.p = 0;
    set_loads(net_, net_.demand, o_);
  }

 private:
  /// A power flow at this voltage above, and what is wrong with it repaired. True if nothing was.
  bool solve(double voltage) {
    n_.generators.back().v = voltage;
    Grid grid(n_, process(n_));
    Injections injections = inject(n_, grid);
    PowerFlow flow(n_, grid);
    Voltages v;
    if (!flow.solve(injections, {}, v).converged()) {
      raise_all();
      return false;
    }
    const std::vector<BranchFlow> flows = branch_flows(grid, v);
    const std::vector<double> loading = loadings(n_, grid, flows);
    p_ = flows.back().p_from;
    q_ = flows.back().q_from;
    return repair_loading(loading) && repair_voltage(grid, v);
  }

  bool legal_at_peak() {
    set_loads(net_, net_.demand, o_);
    for (std::size_t g = 0; g + 1 < n_.generators.size(); ++g) n_.generators[g].p = 0;
    const bool legal = solve(least_medium_voltage(o_));
    net_.p = p_;
    net_.q = q_;
    return legal;
  }

  bool legal_at_noon() {
    if (!(net_.demand.feed_in > 0)) return true;
    for (Load& load : n_.loads) load.p *= o_.low_load, load.q *= o_.low_load;
    for (std::size_t g = 0; g + 1 < n_.generators.size(); ++g)
      n_.generators[g].p = n_.generators[g].rated_power * o_.solar_simultaneity;
    return solve(most_medium_voltage(o_));
  }

  bool repair_loading(const std::vector<double>& loading) {
    // All are asked before any is raised: the sections of a feeder are raised together, once, to what the
    // most loaded of them wants.
    std::vector<std::int32_t> wanted(n_.lines.size(), 0);
    bool good = true;
    for (std::size_t l = 0; l < n_.lines.size(); ++l) {
      if (loading[l] <= o_.max_loading) continue;
      wanted[l] = step_that_carries(l, loading[l] * n_.lines[l].max_current / o_.max_loading);
      good = false;
    }
    for (std::size_t l = 0; l < n_.lines.size(); ++l)
      if (wanted[l] > net_.line_step[l]) raise_line(row_of(l), wanted[l]);
    if (loading.back() > o_.max_loading) {
      raise_transformer();
      good = false;
    }
    return good;
  }

  bool repair_voltage(const Grid& grid, const Voltages& v) {
    std::int32_t lowest = kNone, highest = kNone;
    double low = o_.v_min, high = o_.v_max;
    for (std::int32_t b = 1; at(b) < n_.buses.size(); ++b) {
      const auto place = at(grid.place_of_bus(b));
      const double magnitude = std::hypot(v.re[place], v.im[place]);
      if (magnitude < low) low = magnitude, lowest = b;
      if (magnitude > high) high = magnitude, highest = b;
    }
    TapChanger& tap = n_.transformers[0].tap;
    if (highest != kNone) {  // a tap taken for the peak is too much at noon: cables must do it
      tap_fixed_ = true;
      if (tap.position < tap.highest && lowest == kNone)
        ++tap.position;
      else
        raise_path(highest);
    } else if (lowest != kNone) {
      if (!tap_fixed_ && tap.position > tap.lowest)
        --tap.position;
      else
        raise_path(lowest);
    }
    return lowest == kNone && highest == kNone;
  }

  void raise_path(std::int32_t bus) {
    const std::int32_t line = line_into_[at(bus)];
    if (line == kNone) {
      raise_transformer();
      return;
    }
    raise_line(line);
    const std::int32_t above = line_into_[at(n_.lines[at(line)].from)];
    if (net_.line_role[at(line)] == LineRole::service && above != kNone) raise_line(above);
  }

  [[nodiscard]] const std::vector<CableType>& types(std::size_t line) const {
    return net_.line_role[line] == LineRole::service ? o_.service_types : o_.low_types;
  }

  /// The first above the present one; `current` in A.
  [[nodiscard]] std::int32_t step_that_carries(std::size_t line, double current) const {
    const double power = std::numbers::sqrt3 * o_.low_voltage * current;
    std::int32_t step = net_.line_step[line] + 1;
    while (step < kMostSteps && max_power(types(line), step, o_.low_voltage) < power) ++step;
    return step;
  }

  void set_step(std::size_t line, std::int32_t step) {
    net_.line_step[line] = std::min(step, kMostSteps);
    make_line(types(line), net_.line_step[line], n_.lines[line].length, o_.frequency, n_.lines[line]);
  }

  /// A service by itself, a feeder as a whole.
  void raise_line(std::int32_t line, std::int32_t step) {
    if (net_.line_role[at(line)] == LineRole::service) {
      set_step(at(line), step);
      return;
    }
    for (std::size_t l = 0; l < n_.lines.size(); ++l)
      if (net_.line_role[l] == LineRole::feeder && net_.line_feeder[l] == net_.line_feeder[at(line)])
        set_step(l, step);
  }
  void raise_line(std::int32_t line) { raise_line(line, net_.line_step[at(line)] + 1); }

  void raise_transformer() {
    net_.transformer_step = std::min(net_.transformer_step + 1, kMostSteps);
    const std::int32_t position = n_.transformers[0].tap.position;
    make_transformer(o_.station_types, net_.transformer_step, o_.medium_voltage, o_.low_voltage,
                     n_.transformers[0]);
    n_.transformers[0].tap.position = position;
  }

  void raise_all() {
    for (std::size_t l = 0; l < n_.lines.size(); ++l) set_step(l, net_.line_step[l] + 1);
    raise_transformer();
  }

  LowVoltageNet& net_;
  Network& n_;
  const SynthesisOptions& o_;
  std::vector<std::int32_t> line_into_;  ///< by bus
  double p_ = 0, q_ = 0;
  bool tap_fixed_ = false;
};

}  // namespace

void make_legal(LowVoltageNet& net, const SynthesisOptions& options) {
  LowVoltageLegaliser(net, options).run();
}

}  // namespace conurb::energy::synthesis
