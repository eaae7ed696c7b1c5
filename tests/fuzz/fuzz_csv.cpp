// SPDX-License-Identifier: Apache-2.0
// Any bytes as a CSV file: refused with a message, or read into columns of one length.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "engine/base/error.hpp"
#include "engine/io/csv.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto table = conurb::io::read_csv({reinterpret_cast<const char*>(data), size}, "fuzz.csv");
    for (const auto& column : table.columns) {
      if (column.present.size() != table.rows()) std::abort();
    }
  } catch (const conurb::Error&) {
  }
  return 0;
}
