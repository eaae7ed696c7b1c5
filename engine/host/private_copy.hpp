// SPDX-License-Identifier: Apache-2.0
// A file of our own to load a library from. Loading the original would map it: overwriting it in place then
// crashes the program, and a second version under the same name would give the first again. Internal to
// engine/host.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace conurb::host {

/// A copy in a fresh folder below the system's folder for temporary files, gone with the object. Folders that
/// crashed programs left behind are removed by the next program that makes one.
class PrivateCopy {
 public:
  PrivateCopy() = default;
  /// Writes `bytes` under `name`. Throws Error io.
  PrivateCopy(std::span<const std::byte> bytes, const std::string& name);
  ~PrivateCopy();
  PrivateCopy(PrivateCopy&& other) noexcept;
  PrivateCopy& operator=(PrivateCopy&& other) noexcept;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace conurb::host
