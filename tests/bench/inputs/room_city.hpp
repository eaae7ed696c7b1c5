// SPDX-License-Identifier: Apache-2.0
// Generated cities for the room, as files and as what is drawn of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "engine/base/jobs.hpp"
#include "engine/city/city.hpp"
#include "engine/scene/city_scene.hpp"
#include "engine/sim/twin.hpp"

namespace conurb::bench {

/// People for whom the generator makes a little more than that many buildings.
inline constexpr const char* kMillionBuildings = "8000000";
inline constexpr const char* kFiftyThousandBuildings = "260000";

/// `conurb generate` into a new file; the same people give the same city. Returns its buildings.
std::int64_t generate_city(const std::string& people, const std::filesystem::path& city);

/// The base of a city file with its 3D model.
class RoomCity {
 public:
  explicit RoomCity(const std::filesystem::path& file);

 private:
  Log log_;
  sim::Twin twin_;
  Jobs jobs_;

 public:
  const city::City city;
  const scene::CityScene scene;
};

}  // namespace conurb::bench
