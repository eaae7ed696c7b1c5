// SPDX-License-Identifier: Apache-2.0
// The buildings plugin: maps the city's columns to the numerical core, hour by hour within each step, and
// adds up energy by carrier, carbon dioxide and cost. ISO 13790:2008 annex C; see docs/validation for what it
// was checked against.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "buildings_columns.hpp"
#include "engine/sdk/conurb.hpp"
#include "plugins/buildings/city_model.hpp"
#include "plugins/buildings/error.hpp"
#include "plugins/buildings/kernel.hpp"
#include "plugins/buildings/systems.hpp"
#include "plugins/buildings/units.hpp"
#include "plugins/buildings/weather_series.hpp"

namespace conurb::buildings {

namespace {

using ::buildings::Column;
using ::buildings::Parameter;
using ::buildings::Query;
using ::buildings::Table;

constexpr std::int64_t kDay = 86'400'000'000;
constexpr std::int64_t kBlocksPerPiece = 16;

constexpr std::array<Column, kCarriers> kCarrierColumns{
    Column::building_gas_energy, Column::building_oil_energy, Column::building_biomass_energy,
    Column::building_district_heat_energy, Column::building_electric_energy};

/// Energies of one step, J: useful heat and cold, and the electricity of heat pumps if they gave all heat.
struct Work {
  std::vector<double> heating, cooling, heat_pump;
  void resize(std::size_t rows) {
    for (std::vector<double>* sum : {&heating, &cooling, &heat_pump}) sum->resize(rows);
  }
  void clear(std::size_t begin, std::size_t end) {
    for (std::vector<double>* sum : {&heating, &cooling, &heat_pump})
      std::fill(sum->begin() + static_cast<std::ptrdiff_t>(begin),
                sum->begin() + static_cast<std::ptrdiff_t>(end), 0.0);
  }
};

/// Whether a building had less electricity at the last exchange than it wished for.
bool is_short(std::span<const float> supplied, std::size_t row) {
  return !supplied.empty() && supplied[row] < 1.0F;
}

/// The columns from a row on.
StateColumns from_row(const StateColumns& state, std::size_t row) {
  return {state.theta_m.subspan(row),
          state.theta_air.subspan(row),
          state.theta_operative.subspan(row),
          state.heating_power.subspan(row),
          state.cooling_power.subspan(row),
          state.heating_energy.subspan(row),
          state.cooling_energy.subspan(row),
          state.heat_pump_energy.subspan(row),
          state.peak_heating_power.subspan(row),
          state.peak_cooling_power.subspan(row),
          state.overheating_hours.subspan(row)};
}

/// advance() of blocks [first, last), where buildings without electricity are neither heated nor cooled:
/// every boiler and heat exchanger needs its pump and control. Such blocks run with limits of their own.
void advance_supplied(Isa isa, const CoefficientTable& table, std::size_t first, std::size_t last,
                      std::span<const float> supplied, const StepForcing& forcing,
                      const StateColumns& state) {
  std::size_t begin = first;
  for (std::size_t block = first; block < last; ++block) {
    const std::size_t row = block * kLanes, count = std::min(kLanes, table.rows - row);
    std::size_t lane = 0;
    while (lane < count && !is_short(supplied, row + lane)) ++lane;
    if (lane == count) continue;
    advance(isa, table, begin, block, forcing, state);
    begin = block + 1;
    CoefficientTable one{{table.blocks[block]}, count};
    for (; lane < count; ++lane) {
      if (!is_short(supplied, row + lane)) continue;
      one.blocks[0].heating_limit[lane] *= supplied[row + lane];
      one.blocks[0].cooling_limit[lane] *= supplied[row + lane];
    }
    advance(isa, one, 0, 1, forcing, from_row(state, row));
  }
  advance(isa, table, begin, last, forcing, state);
}

/// The columns that count energy by carrier, carbon dioxide and cost since the run began, and what a step
/// adds to them. Pieces of rows may be added on several threads.
class EnergyColumns {
 public:
  EnergyColumns(const sdk::View& view, std::vector<UseEnergy> by_profile, double duration_s)
      : by_profile_(std::move(by_profile)),
        duration_s_(duration_s),
        heating_(view.write<double>(Column::building_heating_energy)),
        cooling_(view.write<double>(Column::building_cooling_energy)),
        co2_(view.write<double>(Column::building_co2_mass)),
        cost_(view.write<double>(Column::building_energy_cost)),
        power_(view.write<float>(Column::building_electric_power)) {
    constexpr auto kElectricity = static_cast<std::size_t>(Carrier::electricity);
    factors_.co2_kg_per_kwh[kElectricity] = view.parameter(Parameter::electricity_co2) * kJoulePerKwh;
    factors_.eur_per_kwh[kElectricity] = view.parameter(Parameter::electricity_price) * kJoulePerKwh;
    for (std::size_t c = 0; c < kCarriers; ++c) energy_[c] = view.write<double>(kCarrierColumns[c]);
  }

  /// `supplied`: by row, share of the wished-for electricity that there is; empty for all of it.
  void add(const CityModel& model, const Work& work, std::span<const float> supplied, std::size_t begin,
           std::size_t end) const {
    for (std::size_t row = begin; row < end; ++row) {
      const auto area = static_cast<double>(model.net_floor_area[row]);
      const UseEnergy& use = by_profile_[model.profile[row]];
      UsefulEnergy useful;
      useful.heating = work.heating[row];
      useful.heating_by_heat_pump = work.heat_pump[row];
      useful.cooling = work.cooling[row];
      useful.hot_water = use.hot_water * area;
      useful.hot_water_by_heat_pump = use.hot_water_by_heat_pump * area;
      useful.appliances = use.appliances * area;
      FinalEnergy final = final_energy(model.supplies[model.supply[row]], useful);
      power_[row] = static_cast<float>(final.at(Carrier::electricity) / duration_s_);
      if (is_short(supplied, row)) {
        // What was wished for stands in the power; what there was counts. Hot water needs a pump, too.
        const auto share = static_cast<double>(supplied[row]);
        useful.appliances *= share;
        useful.hot_water *= share;
        useful.hot_water_by_heat_pump *= share;
        final = final_energy(model.supplies[model.supply[row]], useful);
      }
      heating_[row] += useful.heating;
      cooling_[row] += useful.cooling;
      for (std::size_t c = 0; c < kCarriers; ++c) energy_[c][row] += final.by_carrier[c];
      co2_[row] += co2_kg(final, factors_);
      cost_[row] += cost_eur(final, factors_);
    }
  }

 private:
  std::vector<UseEnergy> by_profile_;
  CarrierFactors factors_;
  double duration_s_;  ///< of the hours that the energies belong to
  std::array<std::span<double>, kCarriers> energy_;
  std::span<double> heating_, cooling_, co2_, cost_;
  std::span<float> power_;
};

}  // namespace

class Plugin {
 public:
  explicit Plugin(sdk::Host host) : host_(host), isa_(best_isa()) {}

  void step(const sdk::View& view, sdk::Step& step) {
    try {
      const CityModel& model = city_model_of(host_, view);
      const WeatherSeries& weather = weather_of(host_, view);
      if ((step.flags & CONURB_STEP_FIRST) != 0) {
        for (const auto& [row, why] : model.not_computed)
          host_.finding(Table::building, row, "not_computed", why);
        warm_up(view, model, weather, step.t0_us);
      }
      const HourRange range = hours_between(weather, step.t0_us, step.t1_us);
      const auto area = view.write<float>(Column::building_net_floor_area);
      std::copy(model.net_floor_area.begin(), model.net_floor_area.end(), area.begin());
      if (range.first == range.last) {
        if ((step.flags & CONURB_STEP_FIRST) != 0) begin_power(view);
        return;
      }
      run_hours(view, model, weather, range);
    } catch (const InputError& error) {
      throw sdk::Failure(CONURB_BAD_DATA, error.what());
    }
  }

  static void query(sdk::Host, const sdk::View& view, unsigned query, std::span<const conurb_value> arguments,
                    sdk::Result& result) {
    if (static_cast<Query>(query) != Query::highest_heating)
      throw sdk::Failure(CONURB_NOT_FOUND, "no such question");
    const auto rows = static_cast<std::size_t>(view.table(Table::building).rows);
    const auto heating = view.read<double>(Column::building_heating_energy);
    const auto area = view.read<float>(Column::building_net_floor_area);
    std::vector<std::size_t> order;
    for (std::size_t row = 0; row < rows; ++row) {
      if (area[row] > 0 && view.table(Table::building).alive[row] != 0) order.push_back(row);
    }
    const auto specific = [&](std::size_t row) { return heating[row] / static_cast<double>(area[row]); };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return specific(a) > specific(b); });
    const auto wanted = static_cast<std::size_t>(
        std::max<std::int64_t>(0, arguments.empty() || arguments[0].type == 0 ? 10 : arguments[0].i64));
    order.resize(std::min(order.size(), wanted));
    for (const std::size_t row : order) {
      const conurb_value cells[] = {sdk::Result::row(static_cast<std::int64_t>(row)),
                                    sdk::Result::number(specific(row))};
      result.add_row(cells);
    }
  }

 private:
  StepForcing forcing_of(const WeatherSeries& weather, HourRange range,
                         std::vector<UseHour<float>>& use) const {
    use = use_hours(use_table(host_), stamps_of(host_, weather, range));
    return {std::span(weather.hours).subspan(range.first, range.last - range.first), use,
            use_table(host_).profiles().size()};
  }

  // Brings the mass to what the weather before the run would have made of it, with the run's own first days.
  void warm_up(const sdk::View& view, const CityModel& model, const WeatherSeries& weather,
               std::int64_t t0_us) {
    const auto days = static_cast<std::int64_t>(view.parameter(Parameter::warm_up_days));
    const std::int64_t end =
        std::min(t0_us + days * kDay, weather.begin_us.empty() ? t0_us : weather.begin_us.back());
    if (end <= t0_us) return;
    const auto theta_m = view.write<float>(Column::building_mass_temperature);
    std::vector<float> ignored(theta_m.size(), 0.0F);
    std::vector<double> ignored_sum(theta_m.size(), 0.0);
    const StateColumns state{theta_m,     ignored,     ignored, ignored, ignored, ignored_sum,
                             ignored_sum, ignored_sum, ignored, ignored, ignored};
    std::vector<UseHour<float>> use;
    const StepForcing forcing = forcing_of(weather, hours_between(weather, t0_us, end), use);
    const auto blocks = static_cast<std::int64_t>(model.coefficients.blocks.size());
    host_.parallel_for(0, blocks, kBlocksPerPiece, [&](std::int64_t first, std::int64_t last) {
      advance(isa_, model.coefficients, static_cast<std::size_t>(first), static_cast<std::size_t>(last),
              forcing, state);
    });
  }

  /// Null says that nobody computes it; before the first hour has ended nothing has been drawn.
  static void begin_power(const sdk::View& view) {
    for (float& power : view.write<float>(Column::building_electric_power))
      if (std::isnan(power)) power = 0;
  }

  [[nodiscard]] EnergyColumns energy_columns(const sdk::View& view, const WeatherSeries& weather,
                                             HourRange range) const {
    const std::vector<HourStamp> stamps = stamps_of(host_, weather, range);
    const auto theta_e = std::span(weather.theta_e).subspan(range.first, range.last - range.first);
    std::vector<UseEnergy> by_profile;
    for (const UseProfile& profile : use_table(host_).profiles()) {
      by_profile.push_back(use_energy(profile, stamps, theta_e, HeatPump{.sink_temperature = 55.0}));
    }
    // A step may be shorter than the hour that ends in it.
    const double hours = static_cast<double>(range.last - range.first);
    return {view, std::move(by_profile), hours * kSecondsPerHour};
  }

  // Piece by piece from weather to cost, so that a piece's columns stay in the cache.
  void run_hours(const sdk::View& view, const CityModel& model, const WeatherSeries& weather,
                 HourRange range) {
    const auto air = view.write<float>(Column::building_indoor_temperature);
    const auto operative = view.write<float>(Column::building_operative_temperature);
    work_.resize(air.size());
    const StateColumns state{view.write<float>(Column::building_mass_temperature),
                             air,
                             operative,
                             view.write<float>(Column::building_heating_power),
                             view.write<float>(Column::building_cooling_power),
                             work_.heating,
                             work_.cooling,
                             work_.heat_pump,
                             view.write<float>(Column::building_peak_heating_power),
                             view.write<float>(Column::building_peak_cooling_power),
                             view.write<float>(Column::building_overheating_hours)};
    std::vector<UseHour<float>> use;
    const StepForcing forcing = forcing_of(weather, range, use);
    const EnergyColumns energies = energy_columns(view, weather, range);
    std::span<const float> supplied;
    if (view.has(Column::building_power_supplied))
      supplied = view.read<float>(Column::building_power_supplied);
    const auto blocks = static_cast<std::int64_t>(model.coefficients.blocks.size());
    host_.parallel_for(0, blocks, kBlocksPerPiece, [&](std::int64_t first_block, std::int64_t last_block) {
      const auto first = static_cast<std::size_t>(first_block);
      const auto last = static_cast<std::size_t>(last_block);
      const std::size_t begin = first * kLanes;
      const std::size_t end = std::min(last * kLanes, model.net_floor_area.size());
      work_.clear(begin, end);
      advance_supplied(isa_, model.coefficients, first, last, supplied, forcing, state);
      for (std::size_t row = begin; row < end; ++row) {
        air[row] += static_cast<float>(kZeroCelsius);
        operative[row] += static_cast<float>(kZeroCelsius);
      }
      energies.add(model, work_, supplied, begin, end);
    });
  }

  sdk::Host host_;
  Isa isa_;
  Work work_;  // room for one step; holds nothing from step to step
};

}  // namespace conurb::buildings

CONURB_PLUGIN(conurb::buildings::Plugin)
