// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

#include "engine/sdk/dice.hpp"
#include "plugins/transport/error.hpp"

namespace conurb::transport::demand {
namespace {

constexpr double kGoodFit = 5;            // GEH
constexpr std::int32_t kPairOfNote = 10;  // trips of a pair whose factor is told

std::vector<std::int32_t> rounded_weights(const RoutedTrips& trips, const Crossings& crossings,
                                          const CountFit& fit, std::uint64_t seed) {
  std::vector<std::int32_t> order(trips.size());
  std::iota(order.begin(), order.end(), 0);
  const auto key = [&](std::int32_t t) {
    return std::tuple(fit.pattern[at(t)], trips.origin[at(t)], trips.destination[at(t)], t);
  };
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) { return key(a) < key(b); });
  std::vector<std::int32_t> copies(trips.size(), 1);
  double passed = sdk::Random(seed, "conurb.transport.demand.calibration").uniform(0, 0);
  for (const std::int32_t trip : order) {
    if (crossings.of(at(trip)).empty()) continue;
    const double before = std::floor(passed);
    passed += fit.weight[at(trip)];
    copies[at(trip)] = static_cast<std::int32_t>(std::floor(passed) - before);
  }
  return copies;
}

void place_vehicles(const RoutedTrips& trips, const CalibrationOptions& options, Calibration& result) {
  struct Placed {
    Milliseconds depart;
    std::int32_t trip, copy;
    bool operator<(const Placed& o) const {
      return std::tie(depart, trip, copy) < std::tie(o.depart, o.trip, o.copy);
    }
  };
  std::vector<Placed> placed;
  const sdk::Random random(options.seed, "conurb.transport.demand.copies");
  for (std::size_t trip = 0; trip < trips.size(); ++trip) {
    sdk::Dice dice(random, trip);
    for (std::int32_t copy = 0; copy < result.copies[trip]; ++copy) {
      const double shift = copy == 0 ? 0 : dice.uniform(-1, 1) * options.shift;
      const double depart = std::clamp(trips.depart[trip] + shift, 0.0, 2e9);
      placed.push_back(
          {copy == 0 ? trips.depart[trip] : static_cast<Milliseconds>(depart), row_of(trip), copy});
    }
  }
  std::sort(placed.begin(), placed.end());
  for (const Placed& each : placed) {
    result.source.push_back(each.trip);
    result.depart.push_back(each.depart);
  }
}

double below_5(const std::vector<double>& values) {
  if (values.empty()) return 1;
  const auto good = std::count_if(values.begin(), values.end(), [](double each) { return each < kGoodFit; });
  return static_cast<double>(good) / static_cast<double>(values.size());
}

void report_counts(const RoutedTrips& trips, std::span<const Count> counts, const CountIndex& index,
                   const Crossings& crossings, Calibration& result) {
  CalibrationReport& report = result.report;
  report.before.assign(counts.size(), 0);
  report.after.assign(counts.size(), 0);
  for (const std::int32_t count : crossings.count) report.before[at(count)] += 1;
  std::vector<std::int32_t> passed;
  for (std::size_t i = 0; i < result.source.size(); ++i) {
    passed.clear();
    index.append(trips, at(result.source[i]), result.depart[i], passed);
    for (const std::int32_t count : passed) report.after[at(count)] += 1;
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    report.geh_before.push_back(geh(report.before[i], counts[i]));
    report.geh_after.push_back(geh(report.after[i], counts[i]));
    report.unreached += report.before[i] == 0 ? 1 : 0;
  }
  report.below_5_before = below_5(report.geh_before);
  report.below_5_after = below_5(report.geh_after);
}

/// Squared correlation; 1 where either does not vary.
double r2_of(const std::vector<std::pair<double, double>>& pairs) {
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (const auto& [a, b] : pairs) x += a, y += b;
  const double n = static_cast<double>(pairs.size());
  for (const auto& [a, b] : pairs) {
    xx += (a - x / n) * (a - x / n);
    yy += (b - y / n) * (b - y / n);
    xy += (a - x / n) * (b - y / n);
  }
  return xx > 0 && yy > 0 ? xy * xy / (xx * yy) : 1;
}

void report_demand(const RoutedTrips& trips, const Crossings& crossings, Calibration& result) {
  CalibrationReport& report = result.report;
  report.trips_before = static_cast<std::int64_t>(trips.size());
  report.trips_after = static_cast<std::int64_t>(result.source.size());
  for (std::size_t t = 0; t < trips.size(); ++t) report.passing += crossings.of(t).empty() ? 0 : 1;
  std::vector<std::int32_t> order(trips.size());
  std::iota(order.begin(), order.end(), 0);
  const auto pair = [&](std::int32_t t) { return std::pair(trips.origin[at(t)], trips.destination[at(t)]); };
  std::sort(order.begin(), order.end(),
            [&](std::int32_t a, std::int32_t b) { return pair(a) != pair(b) ? pair(a) < pair(b) : a < b; });
  std::vector<std::pair<double, double>> pairs;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || pair(order[i]) != pair(order[i - 1])) pairs.emplace_back(0, 0);
    pairs.back().first += 1;
    pairs.back().second += result.copies[at(order[i])];
  }
  report.od_r2 = r2_of(pairs);
  for (const auto& [before, after] : pairs) {
    if (before < kPairOfNote) continue;
    report.least_od_factor = std::min(report.least_od_factor, after / before);
    report.greatest_od_factor = std::max(report.greatest_od_factor, after / before);
  }
  for (const double weight : result.weight) {
    report.least_weight = std::min(report.least_weight, weight);
    report.greatest_weight = std::max(report.greatest_weight, weight);
  }
}

}  // namespace

Calibration calibrate(const RoutedTrips& trips, std::span<const Count> counts,
                      const CalibrationOptions& options) {
  check(trips, counts);
  if (options.shift < 0 || options.shift > 86'400'000)
    throw InputError("shift of departures is " + std::to_string(options.shift) + " ms, must be 0 to a day",
                     "options of the calibration");
  const CountIndex index(counts);
  const Crossings crossings = crossings_of(trips, index);
  const CountFit fit = fit_to_counts(crossings, counts, options.fit);
  Calibration result;
  result.weight = fit.weight;
  result.copies = rounded_weights(trips, crossings, fit, options.seed);
  place_vehicles(trips, options, result);
  result.report.sweeps = fit.sweeps;
  result.report.converged = fit.converged;
  report_counts(trips, counts, index, crossings, result);
  report_demand(trips, crossings, result);
  return result;
}

TravelDemand calibrated(const TravelDemand& demand, const Calibration& calibration) {
  TravelDemand result;
  result.types = demand.types;
  result.mixes = demand.mixes;
  result.route_links = demand.route_links;
  result.halts = demand.halts;
  std::vector<std::int32_t> told(demand.vehicles.size(), 0);
  for (std::size_t i = 0; i < calibration.source.size(); ++i) {
    const std::int32_t source = calibration.source[i];
    if (source < 0 || at(source) >= demand.vehicles.size())
      throw InputError("there is no vehicle " + std::to_string(source), "calibrated demand");
    Vehicle vehicle = demand.vehicles[at(source)];
    vehicle.depart = calibration.depart[i];
    if (++told[at(source)] > 1) vehicle.id += "+" + std::to_string(told[at(source)]);
    result.vehicles.push_back(std::move(vehicle));
  }
  return result;
}

}  // namespace conurb::transport::demand
