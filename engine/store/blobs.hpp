// SPDX-License-Identifier: Apache-2.0
// Named blobs in a city file: 3D geometry, checkpoints, textures. Kept in compressed parts with a hash of the
// content, so that putting the same again writes nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/city_file.hpp"

namespace conurb::store {

struct BlobInfo {
  std::string kind;  ///< "geometry", "checkpoint", "texture" …
  std::string key;
  std::string hash;         ///< XXH3 of the content, 128 bit, hexadecimal
  std::int64_t bytes = 0;   ///< of the content
  std::int64_t stored = 0;  ///< in the file
  std::int64_t written_us = 0;
};

/// A view on an open file; cheap to make. Thread-safe.
class Blobs {
 public:
  explicit Blobs(const CityFile& file);

  /// Adds or replaces. Committed when it returns (or with the surrounding atomically()). Returns the
  /// content's hash.
  std::string put(std::string_view kind, std::string_view key, std::span<const std::byte> bytes);
  /// Throws Error not_found, or bad_data if parts or hash do not fit.
  [[nodiscard]] std::vector<std::byte> get(std::string_view kind, std::string_view key) const;
  [[nodiscard]] bool contains(std::string_view kind, std::string_view key) const;
  /// Ordered by key; an empty kind means all.
  [[nodiscard]] std::vector<BlobInfo> list(std::string_view kind) const;
  /// No error if it is not there.
  void remove(std::string_view kind, std::string_view key);

  /// Name of a run's checkpoint, for keys of kind "checkpoint": sorts by run, then time.
  [[nodiscard]] static std::string checkpoint_key(std::int64_t run, std::int64_t time_us);

 private:
  std::shared_ptr<FileCore> core_;
};

}  // namespace conurb::store
