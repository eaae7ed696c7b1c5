// SPDX-License-Identifier: Apache-2.0
// The CityModel itself: its coordinate system and metadata.
#include <fmt/format.h>

#include <utility>

#include "engine/io/citygml_import.hpp"

namespace conurb::io::citygml {

namespace {

/// "https://www.opengis.net/def/crs/EPSG/0/7415", empty where the codes are not known.
std::string url_of(const CrsText& crs) {
  const auto single = [](int code) { return fmt::format("https://www.opengis.net/def/crs/EPSG/0/{}", code); };
  if (crs.epsg == 0) return {};
  if (crs.vertical_epsg == 0) return single(crs.epsg);
  return fmt::format("https://www.opengis.net/def/crs-compound?1={}&2={}", single(crs.epsg),
                     single(crs.vertical_epsg));
}

void put(std::string& json, std::string_view key, const std::string& value) {
  if (value.empty()) return;
  json += fmt::format("{}{}:{}", json.empty() ? "" : ",", json_quoted(key), value);
}

std::string json_text(std::string_view text) {
  return text.empty() ? std::string() : json_quoted(text);
}

}  // namespace

void settle_zone(Import& import) {
  struct Zone {
    int plain, prefixed, number;
  };
  constexpr Zone kZones[] = {{25831, 5649, 31}, {25832, 4647, 32}, {25833, 5650, 33}};
  CrsText& crs = import.model.crs;
  for (const Zone& zone : kZones) {
    const double first = zone.number * 1e6;
    const bool inside =
        import.axes.any && import.axes.lower[0] >= first && import.axes.upper[0] < first + 1e6;
    if (crs.epsg != zone.plain || !inside) continue;
    const std::string heights = crs.vertical_epsg == 0 ? "" : fmt::format("+{}", crs.vertical_epsg);
    import.report(
        Severity::info, "", "srsName", "crs.zone_prefix",
        fmt::format("eastings begin with the number of the zone: read as EPSG:{} instead of EPSG:{}",
                    zone.prefixed, zone.plain));
    crs = parse_crs_text(fmt::format("EPSG:{}{}", zone.prefixed, heights));
    return;
  }
}

void write_root(Import& import, const RootText& text) {
  CityModel& model = import.model;
  std::string metadata, root, namespaces;
  put(metadata, "identifier", json_text(text.identifier));
  put(metadata, "title", json_text(text.name));
  put(metadata, "referenceSystem", json_text(url_of(model.crs)));
  if (!metadata.empty()) model.metadata = "{" + metadata + "}";
  put(root, "version", json_text(import.version));
  put(root, "description", json_text(text.description));
  if (!model.crs.text.empty()) put(root, "srsName", json_text(import.srs[0].text));
  for (const auto& [kind, types] : import.notes) {
    std::string of_kind;
    for (const auto& [type, attributes] : types) {
      std::string of_type;
      for (const auto& [attribute, value] : attributes) put(of_type, attribute, json_text(value));
      put(of_kind, type, "{" + of_type + "}");
    }
    put(root, kind, "{" + of_kind + "}");
  }
  for (const auto& [prefix, uri] : import.prefixes.uri_of()) put(namespaces, prefix, json_text(uri));
  if (!namespaces.empty()) put(root, "namespaces", "{" + namespaces + "}");
  if (!text.kept.empty()) put(root, "members", "[" + text.kept + "]");
  model.root_extra.emplace_back("citygml", "{" + root + "}");
}

}  // namespace conurb::io::citygml
