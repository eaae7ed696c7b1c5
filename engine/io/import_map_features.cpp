// SPDX-License-Identifier: Apache-2.0
// Water, green, land use, trees, places and points of interest of a map.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>

#include "engine/base/text.hpp"
#include "engine/city/query_shape.hpp"
#include "engine/io/import_map.hpp"
#include "engine/io/osm_roads.hpp"
#include "engine/io/osm_values.hpp"

namespace conurb::io {

using city::Table;

namespace {

/// Class of a water surface, "" for none.
std::string_view water_class(const OsmTags& tags) {
  if (tags.is("natural", "water")) return tags.has("water") ? tags["water"] : "water";
  if (tags.is("waterway", "riverbank")) return "river";
  if (tags.is("waterway", "dock")) return "dock";
  if (is_one_of(tags["landuse"], {"reservoir", "basin"})) return tags["landuse"];
  return {};
}

std::string_view green_class(const OsmTags& tags) {
  for (const char* key : {"leisure", "landuse", "natural"}) {
    const std::string_view value = tags[key];
    if (is_one_of(value, {"park",
                          "garden",
                          "pitch",
                          "golf_course",
                          "nature_reserve",
                          "playground",
                          "dog_park",
                          "forest",
                          "grass",
                          "meadow",
                          "farmland",
                          "orchard",
                          "vineyard",
                          "allotments",
                          "cemetery",
                          "village_green",
                          "recreation_ground",
                          "plant_nursery",
                          "greenhouse_horticulture",
                          "wood",
                          "scrub",
                          "heath",
                          "grassland",
                          "wetland",
                          "fell"}))
      return value;
  }
  return tags.is("amenity", "grave_yard") ? "cemetery" : std::string_view();
}

std::string_view land_use(const OsmTags& tags) {
  const std::string_view value = tags["landuse"];
  return is_one_of(value, {"residential", "commercial",    "retail",     "industrial",  "construction",
                           "railway",     "military",      "brownfield", "greenfield",  "quarry",
                           "landfill",    "garages",       "farmyard",   "port",        "depot",
                           "education",   "institutional", "religious",  "civic_admin", "fairground"})
             ? value
             : std::string_view();
}

struct Interest {
  std::string_view category, kind;
};

/// What people go to here; of several keys the first of the list counts.
Interest interest_of(const OsmTags& tags) {
  for (const char* key :
       {"shop", "amenity", "healthcare", "tourism", "leisure", "office", "craft", "historic"}) {
    const std::string_view value = tags[key];
    if (!value.empty() && value != "no") return {key, value};
  }
  if (tags.is("highway", "bus_stop")) return {"transport", "bus_stop"};
  if (is_one_of(tags["railway"], {"station", "halt", "tram_stop"})) return {"transport", tags["railway"]};
  if (is_one_of(tags["public_transport"], {"station", "platform"}))
    return {"transport", tags["public_transport"]};
  return {};
}

class Features {
 public:
  Features(CityImport::State& state, const OsmMap& map, std::size_t source)
      : state_(state), map_(map), source_(source) {}

  void run() {
    sort_points();
    sort_lines();
    sort_areas();
    write_watercourses();
    write_areas("water_area", "water_class", water_, water_class);
    write_areas("green_area", "green_class", green_, green_class);
    write_areas("land_use_area", "land_use", land_use_, land_use);
    write_trees();
    write_places();
    write_interests();
  }

 private:
  void sort_points() {
    for (const OsmFeature& point : map_.points) {
      const OsmPosition& at = map_.positions[point.begin];
      if (!std::isfinite(at.x)) continue;
      const OsmTags tags = map_.tags_of(point);
      if (tags.is("natural", "tree")) trees_.add(point, {at.x, at.y});
      if (tags.has("place")) places_.add(point, {at.x, at.y});
      if (!interest_of(tags).category.empty()) interests_.add(point, {at.x, at.y});
    }
  }

  /// A line whose nodes are not all there is as long as its longest whole piece.
  void sort_lines() {
    for (const OsmFeature& line : map_.lines) {
      const std::string_view kind = map_.tags_of(line)["waterway"];
      if (!is_one_of(kind, {"river", "stream", "canal", "drain", "ditch", "tidal_channel"})) continue;
      std::vector<double> piece, longest;
      for (std::size_t i = line.begin; i <= line.end; ++i) {
        const bool there = i < line.end && std::isfinite(map_.positions[i].x);
        if (there) piece.insert(piece.end(), {map_.positions[i].x, map_.positions[i].y});
        if (there) continue;
        if (piece.size() > longest.size()) longest = piece;
        piece.clear();
      }
      if (city::line_length(longest) > 0) watercourses_.add(line, std::move(longest));
    }
  }

  void sort_areas() {
    for (const OsmFeature& area : map_.areas) {
      const OsmTags tags = map_.tags_of(area);
      MapRows* const list = !water_class(tags).empty()   ? &water_
                            : !green_class(tags).empty() ? &green_
                            : !land_use(tags).empty()    ? &land_use_
                                                         : nullptr;
      const bool interesting = !interest_of(tags).category.empty() && list != &water_;
      if (list == nullptr && !interesting) continue;
      std::vector<double> shape = polygon_of(map_, area);
      if (shape.empty()) continue;
      if (interesting) {
        const city::Point2 centre = city::centroid(city::Shape::polygon, shape);
        interests_.add(area, {centre.x, centre.y});
      }
      if (list != nullptr) list->add(area, std::move(shape));
    }
  }

  /// Rows of a table for objects; calls `fill` with what fills its columns. Nothing for none, unless there
  /// are rows of an earlier import to retire.
  void write(const char* name, const MapRows& objects, const std::function<void(RowFill&)>& fill) {
    if (objects.externals.empty() && state_.city.find(name) < 0) return;
    Table& table = state_.city.edit(state_.vocabulary_table(name));
    const std::vector<std::int64_t> rows = place_rows(state_, table, source_, objects.externals);
    RowFill cells(state_, table, source_, rows);
    cells.shapes(objects.shapes);
    cells.text("object_id", [&](std::size_t i) { return std::string_view(objects.externals[i]); });
    cells.text("name", [&](std::size_t i) { return map_.tags_of(*objects.features[i])["name"]; });
    fill(cells);
  }

  [[nodiscard]] OsmTags tags(const MapRows& objects, std::size_t i) const {
    return map_.tags_of(*objects.features[i]);
  }

  void write_watercourses() {
    write("watercourse", watercourses_, [&](RowFill& fill) {
      fill.text("watercourse_class", [&](std::size_t i) { return tags(watercourses_, i)["waterway"]; });
      fill.real("length", [&](std::size_t i) { return city::line_length(watercourses_.shapes[i]); });
      fill.real("width", [&](std::size_t i) { return length_or_null(watercourses_, i, "width", 1e5); });
      fill.whole<std::uint8_t>(
          "intermittent", [&](std::size_t i) { return tags(watercourses_, i).is("intermittent", "yes"); });
      fill.whole<std::int32_t>("level", [&](std::size_t i) {
        const OsmTags each = tags(watercourses_, i);
        return osm_level(each["layer"], each["bridge"], each["tunnel"]);
      });
    });
  }

  template <typename Class>
  void write_areas(const char* table, const char* column, const MapRows& objects, Class class_of) {
    write(table, objects, [&](RowFill& fill) {
      fill.text(column, [&](std::size_t i) { return class_of(tags(objects, i)); });
      fill.real("area", [&](std::size_t i) { return city::polygon_area(objects.shapes[i]); });
      fill.text("leaf_type", [&](std::size_t i) { return tags(objects, i)["leaf_type"]; });
    });
  }

  void write_trees() {
    constexpr double kTallest_m = 150;
    write("tree", trees_, [&](RowFill& fill) {
      fill.text("species", [&](std::size_t i) {
        return tags(trees_, i).has("species") ? tags(trees_, i)["species"] : tags(trees_, i)["taxon"];
      });
      fill.text("leaf_type", [&](std::size_t i) { return tags(trees_, i)["leaf_type"]; });
      fill.text("leaf_cycle", [&](std::size_t i) { return tags(trees_, i)["leaf_cycle"]; });
      fill.real("height", [&](std::size_t i) { return length_or_null(trees_, i, "height", kTallest_m); });
      fill.real("crown_diameter",
                [&](std::size_t i) { return length_or_null(trees_, i, "diameter_crown", kTallest_m); });
      fill.real("trunk_diameter", [&](std::size_t i) {
        return length_or_null(trees_, i, "circumference", kTallest_m) / std::numbers::pi;
      });
    });
  }

  void write_places() {
    write("place", places_, [&](RowFill& fill) {
      fill.text("rank", [&](std::size_t i) { return tags(places_, i)["place"]; });
      fill.real("population", [&](std::size_t i) {
        const auto people = osm_number(tags(places_, i)["population"]);
        return people && *people >= 0 && *people < 1e8 ? *people : kUnknown;
      });
    });
  }

  void write_interests() {
    write("point_of_interest", interests_, [&](RowFill& fill) {
      fill.text("category", [&](std::size_t i) { return interest_of(tags(interests_, i)).category; });
      fill.text("kind", [&](std::size_t i) { return interest_of(tags(interests_, i)).kind; });
      fill.text("operator", [&](std::size_t i) { return tags(interests_, i)["operator"]; });
    });
  }

  double length_or_null(const MapRows& objects, std::size_t i, const char* key, double most) {
    const std::string_view value = tags(objects, i)[key];
    if (value.empty()) return kUnknown;
    const auto length = osm_length_m(value);
    if (length && *length > 0 && *length <= most) return *length;
    state_.find(source_, Severity::warning, objects.externals[i], "osm.value",
                std::string(key) + "=" + in_quotes(value) + " is no value of this key: left empty");
    return kUnknown;
  }

  CityImport::State& state_;
  const OsmMap& map_;
  std::size_t source_;
  MapRows watercourses_, water_, green_, land_use_, trees_, places_, interests_;
};

}  // namespace

void import_map_features(CityImport::State& state, const OsmMap& map, std::size_t source) {
  Features(state, map, source).run();
}

}  // namespace conurb::io
