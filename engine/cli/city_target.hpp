// SPDX-License-Identifier: Apache-2.0
// The city file that a command writes to.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "engine/io/import_commit.hpp"
#include "engine/store/city_file.hpp"

namespace conurb::cli {

/// A city file to write to: a new one is made only when all has been read, and removed if writing fails.
class CityTarget {
 public:
  /// Opens the file if it is there. Throws WrongUsage for an empty path, Error if it cannot be made or
  /// opened.
  explicit CityTarget(const std::filesystem::path& path);
  /// The file, null if it is yet to be made.
  [[nodiscard]] store::CityFile* file() { return file_ ? &*file_ : nullptr; }
  [[nodiscard]] bool fresh() const { return fresh_; }

  /// Commits the city and, with it, what `more` adds; closes the file.
  void commit(const io::ImportResult& result, const std::function<void(store::CityFile&)>& more = {});

 private:
  std::filesystem::path path_;
  bool fresh_;
  std::optional<store::CityFile> file_;
};

}  // namespace conurb::cli
