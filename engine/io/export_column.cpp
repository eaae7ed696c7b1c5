// SPDX-License-Identifier: Apache-2.0
#include "engine/io/export_column.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>

#include "engine/base/no_value.hpp"
#include "engine/io/disclosure.hpp"

namespace conurb::io {

namespace {

using city::Scalar;

}  // namespace

double shortest(float value) {
  std::array<char, 32> text{};
  const auto* const end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  double number = kNoValue;
  std::from_chars(text.data(), end, number);
  return number;
}

ExportColumn::ExportColumn(const city::City& city, const city::Column& column, const UnitSystem& units)
    : column_(&column), units_(&units) {
  if (spec().scalar == Scalar::ref && city.find(spec().refers_to) >= 0)
    ids_ = city.table(spec().refers_to).ids();
  from_ = to_ = units.parse(spec().unit);
  if (!spec().display_unit.empty()) to_ = units.parse(spec().display_unit);
  convert_ = !units.same(from_, to_);
}

ExportKind ExportColumn::kind() const {
  // Whole numbers of people may be left out, which needs a null.
  const bool number = spec().scalar != Scalar::text && spec().scalar != Scalar::ref;
  if (number && spec().unit == kPeople) return ExportKind::real;
  switch (spec().scalar) {
    case Scalar::f64:
    case Scalar::f32: return ExportKind::real;
    case Scalar::i64:
    case Scalar::ref: return ExportKind::id;
    case Scalar::text: return ExportKind::text;
    case Scalar::u8:
      if (spec().min == 0 && spec().max == 1) return ExportKind::truth;
      break;
    case Scalar::i32: break;
  }
  return convert_ ? ExportKind::real : ExportKind::integer;
}

std::string ExportColumn::unit() const {
  const std::string& unit = spec().display_unit.empty() ? spec().unit : spec().display_unit;
  return unit == "1" ? std::string() : unit;
}

std::string ExportColumn::named() const {
  return unit().empty() ? spec().name : fmt::format("{} [{}]", spec().name, unit());
}

std::int64_t ExportColumn::prepare(std::span<const std::int64_t> rows) {
  rows_ = rows;
  values_.clear();
  if (kind() != ExportKind::real) return 0;
  std::int64_t suppressed = 0;
  for (const std::int64_t row : rows) {
    values_.push_back(number(static_cast<std::size_t>(row)));
    if (!suppressed_count(spec().unit, values_.back())) continue;
    values_.back() = kNoValue;
    ++suppressed;
  }
  if (convert_) units_->convert(values_, from_, to_);
  return suppressed;
}

double ExportColumn::number(std::size_t row) const {
  switch (spec().scalar) {
    case Scalar::f64: return column_->values<double>()[row];
    case Scalar::f32: return shortest(column_->values<float>()[row]);
    case Scalar::i64: return static_cast<double>(column_->values<std::int64_t>()[row]);
    case Scalar::i32: return column_->values<std::int32_t>()[row];
    default: return column_->values<std::uint8_t>()[row];
  }
}

std::optional<std::int64_t> ExportColumn::integer(std::size_t n) const {
  const auto row = static_cast<std::size_t>(rows_[n]);
  switch (spec().scalar) {
    case Scalar::i64: return column_->values<std::int64_t>()[row];
    case Scalar::i32: return column_->values<std::int32_t>()[row];
    case Scalar::u8: return column_->values<std::uint8_t>()[row];
    default: break;
  }
  const std::int32_t to = column_->values<std::int32_t>()[row];
  if (to < 0 || static_cast<std::size_t>(to) >= ids_.size()) return std::nullopt;
  return ids_[static_cast<std::size_t>(to)];
}

std::optional<std::string_view> ExportColumn::text(std::size_t n) const {
  const std::int32_t code = column_->values<std::int32_t>()[static_cast<std::size_t>(rows_[n])];
  if (code < 0) return std::nullopt;
  return column_->dictionary().text(code);
}

}  // namespace conurb::io
