// SPDX-License-Identifier: Apache-2.0
// Whole files in and out, temporary folders and mapped files. Errors: not_found if a path is not there, io if
// the system refuses, limit if a file is larger than allowed; all name the path. Any thread, but one thread
// per object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace conurb {

/// Size limit of read_file unless told otherwise: 1 GiB.
inline constexpr std::size_t kReadFileLimit = std::size_t{1} << 30;

/// The bytes of a regular file (a folder, pipe or device is refused: it might never end).
[[nodiscard]] std::string read_file(const std::filesystem::path& path,
                                    std::size_t max_bytes = kReadFileLimit);

/// Replaces or makes the file so that after a crash at any instant either the old or the new content is
/// there, whole: written beside it, synced, renamed, folder synced. Keeps the permissions of an existing
/// file; a symbolic link is replaced by a file. On failure the old file is untouched and nothing is left
/// behind.
void write_file_atomic(const std::filesystem::path& path, std::string_view bytes);
void write_file_atomic(const std::filesystem::path& path, std::span<const std::byte> bytes);

/// A new empty folder under the system's temporary folder (TMPDIR), removed with its content when the object
/// dies.
class TempDir {
 public:
  /// `prefix` begins the folder's name, for people who look there.
  explicit TempDir(std::string_view prefix = "conurb");
  ~TempDir();
  TempDir(TempDir&& other) noexcept;
  TempDir& operator=(TempDir&& other) noexcept;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A regular file mapped for reading. Behind the last byte follow at least kPadding zero bytes that may be
/// read (but do not count), as parsers that read in wide strides need. If another program cuts the file short
/// meanwhile, reading beyond its new end raises SIGBUS: copy files that others may change. One thread moves
/// it; any thread may read it.
class MappedFile {
 public:
  static constexpr std::size_t kPadding = 4096;

  /// Maps the file as it is now.
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_}; }
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] std::size_t size() const { return size_; }

  /// Readable zero bytes behind the last one: kPadding or more.
  [[nodiscard]] std::size_t padding() const { return mapped_ - size_; }

 private:
  void release() noexcept;

  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t mapped_ = 0;
};

}  // namespace conurb
