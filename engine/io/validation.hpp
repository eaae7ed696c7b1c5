// SPDX-License-Identifier: Apache-2.0
// A city or a model on the bench: what its readers found in the text, what the rules of engine/city find in
// geometry, semantics and values, as one list in words that people read. The rules themselves are
// engine/city's (geometry_check.hpp, city_check.hpp), which knows no files; names of objects, findings of
// readers, layers and repairs of files are this folder's.
#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/jobs.hpp"
#include "engine/base/progress.hpp"
#include "engine/city/city.hpp"
#include "engine/city/city_check.hpp"
#include "engine/city/geometry_repair.hpp"
#include "engine/io/city_import.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/records.hpp"

namespace conurb::io {

struct ValidationFinding {
  store::Severity severity = store::Severity::error;
  std::string rule;    ///< "shell.not_closed"
  std::string code;    ///< "val3dity 302", "cjval wrong_vertex_index"; empty if it has none elsewhere
  std::string object;  ///< id in the source
  std::int64_t object_row = -1;  ///< of `city_object`
  std::string place;             ///< "geometry 1 (Solid, level of detail 2.2), face 17"
  bool located = false;
  city::Point3 at{0, 0, 0};                                  ///< world coordinates, if located
  double figure = std::numeric_limits<double>::quiet_NaN();  ///< by how much; NaN: the rule has none
  std::string figure_unit;
  std::string message;     ///< what was found, with the figure
  std::int64_t count = 1;  ///< how many alike this one stands for
};

struct RuleCount {
  std::string rule, code;
  store::Severity severity = store::Severity::error;
  std::int64_t count = 0;
};

struct Validation {
  std::vector<ValidationFinding> findings;  ///< those of readers first, then by rule
  std::vector<RuleCount> rules;             ///< what was found how often, gravest first
  std::int64_t errors = 0, warnings = 0, notes = 0;
  std::int64_t objects = 0, geometries = 0, surfaces = 0;
  [[nodiscard]] bool valid() const { return errors == 0; }
};

struct ValidationOptions {
  city::CityCheckOptions check;
  Jobs* jobs = nullptr;  ///< not owned; must be given
  CancelToken cancel;
};

/// Checks a city whose geometry is loaded. `of_readers`: what reading its sources found; measures that an
/// import makes ("building.…") are left out of them, as the check says the same with its place. Throws Error
/// cancelled.
[[nodiscard]] Validation validate(const city::City& city, std::span<const store::Finding> of_readers,
                                  const ValidationOptions& options);

/// What the readers of a file's sources found, as it keeps it.
[[nodiscard]] std::vector<store::Finding> findings_of_readers(const store::CityFile& file);
/// The same of an import that has not been saved.
[[nodiscard]] std::vector<store::Finding> findings_of_readers(const ImportResult& result);

/// Puts the findings that have a place into the table `finding` in place of those of the check before: the
/// first `most` of them. `vocabulary` has the table's spec.
void put_finding_layer(city::City& city, const Validation& validation,
                       std::span<const city::TableSpec> vocabulary, std::size_t most);

/// "turned 6 faces: in a closed solid all faces are turned …"
[[nodiscard]] std::string describe(const city::Repair& repair);

/// Mends the geometry of a model before it is imported. Geometries with textures or materials are left: those
/// name faces and corners by their number.
[[nodiscard]] std::vector<city::Repair> repair_model(CityModel& model, const city::ValidityOptions& options);

/// Mends the geometry of a city file in place and measures its buildings anew, in one transaction; measured
/// and edited values stay. Objects of sources with textures or materials are left. Throws as CityFile::save
/// and read_known_imports.
[[nodiscard]] std::vector<city::Repair> repair_city(store::CityFile& file,
                                                    const city::ValidityOptions& options,
                                                    ImportOptions import_options);

}  // namespace conurb::io
