// SPDX-License-Identifier: Apache-2.0
// ASHRAE 140-2020 (BESTEST) cases against the range of six detailed programs. The simple hourly method of ISO
// 13790 merges radiant and convective heat and has one mass, so it cannot hit every range: the test asks for
// the ranges where it lies inside, bounds the distance where it does not, and records both for
// docs/validation.md.
//
// Two things the standard leaves open are taken from the cases' own geometry and surfaces, not fitted: A_t is
// the sum of the internal surfaces, and sunlight that is reflected out through the windows again does not
// heat the room.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "tests/plugins/buildings/fixtures.hpp"
#include "tests/validation.hpp"

namespace conurb::buildings {
namespace {

using testing::WeatherYear;

enum class Thermostat { heat_20_cool_27, setback, night_ventilation, both_20, free_float };

struct Case {
  std::string name;
  bool heavy = false;
  bool south = true;  ///< 12 m2 of glass to the south, else 6 m2 east and 6 m2 west
  Thermostat thermostat = Thermostat::heat_20_cool_27;
  bool extra_insulation = false;
};

constexpr double kFloorArea = 48.0;
constexpr double kVolume = 129.6;
// Nominal values of the 2020 edition's glazing.
constexpr double kWindowU = 2.10;
constexpr double kWindowG = 0.769;
constexpr double kFilmIn = 8.29;  // W/(m2 K), combined
constexpr double kFilmOut = 29.3;

constexpr double kInternalArea = 171.6;  // m2, walls, windows, roof and floor
constexpr double kGlassArea = 12.0;

/// Part of the entering sun that diffuse reflection at surfaces of absorptance 0.6 sends out through the
/// glass again (all surfaces see each other in proportion to their areas). Of the light on the glass from
/// inside 0.65 passes, 0.15 is reflected: clear double glazing under diffuse light.
double lost_sun() {
  const double reflectance = 1.0 - 0.6;
  const double glass = kGlassArea / kInternalArea;
  return reflectance * glass * 0.65 / (1.0 - reflectance * (1.0 - glass) - 0.15 * glass);
}

/// Layers from the inside: heat capacity of the inner 10 cm up to the first insulation, per m2 (ISO 13786,
/// annex A).
struct Surface {
  double area;
  double u;
  double kappa;  // J/(m2 K)
};

BuildingCoefficients<double> building(const Case& c, double rho_cp) {
  const double wall_insulation =
      c.extra_insulation ? (0.25 / 0.04) : (c.heavy ? 0.0615 / 0.04 : 0.066 / 0.04);
  const double wall_r = 0.009 / 0.14 + wall_insulation + (c.heavy ? 0.100 / 0.51 : 0.012 / 0.16);
  const double roof_r = 0.019 / 0.14 + (c.extra_insulation ? 0.40 : 0.1118) / 0.04 + 0.010 / 0.16;
  const double floor_r = c.heavy ? 25.175 + 0.080 / 1.13 : 25.075 + 0.025 / 0.14;
  const double films = 1.0 / kFilmIn + 1.0 / kFilmOut;
  const Surface wall{63.6, 1.0 / (wall_r + films), c.heavy ? 0.100 * 1400 * 1000 : 0.012 * 950 * 840};
  const Surface roof{48.0, 1.0 / (roof_r + films), 0.010 * 950 * 840};
  const Surface floor{48.0, 1.0 / (floor_r + 1.0 / kFilmIn),
                      c.heavy ? 0.080 * 1400 * 1000 : 0.025 * 650 * 1200};
  double c_m = 0;
  double squares = 0;
  double h_op = 0;
  for (const Surface& s : {wall, roof, floor}) {
    c_m += s.area * s.kappa;
    squares += s.area * s.kappa * s.kappa;
    h_op += s.area * s.u;
  }
  BuildingCoefficients<double> b{};
  b.zone = make_zone(kFloorArea, c_m * c_m / squares, c_m, kGlassArea * kWindowU, h_op,
                     kInternalArea);  // A_m by (65)
  b.h_ve_base = 0.5 * kVolume * rho_cp / 3600.0;
  b.h_ve_use = kFloorArea * rho_cp / 3600.0;
  b.gain_area = kFloorArea;
  b.heating_limit = b.cooling_limit = 1e9;
  b.comfort_limit = 26.0;
  // Facades: 21.6 m2 north and south, 16.2 m2 east and west; opaque absorptance 0.6.
  const double facade[kFacades] = {21.6, 0, 16.2, 0, 21.6, 0, 16.2, 0};
  for (std::size_t o = 0; o < kFacades; ++o) {
    const double glass = c.south ? (o == 4 ? 12.0 : 0.0) : (o == 2 || o == 6 ? 6.0 : 0.0);
    b.window[o] = glass * kWindowG * (1.0 - lost_sun());
    b.opaque[o] = (facade[o] - glass) * 0.6 / kFilmOut * wall.u;
  }
  b.opaque[kRoof] = roof.area * 0.6 / kFilmOut * roof.u;
  b.sky_loss = 4.5 / kFilmOut * (0.5 * (wall.u * wall.area + kWindowU * kGlassArea) + roof.u * roof.area);
  return b;
}

UseHour<double> use_of(Thermostat t, std::size_t hour) {
  UseHour<double> use{20, 27, 200.0 / kFloorArea, 0, 0};
  const bool day = hour >= 7 && hour < 18;
  switch (t) {
    case Thermostat::heat_20_cool_27: break;
    case Thermostat::setback:
      use.set_heating = hour >= 8 && hour < 23 ? 20 : (hour == 7 ? 15 : 10);  // 07-08 h: mean of the ramp
      break;
    case Thermostat::night_ventilation:
      use.set_heating = -100;
      use.set_cooling = day ? 27 : 1000;
      use.outdoor_air = day ? 0 : (0.4902 - 0.0180) * 3600.0 / kFloorArea;
      break;
    case Thermostat::both_20: use.set_cooling = 20; break;
    case Thermostat::free_float:
      use.set_heating = -100;
      use.set_cooling = 1000;
      break;
  }
  return use;
}

std::map<std::string, double> run(const Case& c, const WeatherYear& year) {
  const BuildingCoefficients<double> b = building(c, air_capacity(year.mean_pressure, 10.0));
  double heating = 0, cooling = 0, peak_heating = 0, peak_cooling = 0, low = 1e9, high = -1e9, sum = 0;
  double theta_m = 15;
  const auto hour = [&](std::size_t h) {
    const WeatherHour<double>& w = year.hours[h];
    const BuildingHour<double> r = building_hour(
        b, w.theta_e, w.recovery, use_of(c.thermostat, year.stamps[h].local_hour), solar_gain(b, w), theta_m);
    theta_m = r.zone.theta_m_end;
    return r.zone;
  };
  for (std::size_t h = 8760 - 24 * 14; h < 8760; ++h) hour(h);  // the mass forgets its start
  for (std::size_t h = 0; h < 8760; ++h) {
    const ZoneState<double> s = hour(h);
    heating += s.heating;
    cooling += s.cooling;
    peak_heating = std::max(peak_heating, s.heating);
    peak_cooling = std::max(peak_cooling, s.cooling);
    low = std::min(low, s.theta_air);
    high = std::max(high, s.theta_air);
    sum += s.theta_air;
  }
  return {{"annual_heating", heating * 1e-6},    {"annual_cooling", cooling * 1e-6},
          {"peak_heating", peak_heating * 1e-3}, {"peak_cooling", peak_cooling * 1e-3},
          {"minimum_temperature", low},          {"maximum_temperature", high},
          {"average_temperature", sum / 8760.0}};
}

struct Score {
  int figures = 0;
  int inside = 0;
  std::vector<std::string> cells;  ///< value and range of each figure
};

std::string fixed(double value, const char* format = "%.3f") {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

/// A row of the page for a figure outside the range.
void record_outside(const std::string& name, const std::string& figure, double value, double bound,
                    bool temperature) {
  std::string what = figure;
  std::replace(what.begin(), what.end(), '_', ' ');
  const double off = value - bound;
  validation::row("bestest_outside",
                  {name, what, fixed(value), fixed(bound),
                   temperature ? fixed(off, "%+.3f K") : fixed(100 * off / bound, "%+.1f %%")});
}

/// Compares all published figures of the case; those outside go to the page. The distance is relative to the
/// nearest bound (absolute, in K, for temperatures).
Score compare(const Case& c, const WeatherYear& year, double most_outside) {
  const auto results = run(c, year);
  const bool temperatures = c.thermostat == Thermostat::free_float;
  const auto path = testing::shared_file(std::string("city3d/bestest/ashrae140_2020_") +
                                         (temperatures ? "freefloat.csv" : "loads.csv"));
  Score score;
  for (const auto& row : testing::read_csv(path)) {
    if (row[0] != c.name) continue;
    const double low = std::stod(row[9]);
    const double high = std::stod(row[10]);
    if (high == 0.0 && !temperatures) continue;  // no heating in 650 and 950: nothing to hit
    const double value = results.at(row[1]);
    const double beyond = value < low ? low - value : std::max(0.0, value - high);
    const double distance =
        beyond == 0.0 ? 0.0 : (temperatures ? beyond : beyond / (value < low ? low : high));
    EXPECT_LE(distance, most_outside) << c.name << " " << row[1];
    if (beyond > 0.0) record_outside(c.name, row[1], value, value < low ? low : high, temperatures);
    score.cells.push_back(fixed(value) + " (" + fixed(low) + "–" + fixed(high) + ")");
    ++score.figures;
    score.inside += beyond == 0.0 ? 1 : 0;
  }
  EXPECT_GT(score.figures, 0) << c.name;
  return score;
}

std::vector<Case> all_cases() {
  using T = Thermostat;
  std::vector<Case> cases;
  for (const bool heavy : {false, true}) {
    const auto add = [&](const char* light_name, const char* heavy_name, Case c) {
      c.name = heavy ? heavy_name : light_name;
      c.heavy = heavy;
      cases.push_back(c);
    };
    add("600", "900", {});
    add("620", "920", {.name = {}, .south = false});
    add("640", "940", {.name = {}, .thermostat = T::setback});
    add("650", "950", {.name = {}, .thermostat = T::night_ventilation});
    add("680", "980", {.name = {}, .extra_insulation = true});
    add("685", "985", {.name = {}, .thermostat = T::both_20});
    add("695", "995", {.name = {}, .thermostat = T::both_20, .extra_insulation = true});
    add("600FF", "900FF", {.name = {}, .thermostat = T::free_float});
    add("680FF", "980FF", {.name = {}, .thermostat = T::free_float, .extra_insulation = true});
  }
  return cases;
}

bool weather_is_there() {
  return std::filesystem::exists(testing::shared_file("weather-bestest/725650TYCST.epw"));
}

TEST(Bestest, PutsTheBaseCases600And900InsideEveryRange) {
  if (!weather_is_there()) GTEST_SKIP() << "weather-bestest/725650TYCST.epw is not there";
  const WeatherYear year = testing::read_epw(testing::shared_file("weather-bestest/725650TYCST.epw"));
  for (const Case& c : all_cases()) {
    if (c.name != "600" && c.name != "900") continue;
    const Score score = compare(c, year, 0.0);
    EXPECT_EQ(score.inside, 4) << c.name;
    std::vector<std::string> cells{c.name + (c.heavy ? ", heavy" : ", light")};
    cells.insert(cells.end(), score.cells.begin(), score.cells.end());
    validation::row("bestest_base", cells);
  }
  validation::row("energy", {"ASHRAE 140-2020, cases 600 and 900", validation::this_test(), "the range",
                             validation::met()});
}

TEST(Bestest, LiesInsideMostRangesAndNearTheOthers) {
  if (!weather_is_there()) GTEST_SKIP() << "weather-bestest/725650TYCST.epw is not there";
  const WeatherYear year = testing::read_epw(testing::shared_file("weather-bestest/725650TYCST.epw"));
  int figures = 0;
  int inside = 0;
  for (const Case& c : all_cases()) {
    // Outside, as measured: 680, 695, 980 cool up to 6 % too much and 640 heats 3.5 % too much (one mass for
    // structure and furniture), free-floating peaks lie up to 2.7 K off. 950 lives on heat that the mass
    // gives off at night with an open fan, where the model's single time constant is weakest: 20 % below the
    // range.
    const bool free_float = c.thermostat == Thermostat::free_float;
    const double most_outside = free_float ? 2.7 : (c.name == "950" ? 0.20 : 0.065);
    const Score score = compare(c, year, most_outside);
    figures += score.figures;
    inside += score.inside;
  }
  EXPECT_EQ(figures, 64);
  EXPECT_GE(inside, 55);
  validation::row("energy", {"ASHRAE 140-2020, 18 cases", validation::this_test(), "see below",
                             std::to_string(inside) + " of " + std::to_string(figures) + " inside"});
}

}  // namespace
}  // namespace conurb::buildings
