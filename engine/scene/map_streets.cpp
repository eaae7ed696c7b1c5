// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/map_streets.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace conurb::scene {
namespace {

using city::Box2;

constexpr double kWidestReach = 40;  // m: no line reaches further beside its middle

// By rank: width of a pavement, m; texels that a street is drawn wide at least; texels below which it is left
// out.
constexpr std::array<double, 5> kPavement{0, 1.8, 2.4, 2.6, 0.8};
constexpr std::array<double, 5> kLeastTexels{0, 0, 0.7, 1.0, 1.3};
constexpr std::array<double, 5> kSmallestTexels{0.7, 0.4, 0, 0, 0};
constexpr double kWithPavement = 2.5;  // m a texel: coarser maps have no pavements
constexpr double kWithKerb = 0.4, kWithMarkings = 0.4, kWithSleepers = 0.3;

struct Drawn {
  std::int64_t row;
  int level, rank, width_dm;
  bool operator<(const Drawn& other) const {
    return std::tie(level, rank, width_dm, row) <
           std::tie(other.level, other.rank, other.width_dm, other.row);
  }
};

class Streets {
 public:
  Streets(MapCanvas& canvas, const GroundLines& roads, const Box2& extent, const GroundPalette& palette)
      : canvas_(canvas), roads_(roads), extent_(extent), palette_(palette), texel_(canvas.texel_m()) {
    for (const std::int64_t row : lines_within(roads, extent)) {
      const LineStyle& style = roads.styles[static_cast<std::size_t>(row)];
      const double texels = static_cast<double>(style.width_m) / texel_;
      if (texels < kSmallestTexels[style.rank]) continue;
      const double width = std::max(texels, kLeastTexels[style.rank]) * texel_;
      drawn_.push_back({row, style.level, style.rank, static_cast<int>(std::lround(width * 10))});
    }
    std::sort(drawn_.begin(), drawn_.end());
  }

  void paint() {
    for (std::size_t begin = 0; begin < drawn_.size();) {
      std::size_t end = begin;
      while (end < drawn_.size() && drawn_[end].level == drawn_[begin].level) ++end;
      paint_level(std::span(drawn_).subspan(begin, end - begin));
      begin = end;
    }
  }

 private:
  void paint_level(std::span<const Drawn> level) {
    if (level[0].level > 0)
      stroke(
          level, [](const Drawn& d) { return 2 * kPavement[static_cast<std::size_t>(d.rank)] + 1.6; },
          Paint::bridge, LineEnds::flat);
    if (texel_ < kWithPavement)
      stroke(
          level, [](const Drawn& d) { return 2 * kPavement[static_cast<std::size_t>(d.rank)]; },
          Paint::pavement, level[0].level > 0 ? LineEnds::flat : LineEnds::round);
    if (texel_ < kWithKerb)
      stroke(
          level, [](const Drawn& d) { return d.rank > 0 ? 0.4 : 0.0; }, Paint::kerb, LineEnds::round);
    for (const Paint paint : {Paint::path, Paint::street, Paint::main_street})
      stroke(
          level, [](const Drawn&) { return 0.0; }, paint, LineEnds::round);
    if (texel_ < kWithKerb && level[0].level == 0) round_corners(level);
    if (texel_ < kWithMarkings) mark(level);
  }

  /// Fills the corners between carriageways that meet: places outside that are more than half surrounded, as
  /// a blurred mask tells.
  void round_corners(std::span<const Drawn> level) {
    constexpr double kRadius = 2.2;  // m
    const auto radius = static_cast<int>(std::clamp(std::lround(kRadius / texel_), 1L, 24L));
    const int margin = 3 * radius;
    MapCanvas drawn(extent_, canvas_.side(), margin);
    for (const Drawn& d : level) {
      if (d.rank == 0) continue;
      drawn.add_line(roads_.shape(d.row));
      drawn.stroke(d.width_dm / 10.0, {255, 255, 255});
    }
    const Mask streets = drawn.red(), soft = blurred(streets, radius);
    const auto corners = [&](int surrounded) {
      Mask mask = streets;
      for (std::size_t i = 0; i < mask.values.size(); ++i) {
        const int filled = std::clamp((soft.values[i] - surrounded) * 10, 0, 255);
        mask.values[i] = static_cast<std::uint8_t>(filled * (255 - streets.values[i]) / 255);
      }
      return without_margin(mask, margin);
    };
    canvas_.paint(corners(134), palette_[Paint::kerb]);
    canvas_.paint(corners(144), palette_[Paint::street]);
  }

  static Paint paint_of(int rank) {
    return rank == 0 ? Paint::path : rank == 1 ? Paint::street : Paint::main_street;
  }

  /// Strokes as much wider than carriageways as `wider` says; carriageways themselves only of their paint.
  template <typename Wider>
  void stroke(std::span<const Drawn> level, Wider wider, Paint paint, LineEnds ends) {
    const bool carriageway = paint == Paint::path || paint == Paint::street || paint == Paint::main_street;
    for (std::size_t i = 0; i < level.size();) {
      const Drawn& first = level[i];
      const bool wanted = carriageway ? paint_of(first.rank) == paint : wider(first) > 0;
      std::size_t end = i;
      for (; end < level.size() && level[end].rank == first.rank && level[end].width_dm == first.width_dm;
           ++end)
        if (wanted) canvas_.add_line(roads_.shape(level[end].row));
      if (wanted) canvas_.stroke(first.width_dm / 10.0 + wider(first), palette_[paint], 1, ends);
      i = end;
    }
  }

  enum class Line { dashed, whole, green };

  /// Lines between lanes of main streets, not on junctions; a green strip between the directions of
  /// motorways.
  void mark(std::span<const Drawn> level) {
    constexpr std::array<double, 2> kDashes{3, 5};
    for (const Line line : {Line::green, Line::dashed, Line::whole}) {
      for (const Drawn& d : level) add_lines(d, line);
      if (line == Line::green) canvas_.stroke(3, palette_[Paint::meadow], 1, LineEnds::flat);
      if (line == Line::dashed) canvas_.stroke(0.28, palette_[Paint::marking], 0.85, LineEnds::flat, kDashes);
      if (line == Line::whole) canvas_.stroke(0.24, palette_[Paint::marking], 0.75, LineEnds::flat);
    }
  }

  /// Those of a street that are drawn so.
  void add_lines(const Drawn& d, Line wanted) {
    constexpr double kLane = 3.5, kLeast = 5.5, kMotorway = 18, kBorder = 0.7;  // m
    const LineStyle& style = roads_.styles[static_cast<std::size_t>(d.row)];
    const double width = static_cast<double>(style.width_m);
    if (style.rank < 2 || width < kLeast) return;
    const double end = 6 + width / 2;
    const auto middle = shortened(roads_.shape(d.row), style.ends_at_junction[0] ? end : 0,
                                  style.ends_at_junction[1] ? end : 0);
    const long lanes = style.two_way ? 2 * std::max(1L, std::lround(width / 2 / kLane))
                                     : std::max(1L, std::lround(width / kLane));
    const Line between = style.rank == 4 && width >= kMotorway ? Line::green
                         : lanes > 2                           ? Line::whole
                                                               : Line::dashed;
    for (long lane = 1; lane < lanes; ++lane) {
      const Line line = style.two_way && 2 * lane == lanes ? between : Line::dashed;
      const double right = width * (static_cast<double>(lane) / static_cast<double>(lanes) - 0.5);
      if (line == wanted) canvas_.add_line(beside(middle, right));
    }
    if (wanted != Line::whole || style.rank < 4) return;
    for (const double right : {width / 2 - kBorder, kBorder - width / 2})
      canvas_.add_line(beside(middle, right));
  }

  MapCanvas& canvas_;
  const GroundLines& roads_;
  Box2 extent_;
  const GroundPalette& palette_;
  double texel_;
  std::vector<Drawn> drawn_;
};

std::vector<std::int64_t> tracks(const GroundLines& rails, const Box2& extent, bool in_streets) {
  std::vector<std::int64_t> rows = lines_within(rails, extent);
  std::erase_if(rows, [&](std::int64_t row) {
    return (rails.styles[static_cast<std::size_t>(row)].rank == 0) != in_streets;
  });
  return rows;
}

/// Both rails of each track of a row.
void add_rails(MapCanvas& canvas, const GroundLines& rails, std::int64_t row) {
  constexpr double kGauge = 1.5, kTrack = 4.2;  // m
  const int count = static_cast<int>(
      std::lround(static_cast<double>(rails.styles[static_cast<std::size_t>(row)].width_m) / kTrack));
  for (int track = 0; track < count; ++track)
    for (const double rail : {-kGauge / 2, kGauge / 2})
      canvas.add_line(beside(rails.shape(row), (track - (count - 1) / 2.0) * kTrack + rail));
}

}  // namespace

std::vector<std::int64_t> lines_within(const GroundLines& lines, const Box2& extent) {
  const Box2 wide{extent.min_x - kWidestReach, extent.min_y - kWidestReach, extent.max_x + kWidestReach,
                  extent.max_y + kWidestReach};
  std::vector<std::int64_t> rows = lines.index.within(wide);
  std::erase_if(rows, [&](std::int64_t row) {
    const LineStyle& style = lines.styles[static_cast<std::size_t>(row)];
    return !(style.width_m > 0) || style.level < 0 || style.on_deck || (style.one_of_two && !style.two_way);
  });
  return rows;
}

std::vector<double> shortened(std::span<const double> line, double first_m, double last_m) {
  const double length = city::line_length(line);
  const double from = first_m, to = length - last_m;
  std::vector<double> part;
  if (!(from < to)) return part;
  double at = 0;
  for (std::size_t i = 0; i + 3 < line.size(); i += 2) {
    const double dx = line[i + 2] - line[i], dy = line[i + 3] - line[i + 1];
    const double step = std::hypot(dx, dy);
    const double begin = std::max(from - at, 0.0), end = std::min(to - at, step);
    if (step > 0 && begin < end) {
      if (part.empty())
        part.insert(part.end(), {line[i] + dx * begin / step, line[i + 1] + dy * begin / step});
      part.insert(part.end(), {line[i] + dx * end / step, line[i + 1] + dy * end / step});
    }
    at += step;
  }
  return part;
}

std::vector<double> beside(std::span<const double> line, double right_m) {
  constexpr double kSharpest = 0.25;  // cosine of the half turn squared: beyond, corners are cut
  std::vector<double> points;
  for (std::size_t i = 0; i + 1 < line.size(); i += 2)
    if (points.empty() || points[points.size() - 2] != line[i] || points.back() != line[i + 1])
      points.insert(points.end(), {line[i], line[i + 1]});
  const std::size_t count = points.size() / 2;
  if (count < 2) return {};
  const auto direction = [&](std::size_t i) {
    const double dx = points[2 * i + 2] - points[2 * i], dy = points[2 * i + 3] - points[2 * i + 1];
    const double length = std::hypot(dx, dy);
    return city::Point2{dx / length, dy / length};
  };
  std::vector<double> moved;
  for (std::size_t i = 0; i < count; ++i) {
    const city::Point2 in = direction(i == 0 ? 0 : i - 1), out = direction(std::min(i, count - 2));
    // The sum of both normals, made as long as the mitre.
    const double nx = in.y + out.y, ny = -in.x - out.x;
    const double scale = right_m * 2 / std::max(nx * nx + ny * ny, 4 * kSharpest);
    moved.insert(moved.end(), {points[2 * i] + nx * scale, points[2 * i + 1] + ny * scale});
  }
  return moved;
}

void paint_streets(MapCanvas& canvas, const GroundLines& roads, const Box2& extent,
                   const GroundPalette& palette) {
  Streets(canvas, roads, extent, palette).paint();
}

void paint_rails(MapCanvas& canvas, const GroundLines& rails, const Box2& extent,
                 const GroundPalette& palette) {
  constexpr std::array<double, 2> kSleepers{0.26, 0.4};
  const double texel = canvas.texel_m();
  for (const std::int64_t row : tracks(rails, extent, false)) {
    const double width = static_cast<double>(rails.styles[static_cast<std::size_t>(row)].width_m);
    canvas.add_line(rails.shape(row));
    canvas.stroke(std::max(width, 0.9 * texel), palette[Paint::ballast]);
    if (texel >= 1) continue;
    if (texel < kWithSleepers) {
      canvas.add_line(rails.shape(row));
      canvas.stroke(width - 1.6, palette[Paint::sleeper], 1, LineEnds::flat, kSleepers);
    }
    add_rails(canvas, rails, row);
    canvas.stroke(std::max(0.16, 0.5 * texel), palette[Paint::rail], texel < kWithSleepers ? 1 : 0.5,
                  LineEnds::flat);
  }
}

void paint_trams(MapCanvas& canvas, const GroundLines& rails, const Box2& extent,
                 const GroundPalette& palette) {
  if (canvas.texel_m() >= 0.8) return;
  for (const std::int64_t row : tracks(rails, extent, true)) add_rails(canvas, rails, row);
  canvas.stroke(0.2, palette[Paint::rail], 0.6, LineEnds::flat);
}

}  // namespace conurb::scene
