// SPDX-License-Identifier: Apache-2.0
#include "tests/probes/city/probe_city.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "engine/sdk/random.hpp"

namespace conurb::probes {

namespace {

using city::ColumnSpec;
using city::Role;
using city::Scalar;
using city::Table;
using city::TableSpec;

constexpr double kStreet = 100.0;  // m

ColumnSpec column(const std::string& name, Scalar scalar, const std::string& unit) {
  ColumnSpec spec;
  spec.name = name;
  spec.scalar = scalar;
  spec.unit = unit;
  return spec;
}

ColumnSpec reference(const std::string& name, const std::string& table) {
  ColumnSpec spec = column(name, Scalar::ref, "1");
  spec.refers_to = table;
  spec.nullable = true;
  return spec;
}

template <typename T>
std::span<T> values(Table& table, const std::string& name) {
  table.mark_changed(table.index_of(name));
  return table.column(name).modify<T>();
}

double uniform(std::uint64_t seed, std::uint32_t stream, std::int64_t entity, std::uint32_t n = 0) {
  return sdk::Random(seed, stream).uniform(static_cast<std::uint64_t>(entity), 0, n);
}

void set_shapes(Table& table, const std::vector<double>& coordinates, std::int64_t numbers_per_row) {
  std::vector<std::int64_t> offsets(static_cast<std::size_t>(table.rows()) + 1);
  for (std::size_t i = 0; i < offsets.size(); ++i)
    offsets[i] = static_cast<std::int64_t>(i) * numbers_per_row;
  table.column("shape").assign_lists(offsets, reinterpret_cast<const std::byte*>(coordinates.data()));
  table.mark_changed(table.index_of("shape"));
}

struct Street {
  std::int64_t from = 0, to = 0;
};

// Both directions between neighbours of a square of junctions.
std::vector<Street> streets_of(std::int64_t side) {
  std::vector<Street> streets;
  for (std::int64_t y = 0; y < side; ++y) {
    for (std::int64_t x = 0; x < side; ++x) {
      const std::int64_t here = y * side + x;
      for (const auto& [ok, other] :
           {std::pair(x + 1 < side, here + 1), std::pair(y + 1 < side, here + side)}) {
        if (!ok) continue;
        streets.push_back({here, other});
        streets.push_back({other, here});
      }
    }
  }
  return streets;
}

void add_roads(const CitySize& size, city::City& city) {
  TableSpec nodes;
  nodes.name = "road_node";
  nodes.shape = city::Shape::point;
  nodes.columns = {column("x", Scalar::f64, "m"), column("y", Scalar::f64, "m")};
  Table& node = city.edit(city.add_table(nodes));
  node.insert(size.streets * size.streets, 0);
  const auto x = values<double>(node, "x");
  const auto y = values<double>(node, "y");
  std::vector<double> points;
  for (std::int64_t row = 0; row < node.rows(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    x[at] = (static_cast<double>(row % size.streets) + 0.3 * uniform(size.seed, 1, row)) * kStreet;
    y[at] = (static_cast<double>(row / size.streets) + 0.3 * uniform(size.seed, 2, row)) * kStreet;
    points.insert(points.end(), {x[at], y[at]});
  }
  set_shapes(node, points, 2);

  TableSpec links;
  links.name = "road_link";
  links.kind = city::TableKind::links;
  links.shape = city::Shape::line;
  links.columns = {reference("from", "road_node"),     reference("to", "road_node"),
                   column("length", Scalar::f64, "m"), column("speed", Scalar::f64, "m s-1"),
                   column("lanes", Scalar::i32, "1"),  reference("bus", "bus")};
  Table& link = city.edit(city.add_table(links));
  const std::vector<Street> streets = streets_of(size.streets);
  link.insert(static_cast<std::int64_t>(streets.size()), 0);
  const auto from = values<std::int32_t>(link, "from");
  const auto to = values<std::int32_t>(link, "to");
  const auto length = values<double>(link, "length");
  const auto speed = values<double>(link, "speed");
  const auto lanes = values<std::int32_t>(link, "lanes");
  const auto bus = values<std::int32_t>(link, "bus");
  std::vector<double> lines;
  for (std::size_t i = 0; i < streets.size(); ++i) {
    const auto a = static_cast<std::size_t>(streets[i].from);
    const auto b = static_cast<std::size_t>(streets[i].to);
    const auto row = static_cast<std::int64_t>(i);
    from[i] = static_cast<std::int32_t>(a);
    to[i] = static_cast<std::int32_t>(b);
    length[i] = std::sqrt((x[a] - x[b]) * (x[a] - x[b]) + (y[a] - y[b]) * (y[a] - y[b]));
    speed[i] = uniform(size.seed, 3, row / 2) < 0.2 ? 13.9 : 8.3;
    lanes[i] = uniform(size.seed, 4, row / 2) < 0.3 ? 2 : 1;
    bus[i] = static_cast<std::int32_t>(uniform(size.seed, 5, row) * static_cast<double>(size.buses));
    lines.insert(lines.end(), {x[a], y[a], x[b], y[b]});
  }
  set_shapes(link, lines, 4);
}

// A valley from south-west to north-east, with hollows of sixteen cells in which water gathers within
// minutes.
void add_surface(const CitySize& size, city::City& city) {
  TableSpec spec;
  spec.name = "surface";
  spec.kind = city::TableKind::grid;
  const double extent = static_cast<double>(size.streets) * kStreet;
  spec.grid = {0, 0, extent / static_cast<double>(size.cells), size.cells, size.cells};
  spec.columns = {column("elevation", Scalar::f32, "m")};
  Table& surface = city.edit(city.add_table(spec));
  surface.insert(size.cells * size.cells, 0);
  const auto elevation = values<float>(surface, "elevation");
  const double scale = 6.283185307179586 / static_cast<double>(size.cells);
  for (std::int64_t y = 0; y < size.cells; ++y) {
    const double v = static_cast<double>(y) * scale;
    for (std::int64_t x = 0; x < size.cells; ++x) {
      const double u = static_cast<double>(x) * scale;
      const double hollow =
          std::sin(static_cast<double>(x) * 0.39269908) * std::sin(static_cast<double>(y) * 0.39269908);
      const double height = 4.0 * std::abs(std::sin(0.5 * (u - v))) +
                            1.5 * std::sin(3.0 * u) * std::cos(4.0 * v) + 0.5 * hollow;
      elevation[static_cast<std::size_t>(y * size.cells + x)] = static_cast<float>(height);
    }
  }
}

// A tree of short lines with loops, fed by a source for every thousand buses or less.
void add_network(const CitySize& size, city::City& city) {
  TableSpec buses;
  buses.name = "bus";
  buses.shape = city::Shape::point;
  buses.columns = {column("source", Scalar::u8, "1"), column("base_demand", Scalar::f64, "W"),
                   column("demand", Scalar::f64, "W"), reference("cell", "surface")};
  buses.columns[1].role = Role::input;
  Table& bus = city.edit(city.add_table(buses));
  bus.insert(size.buses, 0);
  const auto source = values<std::uint8_t>(bus, "source");
  const auto demand = values<double>(bus, "base_demand");
  const auto cell = values<std::int32_t>(bus, "cell");
  const std::int64_t spacing = std::min<std::int64_t>(size.buses, 250);
  for (std::int64_t row = 0; row < size.buses; ++row) {
    const auto at = static_cast<std::size_t>(row);
    source[at] = row % spacing == spacing / 2 ? 1 : 0;
    demand[at] = 2000.0 + 6000.0 * uniform(size.seed, 6, row);
    cell[at] =
        static_cast<std::int32_t>(uniform(size.seed, 7, row) * static_cast<double>(size.cells * size.cells));
  }
  const city::GridSpec& grid = city.table("surface").spec().grid;
  std::vector<double> places;  // in the middle of their cells
  for (std::size_t at = 0; at < static_cast<std::size_t>(size.buses); ++at) {
    const auto x = static_cast<double>(cell[at] % grid.width), y = static_cast<double>(cell[at] / grid.width);
    places.insert(places.end(),
                  {grid.origin_x + (x + 0.5) * grid.cell, grid.origin_y + (y + 0.5) * grid.cell});
  }
  set_shapes(bus, places, 2);

  TableSpec lines;
  lines.name = "line";
  lines.kind = city::TableKind::links;
  lines.shape = city::Shape::line;
  lines.columns = {reference("from", "bus"), reference("to", "bus"),
                   column("resistance", Scalar::f64, "ohm")};
  lines.columns[2].role = Role::input;
  Table& line = city.edit(city.add_table(lines));
  line.insert(size.buses - 1 + size.buses / 2, 0);
  const auto from = values<std::int32_t>(line, "from");
  const auto to = values<std::int32_t>(line, "to");
  const auto resistance = values<double>(line, "resistance");
  for (std::int64_t row = 0; row < line.rows(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    const bool tree = row < size.buses - 1;
    const std::int64_t a =
        tree ? row + 1
             : static_cast<std::int64_t>(uniform(size.seed, 8, row) * static_cast<double>(size.buses));
    const std::int64_t reach = std::min<std::int64_t>(a, 12);
    const std::int64_t back =
        1 + static_cast<std::int64_t>(uniform(size.seed, 9, row) * static_cast<double>(reach));
    from[at] = static_cast<std::int32_t>(a);
    to[at] = static_cast<std::int32_t>(a == 0 ? 1 : std::max<std::int64_t>(a - back, 0));
    resistance[at] = 0.05 + 0.4 * uniform(size.seed, 10, row);
  }
  std::vector<double> ends;
  for (std::size_t at = 0; at < static_cast<std::size_t>(line.rows()); ++at) {
    for (const std::int32_t end : {from[at], to[at]}) {
      const auto place = static_cast<std::size_t>(2 * end);
      ends.insert(ends.end(), {places[place], places[place + 1]});
    }
  }
  set_shapes(line, ends, 4);
}

}  // namespace

CitySize small_size() {
  return {11, 3000, 128, 300, 1, 0.15};
}
CitySize full_size() {
  return {71, 100000, 3200, 3000, 1, 0.3};
}

city::City make_city(const CitySize& size) {
  city::City city;
  add_roads(size, city);
  add_surface(size, city);
  add_network(size, city);
  return city;
}

}  // namespace conurb::probes
