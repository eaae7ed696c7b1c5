// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/ground_map.hpp"

#include <algorithm>
#include <cmath>

#include "engine/scene/map_canvas.hpp"
#include "engine/scene/map_streets.hpp"
#include "engine/scene/tiles.hpp"

namespace conurb::scene {
namespace {

using city::Box2;

constexpr double kSpeck = 1.5;      // texels: smaller areas are specks
constexpr double kWithEdges = 0.6;  // m a texel: coarser maps show no borders of parcels and roofs
constexpr double kWithTrees = 16;   // m a texel: coarser maps show no trees
constexpr Colour kPaper{255, 255, 255};

Colour lighter(const Colour& colour, double by) {
  Colour result;
  for (std::size_t i = 0; i < 3; ++i)
    result[i] = static_cast<std::uint8_t>(std::clamp(std::lround(colour[i] + by), 0L, 255L));
  return result;
}

class Painter {
 public:
  Painter(const GroundFeatures& features, const GroundPalette& palette, const Box2& extent, int side)
      : features_(features),
        palette_(palette),
        extent_(extent),
        side_(side),
        canvas_(extent, side),
        texel_(canvas_.texel_m()) {}

  Picture paint() {
    canvas_.clear(palette_[Paint::land]);
    for (const GroundAreas* areas : {&features_.land_use, &features_.parcels, &features_.green})
      paint_areas(*areas, Paint::land, Paint::pitch);
    for (const GroundAreas& areas : features_.modelled) paint_areas(areas, Paint::land, Paint::pitch);
    paint_water();
    const Picture without_more = water_.side > 0 ? canvas_.picture() : Picture();
    paint_rails(canvas_, features_.rails, extent_, palette_);
    for (const GroundAreas& areas : features_.modelled) paint_areas(areas, Paint::path, Paint::main_street);
    paint_streets(canvas_, features_.roads, extent_, palette_);
    paint_trams(canvas_, features_.rails, extent_, palette_);
    paint_buildings();
    Picture picture = canvas_.picture();
    mark_water(without_more, picture);
    return picture;
  }

 private:
  /// Alpha says what is water and has nothing painted over it.
  void mark_water(const Picture& before, Picture& picture) const {
    constexpr int kHidden = 40;  // sum of differences from which on something hides the water
    for (std::size_t i = 0; i < picture.rgba.size() / 4; ++i) {
      int share = 0;
      if (!before.empty() && water_.values[i] > 0) {
        int differs = 0;
        for (std::size_t c = 4 * i; c < 4 * i + 3; ++c) differs += std::abs(picture.rgba[c] - before.rgba[c]);
        share = water_.values[i] * std::max(kHidden - differs, 0) / kHidden;
      }
      picture.rgba[4 * i + 3] = static_cast<std::uint8_t>(kLandAlpha + (255 - kLandAlpha) * share / 255);
    }
  }

  /// A polygon to a canvas's path, or among the specks if it is very small.
  void add_area(MapCanvas& canvas, Specks& specks, const GroundAreas& areas, std::int64_t row,
                const Colour& colour) const {
    const GroundAreas::Measure& m = areas.measures[static_cast<std::size_t>(row)];
    const double texel = canvas.texel_m();
    const auto wide = static_cast<double>(std::max(m.max_x - m.min_x, m.max_y - m.min_y));
    if (wide >= kSpeck * texel) {
      canvas.add_polygon(areas.shape(row));
      return;
    }
    specks.add(canvas.column(0.5 * static_cast<double>(m.min_x + m.max_x)),
               canvas.row(0.5 * static_cast<double>(m.min_y + m.max_y)),
               static_cast<double>(m.area) / (texel * texel), colour);
  }

  /// Those whose paint is from `first` to `last`.
  void paint_areas(const GroundAreas& areas, Paint first, Paint last) {
    std::vector<std::vector<std::int64_t>> by_paint(kPaints);
    for (const std::int64_t row : areas.within(extent_))
      by_paint[static_cast<std::size_t>(areas.paints[static_cast<std::size_t>(row)])].push_back(row);
    Specks specks(side_);
    for (auto p = static_cast<std::size_t>(first); p <= static_cast<std::size_t>(last); ++p) {
      if (by_paint[p].empty()) continue;
      const Colour& colour = palette_.colours[p];
      for (const std::int64_t row : by_paint[p]) add_area(canvas_, specks, areas, row, colour);
      canvas_.fill(colour);
      if (&areas != &features_.parcels || texel_ > kWithEdges) continue;
      for (const std::int64_t row : by_paint[p]) canvas_.add_polygon(areas.shape(row));
      canvas_.stroke(0.3, lighter(colour, -10), 0.6);
    }
    canvas_.paint(specks);
  }

  /// Water is a mask first, so that its parts are one surface whose banks can be shaded.
  void paint_water() {
    constexpr double kBank = 5;  // m
    const auto radius = static_cast<int>(std::clamp(std::lround(kBank / texel_), 1L, 20L));
    const int margin = 3 * radius;
    MapCanvas mask(extent_, side_, margin);
    Specks specks(mask.side());
    const double reach = margin * texel_;
    const Box2 wide{extent_.min_x - reach, extent_.min_y - reach, extent_.max_x + reach,
                    extent_.max_y + reach};
    bool any = false;
    const auto add = [&](const GroundAreas& areas) {
      for (const std::int64_t row : areas.within(wide)) {
        if (areas.paints[static_cast<std::size_t>(row)] != Paint::water) continue;
        add_area(mask, specks, areas, row, kPaper);
        any = true;
      }
    };
    add(features_.water);
    for (const GroundAreas& areas : features_.modelled) add(areas);
    mask.fill(kPaper);
    for (const std::int64_t row : lines_within(features_.watercourses, wide)) {
      const double width =
          static_cast<double>(features_.watercourses.styles[static_cast<std::size_t>(row)].width_m);
      if (width < 0.3 * texel_) continue;
      mask.add_line(features_.watercourses.shape(row));
      mask.stroke(width, kPaper);
      any = true;
    }
    if (!any) return;
    mask.paint(specks);
    const Mask water = mask.red();
    Mask bank = blurred(water, radius);
    Mask shore = bank;  // a light strip on land
    for (std::uint8_t& value : shore.values) value = static_cast<std::uint8_t>(std::min(2 * value, 255));
    for (std::size_t i = 0; i < bank.values.size(); ++i)
      bank.values[i] = static_cast<std::uint8_t>(water.values[i] * (255 - bank.values[i]) / 255);
    water_ = without_margin(water, margin);
    canvas_.paint(without_margin(shore, margin), palette_[Paint::path], 0.55);
    canvas_.paint(water_, palette_[Paint::water]);
    canvas_.paint(without_margin(bank, margin), palette_.bank, palette_.shade_strength);
  }

  void paint_buildings() {
    constexpr double kNear = 1.1, kWide = 5;  // m, of the shade in corners
    const auto pixels = [&](double metres, long least) {
      return static_cast<int>(std::clamp(std::lround(metres / texel_), least, 24L));
    };
    const int near = pixels(kNear, 1), wide = pixels(kWide, 2), margin = 3 * wide;
    const double reach = margin * texel_;
    const std::vector<std::int64_t> rows = features_.buildings.within(
        {extent_.min_x - reach, extent_.min_y - reach, extent_.max_x + reach, extent_.max_y + reach});
    if (!rows.empty()) {
      MapCanvas mask(extent_, side_, margin);
      Specks specks(mask.side());
      for (const std::int64_t row : rows) add_area(mask, specks, features_.buildings, row, kPaper);
      mask.fill(kPaper);
      mask.paint(specks);
      const Mask covered = mask.red();
      canvas_.paint(without_margin(blurred(covered, wide), margin), palette_.shade,
                    0.6 * palette_.shade_strength);
      canvas_.paint(without_margin(blurred(covered, near), margin), palette_.shade, palette_.shade_strength);
    }
    paint_trees();
    paint_roofs(rows);
  }

  /// Roofs in a few tones, so that neighbours are told apart.
  void paint_roofs(std::span<const std::int64_t> rows) {
    constexpr std::size_t kTones = 4;
    Specks specks(side_);
    for (std::size_t tone = 0; tone < kTones; ++tone) {
      const Colour colour = lighter(palette_[Paint::roof], -3.0 * static_cast<double>(tone));
      for (const std::int64_t row : rows)
        if (mixed(static_cast<std::uint64_t>(row), 7) % kTones == tone)
          add_area(canvas_, specks, features_.buildings, row, colour);
      canvas_.fill(colour);
    }
    canvas_.paint(specks);
    if (texel_ > kWithEdges) return;
    for (const std::int64_t row : rows) canvas_.add_polygon(features_.buildings.shape(row));
    canvas_.stroke(std::max(0.25, texel_), lighter(palette_[Paint::roof], -26), 0.7);
  }

  /// From near only a shade on the ground, as the trees themselves stand there.
  void paint_trees() {
    if (texel_ > kWithTrees) return;
    constexpr double kReach = 10;  // m
    const Box2 wide{extent_.min_x - kReach, extent_.min_y - kReach, extent_.max_x + kReach,
                    extent_.max_y + kReach};
    const std::vector<std::int64_t> rows = features_.tree_index.within(wide);
    Specks specks(side_);
    const auto add = [&](double scale) {
      for (const std::int64_t row : rows) {
        const TreePlace& tree = features_.trees[static_cast<std::size_t>(row)];
        const double radius = scale * static_cast<double>(tree.crown_m) / 2;
        if (radius > texel_) {
          canvas_.add_disc(tree.x, tree.y, radius);
        } else {
          specks.add(canvas_.column(tree.x), canvas_.row(tree.y), 3 * radius * radius / (texel_ * texel_),
                     palette_[Paint::crown]);
        }
      }
    };
    if (texel_ < kWithEdges) {
      add(1.15);
      canvas_.fill(palette_.shade, 0.10);
    }
    add(0.95);
    canvas_.fill(palette_[Paint::crown], std::clamp(0.3 + 0.35 * (texel_ - 0.25), 0.3, 0.85));
    canvas_.paint(specks);
  }

  const GroundFeatures& features_;
  const GroundPalette& palette_;
  Box2 extent_;
  int side_;
  MapCanvas canvas_;
  double texel_;
  Mask water_;  // without margin; of side 0: none
};

}  // namespace

Picture GroundMap::surface(const Box2& extent, int side) const {
  return Painter(*features_, palette_, extent, side).paint();
}

}  // namespace conurb::scene
