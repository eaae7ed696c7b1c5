// SPDX-License-Identifier: Apache-2.0
// What several tests of the buildings core share: data files, EPW weather, a made-up year, columns, random
// buildings.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "plugins/buildings/building_physics.hpp"
#include "plugins/buildings/forcing.hpp"
#include "plugins/buildings/kernel.hpp"

namespace conurb::buildings::testing {

/// File of the shared data folder (CONURB_SHARED_DATA, default ../shared/data); may not exist.
std::filesystem::path shared_file(const std::string& name);

/// Whole file as text; fails the test if it cannot be read.
std::string read_text(const std::filesystem::path& path);
/// `text` with the first `from` in it replaced; fails the test where it is not in it.
std::string replaced(std::string text, const std::string& from, const std::string& to);

/// Lines of a comma-separated file without its # comments; the first is the header.
std::vector<std::vector<std::string>> read_csv(const std::filesystem::path& path);

/// A year of weather with its calendar (2001: 1 January is a Monday).
struct WeatherYear {
  Site site;
  double mean_pressure = 101325;
  std::vector<HourStamp> stamps;
  std::vector<WeatherRecord> records;
  std::vector<WeatherHour<double>> hours;
};

/// Reads an EnergyPlus weather file.
WeatherYear read_epw(const std::filesystem::path& path);

/// Smooth invented weather of a temperate place, for tests that need no real one.
WeatherYear invented_year(std::size_t hours);

std::vector<WeatherHour<float>> narrowed(const std::vector<WeatherHour<double>>& hours);

/// Storage behind StateColumns.
struct Columns {
  explicit Columns(std::size_t rows, float theta = 20.0F);
  StateColumns view();
  std::vector<float> theta_m, theta_air, theta_operative, heating_power, cooling_power;
  std::vector<double> heating_energy, cooling_energy, heat_pump_energy;
  std::vector<float> peak_heating_power, peak_cooling_power, overheating_hours;
};
/// True if every column holds the same bits.
bool same_bits(const Columns& a, const Columns& b);

/// The project's own tables.
ArchetypeTable shipped_archetypes();
UseTable shipped_profiles();

/// A varied but reproducible building: geometry, age, state, overrides and use from `seed`.
struct RandomBuilding {
  BuildingCoefficients<double> coefficients;
  std::int32_t profile = 0;
};
RandomBuilding random_building(std::uint64_t seed, const ArchetypeTable& archetypes, std::size_t profiles);

}  // namespace conurb::buildings::testing
