// SPDX-License-Identifier: Apache-2.0
// What the tests of the readers share: data files, and a nodal admittance matrix of a Network made with
// complex numbers only, apart from the code under test and from the solver.
#pragma once

#include <gtest/gtest.h>

#include <complex>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugins/energy/formats/format.hpp"
#include "plugins/energy/network.hpp"

namespace conurb::energy::testing {

/// File of the shared data folder (CONURB_SHARED_DATA, default ../shared/data); may not exist.
std::filesystem::path shared_file(const std::string& name);

/// Whole file as text; fails the test if it cannot be read.
std::string read_text(const std::filesystem::path& path);

/// How near two values are that are sums or products of the same numbers in another order.
inline constexpr double kTight = 1e-12;

/// Rows of a comma-separated file without its header, as numbers.
std::vector<std::vector<double>> read_numbers(const std::filesystem::path& path);

/// Skips the test with the reason where the shared data is not there.
#define NEED_SHARED(name)                                                                                  \
  if (!std::filesystem::exists(::conurb::energy::testing::shared_file(name))) {                            \
    GTEST_SKIP() << "no file " << ::conurb::energy::testing::shared_file(name) << " (CONURB_SHARED_DATA)"; \
  }

using Complex = std::complex<double>;

/// Admittances in S between buses that closed switches make one: each such group has the number of its first
/// bus.
struct Admittances {
  std::vector<std::int32_t> group;  ///< by bus
  std::map<std::pair<std::int32_t, std::int32_t>, Complex> y;
};
Admittances admittances_of(const Network& network);

/// For voltages in V by bus the power that leaves each group and no element gives it, VA; and what the
/// rounding of the voltages by `relative` can make of it. Groups with a slack, and the reactive power at
/// those with a generator that holds the voltage, are 0.
struct Mismatch {
  double worst = 0;      ///< greatest share of the allowed
  std::int64_t bus = 0;  ///< where
};
Mismatch mismatch_of(const Network& network, const std::vector<Complex>& voltage, double relative);

/// Complex turns of the winding with the tap changer at the present position, of those at neutral.
Complex turns(const TapChanger& tap);

/// The parts one behind the other.
std::string joined(std::initializer_list<std::string_view> parts);

/// A pandapower file put together from tables. `columns`, `index` and `rows` are JSON lists.
class PandapowerText {
 public:
  PandapowerText& table(const std::string& name, const std::string& columns, const std::string& index,
                        const std::string& rows);
  /// Another member of the network, as JSON.
  PandapowerText& set(const std::string& name, const std::string& value);
  [[nodiscard]] std::string text() const;

 private:
  std::map<std::string, std::string> members_ = {
      {"format_version", "\"3.1.0\""}, {"f_hz", "50.0"}, {"sn_mva", "1.0"}};
};

/// Whether a finding says `text` about `object` (both as parts).
bool says(const std::vector<Finding>& findings, const std::string& object, const std::string& text);

/// All findings, one a line, for messages.
std::string listed(const std::vector<Finding>& findings);

/// The text of the error that reading gives; empty where there is none.
std::string refusal_of(const std::string& text, const std::string& name);

}  // namespace conurb::energy::testing
