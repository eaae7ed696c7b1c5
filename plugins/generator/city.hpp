// SPDX-License-Identifier: Apache-2.0
// A generated city: structures of arrays, one entry per object; polygons and shells as offset arrays. Lengths
// in m unless a name or comment says otherwise, points in whole mm around the city's origin (the middle of
// the river at the old bridge), x to the east, y to the north. References are indices into the named
// structure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/generator/options.hpp"
#include "plugins/generator/planar_graph.hpp"
#include "plugins/generator/terrain.hpp"
#include "plugins/generator/zoning.hpp"

namespace conurb::generator {

/// Point lists: list i is points[begin[i]] .. points[begin[i + 1] - 1].
struct PointLists {
  std::vector<std::uint32_t> begin{0};
  std::vector<Point> points;
  [[nodiscard]] std::size_t size() const { return begin.size() - 1; }
  [[nodiscard]] std::span<const Point> operator[](std::size_t i) const {
    return {points.data() + begin[i], points.data() + begin[i + 1]};
  }
  void add(std::span<const Point> list) {
    points.insert(points.end(), list.begin(), list.end());
    begin.push_back(static_cast<std::uint32_t>(points.size()));
  }
  void append(const PointLists& other) {
    const auto shift = static_cast<std::uint32_t>(points.size());
    points.insert(points.end(), other.points.begin(), other.points.end());
    for (std::size_t i = 1; i < other.begin.size(); ++i) begin.push_back(other.begin[i] + shift);
  }
};

enum class Control : std::uint8_t { none, priority, signal };

struct StreetNodes {
  std::vector<Point> point;
  std::vector<float> elevation;  ///< of the ground; at bridgeheads, of the deck
  std::vector<Control> control;
  [[nodiscard]] std::size_t size() const { return point.size(); }
};

/// Streets between nodes; traffic runs both ways on each.
struct StreetLinks {
  std::vector<std::uint32_t> from, to;  ///< nodes
  std::vector<EdgeClass> street_class;  ///< motorway .. residential
  std::vector<std::uint8_t> lanes;      ///< in each direction
  std::vector<float> speed_limit;       ///< m/s
  std::vector<float> width;             ///< of the carriageway
  std::vector<float> corridor;          ///< between the parcels on both sides
  std::vector<float> length;
  std::vector<std::uint8_t> bridge;  ///< 1 over the river, 2 over or under the railway, else 0
  std::vector<std::uint32_t> name;   ///< index of City::street_names
  PointLists line;                   ///< from node to node
  [[nodiscard]] std::size_t size() const { return from.size(); }
};

struct Rail {
  PointLists line;  ///< one per stretch between stations, west to east
  std::vector<Point> station;
  std::vector<std::string> station_name;
  std::vector<float> station_elevation;
};

enum class LandUse : std::uint8_t {
  residential,
  mixed,
  commercial,
  industrial,
  school,
  hospital,
  public_service,
  religious,
  sport,
  park,
  square,
  cemetery,
  allotments,
  farmland,
  meadow,
  forest
};
[[nodiscard]] std::string_view to_string(LandUse use);

/// Ground between streets, and fields outside the city.
struct Blocks {
  PointLists outline;
  std::vector<Zone> zone;
  std::vector<LandUse> use;             ///< main use
  std::vector<std::uint32_t> district;  ///< kNone outside the districts
  [[nodiscard]] std::size_t size() const { return zone.size(); }
};

struct Parcels {
  PointLists outline;
  std::vector<std::uint32_t> block;
  std::vector<LandUse> use;
  std::vector<std::uint32_t> street;  ///< link that gives access, kNone for inner courtyards and open land
  [[nodiscard]] std::size_t size() const { return block.size(); }
};

/// What a building is for; to_string() gives words that assets/archetypes/functions.csv knows.
enum class Function : std::uint8_t {
  residential,
  retail,
  office,
  hotel,
  restaurant,
  school,
  kindergarten,
  hospital,
  nursing_home,
  public_service,
  sport,
  industry,
  warehouse
};
inline constexpr std::size_t kFunctionCount = 13;
[[nodiscard]] std::string_view to_string(Function function);

enum class Typology : std::uint8_t {
  detached,
  semi_detached,
  row_house,
  town_house,
  perimeter_block,
  corner_block,
  apartment_house,
  slab,
  tower,
  office,
  store,
  hall,
  school,
  hospital,
  church,
  church_tower,
  public_hall,
  villa
};
[[nodiscard]] std::string_view to_string(Typology typology);

enum class Roof : std::uint8_t { flat, shed, gabled, hipped, mansard };
[[nodiscard]] std::string_view to_string(Roof roof);

enum class SurfaceKind : std::uint8_t { ground, wall, roof };

/// Closed shells, outward normals, every surface one ring counter-clockwise seen from outside.
struct Shells {
  struct Vertex3 {
    std::int32_t x, y, z;  ///< mm; z above the vertical datum
  };
  std::vector<Vertex3> vertices;
  std::vector<std::uint16_t> ring;              ///< vertex numbers within the shell
  std::vector<std::uint32_t> surface_begin{0};  ///< offsets into ring, one per surface and the end
  std::vector<SurfaceKind> surface_kind;
  std::vector<std::uint32_t> shell_surface{0};  ///< offsets into surfaces, one per shell and the end
  std::vector<std::uint32_t> shell_vertex{0};   ///< offsets into vertices, one per shell and the end
  [[nodiscard]] std::size_t size() const { return shell_surface.size() - 1; }
  void append(const Shells& other);
};

struct Buildings {
  PointLists footprint;
  Shells shell;  ///< one per building
  std::vector<std::uint32_t> parcel, district;
  std::vector<Function> function;
  std::vector<Typology> typology;
  std::vector<Roof> roof;
  std::vector<std::uint16_t> year;  ///< of construction
  std::vector<std::uint8_t> storeys;
  std::vector<float> height;         ///< ground to the highest point
  std::vector<float> eaves_height;   ///< ground to the eaves
  std::vector<float> ground;         ///< height of the lowest point above the datum
  std::vector<float> floor_area;     ///< gross, all storeys, m2
  std::vector<float> dwelling_area;  ///< gross floor area of dwellings, m2
  [[nodiscard]] std::size_t size() const { return year.size(); }
};

struct Districts {
  PointLists outline;
  std::vector<std::string> name;
  [[nodiscard]] std::size_t size() const { return name.size(); }
};

struct Trees {
  std::vector<Point> point;
  std::vector<float> ground, height, crown;  ///< crown: diameter
  [[nodiscard]] std::size_t size() const { return point.size(); }
};

struct City {
  Options options;
  double radius{};  ///< of the built-up area, about, m
  Vec centre;       ///< of the old town, m
  Terrain terrain;
  Ring river;  ///< water surface
  StreetNodes nodes;
  StreetLinks links;
  std::vector<std::string> street_names;
  Rail rail;
  Blocks blocks;
  Parcels parcels;
  Buildings buildings;
  Districts districts;
  Trees trees;
};

/// Makes the city without its people: plugins/people settles it. Throws std::invalid_argument if an option is
/// out of its range. Any thread; calls of `parallel` do not nest.
[[nodiscard]] City generate(const Options& options, const ParallelFor& parallel = serial_for);

}  // namespace conurb::generator
