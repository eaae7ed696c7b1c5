// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/tours.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace conurb::transport::demand {
namespace {

constexpr std::uint32_t kMostCopies = 16;  // of a person, for a scale of up to 10
constexpr int kTries = 8;                  // to find a time

std::uint32_t rounded_by(sdk::Dice& dice, double mean) {
  return static_cast<std::uint32_t>(std::floor(mean + dice.uniform()));
}

double stay_of(const Stay& stay, sdk::Dice& dice) {
  return std::max(stay.least, stay.mean + stay.deviation * sdk::normal_quantile(dice.uniform()));
}

}  // namespace

double car_share(const SynthesisOptions& options, double distance) {
  const auto& table = options.car_share;
  if (!(distance > table.front().distance)) return table.front().share;
  for (std::size_t i = 1; i < table.size(); ++i) {
    if (distance > table[i].distance) continue;
    const double whole = std::log(table[i].distance / table[i - 1].distance);
    const double part = std::log(distance / table[i - 1].distance) / whole;
    return table[i - 1].share + part * (table[i].share - table[i - 1].share);
  }
  return table.back().share;
}

TourPlan::TourPlan(const City& c, const Sites& s, const SynthesisOptions& o)
    : city(c),
      sites(s),
      options(o),
      zones(s.x, s.y),
      destinations{Destinations(zones, s.attraction[0], o.purposes[index_of(Purpose::shopping)].reach),
                   Destinations(zones, s.attraction[1], o.purposes[index_of(Purpose::leisure)].reach),
                   Destinations(zones, s.attraction[2], o.purposes[index_of(Purpose::service)].reach),
                   Destinations(zones, s.attraction[3], o.purposes[index_of(Purpose::delivery)].reach)},
      groups(zones.count()),
      jobs_taken(c.buildings.size(), 0),
      persons(o.seed, "conurb.transport.demand.persons"),
      deliveries(o.seed, "conurb.transport.demand.deliveries"),
      incoming(o.seed, "conurb.transport.demand.incoming"),
      through(o.seed, "conurb.transport.demand.through") {
  const PersonGroups& g = c.people;
  for (std::size_t row = 0; row < g.rows(); ++row) {
    if (g.home[row] == kNone) continue;
    const std::int32_t zone = zones.zone_of(g.home[row]);
    if (zone != kNone) groups[at(zone)].push_back(row_of(row));
  }
  for (std::size_t row = 0; row < g.work.size(); ++row) {
    if (g.work[row] == kNone || g.occupation.empty() || g.occupation[row] != Occupation::employed) continue;
    jobs_taken[at(g.work[row])] += static_cast<float>(known(g.size, row, 1));
  }
  for (const Gate& each : c.gates) {
    gate_weights.push_back(each.weight);
    leads_outside = leads_outside || each.weight > 0;
  }
}

ZoneTours::ZoneTours(const TourPlan& plan, std::size_t zone) : plan_(plan), zone_(zone) {
  for (std::size_t i = 0; i < wishes_.size(); ++i) plan.destinations[i].wishes_from(zone, wishes_[i]);
}

void ZoneTours::make() {
  for (const std::int32_t row : plan_.groups[zone_]) group(row);
  for (const std::int32_t place : plan_.zones.places(zone_)) {
    if (at(place) >= plan_.city.buildings.size()) break;  // points of interest come last
    visits_to(place);
    incoming_to(place);
  }
}

void ZoneTours::group(std::int32_t row) {
  const PersonGroups& g = plan_.city.people;
  const std::uint64_t key = g.key.empty() ? static_cast<std::uint64_t>(row) : g.key[at(row)];
  sdk::Dice of_group(plan_.persons, key, -1);
  const std::uint32_t persons = rounded_by(of_group, known(g.size, at(row), 1));
  for (std::uint32_t i = 0; i < persons; ++i) {
    const std::int64_t first_part = std::int64_t{i} * (kMostCopies + 1);
    sdk::Dice of_sample(plan_.persons, key, first_part);
    const std::uint32_t copies = rounded_by(of_sample, plan_.options.scale);
    for (std::uint32_t copy = 0; copy < std::min(copies, kMostCopies); ++copy) {
      sdk::Dice dice(plan_.persons, key, first_part + 1 + copy);
      Person who;
      who.row = static_cast<std::uint32_t>(row);
      who.number = i + copy * persons;
      person(row, dice, who);
    }
  }
}

void ZoneTours::person(std::int32_t row, sdk::Dice& dice, Person& who) {
  const PersonGroups& g = plan_.city.people;
  const SynthesisOptions& o = plan_.options;
  const Occupation occupation = g.occupation.empty() ? Occupation::at_home : g.occupation[at(row)];
  const double by_occupation = occupation == Occupation::pupil ? 0 : o.driving_age;
  const bool adult = known(g.age, at(row), by_occupation) >= o.driving_age;
  // Who shares the cars: the first two of a household, the others are children as a rule.
  const double drivers = std::clamp(known(g.household_size, at(row), 2), 1.0, 2.0);
  const double cars = std::min(known(g.cars, at(row), o.cars_per_household) / drivers, 1.0);
  // A car that two share is at hand of each three times of four.
  who.drives = dice.chance(o.licence_share * cars * (2 - cars)) && adult;
  ++figures.persons;
  for (std::size_t p = 0; p < kPersonPurposes; ++p) {
    const std::uint32_t tours = rounded_by(dice, o.tours[static_cast<std::size_t>(occupation)][p]);
    for (std::uint32_t i = 0; i < tours; ++i) tour(row, static_cast<Purpose>(p), dice, who);
  }
}

void ZoneTours::tour(std::int32_t row, Purpose purpose, sdk::Dice& dice, Person& who) {
  ++figures.tours[index_of(purpose)];
  const End end = end_of(row, purpose, dice);
  if (!end.known) return;
  const double share = plan_.options.purposes[index_of(purpose)].driver_share;
  const bool by_car = dice.chance(car_share(plan_.options, end.distance) * share);
  if (!by_car || !who.drives) return;
  const std::int32_t home = plan_.sites.link[at(plan_.city.people.home[at(row)])];
  if (home == kNone || end.to == kNone) {
    ++figures.without_link;
    return;
  }
  if (home == end.to || home == end.from) {
    ++figures.at_one_link;
    return;
  }
  DraftTrip out{0, home, end.to, who.row, who.number, who.parts, Source::person, purpose, TripType::car};
  DraftTrip back{
      0,       end.from,     home, who.row, who.number, std::uint8_t(who.parts + 1), Source::person,
      purpose, TripType::car};
  if (drive(out, back, end.distance, dice, who.busy)) {
    who.parts = static_cast<std::uint8_t>(who.parts + 2);
  } else {
    ++figures.without_time;
  }
}

ZoneTours::End ZoneTours::end_of(std::int32_t row, Purpose purpose, sdk::Dice& dice) {
  const PersonGroups& g = plan_.city.people;
  std::int32_t site = kNone;
  if (purpose == Purpose::work || purpose == Purpose::education) {
    site = g.work.empty() ? kNone : g.work[at(row)];
    if (site == kNone && !plan_.leads_outside) {
      ++figures.outside;
      return {};
    }
    if (site == kNone) return gate(dice);
  } else {
    const std::size_t kind = index_of(purpose) - index_of(Purpose::shopping);
    const double zone_at = dice.uniform(), place_at = dice.uniform();
    site = plan_.destinations[kind].draw(wishes_[kind], zone_at, place_at);
    if (site == kNone) {
      ++figures.without_destination;
      return {};
    }
  }
  const auto home = at(g.home[at(row)]);
  const Sites& s = plan_.sites;
  const double distance = std::hypot(s.x[home] - s.x[at(site)], s.y[home] - s.y[at(site)]);
  return {s.link[at(site)], s.link[at(site)], distance, std::isfinite(distance)};
}

ZoneTours::End ZoneTours::gate(sdk::Dice& dice) const {
  const Gate& one = plan_.city.gates[dice.pick(plan_.gate_weights)];
  return {one.out, one.in, plan_.options.outside_distance, true};
}

bool ZoneTours::drive(const DraftTrip& way_out, const DraftTrip& way_back, double distance, sdk::Dice& dice,
                      std::vector<Interval>& busy) {
  const auto purpose = index_of(way_out.purpose);
  const PurposeRule& rule = plan_.options.purposes[purpose];
  const double way = distance * plan_.options.detour / plan_.options.speed / 3600;
  for (int i = 0; i < kTries; ++i) {
    const double leaves = static_cast<double>(dice.pick(rule.departures)) + dice.uniform();
    const double returns = leaves + way + stay_of(rule.stay, dice);
    const Interval away{leaves, returns + way};
    const auto clash = [&](const Interval& other) {
      return away.begin < other.end && other.begin < away.end;
    };
    if (away.end >= 24 || std::any_of(busy.begin(), busy.end(), clash)) continue;
    busy.push_back(away);
    trips.push_back(way_out);
    trips.back().depart = static_cast<Milliseconds>(leaves * 3'600'000);
    trips.push_back(way_back);
    trips.back().depart = static_cast<Milliseconds>(returns * 3'600'000);
    figures.trips[purpose] += 2;
    figures.distance[purpose] += 2 * distance;
    return true;
  }
  return false;
}

void ZoneTours::visits_to(std::int32_t building) {
  const SynthesisOptions& o = plan_.options;
  const Buildings& b = plan_.city.buildings;
  const PlaceUse use = b.use.empty() ? PlaceUse::other : b.use[at(building)];
  const DeliveryRule& rule = o.deliveries[static_cast<std::size_t>(use)];
  const double jobs = known(b.jobs, at(building), 0), residents = known(b.residents, at(building), 0);
  sdk::Dice dice(plan_.deliveries, static_cast<std::uint64_t>(building));
  const double mean = rule.per_job * jobs + rule.per_resident * residents;
  const std::uint32_t visits = rounded_by(dice, mean * o.delivery_factor * o.scale);
  const Sites& s = plan_.sites;
  for (std::uint32_t i = 0; i < visits; ++i) {
    const double zone_at = dice.uniform(), place_at = dice.uniform();
    const std::int32_t base = plan_.destinations[3].draw(wishes_[3], zone_at, place_at);
    const TripType type = dice.chance(rule.truck_share) ? TripType::truck : TripType::van;
    if (base == kNone) {
      ++figures.without_destination;
      continue;
    }
    const std::int32_t from = s.link[at(base)], to = s.link[at(building)];
    if (to == kNone) ++figures.without_link;
    if (from == to) ++figures.at_one_link;
    if (to == kNone || from == to) continue;
    const double distance = std::hypot(s.x[at(base)] - s.x[at(building)], s.y[at(base)] - s.y[at(building)]);
    const DraftTrip out{
        0, from, to, static_cast<std::uint32_t>(building), i, 0, Source::delivery, Purpose::delivery, type};
    const DraftTrip back{
        0, to, from, static_cast<std::uint32_t>(building), i, 1, Source::delivery, Purpose::delivery, type};
    std::vector<Interval> busy;
    if (!drive(out, back, distance, dice, busy)) ++figures.without_time;
  }
}

void ZoneTours::incoming_to(std::int32_t building) {
  const SynthesisOptions& o = plan_.options;
  if (!plan_.leads_outside) return;
  const double jobs = known(plan_.city.buildings.jobs, at(building), 0);
  const double free = std::max(0.0, jobs - static_cast<double>(plan_.jobs_taken[at(building)]));
  const double share = car_share(o, o.outside_distance) * o.purposes[index_of(Purpose::work)].driver_share;
  const double rate = o.tours[static_cast<std::size_t>(Occupation::employed)][index_of(Purpose::work)];
  sdk::Dice dice(plan_.incoming, static_cast<std::uint64_t>(building));
  const std::uint32_t drivers = rounded_by(dice, free * o.incoming_share * rate * share * o.scale);
  const std::int32_t link = plan_.sites.link[at(building)];
  for (std::uint32_t i = 0; i < drivers; ++i) {
    const End end = gate(dice);
    if (link == kNone) ++figures.without_link;
    if (end.from == link || end.to == link) ++figures.at_one_link;
    if (link == kNone || end.from == link || end.to == link) continue;
    const DraftTrip out{0,
                        end.from,
                        link,
                        static_cast<std::uint32_t>(building),
                        i,
                        0,
                        Source::incoming,
                        Purpose::work,
                        TripType::car};
    const DraftTrip back{0,
                         link,
                         end.to,
                         static_cast<std::uint32_t>(building),
                         i,
                         1,
                         Source::incoming,
                         Purpose::work,
                         TripType::car};
    std::vector<Interval> busy;
    if (!drive(out, back, end.distance, dice, busy)) ++figures.without_time;
  }
}

void add_through_traffic(const TourPlan& plan, std::vector<DraftTrip>& trips, SynthesisFigures& figures) {
  const std::vector<Gate>& gates = plan.city.gates;
  const auto purpose = index_of(Purpose::through);
  for (std::size_t in = 0; in < gates.size(); ++in) {
    std::vector<double> others;
    for (std::size_t out = 0; out < gates.size(); ++out)
      others.push_back(out == in || gates[out].out == gates[in].in ? 0 : gates[out].through);
    const bool leads_on = std::any_of(others.begin(), others.end(), [](double w) { return w > 0; });
    sdk::Dice dice(plan.through, in);
    const std::uint32_t vehicles = rounded_by(dice, gates[in].through * plan.options.scale);
    if (!leads_on) figures.without_destination += vehicles;
    for (std::uint32_t i = 0; leads_on && i < vehicles; ++i) {
      const std::size_t out = dice.pick(others);
      const double hour =
          static_cast<double>(dice.pick(plan.options.purposes[purpose].departures)) + dice.uniform();
      trips.push_back({static_cast<Milliseconds>(hour * 3'600'000), gates[in].in, gates[out].out,
                       static_cast<std::uint32_t>(in), i, 0, Source::through, Purpose::through,
                       TripType::car});
      ++figures.trips[purpose];
    }
  }
}

}  // namespace conurb::transport::demand
