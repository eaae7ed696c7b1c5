// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/kernel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <thread>
#include <utility>

#include "plugins/buildings/error.hpp"
#include "tests/plugins/buildings/fixtures.hpp"
#include "tests/validation.hpp"

namespace conurb::buildings {
namespace {

using testing::Columns;
using testing::invented_year;
using testing::narrowed;
using testing::RandomBuilding;
using testing::same_bits;
using testing::WeatherYear;

/// A small city, its weather and its use.
struct City {
  explicit City(std::size_t rows, WeatherYear weather) : year(std::move(weather)) {
    const ArchetypeTable archetypes = testing::shipped_archetypes();
    profiles = testing::shipped_profiles();
    table = make_table(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      buildings.push_back(testing::random_building(row, archetypes, profiles.profiles().size()));
      set_row(table, row, buildings[row].coefficients, buildings[row].profile);
    }
    weather_hours = narrowed(year.hours);
    use = use_hours(profiles, year.stamps);
  }

  StepForcing forcing(std::size_t first_hour, std::size_t hours) const {
    const std::size_t n = profiles.profiles().size();
    return {std::span(weather_hours).subspan(first_hour, hours),
            std::span(use).subspan(first_hour * n, hours * n), n};
  }
  StepForcing all() const { return forcing(0, weather_hours.size()); }
  Columns run(Isa isa) const {
    Columns columns(table.rows);
    advance(isa, table, 0, table.blocks.size(), all(), columns.view());
    return columns;
  }

  WeatherYear year;
  UseTable profiles;
  std::vector<RandomBuilding> buildings;
  CoefficientTable table;
  std::vector<WeatherHour<float>> weather_hours;
  std::vector<UseHour<float>> use;
};

std::vector<Isa> available() {
  std::vector<Isa> out;
  for (const Isa isa : {Isa::baseline, Isa::avx2, Isa::avx512}) {
    if (supported(isa)) out.push_back(isa);
  }
  return out;
}

/// A year of one building in double precision, hour by hour through the same template.
struct Reference {
  double heating = 0, cooling = 0, heat_pump = 0, peak_heating = 0, peak_cooling = 0, too_warm = 0,
         theta_m = 20;
  std::size_t close_calls =
      0;  ///< occupied hours within 0.001 K of the comfort limit: float may count them otherwise
};
Reference reference(const City& city, const RandomBuilding& building) {
  Reference r;
  const auto& profile = city.profiles.profiles()[static_cast<std::size_t>(building.profile)];
  for (std::size_t h = 0; h < city.year.hours.size(); ++h) {
    const WeatherHour<double>& w = city.year.hours[h];
    const UseHour<double> use = use_hour(profile, city.year.stamps[h]);
    const SolarGain<double> sun = solar_gain(building.coefficients, w);
    const BuildingHour<double> out =
        building_hour(building.coefficients, w.theta_e, w.recovery, use, sun, r.theta_m);
    r.theta_m = out.zone.theta_m_end;
    r.heating += 3600.0 * out.zone.heating;
    r.cooling += 3600.0 * out.zone.cooling;
    r.heat_pump += 3600.0 * out.heat_pump_power;
    r.peak_heating = std::max(r.peak_heating, out.zone.heating);
    r.peak_cooling = std::max(r.peak_cooling, out.zone.cooling);
    r.too_warm += out.too_warm;
    r.close_calls += std::abs(out.zone.theta_op - building.coefficients.comfort_limit) < 1e-3 ? 1 : 0;
  }
  return r;
}

void expect_close_to_double(const City& city, const std::string& what) {
  const Columns columns = city.run(best_isa());
  double worst = 0;
  for (std::size_t row = 0; row < city.table.rows; ++row) {
    const Reference r = reference(city, city.buildings[row]);
    // Relative to the value; below 0.1 kWh/(m2 a) relative to that, since a sum of almost nothing has no
    // digits.
    const double floor_area = city.buildings[row].coefficients.gain_area;
    const auto error = [&](double value, double expected) {
      return std::abs(value - expected) / std::max(expected, 0.1 * 3.6e6 * floor_area);
    };
    const double energy = std::max({error(columns.heating_energy[row], r.heating),
                                    error(columns.cooling_energy[row], r.cooling),
                                    error(columns.heat_pump_energy[row], r.heat_pump)});
    worst = std::max(worst, energy);
    EXPECT_LE(energy, 1e-4) << "building " << row;
    EXPECT_NEAR(columns.peak_heating_power[row], r.peak_heating, 1e-4 * r.peak_heating + 0.1)
        << "building " << row;
    EXPECT_NEAR(columns.peak_cooling_power[row], r.peak_cooling, 1e-4 * r.peak_cooling + 0.1)
        << "building " << row;
    EXPECT_NEAR(columns.theta_m[row], r.theta_m, 1e-3) << "building " << row;
    EXPECT_NEAR(columns.overheating_hours[row], r.too_warm, static_cast<double>(r.close_calls))
        << "building " << row;
  }
  validation::row("energy", {what, validation::this_test(), "1e-4", validation::figure(worst)});
}

TEST(Kernel, StaysWithinOneInTenThousandOfDoubleForAYearOfRealWeather) {
  const auto path = testing::shared_file("weather-bestest/725650TYCST.epw");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there";
  expect_close_to_double(City(512, testing::read_epw(path)), "float against double, 512 buildings");
}

TEST(Kernel, StaysWithinOneInTenThousandOfDoubleForAYearOfInventedWeather) {
  expect_close_to_double(City(100, invented_year(8760)), "the same, 100 buildings");
}

TEST(Kernel, GivesTheSameBitsOnEveryInstructionSet) {
  const City city(203, invented_year(24 * 60));
  const Columns expected = city.run(Isa::baseline);
  for (const Isa isa : available()) EXPECT_TRUE(same_bits(city.run(isa), expected)) << to_string(isa);
}

TEST(Kernel, GivesTheSameBitsHoweverTheTimeIsCutIntoSteps) {
  const City city(130, invented_year(24 * 30));
  const Columns whole = city.run(best_isa());
  for (const std::size_t step : {1u, 24u, 7u}) {
    Columns columns(city.table.rows);
    for (std::size_t h = 0; h < city.weather_hours.size(); h += step) {
      const std::size_t hours = std::min<std::size_t>(step, city.weather_hours.size() - h);
      advance(best_isa(), city.table, 0, city.table.blocks.size(), city.forcing(h, hours), columns.view());
    }
    EXPECT_TRUE(same_bits(columns, whole)) << "steps of " << step << " h";
  }
}

TEST(Kernel, GivesTheSameBitsWithTwoThreads) {
  const City city(1000, invented_year(24 * 20));
  const Columns expected = city.run(best_isa());
  Columns columns(city.table.rows);
  const StateColumns view = columns.view();
  const std::size_t half = city.table.blocks.size() / 2;
  std::thread other([&] { advance(best_isa(), city.table, 0, half, city.all(), view); });
  advance(best_isa(), city.table, half, city.table.blocks.size(), city.all(), view);
  other.join();
  EXPECT_TRUE(same_bits(columns, expected));
}

TEST(Kernel, GivesABuildingTheSameBitsWhereverItStands) {
  const City city(150, invented_year(24 * 40));
  const Columns expected = city.run(best_isa());
  // Every building again, in another order, among other neighbours and with another share of profiles per
  // block.
  std::vector<std::size_t> order(city.table.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(city.buildings[a].profile, a) < std::pair(city.buildings[b].profile, b);
  });
  CoefficientTable table = make_table(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    set_row(table, i, city.buildings[order[i]].coefficients, city.buildings[order[i]].profile);
  }
  Columns columns(order.size());
  advance(best_isa(), table, 0, table.blocks.size(), city.all(), columns.view());
  for (std::size_t i = 0; i < order.size(); ++i) {
    EXPECT_EQ(columns.heating_energy[i], expected.heating_energy[order[i]]);
    EXPECT_EQ(columns.cooling_energy[i], expected.cooling_energy[order[i]]);
    EXPECT_EQ(columns.theta_m[i], expected.theta_m[order[i]]);
    EXPECT_EQ(columns.overheating_hours[i], expected.overheating_hours[order[i]]);
  }
  CoefficientTable alone = make_table(1);
  set_row(alone, 0, city.buildings[77].coefficients, city.buildings[77].profile);
  Columns single(1);
  advance(best_isa(), alone, 0, 1, city.all(), single.view());
  EXPECT_EQ(single.heating_energy[0], expected.heating_energy[77]);
  EXPECT_EQ(single.theta_m[0], expected.theta_m[77]);
}

TEST(Kernel, TouchesNoRowBeyondTheLastBuilding) {
  const City city(70, invented_year(24));
  Columns columns(128, -1.0F);
  advance(best_isa(), city.table, 0, city.table.blocks.size(), city.all(), columns.view());
  for (std::size_t row = 70; row < 128; ++row) {
    EXPECT_EQ(columns.theta_m[row], -1.0F);
    EXPECT_EQ(columns.heating_energy[row], 0.0);
  }
}

TEST(Kernel, LeavesANeutralRowWithoutPlant) {
  CoefficientTable table = make_table(3);
  const City city(1, invented_year(48));
  set_row(table, 1, city.buildings[0].coefficients, 0);
  clear_row(table, 1);
  Columns columns(3);
  advance(best_isa(), table, 0, 1, city.all(), columns.view());
  EXPECT_EQ(columns.heating_energy[1], 0.0);
  EXPECT_EQ(columns.overheating_hours[1], 0.0F);
  EXPECT_TRUE(std::isfinite(columns.theta_m[1]));
}

TEST(Kernel, SettlesAtUATimesDeltaTUnderConstantWeather) {
  Geometry g;
  g.footprint_area = 100;
  g.mean_height = 6;
  const ArchetypeTable archetypes = testing::shipped_archetypes();
  const Archetype& archetype = archetypes.find(BuildingClass::residential, Refurbishment::existing, 1965);
  const BuildingPhysics physics = building_physics(g, archetype);
  CoefficientTable table = make_table(1);
  set_row(table, 0, physics.coefficients, 0);
  std::vector<WeatherHour<float>> weather(3000);
  for (auto& w : weather) w.theta_e = -5;
  const std::vector<UseHour<float>> use(weather.size(), UseHour<float>{20, 30, 0, 0, 0});
  Columns columns(1);
  advance(best_isa(), table, 0, 1, {weather, use, 1}, columns.view());
  const auto& c = physics.coefficients;
  const double envelope = 1.0 / (1.0 / c.zone.h_tr_is + 1.0 / (physics.h_tr_op + physics.h_tr_w));
  const double expected = (envelope + c.h_ve_base) * 25.0;
  EXPECT_NEAR(columns.heating_power[0], expected, 1e-4 * expected);
}

TEST(Kernel, HeatsLessWhenInsulated) {
  const ArchetypeTable archetypes = testing::shipped_archetypes();
  const City city(1, invented_year(8760));
  Geometry g;
  g.footprint_area = 120;
  g.mean_height = 9;
  for (const int year : {1900, 1935, 1955, 1965, 1975, 1990, 2005}) {
    double before = 1e300;
    for (const Refurbishment state :
         {Refurbishment::existing, Refurbishment::usual, Refurbishment::advanced}) {
      CoefficientTable table = make_table(1);
      set_row(table, 0,
              building_physics(g, archetypes.find(BuildingClass::residential, state, year)).coefficients, 0);
      Columns columns(1);
      advance(best_isa(), table, 0, 1, city.all(), columns.view());
      EXPECT_LT(columns.heating_energy[0], before) << year << " " << to_string(state);
      before = columns.heating_energy[0];
    }
  }
}

TEST(Kernel, RefusesWhatItCannotRun) {
  const City city(65, invented_year(24));
  Columns columns(65);
  Columns short_columns(64);
  EXPECT_THROW(advance(Isa::baseline, city.table, 0, 2, city.all(), short_columns.view()), InputError);
  EXPECT_THROW(advance(Isa::baseline, city.table, 0, 3, city.all(), columns.view()), InputError);
  StepForcing one_profile = city.all();
  one_profile.profiles = 1;
  EXPECT_THROW(advance(Isa::baseline, city.table, 0, 2, one_profile, columns.view()), InputError);
  one_profile.use = one_profile.use.first(24);
  EXPECT_THROW(advance(Isa::baseline, city.table, 0, 2, one_profile, columns.view()), InputError);
}

TEST(Kernel, RefusesCoefficientsThatAreNotFiniteOrOutOfRange) {
  const City city(1, invented_year(1));
  CoefficientTable table = make_table(1);
  BuildingCoefficients<double> b = city.buildings[0].coefficients;
  b.zone.h_tr_ms = std::nan("");
  try {
    set_row(table, 0, b, 0);
    FAIL() << "NaN was taken";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("H_tr,ms"), std::string::npos) << error.what();
  }
  b = city.buildings[0].coefficients;
  b.heat_recovery = 1.2;
  EXPECT_THROW(set_row(table, 0, b, 0), InputError);
  b.heat_recovery = 0.8;
  EXPECT_THROW(set_row(table, 1, b, 0), InputError);
  EXPECT_THROW(set_row(table, 0, b, -1), InputError);
  set_row(table, 0, b, 0);
  EXPECT_FLOAT_EQ(static_cast<float>(get_row(table, 0).heat_recovery), 0.8F);
}

}  // namespace
}  // namespace conurb::buildings
