// SPDX-License-Identifier: Apache-2.0
// A city as those who travel in it see it: who lives where with how many cars, where they work, what stands
// where to go to, and the gates through which traffic comes in and goes out. Structures of arrays; NaN says
// that nobody knows, kNone that there is none. Places in metres of the road network's coordinates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "plugins/transport/index.hpp"

namespace conurb::transport::demand {

enum class Occupation : std::uint8_t { at_home, pupil, student, employed, unemployed, retired };
inline constexpr std::size_t kOccupations = 6;

/// What a building or a point of interest is to those who go there.
enum class PlaceUse : std::uint8_t {
  other,
  residential,
  office,
  retail,
  restaurant,
  hotel,
  school,
  kindergarten,
  university,
  hospital,
  public_service,
  assembly,
  worship,
  sport,
  industry,
  warehouse,
};
inline constexpr std::size_t kPlaceUses = 16;

/// The text of person_group.occupation; at_home for one that says nothing of these.
[[nodiscard]] Occupation occupation_of(std::string_view text);

/// The text of building.function or usage as plugins/people writes it; other for any else.
[[nodiscard]] PlaceUse use_of_building(std::string_view function);

/// Category and kind of a point of interest; other where nobody goes there for its own sake: a stop, a bench.
[[nodiscard]] PlaceUse use_of_interest(std::string_view category, std::string_view kind);

/// x and y have an entry for each; the other columns too, or none.
struct Buildings {
  std::vector<double> x, y;
  std::vector<PlaceUse> use;
  std::vector<float> floor_area;       ///< m2
  std::vector<float> jobs, residents;  ///< persons
  [[nodiscard]] std::size_t size() const { return x.size(); }
};

struct PointsOfInterest {
  std::vector<double> x, y;
  std::vector<PlaceUse> use;
  [[nodiscard]] std::size_t size() const { return x.size(); }
};

/// People who are alike. `home` has an entry for each group; the other columns too, or none.
struct PersonGroups {
  std::vector<std::uint64_t> key;        ///< names the group's random numbers; none: its row
  std::vector<std::int32_t> home, work;  ///< rows of the buildings; work: where they work or learn
  std::vector<float> size;               ///< persons; unknown: 1
  std::vector<float> age;                ///< years, the youngest of them
  std::vector<float> household_size;     ///< persons; unknown: 2
  std::vector<float> cars;               ///< per household
  std::vector<Occupation> occupation;    ///< at_home where there is no column
  [[nodiscard]] std::size_t rows() const { return home.size(); }
};

/// Where a road leaves the network.
struct Gate {
  std::int32_t in = kNone, out = kNone;  ///< links: traffic comes in on one and goes out on the other
  double weight = 1;                     ///< share of those who work outside, or come from there, that use it
  double through = 0;                    ///< vehicles in a day that come in here and leave by another gate
};

struct City {
  Buildings buildings = {};
  PointsOfInterest interests = {};
  PersonGroups people = {};
  std::vector<Gate> gates = {};
};

/// Throws InputError for columns of different lengths, for a home or work that is no building's row, for more
/// people or jobs than 1e8, and for a gate whose figures are no numbers or below 0; `links` is how many the
/// network has.
void check(const City& city, std::size_t links);

}  // namespace conurb::transport::demand
