// SPDX-License-Identifier: Apache-2.0
#include "engine/io/attributes.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

namespace conurb::io {

namespace {

constexpr std::int64_t kExactInReal = std::int64_t{1} << 53;  // every integer up to 2^53 is a double
constexpr double kLeastFixed = 1e-5, kMostFixed = 1e15;       // reals between are written without exponent

template <class Number>
std::string number_words(Number value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return std::string(buffer, end);
}

/// How a number's text differs from the usual one of its kind, as AttributeColumn::form says it; a text that
/// is usual in no way is interned. Decimal fractions of at most 15 digits are the shortest text of their
/// double (DBL_DIG), so most need not be written to be compared.
std::uint32_t form_of(AttributeKind kind, AttributeBits bits, std::string_view token,
                      city::NameTable& texts) {
  if (token.empty() || (kind != AttributeKind::integer && kind != AttributeKind::real)) {
    return AttributeColumn::kUsual;
  }
  if (kind == AttributeKind::integer) {
    return token == "-0" ? texts.intern(token) : AttributeColumn::kUsual;
  }
  const double value = std::bit_cast<double>(bits);
  const std::size_t point = token.find('.');
  const bool fraction =
      point != std::string_view::npos && token.find_first_of("eE") == std::string_view::npos;
  if (fraction && token.size() <= 16) {
    const std::size_t decimals = token.size() - point - 1;
    const bool shortest = token.back() != '0' || decimals == 1;
    const double size = std::abs(value);
    if (shortest && (size >= kLeastFixed || size == 0)) return AttributeColumn::kUsual;
    return AttributeColumn::kDecimals + static_cast<std::uint32_t>(decimals);
  }
  return json_real(value) == token ? AttributeColumn::kUsual : texts.intern(token);
}

std::string fixed_text(double value, std::uint32_t decimals) {
  char buffer[400];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed,
                                 static_cast<int>(decimals))
                       .ptr;
  return std::string(buffer, end);
}

}  // namespace

std::string_view to_string(AttributeKind kind) {
  switch (kind) {
    case AttributeKind::none: return "none";
    case AttributeKind::integer: return "integer";
    case AttributeKind::real: return "real";
    case AttributeKind::boolean: return "boolean";
    case AttributeKind::text: return "text";
    case AttributeKind::json: return "json";
  }
  return "unknown";
}

std::string json_quoted(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20) {
      quoted += "\\u00";
      quoted += kHex[byte >> 4];
      quoted += kHex[byte & 15];
    } else {
      quoted += c;
    }
  }
  return quoted += '"';
}

std::string json_real(double value) {
  char buffer[64];
  const double size = std::abs(value);
  const bool fixed = size == 0 || (size >= kLeastFixed && size < kMostFixed);
  const auto end = fixed ? std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed).ptr
                         : std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  std::string text(buffer, end);
  // A real that happens to be whole must stay a real when it is read again.
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

std::size_t AttributeColumn::position(std::uint32_t row) const {
  constexpr auto kAbsent = static_cast<std::size_t>(-1);
  if (rows_.empty()) return row < values_.size() ? row : kAbsent;
  const auto* found = std::lower_bound(rows_.begin(), rows_.end(), row);
  return found == rows_.end() || *found != row ? kAbsent : static_cast<std::size_t>(found - rows_.begin());
}

bool AttributeColumn::is_null(std::uint32_t row) const {
  return std::binary_search(nulls_.begin(), nulls_.end(), row);
}

double AttributeColumn::as_real(std::size_t n) const {
  return kind_ == AttributeKind::integer ? static_cast<double>(as_integer(n))
                                         : std::bit_cast<double>(values_[n]);
}

bool AttributeColumn::is_last(std::uint32_t row) const {
  const bool value = !values_.empty() && this->row(values_.size() - 1) == row;
  return value || (!nulls_.empty() && nulls_.back() == row);
}

bool AttributeColumn::add_null(std::uint32_t row) {
  if (is_last(row)) return false;
  nulls_.push_back(row);
  return true;
}

bool AttributeColumn::add(std::uint32_t row, AttributeKind kind, AttributeBits bits, city::NameTable& texts,
                          std::string_view token) {
  if (is_last(row)) return false;
  if (kind_ == AttributeKind::none) kind_ = kind;
  std::uint32_t form = form_of(kind, bits, token, texts);
  if (kind != kind_) {
    const bool integer_in_reals = kind == AttributeKind::integer && kind_ == AttributeKind::real;
    const auto integer = static_cast<std::int64_t>(bits);
    if (integer_in_reals && integer >= -kExactInReal && integer <= kExactInReal) {
      bits = std::bit_cast<AttributeBits>(static_cast<double>(integer));
      if (form == kUsual) form = kAsInteger;
    } else {
      widen(kind, texts);
      if (kind != kind_) {  // the column holds JSON now: write the value as a column of its own kind would
        AttributeColumn single("");
        single.kind_ = kind;
        single.values_.push_back(bits);
        if (form != kUsual) single.set_form(0, form);
        bits = texts.intern(single.json(0, texts));
        form = kUsual;
      }
    }
  }
  if (rows_.empty() && row != values_.size()) {  // the first gap: from here on the rows are written down
    for (std::uint32_t r = 0; r < values_.size(); ++r) rows_.push_back(r);
    rows_.push_back(row);
  } else if (!rows_.empty()) {
    rows_.push_back(row);
  }
  values_.push_back(bits);
  if (form != kUsual) set_form(row, form);
  return true;
}

void AttributeColumn::set_form(std::uint32_t row, std::uint32_t form) {
  form_rows_.push_back(row);
  forms_.push_back(form);
}

std::uint32_t AttributeColumn::form(std::size_t n) const {
  if (form_rows_.empty()) return kUsual;
  const auto* found = std::lower_bound(form_rows_.begin(), form_rows_.end(), row(n));
  return found == form_rows_.end() || *found != row(n)
             ? kUsual
             : forms_[static_cast<std::size_t>(found - form_rows_.begin())];
}

void AttributeColumn::widen(AttributeKind kind, city::NameTable& texts) {
  if (kind_ == AttributeKind::integer && kind == AttributeKind::real) {
    const bool exact = std::all_of(values_.begin(), values_.end(), [](AttributeBits bits) {
      const auto integer = static_cast<std::int64_t>(bits);
      return integer >= -kExactInReal && integer <= kExactInReal;
    });
    if (exact) return widen_to_reals();
  }
  if (kind_ != AttributeKind::json) {
    for (std::size_t n = 0; n < values_.size(); ++n) values_[n] = texts.intern(json(n, texts));
    form_rows_.clear();
    forms_.clear();
    kind_ = AttributeKind::json;
  }
}

void AttributeColumn::widen_to_reals() {
  city::PodArray<std::uint32_t> form_rows, forms;
  for (std::size_t n = 0; n < values_.size(); ++n) {
    const std::uint32_t known = form(n);
    form_rows.push_back(row(n));
    forms.push_back(known == kUsual ? kAsInteger : known);
  }
  for (std::size_t n = 0; n < values_.size(); ++n) {
    values_[n] = std::bit_cast<AttributeBits>(static_cast<double>(as_integer(n)));
  }
  form_rows_ = std::move(form_rows);
  forms_ = std::move(forms);
  kind_ = AttributeKind::real;
}

std::string AttributeColumn::json(std::size_t n, const city::NameTable& texts) const {
  const std::uint32_t special = form(n);
  if (special == kAsInteger) return number_words(static_cast<std::int64_t>(as_real(n)));
  if (special != kUsual && special >= kDecimals) return fixed_text(as_real(n), special - kDecimals);
  if (special != kUsual) return std::string(texts[special]);
  switch (kind_) {
    case AttributeKind::none: return "null";
    case AttributeKind::integer: return number_words(as_integer(n));
    case AttributeKind::real: return json_real(as_real(n));
    case AttributeKind::boolean: return as_boolean(n) ? "true" : "false";
    case AttributeKind::text: return json_quoted(texts[as_code(n)]);
    case AttributeKind::json: return std::string(texts[as_code(n)]);
  }
  return "null";
}

void AttributeColumn::truncate(std::uint32_t row) {
  std::size_t kept = values_.size();
  while (kept > 0 && this->row(kept - 1) >= row) --kept;
  values_.truncate(kept);
  rows_.truncate(kept);
  while (!nulls_.empty() && nulls_.back() >= row) nulls_.truncate(nulls_.size() - 1);
  while (!form_rows_.empty() && form_rows_.back() >= row) {
    form_rows_.truncate(form_rows_.size() - 1);
    forms_.truncate(form_rows_.size());
  }
}

void AttributeColumn::put(AttributeKind kind, city::PodArray<std::uint32_t> rows,
                          city::PodArray<AttributeBits> values, city::PodArray<std::uint32_t> nulls,
                          city::PodArray<std::uint32_t> form_rows, city::PodArray<std::uint32_t> forms) {
  kind_ = kind;
  rows_ = std::move(rows);
  values_ = std::move(values);
  nulls_ = std::move(nulls);
  form_rows_ = std::move(form_rows);
  forms_ = std::move(forms);
}

const AttributeColumn* AttributeTable::find(std::string_view name) const {
  const std::uint32_t code = names_.find(name);
  return code == kNone ? nullptr : &columns_[code];
}

AttributeColumn& AttributeTable::column(std::string_view name) {
  if (next_ >= columns_.size() || columns_[next_].name() != name) {
    next_ = names_.intern(name);
    if (next_ == columns_.size()) columns_.emplace_back(std::string(name));
  }
  return columns_[next_++];
}

void AttributeTable::truncate(std::uint32_t row) {
  for (AttributeColumn& column : columns_) column.truncate(row);
}

}  // namespace conurb::io
