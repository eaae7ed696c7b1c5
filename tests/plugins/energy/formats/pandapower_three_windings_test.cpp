// SPDX-License-Identifier: Apache-2.0
// Transformers of three windings of pandapower networks: stars, and tap changers at either end of a winding.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <string>
#include <string_view>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/pandapower.hpp"
#include "tests/plugins/energy/formats/fixtures.hpp"

namespace conurb::energy {
namespace {

using testing::joined;
using testing::kTight;
using testing::PandapowerText;
using testing::says;
using testing::turns;

struct ThreeRow {
  const char *side = "null", *pos = "null", *at_star = "false", *loss_side = "null", *pfe = "0", *i0 = "0",
             *vk_hv = "10.4", *neutral = "0", *percent = "1.2", *degree = "0";

  [[nodiscard]] Import read() const {
    PandapowerText text;
    text.table("bus", R"(["vn_kv"])", "[4, 2, 9]", "[[110], [20], [10]]");
    text.table("trafo3w",
               R"(["name", "hv_bus", "mv_bus", "lv_bus", "sn_hv_mva", "sn_mv_mva", "sn_lv_mva", "vn_hv_kv",
                   "vn_mv_kv", "vn_lv_kv", "vk_hv_percent", "vk_mv_percent", "vk_lv_percent",
                   "vkr_hv_percent", "vkr_mv_percent", "vkr_lv_percent", "pfe_kw", "i0_percent",
                   "shift_mv_degree", "shift_lv_degree", "tap_side", "tap_neutral", "tap_pos",
                   "tap_step_percent", "tap_step_degree", "tap_at_star_point", "loss_side"])",
               "[1]",
               joined({R"([["T", 4, 2, 9, 63, 25, 38, 112, 20.5, 10.2, )",
                       vk_hv,
                       ", 10.2, 10.3, 0.28, 0.32, 0.35, ",
                       pfe,
                       ", ",
                       i0,
                       ", 30, 150, ",
                       side,
                       ", ",
                       neutral,
                       ", ",
                       pos,
                       ", ",
                       percent,
                       ", ",
                       degree,
                       ", ",
                       at_star,
                       ", ",
                       loss_side,
                       "]]"}));
    text.table("switch", R"(["bus", "element", "et", "closed"])", "[0]", R"([[2, 1, "t3", false]])");
    return read_pandapower(text.text(), "net.json");
  }
};

TEST(PandapowerThreeWindings, ThreeWindingsAreAStarAroundABusOfTheHighVoltage) {
  const Network n = ThreeRow().read().network;
  ASSERT_EQ(n.buses.size(), 4U);
  EXPECT_EQ(n.buses[3].nominal_voltage, 110e3);
  EXPECT_EQ(n.buses[3].id, 10);
  EXPECT_EQ(n.buses[3].name, "T star");
  ASSERT_EQ(n.transformers.size(), 3U);
  const Transformer &hv = n.transformers[0], &mv = n.transformers[1], &lv = n.transformers[2];
  EXPECT_EQ(hv.hv, 0);
  EXPECT_EQ(hv.lv, 3);
  EXPECT_EQ(mv.hv, 3);
  EXPECT_EQ(mv.lv, 1);
  EXPECT_EQ(lv.lv, 2);
  EXPECT_EQ(hv.star, 0);
  EXPECT_EQ(hv.rated_lv, 112e3);
  EXPECT_EQ(mv.rated_hv, 112e3);
  EXPECT_EQ(mv.rated_lv, 20.5e3);
  EXPECT_NEAR(mv.shift, 30 * kDegree, kTight);
  EXPECT_NEAR(lv.shift, 150 * kDegree, kTight);
  EXPECT_EQ(lv.max_power, 38e6);
  // The switch lies at the winding that ends at its bus.
  EXPECT_EQ(n.switches.at(0).element, 1);
  EXPECT_EQ(n.switches.at(0).bus, 1);
}

TEST(PandapowerThreeWindings, TheStarHasTheShortCircuitVoltagesOfItsPairs) {
  const Network n = ThreeRow().read().network;
  const auto z = [&](std::size_t i) {  // in parts of the winding's voltage at 1 VA
    const Transformer& t = n.transformers[i];
    return std::complex<double>(t.r, t.x) / (t.rated_lv * t.rated_lv);
  };
  EXPECT_NEAR(std::abs(z(0) + z(1)) * 25e6, 0.104, kTight);
  EXPECT_NEAR(std::abs(z(1) + z(2)) * 25e6, 0.102, kTight);
  EXPECT_NEAR(std::abs(z(0) + z(2)) * 38e6, 0.103, kTight);
  EXPECT_NEAR((z(0) + z(1)).real() * 25e6, 0.0028, kTight);
}

TEST(PandapowerThreeWindings, TheTapOfAWindingStandsAtItsTerminal) {
  ThreeRow row;
  row.side = "\"mv\"";
  row.pos = "3";
  Network n = row.read().network;
  EXPECT_NEAR(std::abs(turns(n.transformers[1].tap)), 1.036, kTight);
  EXPECT_EQ(n.transformers[1].tap.side, TapChanger::Side::lv);
  EXPECT_EQ(n.transformers[0].tap.step, 0);
  row.side = "\"hv\"";
  n = row.read().network;
  EXPECT_EQ(n.transformers[0].tap.side, TapChanger::Side::hv);
}

TEST(PandapowerThreeWindings, ATapAtTheStarPointGivesTheRatioOfTheTerminal) {
  for (const char* neutral : {"0", "2"}) {
    for (const char* side : {"\"hv\"", "\"mv\"", "\"lv\""}) {
      for (const char* position : {"-3", "0", "1", "8"}) {
        SCOPED_TRACE(std::string(side) + " at " + position + " of " + neutral);
        ThreeRow row;
        row.side = side;
        row.pos = position;
        row.neutral = neutral;
        const Network terminal = row.read().network;
        row.at_star = "true";
        const Network star = row.read().network;
        const std::size_t winding = std::string_view(side) == R"("hv")"   ? 0
                                    : std::string_view(side) == R"("mv")" ? 1
                                                                          : 2;
        const TapChanger &at_terminal = terminal.transformers[winding].tap,
                         &at_star = star.transformers[winding].tap;
        EXPECT_NE(at_star.side, at_terminal.side);
        EXPECT_EQ(at_star.position, at_terminal.position);
        // The turns of one end go up by the factor by which those of the other end would go down.
        EXPECT_LT(std::abs(turns(at_star) * turns(at_terminal) - 1.0), kTight);
        EXPECT_EQ(star.transformers[(winding + 1) % 3].tap.step, 0);
      }
    }
  }
}

TEST(PandapowerThreeWindings, ATapAtTheStarPointMayStandAtAnAngle) {
  ThreeRow row;
  row.side = "\"lv\"";
  row.pos = "4";
  row.degree = "30";
  const TapChanger terminal = row.read().network.transformers[2].tap;
  EXPECT_LT(std::abs(turns(terminal) - (1.0 + 0.048 * std::polar(1.0, 30 * kDegree))), kTight);
  row.at_star = "true";
  EXPECT_LT(std::abs(turns(row.read().network.transformers[2].tap) * turns(terminal) - 1.0), kTight);
}

TEST(PandapowerThreeWindings, RefusesAStarPointTapThatLeavesNoTurns) {
  ThreeRow row;
  row.side = "\"mv\"";
  row.at_star = "true";
  for (const char* position : {"-50", "-80"}) {  // 2 % a step: no turns, and fewer
    row.pos = position;
    row.percent = "2";
    try {
      (void)row.read();
      FAIL() << position;
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find("trafo3w 1: tap_pos leaves"), std::string::npos)
          << error.what();
    }
  }
}

TEST(PandapowerThreeWindings, LossesOfThreeWindingsStandWhereTheFileSays) {
  ThreeRow row;
  row.pfe = "35";
  row.i0 = "0.89";
  Network n = row.read().network;
  EXPECT_GT(n.transformers[0].g, 0);
  EXPECT_EQ(n.transformers[1].g, 0);
  row.loss_side = "\"lv\"";
  n = row.read().network;
  EXPECT_EQ(n.transformers[0].g, 0);
  EXPECT_GT(n.transformers[2].g, 0);
  row.loss_side = "\"star\"";
  n = row.read().network;
  EXPECT_EQ(n.transformers[0].g, 0);
  ASSERT_EQ(n.shunts.size(), 1U);
  EXPECT_EQ(n.shunts[0].bus, 3);
  EXPECT_NEAR(n.shunts[0].p, 35e3, 1e-6);
  EXPECT_NEAR(std::hypot(n.shunts[0].p, n.shunts[0].q), 0.0089 * 63e6, 1e-6);
}

TEST(PandapowerThreeWindings, ThreeWindingsWithoutAValueAreOutOfServiceWithTheirStar) {
  ThreeRow row;
  row.vk_hv = "null";
  const Import in = row.read();
  EXPECT_FALSE(in.network.buses[3].in_service);
  for (const Transformer& t : in.network.transformers) EXPECT_FALSE(t.in_service);
  EXPECT_TRUE(says(in.findings, "trafo3w 1", "vk_hv_percent"));
}

}  // namespace
}  // namespace conurb::energy
