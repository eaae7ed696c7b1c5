// SPDX-License-Identifier: Apache-2.0
// Small cities for the tests of the ground.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "engine/scene/ground_tiles.hpp"
#include "tests/engine/city/shape_fixture.hpp"

namespace conurb::scene {

inline void set_floats(city::Table& table, const std::string& name, const std::vector<float>& values) {
  city::ColumnSpec spec;
  spec.name = name;
  spec.scalar = city::Scalar::f32;
  spec.nullable = true;
  table.add_column(spec);
  const auto column = table.column(name).modify<float>();
  std::copy(values.begin(), values.end(), column.begin());
}

inline void set_texts(city::Table& table, const std::string& name, const std::vector<std::string>& values) {
  city::ColumnSpec spec;
  spec.name = name;
  spec.scalar = city::Scalar::text;
  spec.nullable = true;
  table.add_column(spec);
  for (std::size_t row = 0; row < values.size(); ++row)
    table.column(name).set(static_cast<std::int64_t>(row), values[row]);
}

inline void set_numbers(city::Table& table, const std::string& name,
                        const std::vector<std::int32_t>& values) {
  city::ColumnSpec spec;
  spec.name = name;
  spec.scalar = city::Scalar::i32;
  table.add_column(spec);
  const auto column = table.column(name).modify<std::int32_t>();
  std::copy(values.begin(), values.end(), column.begin());
}

/// Hills of 20 m around 0, 0 on a grid of 10 m.
inline double hill(double x, double y) {
  return 50 + 10 * std::sin(x / 130) + 10 * std::cos(y / 170);
}
inline void add_hills(city::City& city, double half_side) {
  const auto cells = static_cast<std::int64_t>(half_side / 5);
  city::Table& terrain = city::add_grid(city, "terrain", {-half_side, -half_side, 10, cells, cells});
  std::vector<float> heights;
  for (std::int64_t j = 0; j < cells; ++j)
    for (std::int64_t i = 0; i < cells; ++i)
      heights.push_back(static_cast<float>(hill(-half_side + 10 * (static_cast<double>(i) + 0.5),
                                                -half_side + 10 * (static_cast<double>(j) + 0.5))));
  set_floats(terrain, "elevation", heights);
}

/// Two buildings, a street in two directions, a pond, a park and three trees, all within 200 m of 0, 0.
inline city::City village() {
  city::City city;
  using city::rectangle;
  using city::Shape;
  city::Table& buildings =
      city::add_shapes(city, "building", Shape::polygon,
                       {city::joined(rectangle(10.03, 10.03, 30, 20), city::hole(20.03, 15.03, 8, 8)),
                        rectangle(-60.31, 20.13, 14.2, 11.4)});
  set_floats(buildings, "height", {12, 7.5F});
  city::Table& roads =
      city::add_shapes(city, "road_link", Shape::line, {{-180, 0, 0, -5, 180, 0}, {180, 0, 0, -5, -180, 0}});
  set_floats(roads, "width", {8, 8});
  set_numbers(roads, "reverse", {1, 0});
  city::add_shapes(city, "water_area", Shape::polygon, {rectangle(-150, -150, 80, 60)});
  city::Table& green = city::add_shapes(city, "green_area", Shape::polygon,
                                        {rectangle(50, -150, 100, 100), rectangle(60, 60, 100, 100)});
  set_texts(green, "green_class", {"park", "forest"});
  city::Table& trees = city::add_shapes(city, "tree", Shape::point, {{-20, -20}, {-30, -20}, {70, -120}});
  set_floats(trees, "height", {12, NAN, 18});
  set_floats(trees, "crown_diameter", {6, NAN, 9});
  return city;
}

/// What the ground of a city is made of.
struct Ground {
  explicit Ground(city::City of, std::size_t threads = 1)
      : city(std::move(of)),
        jobs(threads),
        numbers(city),
        heights(std::make_shared<const GroundHeights>(city)),
        features(std::make_shared<const GroundFeatures>(city, numbers, jobs)),
        relief(std::make_shared<const GroundRelief>(heights, *features)),
        tiles(features, relief, jobs) {}

  city::City city;
  Jobs jobs;
  ObjectNumbers numbers;
  std::shared_ptr<const GroundHeights> heights;
  std::shared_ptr<const GroundFeatures> features;
  std::shared_ptr<const GroundRelief> relief;
  GroundTiles tiles;
};

}  // namespace conurb::scene
