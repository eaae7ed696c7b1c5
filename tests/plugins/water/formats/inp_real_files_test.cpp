// SPDX-License-Identifier: Apache-2.0
// The public networks: their numbers of elements, and that each is written and read again to the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "plugins/water/formats/inp.hpp"
#include "plugins/water/formats/same_network.hpp"
#include "tests/plugins/water/formats/fixtures.hpp"

namespace conurb::water {
namespace {

using testing::Reading;
using testing::reading_of;

struct InpCounts {
  const char* name;
  std::size_t junctions, reservoirs, tanks, pipes, pumps, valves, patterns, curves, controls, vertices;
};
void PrintTo(const InpCounts& counts, std::ostream* out) {
  *out << counts.name;
}

class RealInp : public ::testing::TestWithParam<InpCounts> {};

TEST_P(RealInp, HasItsElementsAndNothingToComplainOf) {
  const InpCounts& counts = GetParam();
  const std::string name = "water/networks/" + std::string(counts.name) + ".inp";
  NEED_SHARED(name);
  const Reading read = reading_of(testing::read_text(testing::shared_file(name)));
  const SupplyNetwork& n = read.file.network;
  const auto nodes = [&](Node::Kind kind) {
    return static_cast<std::size_t>(
        std::count_if(n.nodes.begin(), n.nodes.end(), [&](const Node& node) { return node.kind == kind; }));
  };
  const auto links = [&](auto fits) {
    return static_cast<std::size_t>(
        std::count_if(n.links.begin(), n.links.end(), [&](const Link& link) { return fits(link.kind); }));
  };
  EXPECT_EQ(nodes(Node::Kind::junction), counts.junctions);
  EXPECT_EQ(nodes(Node::Kind::reservoir), counts.reservoirs);
  EXPECT_EQ(nodes(Node::Kind::tank), counts.tanks);
  EXPECT_EQ(links([](LinkKind kind) { return kind == LinkKind::pipe; }), counts.pipes);
  EXPECT_EQ(links([](LinkKind kind) { return kind == LinkKind::pump; }), counts.pumps);
  EXPECT_EQ(links([](LinkKind kind) { return kind > LinkKind::pump; }), counts.valves);
  EXPECT_EQ(n.patterns.size(), counts.patterns);
  EXPECT_EQ(n.curves.size(), counts.curves);
  EXPECT_EQ(n.controls.size(), counts.controls);
  std::size_t vertices = 0;
  for (const Link& link : n.links) vertices += link.vertices.size() / 2;
  EXPECT_EQ(vertices, counts.vertices);
  for (const Finding& finding : read.findings) {
    // The file gives 0.75 where EPANET takes percents.
    EXPECT_EQ(finding.object, "energy GLOBAL EFFICIENCY") << finding.text;
    EXPECT_STREQ(counts.name, "vitens25k");
  }
}

// Counted from the files with awk: lines with words and without a leading semicolon, by section.
INSTANTIATE_TEST_SUITE_P(All, RealInp,
                         ::testing::Values(InpCounts{"Net1", 9, 1, 1, 12, 1, 0, 1, 1, 2, 0},
                                           InpCounts{"Net2", 35, 0, 1, 40, 0, 0, 3, 0, 0, 0},
                                           InpCounts{"Net3", 92, 2, 3, 117, 2, 0, 5, 2, 6, 0},
                                           InpCounts{"Net6", 3323, 1, 32, 3829, 61, 2, 3, 60, 124, 0},
                                           InpCounts{"ky4", 959, 1, 4, 1156, 2, 0, 3, 0, 2, 2812},
                                           InpCounts{"L-TOWN", 782, 2, 1, 905, 1, 3, 3, 1, 2, 0},
                                           InpCounts{"vitens25k", 25734, 8, 0, 22896, 0, 3787, 187, 0, 0, 0}),
                         [](const auto& param) {
                           std::string name = param.param.name;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(InpFiles, AreWrittenAndReadAgainToTheSame) {
  NEED_SHARED("water/networks");
  std::size_t files = 0;
  for (const char* folder : {"water/networks", "water/unit_networks", "water/whatif"}) {
    for (const auto& entry : std::filesystem::directory_iterator(testing::shared_file(folder))) {
      if (entry.path().extension() != ".inp") continue;
      const std::string text = testing::read_text(entry.path());
      EXPECT_TRUE(is_epanet_inp(text)) << entry.path();
      const Reading once = reading_of(text);
      const std::string written = write_inp(once.file);
      const Reading twice = reading_of(written);
      EXPECT_TRUE(same(once.file, twice.file)) << entry.path();
      EXPECT_EQ(write_inp(twice.file), written) << entry.path();
      ++files;
    }
  }
  EXPECT_GE(files, 35U);
}

TEST(InpFiles, OfDrainageAreToldApartAndRefused) {
  NEED_SHARED("water/swmm");
  for (const auto& entry : std::filesystem::directory_iterator(testing::shared_file("water/swmm"))) {
    if (entry.path().extension() != ".inp") continue;
    const std::string text = testing::read_text(entry.path());
    EXPECT_FALSE(is_epanet_inp(text)) << entry.path();
    EXPECT_NE(testing::refusal_of(text).find("SWMM"), std::string::npos) << entry.path();
  }
}

TEST(InpFiles, OfTwentyFiveThousandNodesAreReadWithoutDelay) {
  NEED_SHARED("water/networks/vitens25k.inp");
  const std::string text = testing::read_text(testing::shared_file("water/networks/vitens25k.inp"));
  double best_s = 1e9;
  for (int i = 0; i < 5; ++i) {
    FindingList findings;
    const auto begin = std::chrono::steady_clock::now();
    const InpFile file = read_inp(text, "vitens25k.inp", findings);
    best_s =
        std::min(best_s, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    ASSERT_EQ(file.network.nodes.size(), 25742U);
  }
  RecordProperty("best_s", std::to_string(best_s));
  EXPECT_LT(best_s, 5) << "even a busy machine with sanitizers reads it in a fraction of that";
}

}  // namespace
}  // namespace conurb::water
