// SPDX-License-Identifier: Apache-2.0
#include "engine/host/filled_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/base/error.hpp"
#include "engine/host/check_finite.hpp"

namespace conurb::host {

namespace {

using city::Column;
using city::Scalar;
using city::Table;

class Fault {
 public:
  Fault(std::string_view work, const Manifest& manifest, const Table& table, const Column& column)
      : work_(work), manifest_(manifest), table_(table), column_(column) {}
  [[noreturn]] void operator()(std::int64_t row, std::string_view what) const {
    throw Error(
        ErrorCode::plugin_fault,
        fmt::format("the {} {} in row {} of {}.{}", work_, what, row, table_.name(), column_.spec().name),
        manifest_.id);
  }

 private:
  std::string_view work_;
  const Manifest& manifest_;
  const Table& table_;
  const Column& column_;
};

template <class T>
bool is_null(T value, Scalar scalar) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::isnan(value);
  } else {
    return (scalar == Scalar::text || scalar == Scalar::ref) && value < 0;
  }
}

template <class T>
void check_kept_as(const Column& before, const Column& after, const Fault& fault) {
  const auto old = before.values<T>(), now = after.values<T>();
  for (std::int64_t row = 0; row < before.rows(); ++row) {
    const auto r = static_cast<std::size_t>(row);
    if (is_null(old[r], before.spec().scalar)) continue;
    if (std::memcmp(&old[r], &now[r], sizeof(T)) != 0) fault(row, "changed what was there");
  }
}

void check_lists_kept(const Column& before, const Column& after, const Fault& fault) {
  const auto old = before.offsets(), now = after.offsets();
  const std::size_t size = city::size_of(before.spec().scalar);
  for (std::int64_t row = 0; row < before.rows(); ++row) {
    const auto r = static_cast<std::size_t>(row);
    const auto length = static_cast<std::size_t>(old[r + 1] - old[r]);
    if (length == 0) continue;
    const bool same =
        now[r + 1] - now[r] == old[r + 1] - old[r] &&
        std::memcmp(before.bytes() + static_cast<std::size_t>(old[r]) * size,
                    after.bytes() + static_cast<std::size_t>(now[r]) * size, length * size) == 0;
    if (!same) fault(row, "changed what was there");
  }
}

/// Values that stood in the base are what they were.
void check_kept(const Column& before, const Column& after, const Fault& fault) {
  if (before.spec().list) return check_lists_kept(before, after, fault);
  switch (before.spec().scalar) {
    case Scalar::f64: return check_kept_as<double>(before, after, fault);
    case Scalar::f32: return check_kept_as<float>(before, after, fault);
    case Scalar::i64: return check_kept_as<std::int64_t>(before, after, fault);
    case Scalar::u8: return check_kept_as<std::uint8_t>(before, after, fault);
    default: return check_kept_as<std::int32_t>(before, after, fault);
  }
}

/// References and codes of texts point to something.
void check_pointers(const city::City& city, const Column& column, const Fault& fault) {
  const Scalar scalar = column.spec().scalar;
  if (scalar != Scalar::ref && scalar != Scalar::text) return;
  std::int64_t limit = 0;
  if (scalar == Scalar::text) {
    limit = column.dictionary().size();
  } else if (const std::int32_t target = city.find(column.spec().refers_to); target >= 0) {
    limit = city.table(static_cast<std::size_t>(target)).rows();
  }
  const auto values = column.values<std::int32_t>();
  const auto count = static_cast<std::size_t>(column.spec().list ? column.element_count() : column.rows());
  for (std::size_t i = 0; i < count; ++i) {
    if (values[i] < -1 || values[i] >= limit)
      fault(static_cast<std::int64_t>(i), "wrote a reference to nothing");
  }
}

/// A column of all nulls was declared, not filled.
bool holds_anything(const Column& column) {
  if (column.spec().list) return column.element_count() > 0;
  const auto any = [&column]<class T>(std::span<const T> values) {
    return std::any_of(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(column.rows()),
                       [&column](T value) { return !is_null(value, column.spec().scalar); });
  };
  switch (column.spec().scalar) {
    case Scalar::f64: return any(column.values<double>());
    case Scalar::f32: return any(column.values<float>());
    case Scalar::text:
    case Scalar::ref: return any(column.values<std::int32_t>());
    default: return column.rows() > 0;
  }
}

}  // namespace

std::vector<city::TableColumn> check_filled(const PluginCode& code, const Binding& binding,
                                            const city::City* base, Jobs* jobs, std::string_view work,
                                            city::City& city) {
  const Manifest& manifest = *code.manifest;
  std::vector<city::TableColumn> filled;
  for (std::uint32_t i = 0; i < manifest.columns.size(); ++i) {
    const Binding::ColumnPlace place = binding.place(i);
    if (place.table < 0 || !may_fill(manifest.columns[i])) continue;
    const auto t = static_cast<std::size_t>(place.table), c = static_cast<std::size_t>(place.column);
    Table& table = city.edit(t);
    const Column& column = table.column(c);
    const Fault fault(work, manifest, table, column);
    if (base != nullptr) check_kept(base->table(t).column(c), column, fault);
    check_pointers(city, column, fault);
    if (const std::int64_t row = first_not_finite(table, c, nullptr, jobs); row >= 0)
      fault(row, "wrote a value that is not finite");
    table.mark_changed(c);
    if (holds_anything(column)) filled.push_back({t, c});
  }
  return filled;
}

void throw_refusal(conurb_status status, const std::string& reason, const std::string& plugin,
                   std::string_view work) {
  const bool of_data = status == CONURB_INVALID_ARGUMENT || status == CONURB_NOT_FOUND ||
                       status == CONURB_BAD_DATA || status == CONURB_INCOMPATIBLE ||
                       status == CONURB_CONFLICT || status == CONURB_LIMIT;
  if (of_data && !reason.empty()) throw Error(static_cast<ErrorCode>(status), reason, plugin);
  throw Error(status == CONURB_CANCELLED ? ErrorCode::cancelled : ErrorCode::plugin_fault,
              fmt::format("the {} failed with status {}: {}", work, status,
                          reason.empty() ? "no reason given" : reason),
              plugin);
}

}  // namespace conurb::host
