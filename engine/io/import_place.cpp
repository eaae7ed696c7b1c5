// SPDX-License-Identifier: Apache-2.0
// Where a city lies. Its first model says so; coordinates that are no metres, and those of later models in
// another CRS, are converted through longitude and latitude, with a finding that says how well.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "engine/io/city_place.hpp"
#include "engine/io/crs.hpp"
#include "engine/io/geometry_append.hpp"
#include "engine/io/geometry_blob.hpp"
#include "engine/io/import_place.hpp"
#include "engine/io/import_state.hpp"

namespace conurb::io {

namespace {

city::Box box_of(const city::GeometryStore& store) {
  city::Box box;
  for (std::uint32_t g = 0; g < store.geometry_count(); ++g) {
    const std::uint32_t tile = store.tile_of(g);
    if (tile == city::kTemplateTile) continue;
    if (const city::Instance* instance = store.instance(g)) box.add(store.world(instance->anchor, tile));
    for (std::uint32_t s = store.surfaces(g).begin; s < store.surfaces(g).end; ++s) {
      for (std::uint32_t r = store.rings(s).begin; r < store.rings(s).end; ++r) {
        for (const std::uint32_t v : store.ring(r)) box.add(store.world(v, tile));
      }
    }
  }
  return box;
}

std::string utm_of(const Crs& crs, const city::Box& box) {
  const auto [longitude, latitude] =
      crs.to_wgs84((box.lower[0] + box.upper[0]) / 2, (box.lower[1] + box.upper[1]) / 2);
  return utm_zone(longitude, latitude);
}

void convert(CityImport::State& state, CityModel& model, const Crs& from, const std::string& to_name,
             std::size_t source) {
  const Crs to = Crs::open(to_name, model.name);
  const double unit = from.is_geographic() ? 1 : from.unit_factor();
  const city::Box box = box_of(model.geometry);
  std::string accuracy = "unknown";
  if (!box.empty()) {
    if (const auto metres = from.accuracy_m(box.lower[0], box.lower[1]))
      accuracy = fmt::format("{} m", *metres);
  }
  model.geometry = convert_geometry(
      model.geometry,
      [&](const city::Point3& p) -> city::Point3 {
        const auto [longitude, latitude] = from.to_wgs84(p[0], p[1]);
        const auto [x, y] = to.from_wgs84(longitude, latitude);
        return {x, y, p[2] * unit};
      },
      unit);
  std::string text = fmt::format("coordinates in {} ({}) are converted to {}, accuracy {}", name_of(from),
                                 from.unit(), to_name, accuracy);
  if (!from.missing_grid().empty()) text += fmt::format("; better with the grid {}", from.missing_grid());
  if (unit != 1) text += fmt::format("; heights are taken in {}, too", from.unit());
  state.find(source, Severity::warning, "", "crs.converted", std::move(text));
}

void place_city(CityImport::State& state, const CityModel& model, const std::string& crs, int vertical_epsg) {
  city::Place place = state.city.place();
  place.crs = crs;
  if (vertical_epsg > 0) place.vertical_datum = fmt::format("EPSG:{}", vertical_epsg);
  const city::Box box = box_of(model.geometry);
  if (!box.empty()) {
    place.origin_x = rounded_centre(box.lower[0], box.upper[0]);
    place.origin_y = rounded_centre(box.lower[1], box.upper[1]);
  }
  state.base_crs = crs;
  state.city.set_place(std::move(place));
}

}  // namespace

double rounded_centre(double low, double high) {
  return std::round((low + high) / 2 / 1000) * 1000;
}

bool is_metric(const Crs& crs) {
  return !crs.is_geographic() && std::abs(crs.unit_factor() - 1) < 1e-9;
}

std::string name_of(const Crs& crs) {
  return crs.horizontal_epsg() > 0 ? fmt::format("EPSG:{}", crs.horizontal_epsg()) : crs.text().text;
}

std::string utm_zone(double longitude_deg, double latitude_deg) {
  const int zone = static_cast<int>(std::clamp(std::floor((longitude_deg + 180) / 6) + 1, 1.0, 60.0));
  return fmt::format("EPSG:{}", (latitude_deg >= 0 ? 32600 : 32700) + zone);
}

void tell_heights(CityImport::State& state, const Crs& crs, std::size_t source) {
  const std::string& datum = state.city.place().vertical_datum;
  if (crs.vertical_epsg() == 0 || datum.empty()) return;
  const std::string own = fmt::format("EPSG:{}", crs.vertical_epsg());
  if (own == datum) return;
  state.find(source, Severity::warning, "", "crs.height_datum",
             fmt::format("heights are given in {}, those of the city in {}: taken as they are", own, datum));
}

city::Place placed(city::Place place, const std::string& crs_name, double longitude_deg, double latitude_deg,
                   std::string_view where) {
  const std::string name = crs_name.empty() ? utm_zone(longitude_deg, latitude_deg) : crs_name;
  const Crs crs = Crs::open(name, where);
  if (!is_metric(crs)) {
    throw Error(ErrorCode::incompatible, fmt::format("{} is no map projection in metres", crs.name()),
                std::string(where), "give another --crs, or leave it out for the UTM zone");
  }
  const auto [x, y] = crs.from_wgs84(longitude_deg, latitude_deg);
  place.crs = name_of(crs);
  place.origin_x = rounded_centre(x, x);
  place.origin_y = rounded_centre(y, y);
  return place;
}

void settle_place(CityImport::State& state, CityModel& model, Said& said) {
  const std::size_t source = said.source;
  const auto convert_to = [&](const Crs& crs, const std::string& name) {
    said.now->original = encode_geometry(model.geometry);
    said.now->unit = crs.is_geographic() ? 1 : crs.unit_factor();
    convert(state, model, crs, name, source);
    for (const ObjectHash& each : hash_objects(model, *state.options.jobs)) {
      said.now->placed.push_back(each.geometry);
    }
  };
  const std::string text = model.crs.form == CrsForm::none ? state.options.crs : model.crs.text;
  if (text.empty()) {
    state.find(source, Severity::warning, "", "crs.missing",
               state.base_crs && !state.base_crs->empty()
                   ? fmt::format("the file names no CRS: taken as that of the city, {}", *state.base_crs)
                   : "the file names no CRS: its coordinates are taken as metres; give --crs to place it on "
                     "the map");
    if (!state.base_crs) place_city(state, model, "", 0);
    return;
  }
  const Crs crs = Crs::open(text, model.name);
  if (!state.base_crs) {
    std::string name = name_of(crs);
    if (!is_metric(crs)) {
      const city::Box box = box_of(model.geometry);
      if (box.empty()) {
        throw Error(ErrorCode::bad_data, fmt::format("the file is in {} and holds no point", crs.name()),
                    model.name, "import a file with geometry first: it says where the city lies");
      }
      name = utm_of(crs, box);
      convert_to(crs, name);
    }
    place_city(state, model, name, crs.vertical_epsg());
    return;
  }
  if (state.base_crs->empty()) {
    throw Error(ErrorCode::incompatible,
                fmt::format("the file is in {}, the city in no known CRS", name_of(crs)), model.name,
                "import it into a city file of its own, or import the city anew with --crs");
  }
  if (name_of(crs) != *state.base_crs) convert_to(crs, *state.base_crs);
  tell_heights(state, crs, source);
}

}  // namespace conurb::io
