// SPDX-License-Identifier: Apache-2.0
// Imports for fuzz targets: into an empty city with the real vocabulary; the city that comes out is checked.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/jobs.hpp"
#include "engine/city/schema.hpp"
#include "engine/io/city_import.hpp"

namespace conurb::fuzz {

inline io::ImportOptions import_options(Jobs& jobs) {
  static const std::vector<city::TableSpec> tables =
      city::read_schema(std::filesystem::path(CONURB_SOURCE_DIR) / "assets" / "schema");
  io::ImportOptions options;
  options.vocabulary = tables;
  options.jobs = &jobs;
  return options;
}

/// `add(import, source record)` puts something in. What it refuses is fine; a city that breaks a rule is not.
template <typename Add>
void import_and_check(const std::string& name, double terrain_cell, Add&& add) {
  Jobs jobs(1);
  io::ImportOptions options = import_options(jobs);
  options.terrain_cell = terrain_cell;
  io::CityImport import(city::City(), {}, std::move(options));
  store::SourceRecord source;
  source.name = name;
  add(import, std::move(source));
  import.finish().city.validate();
}

}  // namespace conurb::fuzz
