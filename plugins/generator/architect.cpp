// SPDX-License-Identifier: Apache-2.0
// The part of Architect that turns drafts into buildings; typology.cpp decides what is drafted.
#include <algorithm>
#include <cmath>

#include "plugins/generator/roofs.hpp"
#include "plugins/generator/site.hpp"

namespace conurb::generator {

namespace {

constexpr double kPlinth = 0.3;  // ground floor above the lowest ground, m

}  // namespace

Architect::Architect(const Form& form, const Terrain& terrain)
    : form_(form), terrain_(terrain), random_(form.options().seed, "generator/buildings") {}

int Architect::draw_year(Site& site) {
  const double base = site.year;
  Dice& dice = site.dice;
  const double replaced = base < 1948 ? 0.22 : base < 1970 ? 0.10 : 0.03;
  const double year =
      dice.chance(replaced) ? dice.uniform(std::max(base, 1949.0), 2024) : base + dice.uniform(-7, 9);
  return static_cast<int>(std::clamp(year, 1550.0, 2024.0));
}

void Architect::draw_house_roof(Site& site, Draft& draft) {
  // Flat roofs on houses are rare before the 1960s; hips are a fashion of the 1920s to 1950s.
  const bool modern = draft.year >= 1960;
  const double weights[] = {modern ? 0.12 : 0.01, modern ? 0.08 : 0.0, 0.66, draft.year < 1960 ? 0.27 : 0.14,
                            draft.year < 1930 ? 0.08 : 0.0};
  draft.roof = static_cast<Roof>(site.dice.pick(weights));
  draft.pitch = draft.year < 1950 ? site.dice.uniform(0.8, 1.15) : site.dice.uniform(0.55, 0.9);
  if (draft.roof == Roof::shed) draft.pitch = 0.2;
}

std::uint32_t Architect::add_parcel(Site& site, const TaggedPolygon& outline, LandUse use) const {
  Parcels& parcels = site.out.parcels;
  parcels.outline.add(outline.ring);
  parcels.block.push_back(site.id);
  parcels.use.push_back(use);
  std::uint32_t street = kNone;
  double longest = 0;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const double d = distance(outline.ring[i], outline.ring[(i + 1) % outline.size()]);
    if (outline.tags[i] < 0 || d <= longest) continue;
    // A block's side may pass several links; the parcel's own side tells which it is.
    const std::uint32_t own =
        link_along(outline.ring[i], outline.ring[(i + 1) % outline.size()], site.block.streets);
    longest = d;
    street = own != kNone ? own : static_cast<std::uint32_t>(outline.tags[i]);
  }
  parcels.street.push_back(street);
  return static_cast<std::uint32_t>(parcels.size() - 1);
}

double Architect::ground_below(std::span<const Point> footprint) const {
  double low = 1e9;
  for (const Point p : footprint) low = std::min(low, terrain_.at(to_m(p)));
  return std::round(low * 1e3) * 1e-3;
}

void Architect::add_building(Site& site, std::uint32_t parcel, const Quad& quad, const Draft& draft) const {
  const double ground = ground_below(quad), eaves = ground + kPlinth + draft.storeys * draft.storey_height;
  Quad q = quad;
  if (draft.across) q = {q[1], q[2], q[3], q[0]};
  const double run = distance(q[1], q[2]);
  Shells& shells = site.out.buildings.shell;
  Roof roof = draft.roof;
  switch (roof) {
    case Roof::flat: add_prism(shells, quad, ground, eaves + 0.4); break;
    case Roof::shed: {
      const ProfilePoint profile[] = {{0, eaves}, {1, eaves + draft.pitch * run}};
      add_profile_solid(shells, q, ground, profile);
      break;
    }
    case Roof::gabled: {
      const ProfilePoint profile[] = {{0, eaves}, {0.5, eaves + draft.pitch * run / 2}, {1, eaves}};
      add_profile_solid(shells, q, ground, profile);
      break;
    }
    case Roof::hipped:
      add_hipped_solid(shells, quad, ground, eaves,
                       draft.pitch * std::min(distance(quad[0], quad[1]), distance(quad[1], quad[2])) / 2);
      break;
    case Roof::mansard: {
      const double steep = std::min(0.12, 1.3 / run), knee = eaves + 2.6;
      const double ridge = knee + 0.35 * run * (0.5 - steep);
      const ProfilePoint profile[] = {{0, eaves}, {steep, knee}, {0.5, ridge}, {1 - steep, knee}, {1, eaves}};
      add_profile_solid(shells, q, ground, profile);
      break;
    }
  }
  record(site, parcel, quad, draft, roof, ground, eaves);
}

void Architect::add_building(Site& site, std::uint32_t parcel, const Ring& footprint,
                             const Draft& draft) const {
  const double ground = ground_below(footprint),
               eaves = ground + kPlinth + draft.storeys * draft.storey_height;
  Shells& shells = site.out.buildings.shell;
  const bool mansard =
      draft.roof == Roof::mansard && add_inset_solid(shells, footprint, ground, eaves, 2.8, 1.3);
  if (!mansard) add_prism(shells, footprint, ground, eaves + 0.4);
  record(site, parcel, footprint, draft, mansard ? Roof::mansard : Roof::flat, ground, eaves);
}

void Architect::record(Site& site, std::uint32_t parcel, std::span<const Point> footprint, const Draft& draft,
                       Roof roof, double ground, double eaves) const {
  Buildings& b = site.out.buildings;
  const Shells& shells = b.shell;
  std::int32_t top = INT32_MIN;
  for (std::uint32_t v = shells.shell_vertex[shells.size() - 1]; v < shells.shell_vertex[shells.size()]; ++v)
    top = std::max(top, shells.vertices[v].z);
  b.footprint.add(footprint);
  b.parcel.push_back(parcel);
  b.district.push_back(site.block.district);
  b.function.push_back(draft.function);
  b.typology.push_back(draft.typology);
  b.roof.push_back(roof);
  b.year.push_back(static_cast<std::uint16_t>(draft.year));
  b.storeys.push_back(static_cast<std::uint8_t>(draft.storeys));
  b.height.push_back(static_cast<float>(top * 1e-3 - ground));
  b.eaves_height.push_back(static_cast<float>(eaves - ground));
  b.ground.push_back(static_cast<float>(ground));
  // Half of the space under a mansard roof counts as a storey.
  const double floor = area(footprint) * (draft.storeys + (roof == Roof::mansard ? 0.5 : 0));
  b.floor_area.push_back(static_cast<float>(floor));
  b.dwelling_area.push_back(static_cast<float>(floor * draft.home_share));
}

}  // namespace conurb::generator
