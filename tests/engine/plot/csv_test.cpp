// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/csv.hpp"

#include <gtest/gtest.h>

#include "tests/engine/plot/gallery.hpp"

namespace conurb::plot {
namespace {

TEST(Csv, TimesHaveTheOffsetOfTheirDay) {
  Chart chart{.y = {.name = "Heat demand", .unit = "kW"}};
  chart.x.scale = Scale::time;
  chart.x.zone = Zone("Europe/Zurich");
  chart.series = {{.name = "A", .letter = 0}};
  chart.series[0].x = {us("2026-03-29 01:00", chart.x.zone), us("2026-03-29 03:00", chart.x.zone)};
  chart.series[0].y = {1.5, kGap};
  EXPECT_EQ(csv(chart),
            "time,A [kW]\r\n"
            "2026-03-29T01:00:00+01:00,1.5\r\n"
            "2026-03-29T03:00:00+02:00,\r\n");
}

TEST(Csv, SeriesOfOtherTimesAreMergedByTime) {
  Chart chart;
  chart.x.unit = "s";
  chart.series = {
      {.name = "A", .letter = 0, .x = {1, 2}, .y = {10, 20}},
      {.name = "B", .letter = 1, .x = {2, 3}, .y = {200, 300}, .low = {190, 290}, .high = {210, 310}}};
  EXPECT_EQ(csv(chart),
            "x [s],A,B,B low,B high\r\n"
            "1,10,,,\r\n"
            "2,20,200,190,210\r\n"
            "3,,300,290,310\r\n");
}

TEST(Csv, WhatWouldBreakACellIsQuoted) {
  Chart chart{.kind = Kind::bars};
  chart.x.name = "Street, \"number\"";
  chart.x.labels = {"a,b", "line\nbreak", "plain"};
  chart.series = {{.name = "A", .letter = 0, .y = {1, 2, 0.1}}};
  EXPECT_EQ(csv(chart),
            "\"Street, \"\"number\"\"\",A\r\n"
            "\"a,b\",1\r\n"
            "\"line\nbreak\",2\r\n"
            "plain,0.1\r\n");
}

TEST(Csv, BinsHaveTwoEdgesAndPointsARowEach) {
  const std::vector<double> values{1, 2, 3};
  const Chart bins =
      histogram("t", {.name = "Height", .unit = "m"}, "n", std::vector<Sample>{{"A", 0, values}}, 3);
  EXPECT_TRUE(csv(bins).starts_with("Height from [m],Height to [m],A\r\n1,2,1\r\n")) << csv(bins);
  Chart points{.kind = Kind::scatter};
  points.series = {{.name = "A", .letter = 0, .x = {1, 1}, .y = {2, 3}}};
  EXPECT_EQ(csv(points), "series,x,y\r\nA,1,2\r\nA,1,3\r\n");
}

TEST(Csv, EveryKindHasAHeadAndRowsOfOneLength) {
  for (const Picture& picture : gallery()) {
    const std::string text = csv(picture.chart);
    EXPECT_TRUE(text.ends_with("\r\n")) << picture.name;
    const auto commas = [&](std::size_t from, std::size_t to) {
      return std::count(text.begin() + static_cast<std::ptrdiff_t>(from),
                        text.begin() + static_cast<std::ptrdiff_t>(to), ',');
    };
    std::size_t end = text.find("\r\n");
    const auto expected = commas(0, end);
    for (std::size_t from = end + 2; from < text.size(); from = end + 2) {
      end = text.find("\r\n", from);
      EXPECT_EQ(commas(from, end), expected) << picture.name;
    }
  }
}

}  // namespace
}  // namespace conurb::plot
