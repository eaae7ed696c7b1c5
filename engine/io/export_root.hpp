// SPDX-License-Identifier: Apache-2.0
// Members of the root: metadata, transform, templates, extensions and what else the sources have, of one
// source as it stood, of several put together. Private to engine/io.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/io/export_text.hpp"

namespace conurb::io {

/// The parts of an export with what belongs to each.
struct ExportRoot {
  std::string version;
  std::vector<const ExportPart*> parts;
  std::vector<Upgrade> upgrades;               ///< by part
  std::deque<AppearanceSource> looks;          ///< by part: appearance of its root
  std::vector<std::uint32_t> template_offset;  ///< by part
  std::vector<std::vector<std::vector<std::uint32_t>>>
      groups;             ///< by part and object; empty but for version 1.0
  std::string templates;  ///< "geometry-templates", empty: none
  Transform transform;
  std::string transform_text;  ///< empty: none, as in the source

  [[nodiscard]] ObjectOrigin origin(std::size_t part) const;
  [[nodiscard]] bool alone() const { return parts.size() == 1; }
  /// Whether the only part comes out whole.
  [[nodiscard]] bool whole() const { return alone() && !parts[0]->pruned(); }
};

/// `pool` takes the looks of templates; null: their numbers hold.
[[nodiscard]] ExportRoot make_root(std::vector<const ExportPart*> parts, const std::string& version,
                                   AppearancePool* pool);
/// Metadata, extensions and further members, as `,"key":value...`. Members that differ between sources are
/// those of the first, with a finding.
[[nodiscard]] std::string root_members(const ExportRoot& root, const std::string& crs, ExportTally& tally);
/// Member of the root of a part that is kept as text; empty if there is none.
[[nodiscard]] std::string_view root_member(const ExportPart& part, std::string_view key);

}  // namespace conurb::io
