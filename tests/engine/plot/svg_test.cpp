// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/svg.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

#include "tests/engine/plot/gallery.hpp"

namespace conurb::plot {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Svg, EveryKindOfPlotIsWritten) {
  const char* folder = std::getenv("CONURB_TEST_PICTURES");
  for (const Picture& picture : gallery()) {
    const std::string text = svg(picture.chart, 900, 340);
    EXPECT_TRUE(text.starts_with("<svg ")) << picture.name;
    EXPECT_TRUE(text.ends_with("</svg>")) << picture.name;
    EXPECT_THAT(text, Not(HasSubstr("://"))) << "needs nothing from outside: " << picture.name;
    EXPECT_THAT(text, Not(HasSubstr("nan"))) << picture.name;
    EXPECT_THAT(text, Not(HasSubstr("inf"))) << picture.name;
    if (folder == nullptr) continue;
    std::filesystem::create_directories(folder);
    std::ofstream(std::filesystem::path(folder) / ("plot-" + picture.name + ".svg"))
        << svg_file(picture.chart, 900, 340);
  }
}

TEST(Svg, AFileHasItsNamespaceSizeAndGround) {
  const std::string text = svg_file(week_chart(), 900, 340);
  EXPECT_TRUE(text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"340\" "))
      << text.substr(0, 120);
  EXPECT_THAT(text, HasSubstr("<rect x=\"-16\" y=\"-16\" width=\"900\" height=\"340\" fill=\"#ffffff\"/>"));
  EXPECT_TRUE(text.ends_with("</svg>\n"));
}

TEST(Svg, TextsAreEscaped) {
  EXPECT_EQ(escaped("<a href=\"x\">&'\x01"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  Chart chart = bars_chart();
  chart.title = chart.x.labels[0] = chart.series[0].name = chart.y.unit = "<s>\"&'";
  const std::string text = svg(chart, 900, 340);
  EXPECT_THAT(text, Not(HasSubstr("<s>")));
  EXPECT_THAT(text, HasSubstr("aria-label=\"&lt;s&gt;&quot;&amp;&#39;\""));
}

}  // namespace
}  // namespace conurb::plot
