// SPDX-License-Identifier: Apache-2.0
// A CityJSON file into a city file on the disk and out again, as `conurb import` and `conurb export` do it.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/io/cityjson.hpp"
#include "engine/io/cityjson_export.hpp"
#include "engine/io/geometry_blob.hpp"
#include "engine/io/import_commit.hpp"
#include "engine/store/city_file.hpp"

namespace conurb::io {

/// A city file that models come into and go out of. `options` are those of each import.
class RoundTrip {
 public:
  RoundTrip(std::filesystem::path file, ImportOptions options)
      : path_(std::move(file)), options_(std::move(options)) {}

  /// Imports a model as a source of that name; its findings and counts are in the result.
  ImportResult import(CityModel model, const std::string& source) {
    store::SourceRecord record;
    record.name = source;
    return import(std::move(model), std::move(record));
  }
  ImportResult import(CityModel model, store::SourceRecord record) {
    const bool fresh = !std::filesystem::exists(path_);
    store::CityFile file =
        fresh ? store::CityFile::create(path_) : store::CityFile::open(path_, store::Mode::read_write);
    city::City base;
    KnownImports known;
    if (!fresh) {
      base = file.load();
      base.set_geometry(load_geometry(file));
      known = read_known_imports(file);
    }
    CityImport importing(std::move(base), std::move(known), options_);
    importing.add(std::move(model), std::move(record));
    ImportResult imported = importing.finish();
    imported.city.validate();
    commit_import(file, imported);
    file.close();
    return imported;
  }

  /// The file's base city as text.
  std::string export_text(CityJsonExportOptions options, const std::vector<std::string>& sources = {}) {
    store::CityFile file = store::CityFile::open(path_, store::Mode::read_only);
    city::City city = file.load();
    city.set_geometry(load_geometry(file));
    return export_text(file, city, std::move(options), sources);
  }
  std::string export_text(const store::CityFile& file, const city::City& city, CityJsonExportOptions options,
                          const std::vector<std::string>& sources = {}) {
    CityJsonExportInput input;
    input.city = &city;
    input.sources = load_export_sources(file, sources);
    input.all_sources = sources.empty();
    input.edited = &edited;
    input.attributes = &options_.attributes;
    std::string text;
    result = export_cityjson(input, options, [&text](std::string_view piece) { text += piece; });
    return text;
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  EditedCells edited;           ///< what the journal says, for the next export
  CityJsonExportResult result;  ///< of the last export

 private:
  std::filesystem::path path_;
  ImportOptions options_;
};

/// A model into a new city in memory and out again.
inline std::string through_memory(CityModel model, const ImportOptions& options,
                                  const CityJsonExportOptions& to) {
  CityImport importing(city::City(), {}, options);
  store::SourceRecord record;
  record.name = model.name;
  importing.add(std::move(model), std::move(record));
  const ImportResult imported = importing.finish();
  ExportSource source;
  source.name = imported.sources[0].record.name;
  source.said = decode_source(imported.sources[0].raw);
  source.objects = imported.sources[0].objects;
  CityJsonExportInput input;
  input.city = &imported.city;
  input.sources.push_back(std::move(source));
  input.attributes = &options.attributes;
  std::string text;
  export_cityjson(input, to, [&text](std::string_view piece) { text += piece; });
  return text;
}

}  // namespace conurb::io
