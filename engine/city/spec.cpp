// SPDX-License-Identifier: Apache-2.0
#include "engine/city/spec.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/base/time.hpp"

namespace conurb::city {

bool is_yearly_day(std::string_view text) {
  constexpr std::string_view kLeapYear = "2024-";
  try {
    (void)parse_date(std::string(kLeapYear).append(text));
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::size_t size_of(Scalar scalar) {
  switch (scalar) {
    case Scalar::f64:
    case Scalar::i64: return 8;
    case Scalar::f32:
    case Scalar::i32:
    case Scalar::text:
    case Scalar::ref: return 4;
    case Scalar::u8: return 1;
  }
  return 0;
}

bool is_float(Scalar scalar) {
  return scalar == Scalar::f64 || scalar == Scalar::f32;
}

std::string_view to_string(Scalar scalar) {
  switch (scalar) {
    case Scalar::f64: return "f64";
    case Scalar::f32: return "f32";
    case Scalar::i64: return "i64";
    case Scalar::i32: return "i32";
    case Scalar::u8: return "u8";
    case Scalar::text: return "text";
    case Scalar::ref: return "ref";
  }
  return "unknown";
}

bool is_null(const Value& value) {
  return std::holds_alternative<std::monostate>(value);
}

std::string to_string(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *whole);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return "null";
}

std::string_view to_string(Role role) {
  switch (role) {
    case Role::fixed: return "static";
    case Role::input: return "input";
    case Role::state: return "state";
    case Role::output: return "output";
  }
  return "unknown";
}

std::string_view to_string(TableKind kind) {
  switch (kind) {
    case TableKind::entities: return "entities";
    case TableKind::links: return "links";
    case TableKind::grid: return "grid";
    case TableKind::particles: return "particles";
    case TableKind::series: return "series";
  }
  return "unknown";
}

std::string_view to_string(Shape shape) {
  switch (shape) {
    case Shape::none: return "none";
    case Shape::point: return "point";
    case Shape::line: return "line";
    case Shape::polygon: return "polygon";
  }
  return "unknown";
}

std::string_view to_string(Storage storage) {
  switch (storage) {
    case Storage::rows: return "rows";
    case Storage::chunks: return "chunks";
  }
  return "unknown";
}

bool shareable(const ColumnSpec& a, const ColumnSpec& b, std::string* why) {
  const auto differ = [why](std::string text) {
    if (why != nullptr) *why = std::move(text);
    return false;
  };
  if (a.scalar != b.scalar)
    return differ(fmt::format("type {} and {}", to_string(a.scalar), to_string(b.scalar)));
  if (a.list != b.list) return differ("one is a list, the other is not");
  if (a.unit != b.unit) return differ(fmt::format("unit '{}' and '{}'", a.unit, b.unit));
  if (a.refers_to != b.refers_to)
    return differ(fmt::format("a row of '{}' and of '{}'", a.refers_to, b.refers_to));
  return true;
}

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > 63 || text[0] < 'a' || text[0] > 'z') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace conurb::city
