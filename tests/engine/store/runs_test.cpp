// SPDX-License-Identifier: Apache-2.0
#include "engine/store/runs.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/store/run_recorder.hpp"
#include "store_testing.hpp"

namespace conurb::store {
namespace {

using city::City;
using city::Table;

/// A run of `exchanges` steps in which every column of a table changes, and rows join at exchange 30.
class RunRecorderTest : public ::testing::Test {
 protected:
  void step(City& city, std::int64_t exchange) {
    Table& table = city.edit("building");
    if (exchange == 30) table.insert(10, 0);
    auto demand = table.column("heating_demand").modify<float>();
    auto temperature = table.column("temperature").modify<double>();
    for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
      demand[row] = std::sin(static_cast<float>(exchange) * 0.1F + static_cast<float>(row));
      temperature[row] = 290.0 + static_cast<double>(exchange) * 1e-3;
    }
    table.column("function").set(0, fmt::format("step {}", exchange % 3));
  }
  void record(CityFile& file, City& city, std::int64_t run, std::int64_t exchanges) {
    RunRecorder recorder(file, run, {.queue_bytes = 20000, .commit_every = 7});
    for (std::int64_t exchange = 0; exchange < exchanges; ++exchange) {
      step(city, exchange);
      recorder.begin_exchange(exchange, exchange * 3600);
      for (const char* name : {"heating_demand", "temperature", "function", "curve"}) {
        recorder.record("building", name, city.table("building").column(name));
      }
      recorder.end_exchange();
    }
    EXPECT_EQ(recorder.finish(), exchanges - 1);
  }
  void expect_recorded(const CityFile& file, std::int64_t run, std::int64_t exchanges) {
    City city = small_city(100);
    const Runs runs(file);
    const Recorded demand = runs.read(run, {"building", "heating_demand"});
    const Recorded temperature = runs.read(run, {"building", "temperature"});
    const Recorded function = runs.read(run, {"building", "function"});
    const Recorded curve = runs.read(run, {"building", "curve"});
    ASSERT_EQ(demand.exchanges.size(), static_cast<std::size_t>(exchanges));
    for (std::int64_t exchange = 0; exchange < exchanges; ++exchange) {
      step(city, exchange);
      const auto at = static_cast<std::size_t>(exchange);
      const Table& table = city.table("building");
      const auto rows = static_cast<std::size_t>(table.rows());
      EXPECT_EQ(demand.times_us[at], exchange * 3600);
      ASSERT_EQ(demand.rows[at], table.rows());
      const auto expected = table.column("heating_demand").values<float>();
      EXPECT_TRUE(std::equal(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(rows),
                             demand.at<float>(at).begin()));
      EXPECT_EQ(temperature.at<double>(at)[rows - 1], table.column("temperature").values<double>()[rows - 1]);
      const std::int32_t code = function.at<std::int32_t>(at)[0];
      EXPECT_EQ(function.texts[static_cast<std::size_t>(code)], fmt::format("step {}", exchange % 3));
      const auto offsets = table.column("curve").offsets();
      EXPECT_TRUE(
          std::equal(offsets.begin(), offsets.end(), curve.offsets[at].begin(), curve.offsets[at].end()));
    }
  }

  TempFolder folder_;
};

TEST_F(RunRecorderTest, columns_come_back_to_the_bit_while_the_table_grows) {
  CityFile file = CityFile::create(folder_ / "a.gpkg");
  City city = small_city(100);
  file.save(city);
  Runs runs(file);
  const std::int64_t run = runs.begin({});
  record(file, city, run, 60);
  expect_recorded(file, run, 60);
  const auto columns = runs.recorded(run);
  ASSERT_EQ(columns.size(), 4U);
  EXPECT_EQ(columns[0].last_exchange, 59);
  EXPECT_EQ(runs.get(run).saved_exchange, 59);
  runs.finish(run, RunStatus::done, R"({"seed": 1})");
  EXPECT_EQ(runs.get(run).status, RunStatus::done);
  EXPECT_EQ(runs.get(run).json, R"({"seed": 1})");
  EXPECT_EQ(file.check(), std::vector<std::string>{});
}

TEST_F(RunRecorderTest, part_of_a_column_is_read_without_the_rest) {
  CityFile file = CityFile::create(folder_ / "a.gpkg");
  City city;
  city::TableSpec spec;
  spec.name = "cell";
  spec.columns = {column("depth", city::Scalar::f32)};
  city.add_table(spec);
  city.edit("cell").insert(150000, 0);
  Runs runs(file);
  const std::int64_t run = runs.begin({});
  RunRecorder recorder(file, run);
  for (std::int64_t exchange = 10; exchange < 40; exchange += 5) {
    auto depth = city.edit("cell").column("depth").modify<float>();
    for (std::size_t row = 0; row < 150000; ++row)
      depth[row] = static_cast<float>(row) + static_cast<float>(exchange);
    recorder.begin_exchange(exchange, exchange);
    recorder.record("cell", "depth", city.table("cell").column("depth"));
    recorder.end_exchange();
  }
  recorder.finish();
  const Recorded part = runs.read(run, {"cell", "depth", 14, 26, 65530, 12});
  EXPECT_EQ(part.exchanges, (std::vector<std::int64_t>{15, 20, 25}));
  ASSERT_EQ(part.rows[1], 12);
  for (std::size_t i = 0; i < 12; ++i)
    EXPECT_EQ(part.at<float>(1)[i], 65530.0F + static_cast<float>(i) + 20.0F);
  EXPECT_EQ(error_of([&] { (void)runs.read(run, {"cell", "depth", 50, 60}); }).code(), ErrorCode::not_found);
}

TEST_F(RunRecorderTest, flush_reports_what_is_in_the_file) {
  CityFile file = CityFile::create(folder_ / "a.gpkg");
  City city = small_city(20);
  const std::int64_t run = Runs(file).begin({});
  RunRecorder recorder(file, run);
  EXPECT_EQ(recorder.flush(), -1);
  for (std::int64_t exchange = 0; exchange < 5; ++exchange) {
    recorder.begin_exchange(exchange, exchange);
    recorder.record("building", "temperature", city.table("building").column("temperature"));
    recorder.end_exchange();
    if (exchange == 2) {
      EXPECT_EQ(recorder.flush(), 2);
      EXPECT_EQ(Runs(file).read(run, {"building", "temperature"}).exchanges.size(), 3U);
    }
  }
  EXPECT_EQ(recorder.finish(), 4);
  EXPECT_EQ(Runs(file).read(run, {"building", "temperature"}).exchanges.size(), 5U);
  EXPECT_EQ(error_of([&] { recorder.begin_exchange(3, 0); }).code(), ErrorCode::invalid_argument);
}

TEST_F(RunRecorderTest, a_full_disk_is_told_to_the_run) {
  CityFile file = CityFile::create(folder_ / "a.gpkg", {.who = "", .max_bytes = 2000000});
  City city = small_city(5000);
  const std::int64_t run = Runs(file).begin({});
  RunRecorder recorder(file, run);
  const Error error = error_of([&] {
    for (std::int64_t exchange = 0; exchange < 1000; ++exchange) {
      auto values = city.edit("building").column("floor_area").modify<float>();
      for (std::size_t i = 0; i < 5000; ++i)
        values[i] = static_cast<float>(
            std::hash<std::size_t>{}(i * 7919 + static_cast<std::size_t>(exchange)) * 2654435761U % 1000003);
      recorder.begin_exchange(exchange, exchange);
      recorder.record("building", "floor_area", city.table("building").column("floor_area"));
      recorder.end_exchange();
    }
    recorder.finish();
  });
  EXPECT_EQ(error.code(), ErrorCode::io) << error.what();
  const std::int64_t saved = recorder.saved();
  EXPECT_GT(saved, 0);
  EXPECT_EQ(Runs(file).get(run).saved_exchange, saved);
  EXPECT_EQ(Runs(file).read(run, {"building", "floor_area"}).exchanges.back(), saved);
}

TEST_F(RunRecorderTest, kpi_values_are_kept_per_run_and_group) {
  CityFile file = CityFile::create(folder_ / "a.gpkg");
  Runs runs(file);
  const std::int64_t run = runs.begin({});
  std::vector<KpiValue> values{{"energy.co2", "", 12.5, NAN, NAN, 300, "kg"},
                               {"energy.co2", "school", 1, 0.5, 2, 3, "kg"}};
  runs.put_kpis(run, values);
  values[0].value = 13;
  runs.put_kpis(run, std::span(values).first(1));
  const auto back = runs.kpis(run);
  ASSERT_EQ(back.size(), 2U);
  EXPECT_EQ(back[0].value, 13);
  EXPECT_TRUE(std::isnan(back[0].low));
  EXPECT_EQ(back[1].group, "school");
  EXPECT_EQ(back[1].high, 2);
  runs.remove(run);
  EXPECT_TRUE(runs.kpis(run).empty());
  EXPECT_TRUE(runs.list().empty());
}

}  // namespace
}  // namespace conurb::store
