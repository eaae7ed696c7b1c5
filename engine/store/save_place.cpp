// SPDX-License-Identifier: Apache-2.0
#include "engine/store/save_place.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string>

#include "engine/store/schema.hpp"

namespace conurb::store {

namespace {

constexpr std::int32_t kUndefinedCartesian = -1;
constexpr std::int32_t kOwnSrs = 100000;  // for a CRS that is known only by its text

std::int32_t epsg_code(std::string_view crs) {
  constexpr std::string_view kPrefix = "EPSG:";
  std::int32_t code = 0;
  if (!crs.starts_with(kPrefix)) return 0;
  const auto parsed = std::from_chars(crs.data() + kPrefix.size(), crs.data() + crs.size(), code);
  return parsed.ec == std::errc{} && parsed.ptr == crs.data() + crs.size() && code > 0 ? code : 0;
}

void put_srs(Connection& connection, std::int32_t id, std::string_view organization, std::string_view name,
             std::string_view wkt) {
  Statement(
      connection,
      "INSERT INTO gpkg_spatial_ref_sys VALUES (?1, ?2, ?3, ?4, ?5, NULL) ON CONFLICT (srs_id) DO UPDATE SET "
      "srs_name = excluded.srs_name, definition = excluded.definition WHERE excluded.definition <> "
      "'undefined'")
      .bind_all(name, id, organization, organization == "NONE" ? -1 : id, wkt)
      .run();
}

/// The layers' CRS, entered in GeoPackage's table. Kept from before where the caller says nothing new.
std::int32_t choose_srs(Connection& connection, const city::Place& place, const CrsDefinition& crs) {
  const bool said = crs.epsg > 0 || !crs.wkt.empty();
  if (!said && meta(connection, "crs").value_or("") == place.crs) {
    if (meta(connection, "srs_id")) return static_cast<std::int32_t>(meta_real(connection, "srs_id"));
  }
  const std::int32_t code = crs.epsg > 0 ? crs.epsg : epsg_code(place.crs);
  if (code > 0) {
    if (code != 4326) {
      put_srs(connection, code, "EPSG", crs.name.empty() ? fmt::format("EPSG:{}", code) : crs.name,
              crs.wkt.empty() ? "undefined" : crs.wkt);
    }
    return code;
  }
  const std::string& wkt = crs.wkt.empty() ? place.crs : crs.wkt;
  if (wkt.empty()) return kUndefinedCartesian;
  put_srs(connection, kOwnSrs, "NONE", crs.name.empty() ? "the city's CRS" : crs.name, wkt);
  return kOwnSrs;
}

void move_layers(Connection& connection, std::int32_t srs_id) {
  connection.run("UPDATE gpkg_geometry_columns SET srs_id = ?", srs_id);
  connection.run("UPDATE gpkg_contents SET srs_id = ? WHERE data_type = 'features'", srs_id);
}

}  // namespace

SavedPlace save_place(Connection& connection, const city::Place& place, const CrsDefinition& crs) {
  const std::int32_t srs_id = choose_srs(connection, place, crs);
  const std::string srs = std::to_string(srs_id);
  const bool known = meta(connection, "srs_id").has_value();
  const bool moved =
      known && (meta(connection, "srs_id") != srs || meta_real(connection, "origin_x") != place.origin_x ||
                meta_real(connection, "origin_y") != place.origin_y);
  set_meta(connection, "crs", place.crs);
  set_meta(connection, "srs_id", srs);
  set_meta(connection, "vertical_datum", place.vertical_datum);
  set_meta(connection, "time_zone", place.time_zone);
  set_meta_real(connection, "origin_x", place.origin_x);
  set_meta_real(connection, "origin_y", place.origin_y);
  set_meta_real(connection, "origin_z", place.origin_z);
  if (moved) move_layers(connection, srs_id);
  return {srs_id, moved};
}

}  // namespace conurb::store
