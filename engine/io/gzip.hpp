// SPDX-License-Identifier: Apache-2.0
// Bytes packed by gzip (RFC 1952): one member after the other, as gzip itself unpacks them.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace conurb::io {

/// Whether the bytes begin as those of gzip.
[[nodiscard]] bool is_gzip(std::span<const char> bytes);

/// The first `most` bytes of a text, unpacked if it is packed; fewer, and never an error, where the packed
/// bytes end or break before.
[[nodiscard]] std::string unpacked_start(std::span<const char> bytes, std::size_t most);

/// All of a packed text. Throws Error(bad_data) where the bytes are cut off or damaged, Error(limit) where it
/// is longer than `most` bytes; both name `name`.
[[nodiscard]] std::string unpacked(std::span<const char> bytes, const std::string& name, std::size_t most);

/// Unpacks piece by piece.
class Gunzip {
 public:
  /// `bytes` must live as long.
  explicit Gunzip(std::span<const char> bytes);
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  /// Fills `out` as far as there is something left and returns how far; 0 at the end. Throws Error(bad_data).
  std::size_t fill(std::span<char> out);

  /// Packed bytes that it is through with.
  [[nodiscard]] std::size_t taken() const { return taken_; }

 private:
  struct Stream;
  std::size_t step(std::span<char> out);

  std::span<const char> bytes_;
  std::size_t taken_ = 0;
  bool ended_ = false;
  std::unique_ptr<Stream> stream_;
};

}  // namespace conurb::io
