// SPDX-License-Identifier: Apache-2.0
// What a person typed after `conurb export`, and what every export needs: the city of the branch, with the
// results of its run, and the rows that are asked for.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/log.hpp"
#include "engine/cli/command.hpp"
#include "engine/sim/twin.hpp"

namespace conurb::cli {

struct ExportOptions {
  std::string file;
  std::filesystem::path output;
  std::string version, where, bbox, branch = "base", time;
  std::string format;  ///< of a plugin; "": by the end of the name
  std::string lod = "best";
  std::vector<std::string> tables, columns, sources;
  double height_offset = 0;
  bool wkt = false;
};

/// A city that is looked at for an export.
class ExportCity {
 public:
  ExportCity(const ExportOptions& options, const Log& log);

  [[nodiscard]] sim::Twin& twin() { return twin_; }
  [[nodiscard]] std::int32_t branch() const { return branch_; }
  /// As the branch has it. Columns of results are there after add_results().
  [[nodiscard]] const city::City& city() const { return city_; }

  /// The 3D model, which tables do not need, and blocks for buildings without one (not where only what some
  /// sources brought is asked for).
  void add_model();
  /// The results of the branch's latest run, at the time asked for; none if there is no run and none is asked
  /// for. Stale ones are told in the log.
  void add_results();

  /// The table that --table names, `building` if it names none. Throws WrongUsage if it names several.
  [[nodiscard]] std::string table() const;
  /// Rows of a table that --where and --bbox choose; without them all that are alive.
  [[nodiscard]] std::vector<std::int64_t> rows(const std::string& table) const;
  /// The same for what has a 3D model, by row of city_object: whole families of which a part is chosen. Empty
  /// if neither option was given.
  [[nodiscard]] std::vector<std::uint8_t> objects() const;
  /// What --bbox says, in the city's CRS.
  [[nodiscard]] const std::optional<std::array<double, 4>>& box() const { return box_; }
  /// Who made the data that the city holds, one line.
  [[nodiscard]] std::string attribution();

 private:
  [[nodiscard]] std::vector<std::int64_t> chosen(const std::string& table) const;

  const ExportOptions& options_;
  const Log& log_;
  std::optional<std::array<double, 4>> box_;
  sim::Twin twin_;
  std::int32_t branch_;
  city::City city_;
};

/// conurb export by a plugin that writes `format`.
void export_by_plugin(const Session& session, const ExportOptions& options);
/// conurb export to CityJSON and CityJSONSeq; `sequence` for the latter.
void export_city_model(const Session& session, const ExportOptions& options, bool sequence);
/// … of tables to CSV, GeoJSON and GeoPackage.
void export_tables(const Session& session, const ExportOptions& options);
/// … of a grid to GeoTIFF.
void export_raster(const Session& session, const ExportOptions& options);
/// … to glTF.
void export_scene(const Session& session, const ExportOptions& options);
/// … to 3D Tiles: `output` is a folder ("tiles/") or the tileset.json in it.
void export_tileset(const Session& session, const ExportOptions& options);

}  // namespace conurb::cli
