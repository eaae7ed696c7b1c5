// SPDX-License-Identifier: Apache-2.0
// The buildings of a city and who lives and works in them, as the rules of this folder see them: structures
// of arrays, one entry per building that stands. NaN and Use::unknown say that nobody knows; a rule gives
// what is unknown and leaves the rest. Lengths in m, areas in m2, places in the city's local frame.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

#include "plugins/people/uses.hpp"

namespace conurb::people {

/// Calls body(i) once for each i in 0..count-1, in any order and on any threads, and returns when all are
/// done. Results never depend on order or threads.
using ParallelFor =
    std::function<void(std::size_t count, const std::function<void(std::size_t index)>& body)>;

/// Runs everything in order on the calling thread.
inline void serial_for(std::size_t count, const std::function<void(std::size_t index)>& body) {
  for (std::size_t i = 0; i < count; ++i) body(i);
}

inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
inline constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();

/// Net floor area as a share of gross floor area.
inline constexpr double kNetShare = 0.8;

struct Options {
  std::uint64_t seed = 1;
  double population = 0;            ///< residents of the whole city; 0: as many as the floor area says
  double living_area = 47.4;        ///< net living area per resident, m2, where the population is not given
  double household_size = 2.0;      ///< persons per household, mean
  double jobs_per_resident = 0;     ///< 0: as many as the floor area says
  double unemployed_share = 0.05;   ///< of those who work or look for work
  double cars_per_resident = 0.55;  ///< mean of a city with as many houses as flats
  double commute_distance = 5000;   ///< by which the wish to work there falls to 1/e, m
};

enum class HeatSource : std::uint8_t { unknown, gas, oil, district_heat, heat_pump, electric, biomass };

/// What a point of interest or the land use says of the ground floor.
enum class GroundFloor : std::uint8_t { as_above, shops };

struct Buildings {
  std::vector<std::uint64_t> key;  ///< of the random draws: a number of the object, never of its row
  std::vector<double> x, y;        ///< middle of the footprint
  std::vector<Use> use;
  std::vector<Use> hint;  ///< use that the place suggests (land use, points of interest)
  std::vector<GroundFloor> ground_floor;
  std::vector<float> footprint_area;
  std::vector<float> height;  ///< of the eaves, else of the middle of the roof, else of the ridge
  std::vector<float> storeys, year, floor_area;
  std::vector<float> dwelling_area;  ///< gross floor area of dwellings
  std::vector<float> dwellings, residents, jobs;
  std::vector<HeatSource> heat_source;
  std::vector<std::uint8_t> has_groups;  ///< 1: the city knows who lives there
  std::vector<float> jobs_taken;         ///< by people whom the city knows

  [[nodiscard]] std::size_t size() const { return key.size(); }
  /// Makes room; everything unknown.
  void resize(std::size_t count);
};

enum class Occupation : std::uint8_t { infant, pupil, student, employed, unemployed, at_home, retired };

/// Youngest and oldest age of the age bands.
struct AgeBand {
  std::uint8_t from, to;
};
inline constexpr AgeBand kAgeBands[] = {{0, 5}, {6, 17}, {18, 24}, {25, 44}, {45, 64}, {65, 79}, {80, 100}};
inline constexpr std::size_t kAgeBandCount = 7;

/// People alike in home, place of work or learning, age, occupation, household size and cars; ordered by
/// home.
struct Groups {
  std::vector<std::uint32_t> home;  ///< building
  std::vector<std::uint32_t> work;  ///< building, kNone: none in this city
  std::vector<std::uint8_t> age_band;
  std::vector<Occupation> occupation;
  std::vector<std::uint8_t> household_size;
  std::vector<std::uint8_t> cars;
  std::vector<std::uint32_t> count;  ///< persons
  [[nodiscard]] std::size_t rows() const { return home.size(); }
};

/// Figures of what was done, for findings and tests.
struct Tally {
  double asked = 0;                  ///< residents that were to be housed, 0: no number was given
  double housed = 0;                 ///< residents in all
  std::int64_t without_height = 0;   ///< buildings of which neither height nor storeys are known
  double employed = 0, at_work = 0;  ///< people; with a place of work in the city
  double learners = 0, at_school = 0;
  double jobs = 0;
};

/// Everything in its order: use, size and age of buildings, heating, homes, people, jobs, work. `progress`
/// hears 0..1 and may throw to stop. Throws nothing of its own. Any thread; calls of `parallel` do not nest.
struct Settled {
  Groups groups;
  Tally tally;
};
[[nodiscard]] Settled settle(const Options& options, Buildings& buildings,
                             const ParallelFor& parallel = serial_for,
                             const std::function<void(double, const char*)>& progress = {});

}  // namespace conurb::people
