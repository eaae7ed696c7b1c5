// SPDX-License-Identifier: Apache-2.0
// What buildings are used for, and what follows from it: storey height, floor area for each job. The sources
// of the figures stand in docs/people.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace conurb::people {

enum class Use : std::uint8_t {
  unknown,
  residential,
  office,
  retail,
  hotel,
  restaurant,
  school,
  kindergarten,
  university,
  hospital,
  nursing_home,
  public_service,
  assembly,
  worship,
  sport,
  industry,
  warehouse,
  agriculture,
  transport,
  garage,
  storage,
};
inline constexpr std::size_t kUseCount = 21;

struct UseFigures {
  std::string_view name;  ///< text of building.function
  std::string_view land;  ///< text of land use for the ground of such a building
  double storey_height;   ///< m
  bool one_storey;        ///< whatever the height: halls, churches
  double area_per_job;    ///< gross floor area, m2; 0: nobody works there
  bool heated;
};
[[nodiscard]] const UseFigures& figures(Use use);

/// The use that a function means: our words, those of OpenStreetMap, CityGML and ALKIS codes, the Dutch
/// register. Use::unknown for a text that says nothing.
[[nodiscard]] Use use_of(std::string_view function);

/// The use of buildings on land of that use; Use::unknown if any could stand there. `mixed` says that shops
/// are in the ground floor of dwellings.
[[nodiscard]] Use use_on_land(std::string_view land_use, bool& mixed);

/// What a point of interest inside says of a building.
struct Interest {
  Use use = Use::unknown;     ///< of the whole building: of institutions that fill one
  bool ground_floor = false;  ///< it is one of those that take a ground floor below dwellings
};
/// `category` and `kind` as the table point_of_interest has them.
[[nodiscard]] Interest interest_of(std::string_view category, std::string_view kind);

}  // namespace conurb::people
