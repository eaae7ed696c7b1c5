// SPDX-License-Identifier: Apache-2.0
// Reader of GIS layers through GDAL: GeoJSON, GeoPackage, Shapefile, FlatGeobuf. Parcels, districts, trees,
// footprints: whatever an office keeps as features with attributes.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/progress.hpp"
#include "engine/city/spec.hpp"
#include "engine/io/csv.hpp"
#include "engine/io/findings.hpp"

namespace conurb::io {

/// Features of one layer; entry i of `ids`, `shapes` and row i of `attributes` are one feature.
struct VectorLayer {
  std::string name;    ///< of the source, for messages
  std::string layer;   ///< its name in the file
  std::string format;  ///< "GeoJSON", "GPKG", "ESRI Shapefile", "FlatGeobuf"
  std::string crs;     ///< WKT, empty if the file names none
  city::Shape shape = city::Shape::none;
  std::vector<std::string> ids;             ///< unique
  std::vector<std::vector<double>> shapes;  ///< in the CRS, east first, as city::Shape says
  CsvTable attributes;                      ///< typed columns; `lines` numbers the features from 1
  FindingList findings;
};

struct VectorOptions {
  std::string layer;  ///< of files with several; empty: the only one
  std::string id;     ///< field whose values identify the features; empty: the feature's own number
  std::int64_t most_features = 20'000'000;
  CancelToken cancel;
};

/// Reads a layer. A feature without a usable geometry, or of another kind than the layer's first, is left out
/// with a finding; heights and measures are dropped, curves become lines, of a line or point in several
/// pieces the longest or first counts. Fields of lists and bytes are left out; times become text. Throws
/// Error not_found or io if the file cannot be read, bad_data if it is damaged, holds no features or two of
/// one id, not_found for a layer or field that it does not have, limit, cancelled.
[[nodiscard]] VectorLayer read_vector_file(const std::filesystem::path& path,
                                           const VectorOptions& options = {});
/// GeoJSON in memory; `name` is used in messages. Takes any bytes.
[[nodiscard]] VectorLayer read_geojson(std::span<const char> bytes, std::string_view name,
                                       const VectorOptions& options = {});

}  // namespace conurb::io
