// SPDX-License-Identifier: Apache-2.0
// Where an elevation model lies, and the city with it if nothing has said so before.
#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/io/city_place.hpp"
#include "engine/io/import_place.hpp"
#include "engine/io/import_state.hpp"
#include "engine/io/import_terrain.hpp"

namespace conurb::io {

namespace {

void place_city(CityImport::State& state, const Raster& raster, const Crs* crs) {
  city::Place place = state.city.place();
  const auto [x, y] =
      place_of(raster, static_cast<double>(raster.width) / 2, static_cast<double>(raster.height) / 2);
  if (crs != nullptr && !is_metric(*crs)) {
    const auto [longitude, latitude] = crs->to_wgs84(x, y);
    place = placed(std::move(place), "", longitude, latitude, raster.name);
  } else {
    if (crs != nullptr) place.crs = name_of(*crs);
    place.origin_x = rounded_centre(x, x);
    place.origin_y = rounded_centre(y, y);
  }
  if (crs != nullptr && crs->vertical_epsg() > 0)
    place.vertical_datum = fmt::format("EPSG:{}", crs->vertical_epsg());
  state.base_crs = place.crs;
  state.city.set_place(std::move(place));
}

}  // namespace

void CityImport::add(Raster raster, store::SourceRecord record) {
  State& state = *state_;
  const std::size_t source = state.sources.size();
  ImportedSource& imported = state.sources.emplace_back();
  imported.record = std::move(record);
  imported.format = raster.format;
  state.findings.push_back(raster.findings);
  const std::string text = raster.crs.empty() ? state.options.crs : raster.crs;
  std::string name = state.base_crs.value_or("");
  if (text.empty()) {
    state.find(source, Severity::warning, "", "crs.missing",
               name.empty()
                   ? "the file names no CRS: its coordinates are taken as metres; give --crs to place it "
                     "on the map"
                   : fmt::format("the file names no CRS: taken as that of the city, {}", name));
    if (!state.base_crs) place_city(state, raster, nullptr);
  } else {
    const Crs crs = Crs::open(text, raster.name);
    if (!state.base_crs) place_city(state, raster, &crs);
    if (state.base_crs->empty()) {
      throw Error(ErrorCode::incompatible,
                  fmt::format("the terrain is in {}, the city in no known CRS", name_of(crs)), raster.name,
                  "import it into a city file of its own, or import the city anew with --crs");
    }
    name = name_of(crs);
    if (name != *state.base_crs) {
      state.find(source, Severity::warning, "", "crs.converted",
                 fmt::format("the cells in {} are put on a grid in {}", crs.name(), *state.base_crs));
    }
    tell_heights(state, crs, source);
  }
  state.terrain.push_back({source, std::move(name), std::move(raster)});
}

}  // namespace conurb::io
