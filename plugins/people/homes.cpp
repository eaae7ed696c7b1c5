// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/homes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "plugins/people/ground_plan.hpp"
#include "plugins/people/household.hpp"

namespace conurb::people {

namespace {

constexpr std::size_t kChunk = 2048;  // buildings

constexpr double kLeastHome = 30;     // gross floor area of dwellings of which there is at least one, m2
constexpr double kTwoFamilies = 250;  // in a house larger than this two may live
constexpr double kSmallBlock = 500;   // floor area of a house of few flats, m2
constexpr double kOccupied = 0.957;   // dwellings lived in

/// Gross floor area of a usual flat, m2.
double flat_size(const Buildings& b, std::size_t i) {
  return b.storeys[i] <= 3.5F && b.dwelling_area[i] <= kSmallBlock ? 130 : 98;
}

class Settler {
 public:
  Settler(const Options& options, Buildings& buildings, const std::vector<float>& density,
          const ParallelFor& parallel)
      : options_(options),
        b_(buildings),
        density_(density),
        parallel_(parallel),
        count_(buildings.size()),
        chunks_((count_ + kChunk - 1) / kChunk),
        house_(count_),
        by_rule_(count_),
        dwelling_(options.seed, "org.conurb.people/dwellings"),
        household_(options.seed, "org.conurb.people/households"),
        person_(options.seed, "org.conurb.people/persons") {
    for (std::size_t i = 0; i < count_; ++i) {
      house_[i] = is_house(b_, i) ? 1 : 0;
      by_rule_[i] = std::isnan(b_.dwellings[i]) ? 1 : 0;
    }
  }

  Groups run(Tally& tally) {
    double known = 0;
    for (std::size_t i = 0; i < count_; ++i) known += is_known(i) ? static_cast<double>(b_.residents[i]) : 0;
    wanted_ = options_.population > 0 ? std::max(0.0, options_.population - known) : by_floor_area();
    tally.asked = options_.population;
    divide_into_dwellings();
    choose_occupied();
    Groups groups = write_groups();
    for (std::size_t i = 0; i < count_; ++i) tally.housed += static_cast<double>(b_.residents[i]);
    return groups;
  }

 private:
  template <typename Body>
  void for_chunks(const Body& body) const {
    parallel_(chunks_, [&](std::size_t chunk) {
      body(chunk, chunk * kChunk, std::min(count_, (chunk + 1) * kChunk));
    });
  }

  [[nodiscard]] bool is_known(std::size_t i) const { return !std::isnan(b_.residents[i]); }
  [[nodiscard]] const SizeShares& shares(std::size_t i) const {
    return house_[i] != 0 ? in_houses_ : in_flats_;
  }

  /// Residents whom the dwellings that are to be settled give their usual room.
  [[nodiscard]] double by_floor_area() const {
    double area = 0;
    for (std::size_t i = 0; i < count_; ++i)
      area += is_known(i) || !(b_.dwelling_area[i] > 0) ? 0 : static_cast<double>(b_.dwelling_area[i]);
    return area * kNetShare / options_.living_area;
  }

  [[nodiscard]] std::uint32_t dwellings(std::size_t i, double scale) const {
    if (by_rule_[i] == 0) return static_cast<std::uint32_t>(std::lround(b_.dwellings[i]));
    const double living = b_.dwelling_area[i];
    if (!(living >= kLeastHome)) return 0;
    const double u = dwelling_.uniform(b_.key[i], 0);
    if (house_[i] != 0) return living > kTwoFamilies && u < 0.35 ? 2 : 1;
    return std::max(1U, static_cast<std::uint32_t>(living / (flat_size(b_, i) * scale) + u));
  }

  struct Stock {
    double houses = 0, flats = 0;  ///< dwellings that are to be settled
  };
  [[nodiscard]] Stock stock(double scale) const {
    std::vector<Stock> parts(chunks_);
    for_chunks([&](std::size_t chunk, std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        if (!is_known(i)) (house_[i] != 0 ? parts[chunk].houses : parts[chunk].flats) += dwellings(i, scale);
    });
    Stock sum;
    for (const Stock& part : parts) sum.houses += part.houses, sum.flats += part.flats;
    return sum;
  }

  /// Flats of such a size that the people find room; households as large as they are on average.
  void divide_into_dwellings() {
    double scale = 1;
    for (int round = 0; round < 3; ++round) {
      const Stock now = stock(scale);
      fit_household_sizes(options_.household_size, now.houses, now.flats, in_houses_, in_flats_);
      double small = 0.35, large = 3.0;
      for (int step = 0; step < 18; ++step) {
        const double middle = std::sqrt(small * large);
        const Stock s = stock(middle);
        const double expected = kOccupied * (s.houses * mean(in_houses_) + s.flats * mean(in_flats_));
        (expected > wanted_ ? small : large) = middle;
      }
      scale = std::sqrt(small * large);
    }
    for_chunks([&](std::size_t, std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) b_.dwellings[i] = static_cast<float>(dwellings(i, scale));
    });
  }

  struct Home {
    int size;
    double turn;  ///< dwellings fill in the order of this number in 0..1
  };
  [[nodiscard]] Home home(std::size_t i, std::uint32_t dwelling) const {
    sdk::Dice dice(household_, b_.key[i], dwelling);
    const int size = static_cast<int>(dice.pick(shares(i))) + 1;
    return {size, dice.uniform()};
  }

  void choose_occupied() {
    constexpr std::size_t kBins = 1U << 14, kParts = 16;
    std::vector<std::vector<std::uint32_t>> parts(kParts, std::vector<std::uint32_t>(kBins, 0));
    parallel_(kParts, [&](std::size_t part) {
      for (std::size_t i = count_ * part / kParts; i < count_ * (part + 1) / kParts; ++i) {
        if (is_known(i)) continue;
        for (std::uint32_t d = 0; d < static_cast<std::uint32_t>(b_.dwellings[i]); ++d) {
          const Home h = home(i, d);
          parts[part][static_cast<std::size_t>(h.turn * kBins)] += static_cast<std::uint32_t>(h.size);
        }
      }
    });
    double housed = 0;
    std::size_t bin = 0;
    for (; bin < kBins && housed < wanted_; ++bin)
      for (const auto& part : parts) housed += part[bin];
    occupied_below_ = static_cast<double>(bin) / kBins;
  }

  /// Households of a building: all that live there, or as many as its known residents need.
  void write_building(std::size_t i, Groups& out) {
    const bool known = is_known(i);
    const auto to_house = known ? static_cast<std::uint32_t>(std::lround(b_.residents[i])) : 0U;
    const auto count = static_cast<std::uint32_t>(b_.dwellings[i]);
    std::vector<std::uint32_t> people;  // keys, sorted so that equal ones meet
    std::uint32_t residents = 0, households = 0;
    for (std::uint32_t d = 0; known ? residents < to_house : d < count; ++d) {
      Home h = home(i, d);
      if (!known && h.turn >= occupied_below_) continue;
      if (known) h.size = std::min(h.size, static_cast<int>(to_house - residents));
      residents += static_cast<std::uint32_t>(h.size);
      ++households;
      if (b_.has_groups[i] != 0) continue;
      sdk::Dice dice(person_, b_.key[i], d);
      const Household household = draw_household(dice, h.size, options_, house_[i] != 0, density_[i]);
      for (int k = 0; k < h.size; ++k)
        people.push_back(key_of(household, static_cast<std::size_t>(k), h.size));
    }
    if (!known) b_.residents[i] = static_cast<float>(residents);
    if (by_rule_[i] != 0) b_.dwellings[i] = std::max(b_.dwellings[i], static_cast<float>(households));
    write_people(static_cast<std::uint32_t>(i), people, out);
  }

  static std::uint32_t key_of(const Household& household, std::size_t person, int size) {
    const Person& p = household.people[person];
    return std::uint32_t{p.band} << 16 | static_cast<std::uint32_t>(p.occupation) << 8 |
           static_cast<std::uint32_t>(size * 8 + household.cars);
  }

  static void write_people(std::uint32_t building, std::vector<std::uint32_t>& people, Groups& out) {
    std::sort(people.begin(), people.end());
    for (std::size_t i = 0, j = 0; i < people.size(); i = j) {
      while (j < people.size() && people[j] == people[i]) ++j;
      const std::uint32_t key = people[i];
      out.home.push_back(building);
      out.work.push_back(kNone);
      out.age_band.push_back(static_cast<std::uint8_t>(key >> 16));
      out.occupation.push_back(static_cast<Occupation>(key >> 8 & 255U));
      out.household_size.push_back(static_cast<std::uint8_t>((key & 255U) / 8));
      out.cars.push_back(static_cast<std::uint8_t>((key & 255U) % 8));
      out.count.push_back(static_cast<std::uint32_t>(j - i));
    }
  }

  template <typename T>
  static void append(std::vector<T>& to, const std::vector<T>& from) {
    to.insert(to.end(), from.begin(), from.end());
  }

  Groups write_groups() {
    std::vector<Groups> parts(chunks_);
    for_chunks([&](std::size_t chunk, std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) write_building(i, parts[chunk]);
    });
    Groups all;
    std::size_t rows = 0;
    for (const Groups& part : parts) rows += part.rows();
    all.home.reserve(rows), all.work.reserve(rows), all.age_band.reserve(rows), all.occupation.reserve(rows);
    all.household_size.reserve(rows), all.cars.reserve(rows), all.count.reserve(rows);
    for (Groups& part : parts) {
      append(all.home, part.home);
      append(all.work, part.work);
      append(all.age_band, part.age_band);
      append(all.occupation, part.occupation);
      append(all.household_size, part.household_size);
      append(all.cars, part.cars);
      append(all.count, part.count);
      part = {};
    }
    return all;
  }

  const Options& options_;
  Buildings& b_;
  const std::vector<float>& density_;
  const ParallelFor& parallel_;
  std::size_t count_, chunks_;
  std::vector<std::uint8_t> house_, by_rule_;  // before anything is given
  sdk::Random dwelling_, household_, person_;
  SizeShares in_houses_{}, in_flats_{};
  double wanted_ = 0, occupied_below_ = 1;
};

}  // namespace

Groups settle_homes(const Options& options, Buildings& buildings, const std::vector<float>& density,
                    const ParallelFor& parallel, Tally& tally) {
  return Settler(options, buildings, density, parallel).run(tally);
}

}  // namespace conurb::people
