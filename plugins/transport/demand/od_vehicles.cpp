// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

#include "engine/sdk/dice.hpp"
#include "plugins/transport/demand/od_matrix.hpp"
#include "plugins/transport/error.hpp"

namespace conurb::transport::demand {
namespace {

constexpr double kHour = 3'600'000;  // ms
constexpr int kTriesForLinks = 16;

struct DraftVehicle {
  Milliseconds depart;
  std::int32_t cell, number, origin, destination;
};

void require_sound_zones(const ZoneLinks& zones) {
  if (zones.first.size() != zones.zones.size() + 1 || zones.first.back() != zones.link.size() ||
      zones.weight.size() != zones.link.size() || !std::is_sorted(zones.first.begin(), zones.first.end()))
    throw InputError("columns have different lengths", "zones");
}

void require_sound_matrix(const OdMatrix& matrix, const ZoneLinks& begins, const ZoneLinks& ends,
                          const OdVehicleOptions& options) {
  require_sound_zones(begins);
  require_sound_zones(ends);
  double day = 0, total = 0;
  for (const double hour : options.profile) day += hour >= 0 && hour <= 1e12 ? hour : -1e15;
  if (!(day > 0))
    throw InputError("the profile of the day is no row of 24 numbers from 0 to 1e12, not all 0", "od");
  if (!(options.scale >= 0 && options.scale <= 100))
    throw InputError("scale is " + shown(options.scale) + ", must be 0 to 100", "od");
  for (std::size_t i = 0; i < matrix.cells.size(); ++i) {
    const OdCell& cell = matrix.cells[i];
    const auto is_zone = [](const ZoneLinks& zones, std::int32_t z) {
      return z >= 0 && at(z) < zones.zones.size() && zones.first[at(z)] < zones.first[at(z) + 1];
    };
    if (!is_zone(begins, cell.from) || !is_zone(ends, cell.to) || cell.begin < 0 || cell.begin >= cell.end ||
        !(cell.trips >= 0 && (total += cell.trips * options.scale) <= kMostOdTrips))
      throw InputError(
          "a zone without links, an empty interval, or more than " + shown(kMostOdTrips) + " trips in all",
          "cell " + std::to_string(i));
  }
}

/// When a share of the day's traffic has passed, ms.
class DayProfile {
 public:
  explicit DayProfile(const std::array<double, 24>& hours) {
    for (std::size_t h = 0; h < 24; ++h) passed_[h + 1] = passed_[h] + hours[h];
  }
  [[nodiscard]] double time_at(double share) const {
    const double wanted = share * passed_[24];
    const auto after = std::upper_bound(passed_.begin(), passed_.end(), wanted);
    const auto hour = static_cast<std::size_t>(std::min(after, passed_.end() - 1) - passed_.begin()) - 1;
    const double within = passed_[hour + 1] - passed_[hour];
    return (static_cast<double>(hour) + (within > 0 ? (wanted - passed_[hour]) / within : 0)) * kHour;
  }

 private:
  std::array<double, 25> passed_ = {};
};

/// A link of the zone by weight.
std::int32_t draw_link(const ZoneLinks& zones, std::int32_t zone, sdk::Dice& dice) {
  const std::size_t first = zones.first[at(zone)], count = zones.first[at(zone) + 1] - first;
  return zones.link[first + dice.pick({zones.weight.data() + first, count})];
}

class CellVehicles {
 public:
  CellVehicles(const OdMatrix& matrix, const ZoneLinks& begins, const ZoneLinks& ends,
               const OdVehicleOptions& options)
      : matrix_(matrix),
        begins_(begins),
        ends_(ends),
        options_(options),
        profile_(options.profile),
        random_(options.seed, "conurb.transport.demand.od") {}

  void make() {
    double passed = 0;
    std::int32_t origin = kNone;
    for (std::size_t i = 0; i < matrix_.cells.size(); ++i) {
      const OdCell& cell = matrix_.cells[i];
      if (cell.from != origin) passed = random_.uniform(static_cast<std::uint64_t>(cell.from), -1);
      origin = cell.from;
      const double before = std::floor(passed);
      passed += cell.trips * options_.scale;
      add(row_of(i), static_cast<std::int32_t>(std::floor(passed) - before));
    }
  }

  std::vector<DraftVehicle> vehicles;
  double without_way = 0;

 private:
  void add(std::int32_t row, std::int32_t count) {
    const OdCell& cell = matrix_.cells[at(row)];
    sdk::Dice dice(random_, static_cast<std::uint64_t>(cell.from),
                   std::int64_t{cell.to} << 32 | static_cast<std::int64_t>(cell.begin));
    for (std::int32_t i = 0; i < count; ++i) {
      const double share = (static_cast<double>(i) + dice.uniform()) / static_cast<double>(count);
      const double time = cell.timed ? cell.begin + share * (static_cast<double>(cell.end) - cell.begin)
                                     : profile_.time_at(share);
      DraftVehicle one{static_cast<Milliseconds>(std::min(time, static_cast<double>(cell.end) - 1)), row, i,
                       0, 0};
      draw_links(cell, dice, one);
      if (one.origin == one.destination) {
        without_way += 1;
      } else {
        vehicles.push_back(one);
      }
    }
  }

  /// Two that differ, if the zones have such.
  void draw_links(const OdCell& cell, sdk::Dice& dice, DraftVehicle& one) const {
    for (int tries = 0; tries < kTriesForLinks; ++tries) {
      one.origin = draw_link(begins_, cell.from, dice);
      one.destination = draw_link(ends_, cell.to, dice);
      if (one.origin != one.destination) return;
    }
    for (std::size_t a = begins_.first[at(cell.from)]; a < begins_.first[at(cell.from) + 1]; ++a) {
      for (std::size_t b = ends_.first[at(cell.to)]; b < ends_.first[at(cell.to) + 1]; ++b) {
        one.origin = begins_.link[a];
        one.destination = ends_.link[b];
        if (one.origin != one.destination) return;
      }
    }
  }

  const OdMatrix& matrix_;
  const ZoneLinks &begins_, &ends_;
  const OdVehicleOptions& options_;
  DayProfile profile_;
  sdk::Random random_;
};

}  // namespace

std::array<double, 24> OdVehicleOptions::usual_profile() {
  return {0.6, 0.4, 0.3, 0.4, 1, 2.5, 5,   7,   6.5, 5.3, 5.2, 5.3,
          5.5, 5.8, 6.3, 7.3, 8, 7.6, 5.8, 4.2, 3,   2.4, 1.8, 1.1};
}

OdVehicles vehicles_of(const OdMatrix& matrix, const ZoneLinks& begins, const ZoneLinks& ends,
                       const OdVehicleOptions& options) {
  require_sound_matrix(matrix, begins, ends, options);
  CellVehicles cells(matrix, begins, ends, options);
  cells.make();
  std::vector<DraftVehicle>& drafts = cells.vehicles;
  const auto key = [](const DraftVehicle& v) { return std::tie(v.depart, v.cell, v.number); };
  std::sort(drafts.begin(), drafts.end(),
            [&](const DraftVehicle& a, const DraftVehicle& b) { return key(a) < key(b); });
  OdVehicles result;
  result.without_way = cells.without_way;
  result.demand.types = {options.type};
  result.demand.vehicles.resize(drafts.size());
  result.cell.resize(drafts.size());
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    Vehicle& vehicle = result.demand.vehicles[i];
    vehicle.id = "o";
    vehicle.id += std::to_string(i + 1);
    vehicle.type = 0;
    vehicle.depart = drafts[i].depart;
    vehicle.origin = drafts[i].origin;
    vehicle.destination = drafts[i].destination;
    result.cell[i] = drafts[i].cell;
  }
  return result;
}

OdVehicles vehicles_of(const OdMatrix& matrix, const ZoneLinks& zones, const OdVehicleOptions& options) {
  return vehicles_of(matrix, zones, zones, options);
}

}  // namespace conurb::transport::demand
