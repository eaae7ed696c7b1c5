// SPDX-License-Identifier: Apache-2.0
// GDAL at work: registered once, its messages kept from the terminal, bytes in memory as files. Private to
// engine/io.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::io {

/// GDAL's messages of this thread while it lives.
class GdalMessages {
 public:
  GdalMessages();
  ~GdalMessages();
  GdalMessages(const GdalMessages&) = delete;
  GdalMessages& operator=(const GdalMessages&) = delete;

  /// The first failure, in one line.
  [[nodiscard]] std::string failure() const { return first_.empty() ? "GDAL gives no reason" : first_; }
  [[nodiscard]] bool failed() const { return !first_.empty(); }

 private:
  std::string first_;
};

/// Bytes in memory as a file of GDAL's, of a name of its own that ends in `ending`; gone with the object.
class GdalMemoryFile {
 public:
  /// Throws Error internal if GDAL takes no such file.
  GdalMemoryFile(std::span<const char> bytes, std::string_view ending);
  ~GdalMemoryFile();
  GdalMemoryFile(const GdalMemoryFile&) = delete;
  GdalMemoryFile& operator=(const GdalMemoryFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::vector<unsigned char> bytes_;
};

}  // namespace conurb::io
