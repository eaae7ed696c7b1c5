// SPDX-License-Identifier: Apache-2.0
// Files of the shared data that are packed by gzip.
#pragma once

#include <filesystem>
#include <string>

#include "engine/base/files.hpp"
#include "engine/io/gzip.hpp"

namespace conurb::bench {

/// The text of a packed file.
[[nodiscard]] inline std::string unpacked(const std::filesystem::path& path) {
  const std::string packed = read_file(path);
  return io::unpacked(packed, path.string(), std::size_t{1} << 30);
}

}  // namespace conurb::bench
