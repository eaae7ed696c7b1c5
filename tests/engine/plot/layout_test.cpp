// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/engine/plot/gallery.hpp"
#include "tests/engine/plot/plain_style.hpp"

namespace conurb::plot {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

Box around(const std::vector<Point>& points, double margin) {
  Box box{1e9, 1e9, -1e9, -1e9};
  for (const Point& point : points) {
    box.left = std::min(box.left, point.x - margin);
    box.right = std::max(box.right, point.x + margin);
    box.top = std::min(box.top, point.y - margin);
    box.bottom = std::max(box.bottom, point.y + margin);
  }
  return box;
}

/// What a primitive covers.
class Extent {
 public:
  explicit Extent(const Style& style) : style_(style) {}
  Box operator()(const Line& line) const { return around(line.points, line.width / 2); }
  Box operator()(const Area& area) const {
    EXPECT_EQ(area.upper.size(), area.lower.size());
    std::vector<Point> points = area.upper;
    points.insert(points.end(), area.lower.begin(), area.lower.end());
    return around(points, 0);
  }
  Box operator()(const Rectangle& one) const {
    const double edge = one.outline_width / 2;
    return {one.box.left - edge, one.box.top - edge, one.box.right + edge, one.box.bottom + edge};
  }
  Box operator()(const Dot& dot) const { return around({dot.centre}, dot.radius); }
  Box operator()(const Text& text) const { return box_of(text, style_); }

 private:
  const Style& style_;
};

void expect_sound(const Layout& layout, const Style& style, const std::string& name) {
  const Box whole{-0.02, -0.02, layout.width + 0.02, layout.height + 0.02};
  for (const Primitive& primitive : layout.primitives) {
    const Box box = std::visit(Extent(style), primitive);
    EXPECT_TRUE(std::isfinite(box.left + box.right + box.top + box.bottom)) << name;
    EXPECT_TRUE(whole.holds(box)) << name << ' ' << primitive.index() << ": " << box.left << ' ' << box.top
                                  << ' ' << box.right << ' ' << box.bottom;
  }
  const auto texts = all<Text>(layout);
  for (std::size_t i = 0; i < texts.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_FALSE(box_of(texts[i], style).meets(box_of(texts[j], style)))
          << name << ": " << texts[i].text << " on " << texts[j].text;
}

TEST(Layout, EverythingLiesInsideAndNoTextsOverlapInAnySize) {
  for (const Picture& picture : gallery()) {
    for (const double width : {0.0, 1.0, 5.0, 17.0, 60.0, 133.0, 260.0, 411.0, 900.0, 5000.0}) {
      for (const double height : {0.0, 1.0, 9.0, 40.0, 95.0, 160.0, 340.0, 2500.0}) {
        for (const double part : {0.35, 0.6, 1.1}) {
          const Style style = plain_style(13, part);
          const std::string name =
              picture.name + ' ' + std::to_string(width) + " x " + std::to_string(height);
          expect_sound(lay_out(picture.chart, width, height, style), style, name);
        }
      }
    }
  }
}

TEST(Layout, ValuesOfAnySizeAreToldApart) {
  for (const double size : {1e-12, 3e-4, 0.7, 42.0, 9.9e4, 3e7, 8e17, 1e290}) {
    for (const double shift : {0.0, -0.5, 1000.0}) {
      Chart chart{.title = "Sizes", .y = {.name = "Load", .unit = "W"}};
      chart.series = {
          {.name = "A", .letter = 0, .x = {0, 1, 2}, .y = {size * shift, size * (shift + 1), size * shift}}};
      const Style style = plain_style();
      const Layout layout = lay_out(chart, 500, 260, style);
      expect_sound(layout, style, std::to_string(size));
      const auto texts = all<Text>(layout);
      const auto numbers = std::count_if(texts.begin(), texts.end(),
                                         [](const Text& text) { return text.anchor == Anchor::end; });
      EXPECT_GE(numbers, 3) << size << ' ' << shift;
    }
  }
}

TEST(Layout, SaysWhatAndHowMuchAndWhenOnce) {
  const std::vector<std::string> texts = texts_of(lay_out(week_chart(), 720, 300, plain_style()));
  EXPECT_THAT(texts,
              IsSupersetOf({"Heat demand of the city", "Heat demand, MW", "0", "200", "400", "Mon 12",
                            "Sun 18", "January 2026", "Base", "Deep retrofit", "Thu 15 Jan 2026, 07:00"}));
}

TEST(Layout, OneSeriesHasNoLegend) {
  Chart chart = week_chart();
  chart.series.resize(1);
  EXPECT_THAT(texts_of(lay_out(chart, 720, 300, plain_style())), Not(Contains("Base")));
}

TEST(Layout, LinesThatEndTogetherHaveALegendInstead) {
  Chart chart = week_chart();
  chart.series.push_back({.name = "Third", .letter = 2, .x = chart.series[0].x, .y = chart.series[0].y});
  chart.series.push_back({.name = "Fourth", .letter = 3, .x = chart.series[0].x, .y = chart.series[0].y});
  const Layout layout = lay_out(chart, 720, 300, plain_style());
  for (const Text& text : all<Text>(layout)) {
    if (text.text == "Base" || text.text == "Fourth") {
      EXPECT_LT(text.at.y, layout.plot.top) << text.text;
    }
  }
  EXPECT_THAT(texts_of(layout), IsSupersetOf({"Base", "Third", "Fourth"}));
}

TEST(Layout, SecondSeriesAreToldApartWithoutColour) {
  int dashed = 0;
  for (const Line& line : all<Line>(lay_out(week_chart(), 720, 300, plain_style())))
    dashed += line.dashed ? 1 : 0;
  EXPECT_EQ(dashed, 1);
  int outlined = 0;
  for (const Rectangle& bar : all<Rectangle>(lay_out(bars_chart(), 720, 300, plain_style())))
    outlined += bar.outline != 0 ? 1 : 0;
  EXPECT_EQ(outlined, 13) << "twelve bars and the legend";
}

TEST(Layout, GapsPartLines) {
  Chart chart;
  chart.series = {{.name = "A", .letter = 0, .x = {0, 1, 2, 3, 4, 5}, .y = {1, 2, kGap, 2, 3, kGap}}};
  const Style style = plain_style();
  int lines = 0;
  for (const Line& line : all<Line>(lay_out(chart, 400, 200, style)))
    lines += line.colour == style.letters[0] ? 1 : 0;
  EXPECT_EQ(lines, 2);
}

TEST(Layout, APeakOfOneHourInAYearIsSeen) {
  Chart chart = load_chart("2026-01-01", 8760);
  chart.series.resize(1);
  for (double& value : chart.series[0].y) value = 10;
  chart.series[0].y[4321] = 390;
  const Layout layout = lay_out(chart, 500, 260, plain_style());
  double top = 1e9;
  for (const Line& line : all<Line>(layout))
    for (const Point& point : line.points)
      if (line.points.size() > 2) top = std::min(top, point.y);
  EXPECT_NEAR(top, layout.y_px(390), 0.1);
}

TEST(Layout, ADenseLineIsAnAreaWithItsMeanAndSaysSo) {
  const Layout layout = lay_out(load_chart("2026-01-01", 8760), 500, 260, plain_style());
  EXPECT_EQ(all<Area>(layout).size(), 2U);
  EXPECT_THAT(texts_of(layout), Contains(HasSubstr("area: lowest to highest")));
}

TEST(Layout, NothingToDrawIsSaid) {
  const Style style = plain_style();
  EXPECT_THAT(texts_of(lay_out(empty_chart(), 400, 200, style)),
              ElementsAre("Water pressure", "No recorded values yet"));
  Chart gaps = week_chart();
  for (Series& series : gaps.series)
    for (double& value : series.y) value = kGap;
  EXPECT_THAT(texts_of(lay_out(gaps, 400, 200, style)), Contains("No recorded values yet"));
  EXPECT_TRUE(lay_out(gaps, 400, 200, style).plot.empty());
}

TEST(Layout, HostileValuesDoNoHarm) {
  const double infinity = std::numeric_limits<double>::infinity(), most = std::numeric_limits<double>::max();
  const Style style = plain_style();
  for (const Kind kind :
       {Kind::lines, Kind::duration, Kind::bars, Kind::rows, Kind::scatter, Kind::histogram}) {
    for (const Scale scale : {Scale::number, Scale::time}) {
      Chart chart{.kind = kind, .title = "Hostile"};
      chart.x.scale = scale;
      chart.x.labels = {"a", ""};
      chart.series = {
          {.name = "A", .letter = 77, .x = {infinity, 3, 1, kGap, -most}, .y = {1, infinity, most, kGap, 5}},
          {.name = "", .letter = -5, .x = {1, 2}, .y = {-1e299, 1e299, 3}, .low = {1}, .high = {0, 2, 3}},
          {.name = "none"}};
      chart.thresholds = {{kGap, "x"}, {2, ""}};
      chart.cursor = Cursor{kGap, "now"};
      expect_sound(lay_out(chart, 400, 200, style), style, "hostile");
    }
  }
}

TEST(Layout, OneValueIsAPoint) {
  Chart chart;
  chart.x.scale = Scale::time;
  chart.series = {{.name = "A", .letter = 0, .x = {1.7e15}, .y = {21}}};
  const Layout layout = lay_out(chart, 400, 200, plain_style());
  ASSERT_EQ(all<Dot>(layout).size(), 1U);
  EXPECT_NEAR(all<Dot>(layout)[0].centre.y, layout.y_px(21), 1e-9);
}

TEST(Layout, PlotsThatCoverTheSameCanBeReadSideBySide) {
  Chart a = bars_chart(), b = bars_chart();
  for (double& value : b.series[0].y) value *= 0.3;
  a.y.covers = b.y.covers = {0, 130};
  const Style style = plain_style();
  EXPECT_EQ(lay_out(a, 400, 200, style).y.high, lay_out(b, 400, 200, style).y.high);
}

TEST(Layout, AWindowShowsPartOfTheTime) {
  Chart chart = week_chart();
  chart.x.window = {us("2026-01-14", chart.x.zone), us("2026-01-15", chart.x.zone)};
  const Layout layout = lay_out(chart, 500, 260, plain_style());
  EXPECT_EQ(layout.x.low, chart.x.window->first);
  EXPECT_THAT(texts_of(layout), Contains("Wed 14 Jan 2026"));
  expect_sound(layout, plain_style(), "window");
}

TEST(Layout, LabelsOfBarsAreLeftOutEvenlyNotLaidOverEachOther) {
  Chart chart{.kind = Kind::bars};
  chart.series = {{.name = "A", .letter = 0}};
  for (int i = 0; i < 60; ++i) {
    chart.x.labels.push_back("day" + std::to_string(i));
    chart.series[0].y.push_back(i);
  }
  const auto texts = texts_of(lay_out(chart, 500, 260, plain_style()));
  EXPECT_THAT(texts, IsSupersetOf({"day0", "day6", "day12"}));
  EXPECT_THAT(texts, Not(Contains("day1")));
}

TEST(Layout, RowsTellValuesWithSignUnitAndWord) {
  const auto texts = texts_of(lay_out(changes_chart(), 700, 300, plain_style(13, 0.5)));
  EXPECT_THAT(texts, IsSupersetOf({"Heat energy", "−41.2 %  better", "+18.6 %  worse"}));
}

TEST(Layout, IsTheSameEachTime) {
  const Layout a = lay_out(scatter_chart(), 500, 260, plain_style()),
               b = lay_out(scatter_chart(), 500, 260, plain_style());
  ASSERT_EQ(a.primitives.size(), b.primitives.size());
  EXPECT_EQ(texts_of(a), texts_of(b));
}

TEST(Fitted, CutsBetweenLetters) {
  const Style style = plain_style(10, 1);
  EXPECT_EQ(fitted(style, "abc", Font::small, 30), "abc");
  EXPECT_EQ(fitted(style, "abcdefgh", Font::small, 60), "abc…");
  EXPECT_EQ(fitted(style, "äöüß", Font::small, 70), "äö…");
  EXPECT_EQ(fitted(style, "abcdefgh", Font::small, 10), "");
}

}  // namespace
}  // namespace conurb::plot
