// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/ground_plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/sdk/dice.hpp"
#include "plugins/people/cells.hpp"

namespace conurb::people {

namespace {

constexpr double kSmallestHome = 25;   // footprint of a building that somebody lives in, m2
constexpr double kSmallestLow = 45;    // the same for one that is as low as a garage
constexpr double kLow = 3.5;           // m
constexpr double kShed = 45;           // footprint up to which garages and sheds have no floor to speak of
constexpr double kLargestHouse = 280;  // gross floor area of dwellings of a house of one family, m2

// Dwellings of Germany by year of construction, and the years of each band.
struct AgeShare {
  double share;
  int from, to;
};
constexpr std::array<AgeShare, 7> kAges{{{0.045, 1850, 1900},
                                         {0.095, 1900, 1919},
                                         {0.115, 1919, 1949},
                                         {0.425, 1949, 1979},
                                         {0.200, 1979, 2001},
                                         {0.075, 2001, 2012},
                                         {0.045, 2012, 2024}}};

float drawn_year(sdk::Dice& dice) {
  std::array<double, kAges.size()> weights{};
  for (std::size_t i = 0; i < kAges.size(); ++i) weights[i] = kAges[i].share;
  const AgeShare& band = kAges[dice.pick(weights)];
  return static_cast<float>(dice.integer(band.from, band.to - 1));
}

}  // namespace

void Buildings::resize(std::size_t count) {
  key.resize(count);
  x.resize(count), y.resize(count);
  use.resize(count, Use::unknown), hint.resize(count, Use::unknown);
  ground_floor.resize(count, GroundFloor::as_above);
  for (auto* column : {&footprint_area, &height, &storeys, &year, &floor_area, &dwelling_area, &dwellings,
                       &residents, &jobs})
    column->resize(count, kUnknown);
  heat_source.resize(count, HeatSource::unknown);
  has_groups.resize(count, 0);
  jobs_taken.resize(count, 0);
}

void give_uses(Buildings& b) {
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (b.use[i] != Use::unknown) continue;
    const double area = b.footprint_area[i];
    const bool low = b.height[i] < kLow || b.storeys[i] < 1;
    if (b.dwellings[i] > 0) {
      b.use[i] = Use::residential;
    } else if (area < kSmallestHome || (area < kSmallestLow && low)) {
      b.use[i] = Use::storage;
    } else {
      b.use[i] = b.hint[i] != Use::unknown ? b.hint[i] : Use::residential;
    }
  }
}

std::int64_t give_floors(Buildings& b) {
  std::int64_t unknown = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const UseFigures& use = figures(b.use[i]);
    if (std::isnan(b.storeys[i])) {
      const double height = b.height[i];
      if (use.one_storey)
        b.storeys[i] = 1;
      else if (height > 0)
        b.storeys[i] = static_cast<float>(std::max(1.0, std::round(height / use.storey_height)));
    }
    if (std::isnan(b.floor_area[i]) && b.footprint_area[i] > 0) {
      b.floor_area[i] =
          is_small_shed(b, i) ? 0 : b.storeys[i] * b.footprint_area[i];  // unknown if the storeys are
    }
    unknown += std::isnan(b.floor_area[i]) ? 1 : 0;
    if (!std::isnan(b.dwelling_area[i])) continue;
    if (b.use[i] != Use::residential || b.dwellings[i] == 0) {
      b.dwelling_area[i] = 0;
    } else {
      const double storeys = std::isnan(b.storeys[i]) ? 1 : b.storeys[i];
      const bool shops = b.ground_floor[i] == GroundFloor::shops && storeys >= 2;
      b.dwelling_area[i] = b.floor_area[i] * static_cast<float>(shops ? (storeys - 1) / storeys : 1);
    }
  }
  return unknown;
}

void give_years(const Options& options, Buildings& b, const ParallelFor& parallel) {
  const sdk::Random random(options.seed, "org.conurb.people/years");
  std::vector<std::uint32_t> known;
  for (std::size_t i = 0; i < b.size(); ++i)
    if (!std::isnan(b.year[i])) known.push_back(static_cast<std::uint32_t>(i));
  if (known.size() == b.size()) return;
  const Cells cells(b.x, b.y, known, kNear);
  const std::vector<float> given = b.year;
  constexpr std::size_t kChunk = 4096;
  parallel((b.size() + kChunk - 1) / kChunk, [&](std::size_t chunk) {
    std::vector<std::pair<double, std::uint32_t>> near;
    for (std::size_t i = chunk * kChunk; i < std::min(b.size(), (chunk + 1) * kChunk); ++i) {
      if (!std::isnan(given[i])) continue;
      near.clear();
      cells.for_near(b.x[i], b.y[i], [&](std::uint32_t other) {
        const double dx = b.x[other] - b.x[i], dy = b.y[other] - b.y[i], squared = dx * dx + dy * dy;
        if (squared <= kNear * kNear) near.emplace_back(squared, other);
      });
      if (near.empty()) {
        sdk::Dice dice(random, b.key[i]);
        b.year[i] = drawn_year(dice);
        continue;
      }
      // Ties of distance are broken by the object, as rows may come in any order.
      std::sort(near.begin(), near.end(), [&](const auto& p, const auto& q) {
        return p.first != q.first ? p.first < q.first : b.key[p.second] < b.key[q.second];
      });
      near.resize(std::min(near.size(), kNeighbours));
      std::vector<float> years;
      for (const auto& [distance, other] : near) years.push_back(given[other]);
      std::nth_element(years.begin(), years.begin() + static_cast<std::ptrdiff_t>(years.size() / 2),
                       years.end());
      b.year[i] = years[years.size() / 2];
    }
  });
}

std::vector<float> density(const Buildings& b) {
  constexpr double kCell = 250;
  std::vector<std::uint32_t> all(b.size());
  for (std::size_t i = 0; i < b.size(); ++i) all[i] = static_cast<std::uint32_t>(i);
  const Cells cells(b.x, b.y, all, kCell);
  const std::vector<double> floor = cells.sums([&](std::uint32_t i) {
    return std::isnan(b.floor_area[i]) ? 0.0 : static_cast<double>(b.floor_area[i]);
  });
  // Half of a building's ground is its own cell, half the eight around it, as far as anything stands there.
  std::vector<float> result(b.size());
  for (std::size_t c = 0; c < cells.count(); ++c) {
    double around = 0;
    int occupied = 0;
    cells.for_neighbours(c, [&](std::size_t other) {
      if (other == c) return;
      around += floor[other];
      ++occupied;
    });
    const double own = floor[c] / (kCell * kCell);
    const double mean = occupied == 0 ? own : 0.5 * own + 0.5 * around / (occupied * kCell * kCell);
    for (const std::uint32_t i : cells.members(c)) result[i] = static_cast<float>(mean);
  }
  return result;
}

namespace {

// Carriers by band of construction, in the order gas, oil, district heat, heat pump, electric, biomass.
struct HeatingShares {
  int before;  // year
  std::array<double, 6> house, flats_sparse, flats_dense;
};
constexpr std::array<HeatingShares, 4> kHeating{{
    {1979,
     {0.56, 0.27, 0.03, 0.015, 0.035, 0.09},
     {0.58, 0.18, 0.18, 0.01, 0.03, 0.02},
     {0.50, 0.08, 0.37, 0.005, 0.035, 0.01}},
    {2001,
     {0.63, 0.24, 0.03, 0.02, 0.02, 0.06},
     {0.61, 0.15, 0.20, 0.01, 0.01, 0.02},
     {0.52, 0.07, 0.39, 0.005, 0.01, 0.005}},
    {2016,
     {0.62, 0.05, 0.06, 0.17, 0.02, 0.08},
     {0.64, 0.03, 0.22, 0.06, 0.01, 0.04},
     {0.51, 0.02, 0.42, 0.03, 0.01, 0.01}},
    {9999,
     {0.38, 0.01, 0.09, 0.44, 0.02, 0.06},
     {0.45, 0.01, 0.29, 0.20, 0.01, 0.04},
     {0.33, 0.01, 0.53, 0.11, 0.01, 0.01}},
}};
constexpr float kDense = 0.8F;  // floor area per ground from which heat networks pay

}  // namespace

void give_heating(const Options& options, Buildings& b, const std::vector<float>& density) {
  const sdk::Random random(options.seed, "org.conurb.people/heating");
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (b.heat_source[i] != HeatSource::unknown || !figures(b.use[i]).heated || !(b.floor_area[i] > 0))
      continue;
    const HeatingShares* band = kHeating.data();
    while (b.year[i] >= static_cast<float>(band->before)) ++band;
    sdk::Dice dice(random, b.key[i]);
    const auto& shares = is_house(b, i)         ? band->house
                         : density[i] >= kDense ? band->flats_dense
                                                : band->flats_sparse;
    b.heat_source[i] = static_cast<HeatSource>(dice.pick(shares) + 1);
  }
}

bool is_small_shed(const Buildings& b, std::size_t i) {
  return (b.use[i] == Use::garage || b.use[i] == Use::storage) && b.footprint_area[i] <= kShed;
}

bool is_house(const Buildings& b, std::size_t i) {
  if (b.use[i] != Use::residential || b.dwellings[i] > 2 || b.storeys[i] > 3.5F) return false;
  return b.dwelling_area[i] <= kLargestHouse || b.dwellings[i] == 1;
}

}  // namespace conurb::people
