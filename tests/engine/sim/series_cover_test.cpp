// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/series_cover.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/base/expect_error.hpp"
#include "tests/engine/sim/branch_fixture.hpp"

namespace conurb::sim {
namespace {

using namespace conurb::test;  // NOLINT: a test file

constexpr const char* kReader = R"("tables": {"tariff": {}}, "columns": {
  "tariff.time": {"access": "read", "type": "i64", "unit": "us"}})";
constexpr const char* kMayRead = R"("tables": {"tariff": {}}, "columns": {
  "tariff.time": {"access": "read", "type": "i64", "unit": "us", "optional": true}})";

// A series with rows at the given hours.
city::City city_with(const std::string& interpolation, const std::vector<std::int64_t>& hours,
                     bool with_interval = false) {
  city::City city;
  city::TableSpec tariff;
  tariff.name = "tariff";
  tariff.kind = city::TableKind::series;
  tariff.interpolation = interpolation;
  for (const char* name : {"time", "interval"}) {
    city::ColumnSpec column;
    column.name = name;
    column.scalar = city::Scalar::i64;
    column.unit = "us";
    if (with_interval || column.name == "time") tariff.columns.push_back(column);
  }
  city.add_table(tariff);
  city.edit("tariff").insert(static_cast<std::int64_t>(hours.size()), 0);
  for (std::size_t row = 0; row < hours.size(); ++row) {
    set_cell(city, "tariff", "time", static_cast<std::int64_t>(row), hours[row] * kHour.us);
    if (with_interval) set_cell(city, "tariff", "interval", static_cast<std::int64_t>(row), 2 * kHour.us);
  }
  return city;
}

void check(city::City city, const char* manifest, std::int64_t hours_to_run) {
  World world(1);
  const auto branch =
      branch_of(world, std::move(city), {fake<Idle>("reader", manifest)}, hours(hours_to_run));
  require_series(*branch, Zone::utc());
}

TEST(SeriesCover, means_cover_their_intervals_steps_all_that_follows_and_lines_what_lies_between) {
  check(city_with("mean of interval", {0, 1, 2}), kReader, 3);
  check(city_with("mean of interval", {0, 2}, true), kReader, 4);
  check(city_with("step", {0}), kReader, 1000);
  check(city_with("linear", {0, 3}), kReader, 3);
  check(city_with("mean of interval", {2, 0, 1}), kReader, 3);
}

TEST(SeriesCover, a_run_beyond_a_series_is_refused_before_it_begins_and_says_what_ends_when) {
  const auto refused = [](city::City city, std::int64_t hours_to_run, const std::string& words) {
    expect_error(ErrorCode::not_found, words, [&] { check(std::move(city), kReader, hours_to_run); });
  };
  refused(city_with("mean of interval", {0, 1, 2}), 4,
          "the series 'tariff' covers 1970-01-01 00:00 to 1970-01-01 03:00, but the run goes from 1970-01-01 "
          "00:00 to 1970-01-01 04:00 and reader needs it");
  refused(city_with("mean of interval", {0, 2}, true), 5, "to 1970-01-01 04:00, but");
  refused(city_with("linear", {0, 3}), 4, "to 1970-01-01 03:00, but");
  refused(city_with("step", {1}), 4, "covers 1970-01-01 01:00 to ever");
  refused(city_with("step", {}), 4, "has no rows");
}

TEST(SeriesCover, retired_rows_cover_nothing) {
  city::City city = city_with("mean of interval", {0, 1, 2});
  city.edit("tariff").retire(std::vector<std::int64_t>{2});
  expect_error(ErrorCode::not_found, "03:00", [&] { check(city, kReader, 3); });
  city.edit("tariff").retire(std::vector<std::int64_t>{0, 1});
  expect_error(ErrorCode::not_found, "has no rows", [&] { check(city, kReader, 3); });
}

TEST(SeriesCover, a_plugin_that_may_do_without_is_not_stopped) {
  check(city_with("linear", {0, 1}), kMayRead, 5);
}

}  // namespace
}  // namespace conurb::sim
