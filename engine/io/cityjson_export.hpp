// SPDX-License-Identifier: Apache-2.0
// A city as CityJSON 1.1 or 2.0 (OGC 20-072r5), or as CityJSONSeq (CityJSON 2.0 section 9). What came from a
// source comes out as it came in: the tables are asked only for what somebody edited since, the geometry
// store for the geometry, and what the source said (source_model.hpp) for everything else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/city/journal_entry.hpp"
#include "engine/io/attribute_map.hpp"
#include "engine/io/findings.hpp"
#include "engine/io/import_cells.hpp"
#include "engine/io/source_model.hpp"
#include "engine/store/catalogue.hpp"

namespace conurb::io {

struct CityJsonExportOptions {
  bool sequence = false;  ///< one feature a line after a header line
  std::string version;    ///< "1.1" or "2.0"; empty: as the source has it, 2.0 where that is neither
  /// By row of city_object: 1 for what is asked for. Parts come with their buildings and buildings with their
  /// parts, groups with those of their members that are there. Empty: everything.
  std::vector<std::uint8_t> wanted;
};

/// A source to be written, with what it said if the file knows that.
struct ExportSource {
  std::string name;
  std::optional<SourceModel> said;
  std::vector<store::Identity> objects;  ///< of city_object, ordered by external id
};

struct CityJsonExportInput {
  const city::City* city = nullptr;  ///< of the branch, with its geometry
  std::vector<ExportSource> sources;
  bool all_sources = true;              ///< false: objects of other sources, and of none, are left out
  const EditedCells* edited = nullptr;  ///< what the journal of the branch says was edited
  const AttributeMap* attributes = nullptr;
};

struct CityJsonExportResult {
  std::int64_t objects = 0, geometries = 0, vertices = 0, features = 0;
  std::int64_t edited = 0;  ///< attribute values that are not those of the source
  std::string version;
  FindingList findings;
};

using TextSink = std::function<void(std::string_view)>;

/// Writes everything to `write`, in pieces of some size. Throws Error incompatible for a version that cannot
/// be written, not_found if there is no object to be written and none was left out by the options.
CityJsonExportResult export_cityjson(const CityJsonExportInput& input, const CityJsonExportOptions& options,
                                     const TextSink& write);

/// Sources of a file with what they said. `names` chooses; empty: all. Throws Error not_found for a name that
/// is none.
[[nodiscard]] std::vector<ExportSource> load_export_sources(const store::CityFile& file,
                                                            const std::vector<std::string>& names);
/// Cells that entries of a journal set, wherever they act: for CityJsonExportInput::edited.
[[nodiscard]] EditedCells cells_of_entries(std::span<const city::JournalEntry> entries);

/// Rows of city_object in the form that CityJsonExportOptions::wanted has, from rows of a table whose column
/// `object` refers to it (or of city_object itself). Throws Error incompatible for other tables.
[[nodiscard]] std::vector<std::uint8_t> objects_of_rows(const city::City& city, std::string_view table,
                                                        std::span<const std::int64_t> rows);

/// Objects of families with a vertex inside a box, in coordinates of the city's CRS. Throws Error
/// invalid_argument for a box that is none.
[[nodiscard]] std::vector<std::uint8_t> objects_in_box(const city::City& city, double min_x, double min_y,
                                                       double max_x, double max_y);

}  // namespace conurb::io
