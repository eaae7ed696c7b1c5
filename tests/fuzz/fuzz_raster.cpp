// SPDX-License-Identifier: Apache-2.0
// Any bytes as an elevation model: refused with a message, or a raster of the size that it states, whose
// heights can be believed, and that the import takes or refuses in the same manner.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "engine/io/raster.hpp"
#include "tests/fuzz/fuzz_import.hpp"

namespace {

using namespace conurb;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    io::RasterOptions raster_options;
    raster_options.most_cells = 100'000;
    io::Raster raster =
        io::read_raster({reinterpret_cast<const char*>(data), size}, "fuzz.tif", raster_options);
    require(raster.heights.size() == static_cast<std::size_t>(raster.width * raster.height));
    for (const float each : raster.heights)
      require(std::isnan(each) || (each >= io::kLowestGround_m && each <= io::kHighestGround_m));
    constexpr double kCell = 1000;  // few cells, whatever the place
    fuzz::import_and_check("fuzz.tif", kCell, [&raster](io::CityImport& import, store::SourceRecord source) {
      import.add(std::move(raster), std::move(source));
    });
  } catch (const Error& error) {
    if (error.code() == ErrorCode::internal) throw;  // validate() found a broken rule
  }
  return 0;
}
