// SPDX-License-Identifier: Apache-2.0
#include "engine/io/attributes.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

namespace conurb::io {

namespace {

constexpr std::int64_t kExactInReal = std::int64_t{1} << 53;  // every integer up to 2^53 is a double

template <class Number>
std::string number_text(Number value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return std::string(buffer, end);
}

std::string real_text(double value) {
  std::string text = number_text(value);
  // A real that happens to be whole must stay a real when it is read again.
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
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

bool AttributeColumn::add(std::uint32_t row, AttributeKind kind, AttributeBits bits, city::NameTable& texts) {
  if (is_last(row)) return false;
  if (kind_ == AttributeKind::none) kind_ = kind;
  if (kind != kind_) {
    const bool integer_in_reals = kind == AttributeKind::integer && kind_ == AttributeKind::real;
    const auto integer = static_cast<std::int64_t>(bits);
    if (integer_in_reals && integer >= -kExactInReal && integer <= kExactInReal) {
      bits = std::bit_cast<AttributeBits>(static_cast<double>(integer));
    } else {
      widen(kind, texts);
      if (kind !=
          kind_) {  // the column holds JSON now: write the value as JSON through a column of its own kind
        AttributeColumn single("");
        single.kind_ = kind;
        single.values_.push_back(bits);
        bits = texts.intern(single.json_of(0, texts));
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
  return true;
}

void AttributeColumn::widen(AttributeKind kind, city::NameTable& texts) {
  if (kind_ == AttributeKind::integer && kind == AttributeKind::real) {
    const bool exact = std::all_of(values_.begin(), values_.end(), [](AttributeBits bits) {
      const auto integer = static_cast<std::int64_t>(bits);
      return integer >= -kExactInReal && integer <= kExactInReal;
    });
    if (exact) {
      for (std::size_t n = 0; n < values_.size(); ++n) {
        values_[n] = std::bit_cast<AttributeBits>(static_cast<double>(as_integer(n)));
      }
      kind_ = AttributeKind::real;
      return;
    }
  }
  if (kind_ != AttributeKind::json) {
    for (std::size_t n = 0; n < values_.size(); ++n) values_[n] = texts.intern(json_of(n, texts));
    kind_ = AttributeKind::json;
  }
}

std::string AttributeColumn::json_of(std::size_t n, const city::NameTable& texts) const {
  switch (kind_) {
    case AttributeKind::none: return "null";
    case AttributeKind::integer: return number_text(as_integer(n));
    case AttributeKind::real: return real_text(as_real(n));
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
