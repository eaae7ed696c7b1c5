// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/transport/demand/town.hpp"

#include <cmath>

namespace conurb::transport::demand::testing {

std::int32_t add_link(RoadNetwork& network, std::int32_t from, std::int32_t to) {
  const Junction &a = network.junctions[at(from)], &b = network.junctions[at(to)];
  const std::int32_t row = row_of(network.links.size());
  Link link;
  link.id = "r";
  link.id += std::to_string(row);
  link.from = from;
  link.to = to;
  link.first_lane = row_of(network.lanes.size());
  link.lanes = 1;
  link.length = std::hypot(a.x - b.x, a.y - b.y);
  link.speed = 10;
  network.lanes.push_back({kEveryClass, 10, 3.2});
  for (std::int32_t other = 0; other < row; ++other) {
    const Link& one = network.links[at(other)];
    const auto connect = [&](std::int32_t first, std::int32_t second, std::int32_t junction) {
      Connection turn;
      turn.from_link = first;
      turn.to_link = second;
      turn.junction = junction;
      network.connections.push_back(turn);
    };
    if (one.to == from && one.from != to) connect(other, row, from);
    if (one.from == to && one.to != from) connect(row, other, to);
  }
  network.links.push_back(link);
  return row;
}

RoadNetwork grid_streets(std::int32_t side, double spacing) {
  RoadNetwork network;
  for (std::int32_t y = 0; y < side; ++y) {
    for (std::int32_t x = 0; x < side; ++x) {
      Junction junction;
      junction.x = x * spacing;
      junction.y = y * spacing;
      network.junctions.push_back(junction);
    }
  }
  for (std::int32_t y = 0; y < side; ++y) {
    for (std::int32_t x = 0; x < side; ++x) {
      const std::int32_t here = y * side + x;
      for (const std::int32_t there : {x + 1 < side ? here + 1 : kNone, y + 1 < side ? here + side : kNone}) {
        if (there == kNone) continue;
        add_link(network, here, there);
        add_link(network, there, here);
      }
    }
  }
  return network;
}

City town_on(const RoadNetwork& network, float people) {
  constexpr PlaceUse kUses[] = {PlaceUse::retail,    PlaceUse::restaurant, PlaceUse::office,
                                PlaceUse::school,    PlaceUse::hospital,   PlaceUse::industry,
                                PlaceUse::warehouse, PlaceUse::sport};
  City city;
  Buildings& b = city.buildings;
  std::vector<std::int32_t> works;
  for (std::size_t i = 0; i < network.links.size(); ++i) {
    const Junction& from = network.junctions[at(network.links[i].from)];
    const Junction& to = network.junctions[at(network.links[i].to)];
    // 10 m to the right of the street.
    const double dx = (to.x - from.x) / network.links[i].length,
                 dy = (to.y - from.y) / network.links[i].length;
    b.x.push_back((from.x + to.x) / 2 + 10 * dy);
    b.y.push_back((from.y + to.y) / 2 - 10 * dx);
    const bool home = i % 4 != 3;
    b.use.push_back(home ? PlaceUse::residential : kUses[i / 4 % 8]);
    b.floor_area.push_back(home ? 50 * people : 1000);
    b.jobs.push_back(home ? 0 : 2 * people);
    b.residents.push_back(home ? people : 0);
    if (!home) works.push_back(row_of(i));
  }
  PersonGroups& g = city.people;
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (b.use[i] != PlaceUse::residential) continue;
    for (const Occupation occupation : {Occupation::employed, Occupation::retired}) {
      g.key.push_back(1000 + 2 * i + (occupation == Occupation::retired ? 1 : 0));
      g.home.push_back(row_of(i));
      g.work.push_back(occupation == Occupation::employed ? works[i * 7 % works.size()] : kNone);
      g.size.push_back(people / 2);
      g.age.push_back(occupation == Occupation::employed ? 25 : 65);
      g.household_size.push_back(2);
      g.cars.push_back(1);
      g.occupation.push_back(occupation);
    }
  }
  return city;
}

}  // namespace conurb::transport::demand::testing
