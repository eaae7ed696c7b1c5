// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/mover_mesh.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <vector>

#include "engine/scene/marks.hpp"
#include "engine/scene/ribbons.hpp"

namespace conurb::scene {
namespace {

bool is_finite(const city::Point3& p) {
  return std::isfinite(p[0]) && std::isfinite(p[1]) && std::isfinite(p[2]);
}

constexpr int kPieces = 4;  // of a tail, each narrower than the one before

/// Where a strand is at a moment between two of its points; `i` is the first that is not before it.
city::Point3 place_between(const Trajectories& ways, std::size_t i, Time now) {
  const city::Point3 &a = ways.points[i - 1], &b = ways.points[i];
  const auto whole = static_cast<double>((ways.times[i] - ways.times[i - 1]).us);
  const double t = whole > 0 ? static_cast<double>((now - ways.times[i - 1]).us) / whole : 1;
  return {a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])};
}

/// x, y, x, y … of a strand between two moments, and the row that it ends on.
struct Way {
  std::vector<double> line;
  std::int64_t row = 0;
};

Way way_between(const Trajectories& ways, const Trajectories::Strand& strand, Time from, Time to) {
  Way way;
  const auto add = [&](const city::Point3& p, std::int64_t row) {
    way.line.insert(way.line.end(), {p[0], p[1]});
    way.row = row;
  };
  const std::size_t end = strand.first + strand.count;
  for (std::size_t i = strand.first; i < end; ++i) {
    const Time at = ways.times[i];
    const bool first = i == strand.first;
    if (at < from) continue;
    if (!first && ways.times[i - 1] < from) add(place_between(ways, i, from), ways.rows[i]);
    if (at > to) {
      if (!first && ways.times[i - 1] <= to) add(place_between(ways, i, to), ways.rows[i]);
      break;
    }
    add(ways.points[i], ways.rows[i]);
  }
  return way;
}

}  // namespace

Mesh make_movers(std::span<const Mover> movers, const MoverOptions& options) {
  city::Box box;
  for (const Mover& mover : movers)
    if (is_finite(mover.position)) box.add(mover.position);
  Mesh mesh;
  if (box.empty()) return mesh;
  for (std::size_t axis = 0; axis < 3; ++axis)
    mesh.origin[axis] = std::floor(0.5 * (box.lower[axis] + box.upper[axis]));
  MarkBody body = options.body == MoverBody::car ? car_body() : arrow_body();
  for (MarkBody::Face& face : body.faces)
    for (city::Point3& corner : face.corners) corner[0] += std::clamp(options.right, -2.7, 2.7);
  MarkMesher mesher(body, mesh);
  mesher.reserve(movers.size());
  for (const Mover& mover : movers) {
    if (!is_finite(mover.position)) continue;
    mesher.add({mover.position, static_cast<double>(mover.heading_rad), options.size, options.least_radius,
                mover.object});
  }
  return mesh;
}

Mesh make_tails(const Trajectories& trajectories, const GroundHeights& heights, Time now, Duration tail,
                std::span<const std::uint32_t> object_of_row, double width_m) {
  std::deque<Way> ways;  // ribbons point into them
  std::vector<RibbonLine> lines;
  for (const Trajectories::Strand& strand : trajectories.strands) {
    for (int piece = 0; piece < kPieces; ++piece) {
      const auto moment = [&](int of) {
        return now - Duration{tail.us / kPieces * static_cast<std::int64_t>(kPieces - of)};
      };
      ways.push_back(way_between(trajectories, strand, moment(piece), moment(piece + 1)));
      const Way& way = ways.back();
      const auto row = static_cast<std::size_t>(way.row);
      RibbonLine line{way.line, width_m * (piece + 1) / kPieces};
      line.object = row < object_of_row.size() ? object_of_row[row] : 0;
      lines.push_back(line);
    }
  }
  return make_ribbons(lines, heights, {});
}

}  // namespace conurb::scene
