// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/ground_features.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

namespace conurb::scene {
namespace {

struct PaintOfWord {
  std::string_view word;
  Paint paint;
};

// Classes of land use and green as OpenStreetMap and the generator write them; other land use is `built`.
constexpr PaintOfWord kPaintOfWord[] = {
    {"residential", Paint::residential},
    {"garden", Paint::park},
    {"industrial", Paint::work},
    {"railway", Paint::work},
    {"port", Paint::work},
    {"depot", Paint::work},
    {"quarry", Paint::work},
    {"landfill", Paint::work},
    {"garages", Paint::work},
    {"construction", Paint::work},
    {"brownfield", Paint::work},
    {"military", Paint::work},
    {"square", Paint::square},
    {"pedestrian", Paint::square},
    {"road", Paint::street},
    {"farmland", Paint::field},
    {"farmyard", Paint::built},
    {"vineyard", Paint::field},
    {"allotments", Paint::park},
    {"plant_nursery", Paint::field},
    {"greenfield", Paint::meadow},
    {"meadow", Paint::meadow},
    {"grass", Paint::meadow},
    {"grassland", Paint::meadow},
    {"heath", Paint::meadow},
    {"fell", Paint::meadow},
    {"scrub", Paint::meadow},
    {"wetland", Paint::meadow},
    {"nature_reserve", Paint::meadow},
    {"orchard", Paint::meadow},
    {"forest", Paint::wood},
    {"wood", Paint::wood},
    {"park", Paint::park},
    {"village_green", Paint::park},
    {"recreation_ground", Paint::park},
    {"dog_park", Paint::park},
    {"golf_course", Paint::park},
    {"cemetery", Paint::cemetery},
    {"pitch", Paint::pitch},
    {"playground", Paint::pitch},
    {"sport", Paint::pitch},
    {"water", Paint::water},
};

Paint paint_of(std::string_view word, Paint otherwise) {
  for (const PaintOfWord& each : kPaintOfWord)
    if (each.word == word) return each.paint;
  return otherwise;
}

/// Calls visit with the table if the city has it and it has shapes.
void with_table(const city::City& city, const char* name,
                const std::function<void(const city::Table&, std::size_t)>& visit) {
  const std::int32_t found = city.find(name);
  if (found < 0) return;
  const city::Table& table = city.table(static_cast<std::size_t>(found));
  if (table.find("shape")) visit(table, static_cast<std::size_t>(found));
}

template <typename T>
std::span<const T> column_values(const city::Table& table, const char* name) {
  const auto column = table.find(name);
  return column ? table.column(*column).values<T>() : std::span<const T>();
}

void read_shapes(const city::Table& table, std::size_t number, const ObjectNumbers& numbers,
                 GroundShapes& shapes) {
  shapes.offsets = table.column("shape").offsets();
  shapes.values = table.column("shape").values<double>();
  shapes.index = city::SpatialIndex::of_table(table);
  shapes.objects.resize(static_cast<std::size_t>(table.rows()));
  for (std::size_t row = 0; row < shapes.objects.size(); ++row)
    shapes.objects[row] = numbers.number(number, static_cast<std::int64_t>(row));
}

void read_areas(const city::City& city, const ObjectNumbers& numbers, const char* name, const char* word,
                Paint otherwise, GroundAreas& areas) {
  with_table(city, name, [&](const city::Table& table, std::size_t number) {
    read_shapes(table, number, numbers, areas);
    areas.paints.assign(static_cast<std::size_t>(table.rows()), otherwise);
    const auto column = table.find(word);
    if (!column) return;
    const auto codes = table.column(*column).values<std::int32_t>();
    std::vector<Paint> paints;
    for (std::int32_t code = 0; code < table.column(*column).dictionary().size(); ++code)
      paints.push_back(paint_of(table.column(*column).dictionary().text(code), otherwise));
    for (std::size_t row = 0; row < areas.paints.size(); ++row)
      if (codes[row] >= 0) areas.paints[row] = paints[static_cast<std::size_t>(codes[row])];
  });
}

void read_buildings(const city::City& city, const ObjectNumbers& numbers, GroundAreas& areas) {
  constexpr float kUnknownHeight = 6, kStorey = 3;  // m
  read_areas(city, numbers, "building", "", Paint::roof, areas);
  with_table(city, "building", [&](const city::Table& table, std::size_t) {
    const auto heights = column_values<float>(table, "height");
    const auto storeys = column_values<float>(table, "storeys_above_ground");
    areas.half_metres.resize(static_cast<std::size_t>(table.rows()));
    for (std::size_t row = 0; row < areas.half_metres.size(); ++row) {
      float height = heights.empty() ? 0 : heights[row];
      if (!(height > 0)) height = storeys.empty() ? 0 : storeys[row] * kStorey;
      if (!(height > 0)) height = kUnknownHeight;
      areas.half_metres[row] = static_cast<std::uint8_t>(std::clamp(std::lround(height * 2), 1L, 255L));
    }
  });
}

Paint paint_of(io::SceneKind kind) {
  switch (kind) {
    case io::SceneKind::road: return Paint::street;
    case io::SceneKind::water: return Paint::water;
    case io::SceneKind::plant: return Paint::park;
    case io::SceneKind::land: return Paint::built;
    default: return Paint::none;
  }
}

/// Surfaces of the 3D model that no row with a shape stands for.
GroundAreas areas_of(const ModelAreas& model, std::size_t table, const ObjectNumbers& numbers) {
  GroundAreas areas;
  areas.offsets = model.offsets;
  areas.values = model.values;
  std::vector<city::Box2> boxes;
  for (std::size_t i = 0; i < model.size(); ++i) {
    boxes.push_back(city::bounding_box(model.polygon(i)));
    areas.objects.push_back(numbers.number(table, model.rows[i]));
    areas.paints.push_back(paint_of(model.kinds[i]));
  }
  areas.index = city::SpatialIndex::of_boxes(boxes);
  return areas;
}

/// Tables that the import of a 3D model made for classes that the vocabulary does not have, such as
/// plant_cover: their rows have outlines.
void read_modelled(const city::City& city, const ModelAreas& model, const ObjectNumbers& numbers,
                   std::vector<GroundAreas>& modelled) {
  for (std::size_t t = 0; t < city.table_count(); ++t) {
    const city::Table& table = city.table(t);
    if (table.spec().shape != city::Shape::polygon || table.name() == "building") continue;
    std::vector<Paint> paints;
    for (const io::SceneKind kind : kinds_of_rows(city, table)) paints.push_back(paint_of(kind));
    if (std::all_of(paints.begin(), paints.end(), [](Paint paint) { return paint == Paint::none; })) continue;
    read_shapes(table, t, numbers, modelled.emplace_back());
    modelled.back().paints = std::move(paints);
  }
  const std::int32_t objects = city.find("city_object");
  if (objects >= 0 && model.size() > 0)
    modelled.push_back(areas_of(model, static_cast<std::size_t>(objects), numbers));
}

/// Width where the city says none, and rank: our own choice after common cross-sections, m.
struct RoadClass {
  std::string_view name;
  float width_m;
  std::uint8_t rank;
};
constexpr RoadClass kRoadClasses[] = {
    {"motorway", 11.5F, 4},    {"trunk", 9.5F, 4},        {"primary", 9.5F, 3},
    {"secondary", 8, 2},       {"tertiary", 7, 2},        {"unclassified", 5.5F, 1},
    {"residential", 5.5F, 1},  {"living_street", 5, 1},   {"busway", 4, 1},
    {"service", 3.5F, 1},      {"pedestrian", 5, 0},      {"track", 2.8F, 0},
    {"cycleway", 2.2F, 0},     {"footway", 1.8F, 0},      {"path", 1.5F, 0},
    {"steps", 2, 0},           {"bridleway", 1.5F, 0},    {"motorway_link", 6, 3},
    {"trunk_link", 6, 3},      {"primary_link", 5.5F, 2}, {"secondary_link", 5.5F, 2},
    {"tertiary_link", 5.5F, 2}};
constexpr RoadClass kOtherRoad{"", 5, 1};

RoadClass road_class(const std::string& name) {
  for (const RoadClass& each : kRoadClasses)
    if (each.name == name) return each;
  return kOtherRoad;
}

/// Links at each node, those of one road in two directions once.
std::vector<std::uint8_t> degrees(std::span<const std::int32_t> from, std::span<const std::int32_t> to,
                                  const std::vector<LineStyle>& styles) {
  std::vector<std::uint8_t> degree;
  const auto count = [&](std::int32_t node) {
    if (node < 0) return;
    const auto n = static_cast<std::size_t>(node);
    if (n >= degree.size()) degree.resize(std::max(n + 1, 2 * degree.size()));
    if (degree[n] < 255) ++degree[n];
  };
  for (std::size_t row = 0; row < styles.size(); ++row) {
    if (styles[row].width_m <= 0 || (styles[row].one_of_two && !styles[row].two_way)) continue;
    count(from[row]);
    count(to[row]);
  }
  return degree;
}

void find_junctions(const city::Table& table, std::vector<LineStyle>& styles) {
  const auto from = column_values<std::int32_t>(table, "from"), to = column_values<std::int32_t>(table, "to");
  if (from.empty() || to.empty()) return;
  const std::vector<std::uint8_t> degree = degrees(from, to, styles);
  const auto joins = [&](std::int32_t node) {
    return node >= 0 && static_cast<std::size_t>(node) < degree.size() &&
           degree[static_cast<std::size_t>(node)] > 2;
  };
  for (std::size_t row = 0; row < styles.size(); ++row) {
    styles[row].ends_at_junction[0] = joins(from[row]);
    styles[row].ends_at_junction[1] = joins(to[row]);
  }
}

std::int8_t level_of(std::span<const std::int32_t> levels, std::size_t row) {
  return levels.empty() ? std::int8_t{0} : static_cast<std::int8_t>(std::clamp(levels[row], -5, 5));
}

void read_roads(const city::City& city, const ObjectNumbers& numbers, GroundLines& roads) {
  constexpr float kLane = 3.25F;  // m
  with_table(city, "road_link", [&](const city::Table& table, std::size_t number) {
    read_shapes(table, number, numbers, roads);
    const auto classes = column_values<std::int32_t>(table, "road_class");
    const auto widths = column_values<float>(table, "width"), lanes = column_values<float>(table, "lanes");
    const auto reverse = column_values<std::int32_t>(table, "reverse");
    const auto levels = column_values<std::int32_t>(table, "level");
    roads.styles.resize(static_cast<std::size_t>(table.rows()));
    for (std::size_t row = 0; row < roads.styles.size(); ++row) {
      LineStyle& style = roads.styles[row];
      const RoadClass known = classes.empty() || classes[row] < 0
                                  ? kOtherRoad
                                  : road_class(table.column("road_class").dictionary().text(classes[row]));
      const std::int32_t other = reverse.empty() ? -1 : reverse[row];
      style.one_of_two =
          other >= 0 && other < table.rows() && table.alive()[static_cast<std::size_t>(other)] != 0;
      style.two_way = style.one_of_two && static_cast<std::int64_t>(row) < other;
      style.rank = known.rank;
      style.level = level_of(levels, row);
      const float width = widths.empty() ? 0 : widths[row];
      const float own = lanes.empty() ? 0 : lanes[row];
      const float against = style.one_of_two && !lanes.empty() ? lanes[static_cast<std::size_t>(other)] : 0;
      style.width_m = known.width_m;
      if (own + against > 0 && own + against < 20 && known.rank > 0)
        style.width_m = std::max((own + against) * kLane, known.width_m * 0.6F);
      if (width > 0 && width < 100) style.width_m = width;
    }
    find_junctions(table, roads.styles);
  });
}

void read_rails(const city::City& city, const ObjectNumbers& numbers, GroundLines& rails) {
  with_table(city, "rail_link", [&](const city::Table& table, std::size_t number) {
    read_shapes(table, number, numbers, rails);
    const auto tracks = column_values<float>(table, "tracks");
    const auto levels = column_values<std::int32_t>(table, "level");
    const auto classes = column_values<std::int32_t>(table, "rail_class");
    const std::int32_t tram = classes.empty() ? -2 : table.column("rail_class").dictionary().find("tram");
    rails.styles.resize(static_cast<std::size_t>(table.rows()));
    for (std::size_t row = 0; row < rails.styles.size(); ++row) {
      LineStyle& style = rails.styles[row];
      const float count = tracks.empty() || !(tracks[row] >= 1) ? 1 : std::min(tracks[row], 12.0F);
      style.width_m = 4.2F * count;
      style.level = level_of(levels, row);
      style.rank = !classes.empty() && tram >= 0 && classes[row] == tram ? 0 : 1;
    }
  });
}

void read_watercourses(const city::City& city, const ObjectNumbers& numbers, GroundLines& lines) {
  with_table(city, "watercourse", [&](const city::Table& table, std::size_t number) {
    read_shapes(table, number, numbers, lines);
    const auto widths = column_values<float>(table, "width");
    const auto levels = column_values<std::int32_t>(table, "level");
    const auto classes = column_values<std::int32_t>(table, "watercourse_class");
    lines.styles.resize(static_cast<std::size_t>(table.rows()));
    for (std::size_t row = 0; row < lines.styles.size(); ++row) {
      const std::string_view word = classes.empty() || classes[row] < 0
                                        ? std::string_view()
                                        : table.column("watercourse_class").dictionary().text(classes[row]);
      const float width = widths.empty() ? 0 : widths[row];
      lines.styles[row].level = level_of(levels, row);
      lines.styles[row].width_m = width > 0 && width < 5000 ? width
                                  : word == "river"         ? 12.0F
                                  : word == "canal"         ? 8.0F
                                  : word == "stream"        ? 2.5F
                                                            : 1.5F;
    }
  });
}

/// Marks lines above the ground that have a part over water.
void find_decks(const GroundAreas& water, GroundLines& lines) {
  constexpr double kPart = 4;  // m
  for (std::size_t row = 0; row < lines.styles.size(); ++row) {
    LineStyle& style = lines.styles[row];
    const std::span<const double> line = lines.shape(static_cast<std::int64_t>(row));
    if (style.level <= 0 || !(style.width_m > 0) || line.size() < 4) continue;
    const std::vector<std::int64_t> areas = water.index.within(city::bounding_box(line));
    for (std::size_t i = 0; i + 3 < line.size() && !areas.empty() && !style.on_deck; i += 2) {
      const double dx = line[i + 2] - line[i], dy = line[i + 3] - line[i + 1];
      const int parts = static_cast<int>(std::clamp(std::ceil(std::hypot(dx, dy) / kPart), 1.0, 1e4));
      for (int part = 0; part < parts && !style.on_deck; ++part) {
        const double t = (part + 0.5) / parts;
        style.on_deck = std::any_of(areas.begin(), areas.end(), [&](std::int64_t area) {
          return city::polygon_holds(water.shape(area), line[i] + t * dx, line[i + 1] + t * dy);
        });
      }
    }
  }
}

}  // namespace

std::vector<std::int64_t> GroundAreas::within(const city::Box2& box) const {
  const city::Box2 all = index.bounds();
  const bool holds = index.size() > 0 && box.min_x <= all.min_x && box.min_y <= all.min_y &&
                     box.max_x >= all.max_x && box.max_y >= all.max_y;
  return holds ? rows : index.within(box);
}

void GroundAreas::measure() {
  rows = index.within(index.bounds());
  measures.resize(objects.size());
  for (const std::int64_t row : rows) {
    const std::span<const double> polygon = shape(row);
    const city::Box2 box = city::bounding_box(polygon);
    const auto below = [](double value) { return std::nextafter(static_cast<float>(value), -3e38F); };
    const auto above = [](double value) { return std::nextafter(static_cast<float>(value), 3e38F); };
    measures[static_cast<std::size_t>(row)] = {below(box.min_x), below(box.min_y), above(box.max_x),
                                               above(box.max_y),
                                               static_cast<float>(std::abs(city::polygon_area(polygon)))};
  }
}

GroundFeatures::GroundFeatures(const city::City& of, const ObjectNumbers& numbers, Jobs& jobs)
    : city(of), model(model_areas(of)) {
  jobs.run(
      {[&] { read_areas(city, numbers, "land_use_area", "land_use", Paint::built, land_use); },
       [&] { read_areas(city, numbers, "parcel", "land_use", Paint::built, parcels); },
       [&] { read_areas(city, numbers, "green_area", "green_class", Paint::park, green); },
       [&] { read_areas(city, numbers, "water_area", "", Paint::water, water); },
       [&] { read_buildings(city, numbers, buildings); }, [&] { read_roads(city, numbers, roads); },
       [&] { read_rails(city, numbers, rails); }, [&] { read_watercourses(city, numbers, watercourses); },
       [&] { read_modelled(city, model, numbers, modelled); }, [&] { trees = tree_places(city, numbers); }});
  std::vector<GroundAreas*> areas = {&land_use, &parcels, &green, &water, &buildings};
  for (GroundAreas& each : modelled) areas.push_back(&each);
  jobs.parallel_for(0, areas.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) areas[i]->measure();
  });
  for (GroundLines* lines : {&roads, &rails}) find_decks(water, *lines);
  std::vector<double> x, y;
  for (const TreePlace& tree : trees) {
    x.push_back(tree.x);
    y.push_back(tree.y);
  }
  tree_index = city::SpatialIndex::of_points(x, y);
}

}  // namespace conurb::scene
