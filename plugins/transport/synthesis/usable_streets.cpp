// SPDX-License-Identifier: Apache-2.0
// From rows of streets to ways with all that a map may leave out.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <tuple>

#include "plugins/transport/error.hpp"
#include "plugins/transport/synthesis/draft.hpp"
#include "plugins/transport/synthesis/road_classes.hpp"

namespace conurb::transport::synthesis {
namespace {

constexpr double kFarthest = 1e8, kLongestWay = 9e4;  // m: of a place from the origin, of a link
constexpr double kStray = 20;                         // m that a line may end beside its node
constexpr double kMostLanes = 20;
constexpr double kSlowestLimit = 0.5, kFastestLimit = 100;  // m/s
constexpr double kNarrowest = 2.5, kWidest = 3.75;          // m of a lane: RASt 06, RAA

void check_column(std::size_t size, std::size_t rows, const char* what) {
  if (size != 0 && size != rows)
    throw InputError(
        "column has " + std::to_string(size) + " entries, not " + std::to_string(rows) + " or none", what);
}

void check_columns(const StreetNetwork& s) {
  if (s.y.size() != s.x.size()) throw InputError("nodes need as many y as x", "streets");
  if (s.to.size() != s.from.size()) throw InputError("links need as many ends as beginnings", "streets");
  check_column(s.z.size(), s.nodes(), "z");
  check_column(s.control.size(), s.nodes(), "control");
  check_column(s.reverse.size(), s.links(), "reverse");
  check_column(s.road_class.size(), s.links(), "road_class");
  check_column(s.name.size(), s.links(), "name");
  check_column(s.lanes.size(), s.links(), "lanes");
  check_column(s.width.size(), s.links(), "width");
  check_column(s.speed_limit.size(), s.links(), "speed_limit");
  check_column(s.open.size(), s.links(), "open");
  check_column(s.cyclable.size(), s.links(), "cyclable");
  check_column(s.level.size(), s.links(), "level");
  if (s.path.empty() && s.first.size() <= 1) return;
  if (s.first.size() != s.links() + 1) throw InputError("needs an entry for each link and one more", "first");
  if (!std::is_sorted(s.first.begin(), s.first.end()) || s.first.back() * 3 > s.path.size())
    throw InputError("does not ascend within the path", "first");
}

bool usable(const StreetNetwork& s, std::int32_t node) {
  return node >= 0 && at(node) < s.nodes() && std::abs(s.x[at(node)]) < kFarthest &&
         std::abs(s.y[at(node)]) < kFarthest;
}

double value_of(const std::vector<double>& column, std::size_t row) {
  return column.empty() ? std::nan("") : column[row];
}

NodeControl control_of(const std::string& text) {
  if (text == "signal") return NodeControl::signal;
  if (text == "stop") return NodeControl::stop;
  if (text == "all_way_stop") return NodeControl::all_way_stop;
  if (text == "priority") return NodeControl::priority;
  if (text == "roundabout") return NodeControl::roundabout;
  return NodeControl::none;
}

class Builder {
 public:
  Builder(const StreetNetwork& streets, const RoadSynthesisOptions& options, FindingList& findings)
      : s_(streets), findings_(findings) {
    draft_.streets = &streets;
    draft_.options = options;
  }

  Draft build() {
    read_controls();
    way_of_.assign(s_.links(), kNone);
    for (std::size_t row = 0; row < s_.links(); ++row) add_way(row);
    find_reverses();
    unite_nodes();
    fill_stars();
    match_reverses();
    count_arms();
    for (Way& way : draft_.ways) set_lanes(way);
    return std::move(draft_);
  }

 private:
  void read_controls() {
    draft_.control.assign(s_.nodes(), NodeControl::none);
    for (std::size_t node = 0; node < s_.control.size(); ++node) {
      draft_.control[node] = control_of(s_.control[node]);
      if (draft_.control[node] == NodeControl::none && !s_.control[node].empty())
        findings_.inform(
            "node", std::to_string(node),
            "has the control " + in_quotes(s_.control[node]) + ", which is not known: it has none");
    }
  }

  void add_way(std::size_t row) {
    const std::string id = std::to_string(row);
    const RoadClass& road = road_class_of(s_.road_class.empty() ? "" : std::string_view(s_.road_class[row]));
    const bool open = s_.open.empty() || s_.open[row] != 0;
    if (road.allowed == 0 || (!open && !is_busway(road))) return;
    if (!usable(s_, s_.from[row]) || !usable(s_, s_.to[row]))
      return findings_.warn("link", id, "has an end without a node or a place: left out");
    if (is_unknown(road)) findings_.inform("link", id, "has no class that is known: as an unclassified road");
    Way way;
    way.row = row_of(row);
    way.from = s_.from[row];
    way.to = s_.to[row];
    way.rank = road.rank;
    way.level = s_.level.empty() ? 0 : s_.level[row];
    way.allowed = road.allowed;
    if (road.bicycles && !s_.cyclable.empty() && s_.cyclable[row] != 0)
      way.allowed |= set_of(VehicleClass::bicycle);
    const double limit = value_of(s_.speed_limit, row);
    way.speed = limit >= kSlowestLimit && limit <= kFastestLimit ? limit : road.speed_km_h / 3.6;
    add_path(way, id);
    if (!(way.length < kLongestWay)) {
      draft_.path.resize(way.first);
      return findings_.warn("link", id, "is longer than 90 km: left out");
    }
    way_of_[row] = row_of(draft_.ways.size());
    draft_.ways.push_back(way);
  }

  [[nodiscard]] double height(std::int32_t node) const {
    const double z = value_of(s_.z, at(node));
    return std::abs(z) < kFarthest ? z : 0;
  }

  /// Usable points of the row's line; straight from node to node where it has none or leads elsewhere.
  void add_path(Way& way, const std::string& id) {
    way.first = draft_.path.size();
    const std::size_t row = at(way.row);
    const bool drawn = s_.first.size() > row + 1;
    for (std::size_t i = drawn ? s_.first[row] : 0; drawn && i < s_.first[row + 1]; ++i) {
      const double* const p = &s_.path[3 * i];
      if (std::abs(p[0]) < kFarthest && std::abs(p[1]) < kFarthest) draft_.path.push_back({p[0], p[1], p[2]});
    }
    way.points = draft_.path.size() - way.first;
    const Vec from = draft_.place(way.from), to = draft_.place(way.to);
    const auto off = [](const std::array<double, 3>& p, Vec node) {
      return !(length_of(Vec{p[0], p[1]} - node) <= kStray);
    };
    const bool strays = way.points >= 2 && (off(draft_.path[way.first], from) || off(draft_.path.back(), to));
    if (strays)
      findings_.warn("link", id, "has a line that does not lead from node to node: it runs straight");
    if (way.points < 2 || strays) {
      draft_.path.resize(way.first);
      draft_.path.push_back({from.x, from.y, height(way.from)});
      draft_.path.push_back({to.x, to.y, height(way.to)});
      way.points = 2;
    }
    measure(way);
  }

  /// The length, and heights where the line has none.
  void measure(Way& way) {
    std::array<double, 3>* const p = draft_.path.data() + way.first;
    double flat = 0;
    for (std::size_t i = 1; i < way.points; ++i)
      flat += std::hypot(p[i][0] - p[i - 1][0], p[i][1] - p[i - 1][1]);
    const bool level =
        std::any_of(p, p + way.points, [](const auto& q) { return !(std::abs(q[2]) < kFarthest); });
    double along = 0;
    for (std::size_t i = 0; i < way.points; ++i) {
      if (i > 0) along += std::hypot(p[i][0] - p[i - 1][0], p[i][1] - p[i - 1][1]);
      const double share = flat > 0 ? along / flat : 0;
      if (level) p[i][2] = height(way.from) + (height(way.to) - height(way.from)) * share;
    }
    for (std::size_t i = 1; i < way.points; ++i)
      way.length += std::hypot(p[i][0] - p[i - 1][0], p[i][1] - p[i - 1][1], p[i][2] - p[i - 1][2]);
  }

  void find_reverses() {
    if (s_.reverse.empty()) return;
    for (Way& way : draft_.ways) {
      const std::int32_t row = s_.reverse[at(way.row)];
      if (row < 0 || at(row) >= s_.links() || row == way.row || s_.reverse[at(row)] != way.row) continue;
      const std::int32_t back = way_of_[at(row)];
      if (back == kNone) continue;
      if (draft_.ways[at(back)].from == way.to && draft_.ways[at(back)].to == way.from) way.reverse = back;
    }
  }

  /// Nodes at the very same place between whose streets' levels there is no difference are one.
  void unite_nodes() {
    draft_.same_node.resize(s_.nodes());
    std::iota(draft_.same_node.begin(), draft_.same_node.end(), 0);
    struct Stay {
      std::int32_t node, level;
    };
    std::vector<Stay> stays;
    for (const Way& way : draft_.ways) {
      stays.push_back({way.from, way.level});
      stays.push_back({way.to, way.level});
    }
    const auto key = [&](const Stay& one) {
      return std::tuple(s_.x[at(one.node)], s_.y[at(one.node)], one.level, one.node);
    };
    std::sort(stays.begin(), stays.end(), [&](const Stay& a, const Stay& b) { return key(a) < key(b); });
    const auto root = [&](std::int32_t node) {
      while (draft_.same_node[at(node)] != node) node = draft_.same_node[at(node)];
      return node;
    };
    for (std::size_t i = 1; i < stays.size(); ++i) {
      const Stay &a = stays[i - 1], &b = stays[i];
      if (a.level != b.level || s_.x[at(a.node)] != s_.x[at(b.node)] || s_.y[at(a.node)] != s_.y[at(b.node)])
        continue;
      const std::int32_t one = root(a.node), other = root(b.node);
      if (one == other) continue;
      draft_.same_node[at(std::max(one, other))] = std::min(one, other);
      findings_.inform("node", std::to_string(std::max(one, other)),
                       "is where another node is: they are one");
    }
    for (std::size_t node = 0; node < s_.nodes(); ++node) {
      const std::int32_t same = root(row_of(node));
      draft_.same_node[node] = same;
      if (draft_.control[at(same)] == NodeControl::none) draft_.control[at(same)] = draft_.control[node];
    }
    for (Way& way : draft_.ways) {
      way.from = draft_.same_node[at(way.from)];
      way.to = draft_.same_node[at(way.to)];
    }
  }

  void fill_stars() {
    std::vector<std::int32_t> from, to;
    for (const Way& way : draft_.ways) from.push_back(way.from), to.push_back(way.to);
    draft_.out = star(row_of(s_.nodes()), from);
    draft_.in = star(row_of(s_.nodes()), to);
  }

  /// Where no table says which two directions are one street: the same ends and the same length.
  void match_reverses() {
    if (!s_.reverse.empty()) return;
    for (std::size_t i = 0; i < draft_.ways.size(); ++i) {
      Way& way = draft_.ways[i];
      if (way.reverse != kNone || way.from == way.to) continue;
      const auto ways = draft_.out.of(way.to);
      if (ways.size() > 256) continue;  // a broken hub: its streets are one-way
      for (const std::int32_t other : ways) {
        Way& back = draft_.ways[at(other)];
        if (back.reverse != kNone || back.to != way.from || back.level != way.level) continue;
        if (std::abs(back.length - way.length) > 0.01 * way.length + 0.5) continue;
        way.reverse = other;
        back.reverse = row_of(i);
        break;
      }
    }
  }

  void count_arms() {
    draft_.arms.assign(s_.nodes(), 0);
    for (std::size_t i = 0; i < draft_.ways.size(); ++i) {
      const Way& way = draft_.ways[i];
      if ((way.reverse != kNone && at(way.reverse) < i) || is_short_loop(draft_, way)) continue;
      ++draft_.arms[at(way.from)];
      ++draft_.arms[at(way.to)];
    }
  }

  void set_lanes(Way& way) const {
    const std::size_t row = at(way.row);
    const RoadClass& road = road_class_of(s_.road_class.empty() ? "" : std::string_view(s_.road_class[row]));
    const bool two_way = way.reverse != kNone;
    const double known = value_of(s_.lanes, row), width = value_of(s_.width, row);
    const double own_width = width > 0 && width < 1000 ? (two_way ? width / 2 : width) : 0;
    if (known > 0 && known <= kMostLanes) {
      // Of three lanes the direction whose row comes first has two.
      const double whole = std::floor(known);
      const bool one_more = known - whole >= 0.25 && (!two_way || way.row < draft_.ways[at(way.reverse)].row);
      way.lanes = std::max(1, static_cast<std::int32_t>(whole) + (one_more ? 1 : 0));
    } else if (own_width > 0 && road.rank >= kMainRank - 1) {
      way.lanes = std::clamp(static_cast<std::int32_t>(own_width / 3.0), 1, 4);
    } else {
      way.lanes = two_way ? road.two_way_lanes : road.one_way_lanes;
    }
    way.lane_width = road.lane_width;
    if (own_width > 0) way.lane_width = std::clamp(own_width / way.lanes, kNarrowest, kWidest);
  }

  const StreetNetwork& s_;
  FindingList& findings_;
  Draft draft_;
  std::vector<std::int32_t> way_of_;  // by row
};

}  // namespace

Draft usable_streets(const StreetNetwork& streets, const RoadSynthesisOptions& options,
                     FindingList& findings) {
  check_columns(streets);
  return Builder(streets, options, findings).build();
}

}  // namespace conurb::transport::synthesis
