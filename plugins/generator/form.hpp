// SPDX-License-Identifier: Apache-2.0
// The city's form before there is a street: how large it is, how dense where, how old where, how its river,
// railway and motorways run, and in which directions streets like to go.
#pragma once

#include "plugins/generator/noise.hpp"
#include "plugins/generator/options.hpp"
#include "plugins/generator/polygon.hpp"

namespace conurb::generator {

/// A line across the whole plan from west to east, y as a smooth function of x, m.
struct Course {
  double offset{};   ///< y at x = 0, about
  double tilt{};     ///< slope of the mean line
  double meander{};  ///< amplitude, m
  double wavelength{1000};
  double phase{};
  [[nodiscard]] double y(double x) const;
  [[nodiscard]] double slope(double x) const;
};

class Form {
 public:
  explicit Form(const Options& options);

  [[nodiscard]] const Options& options() const { return options_; }
  /// Radius of a circular city of that density profile, m.
  [[nodiscard]] double radius() const { return radius_; }
  /// Half the side of the plan, m.
  [[nodiscard]] double half_size() const { return half_size_; }
  /// Centre of the old town.
  [[nodiscard]] Vec centre() const { return centre_; }
  /// Radius of the old town, m.
  [[nodiscard]] double core_radius() const { return core_radius_; }

  [[nodiscard]] const Course& river() const { return river_; }
  [[nodiscard]] double river_width() const { return river_width_; }
  [[nodiscard]] const Course& rail() const { return rail_; }
  [[nodiscard]] bool has_motorway() const { return has_motorway_; }
  [[nodiscard]] bool has_second_motorway() const { return has_second_motorway_; }
  [[nodiscard]] const Course& motorway() const { return motorway_; }  ///< on the river's far side
  [[nodiscard]] const Course& second_motorway() const { return second_motorway_; }
  /// Distance from the river's middle line, m, measured across; positive on the centre's side.
  [[nodiscard]] double river_offset(Vec p) const;

  /// Intended residents per km2 of city ground (streets, parks and work included): Clark's exponential
  /// D0 exp(-r / b) (C. Clark, "Urban population densities", J. R. Stat. Soc. A 114, 1951, 490-496), with
  /// lumps of chance and arms along the valley.
  [[nodiscard]] double density(Vec p) const;
  [[nodiscard]] double central_density() const { return central_density_; }
  [[nodiscard]] double edge_density() const { return edge_density_; }
  /// b of Clark's gradient, m.
  [[nodiscard]] double density_length() const { return density_length_; }
  /// 0 in the centre, 1 at the edge, more outside.
  [[nodiscard]] double ring(Vec p) const;
  /// Year in which the place was first built on, by rings of growth.
  [[nodiscard]] double founding_year(Vec p) const;
  /// Direction of the streets at p, rad; streets run along it and at right angles to it. A sum of basis
  /// fields as in Chen, Esch, Wonka, Mueller, Zhang, "Interactive procedural street modeling", SIGGRAPH 2008.
  [[nodiscard]] double street_angle(Vec p) const;

 private:
  Options options_;
  double central_density_{}, edge_density_{}, density_length_{}, radius_{}, half_size_{}, core_radius_{};
  Vec centre_;
  Course river_, rail_, motorway_, second_motorway_;
  double river_width_{};
  bool has_motorway_{}, has_second_motorway_{};
  double grid_angle_{};
  Noise lumps_, edge_, turn_, fine_turn_, age_;
};

}  // namespace conurb::generator
