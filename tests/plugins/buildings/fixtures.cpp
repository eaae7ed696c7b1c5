// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/buildings/fixtures.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numbers>
#include <random>
#include <sstream>

namespace conurb::buildings::testing {
namespace {

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields;
  std::stringstream in(line);
  for (std::string field; std::getline(in, field, ',');) fields.push_back(field);
  return fields;
}

std::int64_t midnight_utc_s(unsigned month, unsigned day) {
  const std::chrono::sys_days date =
      std::chrono::year{2001} / static_cast<int>(month) / static_cast<int>(day);
  return date.time_since_epoch().count() * std::int64_t{86400};
}

DayType day_type(std::int64_t local_s) {
  const auto weekday = (local_s / 86400 + 3) % 7;  // 1970-01-01 was a Thursday; 0 = Monday
  if (weekday == 5) return DayType::saturday;
  return weekday == 6 ? DayType::sunday : DayType::weekday;
}

template <class T>
bool equal_bits(const std::vector<T>& a, const std::vector<T>& b) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::bit_cast<Bits>(a[i]) != std::bit_cast<Bits>(b[i])) return false;
  }
  return true;
}

/// Uniform numbers that are the same in every library.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  double between(double low, double high) {
    return low + (high - low) * static_cast<double>(engine_() >> 11) * 0x1.0p-53;
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  bool chance(double p) { return between(0, 1) < p; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace

std::filesystem::path shared_file(const std::string& name) {
  const char* root = std::getenv("CONURB_SHARED_DATA");
  return std::filesystem::path(root != nullptr ? root : "../shared/data") / name;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::vector<std::vector<std::string>> read_csv(const std::filesystem::path& path) {
  std::vector<std::vector<std::string>> rows;
  std::stringstream in(read_text(path));
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty() && line[0] != '#') rows.push_back(split(line));
  }
  return rows;
}

WeatherYear read_epw(const std::filesystem::path& path) {
  WeatherYear year;
  std::stringstream in(read_text(path));
  std::string line;
  std::getline(in, line);
  const auto head = split(line);
  year.site = {std::stod(head.at(6)), std::stod(head.at(7)), 0.2};
  const auto zone_s = static_cast<std::int64_t>(std::stod(head.at(8)) * 3600.0);
  double pressure = 0;
  while (std::getline(in, line)) {
    const auto f = split(line);
    if (f.size() < 16 || f[0].size() != 4) continue;  // the other header lines
    const std::int64_t hour = std::stoi(f[3]) - 1;    // EPW names the hour that ends
    const std::int64_t local =
        midnight_utc_s(static_cast<unsigned>(std::stoi(f[1])), static_cast<unsigned>(std::stoi(f[2]))) +
        hour * 3600;
    year.stamps.push_back({local - zone_s, static_cast<std::uint8_t>(hour), day_type(local)});
    year.records.push_back(
        {std::stod(f[6]), {std::stod(f[13]), std::stod(f[14]), std::stod(f[15])}, std::stod(f[12])});
    pressure += std::stod(f[9]);
  }
  EXPECT_EQ(year.stamps.size(), 8760u) << path;
  year.mean_pressure = pressure / static_cast<double>(year.stamps.size());
  for (std::size_t i = 0; i < year.stamps.size(); ++i) {
    year.hours.push_back(weather_hour(year.site, year.stamps[i].begin_utc_s, year.records[i]));
  }
  return year;
}

WeatherYear invented_year(std::size_t hours) {
  WeatherYear year;
  year.site = {52.0, 4.4, 0.2};
  for (std::size_t i = 0; i < hours; ++i) {
    const auto begin = midnight_utc_s(1, 1) + static_cast<std::int64_t>(i) * 3600;
    const double day = static_cast<double>(i) / 24.0;
    const SunPosition sun = solvers::sun_position(static_cast<double>(begin) + 1800.0, year.site.latitude_deg,
                                                  year.site.longitude_deg);
    const double up = std::max(0.0, sun.sin_elevation);
    const double clear = 0.5 + 0.45 * std::sin(day * 1.7);
    WeatherRecord record;
    record.theta_e = 10.0 - 9.0 * std::cos(2.0 * std::numbers::pi * (day - 20.0) / 365.0) +
                     4.0 * std::sin(2.0 * std::numbers::pi * (day - 0.4)) + 3.0 * std::sin(day * 0.9);
    record.sun.direct_normal = up > 0.0 ? 850.0 * clear : 0.0;
    record.sun.diffuse_horizontal = 250.0 * up * (1.2 - clear);
    record.sun.global_horizontal = record.sun.direct_normal * up + record.sun.diffuse_horizontal;
    year.stamps.push_back({begin, static_cast<std::uint8_t>(i % 24), day_type(begin)});
    year.records.push_back(record);
    year.hours.push_back(weather_hour(year.site, begin, record));
  }
  return year;
}

std::vector<WeatherHour<float>> narrowed(const std::vector<WeatherHour<double>>& hours) {
  std::vector<WeatherHour<float>> out;
  for (const auto& h : hours) out.push_back(narrow(h));
  return out;
}

Columns::Columns(std::size_t rows, float theta)
    : theta_m(rows, theta),
      theta_air(rows),
      theta_operative(rows),
      heating_power(rows),
      cooling_power(rows),
      heating_energy(rows),
      cooling_energy(rows),
      heat_pump_energy(rows),
      peak_heating_power(rows),
      peak_cooling_power(rows),
      overheating_hours(rows) {}

StateColumns Columns::view() {
  return {theta_m,          theta_air,      theta_operative,  heating_power,      cooling_power,
          heating_energy,   cooling_energy, heat_pump_energy, peak_heating_power, peak_cooling_power,
          overheating_hours};
}

bool same_bits(const Columns& a, const Columns& b) {
  return equal_bits(a.theta_m, b.theta_m) && equal_bits(a.theta_air, b.theta_air) &&
         equal_bits(a.theta_operative, b.theta_operative) && equal_bits(a.heating_power, b.heating_power) &&
         equal_bits(a.cooling_power, b.cooling_power) && equal_bits(a.heating_energy, b.heating_energy) &&
         equal_bits(a.cooling_energy, b.cooling_energy) &&
         equal_bits(a.heat_pump_energy, b.heat_pump_energy) &&
         equal_bits(a.peak_heating_power, b.peak_heating_power) &&
         equal_bits(a.peak_cooling_power, b.peak_cooling_power) &&
         equal_bits(a.overheating_hours, b.overheating_hours);
}

ArchetypeTable shipped_archetypes() {
  const std::string name = "assets/archetypes/buildings.csv";
  return ArchetypeTable::parse(read_text(name), name);
}

UseTable shipped_profiles() {
  const std::string name = "assets/archetypes/use_profiles.csv";
  return UseTable::parse(read_text(name), name);
}

RandomBuilding random_building(std::uint64_t seed, const ArchetypeTable& archetypes, std::size_t profiles) {
  Dice dice(seed * 0x9E3779B97F4A7C15u + 1);
  Geometry g;
  g.footprint_area = dice.between(30, 1500);
  g.mean_height = dice.between(2.5, 40);
  for (double& wall : g.wall_area) wall = dice.chance(0.3) ? 0.0 : dice.between(5, 400);
  Overrides o;
  if (dice.chance(0.5)) o.cooling_limit = dice.chance(0.5) ? 1e9 : dice.between(2e3, 5e4);
  if (dice.chance(0.2)) o.heating_limit = dice.between(5e3, 2e5);
  if (dice.chance(0.3)) o.heat_recovery = dice.between(0.5, 0.9);
  if (dice.chance(0.3)) o.window_share = dice.between(0.05, 0.8);
  if (dice.chance(0.3)) o.thermal_capacity = dice.between(6e4, 6e5);
  if (dice.chance(0.2)) o.heating_set_offset = dice.between(-2, 2);
  const auto& rows = archetypes.rows();
  const BuildingPhysics physics = building_physics(g, rows[dice.below(rows.size())], o);
  return {physics.coefficients, static_cast<std::int32_t>(dice.below(profiles))};
}

}  // namespace conurb::buildings::testing
