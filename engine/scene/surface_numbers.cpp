// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/surface_numbers.hpp"

#include <algorithm>
#include <numeric>

namespace conurb::scene {
namespace {

std::span<const std::int32_t> column_of(const city::Table& table, const char* name) {
  const auto column = table.find(name);
  if (!column) return {};
  const city::ColumnSpec& spec = table.column(*column).spec();
  const bool fits = spec.scalar == city::Scalar::i32 || spec.scalar == city::Scalar::ref;
  return fits && !spec.list ? table.column(*column).values<std::int32_t>() : std::span<const std::int32_t>();
}

}  // namespace

SurfaceNumbers::SurfaceNumbers(const city::City& city, const ObjectNumbers& numbers) {
  const std::int32_t surfaces = city.find("surface"), buildings = city.find("building");
  if (surfaces < 0 || buildings < 0) return;
  const auto table_number = static_cast<std::size_t>(surfaces);
  const ObjectNumbers::Range range = numbers.range(table_number);
  const city::Table& table = city.table(table_number);
  const auto owner = column_of(table, "building"), surface = column_of(table, "surface");
  if (range.count == 0 || owner.empty() || surface.empty()) return;
  first_building_ = numbers.range(static_cast<std::size_t>(buildings)).first;
  const auto owners = static_cast<std::size_t>(city.table(static_cast<std::size_t>(buildings)).rows());
  const auto counts = [&](std::size_t row) {
    return table.alive()[row] != 0 && surface[row] >= 0 && owner[row] >= 0 &&
           static_cast<std::size_t>(owner[row]) < owners && row < range.count;
  };
  begin_.assign(owners + 1, 0);
  for (std::size_t row = 0; row < owner.size(); ++row)
    if (counts(row)) ++begin_[static_cast<std::size_t>(owner[row]) + 1];
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  entries_.resize(begin_.back());
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  for (std::size_t row = 0; row < owner.size(); ++row)
    if (counts(row))
      entries_[next[static_cast<std::size_t>(owner[row])]++] = {
          static_cast<std::uint32_t>(surface[row]), range.first + static_cast<std::uint32_t>(row)};
  for (std::size_t i = 0; i < owners; ++i)
    std::sort(entries_.begin() + begin_[i], entries_.begin() + begin_[i + 1],
              [](const Entry& a, const Entry& b) {
                return a.surface != b.surface ? a.surface < b.surface : a.number < b.number;
              });
}

std::uint32_t SurfaceNumbers::number(std::uint32_t building, std::uint32_t surface) const {
  if (building < first_building_ || building - first_building_ + 1 >= begin_.size()) return 0;
  const std::uint32_t row = building - first_building_;
  const auto end = entries_.begin() + begin_[row + 1];
  const auto found =
      std::lower_bound(entries_.begin() + begin_[row], end, surface,
                       [](const Entry& entry, std::uint32_t wanted) { return entry.surface < wanted; });
  return found != end && found->surface == surface ? found->number : 0;
}

}  // namespace conurb::scene
