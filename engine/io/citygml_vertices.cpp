// SPDX-License-Identifier: Apache-2.0
// From coordinates in a text to quantised vertices: to the file's own decimals, at most a millionth of a
// metre (or a thousand-millionth of a degree), fewer where the geometry is too large for them.
#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/io/citygml_import.hpp"

namespace conurb::io::citygml {

namespace {

constexpr int kMaxDecimals = 9, kMaxMetricDecimals = 6;
constexpr double kTenth[kMaxDecimals + 1] = {1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9};
constexpr double kTen[kMaxDecimals + 1] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
constexpr double kLargestDegrees = 400;
constexpr double kExact = 9007199254740992.0;     // 2^53: whole numbers up to here are exact in a double
constexpr double kReach = 2147483640.0;           // steps on either side of a tile's origin
constexpr double kWidest = 4294967295.0 * 0.999;  // steps that a tile holds, with room for rounding

std::size_t hash_of(const std::array<std::int32_t, 3>& steps) {
  std::uint64_t hash = 0;
  for (const std::int32_t step : steps) {
    hash = (hash ^ static_cast<std::uint32_t>(step)) * 0x9E3779B97F4A7C15u;
    hash ^= hash >> 29;
  }
  return static_cast<std::size_t>(hash);
}

}  // namespace

std::uint32_t VertexWriter::choose_tile(const city::Point3& lower, const city::Point3& upper, int wanted) {
  city::GeometryStore& store = import_.model.geometry;
  double largest = 0, widest = 0, horizontal = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double bound = std::max(std::abs(lower[axis]), std::abs(upper[axis]));
    largest = std::max(largest, bound);
    widest = std::max(widest, upper[axis] - lower[axis]);
    if (axis < 2) horizontal = std::max(horizontal, bound);
  }
  const bool degrees = horizontal <= kLargestDegrees && wanted > kMaxMetricDecimals;
  int decimals = std::min(wanted, degrees ? kMaxDecimals : kMaxMetricDecimals);
  while (decimals > 0 && (largest * kTen[decimals] > kExact || widest * kTen[decimals] > kWidest)) --decimals;
  const auto fits = [&](const city::Tile& tile) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double first =
          std::round(lower[axis] / tile.scale[axis]) - static_cast<double>(tile.origin[axis]);
      const double last = std::round(upper[axis] / tile.scale[axis]) - static_cast<double>(tile.origin[axis]);
      if (first < -kReach || last > kReach) return false;
    }
    return true;
  };
  if (store.tile_count() > 0) {
    const std::uint32_t last = store.tile_count() - 1;
    tile_ = store.tile(last);
    if (tile_.scale[0] <= kTenth[decimals] && fits(tile_)) {
      for (std::size_t axis = 0; axis < 3; ++axis) per_unit_[axis] = std::round(1 / tile_.scale[axis]);
      store.use_tile(last);
      return last;
    }
  }
  tile_ = {};
  tile_.scale = {kTenth[decimals], kTenth[decimals], kTenth[decimals]};
  per_unit_ = {kTen[decimals], kTen[decimals], kTen[decimals]};
  for (std::size_t axis = 0; axis < 3; ++axis)
    tile_.origin[axis] = std::llround((lower[axis] + upper[axis]) / 2 * per_unit_[axis]);
  import_.vertex_first = store.vertex_count();  // vertices of another tile are others
  import_.vertex_slots.clear();
  return store.add_tile(tile_);
}

std::uint32_t VertexWriter::open(std::span<const std::uint32_t> leaves) {
  const GeoArena& geo = import_.geo;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  city::Point3 lower{kInfinity, kInfinity, kInfinity}, upper{-kInfinity, -kInfinity, -kInfinity};
  for (const std::uint32_t number : leaves) {
    for (std::uint32_t r = geo.leaves[number].first_ring; r < geo.leaves[number].end_ring; ++r) {
      const auto ring = geo.ring(r);
      for (std::size_t i = 0; i < ring.size(); ++i) {
        lower[i % 3] = std::min(lower[i % 3], ring[i]);
        upper[i % 3] = std::max(upper[i % 3], ring[i]);
      }
    }
  }
  AxisEvidence& axes = import_.axes;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    axes.lower[axis] = axes.any ? std::min(axes.lower[axis], lower[axis]) : lower[axis];
    axes.upper[axis] = axes.any ? std::max(axes.upper[axis], upper[axis]) : upper[axis];
  }
  axes.any = true;
  return choose_tile(lower, upper, geo.decimals);
}

std::uint32_t VertexWriter::point(const city::Point3& point, int decimals, std::uint32_t& tile) {
  tile = choose_tile(point, point, decimals);
  return vertex(point.data());
}

std::uint32_t VertexWriter::vertex(const double* point) {
  std::array<std::int32_t, 3> steps{};
  for (std::size_t axis = 0; axis < 3; ++axis)
    steps[axis] = static_cast<std::int32_t>(std::llround(point[axis] * per_unit_[axis]) - tile_.origin[axis]);
  return add(steps);
}

std::uint32_t VertexWriter::add(const std::array<std::int32_t, 3>& steps) {
  city::GeometryStore& store = import_.model.geometry;
  std::vector<std::uint32_t>& slots = import_.vertex_slots;
  if (slots.size() < 2 * (std::size_t{store.vertex_count()} - import_.vertex_first + 1)) grow();
  const std::size_t mask = slots.size() - 1;
  std::size_t slot = hash_of(steps) & mask;
  for (; slots[slot] != 0; slot = (slot + 1) & mask) {
    const std::uint32_t known = slots[slot] - 1;
    if (store.vertex(known) == steps) return known;
  }
  const std::uint32_t number = store.vertex_count();
  store.add_vertex(steps[0], steps[1], steps[2]);
  slots[slot] = number + 1;
  return number;
}

void VertexWriter::grow() {
  const city::GeometryStore& store = import_.model.geometry;
  std::vector<std::uint32_t>& slots = import_.vertex_slots;
  slots.assign(std::max<std::size_t>(64, slots.size() * 2), 0);
  const std::size_t mask = slots.size() - 1;
  for (std::uint32_t v = import_.vertex_first; v < store.vertex_count(); ++v) {
    std::size_t slot = hash_of(store.vertex(v)) & mask;
    while (slots[slot] != 0) slot = (slot + 1) & mask;
    slots[slot] = v + 1;
  }
}

void VertexWriter::ring(std::uint32_t number, bool reversed) {
  city::GeometryStore& store = import_.model.geometry;
  const auto points = import_.geo.ring(number);
  const std::size_t count = points.size() / 3;
  for (std::size_t i = 0; i < count; ++i)
    store.add_index(vertex(points.data() + 3 * (reversed ? count - 1 - i : i)));
  store.end_ring();
}

void VertexWriter::surface(const PolygonUse& use) {
  const GeoLeaf& leaf = import_.geo.leaves[use.leaf];
  for (std::uint32_t r = leaf.first_ring; r < leaf.end_ring; ++r) ring(r, use.reversed);
  import_.model.geometry.end_surface();
}

}  // namespace conurb::io::citygml
