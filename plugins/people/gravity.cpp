// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/gravity.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace conurb::people {

namespace {

// Mean distance between two random points of a unit square: (2 + sqrt 2 + 5 ln(1 + sqrt 2)) / 15 (Santaló,
// Integral Geometry and Geometric Probability, 1976).
constexpr double kWithinSquare = 0.5214054331647207;
constexpr double kMostLengths = 600;  // lengths: beyond it a double's exponent ends

}  // namespace

Gravity::Gravity(const Zones& zones, double length, ParallelFor parallel)
    : n_(zones.size()), parallel_(std::move(parallel)), deterrence_(n_ * n_), a_(n_, 0), b_(n_, 0) {
  parallel_(n_, [&](std::size_t i) {
    for (std::size_t j = 0; j < n_; ++j) {
      const double dx = zones.x[i] - zones.x[j], dy = zones.y[i] - zones.y[j];
      const double d = i == j ? kWithinSquare * zones.cell : std::sqrt(dx * dx + dy * dy);
      deterrence_[i * n_ + j] = std::exp(-std::min(d / length, kMostLengths));
    }
  });
}

std::vector<double> Gravity::reach(const std::vector<double>& factor) const {
  std::vector<double> result(n_);
  parallel_(n_, [&](std::size_t i) {
    const double* row = deterrence_.data() + i * n_;
    double sum = 0;
    for (std::size_t j = 0; j < n_; ++j) sum += row[j] * factor[j];
    result[i] = sum;
  });
  return result;
}

double Gravity::balance(const std::vector<double>& origins, const std::vector<double>& destinations) {
  const double from = std::accumulate(origins.begin(), origins.end(), 0.0);
  const double to = std::accumulate(destinations.begin(), destinations.end(), 0.0);
  std::fill(a_.begin(), a_.end(), 0.0);
  std::fill(b_.begin(), b_.end(), 0.0);
  if (!(from > 0) || !(to > 0)) return 0;
  const double all = std::min(from, to);
  for (std::size_t j = 0; j < n_; ++j) b_[j] = destinations[j] * all / to;
  double error = 1;
  for (int turn = 0; turn < 300 && error > 1e-6; ++turn) {
    const std::vector<double> of_rows = reach(b_);
    error = 0;
    for (std::size_t i = 0; i < n_; ++i) {
      const double wanted = origins[i] * all / from;
      if (turn > 0 && wanted > 0) error = std::max(error, std::fabs(a_[i] * of_rows[i] / wanted - 1));
      a_[i] = wanted / of_rows[i];
    }
    if (turn == 0) error = 1;
    const std::vector<double> of_columns = reach(a_);
    for (std::size_t j = 0; j < n_; ++j) b_[j] = destinations[j] * all / to / of_columns[j];
  }
  return error;
}

}  // namespace conurb::people
