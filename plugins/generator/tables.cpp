// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/tables.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "generator_columns.hpp"

namespace conurb::generator {

namespace {

using ::generator::Column;
using ::generator::Table;

constexpr double kMetre = 0.001;  // per mm

class Tables {
 public:
  Tables(const sdk::Host& host, const sdk::View& view, const City& city)
      : host_(host), view_(view), city_(city) {}

  void fill() {
    terrain();
    water();
    districts();
    streets();
    rail();
    blocks();
    parcels();
    buildings();
    trees();
  }

 private:
  // ---- columns ----

  std::int64_t add(Table table, std::size_t count) {
    return host_.insert_rows(table, static_cast<std::int64_t>(count));
  }

  template <class T, class Value>
  void set(Column column, std::size_t count, Value&& value) {
    const auto cells = view_.write<T>(column);
    for (std::size_t i = 0; i < count; ++i) cells[i] = static_cast<T>(value(i));
  }

  void text(Column column, std::size_t count, auto&& word) {
    std::map<std::string, std::int32_t, std::less<>> codes;
    const auto cells = view_.write<std::int32_t>(column);
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view name = word(i);
      auto found = codes.find(name);
      if (found == codes.end()) found = codes.emplace(name, code_of(column, std::string(name))).first;
      cells[i] = found->second;
    }
  }

  [[nodiscard]] std::int32_t code_of(Column column, const std::string& word) const {
    return word.empty() ? -1 : host_.c()->code(host_.c(), static_cast<std::uint32_t>(column), word.c_str());
  }

  static std::int32_t ref(std::uint32_t index) {
    return index == kNone ? -1 : static_cast<std::int32_t>(index);
  }

  // ---- outlines ----

  /// Collects the lists of one column.
  struct Shapes {
    std::vector<std::int64_t> offsets{0};
    std::vector<double> xy;
    void point(Point p) {
      xy.push_back(static_cast<double>(p.x) * kMetre);
      xy.push_back(static_cast<double>(p.y) * kMetre);
    }
    void end() { offsets.push_back(static_cast<std::int64_t>(xy.size())); }
    void line(std::span<const Point> points) {
      for (const Point p : points) point(p);
      end();
    }
    void polygon(std::span<const Point> ring) {
      for (const Point p : ring) point(p);
      if (!ring.empty()) point(ring.front());
      end();
    }
  };

  void assign(Column column, const Shapes& shapes) {
    host_.assign_lists(column, std::span<const std::int64_t>(shapes.offsets),
                       std::span<const double>(shapes.xy));
  }

  void points(Column column, std::span<const Point> places) {
    Shapes shapes;
    for (const Point p : places) {
      shapes.point(p);
      shapes.end();
    }
    assign(column, shapes);
  }

  void polygons(Column column, const PointLists& outlines) {
    Shapes shapes;
    for (std::size_t i = 0; i < outlines.size(); ++i) shapes.polygon(outlines[i]);
    assign(column, shapes);
  }

  static double area(std::span<const Point> ring) {
    double twice = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Point a = ring[i], b = ring[(i + 1) % ring.size()];
      twice += static_cast<double>(a.x) * kMetre * static_cast<double>(b.y) * kMetre -
               static_cast<double>(b.x) * kMetre * static_cast<double>(a.y) * kMetre;
    }
    return std::abs(twice) / 2;
  }

  static double length(std::span<const Point> line) {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      sum += std::hypot(static_cast<double>(line[i + 1].x - line[i].x),
                        static_cast<double>(line[i + 1].y - line[i].y));
    }
    return sum * kMetre;
  }

  // ---- tables ----

  void terrain() {
    const Terrain& ground = city_.terrain;
    host_.lay_grid(Table::terrain, ground.origin.x, ground.origin.y, ground.cell, ground.columns,
                   ground.rows);
    set<float>(Column::terrain_elevation, ground.height.size(),
               [&](std::size_t i) { return ground.height[i]; });
  }

  void water() {
    (void)add(Table::water_area, 1);
    Shapes shapes;
    shapes.polygon(city_.river);
    assign(Column::water_area_shape, shapes);
    text(Column::water_area_water_class, 1, [](std::size_t) { return std::string_view("river"); });
    set<float>(Column::water_area_area, 1, [&](std::size_t) { return area(city_.river); });
  }

  void districts() {
    const Districts& all = city_.districts;
    (void)add(Table::district, all.size());
    polygons(Column::district_shape, all.outline);
    text(Column::district_name, all.size(), [&](std::size_t i) { return std::string_view(all.name[i]); });
    text(Column::district_rank, all.size(), [](std::size_t) { return std::string_view("district"); });
    set<float>(Column::district_area, all.size(), [&](std::size_t i) { return area(all.outline[i]); });
  }

  static std::string_view class_of(EdgeClass street) {
    switch (street) {
      case EdgeClass::motorway: return "motorway";
      case EdgeClass::primary: return "primary";
      case EdgeClass::secondary: return "secondary";
      case EdgeClass::tertiary: return "tertiary";
      default: return "residential";
    }
  }

  static std::string_view control_of(Control control) {
    switch (control) {
      case Control::signal: return "signal";
      case Control::priority: return "priority";
      default: return "";
    }
  }

  void streets() {
    const StreetNodes& nodes = city_.nodes;
    (void)add(Table::road_node, nodes.size());
    points(Column::road_node_shape, nodes.point);
    text(Column::road_node_control, nodes.size(),
         [&](std::size_t i) { return control_of(nodes.control[i]); });
    set<float>(Column::road_node_elevation, nodes.size(), [&](std::size_t i) { return nodes.elevation[i]; });
    links();
  }

  // A row for each direction: row 2i runs as street i is drawn, row 2i + 1 the other way.
  void links() {
    const StreetLinks& all = city_.links;
    const std::size_t count = 2 * all.size();
    (void)add(Table::road_link, count);
    const auto from = [&](std::size_t r) { return r % 2 == 0 ? all.from[r / 2] : all.to[r / 2]; };
    const auto to = [&](std::size_t r) { return r % 2 == 0 ? all.to[r / 2] : all.from[r / 2]; };
    set<std::int32_t>(Column::road_link_from, count, [&](std::size_t r) { return ref(from(r)); });
    set<std::int32_t>(Column::road_link_to, count, [&](std::size_t r) { return ref(to(r)); });
    set<std::int32_t>(Column::road_link_reverse, count, [](std::size_t r) { return r ^ 1U; });
    text(Column::road_link_name, count, [&](std::size_t r) {
      const std::uint32_t name = all.name[r / 2];
      return name == kNone ? std::string_view() : std::string_view(city_.street_names[name]);
    });
    text(Column::road_link_road_class, count,
         [&](std::size_t r) { return class_of(all.street_class[r / 2]); });
    set<float>(Column::road_link_length, count, [&](std::size_t r) { return all.length[r / 2]; });
    set<float>(Column::road_link_lanes, count, [&](std::size_t r) { return all.lanes[r / 2]; });
    set<float>(Column::road_link_width, count, [&](std::size_t r) { return all.width[r / 2]; });
    set<float>(Column::road_link_speed_limit, count, [&](std::size_t r) { return all.speed_limit[r / 2]; });
    set<float>(Column::road_link_gradient, count, [&](std::size_t r) {
      const float rise = city_.nodes.elevation[to(r)] - city_.nodes.elevation[from(r)];
      return std::clamp(rise / std::max(all.length[r / 2], 1.0F), -1.0F, 1.0F);
    });
    const auto slow = [&](std::size_t r) { return all.street_class[r / 2] == EdgeClass::motorway ? 0 : 1; };
    set<std::uint8_t>(Column::road_link_walkable, count, slow);
    set<std::uint8_t>(Column::road_link_cyclable, count, slow);
    set<std::int32_t>(Column::road_link_level, count,
                      [&](std::size_t r) { return all.bridge[r / 2] != 0 ? 1 : 0; });
    Shapes shapes;
    std::vector<Point> back;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto line = all.line[i];
      shapes.line(line);
      back.assign(line.rbegin(), line.rend());
      shapes.line(back);
    }
    assign(Column::road_link_shape, shapes);
  }

  // Stretches run from station to station and out to the ends of the map, which become nodes without
  // platform.
  void rail() {
    const Rail& line = city_.rail;
    std::vector<Point> nodes = line.station;
    const auto node_at = [&nodes](Point p) {
      const auto at = static_cast<std::size_t>(std::find(nodes.begin(), nodes.end(), p) - nodes.begin());
      if (at == nodes.size()) nodes.push_back(p);
      return static_cast<std::int32_t>(at);
    };
    std::vector<std::int32_t> from, to;
    for (std::size_t i = 0; i < line.line.size(); ++i) {
      from.push_back(node_at(line.line[i].front()));
      to.push_back(node_at(line.line[i].back()));
    }
    const std::size_t stations = line.station.size();
    (void)add(Table::rail_node, nodes.size());
    points(Column::rail_node_shape, nodes);
    text(Column::rail_node_name, stations,
         [&](std::size_t i) { return std::string_view(line.station_name[i]); });
    set<std::uint8_t>(Column::rail_node_station, nodes.size(),
                      [&](std::size_t i) { return i < stations ? 1 : 0; });
    set<float>(Column::rail_node_elevation, stations,
               [&](std::size_t i) { return line.station_elevation[i]; });
    (void)add(Table::rail_link, from.size());
    set<std::int32_t>(Column::rail_link_from, from.size(), [&](std::size_t i) { return from[i]; });
    set<std::int32_t>(Column::rail_link_to, to.size(), [&](std::size_t i) { return to[i]; });
    text(Column::rail_link_rail_class, from.size(), [](std::size_t) { return std::string_view("rail"); });
    set<float>(Column::rail_link_length, from.size(), [&](std::size_t i) { return length(line.line[i]); });
    Shapes shapes;
    for (std::size_t i = 0; i < line.line.size(); ++i) shapes.line(line.line[i]);
    assign(Column::rail_link_shape, shapes);
  }

  static bool is_green(LandUse use) {
    return use == LandUse::park || use == LandUse::cemetery || use == LandUse::allotments ||
           use == LandUse::meadow || use == LandUse::forest;
  }

  // Green is shown as a whole; other land as an area only where no parcels say what it is used for.
  void blocks() {
    const Blocks& all = city_.blocks;
    std::vector<std::uint8_t> has_parcels(all.size(), 0);
    for (const std::uint32_t block : city_.parcels.block) has_parcels[block] = 1;
    std::vector<std::size_t> green, other;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (is_green(all.use[i])) green.push_back(i);
      if (!is_green(all.use[i]) && has_parcels[i] == 0) other.push_back(i);
    }
    (void)add(Table::green_area, green.size());
    areas(Column::green_area_shape, Column::green_area_green_class, Column::green_area_area, green);
    (void)add(Table::land_use_area, other.size());
    areas(Column::land_use_area_shape, Column::land_use_area_land_use, Column::land_use_area_area, other);
  }

  void areas(Column shape, Column use, Column size, const std::vector<std::size_t>& blocks) {
    const Blocks& all = city_.blocks;
    Shapes shapes;
    for (const std::size_t b : blocks) shapes.polygon(all.outline[b]);
    assign(shape, shapes);
    text(use, blocks.size(), [&](std::size_t i) { return to_string(all.use[blocks[i]]); });
    set<float>(size, blocks.size(), [&](std::size_t i) { return area(all.outline[blocks[i]]); });
  }

  void parcels() {
    const Parcels& all = city_.parcels;
    (void)add(Table::parcel, all.size());
    polygons(Column::parcel_shape, all.outline);
    set<std::int32_t>(Column::parcel_district, all.size(),
                      [&](std::size_t i) { return ref(city_.blocks.district[all.block[i]]); });
    set<float>(Column::parcel_area, all.size(), [&](std::size_t i) { return area(all.outline[i]); });
    text(Column::parcel_land_use, all.size(), [&](std::size_t i) { return to_string(all.use[i]); });
  }

  void buildings() {
    const Buildings& all = city_.buildings;
    const std::size_t count = all.size();
    (void)add(Table::building, count);
    polygons(Column::building_shape, all.footprint);
    set<std::int32_t>(Column::building_parcel, count, [&](std::size_t i) { return ref(all.parcel[i]); });
    set<std::int32_t>(Column::building_district, count, [&](std::size_t i) { return ref(all.district[i]); });
    text(Column::building_function, count, [&](std::size_t i) { return to_string(all.function[i]); });
    text(Column::building_roof_type, count, [&](std::size_t i) { return to_string(all.roof[i]); });
    set<float>(Column::building_year_of_construction, count, [&](std::size_t i) { return all.year[i]; });
    set<float>(Column::building_storeys_above_ground, count, [&](std::size_t i) { return all.storeys[i]; });
    set<float>(Column::building_height, count, [&](std::size_t i) { return all.height[i]; });
    set<float>(Column::building_eaves_height, count, [&](std::size_t i) { return all.eaves_height[i]; });
    set<float>(Column::building_ground_height, count, [&](std::size_t i) { return all.ground[i]; });
    set<float>(Column::building_floor_area, count, [&](std::size_t i) { return all.floor_area[i]; });
    set<float>(Column::building_dwelling_area, count, [&](std::size_t i) { return all.dwelling_area[i]; });
    // A part at a time, so that the arrays for the host stay small.
    constexpr std::size_t kPart = 50'000;
    for (std::size_t first = 0; first < count; first += kPart) {
      host_.progress(0.6 + 0.3 * static_cast<double>(first) / static_cast<double>(count), "solids");
      solids(first, std::min(count, first + kPart));
    }
  }

  void solids(std::size_t begin, std::size_t end) {
    const Shells& all = city_.buildings.shell;
    const auto count = static_cast<std::int64_t>(end - begin);
    std::vector<std::int64_t> rows, first_vertex{0}, first_surface{0}, first_ring{0}, first_corner{0};
    std::vector<double> xyz;
    std::vector<std::uint8_t> surface;
    std::vector<std::int32_t> corner;
    for (std::size_t b = begin; b < end; ++b) {
      rows.push_back(static_cast<std::int64_t>(b));
      for (std::uint32_t v = all.shell_vertex[b]; v < all.shell_vertex[b + 1]; ++v) {
        for (const std::int32_t mm : {all.vertices[v].x, all.vertices[v].y, all.vertices[v].z})
          xyz.push_back(mm * kMetre);
      }
      for (std::uint32_t s = all.shell_surface[b]; s < all.shell_surface[b + 1]; ++s) {
        surface.push_back(static_cast<std::uint8_t>(all.surface_kind[s]));
        for (std::uint32_t r = all.surface_begin[s]; r < all.surface_begin[s + 1]; ++r)
          corner.push_back(all.ring[r]);
        first_corner.push_back(static_cast<std::int64_t>(corner.size()));
        first_ring.push_back(static_cast<std::int64_t>(first_ring.size()));
      }
      first_vertex.push_back(static_cast<std::int64_t>(xyz.size() / 3));
      first_surface.push_back(static_cast<std::int64_t>(surface.size()));
    }
    static_assert(static_cast<int>(SurfaceKind::ground) == CONURB_SURFACE_GROUND &&
                  static_cast<int>(SurfaceKind::wall) == CONURB_SURFACE_WALL &&
                  static_cast<int>(SurfaceKind::roof) == CONURB_SURFACE_ROOF);
    host_.add_solids(
        Table::building, "2.2",
        {sizeof(conurb_solids), count, rows.data(), first_vertex.data(), xyz.data(), first_surface.data(),
         surface.data(), first_ring.data(), first_corner.data(), corner.data()});
  }

  void trees() {
    const Trees& all = city_.trees;
    (void)add(Table::tree, all.size());
    points(Column::tree_shape, all.point);
    set<float>(Column::tree_height, all.size(), [&](std::size_t i) { return all.height[i]; });
    set<float>(Column::tree_crown_diameter, all.size(), [&](std::size_t i) { return all.crown[i]; });
  }

  const sdk::Host& host_;
  const sdk::View& view_;
  const City& city_;
};

}  // namespace

void fill_tables(const sdk::Host& host, const sdk::View& view, const City& city) {
  Tables(host, view, city).fill();
}

}  // namespace conurb::generator
