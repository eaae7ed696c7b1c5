// SPDX-License-Identifier: Apache-2.0
// Any bytes as an elevation model: refused with a message, or a raster of the size that it states, whose
// heights can be believed, and that the import takes or refuses in the same manner.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/jobs.hpp"
#include "engine/city/schema.hpp"
#include "engine/io/city_import.hpp"
#include "engine/io/raster.hpp"

namespace {

using namespace conurb;

const std::vector<city::TableSpec>& vocabulary() {
  static const std::vector<city::TableSpec> tables =
      city::read_schema(std::filesystem::path(CONURB_SOURCE_DIR) / "assets" / "schema");
  return tables;
}

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
    Jobs jobs(1);
    io::ImportOptions options;
    options.vocabulary = vocabulary();
    options.jobs = &jobs;
    options.terrain_cell = 1000;  // few cells, whatever the place
    io::CityImport import(city::City(), {}, std::move(options));
    store::SourceRecord source;
    source.name = "fuzz.tif";
    import.add(std::move(raster), std::move(source));
    import.finish().city.validate();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::internal) throw;  // validate() found a broken rule
  }
  return 0;
}
