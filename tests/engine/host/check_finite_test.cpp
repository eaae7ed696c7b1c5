// SPDX-License-Identifier: Apache-2.0
#include "engine/host/check_finite.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "engine/base/jobs.hpp"
#include "tests/engine/host/fake_plugin.hpp"

namespace conurb::host {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

city::Table table_of(std::int64_t rows, bool nullable) {
  city::TableSpec spec;
  spec.name = "node";
  city::ColumnSpec level;
  level.name = "level";
  level.nullable = nullable;
  level.initial = 0.0;
  spec.columns = {level};
  city::Table table(spec, {city::BufferPool::create(), std::make_shared<city::RevisionSource>()});
  table.insert(rows, 0);
  return table;
}

TEST(CheckFinite, the_first_alive_row_that_is_not_finite_is_named) {
  Jobs jobs(2);
  city::Table table = table_of(400000, false);
  const std::size_t level = table.index_of("level");
  EXPECT_EQ(first_not_finite(table, level, nullptr, &jobs), -1);
  auto values = table.column(level).modify<double>();
  values[399999] = kNan;
  values[300001] = -std::numeric_limits<double>::infinity();
  EXPECT_EQ(first_not_finite(table, level, nullptr, &jobs), 300001);
  table.retire(std::vector<std::int64_t>{300001});
  EXPECT_EQ(first_not_finite(table, level, nullptr, &jobs), 399999);
  EXPECT_EQ(first_not_finite(table, level, nullptr, nullptr), 399999);
}

TEST(CheckFinite, a_nullable_column_may_hold_nulls_but_no_infinity) {
  city::Table table = table_of(100, true);
  const std::size_t level = table.index_of("level");
  auto values = table.column(level).modify<double>();
  values[3] = kNan;
  EXPECT_EQ(first_not_finite(table, level, nullptr, nullptr), -1);
  values[7] = std::numeric_limits<double>::infinity();
  EXPECT_EQ(first_not_finite(table, level, nullptr, nullptr), 7);
}

TEST(CheckFinite, of_marked_rows_only_those_are_looked_at) {
  city::Table table = table_of(100, false);
  const std::size_t level = table.index_of("level");
  table.column(level).modify<double>()[5] = kNan;
  const std::vector<std::int64_t> others{4, 6};
  const std::vector<std::int64_t> it{4, 5};
  EXPECT_EQ(first_not_finite(table, level, &others, nullptr), -1);
  EXPECT_EQ(first_not_finite(table, level, &it, nullptr), 5);
}

}  // namespace
}  // namespace conurb::host
