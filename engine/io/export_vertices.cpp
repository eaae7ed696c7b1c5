// SPDX-License-Identifier: Apache-2.0
#include "engine/io/export_vertices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

#include "engine/io/json_rewrite.hpp"

namespace conurb::io {

namespace {

bool same_frame(const Transform& a, const city::Tile& tile) {
  return a.scale == tile.scale && a.translate == tile.translate;
}

std::int64_t nearest(double steps) {
  constexpr double kMost = 9007199254740992.0;  // 2^53
  return std::isfinite(steps) ? static_cast<std::int64_t>(std::llround(std::clamp(steps, -kMost, kMost))) : 0;
}

std::int64_t integer_of(std::string_view token) {
  std::int64_t value = 0;
  std::from_chars(token.data(), token.data() + token.size(), value);
  return value;
}

/// As the reader takes a number of the list.
std::int64_t rounded(std::string_view token) {
  double value = 0;
  std::from_chars(token.data(), token.data() + token.size(), value);
  return nearest(value);
}

}  // namespace

VertexNumbers::Store& VertexNumbers::of(const city::GeometryStore& store) {
  for (Store& each : stores_) {
    if (each.store == &store) return each;
  }
  stores_.push_back({&store, std::vector<std::uint32_t>(store.vertex_count(), kNone), {}});
  return stores_.back();
}

void VertexNumbers::begin() {
  for (Store& each : stores_) {
    for (const std::uint32_t vertex : each.needed) each.number[vertex] = kNone;
    each.needed.clear();
  }
  loose_.clear();
  list_.clear();
  bad_ = nullptr;
  count_ = 0;
  listed_ = false;
}

void VertexNumbers::need_run(const city::GeometryStore& store, std::uint32_t first, std::uint32_t count,
                             const city::SparseText& bad) {
  bad_ = &bad;
  for (std::uint32_t v = first; v < first + count; ++v) need(store, v);
}

void VertexNumbers::need(const city::GeometryStore& store, std::uint32_t vertex) {
  Store& own = of(store);
  if (own.number[vertex] != kNone) return;
  own.number[vertex] = 0;
  own.needed.push_back(vertex);
}

void VertexNumbers::need_loose(std::string_view loose, const Transform& from) {
  for (const auto& [number, steps] : read_loose(loose)) loose_.emplace(converted(steps, from), kNone);
}

void VertexNumbers::take_list(std::string_view list) {
  listed_ = true;
  list_ = list;
  for (const std::string_view vertex : elements_of(list)) {
    const auto axes = elements_of(vertex);
    if (axes.size() == 3) {
      loose_.emplace(Steps{rounded(axes[0]), rounded(axes[1]), rounded(axes[2])}, count_);
    }
    ++count_;
  }
}

void VertexNumbers::close() {
  for (Store& each : stores_) {
    std::sort(each.needed.begin(), each.needed.end());
    for (const std::uint32_t vertex : each.needed) {
      if (!listed_) {
        each.number[vertex] = count_++;
        continue;
      }
      const auto [place, added] = loose_.emplace(steps_of(*each.store, vertex), kNone);
      if (place->second == kNone) {
        place->second = count_++;
        list_.insert(list_.size() - 1,
                     fmt::format(",[{},{},{}]", place->first[0], place->first[1], place->first[2]));
      }
      each.number[vertex] = place->second;
    }
  }
  for (auto& [steps, number] : loose_) {
    if (number == kNone) number = count_++;
  }
}

std::uint32_t VertexNumbers::number_of(const city::GeometryStore& store, std::uint32_t vertex) const {
  for (const Store& each : stores_) {
    if (each.store == &store) return each.number[vertex];
  }
  return kNone;
}

Steps VertexNumbers::steps_of(const city::GeometryStore& store, std::uint32_t vertex) const {
  const std::uint32_t number = store.tile_of_vertex(vertex);
  const city::Tile& tile = store.tile(number);
  const auto v = store.vertex(vertex);
  Steps steps{};
  if (same_frame(transform_, tile)) {
    for (std::size_t axis = 0; axis < 3; ++axis) steps[axis] = tile.origin[axis] + v[axis];
    return steps;
  }
  const city::Point3 p = store.world(vertex, number);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    steps[axis] = nearest((p[axis] - transform_.translate[axis]) / transform_.scale[axis]);
  }
  return steps;
}

Steps VertexNumbers::converted(const Steps& steps, const Transform& from) const {
  if (from.scale == transform_.scale && from.translate == transform_.translate) return steps;
  Steps to{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double world = static_cast<double>(steps[axis]) * from.scale[axis] + from.translate[axis];
    to[axis] = nearest((world - transform_.translate[axis]) / transform_.scale[axis]);
  }
  return to;
}

std::string VertexNumbers::text() const {
  if (listed_) return list_;
  std::string text = "[";
  const auto put = [&text](const Steps& steps) {
    fmt::format_to(std::back_inserter(text), "{}[{},{},{}]", text.size() > 1 ? "," : "", steps[0], steps[1],
                   steps[2]);
  };
  for (const Store& each : stores_) {
    for (const std::uint32_t vertex : each.needed) {
      const std::string_view bad = bad_ == nullptr ? std::string_view() : bad_->at(vertex);
      if (bad.empty()) {
        put(steps_of(*each.store, vertex));
      } else {
        fmt::format_to(std::back_inserter(text), "{}{}", text.size() > 1 ? "," : "", bad);
      }
    }
  }
  std::vector<std::pair<std::uint32_t, const Steps*>> loose;
  for (const auto& [steps, number] : loose_) loose.emplace_back(number, &steps);
  std::sort(loose.begin(), loose.end());
  for (const auto& [number, steps] : loose) put(*steps);
  return text + "]";
}

std::vector<std::pair<std::uint32_t, Steps>> read_loose(std::string_view loose) {
  std::vector<std::pair<std::uint32_t, Steps>> vertices;
  const std::string list = bracketed(loose);
  for (const std::string_view entry : elements_of(list)) {
    const auto parts = elements_of(entry);
    if (parts.size() != 4) continue;
    vertices.emplace_back(static_cast<std::uint32_t>(integer_of(parts[0])),
                          Steps{integer_of(parts[1]), integer_of(parts[2]), integer_of(parts[3])});
  }
  return vertices;
}

}  // namespace conurb::io
