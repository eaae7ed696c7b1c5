// SPDX-License-Identifier: Apache-2.0
// Any bytes as a GeoJSON layer: refused with a message, or features that each have an id, a shape and a row
// of attributes, which the import takes as rows and as buildings, or refuses in the same manner.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "engine/io/vector_layer.hpp"
#include "tests/fuzz/fuzz_import.hpp"

namespace {

using namespace conurb;

const UnitSystem& units() {
  static const UnitSystem system;
  return system;
}

void require(bool holds) {
  if (!holds) std::abort();
}

void import_as(const io::VectorLayer& layer, const std::string& table) {
  try {
    fuzz::import_and_check("fuzz.geojson", 0, [&](io::CityImport& import, store::SourceRecord source) {
      import.add(layer, table, units(), std::move(source));
    });
  } catch (const Error& error) {
    if (error.code() == ErrorCode::internal) throw;  // validate() found a broken rule
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const io::VectorLayer layer =
        io::read_geojson({reinterpret_cast<const char*>(data), size}, "fuzz.geojson");
    require(!layer.ids.empty());
    require(layer.shapes.size() == layer.ids.size() && layer.attributes.rows() == layer.ids.size());
    for (const io::CsvColumn& column : layer.attributes.columns)
      require(column.present.size() == layer.ids.size());
    import_as(layer, "features");
    if (layer.shape == city::Shape::polygon) import_as(layer, "building");
  } catch (const Error& error) {
    if (error.code() == ErrorCode::internal) throw;
  }
  return 0;
}
