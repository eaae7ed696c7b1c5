// SPDX-License-Identifier: Apache-2.0
// What a test measured against a reference, as a row of a table in docs/validation.md. The rows go into the
// test's own result (GoogleTest's JSON), from which tests/validation.py writes the page and checks that it is
// true.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace conurb::validation {

/// Name of the running test as the page shows it.
inline std::string this_test() {
  const ::testing::TestInfo& test = *::testing::UnitTest::GetInstance()->current_test_info();
  return std::string("`") + test.test_suite_name() + "." + test.name() + "`";
}

/// "met", or "missed" if the running test has failed so far.
inline std::string met() {
  return ::testing::Test::HasFailure() ? "missed" : "met";
}

/// A small distance with two digits, as "6.1e-06".
inline std::string figure(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1e", value);
  return text;
}

/// Adds a row to the table of that name on the page, in the order in which tests run.
inline void row(const std::string& table, const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) line += (line.empty() ? "" : " | ") + cell;
  const auto& result = *::testing::UnitTest::GetInstance()->current_test_info()->result();
  ::testing::Test::RecordProperty("validation." + table + "." + std::to_string(result.test_property_count()),
                                  line);
}

/// The greatest of some distances.
class Worst {
 public:
  void add(double distance) { value_ = std::max(value_, distance); }
  [[nodiscard]] double value() const { return value_; }

 private:
  double value_ = 0;
};

}  // namespace conurb::validation
