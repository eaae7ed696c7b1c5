// SPDX-License-Identifier: Apache-2.0
// What is built on a block: parcels of the size that the zone and use ask for, and on them houses, slabs,
// halls, schools ... with year, storeys, roof and shell.
#pragma once

#include "plugins/generator/blocks.hpp"
#include "plugins/generator/city.hpp"
#include "plugins/generator/lots.hpp"

namespace conurb::generator {

/// Parcels and buildings of some blocks; Parcels::block and Buildings::parcel count within this part.
struct BuiltPart {
  Parcels parcels;
  Buildings buildings;
};

/// A building before it has a shell.
struct Draft {
  Typology typology = Typology::detached;
  Function function = Function::residential;
  Roof roof = Roof::flat;
  int year = 1970;
  int storeys = 2;
  double storey_height = 2.8;  ///< m
  double pitch = 0.8;          ///< rise per run of a pitched roof
  double home_share = 1;       ///< of the floor area
  bool across = false;         ///< the ridge runs from front to back
};

class Architect {
 public:
  Architect(const Form& form, const Terrain& terrain);
  /// Appends the parcels and buildings of block number `id` (Parcels::block gets it). Depends on nothing but
  /// the arguments; any thread.
  void build(const Block& block, std::uint32_t id, LandUse use, BuiltPart& out) const;

 private:
  struct Site;  ///< a block, its dice and its output
  void build_homes(Site& site) const;
  void build_wall_to_wall(Site& site) const;
  void build_work(Site& site) const;
  void build_public(Site& site) const;

  void houses_on(Site& site, const Lot& lot) const;
  void row_on(Site& site, const Lot& lot) const;
  void flats_on(Site& site, const Lot& lot) const;
  void town_house_on(Site& site, const Lot& lot) const;
  void office_on(Site& site, const Lot& lot) const;
  void hall_on(Site& site, const Lot& lot) const;
  void church_on(Site& site, const Lot& lot) const;

  /// Draws the year, near the block's or, where a house was replaced, later.
  static int draw_year(Site& site);
  static void draw_house_roof(Site& site, Draft& draft);
  std::uint32_t add_parcel(Site& site, const TaggedPolygon& outline, LandUse use) const;
  void add_building(Site& site, std::uint32_t parcel, const Quad& quad, const Draft& draft) const;
  void add_building(Site& site, std::uint32_t parcel, const Ring& footprint, const Draft& draft) const;
  void record(Site& site, std::uint32_t parcel, std::span<const Point> footprint, const Draft& draft,
              Roof roof, double ground, double eaves) const;
  [[nodiscard]] double ground_below(std::span<const Point> footprint) const;

  const Form& form_;
  const Terrain& terrain_;
  sdk::Random random_;
};

}  // namespace conurb::generator
