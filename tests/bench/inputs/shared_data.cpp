// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/inputs/shared_data.hpp"

#include <cstdlib>

#include "tests/bench/bench.hpp"

namespace conurb::bench {

namespace fs = std::filesystem;

fs::path project_file(const std::string& name) {
  return fs::path(CONURB_SOURCE_DIR) / name;
}

fs::path shared_file(const std::string& name) {
  const char* given = std::getenv("CONURB_SHARED_DATA");
  fs::path path = (given != nullptr ? fs::path(given) : project_file("../shared/data")) / name;
  if (!fs::is_regular_file(path)) throw Skip{"there is no " + path.string() + " (set CONURB_SHARED_DATA)"};
  return path.lexically_normal();
}

}  // namespace conurb::bench
