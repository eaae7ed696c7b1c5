// SPDX-License-Identifier: Apache-2.0
// zstd and small-byte plumbing. Internal to engine/store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::store {

/// Writes numbers and texts one after the other, little-endian.
class ByteWriter {
 public:
  template <typename T>
  void put(T value) {
    const auto* data = reinterpret_cast<const std::byte*>(&value);
    bytes_.insert(bytes_.end(), data, data + sizeof value);
  }
  void put_bytes(std::span<const std::byte> bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }
  void put_text(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    put_bytes(std::as_bytes(std::span(text.data(), text.size())));
  }
  [[nodiscard]] std::vector<std::byte>& bytes() { return bytes_; }
  [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

/// Reads them back. Throws Error bad_data instead of reading beyond the end.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::byte> bytes) : rest_(bytes) {}
  template <typename T>
  T get() {
    T value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  [[nodiscard]] std::span<const std::byte> take(std::size_t bytes);
  [[nodiscard]] std::string_view get_text();
  [[nodiscard]] std::size_t left() const { return rest_.size(); }

 private:
  std::span<const std::byte> rest_;
};

/// Compresses with a fixed level, so that the same bytes always give the same bytes. Keeps its working
/// memory; used by one thread at a time.
class Compressor {
 public:
  Compressor();
  ~Compressor();
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
  [[nodiscard]] std::vector<std::byte> compress(std::span<const std::byte> bytes);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The `size` bytes that were compressed. Throws Error bad_data if they are not that.
[[nodiscard]] std::vector<std::byte> decompress(std::span<const std::byte> bytes, std::size_t size);

/// XXH3, 128 bit, in hexadecimal.
[[nodiscard]] std::string content_hash(std::span<const std::byte> bytes);

/// Regroups elements of `size` bytes by significance (all first bytes, all second bytes …): neighbouring
/// numbers differ in their low bytes only, so the rest packs well.
void group_bytes(std::span<const std::byte> from, std::span<std::byte> to, std::size_t size);
void ungroup_bytes(std::span<const std::byte> from, std::span<std::byte> to, std::size_t size);

}  // namespace conurb::store
