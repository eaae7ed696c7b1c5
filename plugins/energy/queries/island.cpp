// SPDX-License-Identifier: Apache-2.0
// island, island_actions: the part behind a coupling switch by itself for some hours, with its batteries,
// diesels and roofs.
#include <cmath>
#include <numbers>
#include <numeric>

#include "plugins/energy/outage/microgrid.hpp"
#include "plugins/energy/queries/asking.hpp"
#include "plugins/energy/queries/queries.hpp"

namespace conurb::energy {

namespace {

constexpr double kStep_s = 900;
/// Steps with the grid before a loss that comes by surprise, before one that is told, and after it is back.
constexpr std::size_t kBeforeSudden = 1, kBeforePlanned = 4, kAfter = 4;

struct IslandAsked {
  Network network;
  MicrogridOptions options;
  MicrogridSeries series;
  double lost_s = 0;  ///< since the series begins
};

/// Half a sine from 6 to 18 h, as on a clear day of spring or autumn.
double sun_at(double hour) {
  const double angle = std::numbers::pi * (std::fmod(hour, 24) - 6) / 12;
  return angle > 0 && angle < std::numbers::pi ? std::sin(angle) : 0;
}

/// `start_hour` of the day at which the grid is lost; no number: the sun stands still.
MicrogridSeries series_of(const IslandAsked& asked, std::size_t hours_steps, double load_factor,
                          double sun_factor, double start_hour, bool planned) {
  MicrogridSeries series;
  const std::size_t before = planned ? kBeforePlanned : kBeforeSudden;
  series.dt_s = kStep_s;
  series.steps = before + hours_steps + kAfter;
  series.outages = {{before, before + hours_steps, planned}};
  series.load.assign(series.steps, load_factor);
  for (std::size_t step = 0; step < series.steps; ++step) {
    const double hour =
        start_hour + kStep_s / 3600 * (static_cast<double>(step) + 0.5 - static_cast<double>(before));
    const double sun = sun_factor * (std::isnan(start_hour) ? 1 : sun_at(hour + 24));
    for (const RenewableUnit& unit : asked.options.renewables) {
      const Generator& g = asked.network.generators[at(unit.generator)];
      series.renewable.push_back(sun * std::max(0.0, g.rated_power > 0 ? g.rated_power : g.p));
    }
  }
  return series;
}

IslandAsked island_asked(const Asked& asked) {
  const Arguments& a = asked.arguments;
  const std::int32_t coupling = a.row(0, "coupling", ::energy::Table::power_switch, "power_switch");
  const double hours = a.number(1, "hours", 24, 0.25, 744);
  const double load_factor = a.number(2, "load_factor", 1, 0, 10);
  const double sun_factor = a.number(3, "sun_factor", 0.8, 0, 1);
  const double start_hour = a.number(4, "start_hour", kUnknown, 0, 24);
  const bool planned = a.whole(5, "planned", 0, 0, 1) == 1;
  const double tank = a.number(6, "tank", 1000, 0, 1e9);
  if (coupling == kNone)
    throw sdk::Failure(CONURB_INVALID_ARGUMENT,
                       "argument 'coupling' is missing: give the switch between the part and the grid");
  IslandAsked island{grid_of(asked).network, {}, {}};
  island.options = microgrid_behind(island.network, coupling);
  for (DieselUnit& unit : island.options.diesels) unit.tank_l = tank;
  island.series = series_of(island, static_cast<std::size_t>(std::ceil(hours * 3600 / kStep_s)), load_factor,
                            sun_factor, start_hour, planned);
  island.lost_s = static_cast<double>(island.series.outages.front().first) * kStep_s;
  return island;
}

const char* word_of(MicrogridMode mode) {
  switch (mode) {
    case MicrogridMode::connected: return "connected";
    case MicrogridMode::islanded: return "islanded";
    case MicrogridMode::black: return "black";
  }
  return "";
}

const char* word_of(MicrogridAction::Kind kind) {
  using Kind = MicrogridAction::Kind;
  switch (kind) {
    case Kind::open_coupling: return "open coupling";
    case Kind::close_coupling: return "close coupling";
    case Kind::refuse_coupling: return "refuse to close coupling";
    case Kind::form: return "form";
    case Kind::go_black: return "go black";
    case Kind::shed: return "shed";
    case Kind::restore: return "restore";
    case Kind::start_diesel: return "start diesel";
    case Kind::diesel_ready: return "diesel ready";
    case Kind::stop_diesel: return "stop diesel";
    case Kind::connect_renewables: return "connect renewables";
  }
  return "";
}

/// "restore load 4", "stop diesel, generator 1: the grid is there".
std::string text_of(const MicrogridAction& action) {
  using Kind = MicrogridAction::Kind;
  std::string said = word_of(action.kind);
  const std::string row = std::to_string(action.row);
  if (action.row != kNone) {
    if (action.kind == Kind::shed || action.kind == Kind::restore) said += " load " + row;
    if (action.kind == Kind::start_diesel || action.kind == Kind::stop_diesel) said += ", generator " + row;
    if (action.kind == Kind::diesel_ready) said += ": generator " + row;
  }
  return said + (action.text.empty() ? "" : ": " + action.text);
}

double sum_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

}  // namespace

void answer_island(const Asked& asked) {
  const IslandAsked island = island_asked(asked);
  const MicrogridResult found = run_microgrid(island.network, island.options, island.series);
  double capacity = 0, tanks = 0;
  for (const BatteryUnit& unit : island.options.batteries)
    capacity += island.network.storages[at(unit.storage)].capacity;
  for (const DieselUnit& unit : island.options.diesels) tanks += unit.tank_l;
  for (const MicrogridStep& step : found.steps) {
    const MicrogridBalance& p = step.power;
    const bool live = step.mode != MicrogridMode::black;
    const std::string broken = step.violation ? text(*step.violation, island.network) : std::string();
    const conurb_value cells[] = {
        sdk::Result::number(step.start_s - island.lost_s),
        sdk::Result::number(step.duration_s),
        sdk::Result::text(word_of(step.mode)),
        sdk::Result::number(p.served),
        sdk::Result::number(p.shed),
        sdk::Result::number(p.renewable - p.curtailed),
        sdk::Result::number(p.curtailed),
        sdk::Result::number(p.diesel),
        sdk::Result::number(p.discharge - p.charge),
        number_cell(capacity > 0 ? sum_of(step.charge) / capacity : kUnknown),
        sdk::Result::number(tanks - sum_of(step.fuel_l)),
        sdk::Result::number(p.import - p.exported),
        number_cell(live ? step.frequency : kUnknown),
        number_cell(live && step.v_min > 0 ? step.v_min : kUnknown),
        text_cell(broken),
    };
    asked.result.add_row(cells);
  }
}

void answer_island_actions(const Asked& asked) {
  const IslandAsked island = island_asked(asked);
  const MicrogridResult found = run_microgrid(island.network, island.options, island.series);
  for (const MicrogridAction& action : found.actions) {
    const std::string said = text_of(action);
    const conurb_value cells[] = {
        sdk::Result::number(action.time_s - island.lost_s),
        sdk::Result::text(word_of(action.kind)),
        sdk::Result::number(action.power),
        text_cell(said),
    };
    asked.result.add_row(cells);
  }
}

}  // namespace conurb::energy
