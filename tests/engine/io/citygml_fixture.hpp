// SPDX-License-Identifier: Apache-2.0
// Small CityGML texts for tests.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "engine/io/citygml.hpp"

namespace conurb::io::fixture {

inline constexpr std::string_view kUtm = "EPSG:25832";

inline std::string envelope(std::string_view srs) {
  return srs.empty()
             ? std::string()
             : "<gml:boundedBy><gml:Envelope srsName=\"" + std::string(srs) +
                   "\"><gml:lowerCorner>0 0 0</gml:lowerCorner><gml:upperCorner>1 1 1</gml:upperCorner>"
                   "</gml:Envelope></gml:boundedBy>";
}

/// A whole file with what stands in its CityModel.
inline std::string file(const std::string& content, std::string_view srs = kUtm,
                        const std::string& version = "2.0") {
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CityModel xmlns=\"http://www.opengis.net/citygml/" +
      version + "\" xmlns:gml=\"http://www.opengis.net/gml\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"" +
      " xmlns:xAL=\"urn:oasis:names:tc:ciq:xsdschema:xAL:2.0\" xmlns:ade=\"http://example.org/ade\"";
  for (const auto& [prefix, module] : {std::pair{"bldg", "building"},
                                       {"app", "appearance"},
                                       {"brid", "bridge"},
                                       {"dem", "relief"},
                                       {"frn", "cityfurniture"},
                                       {"gen", "generics"},
                                       {"grp", "cityobjectgroup"},
                                       {"luse", "landuse"},
                                       {"tran", "transportation"},
                                       {"tun", "tunnel"},
                                       {"veg", "vegetation"},
                                       {"wtr", "waterbody"}}) {
    text += std::string(" xmlns:") + prefix + "=\"http://www.opengis.net/citygml/" + module + "/" + version +
            "\"";
  }
  return text + ">\n" + envelope(srs) + content + "\n</CityModel>\n";
}

inline std::string member(const std::string& object) {
  return "<cityObjectMember>" + object + "</cityObjectMember>\n";
}
/// A building with that content.
inline std::string building(const std::string& content, const std::string& id = "b") {
  return member("<bldg:Building gml:id=\"" + id + "\">" + content + "</bldg:Building>");
}

inline std::string ring(const std::string& points, const std::string& id = "") {
  return "<gml:LinearRing" + (id.empty() ? "" : " gml:id=\"" + id + "\"") + "><gml:posList>" + points +
         "</gml:posList></gml:LinearRing>";
}
/// A polygon of one ring, whose id is that of the polygon and "_ring".
inline std::string polygon(const std::string& points, const std::string& id = "") {
  return "<gml:Polygon" + (id.empty() ? "" : " gml:id=\"" + id + "\"") + "><gml:exterior>" +
         ring(points, id.empty() ? id : id + "_ring") + "</gml:exterior></gml:Polygon>";
}
inline std::string surface_member(const std::string& surface) {
  return "<gml:surfaceMember>" + surface + "</gml:surfaceMember>";
}
inline std::string link(const std::string& id) {
  return "<gml:surfaceMember xlink:href=\"#" + id + "\"/>";
}
inline std::string multi_surface(const std::string& members) {
  return "<gml:MultiSurface>" + members + "</gml:MultiSurface>";
}
inline std::string solid(const std::string& members, const std::string& more = "") {
  return "<gml:Solid><gml:exterior><gml:CompositeSurface>" + members +
         "</gml:CompositeSurface></gml:exterior>" + more + "</gml:Solid>";
}
/// A surface with a meaning that holds one polygon at level of detail 2.
inline std::string boundary(const std::string& type, const std::string& polygon_text,
                            const std::string& more = "") {
  return "<bldg:boundedBy><bldg:" + type + " gml:id=\"" + type + "\"><bldg:lod2MultiSurface>" +
         multi_surface(surface_member(polygon_text)) + "</bldg:lod2MultiSurface>" + more + "</bldg:" + type +
         "></bldg:boundedBy>";
}

/// Six faces, outward, of the block from `low` to `high`, with ids `prefix`0 to 5 (ground, top, four walls).
inline std::array<std::string, 6> block(std::array<double, 3> low, std::array<double, 3> high,
                                        const std::string& prefix) {
  const auto p = [&](int x, int y, int z) {
    const auto number = [](double value) {
      std::string text = std::to_string(value);
      return text;
    };
    return number(x != 0 ? high[0] : low[0]) + " " + number(y != 0 ? high[1] : low[1]) + " " +
           number(z != 0 ? high[2] : low[2]) + " ";
  };
  const std::string a = p(0, 0, 0), b = p(1, 0, 0), c = p(1, 1, 0), d = p(0, 1, 0);
  const std::string e = p(0, 0, 1), f = p(1, 0, 1), g = p(1, 1, 1), h = p(0, 1, 1);
  const std::array<std::string, 6> rings{a + d + c + b + a, e + f + g + h + e, a + b + f + e + a,
                                         b + c + g + f + b, c + d + h + g + c, d + a + e + h + d};
  std::array<std::string, 6> faces;
  for (std::size_t i = 0; i < 6; ++i)
    faces[i] = polygon(rings[i], prefix.empty() ? "" : prefix + std::to_string(i));
  return faces;
}

inline std::string all(const std::array<std::string, 6>& faces) {
  std::string members;
  for (const std::string& face : faces) members += surface_member(face);
  return members;
}

inline CityModel read(const std::string& text) {
  CityModel model = read_city_gml(text, "test.gml");
  model.validate();
  return model;
}

}  // namespace conurb::io::fixture
