// SPDX-License-Identifier: Apache-2.0
#include "engine/io/export_upgrade.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "engine/io/json_rewrite.hpp"

namespace conurb::io {

namespace {

constexpr std::string_view kGeneric = "GenericCityObject", kGenericExtension = "+GenericCityObject";
// Where 1.1 keeps the class that 1.0 and 2.0 have built in.
constexpr std::string_view kGenericUrl = "https://cityjson.org/extensions/download/generic.ext.json";

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kMetadata{
    {{"citymodelIdentifier", "identifier"},
     {"datasetTitle", "title"},
     {"datasetReferenceDate", "referenceDate"},
     {"datasetPointOfContact", "pointOfContact"}}};

int release_of(std::string_view version) {
  return version.starts_with("1.0") ? 10 : version.starts_with("1.1") ? 11 : 20;
}

bool is_generic_extension(std::string_view value) {
  for (const auto& [key, url] : object_members(value)) {
    if (key == "url" && string_of(url) == kGenericUrl) return true;
  }
  return false;
}

}  // namespace

Upgrade::Upgrade(std::string_view from, std::string_view to) : from_(release_of(from)), to_(release_of(to)) {}

std::string Upgrade::object_type(std::string_view type) const {
  if (from_ != to_ && to_ == 20 && type == kGenericExtension) return std::string(kGeneric);
  if (from_ != to_ && to_ == 11 && type == kGeneric) return std::string(kGenericExtension);
  if (from_ == 10 && type == "BridgeConstructionElement") return "BridgeConstructiveElement";
  return std::string(type);
}

std::string Upgrade::object_member(std::string_view key, std::string_view value) const {
  const bool single = from_ == 10 && key == "address" && !value.empty() && value[0] == '{';
  return single ? bracketed(value) : std::string(value);
}

std::string Upgrade::geometry(std::string_view text) const {
  if (from_ != 10) return std::string(text);
  std::string members;
  for (const auto& [key, value] : object_members(text)) {
    const bool number = key == "lod" && !value.empty() && value[0] != '"';
    put_member(members, key, number ? json_quoted(value) : std::string(value));
  }
  return braced(members);
}

std::string Upgrade::metadata(const CityModel& model) const {
  if (from_ != 10 || model.metadata.empty() || model.metadata[0] != '{') return model.metadata;
  std::string members;
  for (const auto& [key, value] : object_members(model.metadata)) {
    std::string_view name = key;
    for (const auto& [then, now] : kMetadata) {
      if (key == then) name = now;
    }
    const std::string url = key == "referenceSystem" ? crs_url(model.crs) : "";
    put_member(members, name, url.empty() ? std::string(value) : json_quoted(url));
  }
  return braced(members);
}

std::string Upgrade::extensions(std::string_view value, const city::NameTable& types) const {
  if (from_ == to_) return std::string(value);
  std::string members;
  for (const auto& [key, extension] : object_members(value)) {
    if (to_ == 20 && is_generic_extension(extension)) continue;
    put_member(members, key, extension);
  }
  if (to_ == 11 && types.find(kGeneric) != kNone) {
    put_member(members, "Generic", fmt::format(R"({{"url":"{}","version":"1.0"}})", kGenericUrl));
  }
  return value.empty() && members.empty() ? std::string() : braced(members);
}

std::string crs_url(const CrsText& crs) {
  if (crs.form == CrsForm::url) return crs.text;
  constexpr std::string_view kBase = "https://www.opengis.net/def/crs";
  if (crs.epsg > 0 && crs.vertical_epsg > 0) {
    return fmt::format("{0}-compound?1={0}/EPSG/0/{1}&2={0}/EPSG/0/{2}", kBase, crs.epsg, crs.vertical_epsg);
  }
  if (crs.authority.empty() || crs.name.empty()) return {};
  return fmt::format("{}/{}/0/{}", kBase, crs.authority, crs.name);
}

std::string version_for(std::string_view from) {
  return from.starts_with("1.1") ? "1.1" : "2.0";
}

}  // namespace conurb::io
