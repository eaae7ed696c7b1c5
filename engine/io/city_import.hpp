// SPDX-License-Identifier: Apache-2.0
// From files to the tables of a city. Everything is built in memory, on a copy of the city; the caller then
// saves it in one transaction (import_commit.hpp), so that an import that fails anywhere has changed nothing.
//
// What becomes of a CityJSON object:
//  - city_object: one row for each object, in the order of the file; the row is the owner in the geometry
//  store.
//  - building: one row for each topmost Building, with its footprint, the measures of building_shell.hpp over
//  all its
//    parts, the attributes that the attribute map knows in the columns of the vocabulary, all others in their
//    own.
//  - surface: one row for each polygon of a building's shell at its best level of detail.
//  - road, plant_cover, building_part …: one row for each other object, in a table named after its type, with
//  all its
//    attributes; with its outline where objects of the type stand for themselves.
//
// Names of own columns: snake_case of the attribute. One that is taken (by the vocabulary, the table itself,
// GeoPackage) gets "_source" behind it, and if that is taken, too, a number. The attribute's own name is the
// column's description, by which a later import finds the column again. Types: numbers f64 (null is NaN);
// integers beyond 2^53 and whatever is neither number, truth nor text as text (JSON as it stood); truths u8
// where every row has one, else f32.
//
// Files imported before: an object that the source named already keeps its row. Its values are brought up to
// date where they differ, except cells that people changed; where the source has changed such a cell's value,
// too, that is a conflict and is listed. Geometry is replaced for objects whose geometry the source has
// changed. Objects that the file no longer has are retired.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/jobs.hpp"
#include "engine/base/log.hpp"
#include "engine/base/progress.hpp"
#include "engine/base/units.hpp"
#include "engine/city/filled_city.hpp"
#include "engine/city/read_tables.hpp"
#include "engine/io/attribute_map.hpp"
#include "engine/io/city_model.hpp"
#include "engine/io/csv.hpp"
#include "engine/io/epw.hpp"
#include "engine/io/import_cells.hpp"
#include "engine/io/osm.hpp"
#include "engine/io/raster.hpp"
#include "engine/io/source_model.hpp"
#include "engine/io/vector_layer.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/store/records.hpp"

namespace conurb::io {

struct ImportOptions {
  std::vector<city::TableSpec> vocabulary;
  AttributeMap attributes;
  std::string crs;        ///< of files that name none ("EPSG:28992"); empty: none
  std::string time_zone;  ///< IANA; empty: as the city has it
  int weather_year = 2026;
  double terrain_cell = 0;  ///< metres, of a grid that is laid; 0: as the elevation model has it
  std::size_t image_bytes = std::size_t{64} << 20;  ///< most that images of surfaces may take in the city
  std::size_t findings_kept = 20;                   ///< of each kind in a source; all are counted
  Jobs* jobs = nullptr;                             ///< not owned; must be given
  Progress* progress = nullptr;                     ///< not owned; may be null
  CancelToken cancel;
};

/// What a city file remembers of earlier imports.
struct KnownImports {
  /// By source name: external ids of `city_object`, ordered by external id.
  std::map<std::string, std::vector<store::Identity>> objects;
  /// By source name, then table: external ids of the rows of other tables, ordered by external id.
  std::map<std::string, std::map<std::string, std::vector<store::Identity>>> rows;
  EditedCells edited;
  /// Which of some rows of a table (ascending ids) have a derived value in a column, 1 for each that has. May
  /// be empty.
  std::function<std::vector<std::uint8_t>(const std::string& table, const std::string& column,
                                          std::span<const city::Id> ids)>
      derived;
  /// What a source said at its last import; nothing if that is not known. May be empty.
  std::function<std::optional<SourceModel>(const std::string&)> source;
};

struct ColumnProvenance {
  std::string table, column;
  store::Provenance provenance = store::Provenance::unknown;
  std::vector<city::Id> ids;  ///< empty: the whole column
};

/// What a source says otherwise than at its last import: ids of its objects, in its order.
struct SourceChanges {
  bool compared = false;  ///< there is a last import to compare with
  std::vector<std::string> added, gone, attributes, geometry;
  std::int64_t unchanged = 0;
};

/// A cell that somebody edited and that the source has changed since: the edit is kept.
struct ImportConflict {
  std::string table, column, object;  ///< `object` is the source's id
  city::Id id = 0;                    ///< row of the table
  city::Value edited, source;         ///< what is kept, and what the source says now
};

/// What came of one file.
struct ImportedSource {
  store::SourceRecord record;
  std::string format;                                        ///< "CityJSON 2.0", "EPW", "CSV"
  std::vector<store::Identity> objects;                      ///< of `city_object`, ordered by external id
  std::map<std::string, std::vector<store::Identity>> rows;  ///< the same for other tables, by table
  std::vector<ColumnProvenance> provenance;
  std::vector<store::Finding> findings;
  std::vector<std::byte>
      raw;  ///< of a city model, what it said (source_model.hpp); of a map, its counts as JSON
  SourceChanges changes;
  std::vector<ImportConflict> conflicts;
  std::map<std::string, std::int64_t> inserted, updated, retired;  ///< rows by table
};

struct ImportResult {
  city::City city;
  bool geometry_changed = false;
  std::vector<ImportedSource> sources;
};

/// Takes files in, one after the other, then measures what they brought. One thread at a time.
class CityImport {
 public:
  /// `base` with its geometry loaded (null if there is none); an import into a new file starts with City().
  CityImport(city::City base, KnownImports known, ImportOptions options);
  ~CityImport();
  CityImport(CityImport&&) noexcept;
  CityImport& operator=(CityImport&&) noexcept;

  /// A city model. Throws Error incompatible if its CRS is not that of the city, bad_data if coordinates are
  /// no metres.
  void add(CityModel model, store::SourceRecord source);
  /// A map of OpenStreetMap: streets, rail, water, green, land use, places; buildings where no model stands
  /// (in finish()). Throws Error incompatible if the city has no CRS, bad_data if nothing of the map lies on
  /// its CRS.
  void add(OsmMap map, store::SourceRecord source);
  /// An elevation model: cells of `terrain` (in finish(), all models of the import together). Throws Error
  /// incompatible if the city has no CRS and the model has one.
  void add(Raster raster, store::SourceRecord source);
  /// A GIS layer: a row of `table` for each feature, its attributes in the columns that their names mean
  /// (import_columns.hpp), else in columns of their own. `table` is one of the vocabulary, one that the city
  /// has, or a new one. Footprints for `building` become blocks (in finish()), as tall as the layer says,
  /// where no model stands. Throws Error incompatible if the table has shapes of another kind or the city no
  /// CRS and the layer one, bad_data for attributes that cannot be taken.
  void add(VectorLayer layer, const std::string& table, const UnitSystem& units, store::SourceRecord source);
  /// Tables that a plugin read from a file of its domain. Rows are those of an earlier import of the source
  /// that have the same names, else new ones; what it no longer names is retired. A city without a place gets
  /// theirs. Throws Error plugin_fault if they are rows of `building` or `city_object`.
  void add(city::ReadTables read, const std::string& format, store::SourceRecord source);
  /// What a synthesis made of city(), which must not have changed since; nothing but syntheses may have been
  /// taken in before. A value that was given where there was none counts as derived. Throws Error
  /// incompatible if rows of another table than `building` have solids.
  void adopt(city::FilledCity filled, store::SourceRecord source);
  /// The city with what was taken in so far, not yet measured.
  [[nodiscard]] const city::City& city() const;
  /// Weather becomes rows of `weather`; rows of the same site are replaced. Its months may be of different
  /// years: they are put on the calendar of ImportOptions::weather_year. 29 February is left out where that
  /// year has none, and is a copy of the 28th where the file has none.
  void add(const EpwWeather& weather, store::SourceRecord source);
  /// Columns of a table, joined to `table` by the values of its text column `key`; see import_csv.cpp for the
  /// rules.
  void join(const CsvTable& csv, const std::string& table, const std::string& key, const UnitSystem& units,
            store::SourceRecord source);

  /// Geometry that was mended instead of that of the base, in which geometries keep their numbers:
  /// `surface_moved` says where each surface went. The buildings of `objects` (rows of city_object) are
  /// measured anew, but for cells of `building` that are `given`: by column, the ids whose value is not to be
  /// derived. Into an import of nothing else.
  void replace_geometry(city::GeometryStore geometry, std::vector<std::uint32_t> surface_moved,
                        std::vector<std::uint32_t> objects,
                        const std::map<std::string, std::vector<city::Id>>& given);

  /// Measures and returns the city. Throws Error cancelled.
  [[nodiscard]] ImportResult finish();

  struct State;  ///< import_state.hpp

 private:
  std::unique_ptr<State> state_;
};

}  // namespace conurb::io
