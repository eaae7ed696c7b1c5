// SPDX-License-Identifier: Apache-2.0
// A box that has an appearance, as CityJSON.
#pragma once

#include <string>

#include "tests/engine/io/import_fixture.hpp"

namespace conurb::io {

/// Faces of the box in their order: floor, roof, south, east, north, west. `appearance` is the inside of the
/// root's member, `members` those of the geometry.
inline std::string looks_text(const std::string& appearance, const std::string& members,
                              const BoxShape& box = {}) {
  ModelText model;
  model.add_box("house", box);
  std::string text = model.text();
  const auto put = [&text](const std::string& before, const std::string& what) {
    text.insert(text.find(before), what + ",");
  };
  put("\"transform\"", "\"appearance\":{" + appearance + "}");
  put("\"boundaries\"", members);
  return text;
}

inline CityModel looks_model(const std::string& appearance, const std::string& members,
                             const std::string& name = "looks.city.json") {
  CityJsonReader reader;
  return reader.read(looks_text(appearance, members), name);
}

inline constexpr const char* kRedAndBlue =
    R"("materials":[{"name":"red","diffuseColor":[1,0,0]},{"name":"blue","diffuseColor":[0,0,1]}])";

}  // namespace conurb::io
