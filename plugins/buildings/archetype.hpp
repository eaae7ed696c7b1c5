// SPDX-License-Identifier: Apache-2.0
// Archetypes: what is assumed of a building of which only class, year of construction and state of
// refurbishment are known. The table is data (assets/archetypes/buildings.csv, sources in its README); this
// parses and searches it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::buildings {

enum class BuildingClass : std::uint8_t { residential, non_residential };

/// State of the envelope: as built, usual refurbishment, advanced refurbishment (as TABULA grades them).
enum class Refurbishment : std::uint8_t { existing, usual, advanced };

/// ISO 13790:2008, table 12.
enum class CapacityClass : std::uint8_t { very_light, light, medium, heavy, very_heavy };

[[nodiscard]] std::string_view to_string(BuildingClass value);
[[nodiscard]] std::string_view to_string(Refurbishment value);
[[nodiscard]] std::string_view to_string(CapacityClass value);

/// C_m per floor area, J/(m2 K), and A_m per floor area (ISO 13790:2008, table 12).
struct Capacity {
  double c_m_per_area;
  double a_m_per_area;
};
[[nodiscard]] Capacity capacity(CapacityClass value);

struct Archetype {
  BuildingClass building_class = BuildingClass::residential;
  Refurbishment state = Refurbishment::existing;
  int year_from = 0;
  int year_to = 0;    ///< inclusive
  double u_wall = 0;  ///< W/(m2 K), as are the next three
  double u_roof = 0;
  double u_floor = 0;
  double u_window = 0;
  double g_window = 0;        ///< total solar energy transmittance at normal incidence
  double window_share = 0;    ///< glazed openings per exposed facade area
  double thermal_bridge = 0;  ///< surcharge on the envelope, W/(m2 K)
  double infiltration = 0;    ///< 1/h
  CapacityClass capacity = CapacityClass::medium;
};

/// All archetypes; for every class and state the year bands follow one another without gap or overlap.
class ArchetypeTable {
 public:
  /// Parses the text of a table (see csv.hpp); `name` names it in errors. Throws InputError with line and
  /// column for a bad value, and for years that no band or more than one band covers.
  static ArchetypeTable parse(std::string_view text, const std::string& name);

  /// The archetype for a year; years before the first band take the first, after the last the last. The
  /// reference lives as long as the table. Never fails.
  [[nodiscard]] const Archetype& find(BuildingClass building_class, Refurbishment state, int year) const;

  [[nodiscard]] const std::vector<Archetype>& rows() const { return rows_; }

 private:
  std::vector<Archetype> rows_;                        // sorted by class, state, year
  std::array<std::array<std::size_t, 3>, 2> first_{};  // of each class and state
  std::array<std::array<std::size_t, 3>, 2> last_{};   // inclusive
};

}  // namespace conurb::buildings
