// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/reading.hpp"

#include <gtest/gtest.h>

#include "tests/engine/plot/gallery.hpp"
#include "tests/engine/plot/plain_style.hpp"

namespace conurb::plot {
namespace {

Point middle(const Layout& layout) {
  return {(layout.plot.left + layout.plot.right) / 2, (layout.plot.top + layout.plot.bottom) / 2};
}

TEST(Reading, TellsTheValuesNearestToATime) {
  const Chart chart = week_chart();
  const Layout layout = lay_out(chart, 720, 300, plain_style());
  const double at = us("2026-01-14 12:00", chart.x.zone);
  const auto reading = read_at(chart, layout, {layout.x_px(at) + 0.3, layout.plot.top + 5});
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->x, at);
  EXPECT_EQ(reading->head, "Wed 14 Jan 2026, 12:00");
  ASSERT_EQ(reading->values.size(), 2U);
  EXPECT_EQ(reading->values[0].name, "Base");
  EXPECT_EQ(reading->values[0].unit, "MW");
  EXPECT_NEAR(std::stod(reading->values[0].text), chart.series[0].y[60], 0.5);
  EXPECT_NEAR(reading->values[0].at.y, layout.y_px(chart.series[0].y[60]), 1e-9);
}

TEST(Reading, AGapIsToldAsOne) {
  Chart chart = week_chart();
  chart.series[1].y[60] = kGap;
  const Layout layout = lay_out(chart, 720, 300, plain_style());
  const auto reading = read_at(chart, layout, {layout.x_px(chart.series[1].x[60]), layout.plot.top + 5});
  ASSERT_TRUE(reading);
  EXPECT_TRUE(reading->values[1].gap);
  EXPECT_EQ(reading->values[1].text, "–");
}

TEST(Reading, TellsLabelBinAndPoint) {
  const Style style = plain_style();
  const Chart bars = bars_chart();
  const Layout bars_layout = lay_out(bars, 720, 300, style);
  const auto month = read_at(bars, bars_layout, {bars_layout.x_px(2.5), bars_layout.plot.top + 5});
  ASSERT_TRUE(month);
  EXPECT_EQ(month->head, "Mar");
  EXPECT_EQ(month->values[1].text, "27");
  const Chart bins = histogram_chart();
  const Layout bins_layout = lay_out(bins, 720, 300, style);
  const auto bin = read_at(bins, bins_layout, {bins_layout.x_px(105), bins_layout.plot.top + 5});
  ASSERT_TRUE(bin);
  EXPECT_EQ(bin->head, "100 to 120 kWh/m²");
  const Chart points = scatter_chart();
  const Layout points_layout = lay_out(points, 720, 300, style);
  const auto point =
      read_at(points, points_layout,
              {points_layout.x_px(points.series[1].x[7]), points_layout.y_px(points.series[1].y[7])});
  ASSERT_TRUE(point);
  ASSERT_EQ(point->values.size(), 1U);
  EXPECT_EQ(point->values[0].series, 1U);
  const Chart rows = changes_chart();
  const Layout rows_layout = lay_out(rows, 720, 300, style);
  const auto row = read_at(rows, rows_layout, {rows_layout.plot.left + 5, rows_layout.plot.bottom - 2});
  ASSERT_TRUE(row);
  EXPECT_EQ(row->head, "Hours too warm");
}

TEST(Reading, EveryKindAnswersEverywhereInsideAndNowhereElse) {
  for (const Picture& picture : gallery()) {
    for (const double width : {40.0, 300.0, 900.0}) {
      const Layout layout = lay_out(picture.chart, width, width / 2, plain_style());
      EXPECT_FALSE(read_at(picture.chart, layout, {-5, -5})) << picture.name;
      if (layout.plot.empty()) continue;
      EXPECT_TRUE(read_at(picture.chart, layout, middle(layout))) << picture.name;
      for (const double x : {layout.plot.left, layout.plot.right})
        for (const double y : {layout.plot.top, layout.plot.bottom})
          (void)read_at(picture.chart, layout, {x, y});
    }
  }
}

}  // namespace
}  // namespace conurb::plot
