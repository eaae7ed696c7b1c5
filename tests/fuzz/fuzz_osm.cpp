// SPDX-License-Identifier: Apache-2.0
// Any bytes as a map of OpenStreetMap: refused with a message, or read and imported into a sound city. The
// first byte chooses between PBF and XML.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/jobs.hpp"
#include "engine/city/schema.hpp"
#include "engine/io/city_import.hpp"
#include "engine/io/osm.hpp"

namespace {

using namespace conurb;

const std::vector<city::TableSpec>& vocabulary() {
  static const std::vector<city::TableSpec> tables =
      city::read_schema(std::filesystem::path(CONURB_SOURCE_DIR) / "assets" / "schema");
  return tables;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto format = data[0] % 2 == 0 ? io::OsmFormat::pbf : io::OsmFormat::xml;
  try {
    io::OsmMap map = io::read_osm({reinterpret_cast<const char*>(data) + 1, size - 1}, format, "fuzz.osm");
    Jobs jobs(1);
    io::ImportOptions options;
    options.vocabulary = vocabulary();
    options.jobs = &jobs;
    io::CityImport import(city::City(), {}, std::move(options));
    store::SourceRecord source;
    source.name = "fuzz.osm";
    import.add(std::move(map), std::move(source));
    import.finish().city.validate();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::internal) throw;  // validate() found a broken rule
  }
  return 0;
}
