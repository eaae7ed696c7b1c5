// SPDX-License-Identifier: Apache-2.0
// Where to go: places in square zones, drawn by what attracts there and how far it is. The chance of a zone
// is proportional to its attraction times exp(-distance / reach) (the singly constrained gravity model of
// Wilson, "A statistical theory of spatial distribution models", Transportation Research 1, 1967), that of a
// place within its zone to its attraction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "plugins/transport/index.hpp"

namespace conurb::transport::demand {

/// Places sorted into squares of 250 m, or larger ones where those would be more than `kMostZones`.
class PlaceZones {
 public:
  static constexpr std::size_t kMostZones = 1600;

  /// A place that is not finite, or farther than 1e8 m from the origin, is in no zone.
  PlaceZones(std::span<const double> x, std::span<const double> y);

  [[nodiscard]] std::size_t count() const { return x_.size(); }
  [[nodiscard]] std::int32_t zone_of(std::int32_t place) const { return zone_of_[at(place)]; }
  /// Places of a zone, ascending.
  [[nodiscard]] std::span<const std::int32_t> places(std::size_t zone) const {
    return {places_.data() + first_[zone], places_.data() + first_[zone + 1]};
  }
  /// Between the middles, m; within a zone the mean of two points of a square.
  [[nodiscard]] double distance(std::size_t from, std::size_t to) const;

 private:
  double cell_ = 250;
  std::vector<double> x_, y_;  ///< middle of each zone
  std::vector<std::int32_t> zone_of_;
  std::vector<std::size_t> first_ = {0};
  std::vector<std::int32_t> places_;
};

/// Places that attract for one purpose.
class Destinations {
 public:
  /// `attraction` >= 0 by place; `reach` > 0, m. Both `zones` must outlive it.
  Destinations(const PlaceZones& zones, std::span<const double> attraction, double reach);

  /// By zone: how much those of `zone` wish to go there, summed up over the zones before and it.
  void wishes_from(std::size_t zone, std::vector<double>& summed) const;
  /// A place, by two uniform numbers; kNone where nothing attracts.
  [[nodiscard]] std::int32_t draw(std::span<const double> summed_wishes, double zone_at,
                                  double place_at) const;

 private:
  const PlaceZones& zones_;
  double reach_;
  std::vector<double> of_zone_;
  std::vector<double> summed_;  ///< attraction of places in the order of zones, summed up within each
  std::vector<std::size_t> first_;
};

}  // namespace conurb::transport::demand
