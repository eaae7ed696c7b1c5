// SPDX-License-Identifier: Apache-2.0
// Any bytes as a map of OpenStreetMap: refused with a message, or read and imported into a sound city. The
// first byte chooses between PBF and XML.
#include <cstddef>
#include <cstdint>

#include "engine/io/osm.hpp"
#include "tests/fuzz/fuzz_import.hpp"

using namespace conurb;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto format = data[0] % 2 == 0 ? io::OsmFormat::pbf : io::OsmFormat::xml;
  try {
    io::OsmMap map = io::read_osm({reinterpret_cast<const char*>(data) + 1, size - 1}, format, "fuzz.osm");
    fuzz::import_and_check("fuzz.osm", 0, [&map](io::CityImport& import, store::SourceRecord source) {
      import.add(std::move(map), std::move(source));
    });
  } catch (const Error& error) {
    if (error.code() == ErrorCode::internal) throw;  // validate() found a broken rule
  }
  return 0;
}
