// SPDX-License-Identifier: Apache-2.0
#include "engine/store/chunk_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb::store {

using city::Scalar;

void put_chunk(Connection& connection, std::int64_t run, std::string_view table, std::string_view column,
               const ChunkEncoder& chunk) {
  const std::vector<std::byte> bytes = chunk.bytes();
  Statement(
      connection,
      "INSERT INTO conurb_chunk (run, table_name, column_name, first_exchange, last_exchange, first_row, "
      "row_count, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (run, table_name, column_name, "
      "first_exchange, first_row) DO UPDATE SET last_exchange = excluded.last_exchange, row_count = "
      "excluded.row_count, data = excluded.data")
      .bind_all(run, table, column, chunk.first_exchange(), chunk.last_exchange(), chunk.first_row(),
                chunk.rows(), std::span<const std::byte>(bytes))
      .run();
}

void for_each_chunk(Connection& connection, const ChunkRange& range,
                    const std::function<void(std::int64_t, const Chunk&)>& visit) {
  Statement statement(
      connection,
      "SELECT first_row, row_count, data, first_exchange FROM conurb_chunk WHERE run = ?1 AND table_name "
      "= ?2 AND column_name = ?3 AND first_exchange <= ?5 AND last_exchange >= ?4 AND first_row < ?7 AND "
      "first_row + row_count > ?6 ORDER BY first_exchange, first_row");
  statement.bind_all(range.run, range.table, range.column, range.first_exchange, range.last_exchange,
                     range.first_row, range.end_row);
  while (statement.step()) {
    try {
      const Chunk chunk = decode_chunk(statement.blob(2), range.first_exchange, range.last_exchange);
      for (const ChunkFrame& frame : chunk.frames) {
        if (frame.rows != statement.integer(1))
          throw Error(ErrorCode::bad_data, "a chunk of results is damaged");
      }
      visit(statement.integer(0), chunk);
    } catch (const Error& error) {
      throw Error(error.code(),
                  fmt::format("{} ({}.{}, run {}, exchange {}, row {})", error.message(), range.table,
                              range.column, range.run, statement.integer(3), statement.integer(0)),
                  connection.path(), "restore the file from a copy, or run it again");
    }
  }
}

void remove_base_column(Connection& connection, std::string_view table, std::string_view column) {
  connection.run("DELETE FROM conurb_chunk WHERE run = ? AND table_name = ? AND column_name = ?", kBaseRun,
                 table, column);
}

PackedColumn pack_base_column(const city::Column& column) {
  const ColumnCopy copy = copy_column(column);
  Compressor compressor;
  PackedColumn packed;
  std::int64_t first = 0;
  do {
    packed.emplace_back(first, std::min(kChunkRows, copy.rows - first)).add(0, copy, nullptr, compressor);
    first += kChunkRows;
  } while (first < copy.rows);
  return packed;
}

void put_base_column(Connection& connection, std::string_view table, std::string_view column,
                     const PackedColumn& packed) {
  remove_base_column(connection, table, column);
  for (const ChunkEncoder& chunk : packed) put_chunk(connection, kBaseRun, table, column, chunk);
}

bool has_base_column(Connection& connection, std::string_view table, std::string_view column) {
  return connection.integer(
             "SELECT 1 FROM conurb_chunk WHERE run = ? AND table_name = ? AND column_name = ? LIMIT 1", 0,
             kBaseRun, table, column) == 1;
}

namespace {

/// Puts the pieces of a base column together.
class Assembly {
 public:
  Assembly(const city::ColumnSpec& spec, std::int64_t rows) : spec_(spec), rows_(rows) {
    if (spec.scalar == Scalar::text) dictionary_ = std::make_shared<city::Dictionary>();
    offsets_.push_back(0);
  }

  void add(std::int64_t first_row, const Chunk& chunk) {
    if (chunk.scalar != spec_.scalar || chunk.list != spec_.list || chunk.frames.size() != 1 ||
        first_row != row_) {
      throw Error(ErrorCode::bad_data, "a chunk of the base city is damaged");
    }
    const ChunkFrame& frame = chunk.frames.front();
    if (frame.rows > rows_ - row_) throw Error(ErrorCode::bad_data, "more rows than the table has");
    row_ += frame.rows;
    const std::int64_t base = offsets_.back();
    for (std::size_t i = 1; i < frame.offsets.size(); ++i) offsets_.push_back(base + frame.offsets[i]);
    if (spec_.scalar != Scalar::text) {
      values_.insert(values_.end(), frame.values.begin(), frame.values.end());
      return;
    }
    std::vector<std::int32_t> codes;
    for (const std::string& text : frame.texts) codes.push_back(dictionary_->intern(text));
    for (std::size_t at = 0; at < frame.values.size(); at += sizeof(std::int32_t)) {
      std::int32_t code = 0;
      std::memcpy(&code, frame.values.data() + at, sizeof code);
      if (code >= 0) code = codes[static_cast<std::size_t>(code)];
      const auto* bytes = reinterpret_cast<const std::byte*>(&code);
      values_.insert(values_.end(), bytes, bytes + sizeof code);
    }
  }

  void finish(city::BufferPool& pool, city::ColumnStorage& storage) {
    if (row_ != rows_) {
      throw Error(ErrorCode::bad_data, fmt::format("column '{}' has {} of {} rows", spec_.name, row_, rows_));
    }
    storage.dictionary = dictionary_;
    if (spec_.list) {
      storage.offsets = pool.take((offsets_.size() + offsets_.size() / 8) * sizeof(std::int64_t));
      std::memcpy(storage.offsets.data(), offsets_.data(), offsets_.size() * sizeof(std::int64_t));
    }
    const auto slots =
        static_cast<std::size_t>(city::padded(rows_ + rows_ / 8 + 1)) * city::size_of(spec_.scalar);
    storage.data = pool.take(spec_.list ? values_.size() : slots);
    if (!values_.empty()) std::memcpy(storage.data.data(), values_.data(), values_.size());
    std::memset(storage.data.data() + values_.size(), 0, storage.data.size() - values_.size());
  }

 private:
  const city::ColumnSpec& spec_;
  std::int64_t rows_, row_ = 0;
  std::vector<std::byte> values_;
  std::vector<std::int64_t> offsets_;
  std::shared_ptr<city::Dictionary> dictionary_;
};

}  // namespace

void load_base_column(Connection& connection, std::string_view table, const city::ColumnSpec& spec,
                      std::int64_t rows, city::BufferPool& pool, city::ColumnStorage& storage) {
  Assembly assembly(spec, rows);
  for_each_chunk(connection, {kBaseRun, table, spec.name, 0, 0, 0, std::max<std::int64_t>(rows, 1)},
                 [&assembly](std::int64_t first_row, const Chunk& chunk) { assembly.add(first_row, chunk); });
  assembly.finish(pool, storage);
}

}  // namespace conurb::store
