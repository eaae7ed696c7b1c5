// SPDX-License-Identifier: Apache-2.0
// Streets and tracks of a map as links that meet in nodes.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/city/query_shape.hpp"
#include "engine/io/import_map.hpp"
#include "engine/io/map_network.hpp"
#include "engine/io/osm_roads.hpp"

namespace conurb::io {

using city::Table;

namespace {

std::vector<double> line_of(const OsmMap& map, const NetworkLink& link, bool against) {
  std::vector<double> shape;
  const auto add = [&](const OsmPosition& p) {
    const std::size_t n = shape.size();
    if (n >= 2 && shape[n - 2] == p.x && shape[n - 1] == p.y) return;
    shape.insert(shape.end(), {p.x, p.y});
  };
  for (std::size_t i = link.begin; i < link.end; ++i)
    add(map.positions[against ? link.begin + link.end - 1 - i : i]);
  return shape;
}

std::vector<std::vector<double>> points_of(const OsmMap& map, const std::vector<std::size_t>& positions) {
  std::vector<std::vector<double>> shapes;
  for (const std::size_t each : positions) shapes.push_back({map.positions[each].x, map.positions[each].y});
  return shapes;
}

std::vector<std::string> node_ids(const std::vector<std::int64_t>& nodes) {
  std::vector<std::string> ids;
  for (const std::int64_t each : nodes) ids.push_back(fmt::format("node/{}", each));
  return ids;
}

/// A link in one direction of travel, or a track.
struct LinkRow {
  std::size_t link = 0;
  bool against = false;       ///< as the way is drawn
  std::int64_t reverse = -1;  ///< place in the list of rows
};

/// What the tables of both networks have in common.
void fill_links(RowFill& fill, const OsmMap& map, const Network& network, const std::vector<LinkRow>& links,
                const std::vector<std::string>& externals, const std::vector<std::int64_t>& nodes) {
  std::vector<std::vector<double>> shapes;
  for (const LinkRow& each : links) shapes.push_back(line_of(map, network.links[each.link], each.against));
  const auto node_row = [&](std::size_t i, bool first) {
    const NetworkLink& link = network.links[links[i].link];
    return nodes[static_cast<std::size_t>(first != links[i].against ? link.from : link.to)];
  };
  fill.shapes(shapes);
  fill.whole<std::int32_t>("from", [&](std::size_t i) { return node_row(i, true); });
  fill.whole<std::int32_t>("to", [&](std::size_t i) { return node_row(i, false); });
  fill.text("object_id", [&](std::size_t i) { return std::string_view(externals[i]); });
  fill.real("length", [&](std::size_t i) { return city::line_length(shapes[i]); });
}

class Roads {
 public:
  Roads(CityImport::State& state, const OsmMap& map, std::size_t source)
      : state_(state), map_(map), source_(source) {}

  void run() {
    read_rules();
    if (lines_.empty() && state_.city.find("road_link") < 0) return;
    read_controls();
    std::vector<std::int64_t> controlled;
    for (const auto& [node, control] : controls_) controlled.push_back(node);
    network_ = cut_to_links(map_, lines_, controlled);
    mark_roundabouts();
    write_nodes();
    write_links();
  }

 private:
  void read_rules() {
    for (std::uint32_t line = 0; line < map_.lines.size(); ++line) {
      const OsmTags tags = map_.tags_of(map_.lines[line]);
      if (!tags.has("highway")) continue;
      const RoadRules rules = road_rules(tags);
      if (!rules.is_road) {
        if (state_.findings[source_].only_counted(Severity::info, "osm.no_road")) continue;
        state_.find(source_, Severity::info, external_id(map_.lines[line]), "osm.no_road",
                    fmt::format("highway={} is no street: left out", rules.road_class));
        continue;
      }
      if (rules.odd_speed) tell_odd(line, "maxspeed", tags["maxspeed"]);
      if (rules.odd_lanes) tell_odd(line, "lanes", tags["lanes"]);
      if (rules.odd_width) tell_odd(line, "width", tags["width"]);
      lines_.push_back(line);
      rules_.push_back(rules);
    }
  }

  void tell_odd(std::uint32_t line, std::string_view key, std::string_view value) {
    state_.find(source_, Severity::warning, external_id(map_.lines[line]), "osm.value",
                fmt::format("{}={} is no value of this key: left empty", key, in_quotes(value)));
  }

  void read_controls() {
    for (const OsmFeature& point : map_.points) {
      const std::string_view control = junction_control(map_.tags_of(point));
      if (!control.empty()) controls_.emplace(point.id, control);
    }
  }

  void mark_roundabouts() {
    for (const NetworkLink& link : network_.links) {
      const std::string_view junction = map_.tags_of(map_.lines[lines_[link.line]])["junction"];
      if (junction != "roundabout" && junction != "circular") continue;
      for (const std::int32_t node : {link.from, link.to})
        controls_.emplace(network_.nodes[static_cast<std::size_t>(node)], "roundabout");
    }
  }

  void write_nodes() {
    Table& table = state_.city.edit(state_.vocabulary_table("road_node"));
    const std::vector<std::string> ids = node_ids(network_.nodes);
    nodes_ = place_rows(state_, table, source_, ids);
    RowFill fill(state_, table, source_, nodes_);
    fill.shapes(points_of(map_, network_.positions));
    fill.text("object_id", [&](std::size_t i) { return std::string_view(ids[i]); });
    fill.text("control", [&](std::size_t i) {
      const auto found = controls_.find(network_.nodes[i]);
      return found == controls_.end() ? std::string_view() : found->second;
    });
  }

  /// One row for each direction in which somebody may travel; where nobody may, one for each that the way
  /// itself allows, closed.
  void list_links(std::vector<LinkRow>& links, std::vector<std::string>& externals) const {
    const std::vector<std::string> ids = link_ids(map_, lines_, network_);
    for (std::size_t i = 0; i < network_.links.size(); ++i) {
      const RoadRules& rules = rules_[network_.links[i].line];
      const bool nobody = !rules.forward.used() && !rules.backward.used();
      const auto wanted = [nobody](const RoadDirection& way) {
        return way.used() || (nobody && way.lanes != 0);
      };
      const bool both = wanted(rules.forward) && wanted(rules.backward);
      const auto next = static_cast<std::int64_t>(links.size());
      if (wanted(rules.forward)) {
        links.push_back({i, false, both ? next + 1 : -1});
        externals.push_back(ids[i]);
      }
      if (wanted(rules.backward)) {
        links.push_back({i, true, both ? next : -1});
        externals.push_back(ids[i] + "/back");
      }
    }
  }

  void write_links() {
    std::vector<LinkRow> links;
    std::vector<std::string> externals;
    list_links(links, externals);
    Table& table = state_.city.edit(state_.vocabulary_table("road_link"));
    const std::vector<std::int64_t> rows = place_rows(state_, table, source_, externals);
    RowFill fill(state_, table, source_, rows);
    fill_links(fill, map_, network_, links, externals, nodes_);
    const auto rules = [&](std::size_t i) -> const RoadRules& {
      return rules_[network_.links[links[i].link].line];
    };
    const auto way = [&](std::size_t i) -> const RoadDirection& {
      return links[i].against ? rules(i).backward : rules(i).forward;
    };
    fill.whole<std::int32_t>("reverse", [&](std::size_t i) {
      return links[i].reverse < 0 ? -1 : rows[static_cast<std::size_t>(links[i].reverse)];
    });
    fill.text("name", [&](std::size_t i) {
      const OsmTags tags = map_.tags_of(map_.lines[lines_[network_.links[links[i].link].line]]);
      return tags.has("name") ? tags["name"] : tags["ref"];
    });
    fill.text("road_class", [&](std::size_t i) { return rules(i).road_class; });
    fill.real("lanes", [&](std::size_t i) { return way(i).lanes; });
    fill.real("width", [&](std::size_t i) { return rules(i).width_m; });
    fill.real("speed_limit", [&](std::size_t i) { return way(i).speed_limit_m_s; });
    fill.whole<std::uint8_t>("open", [&](std::size_t i) { return way(i).open; });
    fill.whole<std::uint8_t>("walkable", [&](std::size_t i) { return way(i).walkable; });
    fill.whole<std::uint8_t>("cyclable", [&](std::size_t i) { return way(i).cyclable; });
    fill.whole<std::int32_t>("level", [&](std::size_t i) { return rules(i).level; });
    auto& provenance = state_.sources[source_].provenance;
    for (const char* column : {"road_class", "lanes", "width", "speed_limit"})
      provenance.push_back({"road_link", column, store::Provenance::measured, {}});
    provenance.push_back({"road_link", "length", store::Provenance::derived, {}});
  }

  CityImport::State& state_;
  const OsmMap& map_;
  std::size_t source_;
  std::vector<std::uint32_t> lines_;  // streets, in OsmMap::lines
  std::vector<RoadRules> rules_;      // by place in lines_
  std::map<std::int64_t, std::string_view> controls_;
  Network network_;
  std::vector<std::int64_t> nodes_;  // rows of road_node by place in network_.nodes
};

class Rails {
 public:
  Rails(CityImport::State& state, const OsmMap& map, std::size_t source)
      : state_(state), map_(map), source_(source) {}

  void run() {
    for (std::uint32_t line = 0; line < map_.lines.size(); ++line) {
      const RailRules rules = rail_rules(map_.tags_of(map_.lines[line]));
      if (!rules.is_rail) continue;
      lines_.push_back(line);
      rules_.push_back(rules);
    }
    for (const OsmFeature& point : map_.points) {
      const std::string_view railway = map_.tags_of(point)["railway"];
      if (railway == "station" || railway == "halt" || railway == "tram_stop" || railway == "stop")
        stations_.emplace(point.id, &point);
    }
    if (lines_.empty() && stations_.empty() && state_.city.find("rail_node") < 0) return;
    std::vector<std::int64_t> stops;
    for (const auto& [node, point] : stations_) stops.push_back(node);
    network_ = cut_to_links(map_, lines_, stops);
    write_nodes();
    write_links();
  }

 private:
  void write_nodes() {
    // Stations are often drawn beside their tracks: they are nodes without a link.
    std::vector<std::int64_t> nodes = network_.nodes;
    std::vector<std::size_t> positions = network_.positions;
    for (const auto& [node, point] : stations_) {
      if (std::binary_search(network_.nodes.begin(), network_.nodes.end(), node)) continue;
      if (std::isnan(map_.positions[point->begin].x)) continue;
      nodes.push_back(node);
      positions.push_back(point->begin);
    }
    Table& table = state_.city.edit(state_.vocabulary_table("rail_node"));
    const std::vector<std::string> ids = node_ids(nodes);
    nodes_ = place_rows(state_, table, source_, ids);
    RowFill fill(state_, table, source_, nodes_);
    fill.shapes(points_of(map_, positions));
    const auto station = [&](std::size_t i) -> const OsmFeature* {
      const auto found = stations_.find(nodes[i]);
      return found == stations_.end() ? nullptr : found->second;
    };
    fill.text("object_id", [&](std::size_t i) { return std::string_view(ids[i]); });
    fill.text("name", [&](std::size_t i) {
      const OsmFeature* point = station(i);
      return point == nullptr ? std::string_view() : map_.tags_of(*point)["name"];
    });
    fill.whole<std::uint8_t>("station", [&](std::size_t i) { return station(i) != nullptr; });
  }

  void write_links() {
    if (network_.links.empty() && state_.city.find("rail_link") < 0) return;
    std::vector<LinkRow> links;
    for (std::size_t i = 0; i < network_.links.size(); ++i)
      links.push_back({i, rules_[network_.links[i].line].reversed, -1});
    const std::vector<std::string> externals = link_ids(map_, lines_, network_);
    Table& table = state_.city.edit(state_.vocabulary_table("rail_link"));
    const std::vector<std::int64_t> rows = place_rows(state_, table, source_, externals);
    RowFill fill(state_, table, source_, rows);
    fill_links(fill, map_, network_, links, externals, nodes_);
    const auto rules = [&](std::size_t i) -> const RailRules& { return rules_[network_.links[i].line]; };
    fill.text("rail_class", [&](std::size_t i) { return rules(i).rail_class; });
    fill.real("tracks", [&](std::size_t i) { return rules(i).tracks; });
    fill.real("gauge", [&](std::size_t i) { return rules(i).gauge_m; });
    fill.real("speed_limit", [&](std::size_t i) { return rules(i).speed_limit_m_s; });
    fill.real("supply_voltage", [&](std::size_t i) { return rules(i).supply_voltage; });
    fill.whole<std::uint8_t>("both_ways", [&](std::size_t i) { return rules(i).both_ways; });
    fill.whole<std::int32_t>("level", [&](std::size_t i) { return rules(i).level; });
  }

  CityImport::State& state_;
  const OsmMap& map_;
  std::size_t source_;
  std::vector<std::uint32_t> lines_;
  std::vector<RailRules> rules_;
  std::map<std::int64_t, const OsmFeature*> stations_;
  Network network_;
  std::vector<std::int64_t> nodes_;
};

}  // namespace

void import_networks(CityImport::State& state, const OsmMap& map, std::size_t source) {
  Roads(state, map, source).run();
  Rails(state, map, source).run();
}

}  // namespace conurb::io
