// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/object_numbers.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace conurb::scene {
namespace {

bool has_numbers(const city::TableSpec& spec) {
  if (spec.kind == city::TableKind::grid || spec.kind == city::TableKind::series) return false;
  return spec.shape != city::Shape::none || spec.kind == city::TableKind::particles ||
         spec.name == "city_object";
}

/// An eighth more, as branches insert some; of what comes and goes there may be none yet.
std::uint64_t room_for(const city::Table& table) {
  const auto rows = static_cast<std::uint64_t>(table.rows());
  const std::uint64_t least = table.spec().kind == city::TableKind::particles ? 1 << 18 : 1024;
  return rows + std::max<std::uint64_t>(rows / 8, least);
}

}  // namespace

ObjectNumbers::ObjectNumbers(const city::City& city) {
  ranges_.resize(city.table_count());
  std::uint64_t next = 1;
  for (std::size_t t = 0; t < city.table_count(); ++t) {
    const city::Table& table = city.table(t);
    if (!has_numbers(table.spec())) continue;
    const std::uint64_t room = room_for(table);
    if (next + room > kMost) {
      throw Error(
          ErrorCode::limit,
          fmt::format("the city has more than {} things to draw (up to table '{}')", kMost, table.name()), {},
          "show a part of it: export a district to a file of its own");
    }
    ranges_[t] = {static_cast<std::uint32_t>(next), static_cast<std::uint32_t>(room)};
    next += room;
  }
  // Surfaces are parts of what has numbers already: where there are too many, they do without.
  const std::int32_t surfaces = city.find("surface");
  if (surfaces >= 0 && ranges_[static_cast<std::size_t>(surfaces)].count == 0) {
    const city::Table& table = city.table(static_cast<std::size_t>(surfaces));
    const std::uint64_t room = room_for(table);
    if (table.spec().kind == city::TableKind::entities && next + room <= kMost) {
      ranges_[static_cast<std::size_t>(surfaces)] = {static_cast<std::uint32_t>(next),
                                                     static_cast<std::uint32_t>(room)};
      next += room;
    }
  }
  count_ = static_cast<std::uint32_t>(next - 1);
}

std::uint32_t ObjectNumbers::number(std::size_t table, std::int64_t row) const {
  const Range of = range(table);
  if (row < 0 || static_cast<std::uint64_t>(row) >= of.count) return 0;
  return of.first + static_cast<std::uint32_t>(row);
}

ObjectNumbers::Range ObjectNumbers::range(std::size_t table) const {
  return table < ranges_.size() ? ranges_[table] : Range{};
}

std::optional<ObjectRow> ObjectNumbers::row(std::uint32_t number) const {
  if (number == 0 || number > count_) return std::nullopt;
  for (std::size_t t = 0; t < ranges_.size(); ++t) {
    const Range& of = ranges_[t];
    if (of.count > 0 && number >= of.first && number - of.first < of.count)
      return ObjectRow{t, static_cast<std::int64_t>(number - of.first)};
  }
  return std::nullopt;
}

}  // namespace conurb::scene
