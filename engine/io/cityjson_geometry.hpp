// SPDX-License-Identifier: Apache-2.0
// One geometry on its way into the store. Private to engine/io.
#pragma once

#include "engine/io/cityjson_boundary.hpp"
#include "engine/io/cityjson_import.hpp"

namespace conurb::io::cityjson {

struct GeometryTarget {
  Import& import;
  const VertexFrame& frame;
  std::uint32_t owner;  ///< row of the object, kNone for a template
  std::string_view id, place;
  std::uint32_t at;  ///< place in the list that it stands in

  void report(Severity severity, std::string_view rule, std::string message) const {
    import.report(severity, id, place, rule, std::move(message));
  }
};

/// Appends `"key":value` to a list of members that are kept as text.
void append_member(Import& import, std::string& members, std::string_view key, std::string_view value);
/// Keeps the JSON of a geometry that is not, or (`stored`) not wholly, in the store, and the vertices that it
/// names. Also checks that it is JSON.
void keep_text(const GeometryTarget& target, std::string_view text, bool stored);
/// Adds the vertices of `frame` that lists named "boundaries" in a checked text name to the object's
/// loose vertices.
void keep_loose_vertices(Import& import, const VertexFrame& frame, std::uint32_t object,
                         std::string_view text);
/// Adds the semantics of the geometry that was closed last. What cannot be represented is appended to
/// `extra`.
void read_semantics(const GeometryTarget& target, city::GeometryType type, const Boundary& boundary,
                    std::string_view text, std::string& extra);
/// Members of a geometry that say how its surfaces look; empty: not there.
struct AppearanceMembers {
  std::string_view material, texture;
};
/// Adds the looks of the geometry that was closed last. Members have been checked to be JSON.
void read_looks(const GeometryTarget& target, city::GeometryType type, const Boundary& boundary,
                const AppearanceMembers& members);
/// Adds a geometry of type GeometryInstance; returns its row or kNone.
std::uint32_t read_instance(const GeometryTarget& target, std::string_view text);
/// Adds the wide vertices `used` (at least one) in a tile of their own. Returns the tile, or kNone when they
/// spread over more than 32 bits.
std::uint32_t place_wide_vertices(Import& import, const VertexFrame& frame,
                                  std::span<const std::uint32_t> used);
/// Copies the wide vertices that the open geometry uses into a tile near by and renumbers its indices.
/// Returns the tile, or kNone as above.
std::uint32_t relocate(Import& import, const VertexFrame& frame);

}  // namespace conurb::io::cityjson
