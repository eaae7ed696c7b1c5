// SPDX-License-Identifier: Apache-2.0
// What `conurb import` says when it is done.
#pragma once

#include <string>
#include <vector>

#include "engine/base/json_fwd.hpp"
#include "engine/host/environment.hpp"
#include "engine/io/city_import.hpp"

namespace conurb::cli {

struct ImportReport {
  std::string file;  ///< the city file
  const io::ImportResult& result;
  const std::vector<std::string>& unchanged;  ///< sources that were left alone
  double seconds = 0;
};

/// Puts what a plugin found beside what the import did.
void add_findings(const std::vector<host::Finding>& findings, io::ImportedSource& source);

/// For people: counts by source and table, what was found.
void print(const ImportReport& report);
[[nodiscard]] Json to_json(const ImportReport& report);

}  // namespace conurb::cli
