// SPDX-License-Identifier: Apache-2.0
// Where the real and the broken files lie that some tests read.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace conurb::io {

/// Folder given by CONURB_SHARED_DATA, else ../shared/data beside the project.
inline std::filesystem::path shared_data() {
  const char* const given = std::getenv("CONURB_SHARED_DATA");
  return given != nullptr ? given : "../shared/data";
}

inline std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace conurb::io

/// Leaves the test when a folder of the shared data is not there.
#define CONURB_NEED_SHARED_DATA(folder)                                               \
  if (!std::filesystem::is_directory(::conurb::io::shared_data() / (folder))) {       \
    GTEST_SKIP() << "no folder " << (::conurb::io::shared_data() / (folder)).string() \
                 << " (set CONURB_SHARED_DATA)";                                      \
  }
