// SPDX-License-Identifier: Apache-2.0
#include "engine/host/state_stream.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "engine/base/error.hpp"
#include "engine/sdk/random.hpp"

namespace conurb::host {
namespace {

StateStream sample() {
  StateStream stream("org.test.tank", 3);
  const double level[] = {1.5, -0.0, 3e300};
  const std::uint8_t flags[] = {1, 0, 1, 1, 0};
  const std::int64_t count = 7;
  stream.put("level", CONURB_TYPE_F64, level, 3);
  stream.put("flags", CONURB_TYPE_U8, flags, 5);
  stream.put("count", CONURB_TYPE_I64, &count, 1);
  stream.put("nothing", CONURB_TYPE_F32, nullptr, 0);
  return stream;
}

TEST(StateStream, what_was_put_comes_back_bit_for_bit) {
  const std::vector<std::byte> bytes = sample().bytes();
  const StateStream back = StateStream::parse(bytes, "test");
  EXPECT_EQ(back.plugin(), "org.test.tank");
  EXPECT_EQ(back.version(), 3U);
  EXPECT_EQ(back.entries().size(), 4U);
  const StateEntry* level = back.find("level");
  ASSERT_NE(level, nullptr);
  EXPECT_EQ(level->count, 3U);
  double value = 0;
  std::memcpy(&value, level->aligned.data() + 2, sizeof value);
  EXPECT_EQ(value, 3e300);
  EXPECT_EQ(back.find("absent"), nullptr);
  EXPECT_EQ(back.bytes(), bytes);
}

TEST(StateStream, every_truncation_is_refused) {
  const std::vector<std::byte> bytes = sample().bytes();
  std::size_t whole = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    try {
      (void)StateStream::parse(std::span(bytes).first(size), "test");
      ++whole;  // cut between two entries: a shorter stream, but a stream
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::bad_data) << size;
    }
  }
  EXPECT_EQ(whole, 0U);
}

TEST(StateStream, random_damage_ends_in_bad_data_or_in_a_stream_that_stands) {
  const std::vector<std::byte> bytes = sample().bytes();
  const sdk::Random random(5, 1);
  for (std::uint64_t trial = 0; trial < 3000; ++trial) {
    std::vector<std::byte> damaged = bytes;
    for (std::uint32_t n = 0; n < 3; ++n) {
      const auto at = random.below(damaged.size(), trial, 0, 2 * n);
      damaged[at] = static_cast<std::byte>(random.below(256, trial, 0, 2 * n + 1));
    }
    try {
      const StateStream stream = StateStream::parse(damaged, "test");
      EXPECT_EQ(stream.bytes(), damaged);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::bad_data);
    }
  }
}

TEST(StateStream, values_that_cannot_be_are_refused) {
  StateStream stream("org.test.tank", 1);
  const double value = 1;
  EXPECT_THROW(stream.put("", CONURB_TYPE_F64, &value, 1), Error);
  EXPECT_THROW(stream.put("text", CONURB_TYPE_TEXT, &value, 1), Error);
  EXPECT_THROW(stream.put("null", CONURB_TYPE_F64, nullptr, 1), Error);
  // The size in bytes of so many values wraps around in 64 bits.
  EXPECT_THROW(stream.put("huge", CONURB_TYPE_F64, &value, std::uint64_t{1} << 61), Error);
}

}  // namespace
}  // namespace conurb::host
