// SPDX-License-Identifier: Apache-2.0
// What the parts of an import share. Private to engine/io.
#pragma once

#include <future>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/io/building_shell.hpp"
#include "engine/io/city_import.hpp"
#include "engine/io/findings.hpp"
#include "engine/io/import_terrain.hpp"
#include "engine/io/osm_buildings.hpp"
#include "engine/io/source_model.hpp"

namespace conurb::io {

/// Objects that an import brought and that get an outline once all is there.
struct OutlineJob {
  std::size_t table = 0;     ///< of the city
  std::int64_t row = 0;      ///< of the table
  std::uint32_t object = 0;  ///< row of city_object
};

/// A building of a map that gets its row once it is known where models stand.
struct MapBuilding {
  std::string external;       ///< "way/12"
  std::vector<double> shape;  ///< as city::Shape::polygon
  std::string function, usage, roof_type, address;
  BuildingHeight height;
  double min_height_m = 0;
  double storeys_below = 0, year = 0, dwellings = 0;  ///< NaN where the map does not say
  bool part = false;                                  ///< a part of the building that it lies in
  std::size_t line = 0;                               ///< of LayerAttributes::table
};

/// What a GIS layer says of its footprints.
struct LayerAttributes {
  CsvTable table;
  UnitSystem units;
};

struct MapBuildings {
  std::size_t source = 0;
  std::vector<MapBuilding> buildings;
  std::shared_ptr<const LayerAttributes> attributes;  ///< null for maps of OpenStreetMap
};

/// What one model said, now and at its last import.
struct Said {
  std::size_t source = 0;  ///< of State::sources
  std::shared_ptr<SourceModel> now;
  std::optional<SourceModel> before;
  std::vector<std::uint32_t> rows;              ///< by object of `now`: row of city_object
  std::vector<std::uint8_t> geometry_replaced;  ///< by object of `now`: its geometry is new to the city
  std::future<std::vector<std::byte>> encoded;
};

struct CityImport::State {
  city::City city;
  KnownImports known;
  ImportOptions options;
  city::GeometryStore geometry;
  bool geometry_changed = false;
  bool geometry_moved = false;  ///< rows of the store have other numbers than before: all is measured anew
  std::vector<std::uint32_t> surface_moved;  ///< old surface to new, if geometry_moved; kNone: gone
  std::vector<ImportedSource> sources;
  std::vector<FindingList> findings;  ///< by source
  std::vector<Said> said;             ///< by model
  std::map<std::string, std::int64_t, std::less<>>
      first_new;                             ///< by table: rows from here on are of this import
  std::vector<std::int64_t> new_buildings;   ///< rows that this import brought or renewed
  std::vector<std::uint32_t> source_of_new;  ///< their source, by place in new_buildings
  std::vector<OutlineJob> outlines;
  std::vector<MapBuildings> map_buildings;
  std::vector<TerrainInput> terrain;
  /// By column of `building`: 1 for the rows whose value stood in a file and is not to be derived.
  std::map<std::string, std::vector<std::uint8_t>, std::less<>> given;
  std::optional<std::string> base_crs;
  bool first_weather_zone = false;  ///< nobody has said what the city's time zone is

  /// Table of the vocabulary, added to the city if new, without references to tables that the city lacks.
  std::size_t vocabulary_table(std::string_view name);
  [[nodiscard]] const city::TableSpec* vocabulary(std::string_view name) const;
  /// First row of a table that this import added.
  [[nodiscard]] std::int64_t first_new_row(const city::Table& table) const;
  /// Notes the table's size before this import touches it.
  void touch(const city::Table& table) { first_new.emplace(table.name(), table.rows()); }
  void report(double fraction, std::string_view text) const;
  void find(std::size_t source, Severity severity, std::string_view object, std::string_view rule,
            std::string message);
};

/// Codes of a model's texts in the dictionary of one column, interned at first use.
class TextCodes {
 public:
  TextCodes(city::Column& column, const city::NameTable& texts)
      : column_(column), texts_(texts), codes_(texts.size(), -1) {}
  [[nodiscard]] std::int32_t operator()(std::uint32_t text) {
    std::int32_t& code = codes_[text];
    if (code < 0) code = column_.intern(texts_[text]);
    return code;
  }

 private:
  city::Column& column_;
  const city::NameTable& texts_;
  std::vector<std::int32_t> codes_;
};

/// Where the objects of one model went.
struct ModelRows {
  std::vector<std::uint32_t> object;                ///< by object of the model: row of city_object
  std::vector<std::vector<std::uint32_t>> of_type;  ///< by type code: objects in the order of their ordinals
  std::vector<std::int64_t> building;               ///< by object: row of the building it belongs to; -1
  std::vector<std::uint32_t> building_roots;        ///< objects that are a building, ascending
};

/// Reads the images that the model's surfaces show, and leaves out those that are not to be had.
void import_images(CityImport::State& state, CityModel& model, std::size_t source);
/// Settles where the city lies by its first model, and converts the coordinates of models that are given
/// otherwise.
/// `said` then keeps the geometry as it was before.
void settle_place(CityImport::State& state, CityModel& model, Said& said);
/// Hashes the model's objects and compares them with what the source said last.
[[nodiscard]] Said compare_source(const CityImport::State& state, const CityModel& model, std::size_t source);
/// Fills in what changed, once the objects have rows: which geometries are to be replaced, and the lists of
/// SourceChanges.
void tell_changes(CityImport::State& state, const CityModel& model, Said& said);
/// Lists the conflicts between what people edited and what the sources changed.
void find_conflicts(CityImport::State& state);
/// Fills city_object, building and the tables of other types with rows; attributes follow.
ModelRows import_objects(CityImport::State& state, const CityModel& model, std::size_t source);
/// Brings the model's geometry into the city's store with rows of city_object as owners; that of objects that
/// the source has not changed stays.
void import_geometry(CityImport::State& state, CityModel& model, const Said& said);
/// Attributes of the buildings and of the other objects.
void import_attributes(CityImport::State& state, const CityModel& model, const ModelRows& rows,
                       std::size_t source);
/// Measures buildings, writes their columns, their surfaces and everybody's outlines.
void import_measures(CityImport::State& state);

/// Buildings of maps as rows of `building`, where no building with a 3D model stands; those that a model now
/// covers are retired.
void import_map_buildings(CityImport::State& state);

/// Lays the grid `terrain` if the city has none and fills it with the elevation models of the import.
void import_terrain(CityImport::State& state);
/// Heights of the ground where nothing else says them: building.ground_height, road_node.elevation,
/// rail_node.elevation, road_link.gradient.
void derive_ground(CityImport::State& state);

/// Table for the objects of a type, "" for those that have none of their own.
[[nodiscard]] std::string table_of_type(const CityImport::State& state, std::string_view type);
[[nodiscard]] inline bool is_building_type(std::string_view type) {
  return type == "Building" || type == "BuildingPart";
}
/// Sorts out findings for the file: the first of each kind, and how many more.
[[nodiscard]] std::vector<store::Finding> file_findings(const FindingList& list, std::size_t kept,
                                                        const std::string& table);

}  // namespace conurb::io
