// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/zoning.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::generator {

Zoning::Zoning(const Form& form)
    : form_(form),
      work_(form.options().seed, "generator/work", 1100),
      mix_(form.options().seed, "generator/mix", 420),
      commerce_(form.options().seed, "generator/commerce", 650) {}

Zone Zoning::at(Vec p) const {
  const double d = form_.density(p), ring = form_.ring(p);
  const double from_centre = (p - form_.centre()).length();
  if (d < form_.edge_density() * 0.72) return Zone::rural;
  if (from_centre < form_.core_radius() * (1 + 0.12 * mix_(p))) return Zone::core;
  // Work that needs room and lorries settles by the railway and the motorways, away from the centre.
  const double rail = std::fabs(p.y - form_.rail().y(p.x));
  double road = 1e9;
  if (form_.has_motorway()) road = std::fabs(p.y - form_.motorway().y(p.x));
  if (form_.has_second_motorway()) road = std::min(road, std::fabs(p.y - form_.second_motorway().y(p.x)));
  const double reach = 300 + 0.045 * form_.radius();
  const double pull =
      std::max(std::exp(-rail / reach) * (ring > 0.3 ? 1 : 0.25), 0.9 * std::exp(-road / (2.2 * reach)));
  const double room = work_.fractal(p, 2);
  if (ring > 0.25 && (pull + 0.75 * room > 0.62 || (ring > 0.4 && room > 0.5))) return Zone::industry;
  // Large cities draw office quarters from far around.
  const double rare = 0.55 - 0.07 * std::clamp(std::log10(form_.options().population / 2e5), 0.0, 1.7);
  if (ring < 0.75 && commerce_.fractal(p, 2) + 0.35 * std::exp(-from_centre / (2.2 * form_.core_radius())) +
                             0.15 * std::exp(-rail / reach) >
                         rare)
    return Zone::commerce;
  const double local = d * (1 + 0.30 * mix_(p));
  if (local > 10500) return Zone::perimeter;
  if (local > 5600) return Zone::apartments;
  if (local > 3300) return Zone::rows;
  return Zone::houses;
}

BlockSize Zoning::block_size(Zone zone) {
  switch (zone) {
    case Zone::core: return {68, 95};
    case Zone::perimeter: return {90, 135};
    case Zone::apartments: return {100, 160};
    case Zone::rows: return {82, 150};
    case Zone::houses: return {82, 165};
    case Zone::commerce: return {110, 150};
    case Zone::industry: return {190, 280};
    case Zone::rural: break;
  }
  return {700, 1000};
}

}  // namespace conurb::generator
