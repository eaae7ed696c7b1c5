// SPDX-License-Identifier: Apache-2.0
#include "engine/base/hash.hpp"

#include <utility>
#include <vector>

#include "tests/engine/base/expect_error.hpp"

namespace conurb {
namespace {

using test::expect_error;

// The value of the empty text is that of xxHash's own specification of XXH3_128bits with seed 0.
TEST(Hash, the_empty_text_has_its_published_value) {
  EXPECT_EQ(to_hex(hash("")), "99aa06d3014798d86001c324468d497f");
}

TEST(Hash, pieces_give_the_value_of_the_whole) {
  std::vector<std::byte> bytes(100'000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 31 & 0xFFU);
  for (const std::size_t piece : {1U, 7U, 4096U, 100'000U}) {
    Hasher hasher;
    const std::span<const std::byte> all(bytes);
    for (std::size_t i = 0; i < all.size(); i += piece)
      hasher.add(all.subspan(i, std::min(piece, all.size() - i)));
    EXPECT_EQ(hasher.value(), hash(all)) << piece;
  }
}

TEST(Hash, texts_and_numbers_keep_their_borders) {
  const auto of = [](std::string_view a, std::string_view b) {
    Hasher hasher;
    hasher.add_text(a);
    hasher.add_text(b);
    return hasher.value();
  };
  EXPECT_NE(of("ab", "c"), of("a", "bc"));
  EXPECT_EQ(of("ab", "c"), of("ab", "c"));
  Hasher number;
  number.add_number(0x0102030405060708U);
  EXPECT_EQ(number.value(), hash(std::string_view("\x08\x07\x06\x05\x04\x03\x02\x01")));
}

TEST(Hash, a_moved_hasher_goes_on) {
  Hasher a;
  a.add({});
  a.add_number(1);
  Hasher b = std::move(a);
  b.add_number(2);
  Hasher c;
  c.add_number(1);
  const Hash128 half = c.value();
  c.add_number(2);
  EXPECT_EQ(b.value(), c.value());
  EXPECT_NE(half, c.value());
}

TEST(Hash, hexadecimal_text_reads_back) {
  const Hash128 value{0x0123456789abcdef, 0x00000000000000ff};
  EXPECT_EQ(to_hex(value), "0123456789abcdef00000000000000ff");
  EXPECT_EQ(hash_from_hex(to_hex(value)), value);
  EXPECT_EQ(hash_from_hex("0123456789ABCDEF00000000000000FF"), value);
  for (const char* text :
       {"", "0123", "0123456789abcdef00000000000000fg", "-123456789abcdef00000000000000ff"}) {
    EXPECT_THROW((void)hash_from_hex(text), Error) << text;
  }
  expect_error(ErrorCode::bad_data, "\"xyz\" is no hash", [] { (void)hash_from_hex("xyz"); });
}

}  // namespace
}  // namespace conurb
