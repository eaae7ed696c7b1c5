// SPDX-License-Identifier: Apache-2.0
// Chunks in their table. Run 0, exchange 0 is the base city itself: the state columns as last saved. Internal
// to engine/store.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/store/chunk_codec.hpp"
#include "engine/store/sqlite.hpp"

namespace conurb::store {

constexpr std::int64_t kBaseRun = 0;

/// Adds a chunk, or replaces the shorter one that began at the same exchange and row.
void put_chunk(Connection& connection, std::int64_t run, std::string_view table, std::string_view column,
               const ChunkEncoder& chunk);

struct ChunkRange {
  std::int64_t run = 0;
  std::string_view table, column;
  std::int64_t first_exchange = 0, last_exchange = 0;
  std::int64_t first_row = 0, end_row = 0;
};
/// Unpacks the chunks that meet the range, by exchange, then row.
void for_each_chunk(Connection& connection, const ChunkRange& range,
                    const std::function<void(std::int64_t first_row, const Chunk& chunk)>& visit);

/// A column of the base city, packed: needs no column and no file.
using PackedColumn = std::vector<ChunkEncoder>;
[[nodiscard]] PackedColumn pack_base_column(const city::Column& column);
/// Makes a column's content that of the base city.
void put_base_column(Connection& connection, std::string_view table, std::string_view column,
                     const PackedColumn& packed);
void remove_base_column(Connection& connection, std::string_view table, std::string_view column);
/// True if the base city has values of a column.
[[nodiscard]] bool has_base_column(Connection& connection, std::string_view table, std::string_view column);
/// Reads it back. Rows beyond those saved have no value and are refused: throws Error bad_data unless exactly
/// `rows` are there.
void load_base_column(Connection& connection, std::string_view table, const city::ColumnSpec& spec,
                      std::int64_t rows, city::BufferPool& pool, city::ColumnStorage& storage);

}  // namespace conurb::store
