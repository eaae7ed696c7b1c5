// SPDX-License-Identifier: Apache-2.0
#include "engine/city/table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "engine/city/city.hpp"

namespace conurb::city {
namespace {

TableSpec buildings() {
  TableSpec spec;
  spec.name = "building";
  ColumnSpec height;
  height.name = "height";
  height.unit = "m";
  height.nullable = true;
  height.min = 0;
  ColumnSpec use;
  use.name = "function";
  use.scalar = Scalar::text;
  use.nullable = true;
  ColumnSpec route;
  route.name = "route";
  route.scalar = Scalar::i32;
  route.list = true;
  spec.columns = {height, use, route};
  return spec;
}

City two_houses() {
  City city;
  city.add_table(buildings());
  city.edit("building").insert(20, 0);
  return city;
}

TEST(Table, rows_are_appended_with_ascending_ids_and_initial_values) {
  City city = two_houses();
  const Table& table = city.table("building");
  EXPECT_EQ(table.rows(), 20);
  EXPECT_EQ(table.ids()[0], 1);
  EXPECT_TRUE(std::isnan(table.column("height").values<double>()[19]));
  EXPECT_EQ(table.row_of(20), 19);
  EXPECT_EQ(table.row_of(21), -1);
  city.validate();
}

TEST(Table, a_grid_without_cells_is_laid_once) {
  City city;
  TableSpec ground;
  ground.name = "ground";
  ground.kind = TableKind::grid;
  city.add_table(ground);
  const City before = city;
  const GridSpec grid{100, 200, 10, 4, 3};
  city.edit("ground").lay_grid(grid, 0);
  EXPECT_EQ(city.table("ground").rows(), 12);
  EXPECT_EQ(city.table("ground").spec().grid.origin_y, 200);
  EXPECT_EQ(before.table("ground").rows(), 0) << "a branch keeps the grid that it had";
  const auto refused = [&city](const char* table, const GridSpec& asked, ErrorCode code) {
    try {
      city.edit(table).lay_grid(asked, 0);
      ADD_FAILURE() << table;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code);
    }
  };
  refused("ground", grid, ErrorCode::conflict);
  city.add_table(buildings());
  refused("building", grid, ErrorCode::invalid_argument);
  ground.name = "sea";
  city.add_table(ground);
  refused("sea", {0, 0, 0, 4, 3}, ErrorCode::invalid_argument);
  refused("sea", {0, 0, 1, std::int64_t{1} << 20, std::int64_t{1} << 20}, ErrorCode::limit);
}

TEST(Table, rows_born_in_a_branch_carry_its_number_and_stay_findable) {
  City city = two_houses();
  City branch = city;
  branch.set_branch(3);
  branch.edit("building").insert(2, branch.branch());
  const Id id = branch.table("building").ids()[20];
  EXPECT_EQ(branch_of(id), 3);
  EXPECT_EQ(branch.table("building").row_of(id), 20);
  EXPECT_EQ(city.table("building").rows(), 20);
  branch.validate();
}

TEST(Table, ids_ascend_even_if_a_row_of_a_later_branch_came_before) {
  City city = two_houses();
  Table& table = city.edit("building");
  const std::vector<Id> later{(Id{3} << kBranchShift) + 40};
  table.insert_with_ids(later);
  table.insert(2, 0);
  city.validate();
  EXPECT_EQ(table.row_of(later[0]), 20);
  EXPECT_EQ(branch_of(table.ids()[21]), 3);
}

TEST(Table, a_write_in_a_branch_is_unseen_in_its_base_and_copies_one_column_only) {
  City city = two_houses();
  City branch = city;
  const std::vector<std::int64_t> rows{3, 4};
  branch.edit("building").set(branch.table("building").index_of("height"), rows, 12.5);
  EXPECT_EQ(branch.table("building").column("height").values<double>()[3], 12.5);
  EXPECT_TRUE(std::isnan(city.table("building").column("height").values<double>()[3]));
  EXPECT_EQ(city.table("building").column("function").bytes(),
            branch.table("building").column("function").bytes());
}

TEST(Table, a_pin_keeps_its_content_while_the_column_goes_on) {
  City city = two_houses();
  Table& table = city.edit("building");
  const std::size_t height = table.index_of("height");
  const std::vector<std::int64_t> rows{0};
  table.set(height, rows, 1.0);
  const auto pin = table.column(height).pin();
  table.set(height, rows, 2.0);
  EXPECT_EQ(reinterpret_cast<const double*>(pin->data.data())[0], 1.0);
  EXPECT_EQ(table.column(height).values<double>()[0], 2.0);
}

TEST(Table, new_texts_of_a_branch_stay_in_it) {
  City city = two_houses();
  Table& table = city.edit("building");
  const std::size_t use = table.index_of("function");
  const std::vector<std::int64_t> rows{0};
  table.set(use, rows, std::string("school"));
  City branch = city;
  branch.edit("building").set(use, rows, std::string("hospital"));
  EXPECT_EQ(to_string(branch.table("building").column(use).get(0)), "hospital");
  EXPECT_EQ(to_string(city.table("building").column(use).get(0)), "school");
  EXPECT_EQ(city.table("building").column(use).dictionary().find("hospital"), -1);
  EXPECT_EQ(branch.table("building").column(use).dictionary().find("school"), 0);
}

TEST(Table, a_reader_learns_which_rows_changed_since_it_last_looked) {
  City city = two_houses();
  Table& table = city.edit("building");
  const std::size_t height = table.index_of("height");
  const Revision seen = table.column(height).revision();
  const std::vector<std::int64_t> two{5, 2};
  const std::vector<std::int64_t> one{9};
  table.set(height, two, 3.0);
  table.set(height, one, 4.0);
  const ChangedRows changed = table.column(height).changes().since(seen);
  EXPECT_FALSE(changed.all);
  EXPECT_EQ(changed.rows, (std::vector<std::int64_t>{2, 5, 9}));
  EXPECT_TRUE(table.column(height).changes().since(0).all);
  table.mark_changed(height);
  EXPECT_TRUE(table.column(height).changes().since(seen).all);
}

TEST(Table, too_many_changes_are_told_as_all) {
  City city = two_houses();
  Table& table = city.edit("building");
  const std::size_t height = table.index_of("height");
  const Revision seen = table.column(height).revision();
  const std::vector<std::int64_t> one{1};
  for (int i = 0; i < 20; ++i) table.set(height, one, static_cast<double>(i));
  EXPECT_TRUE(table.column(height).changes().since(seen).all);
}

TEST(Table, retired_rows_stay_but_are_not_alive) {
  City city = two_houses();
  Table& table = city.edit("building");
  const Revision before = table.topology_revision();
  const std::vector<std::int64_t> rows{7, 7, 1};
  table.retire(rows);
  EXPECT_EQ(table.alive_rows(), 18);
  EXPECT_EQ(table.rows(), 20);
  EXPECT_NE(table.topology_revision(), before);
  city.validate();
}

TEST(Table, growing_beyond_the_slack_keeps_values_and_pads_with_finite_filler) {
  City city = two_houses();
  Table& table = city.edit("building");
  const std::size_t height = table.index_of("height");
  const std::vector<std::int64_t> rows{19};
  table.set(height, rows, 8.0);
  table.insert(1001, 0);
  const auto values = table.column(height).values<double>();
  ASSERT_EQ(values.size(), 1024U);
  EXPECT_EQ(values[19], 8.0);
  EXPECT_TRUE(std::isnan(values[1020]));
  for (std::size_t i = 1021; i < 1024; ++i) EXPECT_EQ(values[i], 0.0);
  city.validate();
}

TEST(Table, the_filler_stays_finite_when_rows_grow_within_a_recycled_buffer) {
  const auto pool = BufferPool::create();
  {
    std::vector<Buffer> dirty;
    for (std::size_t bytes = 64; bytes < 20000; bytes += 64) {
      dirty.push_back(pool->take(bytes));
      std::memset(dirty.back().data(), 0xff, dirty.back().size());  // NaN in every float
    }
  }
  City city(pool);
  city.add_table(buildings());
  for (const std::int64_t count : {1000, 3, 17, 60}) {
    city.edit("building").insert(count, 0);
    const City held = city;  // so that the next write takes another buffer
    (void)city.edit("building").column("height").overwrite_bytes();
    const auto values = city.table("building").column("height").values<double>();
    const auto rows = static_cast<std::size_t>(city.table("building").rows());
    for (std::size_t i = rows; i < values.size(); ++i) EXPECT_EQ(values[i], 0.0);
  }
}

TEST(Table, lists_are_replaced_whole_and_new_rows_get_empty_ones) {
  City city = two_houses();
  Table& table = city.edit("building");
  Column& route = table.column("route");
  std::vector<std::int64_t> offsets(21, 3);
  offsets[0] = 0;
  const std::vector<std::int32_t> values{4, 5, 6};
  route.assign_lists(offsets, reinterpret_cast<const std::byte*>(values.data()));
  table.insert(1, 0);
  EXPECT_EQ(route.offsets()[21], 3);
  EXPECT_EQ(route.values<std::int32_t>()[1], 5);
  EXPECT_THROW(route.assign_lists(offsets, nullptr), Error);  // one offset too few now
}

TEST(Table, values_out_of_range_or_of_another_type_change_nothing) {
  City city = two_houses();
  Table& table = city.edit("building");
  const std::size_t height = table.index_of("height");
  const std::vector<std::int64_t> rows{0, 1};
  const Revision before = table.column(height).revision();
  EXPECT_THROW(table.set(height, rows, -1.0), Error);
  EXPECT_THROW(table.set(height, rows, std::string("tall")), Error);
  const std::vector<std::int64_t> beyond{0, 99};
  EXPECT_THROW(table.set(height, beyond, 1.0), Error);
  EXPECT_EQ(table.column(height).revision(), before);
}

TEST(Table, one_name_with_two_units_is_refused) {
  City city = two_houses();
  TableSpec other = buildings();
  other.columns[0].unit = "ft";
  EXPECT_THROW(city.add_table(other), Error);
}

TEST(Table, a_recycled_buffer_is_used_again) {
  const auto pool = BufferPool::create();
  const std::byte* first = nullptr;
  {
    const Buffer buffer = pool->take(100000);
    first = buffer.data();
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(first) % 64, 0U);
  }
  EXPECT_EQ(pool->take(100000).data(), first);
  EXPECT_EQ(pool->used_bytes(), 0U);
}

}  // namespace
}  // namespace conurb::city
