// SPDX-License-Identifier: Apache-2.0
// What the tests of INP files share: a small file put together from sections, and files of the shared data.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "plugins/water/formats/inp.hpp"

namespace conurb::water::testing {

/// File of the shared data folder (CONURB_SHARED_DATA, default ../shared/data); may not exist.
std::filesystem::path shared_file(const std::string& name);

/// Whole file as text; fails the test if it cannot be read.
std::string read_text(const std::filesystem::path& path);

/// Skips the test with the reason where the shared data is not there.
#define NEED_SHARED(name)                                                                                 \
  if (!std::filesystem::exists(::conurb::water::testing::shared_file(name))) {                            \
    GTEST_SKIP() << "no file " << ::conurb::water::testing::shared_file(name) << " (CONURB_SHARED_DATA)"; \
  }

/// What a file was read into, and what was told.
struct Reading {
  InpFile file;
  std::vector<Finding> findings;

  /// The node or link of that id; a test that asks for another fails.
  [[nodiscard]] const Node& node(const std::string& id) const;
  [[nodiscard]] const Link& link(const std::string& id) const;
  [[nodiscard]] const Curve& curve(const std::string& id) const;
  /// Whether a finding says `text` about `object` (both as parts).
  [[nodiscard]] bool says(const std::string& object, const std::string& text) const;
};

Reading reading_of(const std::string& text);

/// The text of the error that reading gives; empty where there is none.
std::string refusal_of(const std::string& text);

/// A file in LPS: reservoir R, junctions A and B, tank T; pipe P1 from R to A, P2 from A to B, P3 from B to
/// T. Sections can be added or replaced.
class SmallInp {
 public:
  SmallInp();
  SmallInp& set(const std::string& section, const std::string& lines);
  SmallInp& add(const std::string& section, const std::string& lines);
  [[nodiscard]] std::string text() const;
  /// The line on which the lines of a section begin, counted from 1.
  [[nodiscard]] std::size_t line_of(const std::string& section) const;
  [[nodiscard]] Reading read() const { return reading_of(text()); }
  [[nodiscard]] std::string refusal() const { return refusal_of(text()); }

 private:
  std::vector<std::pair<std::string, std::string>> sections_;
};

/// How near two values are that are a product or two of the same numbers of the order of 1.
inline constexpr double kTight = 1e-14;

/// One CFS in m3/s by the exact foot.
inline constexpr double kCubicFoot = 0.3048 * 0.3048 * 0.3048;

}  // namespace conurb::water::testing
