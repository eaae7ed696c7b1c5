// SPDX-License-Identifier: Apache-2.0
// A crossing that was written by hand (its files are seeds of the fuzz target, too), and what tests ask of
// readings.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transport/formats/sumo.hpp"

namespace conurb::transport::testing {

/// The bytes of a file, unpacked where its name ends in ".gz"; fails the test where it cannot be read.
[[nodiscard]] std::string read_text(const std::filesystem::path& path);

/// A file below transport/ of the folder that CONURB_SHARED_DATA names (default ../shared/data); may not
/// exist.
[[nodiscard]] std::filesystem::path shared_file(const std::string& name);

/// "crossing.net.xml", "crossing.add.xml", "crossing.rou.xml".
[[nodiscard]] std::string seed_text(const std::string& name);

/// The text with the first occurrence of `part` replaced; fails the test where it does not occur.
[[nodiscard]] std::string with(std::string text, std::string_view part, std::string_view by);

/// What the files of one scenario give, read one after the other.
struct Scenario {
  RoadNetwork network;
  TravelDemand demand;
  SumoDefinitions definitions;
  std::vector<Finding> findings;
  std::uint64_t seed = 1;

  Scenario& net(std::string_view text);
  Scenario& additional(std::string_view text);
  Scenario& routes(std::string_view text);
  /// The vehicle of that id; fails the test where there is none.
  [[nodiscard]] const Vehicle& vehicle(std::string_view id) const;
  /// The ids of the links of its route.
  [[nodiscard]] std::vector<std::string> route_of(std::string_view id) const;
  /// The row of the connection between lanes such as "e_in_0" and "s_out_0", or kNone.
  [[nodiscard]] std::int32_t connection(const std::string& from, const std::string& to) const;
};

/// The crossing alone.
[[nodiscard]] Scenario crossing();

/// Whether a finding says `text` about `object` (both as parts).
[[nodiscard]] bool says(const std::vector<Finding>& findings, std::string_view object, std::string_view text);
/// All of them, to be shown where a test fails.
[[nodiscard]] std::string listed(const std::vector<Finding>& findings);

/// The message by which the reader refuses the text; fails the test where it does not.
[[nodiscard]] std::string net_refusal(std::string_view text);
[[nodiscard]] std::string additional_refusal(std::string_view text);
[[nodiscard]] std::string routes_refusal(std::string_view text);

}  // namespace conurb::transport::testing

#define CONURB_NEED_TRANSPORT_DATA(name)                                                   \
  if (!std::filesystem::exists(conurb::transport::testing::shared_file(name)))             \
  GTEST_SKIP() << "there is no " << conurb::transport::testing::shared_file(name).string() \
               << " (set CONURB_SHARED_DATA)"
