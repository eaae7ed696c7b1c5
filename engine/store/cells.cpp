// SPDX-License-Identifier: Apache-2.0
#include "engine/store/cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb::store {

using city::ColumnSpec;
using city::Id;
using city::Scalar;

namespace {

template <typename T>
T load(const std::byte* data, std::int64_t index) {
  T value;
  std::memcpy(&value, data + static_cast<std::size_t>(index) * sizeof(T), sizeof value);
  return value;
}

template <typename T>
void append(std::vector<std::byte>& bytes, T value) {
  const auto* data = reinterpret_cast<const std::byte*>(&value);
  bytes.insert(bytes.end(), data, data + sizeof value);
}

double initial_number(const ColumnSpec& spec) {
  if (const auto* number = std::get_if<double>(&spec.initial)) return *number;
  if (const auto* whole = std::get_if<std::int64_t>(&spec.initial)) return static_cast<double>(*whole);
  return 0;
}

}  // namespace

std::int64_t IdIndex::row_of(Id id) const {
  if (ids_.empty()) return -1;
  const std::int64_t guess = id - ids_.front();
  if (guess >= 0 && guess < rows() && id_of(guess) == id) return guess;
  const auto found = std::lower_bound(ids_.begin(), ids_.end(), id);
  return found != ids_.end() && *found == id ? found - ids_.begin() : -1;
}

CellWriter::CellWriter(const city::Table& table, std::size_t column, IdIndex targets)
    : table_(&table), column_(&table.column(column)), data_(column_->bytes()), targets_(targets) {
  if (column_->spec().list) offsets_ = column_->offsets();
  if (column_->spec().scalar == Scalar::text) dictionary_ = &column_->dictionary();
}

void CellWriter::fail(std::int64_t row, const std::string& what) const {
  throw Error(ErrorCode::bad_data, fmt::format("{}.{} of id {} {}", table_->name(), column_->spec().name,
                                               table_->ids()[static_cast<std::size_t>(row)], what));
}

Id CellWriter::target(std::int32_t target_row, std::int64_t row) const {
  if (target_row >= targets_.rows()) {
    fail(row, fmt::format("points to row {} of '{}', which has {}", target_row, column_->spec().refers_to,
                          targets_.rows()));
  }
  return targets_.id_of(target_row);
}

void CellWriter::bind_number(Statement& statement, int index, double value, std::int64_t row) const {
  if (std::isnan(value) && !column_->spec().nullable)
    fail(row, "is not a number, but the column cannot be null");
  statement.bind(index, value);
}

void CellWriter::bind(Statement& statement, int index, std::int64_t row) {
  if (column_->spec().list) {
    bind_list(statement, index, row);
    return;
  }
  switch (column_->spec().scalar) {
    case Scalar::f64: bind_number(statement, index, load<double>(data_, row), row); break;
    case Scalar::f32: bind_number(statement, index, static_cast<double>(load<float>(data_, row)), row); break;
    case Scalar::i64: statement.bind(index, load<std::int64_t>(data_, row)); break;
    case Scalar::i32: statement.bind(index, std::int64_t{load<std::int32_t>(data_, row)}); break;
    case Scalar::u8: statement.bind(index, std::int64_t{load<std::uint8_t>(data_, row)}); break;
    case Scalar::text: {
      const auto code = load<std::int32_t>(data_, row);
      if (code < 0) {
        statement.bind_null(index);
      } else {
        statement.bind(index, std::string_view(dictionary_->text(code)));
      }
      break;
    }
    case Scalar::ref: {
      const auto target_row = load<std::int32_t>(data_, row);
      if (target_row < 0) {
        statement.bind_null(index);
      } else {
        statement.bind(index, target(target_row, row));
      }
      break;
    }
  }
}

void CellWriter::bind_list(Statement& statement, int index, std::int64_t row) {
  const std::int64_t first = offsets_[static_cast<std::size_t>(row)];
  const std::int64_t last = offsets_[static_cast<std::size_t>(row) + 1];
  if (first == last) {
    statement.bind_null(index);
    return;
  }
  const Scalar scalar = column_->spec().scalar;
  if (scalar != Scalar::ref && scalar != Scalar::text) {
    const std::size_t size = city::size_of(scalar);
    statement.bind(index, std::span(data_ + static_cast<std::size_t>(first) * size,
                                    static_cast<std::size_t>(last - first) * size));
    return;
  }
  scratch_.clear();
  for (std::int64_t i = first; i < last; ++i) {
    const auto code = load<std::int32_t>(data_, i);
    if (scalar == Scalar::ref) {
      append(scratch_, code < 0 ? Id{0} : target(code, row));
    } else {
      const std::string& text = dictionary_->text(code);
      append(scratch_, code < 0 ? std::int32_t{-1} : static_cast<std::int32_t>(text.size()));
      const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
      scratch_.insert(scratch_.end(), bytes, bytes + text.size());
    }
  }
  statement.bind(index, std::span<const std::byte>(scratch_));
}

CellReader::CellReader(std::string table, std::shared_ptr<const ColumnSpec> spec, std::int64_t rows,
                       std::shared_ptr<city::BufferPool> pool, IdIndex targets)
    : table_(std::move(table)),
      spec_(std::move(spec)),
      rows_(rows),
      pool_(std::move(pool)),
      targets_(targets) {
  if (spec_->scalar == Scalar::text) dictionary_ = std::make_shared<city::Dictionary>();
  if (spec_->list) {
    offsets_.reserve(static_cast<std::size_t>(rows) + 1);
    offsets_.push_back(0);
  } else {
    // A little more room than rows, as columns have it, so that a new row does not move the column.
    const auto slots = static_cast<std::size_t>(city::padded(rows + rows * 12 / 100 + 1));
    data_ = pool_->take(slots * city::size_of(spec_->scalar));
    const std::size_t used = static_cast<std::size_t>(rows) * city::size_of(spec_->scalar);
    std::memset(data_.data() + used, 0, data_.size() - used);
  }
}

void CellReader::read_shapes(city::Shape shape, const Frame& frame) {
  shape_ = shape;
  frame_ = frame;
}

void CellReader::fail(Id id, const std::string& what) const {
  throw Error(ErrorCode::bad_data, fmt::format("{}.{} of id {} {}", table_, spec_->name, id, what), "",
              "mend it with QGIS or sqlite3, or restore the file from a copy");
}

template <typename T>
void CellReader::put(std::int64_t row, T value) {
  std::memcpy(data_.data() + static_cast<std::size_t>(row) * sizeof(T), &value, sizeof value);
}

std::int64_t CellReader::whole(const Statement& statement, int column, Id id, std::int64_t low,
                               std::int64_t high) const {
  if (statement.is_null(column)) return static_cast<std::int64_t>(initial_number(*spec_));
  const std::int64_t value = statement.integer(column);
  const bool exact =
      statement.type(column) == SQLITE_INTEGER ||
      (statement.type(column) == SQLITE_FLOAT && statement.real(column) == static_cast<double>(value));
  if (!exact || value < low || value > high) {
    fail(id, fmt::format("is '{}', not a whole number of type {}", statement.text(column),
                         to_string(spec_->scalar)));
  }
  return value;
}

void CellReader::read(std::int64_t row, const Statement& statement, int column, Id id) {
  if (spec_->list) {
    read_list(row, statement, column, id);
  } else {
    read_plain(row, statement, column, id);
  }
}

void CellReader::read_plain(std::int64_t row, const Statement& statement, int column, Id id) {
  const int type = statement.type(column);
  switch (spec_->scalar) {
    case Scalar::f64:
    case Scalar::f32: {
      double value = initial_number(*spec_);
      if (type == SQLITE_FLOAT || type == SQLITE_INTEGER) {
        value = statement.real(column);
      } else if (type != SQLITE_NULL) {
        fail(id, "is not a number");
      } else if (spec_->nullable) {
        value = std::numeric_limits<double>::quiet_NaN();
      }
      if (spec_->scalar == Scalar::f64) {
        put(row, value);
      } else {
        put(row, static_cast<float>(value));
      }
      break;
    }
    case Scalar::i64:
      put(row, whole(statement, column, id, std::numeric_limits<std::int64_t>::min(),
                     std::numeric_limits<std::int64_t>::max()));
      break;
    case Scalar::i32:
      put(row, static_cast<std::int32_t>(whole(statement, column, id, INT32_MIN, INT32_MAX)));
      break;
    case Scalar::u8: put(row, static_cast<std::uint8_t>(whole(statement, column, id, 0, 255))); break;
    case Scalar::text:
      if (type == SQLITE_BLOB) fail(id, "is not a text");
      put(row, type == SQLITE_NULL ? std::int32_t{-1} : dictionary_->intern(statement.text(column)));
      break;
    case Scalar::ref: {
      if (type == SQLITE_NULL) {
        put(row, std::int32_t{-1});
        break;
      }
      const std::int64_t target = type == SQLITE_INTEGER ? targets_.row_of(statement.integer(column)) : -1;
      if (target < 0)
        fail(id, fmt::format("points to '{}', which '{}' has not", statement.text(column), spec_->refers_to));
      put(row, static_cast<std::int32_t>(target));
      break;
    }
  }
}

void CellReader::read_list(std::int64_t row, const Statement& statement, int column, Id id) {
  const int type = statement.type(column);
  if (type != SQLITE_NULL && type != SQLITE_BLOB) fail(id, "is not a list");
  if (static_cast<std::size_t>(row) + 1 != offsets_.size()) fail(id, "comes out of order");
  if (shape_ != city::Shape::none) {
    try {
      decode_shape(shape_, statement.blob(column), frame_, coordinates_);
    } catch (const Error& error) {
      fail(id, "cannot be read: " + error.message());
    }
    offsets_.push_back(static_cast<std::int64_t>(coordinates_.size()));
    return;
  }
  append_elements(statement.blob(column), id);
  offsets_.push_back(static_cast<std::int64_t>(elements_.size() / city::size_of(spec_->scalar)));
}

void CellReader::append_elements(std::span<const std::byte> blob, Id id) {
  if (spec_->scalar == Scalar::ref) {
    if (blob.size() % sizeof(Id) != 0) fail(id, "is cut short");
    for (std::size_t i = 0; i < blob.size() / sizeof(Id); ++i) {
      const Id target = load<Id>(blob.data(), static_cast<std::int64_t>(i));
      const std::int64_t row = target == 0 ? -1 : targets_.row_of(target);
      if (target != 0 && row < 0)
        fail(id, fmt::format("points to id {}, which '{}' has not", target, spec_->refers_to));
      append(elements_, static_cast<std::int32_t>(row));
    }
    return;
  }
  if (spec_->scalar != Scalar::text) {
    if (blob.size() % city::size_of(spec_->scalar) != 0) fail(id, "is cut short");
    elements_.insert(elements_.end(), blob.begin(), blob.end());
    return;
  }
  while (!blob.empty()) {
    if (blob.size() < sizeof(std::int32_t)) fail(id, "is cut short");
    const auto length = load<std::int32_t>(blob.data(), 0);
    blob = blob.subspan(sizeof length);
    if (length < -1 || (length > 0 && static_cast<std::size_t>(length) > blob.size()))
      fail(id, "is cut short");
    const auto bytes = static_cast<std::size_t>(std::max(length, 0));
    const std::string_view text(reinterpret_cast<const char*>(blob.data()), bytes);
    append(elements_, length < 0 ? std::int32_t{-1} : dictionary_->intern(text));
    blob = blob.subspan(bytes);
  }
}

void CellReader::finish(city::ColumnStorage& storage) {
  storage.dictionary = dictionary_;
  if (!spec_->list) {
    storage.data = std::move(data_);
    return;
  }
  offsets_.resize(static_cast<std::size_t>(rows_) + 1, offsets_.back());
  const std::size_t slots = offsets_.size() + offsets_.size() * 12 / 100;
  storage.offsets = pool_->take(slots * sizeof(std::int64_t));
  std::memcpy(storage.offsets.data(), offsets_.data(), offsets_.size() * sizeof(std::int64_t));
  const bool shapes = shape_ != city::Shape::none;
  const void* from = shapes ? static_cast<const void*>(coordinates_.data()) : elements_.data();
  const std::size_t bytes = shapes ? coordinates_.size() * sizeof(double) : elements_.size();
  storage.data = pool_->take(bytes);
  if (bytes > 0) std::memcpy(storage.data.data(), from, bytes);
}

city::Value sql_value(const Statement& statement, int column) {
  switch (statement.type(column)) {
    case SQLITE_INTEGER: return statement.integer(column);
    case SQLITE_FLOAT: return statement.real(column);
    case SQLITE_TEXT: return statement.string(column);
    case SQLITE_BLOB: {
      std::string text;
      for (const std::byte byte : statement.blob(column))
        text += fmt::format("{:02x}", static_cast<unsigned>(byte));
      return text;
    }
    default: return {};
  }
}

}  // namespace conurb::store
