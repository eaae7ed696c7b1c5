// SPDX-License-Identifier: Apache-2.0
// Geometry that stays text: what could not be stored, and places of addresses. It names vertices by number;
// their coordinates are kept beside it, so that a writer can give them numbers of its own.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/io/cityjson_geometry.hpp"
#include "engine/io/json_rewrite.hpp"

namespace conurb::io::cityjson {

namespace {

/// `[number,x,y,z]`, with coordinates in steps of the file's transform.
std::string vertex_text(const Import& import, const VertexFrame& frame, std::uint32_t number) {
  std::array<std::int64_t, 3> steps{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (!frame.wide.empty()) {
      steps[axis] = frame.wide[std::size_t{number} * 3 + axis];
    } else {
      const city::GeometryStore& store = import.model.geometry;
      steps[axis] = store.tile(frame.tile).origin[axis] + store.vertex(frame.base + number)[axis];
    }
  }
  return fmt::format("[{},{},{},{}]", number, steps[0], steps[1], steps[2]);
}

}  // namespace

void keep_loose_vertices(Import& import, const VertexFrame& frame, std::uint32_t object,
                         std::string_view text) {
  if (text.find("\"boundaries\"") == std::string_view::npos) return;
  std::vector<std::uint32_t> numbers;
  for_each_boundary_index(text, [&](std::string_view token) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number);
    const bool known = error == std::errc() && end == token.data() + token.size() && number < frame.count &&
                       !std::binary_search(frame.bad.begin(), frame.bad.end(), number);
    if (known) numbers.push_back(number);
  });
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  std::string vertices;
  for (const std::uint32_t number : numbers) {
    if (!vertices.empty()) vertices += ',';
    vertices += vertex_text(import, frame, number);
  }
  if (!vertices.empty()) import.model.objects.loose_vertices.add(object, vertices);
}

void keep_text(const GeometryTarget& target, std::string_view text, bool stored) {
  Import& import = target.import;
  const std::string minified = import.json.minified(text);
  if (target.owner == kNone) return;  // templates are kept as text altogether
  keep_loose_vertices(import, target.frame, target.owner, minified);
  import.model.rejected_geometry.add(
      target.owner, fmt::format(R"({{"at":{},"stored":{},"geometry":{}}})", target.at, stored, minified));
}

}  // namespace conurb::io::cityjson
