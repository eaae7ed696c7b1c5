// SPDX-License-Identifier: Apache-2.0
// Appearances of CityGML as text, and the looks that come of them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/engine/io/citygml_fixture.hpp"

namespace conurb::io::fixture {

using Points = std::vector<city::TexturePoint>;

inline constexpr std::uint32_t kRed = city::pack_colour(255, 0, 0), kBlue = city::pack_colour(0, 0, 255);
inline const auto kBlock = block({0, 0, 0}, {10, 8, 3}, "p");

inline std::string appearance(const std::string& data, const std::string& theme = "") {
  std::string members;
  if (!theme.empty()) members = "<app:theme>" + theme + "</app:theme>";
  return "<app:Appearance>" + members + data + "</app:Appearance>";
}
inline std::string of_city(const std::string& data, const std::string& theme = "") {
  return "<app:appearanceMember>" + appearance(data, theme) + "</app:appearanceMember>";
}
inline std::string of_object(const std::string& data) {
  return "<app:appearance>" + appearance(data) + "</app:appearance>";
}
inline std::string data_of(const std::string& content) {
  return "<app:surfaceDataMember>" + content + "</app:surfaceDataMember>";
}
inline std::string material(const std::string& colour, const std::string& target,
                            const std::string& more = "") {
  return data_of("<app:X3DMaterial>" + more + "<app:diffuseColor>" + colour +
                 "</app:diffuseColor><app:target>" + target + "</app:target></app:X3DMaterial>");
}
/// Lists of places as pairs of a ring and numbers.
inline std::string texture(const std::string& target,
                           const std::vector<std::pair<std::string, std::string>>& lists,
                           const std::string& image = "brick.png") {
  std::string text = "<app:ParameterizedTexture><app:imageURI>" + image +
                     "</app:imageURI><app:target uri=\"" + target + "\"><app:TexCoordList>";
  for (const auto& [of, places] : lists)
    text += "<app:textureCoordinates ring=\"" + of + "\">" + places + "</app:textureCoordinates>";
  return data_of(text + "</app:TexCoordList></app:target></app:ParameterizedTexture>");
}
inline constexpr const char* kSquare = "0 0 1 0 1 1 0 1 0 0";
/// A place on the image for each corner of a face of the block.
inline std::string texture(const std::string& polygon_id, const std::string& places = kSquare) {
  return texture("#" + polygon_id, {{"#" + polygon_id + "_ring", places}});
}
inline std::string block_solid() {
  return "<bldg:lod2Solid>" + solid(all(kBlock)) + "</bldg:lod2Solid>";
}

inline std::vector<std::uint32_t> colours_of(const CityModel& model) {
  std::vector<std::uint32_t> colours;
  for (std::uint32_t s = 0; s < model.geometry.surface_count(); ++s)
    colours.push_back(model.geometry.looks().of(s).colour);
  return colours;
}
inline Points places_of(const CityModel& model, std::uint32_t surface) {
  const auto points = model.geometry.looks().of(surface).points;
  return {points.begin(), points.end()};
}
inline std::string image_of(const CityModel& model, std::uint32_t surface) {
  const city::SurfaceLooks& looks = model.geometry.looks();
  const std::uint32_t image = looks.of(surface).image;
  return image == city::kNone ? "" : looks.images()[image].name;
}

}  // namespace conurb::io::fixture
