// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/palette.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/host/layer.hpp"

namespace conurb::scene {
namespace {

using Matrix = std::array<std::array<double, 3>, 3>;

// Machado, Oliveira, Fernandes: A physiologically-based model for simulation of color vision deficiency, IEEE
// TVCG 15(6), 2009, severity 1; they act on linear light.
constexpr Matrix kProtan{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeutan{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};

Rgb seen(Rgb colour, const Matrix& eye) {
  const LinearRgb light = to_linear(colour);
  LinearRgb result{};
  for (std::size_t i = 0; i < 3; ++i)
    result[i] = eye[i][0] * light[0] + eye[i][1] * light[1] + eye[i][2] * light[2];
  return to_rgb(result);
}

std::vector<Palette> palettes(PaletteKind kind) {
  std::vector<Palette> found;
  for (const std::string_view name : host::kPalettes) {
    const Palette palette = Palette::named(name);
    if (palette.kind() == kind) found.push_back(palette);
  }
  return found;
}

double lightness(const Palette& palette, double at) {
  return to_lab(palette.at(at)).lightness;
}

TEST(Colour, LabIsThatOfThePrimaries) {  // CIE 15 with sRGB's primaries and D65, to a tenth
  const Lab red = to_lab({255, 0, 0}), white = to_lab({255, 255, 255});
  EXPECT_NEAR(red.lightness, 53.24, 0.05);
  EXPECT_NEAR(red.a, 80.09, 0.05);
  EXPECT_NEAR(red.b, 67.20, 0.05);
  EXPECT_NEAR(white.lightness, 100, 1e-3);
  EXPECT_NEAR(white.a, 0, 0.01);
  EXPECT_NEAR(white.b, 0, 0.01);
}

TEST(Colour, EveryGreyAndCornerComesBackFromLab) {
  for (int i = 0; i < 256; ++i) {
    const auto c = static_cast<std::uint8_t>(i);
    for (const Rgb colour : {Rgb{c, c, c}, Rgb{c, 0, 0}, Rgb{0, c, 255}, Rgb{255, c, 0}})
      EXPECT_EQ(to_rgb(to_lab(colour)), colour) << i;
  }
}

TEST(Palette, EveryNameOfTheManifestHasColours) {
  for (const std::string_view name : host::kPalettes) EXPECT_EQ(Palette::named(name).name(), name);
  EXPECT_EQ(Palette::named("VIRIDIS_r").name(), "viridis_r");
  EXPECT_TRUE(Palette::named("VIRIDIS_r").reversed());
}

TEST(Palette, AWrongNameIsToldTheNearest) {
  try {
    (void)Palette::named("virids");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_found);
    EXPECT_THAT(error.what(), testing::HasSubstr("viridis"));
  }
}

TEST(Palette, EndsAndControlPointsAreThoseOfTheSource) {
  const Palette viridis = Palette::named("viridis");
  EXPECT_EQ(viridis.at(0), (Rgb{0x44, 0x01, 0x54}));
  EXPECT_EQ(viridis.at(1), (Rgb{0xFD, 0xE7, 0x25}));
  EXPECT_EQ(viridis.at(0.5), (Rgb{0x21, 0x91, 0x8C}));
  EXPECT_EQ(viridis.at(-3), viridis.at(0));
  EXPECT_EQ(viridis.at(7), viridis.at(1));
  EXPECT_EQ(viridis.at(std::nan("")), viridis.at(0));
  EXPECT_EQ(Palette::named("viridis_r").at(0.25), viridis.at(0.75));
}

TEST(Palette, SequentialOnesGrowLighterOrDarkerAllTheWay) {
  for (const Palette& palette : palettes(PaletteKind::sequential)) {
    const double way = lightness(palette, 1) > lightness(palette, 0) ? 1 : -1;
    EXPECT_GT(std::abs(lightness(palette, 1) - lightness(palette, 0)), 60) << palette.name();
    for (int i = 1; i <= 200; ++i) {
      EXPECT_GT(way * (lightness(palette, i / 200.0) - lightness(palette, (i - 1) / 200.0)), -0.35)
          << palette.name() << " at " << i;  // a code of 8 bits is up to 0.4 of lightness
      if (i >= 10) {
        EXPECT_GT(way * (lightness(palette, i / 200.0) - lightness(palette, (i - 10) / 200.0)), 1)
            << palette.name() << " at " << i;
      }
    }
  }
}

TEST(Palette, DivergingOnesAreNeutralInTheMiddleAndDarkerOutwards) {
  for (const Palette& palette : palettes(PaletteKind::diverging)) {
    const Lab middle = to_lab(palette.at(0.5));
    EXPECT_LT(std::hypot(middle.a, middle.b), 3) << palette.name();
    EXPECT_GT(middle.lightness, 90) << palette.name();
    for (int i = 1; i <= 50; ++i) {
      EXPECT_LT(lightness(palette, 0.5 + i / 100.0), lightness(palette, 0.49 + i / 100.0) + 0.35);
      EXPECT_LT(lightness(palette, 0.5 - i / 100.0), lightness(palette, 0.51 - i / 100.0) + 0.35);
    }
  }
}

TEST(Palette, FiveClassesAreToldApartByEveryKindOfColourVision) {
  constexpr double kLeast = 10;  // CIE 1976: seen at a glance
  for (const PaletteKind kind : {PaletteKind::sequential, PaletteKind::diverging}) {
    for (const Palette& palette : palettes(kind)) {
      for (std::size_t i = 1; i < 5; ++i) {
        const Rgb a = palette.of_class(i - 1, 5), b = palette.of_class(i, 5);
        EXPECT_GT(difference(a, b), kLeast) << palette.name() << " " << i;
        EXPECT_GT(difference(seen(a, kProtan), seen(b, kProtan)), kLeast) << palette.name() << " " << i;
        EXPECT_GT(difference(seen(a, kDeutan), seen(b, kDeutan)), kLeast) << palette.name() << " " << i;
      }
    }
  }
}

TEST(Palette, TheTwoSidesOfADivergingOneAreToldApartByEveryKindOfColourVision) {
  for (const Palette& palette : palettes(PaletteKind::diverging)) {
    for (const Matrix& eye : {kProtan, kDeutan}) {
      EXPECT_GT(difference(seen(palette.at(0.1), eye), seen(palette.at(0.9), eye)), 20) << palette.name();
      EXPECT_GT(difference(seen(palette.at(0.25), eye), seen(palette.at(0.75), eye)), 20) << palette.name();
    }
  }
}

TEST(Palette, CategoriesAreToldApartByEveryKindOfColourVision) {
  for (const Palette& palette : palettes(PaletteKind::qualitative)) {
    for (std::size_t i = 0; i < palette.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Rgb a = palette.of_class(i, 9), b = palette.of_class(j, 9);
        EXPECT_GT(difference(a, b), 15) << palette.name() << i << j;
        EXPECT_GT(difference(seen(a, kProtan), seen(b, kProtan)), 7) << palette.name() << i << j;
        EXPECT_GT(difference(seen(a, kDeutan), seen(b, kDeutan)), 7) << palette.name() << i << j;
      }
    }
    EXPECT_EQ(palette.of_class(palette.size(), 20), kOtherColour);
  }
}

}  // namespace
}  // namespace conurb::scene
