// SPDX-License-Identifier: Apache-2.0
#include "invented_city.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "engine/sdk/dice.hpp"

namespace conurb::energy::test {

namespace {

constexpr double kSpacing = 22;  // m between houses on a side
constexpr double kSetBack = 14;  // m from the axis of the street to the middle of a house
constexpr double kFlatsShare = 0.2, kSolarShare = 0.3;  // of houses: blocks of flats; with panels

struct House {
  double x, y, dwellings, floor_area, roof_power;
  PowerUse use;
  std::int32_t priority;
};

void add(CityBuildings& b, const House& house) {
  b.x.push_back(house.x);
  b.y.push_back(house.y);
  b.dwellings.push_back(house.dwellings);
  b.floor_area.push_back(house.floor_area);
  b.roof_power.push_back(house.roof_power);
  b.use.push_back(house.use);
  b.priority.push_back(house.priority);
}

House draw(sdk::Dice& dice, double x, double y) {
  House house = {x, y, 0, 0, 0, PowerUse::dwelling, 0};
  const double kind = dice.uniform();
  if (kind < 0.005) {
    house.use = PowerUse::industry;
    house.floor_area = dice.uniform(1500, 8000);
  } else if (kind < 0.02) {
    house.use = PowerUse::office;
    house.floor_area = dice.uniform(300, 2500);
  } else if (kind < 0.05) {
    house.use = PowerUse::retail;
    house.floor_area = dice.uniform(100, 900);
  } else {
    house.dwellings = dice.chance(kFlatsShare) ? dice.integer(4, 16) : dice.integer(1, 2);
    house.floor_area = 110 * house.dwellings;
  }
  if (dice.chance(kSolarShare)) house.roof_power = dice.uniform(4e3, 12e3);
  return house;
}

int node_at(int column, int row, int columns) {
  return row * (columns + 1) + column;
}

}  // namespace

void add_houses(InventedCity& city, std::uint64_t seed) {
  const sdk::Random random(seed, "test/houses");
  const CityStreets& s = city.streets;
  for (std::size_t link = 0; link < s.size(); ++link) {
    if (s.passage[link] != Passage::street) continue;
    sdk::Dice dice(random, link);
    for (std::size_t p = s.first[link]; p + 1 < s.first[link + 1]; ++p) {
      const double x = s.path[2 * p], y = s.path[2 * p + 1];
      const double dx = s.path[2 * p + 2] - x, dy = s.path[2 * p + 3] - y, length = std::hypot(dx, dy);
      for (double along = 0.7 * kSpacing; along < length - 0.5 * kSpacing; along += kSpacing) {
        for (const double side : {-1.0, 1.0}) {
          const double t = (along + dice.uniform(-2, 2)) / length;
          const double off = side * kSetBack / length;
          add(city.buildings, draw(dice, x + t * dx - off * dy, y + t * dy + off * dx));
        }
      }
    }
  }
  if (city.buildings.size() < 20) return;
  const std::size_t middle = city.buildings.size() / 2;
  city.buildings.use[middle] = PowerUse::hospital;
  city.buildings.dwellings[middle] = 0;
  city.buildings.floor_area[middle] = 12000;
  city.buildings.priority[middle] = 10;
}

InventedCity grid_city(int columns, int rows) {
  InventedCity city{"grid", {}, {}};
  const sdk::Random random(7, "test/grid");
  const auto place = [&](int c, int r) {
    sdk::Dice dice(random, static_cast<std::uint64_t>(node_at(c, r, columns)));
    return std::array<double, 2>{110.0 * c + dice.uniform(-12, 12), 90.0 * r + dice.uniform(-12, 12)};
  };
  for (int r = 0; r <= rows; ++r)
    for (int c = 0; c <= columns; ++c) {
      const auto from = place(c, r);
      const auto link = [&](int c2, int r2) {
        const auto to = place(c2, r2);
        const std::array<double, 6> path = {
            from[0], from[1], 0.5 * (from[0] + to[0]) + 2, 0.5 * (from[1] + to[1]), to[0], to[1]};
        city.streets.add(node_at(c, r, columns), node_at(c2, r2, columns), path);
      };
      if (c < columns) link(c + 1, r);
      if (r < rows) link(c, r + 1);
    }
  add_houses(city, 1);
  return city;
}

InventedCity radial_city(int arms, int circles) {
  InventedCity city{"radial", {}, {}};
  const auto node = [&](int arm, int circle) {
    return circle == 0 ? 0 : 1 + (circle - 1) * arms + arm % arms;
  };
  const auto place = [&](int arm, int circle) {
    const double angle = 2 * std::numbers::pi * arm / arms, radius = 130.0 * circle;
    return std::array<double, 2>{radius * std::cos(angle), radius * std::sin(angle)};
  };
  for (int circle = 0; circle < circles; ++circle)
    for (int arm = 0; arm < arms; ++arm) {
      const auto from = place(arm, circle), out = place(arm, circle + 1), round = place(arm + 1, circle + 1);
      city.streets.add(node(arm, circle), node(arm, circle + 1),
                       std::array{from[0], from[1], out[0], out[1]});
      city.streets.add(node(arm, circle + 1), node(arm + 1, circle + 1),
                       std::array{out[0], out[1], round[0], round[1]});
    }
  add_houses(city, 2);
  return city;
}

InventedCity tree_city(int levels) {
  InventedCity city{"tree", {}, {}};
  struct Tip {
    double x, y, angle;
    int node;
  };
  std::vector<Tip> tips = {{0, 0, 0, 0}};
  int nodes = 1;
  for (int level = 0; level < levels; ++level) {
    const double length = 420 * std::pow(0.8, level);
    std::vector<Tip> next;
    for (const Tip& tip : tips)
      for (const double turn : {-0.8, 0.15, 0.9}) {
        if (level % 2 == 0 && turn > 0.5) continue;
        const double angle = tip.angle + turn;
        const Tip on = {tip.x + length * std::cos(angle), tip.y + length * std::sin(angle), angle, nodes++};
        city.streets.add(tip.node, on.node, std::array{tip.x, tip.y, on.x, on.y});
        next.push_back(on);
      }
    tips = next;
  }
  add_houses(city, 3);
  return city;
}

InventedCity scattered_city() {
  InventedCity city{"scattered", {}, {}};
  int node = 0;
  const auto village = [&](double x, double y, int streets) {
    const int centre = node++;
    for (int k = 0; k < streets; ++k) {
      const double angle = 2 * std::numbers::pi * k / streets + 0.3 * x / 1000;
      city.streets.add(centre, node++,
                       std::array{x, y, x + 260 * std::cos(angle), y + 260 * std::sin(angle)});
    }
  };
  village(0, 0, 7);
  village(1700, 300, 5);
  village(600, 2100, 4);
  city.streets.add(node, node + 1, std::array{0.0, 900.0, 3000.0, 900.0}, Passage::closed);
  add_houses(city, 4);
  add(city.buildings, {-900, -700, 1, 300, 25e3, PowerUse::dwelling, 0});
  return city;
}

InventedCity streetless_city(int count) {
  InventedCity city{"streetless", {}, {}};
  const sdk::Random random(5, "test/streetless");
  for (int i = 0; i < count; ++i) {
    sdk::Dice dice(random, static_cast<std::uint64_t>(i));
    const double x = dice.uniform(0, 60 * std::sqrt(count)), y = dice.uniform(0, 60 * std::sqrt(count));
    add(city.buildings, draw(dice, x, y));
  }
  return city;
}

InventedCity single_building() {
  InventedCity city{"single", {}, {}};
  city.streets.add(0, 1, std::array{0.0, 0.0, 200.0, 0.0});
  add(city.buildings, {80, 15, 1, 140, 0, PowerUse::dwelling, 0});
  return city;
}

InventedCity empty_city() {
  InventedCity city{"empty", {}, {}};
  city.streets.add(0, 1, std::array{0.0, 0.0, 200.0, 0.0});
  return city;
}

InventedCity city_named(const std::string& name) {
  if (name == "grid") return grid_city(6, 5);
  if (name == "radial") return radial_city(7, 4);
  if (name == "tree") return tree_city(4);
  if (name == "scattered") return scattered_city();
  if (name == "streetless") return streetless_city(150);
  if (name == "single") return single_building();
  if (name == "empty") return empty_city();
  throw std::invalid_argument("there is no invented city " + name);
}

}  // namespace conurb::energy::test
