// SPDX-License-Identifier: Apache-2.0
// The files that an import is given: what they are, in which order they are read, and their hashes.
#pragma once

#include <filesystem>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "engine/cli/plugin_formats.hpp"
#include "engine/store/records.hpp"

namespace conurb::cli {

/// What a person typed after `conurb import`.
struct ImportArguments {
  std::vector<std::filesystem::path> files;
  std::filesystem::path output;
  std::string crs, zone, join, licence, attribution, source, height_unit;
  std::string table, layer, id;       ///< of GIS layers
  std::vector<std::string> settings;  ///< of parameters of plugins: PLUGIN.NAME=VALUE
  double cell = 0;
  int weather_year = 2026;
  bool again = false;
};

enum class Format { city_json, city_gml, terrain, osm, layer, plugin, epw, csv };

struct Input {
  std::filesystem::path path;
  std::vector<std::filesystem::path> further;  ///< files that a plugin reads together with it
  Format format = Format::city_json;
  std::optional<PluginFormat> plugin;  ///< of a file that a plugin reads
  store::SourceRecord source;          ///< its file_hash is empty until settle_hash()

  /// Begins to hash the content on a thread of its own, unless that is done; of several files, of all.
  void begin_hash();
  /// Waits for the hash. Throws Error io if the file cannot be read.
  void settle_hash();

  /// Whether the plugin that reads it wants `other` at the same time.
  [[nodiscard]] bool belongs_with(const Input& other) const;

 private:
  std::future<std::string> hash_;
};

/// Looks at all files and puts models first, then elevation models, then maps and GIS layers, which leave out
/// what the models have, then files of plugins' domains and weather, then tables, which are joined to what
/// the others brought. Files that a plugin reads together are one input, called as the first of them. Throws
/// Error not_found, bad_data or io naming the file, invalid_argument for wrong usage.
[[nodiscard]] std::vector<Input> open_inputs(const ImportArguments& arguments, PluginFormats& formats);

}  // namespace conurb::cli
