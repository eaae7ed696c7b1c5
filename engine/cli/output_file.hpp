// SPDX-License-Identifier: Apache-2.0
// Files that a command writes: whole, or as they were before.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace conurb::cli {

/// A file in the making. It grows beside its place under another name with the same ending, and is put in
/// place when all is there; what was there before stays till then. Removed if it is never put in place.
class StagedFile {
 public:
  /// Removes what a killed process may have left under the name in the making.
  explicit StagedFile(std::filesystem::path place);
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;
  ~StagedFile();

  /// Where to write to meanwhile.
  [[nodiscard]] const std::filesystem::path& part() const { return part_; }
  [[nodiscard]] const std::filesystem::path& place() const { return place_; }
  /// Puts it in place. Throws Error io.
  void finish();

 private:
  std::filesystem::path place_, part_;
  bool done_ = false;
};

/// A staged file that is written as a stream. All throw Error io with what to check.
class OutputFile {
 public:
  explicit OutputFile(const std::filesystem::path& path);
  void write(std::string_view text);
  void finish();
  [[nodiscard]] std::int64_t bytes() const { return bytes_; }

 private:
  void check() const;

  StagedFile staged_;
  std::ofstream file_;
  std::int64_t bytes_ = 0;
};

}  // namespace conurb::cli
