// SPDX-License-Identifier: Apache-2.0
// From a catalogue to the matrices of the model, and the passages in bulk; passage.cpp has the model itself.
#include "plugins/transport/emissions/emission_model.hpp"

#include <algorithm>
#include <utility>

#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::emissions {
namespace {

constexpr double kGravity = 9.81;    // m/s2
constexpr double kAirDensity = 1.2;  // kg/m3, at 20 °C
constexpr double kJoulesOfKwh = 3.6e6;

/// Lower heating values and carbon of fuels: petrol and diesel 3.169 kg of CO2 each (EMEP/EEA guidebook,
/// 1.A.3.b.i-iv), natural gas 56.1 g/MJ (IPCC guidelines, 2006, volume 2, table 3.2.1).
struct FuelValues {
  double mj_kg, co2_kg_kg;
};
constexpr FuelValues values_of(Carrier carrier) {
  switch (carrier) {
    case Carrier::petrol: return {43.8, 3.169};
    case Carrier::diesel: return {42.7, 3.169};
    case Carrier::cng: return {48.0, 2.693};
    case Carrier::battery:
    case Carrier::none: break;
  }
  return {1, 0};
}

/// Outputs of a joule that the vehicle takes.
std::array<double, kOutputs> of_a_joule(const EmissionClass& one) {
  std::array<double, kOutputs> per_joule{};
  if (one.carrier == Carrier::none) return per_joule;
  if (one.carrier == Carrier::battery) {
    per_joule[place_of(Output::electricity)] = 1 / kJoulesOfKwh;
    return per_joule;
  }
  const FuelValues values = values_of(one.carrier);
  per_joule[place_of(Output::fuel_energy)] = 1e-6;
  per_joule[place_of(Output::fuel)] = 1e-3 / values.mj_kg;
  per_joule[place_of(Output::co2)] = 1e-3 / values.mj_kg * values.co2_kg_kg;
  per_joule[place_of(Output::nox)] = 1e-6 * one.nox;
  per_joule[place_of(Output::pm_exhaust)] = 1e-6 * one.pm_exhaust;
  return per_joule;
}

/// Amount per hour at a speed.
double hourly(const SpeedTable& table, double kmh) {
  const std::vector<double>& speeds = table.speeds_kmh;
  if (kmh <= speeds.front()) return table.per_km.front() * speeds.front();
  if (kmh >= speeds.back()) return table.per_km.back() * kmh;
  const auto above =
      static_cast<std::size_t>(std::upper_bound(speeds.begin(), speeds.end(), kmh) - speeds.begin());
  const double low = table.per_km[above - 1] * speeds[above - 1], high = table.per_km[above] * speeds[above];
  return low + (high - low) * (kmh - speeds[above - 1]) / (speeds[above] - speeds[above - 1]);
}

void require_rule(const StopRule& rule) {
  if (!(rule.slow_cruise >= 0.1 && rule.slow_cruise <= 1)) {
    throw InputError("slow_cruise is " + shown(rule.slow_cruise) + ", not within 0.1 … 1", "stop rule");
  }
  if (!(rule.cycle >= 10 && rule.cycle <= 3600)) {
    throw InputError("cycle is " + shown(rule.cycle) + " s, not within 10 … 3600", "stop rule");
  }
}

[[noreturn]] void refuse_link(std::int32_t link, const char* what, double value, const char* limits) {
  throw InputError(std::string(what) + " is " + shown(value) + ", not within " + limits,
                   "link row " + std::to_string(link));
}

void require_roads(const RoadView& roads, LinkRange range, std::size_t sums) {
  const std::size_t links = roads.length.size();
  if (roads.free_speed.size() != links || (!roads.gradient.empty() && roads.gradient.size() != links) ||
      sums != links * kOutputs) {
    throw InputError("lengths, speeds, gradients and sums are not of the same links", "emissions of links");
  }
  if (range.first < 0 || range.end < range.first || at(range.end) > links) {
    throw InputError("links " + std::to_string(range.first) + " … " + std::to_string(range.end) +
                         " are not within the " + std::to_string(links) + " links",
                     "emissions of links");
  }
  for (std::int32_t link = range.first; link < range.end; ++link) {
    const std::size_t i = at(link);
    if (!(roads.length[i] > 0 && roads.length[i] <= 1e6)) {
      refuse_link(link, "length", roads.length[i], "0 … 1e6 m");
    }
    if (!(roads.free_speed[i] > 0 && roads.free_speed[i] <= 200)) {
      refuse_link(link, "free speed", roads.free_speed[i], "0 … 200 m/s");
    }
    if (!roads.gradient.empty() && !(roads.gradient[i] >= -0.5 && roads.gradient[i] <= 0.5)) {
      refuse_link(link, "gradient", roads.gradient[i], "-0.5 … 0.5");
    }
  }
}

}  // namespace

EmissionModel::EmissionModel(EmissionCatalogue catalogue, const StopRule& rule)
    : catalogue_(std::move(catalogue)), rule_(rule) {
  require_sound(catalogue_);
  require_rule(rule_);
  rows_.resize(at(catalogue_.rows()));
  Tables tables(rows_.size());
  for (const SpeedTable& one : catalogue_.tables) tables[at(one.row)][place_of(one.output)] = &one;
  for (std::int32_t index = 0; index < rows(); ++index) set_row(index, tables);
}

void EmissionModel::set_row(std::int32_t index, const Tables& tables) {
  const std::size_t classes = catalogue_.classes.size();
  std::vector<ClassShare> members{{index, 1}};
  if (at(index) >= classes) members = catalogue_.mixes[at(index) - classes].members;
  double all = 0;
  for (const ClassShare& member : members) all += member.share;
  for (ClassShare& member : members) {
    member.share /= all;
    std::array<bool, kOutputs> tabled{};
    for (std::size_t q = 0; q < kOutputs; ++q) {
      tabled[q] = tables[at(index)][q] != nullptr || tables[at(member.emission_class)][q] != nullptr;
    }
    add_member(rows_[at(index)], catalogue_.classes[at(member.emission_class)], member.share, tabled);
  }
  set_grids(index, members, tables);
}

void EmissionModel::add_member(Row& row, const EmissionClass& one, double share,
                               const std::array<bool, kOutputs>& tabled) {
  const Work force{one.mass * one.rotating, one.mass * kGravity * one.rolling, one.mass * kGravity,
                   kAirDensity / 2 * one.drag_area};
  for (std::size_t k = 0; k < force.size(); ++k) row.force[k] += share * force[k];
  row.top_speed += share * one.top_speed;
  row.half_acceleration += share * 0.5 / one.acceleration;
  row.half_deceleration += share * 0.5 / one.deceleration;
  row.loss_rate = row.half_acceleration + row.half_deceleration;
  const std::array<double, kOutputs> joule = of_a_joule(one);
  for (std::size_t q = 0; q < kDriven; ++q) {
    if (tabled[q]) continue;
    for (std::size_t k = 0; k < force.size(); ++k) {
      const double of_work = share * force[k] / one.efficiency * joule[q];
      row.pulled[k][q] += of_work;
      row.braked[k][q] += of_work * one.regeneration;
    }
    row.turning[q] += share * one.engine_power * joule[q];
    row.standing[q] += share * one.engine_power * one.standing_share * joule[q];
    row.always[q] += share * one.auxiliary_power * joule[q];
  }
  // A table of one wear output leaves the other one to the model, so each has factors of its own.
  for (std::size_t size = 0; size < row.tyre.size(); ++size) {
    if (tabled[kDriven + size]) continue;
    row.tyre[size] += share * one.tyre_wear;
    row.brake[size] += share * one.brake_wear;
    row.road[size] += share * one.road_wear;
  }
}

void EmissionModel::set_grids(std::int32_t index, const std::vector<ClassShare>& members,
                              const Tables& tables) {
  Row& row = rows_[at(index)];
  row.grid.fill(kNone);
  for (std::size_t q = 0; q < kOutputs; ++q) {
    std::vector<std::pair<const SpeedTable*, double>> parts;
    if (const SpeedTable* own = tables[at(index)][q]) {
      parts.emplace_back(own, 1);
    } else {
      for (const ClassShare& member : members) {
        if (const SpeedTable* one = tables[at(member.emission_class)][q])
          parts.emplace_back(one, member.share);
      }
    }
    if (parts.empty()) continue;
    row.has_grids = true;
    row.grid[q] = row_of(grids_.size());
    for (std::int32_t kmh = 0; kmh < kGridSpeeds; ++kmh) {
      double amount = 0;
      for (const auto& [one, share] : parts) amount += share * hourly(*one, kmh);
      grids_.push_back(amount);
    }
  }
}

void add_passages(const EmissionModel& model, const RoadView& roads, std::span<const LinkPassage> passages,
                  LinkRange range, std::span<double> sums) {
  require_roads(roads, range, sums.size());
  const std::int32_t links = row_of(roads.length.size());
  const bool flat = roads.gradient.empty();
  for (std::size_t p = 0; p < passages.size(); ++p) {
    const LinkPassage& one = passages[p];
    if (one.link < 0 || one.link >= links || one.row < 0 || one.row >= model.rows() || one.time <= 0 ||
        !(one.stops <= 1000)) {
      throw InputError("link row " + std::to_string(one.link) + " of " + std::to_string(links) +
                           ", emission row " + std::to_string(one.row) + " of " +
                           std::to_string(model.rows()) + ", " + std::to_string(one.time) + " ms and " +
                           shown(static_cast<double>(one.stops)) + " stops are not a passage",
                       "passage " + std::to_string(p),
                       "name rows that are there, a time above 0, at most 1000 stops");
    }
    if (one.link < range.first || one.link >= range.end) continue;
    const std::size_t i = at(one.link);
    const Passage passage{.length = roads.length[i],
                          .free_speed = roads.free_speed[i],
                          .gradient = flat ? 0 : roads.gradient[i],
                          .time = one.time * 1e-3,
                          .stops = static_cast<double>(one.stops)};
    const Outputs out = model.passage(one.row, passage);
    for (std::size_t q = 0; q < kOutputs; ++q) sums[i * kOutputs + q] += out[q];
  }
}

}  // namespace conurb::transport::emissions
