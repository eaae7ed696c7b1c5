// SPDX-License-Identifier: Apache-2.0
// A file seen as memory, read-only. Pages that were read can be given back while the file stays open, so that
// a file of any size passes through little memory.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace conurb::io {

/// Owns the mapping. The file must not be shortened while it is mapped (the system then ends the program).
/// Movable not copyable; reading is safe from any thread.
class MappedFile {
 public:
  /// Maps a regular file. Throws Error(not_found or io) with the system's reason.
  explicit MappedFile(const std::filesystem::path& path);
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  [[nodiscard]] std::span<const char> bytes() const { return {data_, size_}; }
  /// Lets the system take back the memory of [begin, end); the bytes stay readable. A hint: never fails.
  void release(const char* begin, const char* end) const;

 private:
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace conurb::io
