// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/network_tiles.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace conurb::scene {
namespace {

constexpr std::uint64_t kNetworkTriangles = 3500;  // of a tile
constexpr double kBandTolerance_m = 1.5;
constexpr double kGap_m = 0.6;          // between two directions
constexpr double kLengthCounts = 0.05;  // a long line that is missing is seen before a short one
constexpr std::uint32_t kCapTriangles = 6;

/// By row: whether another row leads back.
std::vector<std::uint8_t> rows_that_lead_back(const city::Table& table) {
  std::vector<std::uint8_t> back(static_cast<std::size_t>(table.rows()), 0);
  const auto from = table.find("from"), to = table.find("to");
  if (!from || !to || table.column(*from).spec().scalar != city::Scalar::ref ||
      table.column(*to).spec().scalar != city::Scalar::ref)
    return back;
  const auto starts = table.column(*from).values<std::int32_t>(),
             ends = table.column(*to).values<std::int32_t>();
  const auto alive = table.alive();
  const auto key = [](std::int32_t a, std::int32_t b) {
    return std::uint64_t{static_cast<std::uint32_t>(a)} << 32 | static_cast<std::uint32_t>(b);
  };
  std::vector<std::uint64_t> known;
  known.reserve(back.size());
  for (std::size_t row = 0; row < back.size(); ++row)
    if (alive[row] != 0 && starts[row] >= 0 && ends[row] >= 0) known.push_back(key(starts[row], ends[row]));
  std::sort(known.begin(), known.end());
  for (std::size_t row = 0; row < back.size(); ++row)
    back[row] = starts[row] != ends[row] &&
                std::binary_search(known.begin(), known.end(), key(ends[row], starts[row]));
  return back;
}

std::span<const std::int32_t> levels_of(const city::Table& table) {
  const auto level = table.find("level");
  if (!level || table.column(*level).spec().scalar != city::Scalar::i32 || table.column(*level).spec().list)
    return {};
  return table.column(*level).values<std::int32_t>();
}

}  // namespace

NetworkTiles::NetworkTiles(const city::City& city, std::size_t index, const NetworkRows& rows,
                           const ObjectNumbers& numbers, std::shared_ptr<const GroundHeights> heights)
    : city_(city), lines_(city_, city_.table(index)), heights_(std::move(heights)) {
  const city::Table& table = city_.table(index);
  const auto alive = table.alive();
  const auto levels = levels_of(table);
  const std::vector<std::uint8_t> back = rows_that_lead_back(table);
  std::vector<SolidMeasure> measures;
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
    if (alive[row] == 0) continue;
    Ribbon ribbon;
    ribbon.row = static_cast<std::int32_t>(row);
    ribbon.object = numbers.number(index, ribbon.row);
    ribbon.width_m = static_cast<float>(kPlainRibbon_m);
    if (row < rows.widths.size())
      ribbon.width_m = static_cast<float>(kNarrowestRibbon_m + (kWidestRibbon_m - kNarrowestRibbon_m) *
                                                                   static_cast<double>(rows.widths[row]));
    if (row < rows.flows.size()) ribbon.flow = static_cast<Flow>(rows.flows[row]);
    if (!levels.empty()) ribbon.level = static_cast<std::int8_t>(std::clamp(levels[row], 0, 9));
    ribbon.beside = back[row] != 0;
    const SolidMeasure measured = measure(ribbon);
    if (!(measured.size > 0)) continue;
    ribbons_.push_back(ribbon);
    measures.push_back(measured);
  }
  tiles_ = build_solid_tree(measures, kNetworkTriangles);
  std::vector<Ribbon> ordered;
  ordered.reserve(ribbons_.size());
  for (const std::uint32_t i : tiles_.order) ordered.push_back(ribbons_[i]);
  ribbons_ = std::move(ordered);
  std::vector<std::uint32_t>().swap(tiles_.order);  // gives the memory back
}

SolidMeasure NetworkTiles::measure(const Ribbon& ribbon) const {
  std::array<double, 4> scratch;
  const auto xy = lines_.line(ribbon.row, scratch);
  SolidMeasure measure;
  const double length = lines_.length(ribbon.row), width = static_cast<double>(ribbon.width_m);
  if (!(length > 0 && std::isfinite(length))) return measure;
  const double reach = width * 1.5;
  for (std::size_t i = 0; i + 1 < xy.size(); i += 2) {
    const double z = heights_->height(xy[i], xy[i + 1]);
    measure.box.add(city::Point3{xy[i] - reach, xy[i + 1] - reach, z});
    measure.box.add(city::Point3{xy[i] + reach, xy[i + 1] + reach, z + 1});
  }
  measure.size = static_cast<float>(width + kLengthCounts * length);
  measure.is_block = true;
  measure.block_error = static_cast<float>(1 + 0.6 * width);  // borders, which stay seen from afar
  const auto bands = static_cast<std::uint32_t>(xy.size() - 2);
  measure.lid_triangles = measure.block_triangles = bands;
  measure.full_triangles = 2 * (bands + kCapTriangles);
  return measure;
}

TileContent NetworkTiles::make(std::uint32_t tile, std::uint32_t level) const {
  const city::Range range = tiles_.solids[tile];
  RibbonOptions options;
  if (tiles_.detail(tile, level) == SolidDetail::full)
    options.detail = RibbonDetail::outlined;
  else
    options.tolerance_m = kBandTolerance_m;
  std::vector<std::array<double, 4>> scratch(range.size());
  std::vector<RibbonLine> lines;
  lines.reserve(range.size());
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    const Ribbon& ribbon = ribbons_[i];
    const double width = static_cast<double>(ribbon.width_m);
    RibbonLine line{lines_.line(ribbon.row, scratch[i - range.begin]), width, ribbon.object, ribbon.level};
    line.shift_m = ribbon.beside ? (width + kGap_m) / 2 : 0;
    line.flow = ribbon.flow;
    lines.push_back(line);
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const RibbonLine& a, const RibbonLine& b) { return a.width_m < b.width_m; });
  TileContent content;
  content.mesh = make_ribbons(lines, *heights_, options);
  return content;
}

}  // namespace conurb::scene
