// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/form.hpp"

#include <numbers>

namespace conurb::generator {

namespace {

constexpr double kTwoPi = 2 * std::numbers::pi;

/// Year by the share of the people who live nearer to the centre, who live in older quarters: medieval and
/// early modern core, Gruenderzeit, between the wars, post-war boom, later.
double year_of_share(double share) {
  struct Step {
    double share, year;
  };
  constexpr Step kGrowth[] = {{0, 1650},    {0.03, 1790}, {0.06, 1870}, {0.15, 1918}, {0.25, 1948},
                              {0.45, 1962}, {0.70, 1979}, {0.88, 2000}, {1.0, 2022}};
  for (std::size_t i = 1; i < std::size(kGrowth); ++i) {
    const Step a = kGrowth[i - 1], b = kGrowth[i];
    if (share < b.share) return a.year + (b.year - a.year) * (share - a.share) / (b.share - a.share);
  }
  return kGrowth[std::size(kGrowth) - 1].year;
}

}  // namespace

double Course::y(double x) const {
  return offset + tilt * x + meander * (std::sin(kTwoPi * x / wavelength + phase) - std::sin(phase)) +
         0.3 * meander * (std::sin(kTwoPi * x / (wavelength * 0.43) + 2.1 * phase) - std::sin(2.1 * phase));
}

double Course::slope(double x) const {
  return tilt + meander * kTwoPi / wavelength * std::cos(kTwoPi * x / wavelength + phase) +
         0.3 * meander * kTwoPi / (wavelength * 0.43) *
             std::cos(kTwoPi * x / (wavelength * 0.43) + 2.1 * phase);
}

Form::Form(const Options& options)
    : options_(options),
      lumps_(options.seed, "generator/density", 1400),
      edge_(options.seed, "generator/edge", 700),
      turn_(options.seed, "generator/turn", 1700),
      fine_turn_(options.seed, "generator/fine_turn", 450),
      age_(options.seed, "generator/age", 600) {
  Dice dice(sdk::Random(options.seed, "generator/form"), 0);
  const double n = options.population;
  central_density_ = 7500 * std::pow(n / 20000, 0.22);
  edge_density_ = 1500;
  // Residents within the ring at which the density falls to the edge's: 2 pi D0 b^2 (1 - (1 + q) exp(-q)).
  const double q = std::log(central_density_ / edge_density_);
  density_length_ = 1000 * std::sqrt(n / (kTwoPi * central_density_ * (1 - (1 + q) * std::exp(-q))));
  radius_ = q * density_length_;
  half_size_ = 1.45 * radius_ + 600;
  core_radius_ = std::min(900.0, 110 + 0.085 * radius_);

  river_width_ = std::min(160.0, 18 * std::pow(n / 20000, 0.4) * dice.uniform(0.85, 1.25));
  const double tilt = dice.uniform(0.08, 0.28) * (dice.chance(0.5) ? 1 : -1);
  river_ = {0, tilt, radius_ * dice.uniform(0.06, 0.1), radius_ * dice.uniform(1.5, 2.2),
            dice.uniform(0, kTwoPi)};
  centre_ = {0, river_width_ / 2 + core_radius_ * 0.9 + 30};
  // The old town's ring stays clear of the quay all round.
  const auto clearance = [&](Vec p) {
    double least = 1e9;
    for (double x = -2 * core_radius_; x <= 2 * core_radius_; x += 0.05 * core_radius_)
      least = std::min(least, (Vec{x, river_.y(x)} - p).length());
    return least;
  };
  while (clearance(centre_) < 0.92 * core_radius_ + river_width_ / 2 + 40) centre_.y += 4;
  rail_ = river_;
  rail_.meander *= 0.35;
  rail_.offset = centre_.y + core_radius_ * 1.15 + 0.2 * radius_ + 0.6 * river_.meander;
  has_motorway_ = n >= 10000;
  has_second_motorway_ = n >= 150000;
  motorway_ = {-1.1 * radius_ - 150, tilt, radius_ * 0.05, radius_ * 2.6, dice.uniform(0, kTwoPi)};
  second_motorway_ = {1.12 * radius_ + 250, tilt, radius_ * 0.05, radius_ * 2.3, dice.uniform(0, kTwoPi)};
  grid_angle_ = std::atan(tilt) + dice.uniform(-0.12, 0.12);
}

double Form::river_offset(Vec p) const {
  const double s = river_.slope(p.x);
  return (p.y - river_.y(p.x)) / std::sqrt(1 + s * s);
}

double Form::ring(Vec p) const {
  Vec d = p - centre_;
  const double t = std::atan(river_.tilt);
  // Cities stretch along their valley.
  const double along = d.x * std::cos(t) + d.y * std::sin(t), across = d.y * std::cos(t) - d.x * std::sin(t);
  const double r = std::sqrt(along * along * 0.85 + across * across / 0.85);
  return r / radius_;
}

double Form::density(Vec p) const {
  const double r = ring(p);
  const double outside = std::clamp((r - 0.35) / 0.5, 0.0, 1.0);
  const double ripple = 0.16 * lumps_.fractal(p, 2) + outside * 0.22 * edge_(p);
  return central_density_ * std::exp(-r * radius_ / density_length_ + ripple);
}

double Form::founding_year(Vec p) const {
  const double r = std::max(0.0, ring(p) + 0.10 * age_.fractal(p, 2));
  const double x = r * radius_ / density_length_, q = radius_ / density_length_;
  return year_of_share(std::min(1.0, (1 - (1 + x) * std::exp(-x)) / (1 - (1 + q) * std::exp(-q))));
}

double Form::street_angle(Vec p) const {
  const double near_river = std::exp(-std::fabs(river_offset(p)) / (river_width_ + 180));
  const double river_angle = std::atan(river_.slope(p.x));
  const Vec d = p - centre_;
  const double r = d.length();
  const double polar = std::atan2(d.y, d.x);
  double c = 0, s = 0;
  const auto add = [&](double angle, double weight) {
    c += weight * std::cos(4 * angle);
    s += weight * std::sin(4 * angle);
  };
  switch (options_.style) {
    case Style::grid:
      add(grid_angle_, 1);
      add(river_angle, 0.25 * near_river);
      break;
    case Style::radial:
      add(polar, r > core_radius_ * 0.9 ? 1.0 : 0.1);
      add(grid_angle_ + 0.3 * turn_(p), 0.12 + (r > core_radius_ * 0.9 ? 0 : 0.8));
      add(river_angle, 0.35 * near_river);
      break;
    case Style::organic:
      add(polar, 0.55 * std::exp(-r / (0.5 * radius_)));
      add(grid_angle_ + 0.75 * turn_.fractal(p, 2) + 0.16 * fine_turn_(p), 1.0);
      add(river_angle, 1.4 * near_river);
      break;
  }
  return std::atan2(s, c) / 4;
}

}  // namespace conurb::generator
