// SPDX-License-Identifier: Apache-2.0
// The state of a micro-grid and how it goes on in time: microgrid_run.cpp keeps the clock and the books,
// microgrid_dispatch.cpp decides who runs and who is served, microgrid_share.cpp shares the power.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugins/energy/outage/droop.hpp"
#include "plugins/energy/outage/microgrid.hpp"
#include "plugins/energy/outage/microgrid_flow.hpp"
#include "plugins/energy/outage/microgrid_part.hpp"

namespace conurb::energy {

/// Throws InputError for options and series that make no sense on this part.
void check(const Network& network, const MicrogridPart& part, const MicrogridOptions& options,
           const MicrogridSeries& series);

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
  MicrogridRun(const Network& network, const MicrogridOptions& options, const MicrogridSeries& series);
  [[nodiscard]] MicrogridResult run();

 private:
  using Kind = MicrogridAction::Kind;
  struct Battery {
    std::int32_t row = 0;  // of the part
    double capacity = 0, most_power = 0, efficiency = 1;
    double charge = 0;       // J
    bool exhausted = false;  // until it has its restart charge again
    bool topped = false;     // no more charging by diesel until it has lost some
    bool forms = false;
  };
  struct Diesel {
    enum class State : std::uint8_t { off, starting, running };
    std::int32_t row = 0;
    double rated = 0, fuel = 0;
    State state = State::off;
    double ready_s = 0;  // when starting; since when it runs
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
    std::vector<double> battery, diesel;
    MicrogridFlow flow;
  };

  // microgrid_run.cpp
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

  double now_s_ = 0;
  MicrogridMode mode_ = MicrogridMode::connected;
  std::vector<std::uint8_t> on_;   // by load of the part
  std::vector<double> factor_;     // by load of the part, of this step
  std::vector<double> wished_;     // W by load of the part, of this step
  std::vector<double> renewable_;  // W available by unit, of this step
  std::vector<Battery> batteries_;
  std::vector<Diesel> diesels_;
  std::vector<std::int32_t> renewable_rows_;  // of the part
  bool renewables_on_ = true;
  double renewables_return_s_ = 0;
  SourceRef former_;
  double voltage_ = 1;  // of the former
  double phase_ = 0;    // rad that the island is ahead of the grid
  bool synchronising_ = false;
  double reconnect_s_ = 0, next_pickup_s_ = 0;
  double losses_ = 0.02;  // of the load, as last found
  double reactive_ = 0;   // var of all sources, as last found
  bool grid_there_ = true;
  double islanded_since_s_ = -1;
  double restart_s_ = 0;                 // no black start before
  std::vector<double> not_before_s_;     // by load of the part: shed for so long
  std::vector<std::uint8_t> too_large_;  // by load of the part: told
  bool conserving_ = false;              // only vital loads, to spare the batteries
  std::int32_t vital_ = 0;
  Powers powers_;
  bool told_unsettled_ = false;
  int unsolved_ = 0;  // flows without a solution, one after the other
};

}  // namespace conurb::energy
