// SPDX-License-Identifier: Apache-2.0
// A micro-grid and how it goes on in time: microgrid_run.cpp keeps the clock and the books,
// microgrid_dispatch.cpp decides who runs and who is served, microgrid_share.cpp shares the power, and
// microgrid_state.cpp takes over what was before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugins/energy/outage/droop.hpp"
#include "plugins/energy/outage/microgrid.hpp"
#include "plugins/energy/outage/microgrid_flow.hpp"
#include "plugins/energy/outage/microgrid_part.hpp"
#include "plugins/energy/outage/microgrid_state.hpp"

namespace conurb::energy {

/// Throws InputError for options and series that make no sense on this part.
void check(const Network& network, const MicrogridPart& part, const MicrogridOptions& options,
           const MicrogridSeries& series);

/// What microgrid_behind() gives, of a part that is cut already.
[[nodiscard]] MicrogridOptions units_of(const Network& network, const MicrogridPart& part,
                                        std::int32_t coupling);

/// Of a battery's capacity: what rounding may leave between its charge and a limit, and how near to a limit
/// counts as there.
inline constexpr double kLastDigits = 1e-12, kNearLimit = 1e-9;
/// Of the capacity of all batteries: by how much more than what is conserved ends conserving.
inline constexpr double kConserveBand = 0.1;
/// Of a battery's capacity: by how much it is below its most charge before it charges again from the grid, or
/// by diesels.
inline constexpr double kToppedBand = 0.02;

class MicrogridRun {
 public:
  /// `part` is the network's behind the coupling. From `state` on.
  MicrogridRun(const Network& network, MicrogridPart part, const MicrogridOptions& options,
               const MicrogridSeries& series, const MicrogridState& state);
  [[nodiscard]] MicrogridResult run();
  [[nodiscard]] const MicrogridState& state() const { return state_; }

 private:
  using Kind = MicrogridAction::Kind;
  using DieselState = MicrogridState::Diesel::State;
  struct Battery {
    std::int32_t row = 0;  // of the part
    double capacity = 0, most_power = 0, efficiency = 1;
    bool forms = false;
  };
  struct Diesel {
    std::int32_t row = 0;
    double rated = 0;
    bool forms = false;
  };
  /// A source that shares the load now: batteries first, then diesels.
  struct Unit {
    bool is_battery = false;
    std::size_t index = 0;
    bool forms = false;
    DroopUnit droop;
    double reactive = 0;  // var
  };
  /// What the last solution says, by unit of the options.
  struct Powers {
    MicrogridBalance balance;
    double frequency = 0;
    std::vector<double> battery, diesel, renewable;
    std::vector<double> battery_q, diesel_q;
    MicrogridFlow flow;
  };

  // microgrid_state.cpp
  void adopt(const MicrogridState& state);
  void move_clock(double by_s);

  // microgrid_run.cpp
  void run_step(std::size_t step);
  void begin_step(std::size_t step);
  void lose_grid(bool planned);
  void find_grid();
  void close_coupling();
  void advance(double duration_s);
  [[nodiscard]] double next_event(double remaining_s) const;
  void account(double duration_s);
  void log(Kind kind, std::int32_t row, double power, std::string text = {});
  [[nodiscard]] double fuel_rate(std::size_t diesel) const;
  [[nodiscard]] std::optional<Violation> whole_violation() const;

  // microgrid_dispatch.cpp
  void decide();
  void run_diesels();
  void start(std::size_t diesel, bool at_once);
  void stop(std::size_t diesel, const char* why);
  void leave_black();
  void go_black(const std::string& why);
  void choose_former();
  [[nodiscard]] bool can_form(const Unit& unit) const;
  void conserve();
  void shed_to_fit();
  void bring_back();
  void tell_too_large(std::size_t load, double limit);
  bool shed_one(double deficit, const char* why);
  void shed(std::size_t load, const char* why);
  [[nodiscard]] double pickup_limit() const;
  [[nodiscard]] double demand(bool wished) const;
  [[nodiscard]] double capability() const;
  [[nodiscard]] double firm() const;
  [[nodiscard]] double state_of_charge() const;
  [[nodiscard]] std::vector<Unit> units() const;

  // microgrid_share.cpp
  void share();
  bool share_connected();
  bool share_islanded();
  void shed_unsolved(const char* why);
  void set_points(std::vector<Unit>& units, double need) const;
  static bool relax(std::vector<Unit>& units);
  [[nodiscard]] MicrogridSetting island_setting(const std::vector<Unit>& units, const DroopShare& shares,
                                                double curtailed) const;
  [[nodiscard]] SourceRef source(const Unit& unit) const;
  [[nodiscard]] std::int32_t row_of_unit(const Unit& unit) const;
  double take_flow(std::vector<Unit>& units, DroopShare& shares);
  void tell_unsettled(double left);
  [[nodiscard]] MicrogridSetting setting() const;
  [[nodiscard]] double available() const;
  void fill_balance(double curtailed);

  const Network& network_;
  const MicrogridOptions& options_;
  const MicrogridSeries& series_;
  MicrogridPart part_;
  MicrogridSolver solver_;
  MicrogridResult result_;

  double start_s_ = 0, now_s_ = 0;  // of the step, of the series; and within the step
  MicrogridState state_;            // loads by row of the part, batteries and diesels by unit
  std::vector<double> factor_;      // by load of the part, of this step
  std::vector<double> wished_;      // W by load of the part, of this step
  std::vector<double> renewable_;   // W available by unit, of this step
  std::vector<Battery> batteries_;
  std::vector<Diesel> diesels_;
  std::vector<std::int32_t> renewable_rows_;  // of the part
  std::int32_t vital_ = 0;
  Powers powers_;
  int unsolved_ = 0;  // flows without a solution, one after the other
};

}  // namespace conurb::energy
