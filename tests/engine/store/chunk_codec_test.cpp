// SPDX-License-Identifier: Apache-2.0
#include "engine/store/chunk_codec.hpp"

#include <cmath>
#include <cstring>
#include <random>

#include "store_testing.hpp"

namespace conurb::store {
namespace {

std::vector<std::byte> day_of_demand(std::int64_t rows) {
  city::City city = small_city(rows);
  city::Column& column = city.edit("building").column("heating_demand");
  ChunkEncoder chunk(0, rows);
  Compressor compressor;
  ColumnCopy previous;
  for (std::int64_t hour = 0; hour < 24; ++hour) {
    auto values = column.modify<float>();
    for (std::size_t row = 0; row < static_cast<std::size_t>(rows); ++row) {
      values[row] = 1000.0F + 0.25F * static_cast<float>((hour * 7 + static_cast<std::int64_t>(row)) % 40);
    }
    ColumnCopy copy = copy_column(column);
    chunk.add(hour, copy, &previous, compressor);
    previous = std::move(copy);
  }
  return chunk.bytes();
}

TEST(ChunkCodec, hours_of_like_values_pack_to_less_than_half) {
  const auto bytes = day_of_demand(1000);
  EXPECT_LT(bytes.size(), 24U * 1000 * 4 / 2);
  const Chunk chunk = decode_chunk(bytes, 5, 6);
  ASSERT_EQ(chunk.frames.size(), 2U);
  EXPECT_EQ(chunk.frames[0].exchange, 5);
  float value = 0;
  std::memcpy(&value, chunk.frames[1].values.data() + 3 * sizeof value, sizeof value);
  EXPECT_EQ(value, 1000.0F + 0.25F * 5);
}

TEST(ChunkCodec, damaged_chunks_end_in_an_error) {
  const auto good = day_of_demand(200);
  for (std::size_t size = 0; size + 1 < good.size(); size += 7) {
    const std::span<const std::byte> cut(good.data(), size);
    EXPECT_EQ(error_of([&] { (void)decode_chunk(cut, 0, 100); }).code(), ErrorCode::bad_data);
  }
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    auto bytes = good;
    for (int i = 0; i < 3; ++i) bytes[random() % bytes.size()] = static_cast<std::byte>(random());
    try {
      (void)decode_chunk(bytes, 0, 100);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::bad_data);
    }
  }
}

}  // namespace
}  // namespace conurb::store
