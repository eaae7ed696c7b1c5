// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/inputs/traffic_city.hpp"

#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugins/generator/city.hpp"
#include "plugins/people/town.hpp"
#include "plugins/transport/demand/synthesis.hpp"
#include "plugins/transport/synthesis/road_synthesis.hpp"

namespace conurb::bench {

namespace {

namespace gen = conurb::generator;
namespace ppl = conurb::people;
namespace tr = conurb::transport;
namespace dem = conurb::transport::demand;

constexpr double kMillimetre = 1e-3;

std::string class_of(gen::EdgeClass street) {
  switch (street) {
    case gen::EdgeClass::motorway: return "motorway";
    case gen::EdgeClass::primary: return "primary";
    case gen::EdgeClass::secondary: return "secondary";
    case gen::EdgeClass::tertiary: return "tertiary";
    default: return "residential";
  }
}

/// Link 2i runs as street i is drawn, 2i + 1 the other way.
tr::StreetNetwork streets_of(const gen::City& city) {
  tr::StreetNetwork s;
  for (std::size_t i = 0; i < city.nodes.size(); ++i) {
    s.x.push_back(kMillimetre * static_cast<double>(city.nodes.point[i].x));
    s.y.push_back(kMillimetre * static_cast<double>(city.nodes.point[i].y));
    s.z.push_back(city.nodes.elevation[i]);
    const gen::Control control = city.nodes.control[i];
    s.control.emplace_back(control == gen::Control::signal     ? "signal"
                           : control == gen::Control::priority ? "priority"
                                                               : "");
  }
  const gen::StreetLinks& all = city.links;
  for (std::size_t r = 0; r < 2 * all.size(); ++r) {
    const std::size_t i = r / 2;
    const auto line = all.line[i];
    std::vector<gen::Point> points(line.begin(), line.end());
    auto from = static_cast<std::int32_t>(all.from[i]), to = static_cast<std::int32_t>(all.to[i]);
    if (r % 2 == 1) {
      std::swap(from, to);
      points.assign(line.rbegin(), line.rend());
    }
    s.from.push_back(from);
    s.to.push_back(to);
    s.reverse.push_back(static_cast<std::int32_t>(r ^ 1U));
    for (const gen::Point& p : points)
      s.path.insert(s.path.end(),
                    {kMillimetre * static_cast<double>(p.x), kMillimetre * static_cast<double>(p.y), 0.0});
    s.first.push_back(s.path.size() / 3);
    s.road_class.push_back(class_of(all.street_class[i]));
    s.lanes.push_back(all.lanes[i]);
    s.width.push_back(all.width[i]);
    s.speed_limit.push_back(all.speed_limit[i]);
    s.level.push_back(all.bridge[i] != 0 ? 1 : 0);
  }
  return s;
}

ppl::Buildings buildings_of(const gen::City& city) {
  ppl::Buildings b;
  b.resize(city.buildings.size());
  for (std::size_t i = 0; i < b.size(); ++i) {
    double x = 0, y = 0;
    const auto ring = city.buildings.footprint[i];
    for (const gen::Point& p : ring) x += static_cast<double>(p.x), y += static_cast<double>(p.y);
    b.key[i] = i;
    b.x[i] = kMillimetre * x / static_cast<double>(ring.size());
    b.y[i] = kMillimetre * y / static_cast<double>(ring.size());
    b.use[i] = ppl::use_of(gen::to_string(city.buildings.function[i]));
    b.height[i] = city.buildings.eaves_height[i];
    b.storeys[i] = city.buildings.storeys[i];
    b.year[i] = city.buildings.year[i];
    b.floor_area[i] = city.buildings.floor_area[i];
    b.dwelling_area[i] = city.buildings.dwelling_area[i];
    b.footprint_area[i] = b.floor_area[i] / b.storeys[i];
  }
  return b;
}

dem::Occupation occupation_of(ppl::Occupation occupation) {
  switch (occupation) {
    case ppl::Occupation::pupil: return dem::Occupation::pupil;
    case ppl::Occupation::student: return dem::Occupation::student;
    case ppl::Occupation::employed: return dem::Occupation::employed;
    case ppl::Occupation::unemployed: return dem::Occupation::unemployed;
    case ppl::Occupation::retired: return dem::Occupation::retired;
    default: return dem::Occupation::at_home;
  }
}

dem::City travellers_of(const ppl::Buildings& b, const ppl::Groups& groups) {
  dem::City city;
  city.buildings = {b.x, b.y, {}, b.floor_area, b.jobs, b.residents};
  for (const ppl::Use use : b.use) city.buildings.use.push_back(dem::use_of_building(ppl::figures(use).name));
  for (std::size_t i = 0; i < groups.rows(); ++i) {
    city.people.key.push_back(i);
    city.people.home.push_back(static_cast<std::int32_t>(groups.home[i]));
    city.people.work.push_back(groups.work[i] == ppl::kNone ? tr::kNone
                                                            : static_cast<std::int32_t>(groups.work[i]));
    city.people.size.push_back(static_cast<float>(groups.count[i]));
    city.people.age.push_back(ppl::kAgeBands[groups.age_band[i]].from);
    city.people.household_size.push_back(groups.household_size[i]);
    city.people.cars.push_back(groups.cars[i]);
    city.people.occupation.push_back(occupation_of(groups.occupation[i]));
  }
  return city;
}

template <class Row>
void append(std::vector<Row>& rows, std::vector<Row> more) {
  rows.insert(rows.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// The rows of `more` behind those of `roads`; no street leads from one to the other.
void add_roads(tr::RoadNetwork& roads, tr::RoadNetwork more) {
  const std::int32_t junctions = tr::row_of(roads.junctions.size()), links = tr::row_of(roads.links.size()),
                     lanes = tr::row_of(roads.lanes.size()), signals = tr::row_of(roads.signals.size()),
                     connections = tr::row_of(roads.connections.size());
  for (tr::Link& link : more.links) link.from += junctions, link.to += junctions, link.first_lane += lanes;
  for (tr::Connection& c : more.connections) {
    c.from_link += links, c.to_link += links, c.junction += junctions;
    if (c.signal != tr::kNone) c.signal += signals;
    for (std::int32_t& other : c.yields_to) other += connections;
    for (std::int32_t& other : c.crosses) other += connections;
  }
  append(roads.junctions, std::move(more.junctions));
  append(roads.links, std::move(more.links));
  append(roads.lanes, std::move(more.lanes));
  append(roads.connections, std::move(more.connections));
  append(roads.signals, std::move(more.signals));
}

void add_demand(tr::TravelDemand& demand, tr::TravelDemand more, std::int32_t links) {
  const std::int32_t types = tr::row_of(demand.types.size());
  for (tr::Vehicle& v : more.vehicles) v.type += types, v.origin += links, v.destination += links;
  append(demand.types, std::move(more.types));
  append(demand.vehicles, std::move(more.vehicles));
}

TrafficCity traffic_city(double population, std::uint64_t seed) {
  gen::Options options;
  options.population = population;
  options.seed = seed;
  const gen::City city = gen::generate(options);
  TrafficCity made;
  made.roads = tr::synthesize_roads(streets_of(city)).roads;
  ppl::Options living;
  living.population = population;
  living.seed = seed;
  ppl::Buildings buildings = buildings_of(city);
  const ppl::Settled settled = ppl::settle(living, buildings);
  made.residents = settled.tally.housed;
  dem::SynthesisOptions travel;
  travel.seed = seed;
  made.demand = dem::synthesize(made.roads, travellers_of(buildings, settled.groups), travel).demand;
  return made;
}

}  // namespace

TrafficCity traffic_cluster(int cities, double population) {
  TrafficCity all;
  for (int city = 0; city < cities; ++city) {
    TrafficCity one = traffic_city(population, static_cast<std::uint64_t>(city + 1));
    const std::int32_t links = tr::row_of(all.roads.links.size());
    all.residents += one.residents;
    add_roads(all.roads, std::move(one.roads));
    add_demand(all.demand, std::move(one.demand), links);
  }
  return all;
}

}  // namespace conurb::bench
