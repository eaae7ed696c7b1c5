// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/city.hpp"

namespace conurb::generator {

std::string_view to_string(LandUse use) {
  switch (use) {
    case LandUse::residential: return "residential";
    case LandUse::mixed: return "mixed";
    case LandUse::commercial: return "commercial";
    case LandUse::industrial: return "industrial";
    case LandUse::school: return "school";
    case LandUse::hospital: return "hospital";
    case LandUse::public_service: return "public";
    case LandUse::religious: return "religious";
    case LandUse::sport: return "sport";
    case LandUse::park: return "park";
    case LandUse::square: return "square";
    case LandUse::cemetery: return "cemetery";
    case LandUse::allotments: return "allotments";
    case LandUse::farmland: return "farmland";
    case LandUse::meadow: return "meadow";
    case LandUse::forest: return "forest";
  }
  return {};
}

std::string_view to_string(Function function) {
  switch (function) {
    case Function::residential: return "residential";
    case Function::retail: return "retail";
    case Function::office: return "office";
    case Function::hotel: return "hotel";
    case Function::restaurant: return "restaurant";
    case Function::school: return "school";
    case Function::kindergarten: return "kindergarten";
    case Function::hospital: return "hospital";
    case Function::nursing_home: return "nursing home";
    case Function::public_service: return "public";
    case Function::sport: return "sport";
    case Function::industry: return "industry";
    case Function::warehouse: return "warehouse";
  }
  return {};
}

std::string_view to_string(Typology typology) {
  switch (typology) {
    case Typology::detached: return "detached";
    case Typology::semi_detached: return "semi-detached";
    case Typology::row_house: return "row house";
    case Typology::town_house: return "town house";
    case Typology::perimeter_block: return "perimeter block";
    case Typology::corner_block: return "corner block";
    case Typology::apartment_house: return "apartment house";
    case Typology::slab: return "slab";
    case Typology::tower: return "tower";
    case Typology::office: return "office";
    case Typology::store: return "store";
    case Typology::hall: return "hall";
    case Typology::school: return "school";
    case Typology::hospital: return "hospital";
    case Typology::church: return "church";
    case Typology::church_tower: return "church tower";
    case Typology::public_hall: return "public hall";
    case Typology::villa: return "villa";
  }
  return {};
}

std::string_view to_string(Roof roof) {
  switch (roof) {
    case Roof::flat: return "flat";
    case Roof::shed: return "shed";
    case Roof::gabled: return "gabled";
    case Roof::hipped: return "hipped";
    case Roof::mansard: return "mansard";
  }
  return {};
}

void Shells::append(const Shells& other) {
  const auto vertex_shift = static_cast<std::uint32_t>(vertices.size());
  const auto ring_shift = static_cast<std::uint32_t>(ring.size());
  const auto surface_shift = static_cast<std::uint32_t>(surface_kind.size());
  vertices.insert(vertices.end(), other.vertices.begin(), other.vertices.end());
  ring.insert(ring.end(), other.ring.begin(), other.ring.end());
  surface_kind.insert(surface_kind.end(), other.surface_kind.begin(), other.surface_kind.end());
  for (std::size_t i = 1; i < other.surface_begin.size(); ++i)
    surface_begin.push_back(other.surface_begin[i] + ring_shift);
  for (std::size_t i = 1; i < other.shell_surface.size(); ++i)
    shell_surface.push_back(other.shell_surface[i] + surface_shift);
  for (std::size_t i = 1; i < other.shell_vertex.size(); ++i)
    shell_vertex.push_back(other.shell_vertex[i] + vertex_shift);
}

}  // namespace conurb::generator
