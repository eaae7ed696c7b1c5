// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/link_lines.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace conurb::scene {

std::span<const double> LinkLines::Shapes::of(std::int64_t row) const {
  if (row < 0 || static_cast<std::size_t>(row) + 1 >= offsets.size()) return {};
  const auto at = static_cast<std::size_t>(row);
  return values.subspan(static_cast<std::size_t>(offsets[at]),
                        static_cast<std::size_t>(offsets[at + 1] - offsets[at]));
}

LinkLines::LinkLines(const city::City& city, const city::Table& links) : rows_(links.rows()) {
  const auto shapes_of = [](const city::Table& table) {
    const city::Column& shape = table.column("shape");
    return Shapes{shape.offsets(), shape.values<double>()};
  };
  if (links.spec().shape == city::Shape::line) lines_ = shapes_of(links);
  const auto from = links.find("from"), to = links.find("to");
  if (!from || !to) return;
  const auto points_of = [&](const city::ColumnSpec& end) {
    const std::int32_t nodes = end.scalar == city::Scalar::ref ? city.find(end.refers_to) : -1;
    if (nodes < 0 || city.table(static_cast<std::size_t>(nodes)).spec().shape != city::Shape::point)
      return Shapes{};
    return shapes_of(city.table(static_cast<std::size_t>(nodes)));
  };
  from_points_ = points_of(links.column(*from).spec());
  to_points_ = points_of(links.column(*to).spec());
  if (from_points_.offsets.empty() || to_points_.offsets.empty()) return;
  from_ = links.column(*from).values<std::int32_t>();
  to_ = links.column(*to).values<std::int32_t>();
}

std::span<const double> LinkLines::line(std::int64_t row, std::span<double, 4> scratch) const {
  if (row < 0 || row >= rows_) return {};
  if (const auto shape = lines_.of(row); shape.size() >= 4) return shape;
  if (from_.empty()) return {};
  const auto a = from_points_.of(from_[static_cast<std::size_t>(row)]);
  const auto b = to_points_.of(to_[static_cast<std::size_t>(row)]);
  if (a.size() < 2 || b.size() < 2) return {};
  scratch[0] = a[0];
  scratch[1] = a[1];
  scratch[2] = b[0];
  scratch[3] = b[1];
  return scratch;
}

double LinkLines::length(std::int64_t row) const {
  std::array<double, 4> scratch;
  const auto xy = line(row, scratch);
  double sum = 0;
  for (std::size_t i = 2; i + 1 < xy.size(); i += 2)
    sum += std::hypot(xy[i] - xy[i - 2], xy[i + 1] - xy[i - 1]);
  return sum;
}

LinkLines::Place LinkLines::at(std::int64_t row, double along) const {
  std::array<double, 4> scratch;
  const auto xy = line(row, scratch);
  Place place;
  double left = std::isnan(along) ? 0 : std::max(along, 0.0);
  for (std::size_t i = 2; i + 1 < xy.size(); i += 2) {
    const double dx = xy[i] - xy[i - 2], dy = xy[i + 1] - xy[i - 1], length = std::hypot(dx, dy);
    if (!(length > 0)) continue;
    const double part = std::min(left / length, 1.0);
    place = {true, xy[i - 2] + part * dx, xy[i - 1] + part * dy, std::atan2(dx, dy)};
    if (left <= length) break;
    left -= length;
  }
  return place;
}

}  // namespace conurb::scene
