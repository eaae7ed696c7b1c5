// SPDX-License-Identifier: Apache-2.0
// The content of a chunk: up to 64k rows of a column at up to 24 exchanges. Every exchange is a frame of its
// own; numbers are kept as the difference (exclusive or) from the exchange before, byte by byte, then packed
// with zstd. Floats come back to the bit. Internal to engine/store.
//
//   chunk = version u8, scalar u8, list u8, 0 u8, frames u32, frame …
//   frame = exchange i64, rows u32, 0 u32, raw bytes u64, packed bytes u64, packed …
//   raw   = elements (shuffled, ^ previous frame)                             numbers and references
//         | texts u32, text …, code i32 …                                     text
//         | text part as above if text, offset u64 (rows + 1) …, element …    lists
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/city/column.hpp"
#include "engine/store/compress.hpp"

namespace conurb::store {

constexpr std::int64_t kChunkRows = 65536;
constexpr std::int64_t kChunkExchanges = 24;

/// A column's content as it was when copied: needs no column any more.
struct ColumnCopy {
  city::Scalar scalar = city::Scalar::f64;
  bool list = false;
  std::int64_t rows = 0;
  std::vector<std::byte> data;
  std::vector<std::int64_t> offsets;                   ///< lists
  std::shared_ptr<const city::Dictionary> dictionary;  ///< text

  [[nodiscard]] std::size_t bytes() const { return data.size() + offsets.size() * sizeof(std::int64_t); }
};
[[nodiscard]] ColumnCopy copy_column(const city::Column& column);

/// Builds one chunk, frame by frame.
class ChunkEncoder {
 public:
  ChunkEncoder(std::int64_t first_row, std::int64_t rows) : first_row_(first_row), rows_(rows) {}

  /// Adds this chunk's rows of `column` at an exchange. `previous` is what was added before, or null for the
  /// first.
  void add(std::int64_t exchange, const ColumnCopy& column, const ColumnCopy* previous,
           Compressor& compressor);
  [[nodiscard]] std::int64_t frames() const { return frames_; }
  [[nodiscard]] std::int64_t first_exchange() const { return first_exchange_; }
  [[nodiscard]] std::int64_t last_exchange() const { return last_exchange_; }
  [[nodiscard]] std::int64_t first_row() const { return first_row_; }
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  /// The chunk so far.
  [[nodiscard]] std::vector<std::byte> bytes() const;

 private:
  std::int64_t first_row_, rows_;
  std::int64_t frames_ = 0, first_exchange_ = 0, last_exchange_ = 0;
  city::Scalar scalar_ = city::Scalar::f64;
  bool list_ = false;
  ByteWriter body_;
};

/// One exchange of a chunk, unpacked.
struct ChunkFrame {
  std::int64_t exchange = 0;
  std::int64_t rows = 0;
  std::vector<std::byte> values;      ///< elements; text as codes into `texts`
  std::vector<std::int64_t> offsets;  ///< lists: rows + 1
  std::vector<std::string> texts;
};

struct Chunk {
  city::Scalar scalar = city::Scalar::f64;
  bool list = false;
  std::vector<ChunkFrame> frames;
};

/// Unpacks the frames of exchanges in [first, last]. Throws Error bad_data for anything that no encoder
/// wrote.
[[nodiscard]] Chunk decode_chunk(std::span<const std::byte> bytes, std::int64_t first, std::int64_t last);

}  // namespace conurb::store
