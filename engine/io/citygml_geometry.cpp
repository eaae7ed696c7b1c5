// SPDX-License-Identifier: Apache-2.0
#include "engine/io/citygml_geometry.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace conurb::io::citygml {

namespace {

std::string_view value_of(std::span<const GmlAttribute> attributes, Space space, std::string_view local) {
  for (const GmlAttribute& each : attributes) {
    if (each.name->local == local && (each.name->space == space || each.name->space == Space::none))
      return each.value;
  }
  return {};
}

GeoKind geo_kind(GeoTag tag) {
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
    begin_leaf(geo_kind(tag), level, attributes, line);
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
  GeoKind kind = geo_kind(tag);
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
  arena_.leaves.push_back({rings, rings});
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
