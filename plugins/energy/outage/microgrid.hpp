// SPDX-License-Identifier: Apache-2.0
// A part of a grid that can live by itself behind a coupling switch: a district with a battery, a diesel,
// roofs and a hospital. Connected, it charges its battery; when the grid is lost it opens the switch, one
// source forms the voltage, all share the load by droop, and loads are shed by priority until sources and
// reserve cover them; out of sources it goes black and starts again by itself; when the grid is back it is
// synchronised and closed. Steps in time with given load and sun, cut where something happens in between
// (a diesel is ready, a battery empty), with an AC power flow in each; the energy of each closes.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "plugins/energy/network.hpp"
#include "plugins/energy/outage/limits.hpp"
#include "plugins/energy/outage/synchronise.hpp"
#include "plugins/energy/topology.hpp"

namespace conurb::energy {

/// A storage of the network; its capacity, charge, power and efficiency are there, and whether it forms a
/// grid.
struct BatteryUnit {
  std::int32_t storage = 0;
  double least_charge = 0.1, most_charge = 1;  ///< of the capacity
  double restart_charge = 0.15;  ///< once empty, it discharges again from here, which is above the least
                                 ///< charge: it does not go to and fro
  double droop = 0.02;           ///< part of the nominal frequency at rated power
};

/// A generator of the network with a rated power, and whether it forms a grid. Off while connected.
struct DieselUnit {
  std::int32_t generator = 0;
  double least_load = 0.3;    ///< of the rated power, below which it should not run for long
  double start_delay_s = 30;  ///< from the order until it gives power
  double least_run_s = 900;   ///< before it is stopped again
  double droop = 0.04;
  double tank_l = kUnlimited;                       ///< litres in it
  double idle_l_per_h = 0, slope_l_per_kwh = 0.27;  ///< fuel by time running and by energy
};

/// A generator of the network that gives what the sun or the wind does, or less.
struct RenewableUnit {
  std::int32_t generator = 0;
  /// Part of the power now that is counted on when loads are chosen, and diesels started or stopped.
  double firm = 0.7;
};

struct MicrogridOptions {
  std::int32_t coupling = 0;  ///< switch between the part and the grid
  std::vector<BatteryUnit> batteries;
  std::vector<DieselUnit> diesels;  ///< in the order in which they start
  std::vector<RenewableUnit> renewables;

  double reserve = 0.1;        ///< of the load, which running sources can give on top of it
  double return_margin = 0.1;  ///< of the load, on top of that, before shed load comes back
  /// Largest step of load, less sun and wind, of what batteries and diesels running can give: beyond, they
  /// trip.
  double ride_through = 1.5;
  /// Most that is switched on at once, of the rated power of the batteries and diesels that can give some
  /// now.
  double pickup = 0.5;
  double pickup_interval_s = 10;
  double diesel_start_charge = 0.3, diesel_stop_charge = 0.8;  ///< of the batteries' capacity
  double diesel_target = 0.8;      ///< of its rated power: a running diesel charges batteries up to this
  double conserve_charge = 0.3;    ///< below it, without diesel, only vital loads stay on
  double least_off_s = 60;         ///< that a load which was shed stays off
  double charge_power = 0.5;       ///< of a battery's power, with which it charges while connected
  double renewable_return_s = 60;  ///< after the island has its voltage again
  double frequency_min = 0.97;     ///< of the nominal one: loads are shed below

  double grid_voltage = 1;      ///< at the coupling, of the nominal voltage
  double grid_frequency = 0;    ///< Hz; 0: the nominal one
  double voltage_range = 0.05;  ///< by which the forming source can move its voltage for synchronising
  double slip = 0.05;           ///< Hz that the island is kept faster than the grid for synchronising
  SyncLimits sync;
  LimitOptions limits;
  std::int32_t vital_priority = -1;  ///< loads from this priority on are vital; -1: the highest there is
};

/// From the beginning of step `first` up to that of step `end`.
struct GridOutage {
  std::size_t first = 0, end = 0;
  bool planned = false;  ///< told in time: diesels run, and what cannot be supplied is off, before
};

struct MicrogridSeries {
  double dt_s = 900;
  std::size_t steps = 0;
  std::vector<double> load;  ///< factor of all loads by step, or by step and load of the network; empty: 1
  std::vector<double> renewable;    ///< W available, by step and renewable unit; empty: 0
  std::vector<GridOutage> outages;  ///< apart from each other, ascending
  bool begins_black = false;        ///< for a black start: all is off, and the grid as the outages say
};

enum class MicrogridMode : std::uint8_t { connected, islanded, black };

/// W, means over a stretch of time. What comes in equals what goes out:
/// renewable + diesel + discharge + import = served + loss + charge + curtailed + exported.
struct MicrogridBalance {
  double renewable = 0;  ///< available, used or not
  double diesel = 0, discharge = 0, import = 0;
  double served = 0, loss = 0, charge = 0, curtailed = 0, exported = 0;
  double shed = 0;  ///< wished for and not served

  [[nodiscard]] double in() const { return renewable + diesel + discharge + import; }
  [[nodiscard]] double out() const { return served + loss + charge + curtailed + exported; }
};

/// A stretch of time in which nothing changes.
struct MicrogridStep {
  double start_s = 0, duration_s = 0;
  MicrogridMode mode = MicrogridMode::connected;
  MicrogridBalance power;
  double frequency = 0;                     ///< Hz; 0 where all is black
  double v_min = 0, v_max = 0;              ///< of the nominal voltage
  std::vector<double> battery;              ///< W, by unit; > 0 discharges
  std::vector<double> charge;               ///< J, by unit, at its end
  std::vector<double> diesel;               ///< W, by unit
  std::vector<double> battery_q, diesel_q;  ///< var, by unit; that of the former follows
  std::vector<double> fuel_l;               ///< by diesel, at its end
  std::vector<std::uint8_t> served;         ///< by load of the network; those outside the part are 0
  std::optional<Violation>
      violation;  ///< worst limit of voltage or current that is broken; rows of the network
};

struct MicrogridAction {
  enum class Kind : std::uint8_t {
    open_coupling,
    close_coupling,
    refuse_coupling,
    form,  ///< a source takes the voltage and frequency over
    go_black,
    shed,
    restore,  ///< a load
    start_diesel,
    diesel_ready,
    stop_diesel,
    connect_renewables,
  };
  double time_s = 0;
  Kind kind = Kind::shed;
  std::int32_t row = kNone;  ///< of the load, generator, storage or switch of the network
  double power = 0;          ///< W that goes with it
  std::string text = {};     ///< for people
};

/// What a load had, over all.
struct LoadSupply {
  std::int32_t row = 0;
  double drawn = 0;  ///< J
  double on_s = 0;   ///< with supply
};

struct MicrogridResult {
  std::vector<MicrogridStep> steps;
  std::vector<MicrogridAction> actions;
  MicrogridBalance energy;                         ///< J, over all
  std::vector<double> battery, diesel, renewable;  ///< J given, by unit; batteries less what they took
  std::vector<LoadSupply> loads;                   ///< of the part
  double fuel_l = 0;                               ///< burnt
  /// From the first islanding, or blackout, until a vital load is without supply; infinite if none ever is.
  double autonomy_s = std::numeric_limits<double>::infinity();
  double islanded_s = 0, black_s = 0;
  std::vector<std::string> notes;
};

/// Deterministic. Throws InputError for a coupling that does not part a source from the grid, units that are
/// not in the part, and numbers that make no sense.
[[nodiscard]] MicrogridResult run_microgrid(const Network& network, const MicrogridOptions& options,
                                            const MicrogridSeries& series);

/// The units of the part behind a switch, with their defaults: its storages, generators that form a grid, and
/// all other generators but the slack; synchronised within the limits for the rating of all these.
[[nodiscard]] MicrogridOptions microgrid_behind(const Network& network, std::int32_t coupling);

}  // namespace conurb::energy
