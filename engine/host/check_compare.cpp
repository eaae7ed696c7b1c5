// SPDX-License-Identifier: Apache-2.0
#include "engine/host/check_compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <set>
#include <span>
#include <utility>

#include "engine/host/check_finite.hpp"

namespace conurb::host::check {

namespace {

using city::Column;
using city::Scalar;

template <typename T>
bool same(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(a) && std::isnan(b)) return true;
  }
  return std::memcmp(&a, &b, sizeof a) == 0;
}

template <typename T>
std::string show(T value) {
  // Enough digits to tell neighbours apart.
  if constexpr (std::is_same_v<T, double>) return fmt::format("{:.17g}", value);
  if constexpr (std::is_same_v<T, float>) return fmt::format("{:.9g}", value);
  return fmt::format("{}", value);
}

// Retired rows are no part of the city any more; whatever they hold is compared with nothing.
template <typename T>
std::string first_difference(const Column& a, const Column& b, std::span<const std::uint8_t> alive,
                             const std::string& label) {
  const auto left = a.values<T>();
  const auto right = b.values<T>();
  const auto count = a.spec().list ? left.size() : static_cast<std::size_t>(a.rows());
  for (std::size_t i = 0; i < count; ++i) {
    if (!same(left[i], right[i]) && (alive.empty() || a.spec().list || alive[i] != 0)) {
      return fmt::format("{} of {} {}: {} against {}", label, a.spec().list ? "element" : "row", i,
                         show(left[i]), show(right[i]));
    }
  }
  return {};
}

std::string column_difference(const Column& a, const Column& b, std::span<const std::uint8_t> alive,
                              const std::string& label) {
  if (a.rows() != b.rows()) return fmt::format("{} has {} rows against {}", label, a.rows(), b.rows());
  if (a.spec().list && !std::ranges::equal(a.offsets(), b.offsets()))
    return label + " has lists of other lengths";
  switch (a.spec().scalar) {
    case Scalar::f64: return first_difference<double>(a, b, alive, label);
    case Scalar::f32: return first_difference<float>(a, b, alive, label);
    case Scalar::i64: return first_difference<std::int64_t>(a, b, alive, label);
    case Scalar::u8: return first_difference<std::uint8_t>(a, b, alive, label);
    default: return first_difference<std::int32_t>(a, b, alive, label);
  }
}

Hash128 content_of(const Column& column) {
  Hasher hasher;
  if (column.spec().list) hasher.add(std::as_bytes(column.offsets()));
  hasher.add({column.bytes(),
              static_cast<std::size_t>(column.element_count()) * city::size_of(column.spec().scalar)});
  return hasher.value();
}

std::string label_of(const city::Table& table, std::size_t column) {
  return table.name() + "." + table.column(column).spec().name;
}

bool owned(const Rig& rig, std::size_t table) {
  for (std::uint32_t i = 0; i < rig.manifest().tables.size(); ++i) {
    if (rig.manifest().tables[i].owns && rig.binding().table(i) == static_cast<std::int32_t>(table))
      return true;
  }
  return false;
}

}  // namespace

std::vector<Written> written_columns(const Rig& rig) {
  std::vector<Written> written;
  for (std::uint32_t i = 0; i < rig.manifest().columns.size(); ++i) {
    const Binding::ColumnPlace& place = rig.binding().place(i);
    if (rig.manifest().columns[i].access == Access::read || place.table < 0) continue;
    Written one{i, static_cast<std::size_t>(place.table), static_cast<std::size_t>(place.column), {}};
    one.label = label_of(rig.city().table(one.table), one.column);
    written.push_back(std::move(one));
  }
  return written;
}

std::string difference(const Rig& a, const Rig& b) {
  for (std::size_t i = 0; i < a.city().table_count(); ++i) {
    if (!owned(a, i)) continue;
    for (const std::size_t column : {city::Table::kId, city::Table::kAlive}) {
      const city::Table& left = a.city().table(i);
      std::string found = column_difference(left.column(column), b.city().table(i).column(column), {},
                                            label_of(left, column));
      if (!found.empty()) return found;
    }
  }
  for (const Written& written : written_columns(a)) {
    const city::Table& left = a.city().table(written.table);
    const city::Table& right = b.city().table(written.table);
    std::string found = column_difference(left.column(written.column), right.column(written.column),
                                          left.alive(), written.label);
    if (!found.empty()) return found;
  }
  if (std::pair(a.last().reached_us, a.last().next_us) != std::pair(b.last().reached_us, b.last().next_us)) {
    return fmt::format("the last step reached {} us and wants to go on at {} us, against {} and {}",
                       a.last().reached_us, a.last().next_us, b.last().reached_us, b.last().next_us);
  }
  return {};
}

std::string not_finite(const Rig& rig) {
  for (const Written& written : written_columns(rig)) {
    const city::Table& table = rig.city().table(written.table);
    const std::int64_t row = first_not_finite(table, written.column, nullptr, nullptr);
    if (row >= 0) return fmt::format("{} of row {} is not finite", written.label, row);
  }
  return {};
}

std::vector<Kept> kept_columns(const Rig& rig) {
  std::set<std::pair<std::size_t, std::size_t>> written;
  for (const Written& one : written_columns(rig)) written.emplace(one.table, one.column);
  std::set<std::pair<std::size_t, std::size_t>> declared;
  for (std::uint32_t i = 0; i < rig.manifest().columns.size(); ++i) {
    const Binding::ColumnPlace& place = rig.binding().place(i);
    if (place.table < 0 || rig.manifest().columns[i].access != Access::read) continue;
    declared.emplace(static_cast<std::size_t>(place.table), static_cast<std::size_t>(place.column));
  }
  std::vector<Kept> kept;
  for (std::size_t i = 0; i < rig.city().table_count(); ++i) {
    if (owned(rig, i)) continue;
    const city::Table& table = rig.city().table(i);
    for (std::size_t column = 0; column < table.column_count(); ++column) {
      if (written.contains({i, column})) continue;
      kept.push_back({i, column, declared.contains({i, column}), content_of(table.column(column))});
    }
  }
  return kept;
}

std::string first_changed(const Rig& rig, const std::vector<Kept>& kept, bool declared) {
  for (const Kept& one : kept) {
    const city::Table& table = rig.city().table(one.table);
    if (one.declared == declared && content_of(table.column(one.column)) != one.content) {
      return label_of(table, one.column);
    }
  }
  return {};
}

}  // namespace conurb::host::check
