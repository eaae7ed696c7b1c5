// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/people.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "plugins/generator/noise.hpp"

namespace conurb::generator {

namespace {

constexpr std::size_t kChunk = 2048;  // buildings

bool is_house(Typology t) {
  return t == Typology::detached || t == Typology::semi_detached || t == Typology::row_house;
}

/// Gross floor area of a usual flat, m2.
double flat_size(Typology t) {
  switch (t) {
    case Typology::tower: return 82;
    case Typology::slab: return 84;
    case Typology::apartment_house: return 92;
    case Typology::villa: return 160;
    default: return 104;
  }
}

constexpr std::array<double, 5> kHouseSizes{0.22, 0.43, 0.17, 0.14, 0.04};  // households of 1..5, in houses
constexpr std::array<double, 5> kFlatSizes{0.49, 0.32, 0.10, 0.07, 0.02};   // in flats
constexpr double kOccupied = 0.957;  // dwellings lived in (vacancy 4.3 %: census 2022, from memory)

double mean_size(const std::array<double, 5>& shares) {
  double sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) sum += shares[i] * static_cast<double>(i + 1);
  return sum;
}

class Settler {
 public:
  Settler(const Options& options, City& city, const ParallelFor& parallel)
      : options_(options),
        city_(city),
        parallel_(parallel),
        count_(city.buildings.size()),
        chunks_((count_ + kChunk - 1) / kChunk),
        dwelling_(options.seed, "generator/dwellings"),
        household_(options.seed, "generator/households"),
        person_(options.seed, "generator/persons") {}

  void run() {
    divide_into_dwellings();
    choose_occupied();
    write_groups();
    fill_jobs();
  }

 private:
  template <typename Body>
  void for_chunks(const Body& body) const {
    parallel_(chunks_, [&](std::size_t chunk) {
      body(chunk, chunk * kChunk, std::min(count_, (chunk + 1) * kChunk));
    });
  }

  [[nodiscard]] std::uint32_t dwellings(std::size_t b, double scale) const {
    const double living = city_.buildings.living_area[b];
    if (living < 30) return 0;
    const Typology t = city_.buildings.typology[b];
    const double u = dwelling_.uniform(b, 0);
    if (is_house(t)) return living > 250 && u < 0.35 ? 2 : 1;
    return std::max(1U, static_cast<std::uint32_t>(living / (flat_size(t) * scale) + u));
  }

  /// Residents to expect when flats are `scale` times their usual size.
  [[nodiscard]] double expected(double scale) const {
    std::vector<double> parts(chunks_, 0);
    for_chunks([&](std::size_t chunk, std::size_t begin, std::size_t end) {
      double sum = 0;
      for (std::size_t b = begin; b < end; ++b)
        sum +=
            dwellings(b, scale) * mean_size(is_house(city_.buildings.typology[b]) ? kHouseSizes : kFlatSizes);
      parts[chunk] = sum;
    });
    double sum = 0;
    for (const double part : parts) sum += part;
    return sum * kOccupied;
  }

  void divide_into_dwellings() {
    double small = 0.35, large = 3.0;
    for (int step = 0; step < 18; ++step) {
      const double middle = std::sqrt(small * large);
      (expected(middle) > options_.population ? small : large) = middle;
    }
    const double scale = std::sqrt(small * large);
    for_chunks([&](std::size_t, std::size_t begin, std::size_t end) {
      for (std::size_t b = begin; b < end; ++b) city_.buildings.dwellings[b] = dwellings(b, scale);
    });
  }

  struct Home {
    int size;
    double turn;  ///< dwellings fill in the order of this number in 0..1
  };
  [[nodiscard]] Home home(std::size_t b, std::uint32_t dwelling) const {
    Dice dice(household_, std::uint64_t{b} << 20 | dwelling);
    const auto& shares = is_house(city_.buildings.typology[b]) ? kHouseSizes : kFlatSizes;
    const int size = static_cast<int>(dice.pick(shares)) + 1;
    return {size, dice.uniform()};
  }

  void choose_occupied() {
    constexpr std::size_t kBins = 1U << 14;
    std::vector<std::vector<std::uint32_t>> parts(std::min<std::size_t>(chunks_, 16),
                                                  std::vector<std::uint32_t>(kBins, 0));
    parallel_(parts.size(), [&](std::size_t part) {
      for (std::size_t b = count_ * part / parts.size(); b < count_ * (part + 1) / parts.size(); ++b)
        for (std::uint32_t d = 0; d < city_.buildings.dwellings[b]; ++d) {
          const Home h = home(b, d);
          parts[part][static_cast<std::size_t>(h.turn * kBins)] += static_cast<std::uint32_t>(h.size);
        }
    });
    std::uint64_t housed = 0;
    std::size_t bin = 0;
    for (; bin < kBins && static_cast<double>(housed) < options_.population; ++bin)
      for (const auto& part : parts) housed += part[bin];
    occupied_below_ = static_cast<double>(bin) / kBins;
  }

  struct Person {
    std::uint8_t band;
    Occupation occupation;
  };

  static std::uint8_t adult_band(Dice& dice, const std::array<double, 5>& shares) {
    return static_cast<std::uint8_t>(2 + dice.pick(shares));
  }

  static Occupation occupation(Dice& dice, std::uint8_t band) {
    using enum Occupation;
    const double u = dice.uniform();
    switch (band) {
      case 0: return infant;
      case 1: return pupil;
      case 2: return u < 0.43 ? student : u < 0.93 ? employed : u < 0.98 ? unemployed : at_home;
      case 3: return u < 0.83 ? employed : u < 0.88 ? unemployed : u < 0.91 ? student : at_home;
      case 4: return u < 0.80 ? employed : u < 0.84 ? unemployed : u < 0.93 ? retired : at_home;
      case 5: return u < 0.10 ? employed : retired;
      default: return retired;
    }
  }

  /// The members of a household of `size`: singles, couples, lone parents, families.
  static std::array<Person, 5> members(Dice& dice, int size) {
    std::array<Person, 5> people{};
    constexpr std::array<double, 5> kSingle{0.09, 0.24, 0.27, 0.24, 0.16};
    constexpr std::array<double, 5> kCouple{0.03, 0.20, 0.34, 0.31, 0.12};
    constexpr std::array<double, 5> kParents{0.01, 0.51, 0.48, 0, 0};
    int adults = size == 1 ? 1 : 2;
    std::uint8_t band = 0;
    if (size == 1) {
      band = adult_band(dice, kSingle);
    } else if (size == 2 && !dice.chance(0.16)) {
      band = adult_band(dice, kCouple);
    } else {
      band = adult_band(dice, kParents);
      if (size == 2 || dice.chance(0.1)) adults = 1;
    }
    const bool young = band <= 3;
    const std::array<double, 3> child =
        young ? std::array<double, 3>{0.42, 0.49, 0.09} : std::array<double, 3>{0.03, 0.51, 0.46};
    for (int i = 0; i < size; ++i) {
      auto& person = people[static_cast<std::size_t>(i)];
      person.band = i < adults ? band : static_cast<std::uint8_t>(dice.pick(child));
      person.occupation = occupation(dice, person.band);
    }
    return people;
  }

  static std::uint8_t cars(Dice& dice, int size, Typology t) {
    // Cars per household fall with density: fewer where flats stand wall to wall.
    const double mean = is_house(t) ? (size == 1 ? 0.9 : 1.55)
                        : t == Typology::apartment_house || t == Typology::slab || t == Typology::tower
                            ? (size == 1 ? 0.62 : 1.1)
                            : (size == 1 ? 0.45 : 0.8);
    const double whole = std::floor(mean);
    int count = static_cast<int>(whole) + (dice.chance(mean - whole) ? 1 : 0);
    if (size > 3 && dice.chance(0.2)) ++count;
    return static_cast<std::uint8_t>(count);
  }

  struct GroupPart {
    Households households;
    PersonGroups persons;
  };

  void write_building(std::size_t b, GroupPart& out) {
    std::vector<std::uint32_t> homes, people;  // keys, sorted so that equal ones meet
    std::uint32_t residents = 0;
    for (std::uint32_t d = 0; d < city_.buildings.dwellings[b]; ++d) {
      const Home h = home(b, d);
      if (h.turn >= occupied_below_) continue;
      Dice dice(person_, std::uint64_t{b} << 20 | d);
      const std::uint8_t car_count = cars(dice, h.size, city_.buildings.typology[b]);
      const auto key = static_cast<std::uint32_t>(h.size * 8 + car_count);
      homes.push_back(key);
      const auto who = members(dice, h.size);
      for (int i = 0; i < h.size; ++i) {
        const Person& p = who[static_cast<std::size_t>(i)];
        people.push_back(std::uint32_t{p.band} << 16 | static_cast<std::uint32_t>(p.occupation) << 8 | key);
      }
      residents += static_cast<std::uint32_t>(h.size);
    }
    city_.buildings.residents[b] = residents;
    std::sort(homes.begin(), homes.end());
    for (std::size_t i = 0, j = 0; i < homes.size(); i = j) {
      while (j < homes.size() && homes[j] == homes[i]) ++j;
      out.households.home.push_back(static_cast<std::uint32_t>(b));
      out.households.size.push_back(static_cast<std::uint8_t>(homes[i] / 8));
      out.households.cars.push_back(static_cast<std::uint8_t>(homes[i] % 8));
      out.households.count.push_back(static_cast<std::uint32_t>(j - i));
    }
    std::sort(people.begin(), people.end());
    for (std::size_t i = 0, j = 0; i < people.size(); i = j) {
      while (j < people.size() && people[j] == people[i]) ++j;
      const std::uint32_t key = people[i];
      out.persons.home.push_back(static_cast<std::uint32_t>(b));
      out.persons.age_band.push_back(static_cast<std::uint8_t>(key >> 16));
      out.persons.occupation.push_back(static_cast<Occupation>(key >> 8 & 255U));
      out.persons.household_size.push_back(static_cast<std::uint8_t>((key & 255U) / 8));
      out.persons.cars.push_back(static_cast<std::uint8_t>((key & 255U) % 8));
      out.persons.count.push_back(static_cast<std::uint32_t>(j - i));
    }
  }

  template <typename T>
  static void append(std::vector<T>& to, const std::vector<T>& from) {
    to.insert(to.end(), from.begin(), from.end());
  }

  void write_groups() {
    std::vector<GroupPart> parts(chunks_);
    for_chunks([&](std::size_t chunk, std::size_t begin, std::size_t end) {
      for (std::size_t b = begin; b < end; ++b) write_building(b, parts[chunk]);
    });
    for (GroupPart& part : parts) {
      append(city_.households.home, part.households.home);
      append(city_.households.size, part.households.size);
      append(city_.households.cars, part.households.cars);
      append(city_.households.count, part.households.count);
      append(city_.persons.home, part.persons.home);
      append(city_.persons.age_band, part.persons.age_band);
      append(city_.persons.occupation, part.persons.occupation);
      append(city_.persons.household_size, part.persons.household_size);
      append(city_.persons.cars, part.persons.cars);
      append(city_.persons.count, part.persons.count);
      part = {};
    }
  }

  /// Gross floor area per place of work, m2.
  static double area_per_job(Function f) {
    switch (f) {
      case Function::residential:
      case Function::retail: return 46;
      case Function::office: return 29;
      case Function::hotel: return 85;
      case Function::restaurant: return 38;
      case Function::school: return 105;
      case Function::kindergarten: return 60;
      case Function::hospital: return 58;
      case Function::nursing_home: return 70;
      case Function::public_service: return 60;
      case Function::sport: return 260;
      case Function::industry: return 75;
      case Function::warehouse: return 190;
    }
    return 100;
  }

  /// Jobs by floor area, scaled so that the city has about one for every two residents, as far as the scale
  /// stays believable.
  void fill_jobs() {
    Buildings& b = city_.buildings;
    double sum = 0;
    for (std::size_t i = 0; i < count_; ++i)
      sum += (b.floor_area[i] - b.living_area[i]) / area_per_job(b.function[i]);
    const double scale = sum > 0 ? std::clamp(0.52 * options_.population / sum, 0.65, 1.5) : 1;
    for (std::size_t i = 0; i < count_; ++i) {
      const double jobs = scale * (b.floor_area[i] - b.living_area[i]) / area_per_job(b.function[i]);
      b.jobs[i] = static_cast<std::uint32_t>(jobs + dwelling_.uniform(i, 1));
    }
  }

  const Options& options_;
  City& city_;
  const ParallelFor& parallel_;
  std::size_t count_, chunks_;
  sdk::Random dwelling_, household_, person_;
  double occupied_below_ = 1;
};

}  // namespace

void settle_people(const Options& options, City& city, const ParallelFor& parallel) {
  Settler(options, city, parallel).run();
}

}  // namespace conurb::generator
