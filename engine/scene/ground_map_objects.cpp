// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/ground_map.hpp"
#include "engine/scene/object_raster.hpp"

namespace conurb::scene {
namespace {

using city::Box2;

void add_areas(ObjectRaster& raster, const GroundAreas& areas, const Box2& extent, auto wanted) {
  for (const std::int64_t row : areas.within(extent)) {
    const auto i = static_cast<std::size_t>(row);
    const GroundAreas::Measure& m = areas.measures[i];
    if (wanted(areas.paints[i]) && raster.holds_centre(m.min_x, m.min_y, m.max_x, m.max_y))
      raster.add_polygon(areas.shape(row), areas.objects[i],
                         areas.half_metres.empty() ? std::uint8_t{0} : areas.half_metres[i]);
  }
}

/// Lines are drawn at once by rows of both directions, each to its right.
void add_lines(ObjectRaster& raster, const GroundLines& lines, const Box2& extent) {
  constexpr double kReach = 40;  // m
  const Box2 wide{extent.min_x - kReach, extent.min_y - kReach, extent.max_x + kReach, extent.max_y + kReach};
  for (int level = 0; level <= 5; ++level)
    for (const std::int64_t row : lines.index.within(wide)) {
      const auto i = static_cast<std::size_t>(row);
      const LineStyle& style = lines.styles[i];
      const double width = static_cast<double>(style.width_m);
      if (style.level != level || style.on_deck || width < raster.texel_m()) continue;
      raster.add_line(lines.shape(row), width,
                      style.one_of_two ? ObjectRaster::Sides::right : ObjectRaster::Sides::both,
                      lines.objects[i]);
    }
}

}  // namespace

Picture GroundMap::objects(const Box2& extent, int side) const {
  ObjectRaster raster(extent, side);
  const auto all = [](Paint) { return true; };
  const auto is_road = [](Paint paint) { return paint == Paint::street; };
  const auto is_land = [&](Paint paint) { return paint != Paint::none && !is_road(paint); };
  add_areas(raster, features_->land_use, extent, all);
  add_areas(raster, features_->parcels, extent, all);
  add_areas(raster, features_->green, extent, all);
  for (const GroundAreas& areas : features_->modelled) add_areas(raster, areas, extent, is_land);
  add_areas(raster, features_->water, extent, all);
  add_lines(raster, features_->watercourses, extent);
  add_lines(raster, features_->rails, extent);
  for (const GroundAreas& areas : features_->modelled) add_areas(raster, areas, extent, is_road);
  add_lines(raster, features_->roads, extent);
  add_areas(raster, features_->buildings, extent, all);
  return raster.take();
}

}  // namespace conurb::scene
