// SPDX-License-Identifier: Apache-2.0
// Cities for the tests of 3D scenes, and the way out of them.
#pragma once

#include <string>
#include <utility>

#include "engine/base/units.hpp"
#include "engine/io/gltf_export.hpp"
#include "tests/engine/io/import_fixture.hpp"
#include "tests/engine/io/scene/gltf_reader.hpp"
#include "tests/engine/io/shared_data.hpp"

namespace conurb::io {

/// A city that comes from a file of the shared data, or from a text.
class SceneCity {
 public:
  explicit SceneCity(CityModel model) : city(import_model(std::move(model), jobs).city) {}
  explicit SceneCity(const ModelText& text) : SceneCity(text.model()) {}
  static SceneCity shared(const std::string& name) {
    CityJsonReader reader;
    return SceneCity(reader.read_file(shared_data() / "city3d" / name));
  }

  std::string glb(const SceneExportOptions& options = {}) { return glb(options, jobs); }
  std::string glb(const SceneExportOptions& options, Jobs& with) {
    std::string bytes;
    result = export_gltf(
        city, options, units, [&bytes](std::string_view piece) { bytes += piece; }, with);
    return bytes;
  }
  GltfFile read(const SceneExportOptions& options = {}) { return read_gltf(glb(options)); }

  void set(const std::string& table, const std::string& column, std::int64_t row, const city::Value& value) {
    city::Table& t = city.edit(table);
    const std::int64_t rows[] = {row};
    t.set(t.index_of(column), rows, value);
  }

  Jobs jobs{2};
  UnitSystem units;
  city::City city;
  SceneExportResult result;
};

}  // namespace conurb::io
