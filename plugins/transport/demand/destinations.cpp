// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/destinations.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace conurb::transport::demand {
namespace {

// Mean distance between two random points of a unit square: (2 + sqrt 2 + 5 ln(1 + sqrt 2)) / 15 (Santaló,
// Integral Geometry and Geometric Probability, 1976).
constexpr double kWithinSquare = 0.5214054331647207;
constexpr double kMostReaches = 600;  // beyond it the exponent of a double ends
constexpr double kFarthestPlace = 1e8;

using SquareOfPlace = std::pair<std::pair<std::int64_t, std::int64_t>, std::int32_t>;

/// (row, column) and place, sorted; and how many squares there are.
std::size_t sort_into_squares(std::span<const double> x, std::span<const double> y, double cell,
                              std::vector<SquareOfPlace>& sorted) {
  sorted.clear();
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!(std::fabs(x[i]) <= kFarthestPlace && std::fabs(y[i]) <= kFarthestPlace)) continue;
    const auto square = [cell](double value) { return static_cast<std::int64_t>(std::floor(value / cell)); };
    sorted.push_back({{square(y[i]), square(x[i])}, row_of(i)});
  }
  std::sort(sorted.begin(), sorted.end());
  std::size_t count = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i)
    count += i == 0 || sorted[i].first != sorted[i - 1].first ? 1 : 0;
  return count;
}

}  // namespace

PlaceZones::PlaceZones(std::span<const double> x, std::span<const double> y) : zone_of_(x.size(), kNone) {
  std::vector<SquareOfPlace> sorted;
  while (sort_into_squares(x, y, cell_, sorted) > kMostZones) cell_ *= 1.25;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto& [square, place] = sorted[i];
    if (i == 0 || square != sorted[i - 1].first) {
      x_.push_back((static_cast<double>(square.second) + 0.5) * cell_);
      y_.push_back((static_cast<double>(square.first) + 0.5) * cell_);
      first_.push_back(i);
    }
    zone_of_[at(place)] = row_of(x_.size() - 1);
    places_.push_back(place);
    first_.back() = i + 1;
  }
}

double PlaceZones::distance(std::size_t from, std::size_t to) const {
  return from == to ? kWithinSquare * cell_ : std::hypot(x_[from] - x_[to], y_[from] - y_[to]);
}

Destinations::Destinations(const PlaceZones& zones, std::span<const double> attraction, double reach)
    : zones_(zones), reach_(reach), first_(1, 0) {
  for (std::size_t zone = 0; zone < zones.count(); ++zone) {
    double sum = 0;
    for (const std::int32_t place : zones.places(zone)) summed_.push_back(sum += attraction[at(place)]);
    of_zone_.push_back(sum);
    first_.push_back(summed_.size());
  }
}

void Destinations::wishes_from(std::size_t zone, std::vector<double>& summed) const {
  summed.resize(of_zone_.size());
  double sum = 0;
  for (std::size_t to = 0; to < of_zone_.size(); ++to) {
    if (of_zone_[to] > 0)
      sum += of_zone_[to] * std::exp(-std::min(zones_.distance(zone, to) / reach_, kMostReaches));
    summed[to] = sum;
  }
}

std::int32_t Destinations::draw(std::span<const double> summed_wishes, double zone_at,
                                double place_at) const {
  if (summed_wishes.empty() || !(summed_wishes.back() > 0)) return kNone;
  // The first whose sum is beyond what was drawn attracts itself, since its sum is above the one before.
  const auto beyond = [](auto first, auto last, double share) {
    const double wanted = share * *(last - 1);
    const auto found = std::upper_bound(first, last, wanted);
    return found != last ? found : std::lower_bound(first, last, *(last - 1));
  };
  const auto zone = static_cast<std::size_t>(beyond(summed_wishes.begin(), summed_wishes.end(), zone_at) -
                                             summed_wishes.begin());
  const auto begin = summed_.begin() + static_cast<std::ptrdiff_t>(first_[zone]);
  const auto end = summed_.begin() + static_cast<std::ptrdiff_t>(first_[zone + 1]);
  return zones_.places(zone)[static_cast<std::size_t>(beyond(begin, end, place_at) - begin)];
}

}  // namespace conurb::transport::demand
