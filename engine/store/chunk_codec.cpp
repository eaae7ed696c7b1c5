// SPDX-License-Identifier: Apache-2.0
#include "engine/store/chunk_codec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb::store {

using city::Scalar;

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::uint64_t kMaxRaw = std::uint64_t{1} << 31;

[[noreturn]] void damaged(const char* what) {
  throw Error(ErrorCode::bad_data, fmt::format("a chunk of results is damaged: {}", what));
}

bool is_plain(Scalar scalar, bool list) {
  return !list && scalar != Scalar::text;
}

void exclusive_or(std::span<std::byte> bytes, std::span<const std::byte> other) {
  const std::size_t count = std::min(bytes.size(), other.size());
  for (std::size_t i = 0; i < count; ++i) bytes[i] ^= other[i];
}

std::int32_t code_at(const ColumnCopy& column, std::int64_t element) {
  std::int32_t code = 0;
  std::memcpy(&code, column.data.data() + static_cast<std::size_t>(element) * sizeof code, sizeof code);
  return code;
}

// Codes mean something only with the column's dictionary, which lives elsewhere and grows: a frame has its
// own, numbered by first use.
void put_texts(ByteWriter& raw, const ColumnCopy& column, std::int64_t first, std::int64_t last,
               std::vector<std::int32_t>& codes) {
  std::map<std::int32_t, std::int32_t> own;
  std::vector<std::int32_t> used;
  for (std::int64_t i = first; i < last; ++i) {
    const std::int32_t code = code_at(column, i);
    if (code < 0) {
      codes.push_back(-1);
      continue;
    }
    const auto [at, fresh] = own.emplace(code, static_cast<std::int32_t>(own.size()));
    if (fresh) used.push_back(code);
    codes.push_back(at->second);
  }
  raw.put(static_cast<std::uint32_t>(used.size()));
  for (const std::int32_t code : used) raw.put_text(column.dictionary->text(code));
}

void put_elements(ByteWriter& raw, const ColumnCopy& column, std::int64_t first, std::int64_t last) {
  if (column.scalar == Scalar::text) {
    std::vector<std::int32_t> codes;
    put_texts(raw, column, first, last, codes);
    raw.put_bytes(std::as_bytes(std::span(codes)));
    return;
  }
  const std::size_t size = city::size_of(column.scalar);
  raw.put_bytes(
      std::span(column.data)
          .subspan(static_cast<std::size_t>(first) * size, static_cast<std::size_t>(last - first) * size));
}

std::vector<std::byte> raw_frame(const ColumnCopy& column, const ColumnCopy* previous, std::int64_t first,
                                 std::int64_t last) {
  ByteWriter raw;
  if (column.list) {
    const auto at = [&column](std::int64_t row) { return column.offsets[static_cast<std::size_t>(row)]; };
    for (std::int64_t row = first; row <= last; ++row) raw.put(at(row) - at(first));
    put_elements(raw, column, at(first), at(last));
    return std::move(raw.bytes());
  }
  put_elements(raw, column, first, last);
  if (!is_plain(column.scalar, column.list)) return std::move(raw.bytes());
  const std::size_t size = city::size_of(column.scalar);
  if (previous != nullptr) {
    const std::size_t from = static_cast<std::size_t>(first) * size;
    if (previous->data.size() > from) exclusive_or(raw.bytes(), std::span(previous->data).subspan(from));
  }
  std::vector<std::byte> shuffled(raw.bytes().size());
  group_bytes(raw.bytes(), shuffled, size);
  return shuffled;
}

void read_elements(ByteReader& reader, Scalar scalar, std::uint64_t count, ChunkFrame& frame) {
  if (scalar == Scalar::text) {
    const auto texts = reader.get<std::uint32_t>();
    if (texts > reader.left() / sizeof(std::uint32_t)) damaged("too many texts");
    for (std::uint32_t i = 0; i < texts; ++i) frame.texts.emplace_back(reader.get_text());
  }
  if (count > reader.left() / city::size_of(scalar)) damaged("too few values");
  const auto bytes = reader.take(static_cast<std::size_t>(count) * city::size_of(scalar));
  frame.values.assign(bytes.begin(), bytes.end());
  if (scalar != Scalar::text) return;
  for (std::size_t i = 0; i < count; ++i) {
    std::int32_t code = 0;
    std::memcpy(&code, frame.values.data() + i * sizeof code, sizeof code);
    if (code < -1 || code >= static_cast<std::int32_t>(frame.texts.size())) damaged("a text is missing");
  }
}

void read_list(ByteReader& reader, Scalar scalar, ChunkFrame& frame) {
  for (std::int64_t row = 0; row <= frame.rows; ++row) frame.offsets.push_back(reader.get<std::int64_t>());
  if (frame.offsets.front() != 0 || !std::is_sorted(frame.offsets.begin(), frame.offsets.end())) {
    damaged("lists overlap");
  }
  read_elements(reader, scalar, static_cast<std::uint64_t>(frame.offsets.back()), frame);
}

// The column's dictionary may grow while another thread packs the copy, so the copy gets one of its own.
void own_texts(ColumnCopy& copy, const city::Dictionary& texts) {
  auto own = std::make_shared<city::Dictionary>();
  std::vector<std::int32_t> known(static_cast<std::size_t>(texts.size()), -1);
  for (std::size_t at = 0; at < copy.data.size(); at += sizeof(std::int32_t)) {
    std::int32_t code = 0;
    std::memcpy(&code, copy.data.data() + at, sizeof code);
    if (code < 0) continue;
    std::int32_t& renamed = known[static_cast<std::size_t>(code)];
    if (renamed < 0) renamed = own->intern(texts.text(code));
    std::memcpy(copy.data.data() + at, &renamed, sizeof renamed);
  }
  copy.dictionary = std::move(own);
}

}  // namespace

ColumnCopy copy_column(const city::Column& column) {
  ColumnCopy copy;
  copy.scalar = column.spec().scalar;
  copy.list = column.spec().list;
  copy.rows = column.rows();
  std::int64_t elements = copy.rows;
  if (copy.list) {
    const auto offsets = column.offsets();
    copy.offsets.assign(offsets.begin(), offsets.end());
    elements = offsets.back();
  }
  const std::byte* data = column.bytes();
  copy.data.assign(data, data + static_cast<std::size_t>(elements) * city::size_of(copy.scalar));
  if (copy.scalar == Scalar::text) own_texts(copy, column.dictionary());
  return copy;
}

void ChunkEncoder::add(std::int64_t exchange, const ColumnCopy& column, const ColumnCopy* previous,
                       Compressor& compressor) {
  if (frames_ == 0) {
    first_exchange_ = exchange;
    scalar_ = column.scalar;
    list_ = column.list;
  }
  last_exchange_ = exchange;
  const std::vector<std::byte> raw =
      raw_frame(column, frames_ == 0 ? nullptr : previous, first_row_, first_row_ + rows_);
  if (raw.size() > kMaxRaw) {
    throw Error(ErrorCode::limit, "more than 2 GiB of lists in 64k rows cannot be recorded");
  }
  const std::vector<std::byte> packed = compressor.compress(raw);
  body_.put(exchange);
  body_.put(static_cast<std::uint32_t>(rows_));
  body_.put(std::uint32_t{0});
  body_.put(static_cast<std::uint64_t>(raw.size()));
  body_.put(static_cast<std::uint64_t>(packed.size()));
  body_.put_bytes(packed);
  ++frames_;
}

std::vector<std::byte> ChunkEncoder::bytes() const {
  ByteWriter chunk;
  chunk.put(kVersion);
  chunk.put(static_cast<std::uint8_t>(scalar_));
  chunk.put(static_cast<std::uint8_t>(list_ ? 1 : 0));
  chunk.put(std::uint8_t{0});
  chunk.put(static_cast<std::uint32_t>(frames_));
  chunk.put_bytes(body_.bytes());
  return std::move(chunk.bytes());
}

Chunk decode_chunk(std::span<const std::byte> bytes, std::int64_t first, std::int64_t last) {
  ByteReader reader(bytes);
  Chunk chunk;
  if (reader.get<std::uint8_t>() != kVersion) damaged("its version is not known");
  const auto scalar = reader.get<std::uint8_t>();
  if (scalar < 1 || scalar > 7) damaged("its type is not known");
  chunk.scalar = static_cast<Scalar>(scalar);
  chunk.list = reader.get<std::uint8_t>() != 0;
  (void)reader.get<std::uint8_t>();
  const auto frames = reader.get<std::uint32_t>();
  const bool plain = is_plain(chunk.scalar, chunk.list);
  const std::size_t size = city::size_of(chunk.scalar);
  std::vector<std::byte> previous;
  for (std::uint32_t i = 0; i < frames; ++i) {
    ChunkFrame frame;
    frame.exchange = reader.get<std::int64_t>();
    frame.rows = reader.get<std::uint32_t>();
    (void)reader.get<std::uint32_t>();
    const auto raw_bytes = reader.get<std::uint64_t>();
    const auto packed = reader.take(static_cast<std::size_t>(reader.get<std::uint64_t>()));
    if (frame.rows > kChunkRows || raw_bytes > kMaxRaw) damaged("it is larger than chunks are");
    if (frame.exchange > last) break;
    if (!plain && frame.exchange < first) continue;
    const std::vector<std::byte> raw = decompress(packed, static_cast<std::size_t>(raw_bytes));
    if (plain) {
      if (raw.size() != static_cast<std::size_t>(frame.rows) * size) damaged("its rows are not all there");
      frame.values.resize(raw.size());
      ungroup_bytes(raw, frame.values, size);
      exclusive_or(frame.values, previous);
      previous = frame.values;
    } else {
      ByteReader content(raw);
      if (chunk.list) {
        read_list(content, chunk.scalar, frame);
      } else {
        read_elements(content, chunk.scalar, static_cast<std::uint64_t>(frame.rows), frame);
      }
    }
    if (frame.exchange >= first) chunk.frames.push_back(std::move(frame));
  }
  return chunk;
}

}  // namespace conurb::store
