// SPDX-License-Identifier: Apache-2.0
// Numbers as few bytes: variable-length integers (LEB128, seven bits a byte, low ones first), signed ones
// folded to unsigned (zig-zag), doubles as their eight bytes, low ones first.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"

namespace conurb::io {

/// The greatest number of 32 bits, the limit of most counts.
inline constexpr std::uint64_t kMost32 = std::numeric_limits<std::uint32_t>::max();

class ByteWriter {
 public:
  void byte(std::uint8_t value) { bytes_.push_back(static_cast<std::byte>(value)); }
  void number(std::uint64_t value) {
    while (value >= 0x80) {
      byte(static_cast<std::uint8_t>(value | 0x80));
      value >>= 7;
    }
    byte(static_cast<std::uint8_t>(value));
  }
  void signed_number(std::int64_t value) {
    number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }
  void real(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i) byte(static_cast<std::uint8_t>(bits >> (8 * i)));
  }
  void text(std::string_view value) {
    number(value.size());
    raw(std::as_bytes(std::span(value.data(), value.size())));
  }
  void raw(std::span<const std::byte> bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }
  [[nodiscard]] std::vector<std::byte> take() { return std::move(bytes_); }
  void reserve(std::size_t count) { bytes_.reserve(count); }

 private:
  std::vector<std::byte> bytes_;
};

/// Takes any bytes. Throws Error bad_data where they end too early or hold a number out of range.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }
  std::uint8_t byte() {
    if (at_ == bytes_.size()) fail();
    return static_cast<std::uint8_t>(bytes_[at_++]);
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint8_t next = byte();
      value |= static_cast<std::uint64_t>(next & 0x7F) << shift;
      if (next < 0x80) return value;
    }
    fail();
  }
  /// A number of at most `most`.
  std::uint64_t number(std::uint64_t most) {
    const std::uint64_t value = number();
    if (value > most) fail();
    return value;
  }
  /// How many things follow, of which each takes a byte at least.
  std::size_t count() { return static_cast<std::size_t>(number(left())); }
  std::int64_t signed_number() {
    const std::uint64_t value = number();
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
  }
  double real() {
    std::uint64_t bits = 0;
    for (int i = 0; i < 8; ++i) bits |= static_cast<std::uint64_t>(byte()) << (8 * i);
    return std::bit_cast<double>(bits);
  }
  std::span<const std::byte> raw(std::size_t count) {
    if (count > left()) fail();
    at_ += count;
    return bytes_.subspan(at_ - count, count);
  }
  std::string_view text() {
    const auto bytes = raw(count());
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  [[noreturn]] static void fail() {
    throw Error(ErrorCode::bad_data, "the bytes end early or hold a wrong number");
  }

 private:
  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
};

}  // namespace conurb::io
