// SPDX-License-Identifier: Apache-2.0
// Content hashes: XXH3 with 128 bits (Yann Collet's xxHash 0.8, whose results are frozen). For finding
// changes and equal content, not against an adversary.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace conurb {

/// A 128-bit hash value. Ordered by high, then low, as its hexadecimal text.
struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  constexpr auto operator<=>(const Hash128&) const = default;
};

/// Hash of some bytes. Any thread.
[[nodiscard]] Hash128 hash(std::span<const std::byte> bytes);
[[nodiscard]] Hash128 hash(std::string_view text);

/// 32 hexadecimal digits, as `xxhsum -H2` prints them.
[[nodiscard]] std::string to_hex(Hash128 value);

/// Reads what to_hex writes (capital letters too). Throws bad_data naming the text.
[[nodiscard]] Hash128 hash_from_hex(std::string_view text);

/// Hash of bytes that come in pieces: the same value as hash() of all of them in a row. One thread at a time.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;

  void add(std::span<const std::byte> bytes);

  /// The bytes of the text, then its length (8 bytes, little-endian), so that ("ab", "c") and ("a", "bc")
  /// differ.
  void add_text(std::string_view text);

  /// Eight bytes, little-endian.
  void add_number(std::uint64_t number);

  /// Hash of everything so far; more may be added after.
  [[nodiscard]] Hash128 value() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace conurb
