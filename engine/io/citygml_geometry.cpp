// SPDX-License-Identifier: Apache-2.0
#include "engine/io/citygml_geometry.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/base/error.hpp"

namespace conurb::io::citygml {

namespace {

constexpr double kLargest = 1e9;  // metres or degrees: nothing on Earth lies further from any origin
constexpr std::size_t kLongestNumber = 128;

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

std::string_view value_of(std::span<const GmlAttribute> attributes, Space space, std::string_view local) {
  for (const GmlAttribute& each : attributes) {
    if (each.name->local == local && (each.name->space == space || each.name->space == Space::none))
      return each.value;
  }
  return {};
}

/// Digits after the decimal point that count; many for a number with an exponent.
int decimals_of(std::string_view token) {
  if (token.find_first_of("eE") != std::string_view::npos) return 99;
  const std::size_t point = token.find('.');
  if (point == std::string_view::npos) return 0;
  while (token.back() == '0') token.remove_suffix(1);
  return static_cast<int>(token.size() - point - 1);
}

GeoKind kind_of(GeoTag tag) {
  switch (tag) {
    case GeoTag::polygon: return GeoKind::polygon;
    case GeoTag::line: return GeoKind::line;
    case GeoTag::point: return GeoKind::point;
    case GeoTag::surfaces: return GeoKind::surfaces;
    case GeoTag::composite_surface: return GeoKind::composite_surface;
    case GeoTag::solid: return GeoKind::solid;
    case GeoTag::solids: return GeoKind::solids;
    case GeoTag::composite_solid: return GeoKind::composite_solid;
    case GeoTag::curves: return GeoKind::curves;
    case GeoTag::points: return GeoKind::points;
    case GeoTag::unsupported: return GeoKind::unsupported;
    default: return GeoKind::mixed;
  }
}

}  // namespace

std::string_view rule_of(LeafFault fault) {
  switch (fault) {
    case LeafFault::none: return "";
    case LeafFault::number: return "geometry.number";
    case LeafFault::dimension: return "geometry.dimension";
    case LeafFault::range: return "geometry.range";
    case LeafFault::points: return "geometry.too_few_points";
    case LeafFault::mixed_crs: return "crs.mixed";
    case LeafFault::unsupported: return "geometry.unsupported";
  }
  return "";
}

std::string_view words_of(LeafFault fault) {
  switch (fault) {
    case LeafFault::none: return "";
    case LeafFault::number: return "a coordinate is no number";
    case LeafFault::dimension: return "the coordinates are not 2 or 3 to a point";
    case LeafFault::range: return "a coordinate is larger than 10^9";
    case LeafFault::points: return "a ring of fewer than 3 points, or a line of fewer than 2";
    case LeafFault::mixed_crs:
      return "the coordinates are in another coordinate system than the file's first";
    case LeafFault::unsupported: return "arcs, splines and quadrics are not read";
  }
  return "";
}

std::uint32_t GeoArena::add(GeoNode node, std::uint32_t parent) {
  if (nodes.size() >= kNone - 1)
    throw Error(ErrorCode::limit, "an object of more than 4,294,967,294 geometries");
  const auto number = static_cast<std::uint32_t>(nodes.size());
  nodes.push_back(node);
  if (parent == kNone) return number;
  GeoNode& above = nodes[parent];
  if (above.first_child == kNone) {
    above.first_child = number;
  } else {
    nodes[above.last_child].next = number;
  }
  above.last_child = number;
  return number;
}

std::uint32_t GeoArena::id(std::string_view text) {
  const std::uint32_t code = ids.intern(text);
  if (code == node_of_id.size()) node_of_id.push_back(kNone);
  return code;
}

void GeoArena::name(std::uint32_t node, std::string_view text) {
  if (text.empty()) return;
  const std::uint32_t code = id(text);
  nodes[node].id = code;
  if (node_of_id[code] == kNone) node_of_id[code] = node;
}

std::uint32_t GeoArena::find(std::string_view text) const {
  const std::uint32_t code = ids.find(text);
  return code == kNone ? kNone : node_of_id[code];
}

void GeoArena::clear() {
  nodes.clear();
  leaves.clear();
  ring_begin.resize(1);
  ring_id.clear();
  points.clear();
  decimals = 0;
  ids = {};
  node_of_id.clear();
}

std::uint32_t copy_geometry(const GeoArena& from, std::uint32_t node, GeoArena& to) {
  struct Task {
    std::uint32_t from, parent;
  };
  std::uint32_t root = kNone;
  std::vector<Task> tasks{{node, kNone}};
  while (!tasks.empty()) {
    const Task task = tasks.back();
    tasks.pop_back();
    const GeoNode& source = from.nodes[task.from];
    GeoNode copy{source.kind, source.interior, kNone, kNone, kNone, kNone, kNone, source.line};
    const std::string_view own = source.id == kNone ? std::string_view() : from.ids[source.id];
    if (source.kind == GeoKind::link) {
      const std::string_view target = from.ids[source.payload];
      copy.payload = to.id(target);
      const std::uint32_t there = from.node_of_id[source.payload];
      if (to.node_of_id[copy.payload] == kNone && there != kNone) tasks.push_back({there, kNone});
    } else if (source.payload != kNone) {
      const GeoLeaf& leaf = from.leaves[source.payload];
      GeoLeaf moved = leaf;
      moved.first_ring = static_cast<std::uint32_t>(to.ring_id.size());
      for (std::uint32_t r = leaf.first_ring; r < leaf.end_ring; ++r) {
        const auto ring = from.ring(r);
        to.points.insert(to.points.end(), ring.begin(), ring.end());
        to.ring_begin.push_back(static_cast<std::uint32_t>(to.points.size() / 3));
        to.ring_id.push_back(from.ring_id[r] == kNone ? kNone : to.id(from.ids[from.ring_id[r]]));
      }
      moved.end_ring = static_cast<std::uint32_t>(to.ring_id.size());
      copy.payload = static_cast<std::uint32_t>(to.leaves.size());
      to.leaves.push_back(moved);
    }
    const bool known = !own.empty() && to.find(own) != kNone;
    const std::uint32_t number = to.add(copy, task.parent);
    if (root == kNone) root = number;
    if (!known) to.name(number, own);
    // The last child first, so that they come off the list in their order.
    std::vector<std::uint32_t> children;
    for (std::uint32_t c = source.first_child; c != kNone; c = from.nodes[c].next) children.push_back(c);
    for (auto c = children.rbegin(); c != children.rend(); ++c) tasks.push_back({*c, number});
  }
  to.decimals = std::max(to.decimals, from.decimals);
  return root;
}

std::uint32_t SrsTable::code(std::string_view text) {
  for (std::uint32_t i = 0; i < texts_.size(); ++i) {
    if (texts_[i].text == text) return i;
  }
  if (texts_.size() >= 10000) {
    throw Error(ErrorCode::limit, "more than 10,000 different coordinate systems", "", "check the file");
  }
  texts_.push_back(parse_crs_text(text));
  return static_cast<std::uint32_t>(texts_.size() - 1);
}

bool SrsTable::fits_first(std::uint32_t code) const {
  if (code == kNone || code == 0) return true;
  const CrsText &first = texts_[0], &other = texts_[code];
  if (first.epsg != 0) return first.epsg == other.epsg;
  return first.authority == other.authority && first.name == other.name && !first.name.empty();
}

void NumberText::begin_list() {
  tuples_ = within_point_ = false;
  pending_.clear();
  values_.clear();
  first_tuple_ = 0;
  decimals_ = 0;
  fault_ = LeafFault::none;
}

void NumberText::begin_tuples(char within, char between) {
  begin_list();
  tuples_ = true;
  within_ = within;
  between_ = between;
}

bool NumberText::separates(char c) const {
  return is_space(c) || (tuples_ && (c == within_ || c == between_));
}

void NumberText::take(std::string_view token) {
  if (token[0] == '+') token.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  if (error == std::errc::result_out_of_range && end == token.data() + token.size()) {
    // Too small for a double is nothing; too large is caught below.
    value = token.find("e-") != std::string_view::npos || token.find("E-") != std::string_view::npos
                ? 0
                : 2 * kLargest;
  } else if (error != std::errc() || end != token.data() + token.size() || !std::isfinite(value)) {
    fault_ = LeafFault::number;
    return;
  }
  if (std::abs(value) > kLargest) fault_ = fault_ == LeafFault::none ? LeafFault::range : fault_;
  decimals_ = std::max(decimals_, decimals_of(token));
  values_.push_back(value);
}

void NumberText::end_point() {
  if (first_tuple_ == 0) first_tuple_ = static_cast<std::uint32_t>(values_.size());
}

void NumberText::feed(std::string_view piece) {
  std::size_t at = 0;
  while (at < piece.size()) {
    const char c = piece[at];
    if (separates(c)) {
      if (!pending_.empty()) {
        take(pending_);
        pending_.clear();
      }
      // White space behind a comma does not end the point.
      const bool ends = tuples_ && (c == between_ || (between_ == ' ' && is_space(c))) && !within_point_;
      if (ends && !values_.empty()) end_point();
      if (tuples_ && c == within_ && within_ != ' ') within_point_ = true;
      ++at;
      continue;
    }
    within_point_ = false;
    std::size_t end = at + 1;
    while (end < piece.size() && !separates(piece[end])) ++end;
    const std::string_view run = piece.substr(at, end - at);
    at = end;
    if (pending_.empty() && end < piece.size()) {
      take(run);  // the usual case: a number that is whole
    } else if (pending_.size() + run.size() > kLongestNumber) {
      fault_ = LeafFault::number;
    } else {
      pending_ += run;
    }
  }
}

void NumberText::finish() {
  if (!pending_.empty()) take(pending_);
  pending_.clear();
  if (tuples_ && !values_.empty()) end_point();
}

std::uint32_t GeoParser::begin(const NameInfo& name, std::span<const GmlAttribute> attributes,
                               const SrsContext& context, std::uint32_t line) {
  Level level;
  level.tag = name.space == Space::gml ? name.geo : GeoTag::none;
  level.context = context;
  if (!levels_.empty()) {
    level.node = levels_.back().node;
    level.interior = levels_.back().interior;
  }
  const auto before = static_cast<std::uint32_t>(arena_.nodes.size());
  if (leaf_ != kNone) {
    begin_in_leaf(level, attributes);
  } else {
    begin_node(level, attributes, line);
  }
  levels_.push_back(level);
  return before;
}

void GeoParser::begin_node(Level& level, std::span<const GmlAttribute> attributes, std::uint32_t line) {
  const std::string_view href = value_of(attributes, Space::xlink, "href");
  if (!href.empty()) {
    GeoNode link{GeoKind::link, level.interior, kNone, kNone, kNone, kNone, kNone, line};
    link.interior = link.interior || level.tag == GeoTag::interior;
    link.payload = arena_.id(href.starts_with('#') ? href.substr(1) : href);
    level.node = arena_.add(link, level.node);
    return;
  }
  const GeoTag tag = level.tag;
  if (tag == GeoTag::polygon || tag == GeoTag::line || tag == GeoTag::point) {
    begin_leaf(kind_of(tag), level, attributes, line);
    return;
  }
  if (tag == GeoTag::interior) level.interior = true;
  const bool looked_through = tag == GeoTag::none || tag == GeoTag::exterior || tag == GeoTag::interior ||
                              tag == GeoTag::linear_ring || tag == GeoTag::segment || tag == GeoTag::pos ||
                              tag == GeoTag::coordinates;
  if (looked_through) {
    if (levels_.empty())
      level.node = arena_.add({GeoKind::mixed, false, kNone, kNone, kNone, kNone, kNone, line}, kNone);
    return;
  }
  GeoKind kind = kind_of(tag);
  if (tag == GeoTag::oriented) {
    kind = value_of(attributes, Space::gml, "orientation") == "-" ? GeoKind::reversed : GeoKind::same;
  }
  level.node = arena_.add({kind, level.interior, kNone, kNone, kNone, kNone, kNone, line}, level.node);
  level.interior = false;
  arena_.name(level.node, value_of(attributes, Space::gml, "id"));
}

void GeoParser::begin_leaf(GeoKind kind, Level& level, std::span<const GmlAttribute> attributes,
                           std::uint32_t line) {
  leaf_ = static_cast<std::uint32_t>(arena_.leaves.size());
  leaf_level_ = static_cast<std::uint32_t>(levels_.size());
  const auto rings = static_cast<std::uint32_t>(arena_.ring_id.size());
  arena_.leaves.push_back({rings, rings, LeafFault::none, false});
  level.node = arena_.add({kind, level.interior, kNone, kNone, kNone, leaf_, kNone, line}, level.node);
  arena_.name(level.node, value_of(attributes, Space::gml, "id"));
  if (!srs_.fits_first(level.context.srs)) spoil(LeafFault::mixed_crs);
  if (kind != GeoKind::polygon) {
    ring_level_ = leaf_level_;
    begin_ring();
  }
}

void GeoParser::begin_in_leaf(Level& level, std::span<const GmlAttribute> attributes) {
  const GeoKind kind = arena_.nodes[level.node].kind;
  switch (level.tag) {
    case GeoTag::exterior:
    case GeoTag::interior:
      if (kind == GeoKind::polygon && !ring_open_) {
        ring_level_ = static_cast<std::uint32_t>(levels_.size());
        begin_ring();
      }
      break;
    case GeoTag::linear_ring:
      if (const auto id = value_of(attributes, Space::gml, "id"); !id.empty() && ring_open_)
        arena_.ring_id.back() = arena_.id(id);
      break;
    case GeoTag::line:
    case GeoTag::segment: join_ = true; break;  // goes on where the piece before it ended
    case GeoTag::pos:
    case GeoTag::coordinates: begin_numbers(level.tag, attributes); break;
    case GeoTag::unsupported: spoil(LeafFault::unsupported); break;
    default: break;
  }
  if (!srs_.fits_first(level.context.srs)) spoil(LeafFault::mixed_crs);
  if (!value_of(attributes, Space::xlink, "href").empty()) spoil(LeafFault::unsupported);
}

void GeoParser::begin_numbers(GeoTag tag, std::span<const GmlAttribute> attributes) {
  if (tag == GeoTag::coordinates) {
    const std::string_view cs = value_of(attributes, Space::none, "cs"),
                           ts = value_of(attributes, Space::none, "ts");
    const std::string_view decimal = value_of(attributes, Space::none, "decimal");
    if (!decimal.empty() && decimal != ".") spoil(LeafFault::number);
    numbers_.begin_tuples(cs.empty() ? ',' : cs[0], ts.empty() ? ' ' : ts[0]);
  } else {
    numbers_.begin_list();
  }
  numbers_open_ = true;
}

void GeoParser::text(std::string_view piece) {
  if (numbers_open_) numbers_.feed(piece);
}

void GeoParser::end_numbers(const SrsContext& context) {
  numbers_open_ = false;
  numbers_.finish();
  if (numbers_.fault() != LeafFault::none) spoil(numbers_.fault());
  if (!ring_open_) return;
  const std::uint32_t tuple = numbers_.first_tuple();
  const std::uint32_t dimension = tuple != 0 ? tuple : context.dimension == 0 ? 3 : context.dimension;
  const std::vector<double>& values = numbers_.values();
  if ((dimension != 2 && dimension != 3) || values.size() % dimension != 0) {
    spoil(LeafFault::dimension);
    return;
  }
  arena_.decimals = std::max(arena_.decimals, numbers_.decimals());
  std::vector<double>& points = arena_.points;
  const std::size_t first = std::size_t{arena_.ring_begin.back()} * 3;
  for (std::size_t i = 0; i < values.size(); i += dimension) {
    double x = values[i], y = values[i + 1];
    if (north_first_) std::swap(x, y);
    const double z = dimension == 3 ? values[i + 2] : 0;
    const std::size_t n = points.size();
    const bool again = join_ && n > first && points[n - 3] == x && points[n - 2] == y && points[n - 1] == z;
    join_ = false;
    if (!again) points.insert(points.end(), {x, y, z});
  }
  if (points.size() / 3 >= kNone - 1)
    throw Error(ErrorCode::limit, "an object of more than 4,294,967,294 points");
}

void GeoParser::begin_ring() {
  ring_open_ = true;
  join_ = false;
  arena_.ring_id.push_back(kNone);
}

void GeoParser::end_ring() {
  ring_open_ = false;
  std::vector<double>& points = arena_.points;
  const std::size_t first = std::size_t{arena_.ring_begin.back()} * 3;
  std::size_t count = (points.size() - first) / 3;
  GeoLeaf& leaf = arena_.leaves[leaf_];
  const GeoKind kind = arena_.nodes[levels_[leaf_level_].node].kind;
  if (kind == GeoKind::polygon && count > 1) {
    const bool closed = std::equal(points.begin() + static_cast<std::ptrdiff_t>(first),
                                   points.begin() + static_cast<std::ptrdiff_t>(first) + 3, points.end() - 3);
    if (closed) {
      points.resize(points.size() - 3);
      --count;
    } else {
      leaf.open_ring = true;
    }
  }
  const std::size_t least = kind == GeoKind::polygon ? 3 : kind == GeoKind::line ? 2 : 1;
  if (count < least) spoil(LeafFault::points);
  arena_.ring_begin.push_back(static_cast<std::uint32_t>(points.size() / 3));
}

void GeoParser::end_leaf() {
  GeoLeaf& leaf = arena_.leaves[leaf_];
  leaf.end_ring = static_cast<std::uint32_t>(arena_.ring_id.size());
  if (leaf.end_ring == leaf.first_ring) spoil(LeafFault::points);
  leaf_ = kNone;
}

void GeoParser::end() {
  const Level level = levels_.back();
  const auto here = static_cast<std::uint32_t>(levels_.size() - 1);
  if (leaf_ != kNone) {
    if (numbers_open_ && (level.tag == GeoTag::pos || level.tag == GeoTag::coordinates))
      end_numbers(level.context);
    if (ring_open_ && here == ring_level_) end_ring();
    if (here == leaf_level_) end_leaf();
  }
  levels_.pop_back();
}

void GeoParser::spoil(LeafFault fault) {
  LeafFault& kept = arena_.leaves[leaf_].fault;
  if (kept == LeafFault::none) kept = fault;
}

}  // namespace conurb::io::citygml
