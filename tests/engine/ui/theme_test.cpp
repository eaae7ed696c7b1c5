// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/theme.hpp"

#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace conurb::ui {
namespace {

constexpr Colour kWhite = rgb(0xffffff), kBlack = rgb(0x000000);

TEST(Theme, EveryTextStandsOutFromItsPanelOverAnyCity) {
  for (const ThemeName name : {ThemeName::dark, ThemeName::light}) {
    const Theme& t = theme(name);
    for (const Colour city : {kWhite, kBlack, t.ground}) {
      for (const Colour text :
           {t.text, t.secondary, t.accent, t.better, t.worse, t.alarm, t.scenario_texts[0],
            t.scenario_texts[1], t.scenario_texts[2], t.scenario_texts[3]}) {
        EXPECT_GE(contrast(text, over(t.panel, city)), 4.5) << std::hex << text;
        EXPECT_GE(contrast(text, over(t.raised, city)), 4.5) << std::hex << text;
      }
    }
    for (const Colour chip : t.scenarios) EXPECT_GE(contrast(t.on_scenario, chip), 4.5) << std::hex << chip;
  }
}

TEST(Theme, ContrastIsThatOfTheGuidelines) {
  EXPECT_NEAR(contrast(kWhite, kBlack), 21, 1e-9);
  EXPECT_NEAR(contrast(rgb(0x777777), kWhite), 4.48, 0.01);  // the well-known grey that just fails
}

TEST(Theme, ScenariosAreToldApartWithoutRedAndGreen) {
  // Blue and lightness remain for people who do not see red or green.
  for (const ThemeName name : {ThemeName::dark, ThemeName::light}) {
    const auto& s = theme(name).scenarios;
    const auto blue = [](Colour c) { return static_cast<int>(c >> 16 & 0xFF); };
    EXPECT_GT(std::abs(blue(s[0]) - blue(s[1])), 80);
  }
}

TEST(Theme, TextsGrowWithTheDistance) {
  EXPECT_EQ(scale_for(0.5, 3780), 1);
  // 29 mm at 5 m.
  EXPECT_NEAR(scale_for(5, 1000) * Sizes::kBody, 29, 0.2);
}

TEST(Theme, AnUnknownNameIsRefused) {
  EXPECT_EQ(theme_of("light"), ThemeName::light);
  EXPECT_THROW((void)theme_of("blue"), Error);
}

}  // namespace
}  // namespace conurb::ui
