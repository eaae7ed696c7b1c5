// SPDX-License-Identifier: Apache-2.0
#include "engine/io/crs_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <vector>

#include "engine/base/text.hpp"
#include "engine/io/text_lines.hpp"

namespace conurb::io {

namespace {

struct Part {
  std::string authority, name;
};

int epsg_of(const Part& part) {
  int code = 0;
  const char* end = part.name.data() + part.name.size();
  const auto [last, error] = std::from_chars(part.name.data(), end, code);
  const bool whole = error == std::errc() && last == end && code > 0;
  return whole && to_lower(part.authority) == "epsg" ? code : 0;
}

// "http://www.opengis.net/gml/srs/epsg.xml#25832", as GML 2 and 3.1 wrote it.
bool old_url_part(std::string_view url, Part& part) {
  const std::size_t hash = url.find('#');
  if (hash == std::string_view::npos || hash + 1 == url.size() ||
      !to_lower(url).ends_with("epsg.xml" + to_lower(url.substr(hash))))
    return false;
  part = {"EPSG", std::string(url.substr(hash + 1))};
  return true;
}

// "urn:adv:crs:ETRS89_UTM32*DE_DHHN92_NH": the names of the German surveying authorities (AdV, GeoInfoDok 6
// and 7), with their EPSG codes.
std::vector<Part> adv_parts(std::string_view names) {
  struct Known {
    std::string_view name, code;
  };
  static constexpr std::array<Known, 21> kKnown{
      {{"etrs89_utm31", "25831"},  {"etrs89_utm32", "25832"},    {"etrs89_utm33", "25833"},
       {"etrs89_lat-lon", "4258"}, {"etrs89_lat-lon-h", "4937"}, {"etrs89_x-y-z", "4936"},
       {"dhdn3_gk2", "31466"},     {"de_dhdn_3gk2", "31466"},    {"de_dhdn_3gk3", "31467"},
       {"de_dhdn_3gk4", "31468"},  {"de_dhdn_3gk5", "31469"},    {"de_dhdn_lat-lon", "4314"},
       {"de_42-83_3gk4", "2398"},  {"de_42-83_3gk5", "2399"},    {"de_dhdn_soldner-berlin", "3068"},
       {"wgs84_lat-lon", "4326"},  {"wgs84_lat-lon-h", "4979"},  {"de_dhhn85_nh", "5784"},
       {"de_dhhn92_nh", "5783"},   {"de_dhhn2016_nh", "7837"},   {"de_nh2016", "7837"}}};
  std::vector<Part> parts;
  for (const std::string_view name : split(names, '*')) {
    const std::string small = to_lower(trimmed(name));
    const auto found = std::find_if(kKnown.begin(), kKnown.end(),
                                    [&small](const Known& each) { return each.name == small; });
    if (found == kKnown.end()) return {};
    parts.push_back({"EPSG", std::string(found->code)});
  }
  return parts;
}

// ".../def/crs/EPSG/0/7415": authority, version, code are the last three steps of the path.
bool url_part(std::string_view url, Part& part) {
  const std::string small = to_lower(url);
  const std::size_t at = small.find("/def/crs/");
  if (at == std::string::npos) return false;
  const auto steps = split(url.substr(at + std::string_view("/def/crs/").size()), '/');
  if (steps.size() != 3 || steps[0].empty() || steps[2].empty()) return false;
  part = {std::string(steps[0]), std::string(steps[2])};
  return true;
}

// "crs:EPSG::7415" or "crs:EPSG:9.0:7415": what follows "urn:ogc:def:" or stands between the commas of a
// compound.
bool urn_part(std::string_view urn, Part& part) {
  const auto steps = split(urn, ':');
  if (steps.size() != 4 || to_lower(steps[0]) != "crs" || steps[1].empty() || steps[3].empty()) return false;
  part = {std::string(steps[1]), std::string(steps[3])};
  return true;
}

std::vector<Part> url_parts(std::string_view text) {
  std::vector<Part> parts;
  Part part;
  const std::size_t query = text.find("crs-compound?");
  if (query == std::string_view::npos) {
    if (url_part(text, part) || old_url_part(text, part)) parts.push_back(part);
    return parts;
  }
  for (const std::string_view item :
       split(text.substr(query + std::string_view("crs-compound?").size()), '&')) {
    if (!url_part(item.substr(item.find('=') + 1), part)) return {};
    parts.push_back(part);
  }
  return parts;
}

std::vector<Part> urn_parts(std::string_view text) {
  std::vector<Part> parts;
  Part part;
  std::string_view rest = text.substr(std::string_view("urn:ogc:def:").size());
  if (to_lower(rest.substr(0, 4)) == "crs,") rest.remove_prefix(4);
  for (const std::string_view item : split(rest, ',')) {
    if (!urn_part(trimmed(item), part)) return {};
    parts.push_back(part);
  }
  return parts;
}

std::vector<Part> code_parts(std::string_view text) {
  // "EPSG:25832+5783" is PROJ's way to write a compound.
  const auto halves = split(text, ':');
  if (halves.size() != 2 || halves[0].empty() || halves[1].empty()) return {};
  std::vector<Part> parts;
  for (const std::string_view name : split(halves[1], '+')) {
    const bool plain = !name.empty() && std::all_of(name.begin(), name.end(),
                                                    [](unsigned char c) { return std::isalnum(c) != 0; });
    if (!plain) return {};
    parts.push_back({std::string(halves[0]), std::string(name)});
  }
  return parts;
}

}  // namespace

CrsText parse_crs_text(std::string_view text) {
  CrsText crs;
  crs.text = std::string(text);
  text = trimmed(text);
  if (text.empty()) return crs;

  std::vector<Part> parts;
  const std::string start = to_lower(text.substr(0, 12));
  if (start.starts_with("http://") || start.starts_with("https://")) {
    crs.form = CrsForm::url;
    parts = url_parts(text);
  } else if (start == "urn:ogc:def:") {
    crs.form = CrsForm::urn;
    parts = urn_parts(text);
  } else if (start == "urn:adv:crs:") {
    crs.form = CrsForm::urn;
    parts = adv_parts(text.substr(start.size()));
  } else {
    crs.form = CrsForm::code;
    parts = code_parts(text);
  }
  if (parts.empty() || parts.size() > 2) {
    crs.form = CrsForm::other;
    return crs;
  }
  crs.authority = parts[0].authority;
  crs.name = parts[0].name;
  crs.epsg = epsg_of(parts[0]);
  if (parts.size() == 2) crs.vertical_epsg = epsg_of(parts[1]);
  return crs;
}

}  // namespace conurb::io
