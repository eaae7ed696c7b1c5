// SPDX-License-Identifier: Apache-2.0
// Dwellings: houses, rows, flats, and houses wall to wall.
#include "plugins/generator/typology.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/generator/site.hpp"

namespace conurb::generator {

void Architect::build(const Block& block, std::uint32_t id, LandUse use, BuiltPart& out) const {
  Dice dice(random_, id);
  const double year = form_.founding_year(block.centre) + dice.uniform(-4, 4);
  const double setback = dice.uniform(3.5, 6.5);
  Site site{block, id, use, dice, year, form_.density(block.centre), setback, out};
  switch (use) {
    case LandUse::residential:
    case LandUse::mixed:
      if (block.zone == Zone::core || block.zone == Zone::perimeter) return build_wall_to_wall(site);
      return build_homes(site);
    case LandUse::commercial:
    case LandUse::industrial: return build_work(site);
    case LandUse::school:
    case LandUse::hospital:
    case LandUse::public_service:
    case LandUse::religious:
    case LandUse::sport:
    case LandUse::cemetery: return build_public(site);
    case LandUse::park:
    case LandUse::square:
    case LandUse::allotments:
    case LandUse::farmland:
    case LandUse::meadow:
    case LandUse::forest: add_parcel(site, block.outline, use); return;
  }
}

void Architect::build_homes(Site& site) const {
  const Zone zone = site.block.zone;
  // Blocks of one kind, as they were developed; some of the next kind up or down.
  const double weights[3][3] = {{0.85, 0.13, 0.02}, {0.22, 0.58, 0.20}, {0.02, 0.16, 0.82}};
  const std::size_t kind = site.dice.pick(weights[zone == Zone::houses ? 0 : zone == Zone::rows ? 1 : 2]);
  const double generous = 1 + 0.25 * std::clamp(form_.ring(site.block.centre) - 0.5, 0.0, 1.0);
  constexpr ParcelSize kSizes[] = {{19, 30, 0.07}, {46, 33, 0.05}, {34, 42, 0.07}};
  ParcelSize size = kSizes[kind];
  if (kind == 0) size.width *= generous * site.dice.uniform(0.9, 1.12);
  if (kind == 2 && site.year > 1955 && site.year < 1990 && site.dice.chance(0.5)) size = {58, 52, 0.05};
  for (TaggedPolygon& piece : subdivide(site.block.outline, size, site.dice)) {
    const std::optional<Lot> lot = face_street(piece, 5);
    if (!lot) {
      add_parcel(site, piece, LandUse::park);
    } else if (kind == 0) {
      houses_on(site, *lot);
    } else if (kind == 1) {
      row_on(site, *lot);
    } else {
      flats_on(site, *lot);
    }
  }
}

void Architect::houses_on(Site& site, const Lot& lot) const {
  Draft draft;
  draft.year = draw_year(site);
  draft.storey_height = storey_height(draft.year);
  draft.storeys = site.dice.chance(draft.year < 1930 || draft.year > 1995 ? 0.75 : 0.5) ? 2 : 1;
  draw_house_roof(site, draft);
  draft.across = draft.roof != Roof::hipped && site.dice.chance(0.35);
  const double front = lot.frame().length();
  if (front > 17 && site.dice.chance(0.3)) {  // a pair of houses, one wall between them
    const double middle = front / 2, y0 = site.setback, y1 = y0 + site.dice.uniform(9, 11);
    const double cuts[] = {middle};
    const Span span = lot.frame().clear_span(y0, y1 + 3, middle);
    const double half = std::min({middle - span.low, span.high - middle, site.dice.uniform(9, 10.5)}) - 2.6;
    const auto pieces = half < 5 ? std::nullopt : slice(lot, cuts);
    if (pieces) {
      draft.typology = Typology::semi_detached;
      if (draft.roof == Roof::hipped) draft.roof = Roof::gabled;
      draft.across = false;
      const SideFrame frame = lot.frame();
      const auto at = [&](double x, double y) { return to_mm(frame.to_plan(x, y)); };
      const Point low = at(middle, y0), high = at(middle, y1);
      add_building(site, add_parcel(site, (*pieces)[0], site.use),
                   Quad{at(middle - half, y0), low, high, at(middle - half, y1)}, draft);
      add_building(site, add_parcel(site, (*pieces)[1], site.use),
                   Quad{low, at(middle + half, y0), at(middle + half, y1), high}, draft);
      return;
    }
  }
  const std::uint32_t parcel = add_parcel(site, lot.outline, site.use);
  RectangleRules rules{site.setback, 2.8, site.dice.uniform(9.5, 14),   site.dice.uniform(8.5, 11.5),
                       6.2,          6.2, site.dice.uniform(0.25, 0.75)};
  auto quad = place_rectangle(lot, rules);
  if (!quad) {  // a tight corner: nearer to street and neighbours
    rules.margin = 1.2, rules.setback = 1.5, rules.least_width = 5.5, rules.least_depth = 5.5;
    quad = place_rectangle(lot, rules);
  }
  if (quad) {
    draft.typology =
        draft.year < 1930 && draft.storeys == 2 && area(*quad) > 125 ? Typology::villa : Typology::detached;
    add_building(site, parcel, *quad, draft);
  }
}

void Architect::row_on(Site& site, const Lot& lot) const {
  Draft draft;
  draft.typology = Typology::row_house;
  draft.year = draw_year(site);
  draft.storey_height = storey_height(draft.year);
  draft.storeys = site.dice.chance(0.85) ? 2 : 3;
  draw_house_roof(site, draft);
  if (draft.roof == Roof::hipped || draft.roof == Roof::mansard) draft.roof = Roof::gabled;
  const SideFrame frame = lot.frame();
  const double y0 = site.setback, y1 = y0 + site.dice.uniform(9.5, 11.5);
  const Span span = frame.clear_span(y0, y1 + 4, frame.length() / 2);
  const double low = span.low + 2.8, high = span.high - 2.8;
  const int units = std::min(9, static_cast<int>((high - low) / site.dice.uniform(5.8, 7.2)));
  std::vector<double> cuts;
  for (int k = 1; k < units; ++k) cuts.push_back(low + (high - low) * k / units);
  if (units < 3) return houses_on(site, lot);
  // Where the plot's shape allows, each house has its own parcel; else the row shares one.
  auto pieces = slice(lot, cuts);
  if (pieces &&
      !std::all_of(pieces->begin(), pieces->end(), [](const TaggedPolygon& p) { return has_frontage(p, 2); }))
    pieces.reset();
  const std::uint32_t shared = pieces ? kNone : add_parcel(site, lot.outline, site.use);
  const auto at = [&](int k, double y) { return to_mm(frame.to_plan(low + (high - low) * k / units, y)); };
  for (int k = 0; k < units; ++k) {
    const std::uint32_t parcel =
        pieces ? add_parcel(site, (*pieces)[static_cast<std::size_t>(k)], site.use) : shared;
    add_building(site, parcel, Quad{at(k, y0), at(k + 1, y0), at(k + 1, y1), at(k, y1)}, draft);
  }
}

void Architect::flats_on(Site& site, const Lot& lot) const {
  Draft draft;
  draft.year = draw_year(site);
  draft.storey_height = storey_height(draft.year);
  const bool boom = draft.year >= 1955 && draft.year < 1990;
  const double front = lot.frame().length(), deep = lot.frame().depth();
  const std::uint32_t parcel = add_parcel(site, lot.outline, site.use);
  RectangleRules rules{site.setback, 4, site.dice.uniform(18, 30), site.dice.uniform(11, 13.5), 11, 9, 0.5};
  draft.typology = Typology::apartment_house;
  draft.storeys = site.dice.integer(3, site.density > 6500 ? 5 : 4);
  if (boom && front > 40 && deep > 40) {
    if (site.dice.chance(0.22)) {
      draft.typology = Typology::tower;
      draft.storeys = site.dice.integer(8, site.density > 8000 ? 16 : 11);
      rules.width = rules.depth = site.dice.uniform(19, 23);
      rules.setback = 9;
    } else {
      draft.typology = Typology::slab;
      draft.storeys = site.dice.integer(4, 7);
      rules.width = site.dice.uniform(38, 62);
    }
  }
  const double pitched = draft.storeys > 5 ? 0 : draft.year < 1950 ? 0.9 : boom ? 0.55 : 0.3;
  if (site.dice.chance(pitched)) draft.roof = site.dice.chance(0.3) ? Roof::hipped : Roof::gabled;
  draft.pitch = site.dice.uniform(0.5, 0.75);
  if (site.dice.chance(0.02)) {
    draft.function = Function::nursing_home;
    draft.home_share = 0;
  } else if (site.dice.chance(0.035)) {
    draft.function = Function::kindergarten;
    draft.typology = Typology::school;
    draft.home_share = 0;
    draft.storeys = 2;
  } else if (site.use == LandUse::mixed) {
    draft.home_share = (draft.storeys - 1.0) / draft.storeys;
  }
  auto quad = place_rectangle(lot, rules);
  if (!quad) {
    rules.margin = 2.5, rules.least_width = 8, rules.least_depth = 8, rules.setback = 2;
    draft.storeys = std::min(draft.storeys, 4);
    draft.typology = Typology::apartment_house;
    quad = place_rectangle(lot, rules);
  }
  if (!quad) return;
  add_building(site, parcel, *quad, draft);
  // A second house in the depth of the plot.
  rules.setback += rules.depth + std::max(14.0, 0.9 * draft.storeys * draft.storey_height);
  if (draft.typology == Typology::tower || rules.setback + 16 > deep) return;
  if (const auto second = place_rectangle(lot, rules)) add_building(site, parcel, *second, draft);
}

void Architect::build_wall_to_wall(Site& site) const {
  const bool core = site.block.zone == Zone::core;
  const ParcelSize size = core ? ParcelSize{12.5, 22, 0.12} : ParcelSize{20, 33, 0.06};
  for (TaggedPolygon& piece : subdivide(site.block.outline, size, site.dice)) {
    if (const std::optional<Lot> lot = face_street(piece, 5))
      town_house_on(site, *lot);
    else
      add_parcel(site, piece, LandUse::park);
  }
}

void Architect::town_house_on(Site& site, const Lot& lot) const {
  const bool core = site.block.zone == Zone::core;
  const bool large = form_.options().population > 150000;
  Draft draft;
  draft.year = draw_year(site);
  draft.storey_height = storey_height(draft.year);
  draft.typology = core ? Typology::town_house : Typology::perimeter_block;
  draft.storeys =
      core ? site.dice.integer(3, large ? 5 : 4) : site.dice.integer(large ? 4 : 3, large ? 6 : 5);
  const double roofs[] = {draft.year > 1955 ? 0.45 : 0.05, 0, 0.6, 0, draft.year < 1930 ? 0.5 : 0.1};
  draft.roof = static_cast<Roof>(site.dice.pick(roofs));
  draft.pitch = core ? site.dice.uniform(0.8, 1.2) : site.dice.uniform(0.55, 0.8);
  const double shops = core ? 0.75 : site.use == LandUse::mixed ? 0.6 : 0.12;
  if (site.dice.chance(shops)) draft.home_share = (draft.storeys - 1.0) / draft.storeys;
  if (core) {
    const double uses[] = {0.70, 0.10, 0.13, 0.03, 0.04};
    constexpr Function kFunctions[] = {Function::residential, Function::retail, Function::office,
                                       Function::hotel, Function::restaurant};
    const std::size_t at = site.dice.pick(uses);
    draft.function = kFunctions[at];
    if (at == 1 || at == 4) draft.home_share = 0.4;
    if (at == 2 || at == 3) draft.home_share = 0;
  } else if (site.dice.chance(site.use == LandUse::mixed ? 0.16 : 0.03)) {
    draft.function = Function::office;
    draft.home_share = 0;
  }
  const std::uint32_t parcel = add_parcel(site, lot.outline, site.use);
  const double depth = core ? site.dice.uniform(11, 14) : 12.5;
  if (const auto corner = place_corner(lot, depth, kJoint)) {
    draft.typology = core ? Typology::town_house : Typology::corner_block;
    if (draft.roof == Roof::gabled) draft.roof = Roof::mansard;
    add_building(site, parcel, *corner, draft);
    return;
  }
  if (const auto quad = place_wall_to_wall(lot, depth, kJoint)) {
    add_building(site, parcel, *quad, draft);
    return;
  }
  const RectangleRules rules{0.5, 0.5, 14, 12, 5, 5, 0.5};
  if (const auto quad = place_rectangle(lot, rules)) add_building(site, parcel, *quad, draft);
}

}  // namespace conurb::generator
