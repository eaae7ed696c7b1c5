// SPDX-License-Identifier: Apache-2.0
#include "engine/city/semantic_types.hpp"

#include <algorithm>
#include <array>

namespace conurb::city {

namespace {

enum class Family : std::uint8_t { construction, water, transport, other };

struct SurfaceType {
  std::string_view name;
  Family family;
};

constexpr std::array kSurfaceTypes = {
    SurfaceType{"RoofSurface", Family::construction},
    SurfaceType{"GroundSurface", Family::construction},
    SurfaceType{"WallSurface", Family::construction},
    SurfaceType{"ClosureSurface", Family::construction},
    SurfaceType{"OuterCeilingSurface", Family::construction},
    SurfaceType{"OuterFloorSurface", Family::construction},
    SurfaceType{"Window", Family::construction},
    SurfaceType{"Door", Family::construction},
    SurfaceType{"InteriorWallSurface", Family::construction},
    SurfaceType{"CeilingSurface", Family::construction},
    SurfaceType{"FloorSurface", Family::construction},
    SurfaceType{"WaterSurface", Family::water},
    SurfaceType{"WaterGroundSurface", Family::water},
    SurfaceType{"WaterClosureSurface", Family::water},
    SurfaceType{"TrafficArea", Family::transport},
    SurfaceType{"AuxiliaryTrafficArea", Family::transport},
    SurfaceType{"TransportationMarking", Family::transport},
    SurfaceType{"TransportationHole", Family::transport},
};

Family family_of(std::string_view object_type) {
  for (const std::string_view part : {"Building", "Bridge", "Tunnel", "OtherConstruction"}) {
    if (object_type.starts_with(part)) return Family::construction;
  }
  if (object_type == "WaterBody") return Family::water;
  constexpr std::array kTransport = {"Road", "Railway", "Waterway", "TransportSquare"};
  const bool transport = std::find(kTransport.begin(), kTransport.end(), object_type) != kTransport.end();
  return transport ? Family::transport : Family::other;
}

}  // namespace

SurfaceTypeFit fit_of(std::string_view object_type, std::string_view surface_type) {
  if (surface_type.starts_with("+")) return SurfaceTypeFit::fits;
  const auto* const known = std::find_if(kSurfaceTypes.begin(), kSurfaceTypes.end(),
                                         [&](const SurfaceType& each) { return each.name == surface_type; });
  if (known == kSurfaceTypes.end()) return SurfaceTypeFit::unknown;
  const Family family = family_of(object_type);
  return family == Family::other || family == known->family ? SurfaceTypeFit::fits
                                                            : SurfaceTypeFit::of_others;
}

}  // namespace conurb::city
