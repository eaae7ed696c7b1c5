// SPDX-License-Identifier: Apache-2.0
// Grids that others have solved, and what they found: files below data/energy of the shared data.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "plugins/energy/network.hpp"

namespace conurb::energy::testing {

/// A file below energy/ of the folder that CONURB_SHARED_DATA names (default ../shared/data); may not exist.
[[nodiscard]] std::filesystem::path energy_data(const std::string& name);

/// A table of numbers by the names of its columns; an empty cell is NaN.
class Table {
 public:
  explicit Table(const std::filesystem::path& csv);
  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// Fails the test for a name that is not there.
  [[nodiscard]] double at(std::size_t row, const std::string& column) const;

 private:
  std::map<std::string, std::vector<double>> columns_;
  std::size_t rows_ = 0;
};

[[nodiscard]] Network matpower_case(const std::string& name);
[[nodiscard]] Network pandapower_case(const std::string& name);
/// The results that pandapower stored in a file: magnitudes, of the nominal voltage, by the number of the
/// bus.
[[nodiscard]] std::map<std::int64_t, double> pandapower_magnitudes(const std::string& name);

}  // namespace conurb::energy::testing

#define CONURB_NEED_ENERGY_DATA(name)                                                   \
  if (!std::filesystem::exists(conurb::energy::testing::energy_data(name)))             \
  GTEST_SKIP() << "there is no " << conurb::energy::testing::energy_data(name).string() \
               << " (set CONURB_SHARED_DATA)"
