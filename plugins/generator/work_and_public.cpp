// SPDX-License-Identifier: Apache-2.0
// Buildings for work and for everyone: offices, shops, halls, schools, hospitals, churches.
#include <algorithm>
#include <cmath>

#include "plugins/generator/site.hpp"

namespace conurb::generator {

void Architect::build_work(Site& site) const {
  const bool industry = site.use == LandUse::industrial;
  const ParcelSize size =
      industry ? ParcelSize{site.dice.uniform(48, 80), 80, 0.1} : ParcelSize{40, 48, 0.08};
  for (TaggedPolygon& piece : subdivide(site.block.outline, size, site.dice)) {
    const std::optional<Lot> lot = face_street(piece, 8);
    if (!lot)
      add_parcel(site, piece, LandUse::park);
    else if (industry)
      hall_on(site, *lot);
    else
      office_on(site, *lot);
  }
}

void Architect::office_on(Site& site, const Lot& lot) const {
  const std::uint32_t parcel = add_parcel(site, lot.outline, site.use);
  Draft draft;
  draft.home_share = 0;
  draft.year = draw_year(site);
  draft.year = std::max(draft.year, site.dice.integer(1925, 2010));
  draft.storey_height = 3.5;
  const double centrality = std::clamp(1.1 - form_.ring(site.block.centre), 0.2, 1.0);
  const double uses[] = {0.58, 0.30, 0.06, 0.06};
  constexpr Function kFunctions[] = {Function::office, Function::retail, Function::hotel,
                                     Function::restaurant};
  draft.function = kFunctions[site.dice.pick(uses)];
  const bool low = draft.function == Function::retail || draft.function == Function::restaurant;
  const double most = 3 + centrality * (form_.options().population > 300000 ? 6 : 3);
  draft.storeys = low ? site.dice.integer(1, 2) : site.dice.integer(3, static_cast<int>(most));
  draft.typology = low ? Typology::store : Typology::office;
  if (low) draft.storey_height = 4.5;
  const RectangleRules rules{
      site.dice.uniform(2, 7), 3.5, low ? 48.0 : site.dice.uniform(26, 48), low ? 30.0 : 17.0, 9, 9, 0.5};
  if (const auto quad = place_rectangle(lot, rules)) add_building(site, parcel, *quad, draft);
}

void Architect::hall_on(Site& site, const Lot& lot) const {
  const std::uint32_t parcel = add_parcel(site, lot.outline, site.use);
  Draft draft;
  draft.home_share = 0;
  draft.typology = Typology::hall;
  draft.year = draw_year(site);
  draft.year = std::max(draft.year, site.dice.integer(1900, 2015));
  draft.function = site.dice.chance(0.62) ? Function::industry : Function::warehouse;
  draft.storeys = 1;
  draft.storey_height = site.dice.uniform(6, 10.5);
  const double roofs[] = {0.55, 0.12, 0.33};
  draft.roof = static_cast<Roof>(site.dice.pick(roofs));
  draft.pitch = draft.roof == Roof::shed ? 0.06 : 0.22;
  const double front = lot.frame().length(), deep = lot.frame().depth();
  double setback = site.dice.uniform(6, 10);
  if (deep > 62 && site.dice.chance(0.5)) {  // an office building at the street, the hall behind it
    Draft office = draft;
    office.typology = Typology::office;
    office.function = Function::office;
    office.roof = Roof::flat;
    office.storeys = site.dice.integer(2, 3);
    office.storey_height = 3.4;
    const RectangleRules rules{setback, 6, std::min(32.0, 0.5 * front), 12.5, 10, 9, site.dice.uniform(0, 1)};
    if (const auto quad = place_rectangle(lot, rules)) {
      add_building(site, parcel, *quad, office);
      setback += 12.5 + 9;
    }
  }
  const RectangleRules rules{
      setback, 6, 0.72 * front, site.dice.uniform(0.42, 0.62) * deep, 12, 10, site.dice.uniform(0.2, 0.8)};
  if (const auto quad = place_rectangle(lot, rules)) add_building(site, parcel, *quad, draft);
}

void Architect::church_on(Site& site, const Lot& lot) const {
  const std::uint32_t parcel = add_parcel(site, lot.outline, site.use);
  const bool chapel = site.use == LandUse::cemetery;
  Draft draft;
  draft.home_share = 0;
  draft.function = Function::public_service;
  draft.typology = Typology::church;
  draft.year = static_cast<int>(std::min(site.year, 1965.0));
  draft.storeys = 1;
  draft.storey_height = chapel ? 4.5 : site.dice.uniform(9, 13);
  draft.roof = Roof::gabled;
  draft.pitch = draft.year < 1930 ? 1.3 : 0.9;
  draft.across = true;
  const double tower = chapel ? 0 : 6.5;
  const RectangleRules rules{
      4 + tower, 2.5, chapel ? 9.0 : site.dice.uniform(13, 17), chapel ? 14.0 : site.dice.uniform(26, 36), 7,
      10,        0.5};
  const auto nave = place_rectangle(lot, rules);
  if (!nave) return;
  add_building(site, parcel, *nave, draft);
  if (chapel) return;
  const SideFrame frame = lot.frame();
  const Vec a = to_m((*nave)[0]), b = to_m((*nave)[1]);
  const Vec middle = (a + b) * 0.5, along = unit(b - a), out = left(along) * -1;
  const auto at = [&](double x, double y) { return to_mm(middle + along * x + out * y); };
  draft.typology = Typology::church_tower;
  draft.storey_height = site.dice.uniform(22, 30);
  draft.roof = Roof::hipped;
  draft.pitch = 3.2;
  const double half = tower / 2, foot = 2 * kJoint;
  const Quad quad{at(-half, tower), at(half, tower), at(half, foot), at(-half, foot)};
  const Ring& ring = lot.outline.ring;
  const bool fits = std::all_of(quad.begin(), quad.end(), [&](Point p) { return contains(ring, p); }) &&
                    std::none_of(ring.begin(), ring.end(), [&](Point p) { return contains(quad, p); });
  if (fits) add_building(site, parcel, quad, draft);
}

void Architect::build_public(Site& site) const {
  const std::optional<Lot> lot = face_street(site.block.outline, 8);
  if (!lot) {
    add_parcel(site, site.block.outline, LandUse::park);
    return;
  }
  if (site.use == LandUse::religious || site.use == LandUse::cemetery) return church_on(site, *lot);
  const std::uint32_t parcel = add_parcel(site, lot->outline, site.use);
  const double front = lot->frame().length(), deep = lot->frame().depth();
  Draft draft;
  draft.home_share = 0;
  draft.year = std::max(draw_year(site), 1850);
  draft.storey_height = 3.5;
  RectangleRules rules{8, 6, 0.66 * front, 15, 14, 10, 0.35};
  switch (site.use) {
    case LandUse::school:
      draft.typology = Typology::school, draft.function = Function::school;
      draft.storeys = site.dice.integer(2, 4);
      draft.roof = draft.year < 1950 ? Roof::hipped : Roof::flat;
      draft.pitch = 0.7;
      break;
    case LandUse::hospital:
      draft.typology = Typology::hospital, draft.function = Function::hospital;
      draft.storeys = site.dice.integer(4, 7);
      rules.depth = 18;
      rules.width = 0.8 * front;
      break;
    case LandUse::public_service:
      draft.typology = Typology::public_hall, draft.function = Function::public_service;
      draft.year = site.dice.integer(1590, 1910);
      draft.storeys = 3;
      draft.storey_height = 4.2;
      draft.roof = Roof::hipped;
      draft.pitch = 0.9;
      rules = {3, 3, 0.8 * front, 18, 10, 8, 0.5};
      break;
    default:
      draft.typology = Typology::hall, draft.function = Function::sport;
      draft.year = std::max(draft.year, 1920);
      draft.storeys = 1;
      draft.storey_height = 8;
      draft.roof = Roof::gabled;
      draft.pitch = 0.2;
      rules.width = std::min(rules.width, 46.0);
      rules.depth = 27;
      break;
  }
  const auto main = place_rectangle(*lot, rules);
  if (!main) return;
  add_building(site, parcel, *main, draft);
  if (site.use == LandUse::public_service || site.use == LandUse::sport) return;
  // Further wings behind: wards, or a gymnasium and a kindergarten beside the yard.
  double depth = rules.setback + rules.depth + 16;
  const bool ward = site.use == LandUse::hospital;
  for (int k = 0; k < (ward ? 3 : 2) && depth + 18 < deep; ++k) {
    Draft wing = draft;
    wing.roof = Roof::flat;
    RectangleRules behind{depth, 6,  ward ? 0.7 * front : 28.0, ward ? 16.0 : 17.0,
                          12,    10, k % 2 == 0 ? 0.0 : 1.0};
    if (!ward) {
      wing.function = k == 0 ? Function::sport : Function::kindergarten;
      wing.typology = k == 0 ? Typology::hall : Typology::school;
      wing.storeys = k == 0 ? 1 : 2;
      wing.storey_height = k == 0 ? 7 : 3.2;
    }
    if (const auto quad = place_rectangle(*lot, behind)) add_building(site, parcel, *quad, wing);
    depth += behind.depth + 20;
  }
}

}  // namespace conurb::generator
