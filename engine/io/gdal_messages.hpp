// SPDX-License-Identifier: Apache-2.0
// GDAL at work: registered once, its messages kept from the terminal. Private to engine/io.
#pragma once

#include <string>

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

}  // namespace conurb::io
