// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/count_fit.hpp"

#include <algorithm>
#include <cmath>
#include <compare>
#include <numeric>
#include <string>

#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::demand {
namespace {

constexpr int kNewtonSteps = 3;     // on one count before the next one has its turn
constexpr double kLongestStep = 1;  // down: farther the tangent leads too far

void require_option(double value, double least, double most, const char* name) {
  if (!(value >= least && value <= most))
    throw InputError(
        std::string(name) + " is " + shown(value) + ", must be " + shown(least) + " to " + shown(most),
        "options of the calibration");
}

/// Trips that pass the same counts, as one.
struct Patterns {
  std::vector<std::int32_t> of_trip;
  std::vector<double> trips;       ///< by pattern
  std::vector<std::size_t> first;  ///< by count
  struct Passage {
    std::int32_t pattern;
    double times;
  };
  std::vector<Passage> passages;  ///< of count c: passages[first[c]] …
};

Patterns patterns_of(const Crossings& crossings, std::size_t counts) {
  const std::size_t trips = crossings.first.size() - 1;
  std::vector<std::int32_t> order(trips);
  std::iota(order.begin(), order.end(), 0);
  const auto compared = [&](std::int32_t a, std::int32_t b) {
    const auto x = crossings.of(at(a)), y = crossings.of(at(b));
    return std::lexicographical_compare_three_way(x.begin(), x.end(), y.begin(), y.end());
  };
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    const auto difference = compared(a, b);
    return difference != 0 ? difference < 0 : a < b;
  });
  Patterns patterns;
  patterns.of_trip.resize(trips);
  std::vector<std::vector<Patterns::Passage>> of_count(counts);
  for (std::size_t i = 0; i < trips; ++i) {
    if (i == 0 || compared(order[i - 1], order[i]) != 0) {
      const std::int32_t pattern = row_of(patterns.trips.size());
      patterns.trips.push_back(0);
      for (const std::int32_t count : crossings.of(at(order[i]))) {
        auto& passages = of_count[at(count)];
        if (passages.empty() || passages.back().pattern != pattern) passages.push_back({pattern, 0});
        passages.back().times += 1;
      }
    }
    patterns.of_trip[at(order[i])] = row_of(patterns.trips.size() - 1);
    patterns.trips.back() += 1;
  }
  patterns.first.push_back(0);
  for (const auto& passages : of_count) {
    patterns.passages.insert(patterns.passages.end(), passages.begin(), passages.end());
    patterns.first.push_back(patterns.passages.size());
  }
  return patterns;
}

class Fitting {
 public:
  Fitting(const Patterns& patterns, std::span<const Count> counts, const CountFitOptions& options)
      : p_(patterns),
        counts_(counts),
        limit_(std::log(options.most_factor)),
        deviation_(options.count_deviation),
        multiplier_(counts.size(), 0),
        sum_(patterns.trips.size(), 0),
        weight_(patterns.trips.size(), 1) {}

  /// Largest change of a weight, as a share of it.
  double sweep() {
    const std::vector<double> before = weight_;
    for (std::size_t count = 0; count < counts_.size(); ++count) {
      if (p_.first[count] < p_.first[count + 1]) balance(count);
    }
    double change = 0;
    for (std::size_t i = 0; i < weight_.size(); ++i)
      change = std::max(change, std::fabs(weight_[i] / before[i] - 1));
    return change;
  }
  [[nodiscard]] const std::vector<double>& weights() const { return weight_; }

 private:
  /// Sets the multiplier l of a count so that m - c - s^2 l = 0, the weights being exp(-sum of l).
  void balance(std::size_t count) {
    const double counted = counts_[count].vehicles, hours = hours_of(counts_[count]);
    const double variance = deviation_ * deviation_ * hours * std::max(counted, 1.0);
    const std::span passages(p_.passages.data() + p_.first[count], p_.passages.data() + p_.first[count + 1]);
    for (int step = 0; step < kNewtonSteps; ++step) {
      double modelled = 0, slope = variance;
      for (const auto& [pattern, times] : passages) {
        const double brings = times * p_.trips[at(pattern)] * weight_[at(pattern)];
        modelled += brings;
        if (std::fabs(sum_[at(pattern)]) < limit_) slope += times * brings;
      }
      const double wanted = (modelled - counted - variance * multiplier_[count]) / slope;
      const double change = std::max(wanted, -kLongestStep);
      multiplier_[count] += change;
      for (const auto& [pattern, times] : passages) {
        sum_[at(pattern)] += times * change;
        weight_[at(pattern)] = std::exp(-std::clamp(sum_[at(pattern)], -limit_, limit_));
      }
    }
  }

  const Patterns& p_;
  std::span<const Count> counts_;
  double limit_, deviation_;
  std::vector<double> multiplier_;    ///< by count
  std::vector<double> sum_, weight_;  ///< by pattern: of the multipliers of its counts
};

}  // namespace

CountFit fit_to_counts(const Crossings& crossings, std::span<const Count> counts,
                       const CountFitOptions& options) {
  require_option(options.count_deviation, 1e-3, 1e3, "standard deviation of a count");
  require_option(options.most_factor, 1.001, 1e6, "greatest factor of a trip");
  require_option(options.tolerance, 1e-12, 1, "tolerance of weights");
  require_option(options.sweeps, 0, 1e6, "number of sweeps");
  const Patterns patterns = patterns_of(crossings, counts.size());
  Fitting fitting(patterns, counts, options);
  CountFit fit;
  while (!fit.converged && fit.sweeps < options.sweeps) {
    fit.converged = fitting.sweep() <= options.tolerance;
    ++fit.sweeps;
  }
  fit.patterns = row_of(patterns.trips.size());
  fit.pattern = patterns.of_trip;
  for (const std::int32_t pattern : patterns.of_trip) fit.weight.push_back(fitting.weights()[at(pattern)]);
  return fit;
}

}  // namespace conurb::transport::demand
