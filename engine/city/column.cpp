// SPDX-License-Identifier: Apache-2.0
#include "engine/city/column.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace conurb::city {

namespace {

// Room for about an eighth more rows, so that insertions seldom move a column.
std::int64_t with_slack(std::int64_t rows) {
  return padded(rows + rows * 12 / 100 + 1);
}

template <typename T>
void fill(std::byte* data, std::int64_t from, std::int64_t to, T value) {
  std::fill(reinterpret_cast<T*>(data) + from, reinterpret_cast<T*>(data) + to, value);
}

double as_number(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  return 0.0;
}

std::int64_t as_whole(const ColumnSpec& spec, const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  const double number = as_number(value);
  if (number != std::floor(number) || std::abs(number) > 9007199254740992.0) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} is not a whole number, as '{}' needs", number, spec.name));
  }
  return static_cast<std::int64_t>(number);
}

void write_element(std::byte* data, const ColumnSpec& spec, std::int64_t row, const Value& value) {
  const auto at = [data, row, &spec] { return data + static_cast<std::size_t>(row) * size_of(spec.scalar); };
  const auto store = [&at](auto element) { std::memcpy(at(), &element, sizeof element); };
  const bool null = is_null(value);
  switch (spec.scalar) {
    case Scalar::f64: store(null ? std::numeric_limits<double>::quiet_NaN() : as_number(value)); break;
    case Scalar::f32:
      store(null ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(as_number(value)));
      break;
    case Scalar::i64: store(as_whole(spec, value)); break;
    case Scalar::i32: store(static_cast<std::int32_t>(as_whole(spec, value))); break;
    case Scalar::u8: store(static_cast<std::uint8_t>(as_whole(spec, value))); break;
    case Scalar::text:
    case Scalar::ref:
      store(null ? std::int32_t{-1} : static_cast<std::int32_t>(as_whole(spec, value)));
      break;
  }
}

struct Limits {
  double low;
  double high;
};

Limits type_limits(Scalar scalar) {
  switch (scalar) {
    case Scalar::i32: return {-2147483648.0, 2147483647.0};
    case Scalar::u8: return {0.0, 255.0};
    case Scalar::ref: return {-1.0, 2147483646.0};
    default: return {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  }
}

}  // namespace

void ColumnStorage::ensure_loaded() {
  if (!loader_) return;
  std::call_once(once_, [this] { loader_(*this); });
}

Column::Column(std::shared_ptr<const ColumnSpec> spec, std::shared_ptr<BufferPool> pool, std::int64_t rows,
               Revision revision)
    : spec_(std::move(spec)),
      pool_(std::move(pool)),
      storage_(std::make_shared<ColumnStorage>()),
      rows_(rows) {
  if (spec_->scalar == Scalar::text) storage_->dictionary = std::make_shared<Dictionary>();
  if (spec_->list) {
    storage_->offsets = pool_->take(static_cast<std::size_t>(with_slack(rows + 1)) * sizeof(std::int64_t));
    std::fill_n(reinterpret_cast<std::int64_t*>(storage_->offsets.data()), rows + 1, 0);
    storage_->data = pool_->take(64);
  } else {
    storage_->data = take_plain(rows);
    fill_initial(storage_->data.data(), 0, rows);
  }
  changes_.all_changed(revision);
}

Buffer Column::take_plain(std::int64_t rows) const {
  const std::size_t element = size_of(spec_->scalar);
  Buffer buffer = pool_->take(static_cast<std::size_t>(with_slack(rows)) * element);
  clear_filler(buffer.data(), rows);
  return buffer;
}

// Zero is finite in every type. The slack beyond is cleared when rows grow into it.
void Column::clear_filler(std::byte* data, std::int64_t rows) const {
  const std::size_t element = size_of(spec_->scalar);
  std::memset(data + static_cast<std::size_t>(rows) * element, 0,
              static_cast<std::size_t>(padded(rows) - rows) * element);
}

void Column::fill_initial(std::byte* data, std::int64_t from, std::int64_t to) {
  if (from >= to) return;
  const Value& initial = spec_->initial;
  const bool null = is_null(initial) && spec_->nullable;
  const double number = null ? std::numeric_limits<double>::quiet_NaN() : as_number(initial);
  switch (spec_->scalar) {
    case Scalar::f64: fill(data, from, to, number); break;
    case Scalar::f32: fill(data, from, to, static_cast<float>(number)); break;
    case Scalar::i64:
      fill(data, from, to, is_null(initial) ? std::int64_t{0} : as_whole(*spec_, initial));
      break;
    case Scalar::i32:
      fill(data, from, to, is_null(initial) ? 0 : static_cast<std::int32_t>(as_whole(*spec_, initial)));
      break;
    case Scalar::u8:
      fill(data, from, to,
           is_null(initial) ? std::uint8_t{0} : static_cast<std::uint8_t>(as_whole(*spec_, initial)));
      break;
    case Scalar::ref:
      fill(data, from, to, is_null(initial) ? -1 : static_cast<std::int32_t>(as_whole(*spec_, initial)));
      break;
    case Scalar::text: {
      const auto* text = std::get_if<std::string>(&initial);
      fill(data, from, to, text == nullptr ? -1 : intern(*text));
      break;
    }
  }
}

void Column::redeclare(std::shared_ptr<const ColumnSpec> spec) {
  std::string why;
  if (!shareable(*spec_, *spec, &why)) {
    throw Error(ErrorCode::incompatible, fmt::format("two declarations of '{}' differ: {}", spec->name, why));
  }
  spec_ = std::move(spec);
}

void Column::check_size(std::size_t size) const {
  if (size != size_of(spec_->scalar)) {
    throw Error(ErrorCode::internal, fmt::format("column '{}' of type {} read as elements of {} bytes",
                                                 spec_->name, to_string(spec_->scalar), size));
  }
}

void Column::check_row(std::int64_t row) const {
  if (row < 0 || row >= rows_) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("row {} of '{}', which has {}", row, spec_->name, rows_));
  }
}

const std::byte* Column::bytes() const {
  storage_->ensure_loaded();
  return storage_->data.data();
}

std::int64_t Column::element_count() const {
  return spec_->list ? offsets().back() : padded(rows_);
}

std::byte* Column::modify_bytes() {
  return writable(true);
}
std::byte* Column::overwrite_bytes() {
  return writable(false);
}

std::byte* Column::writable(bool keep_content) {
  storage_->ensure_loaded();
  if (storage_.use_count() == 1) return storage_->data.data();
  auto copy = std::make_shared<ColumnStorage>();
  copy->dictionary = storage_->dictionary;
  if (spec_->list) {
    const auto old_offsets = offsets();
    copy->offsets = pool_->take(static_cast<std::size_t>(with_slack(rows_ + 1)) * sizeof(std::int64_t));
    std::memcpy(copy->offsets.data(), old_offsets.data(), old_offsets.size_bytes());
    const std::size_t used = static_cast<std::size_t>(old_offsets.back()) * size_of(spec_->scalar);
    copy->data = pool_->take(used);
    if (used > 0) std::memcpy(copy->data.data(), storage_->data.data(), used);
  } else {
    copy->data = take_plain(rows_);
    if (keep_content) {
      std::memcpy(copy->data.data(), storage_->data.data(),
                  static_cast<std::size_t>(rows_) * size_of(spec_->scalar));
    }
  }
  storage_ = std::move(copy);
  return storage_->data.data();
}

std::span<const std::int64_t> Column::offsets() const {
  if (!spec_->list) throw Error(ErrorCode::internal, fmt::format("'{}' is not a list column", spec_->name));
  storage_->ensure_loaded();
  return {reinterpret_cast<const std::int64_t*>(storage_->offsets.data()),
          static_cast<std::size_t>(rows_) + 1};
}

void Column::assign_lists(std::span<const std::int64_t> offsets, const std::byte* data) {
  const bool fits = spec_->list && offsets.size() == static_cast<std::size_t>(rows_) + 1 && offsets[0] == 0 &&
                    std::is_sorted(offsets.begin(), offsets.end());
  if (!fits) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("lists for '{}' need {} ascending offsets from 0", spec_->name, rows_ + 1));
  }
  auto fresh = std::make_shared<ColumnStorage>();
  fresh->dictionary = storage_->dictionary;
  fresh->offsets = pool_->take(static_cast<std::size_t>(with_slack(rows_ + 1)) * sizeof(std::int64_t));
  std::memcpy(fresh->offsets.data(), offsets.data(), offsets.size_bytes());
  const std::size_t used = static_cast<std::size_t>(offsets.back()) * size_of(spec_->scalar);
  fresh->data = pool_->take(used);
  if (used > 0) std::memcpy(fresh->data.data(), data, used);
  storage_ = std::move(fresh);
}

const Dictionary& Column::dictionary() const {
  storage_->ensure_loaded();
  if (storage_->dictionary == nullptr) {
    throw Error(ErrorCode::internal, fmt::format("'{}' is not a text column", spec_->name));
  }
  return *storage_->dictionary;
}

std::int32_t Column::intern(std::string_view text) {
  if (const std::int32_t code = dictionary().find(text); code >= 0) return code;
  // New texts go to storage that is ours alone, and into an overlay if the dictionary itself is shared.
  writable(true);
  if (storage_->dictionary.use_count() > 1) {
    storage_->dictionary =
        std::make_shared<Dictionary>(std::shared_ptr<const Dictionary>(storage_->dictionary));
  }
  return storage_->dictionary->intern(text);
}

Value Column::get(std::int64_t row) const {
  check_row(row);
  if (spec_->list) throw Error(ErrorCode::invalid_argument, fmt::format("'{}' holds lists", spec_->name));
  const auto at = static_cast<std::size_t>(row);
  switch (spec_->scalar) {
    case Scalar::f64:
    case Scalar::f32: {
      const double number =
          spec_->scalar == Scalar::f64 ? values<double>()[at] : static_cast<double>(values<float>()[at]);
      if (std::isnan(number) && spec_->nullable) return {};
      return number;
    }
    case Scalar::i64: return values<std::int64_t>()[at];
    case Scalar::i32: return std::int64_t{values<std::int32_t>()[at]};
    case Scalar::u8: return std::int64_t{values<std::uint8_t>()[at]};
    case Scalar::ref: {
      const std::int32_t target = values<std::int32_t>()[at];
      if (target < 0) return {};
      return std::int64_t{target};
    }
    case Scalar::text: {
      const std::int32_t code = values<std::int32_t>()[at];
      if (code < 0) return {};
      return dictionary().text(code);
    }
  }
  return {};
}

void Column::check(const ColumnSpec& spec, const Value& value) {
  if (is_null(value)) {
    if (!spec.nullable)
      throw Error(ErrorCode::invalid_argument, fmt::format("'{}' cannot be null", spec.name));
    return;
  }
  const bool is_text = std::holds_alternative<std::string>(value);
  if (is_text != (spec.scalar == Scalar::text) || spec.list) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("'{}' is of type {}{}; got '{}'", spec.name, to_string(spec.scalar),
                            spec.list ? " list" : "", to_string(value)));
  }
  if (is_text) return;
  const double number = as_number(value);
  const Limits type = type_limits(spec.scalar);
  const double low = std::max(spec.min, type.low);
  const double high = std::min(spec.max, type.high);
  if (!(number >= low && number <= high)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} = {} {} is outside [{}, {}]", spec.name, number, spec.unit, low, high));
  }
  if (!is_float(spec.scalar)) (void)as_whole(spec, value);
}

void Column::set(std::int64_t row, const Value& value) {
  check_row(row);
  check(*spec_, value);
  if (const auto* text = std::get_if<std::string>(&value)) {
    const std::int32_t code = intern(*text);
    modify<std::int32_t>()[static_cast<std::size_t>(row)] = code;
    return;
  }
  write_element(modify_bytes(), *spec_, row, value);
}

void Column::grow(std::int64_t rows, Revision revision) {
  if (rows <= rows_) return;
  writable(true);
  const std::int64_t old_rows = rows_;
  const std::size_t element = spec_->list ? sizeof(std::int64_t) : size_of(spec_->scalar);
  const std::int64_t slots = spec_->list ? rows + 1 : padded(rows);
  Buffer& buffer = spec_->list ? storage_->offsets : storage_->data;
  if (static_cast<std::size_t>(slots) * element > buffer.size()) {
    Buffer larger = pool_->take(static_cast<std::size_t>(with_slack(rows + 1)) * element);
    const std::size_t used = static_cast<std::size_t>(old_rows + (spec_->list ? 1 : 0)) * element;
    std::memcpy(larger.data(), buffer.data(), used);
    buffer = std::move(larger);
  }
  rows_ = rows;
  if (spec_->list) {
    auto* offset = reinterpret_cast<std::int64_t*>(buffer.data());
    std::fill(offset + old_rows + 1, offset + rows + 1, offset[old_rows]);
  } else {
    fill_initial(buffer.data(), old_rows, rows);
    clear_filler(buffer.data(), rows);
  }
  if (rows - old_rows > rows / 4) {
    changes_.all_changed(revision);
    return;
  }
  std::vector<std::int64_t> fresh(static_cast<std::size_t>(rows - old_rows));
  for (std::size_t i = 0; i < fresh.size(); ++i) fresh[i] = old_rows + static_cast<std::int64_t>(i);
  changes_.rows_changed(revision, std::move(fresh));
}

void Column::restore(std::shared_ptr<ColumnStorage> storage, std::int64_t rows, const ChangeLog& changes) {
  storage_ = std::move(storage);
  rows_ = rows;
  changes_ = changes;
}

void Column::load_later(ColumnStorage::Loader loader) {
  storage_ = std::make_shared<ColumnStorage>();
  storage_->set_loader(std::move(loader));
}

}  // namespace conurb::city
