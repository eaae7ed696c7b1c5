// SPDX-License-Identifier: Apache-2.0
#include "engine/store/rtree_pack.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store_testing.hpp"

namespace conurb::store {
namespace {

/// Boxes in a row, each 8 m wide, every 10 m, at coordinates that no float holds exactly.
std::vector<RowBox> row_of(std::int64_t count) {
  std::vector<RowBox> boxes;
  for (std::int64_t i = 0; i < count; ++i) {
    const double x = 500000.1 + 10.0 * static_cast<double>(i);
    boxes.push_back({i + 1, {x, 5700000.3, x + 8, 5700008.3}});
  }
  return boxes;
}

std::string check(Connection& connection) {
  Statement statement(connection, "SELECT rtreecheck('tree')");
  return statement.step() ? statement.string(0) : "no answer";
}

std::int64_t count_within(Connection& connection, double min_x, double max_x) {
  return connection.integer(
      "SELECT count(*) FROM tree WHERE maxx >= ? AND minx <= ? AND maxy >= 5700000.3 AND miny <= 5700008.3",
      -1, min_x, max_x);
}

TEST(RtreePack, trees_of_any_depth_are_sound_and_find_what_a_grown_tree_finds) {
  const TempFolder folder;
  for (const std::int64_t count : {0, 1, 45, 46, 47, 2000, 2071, 30000}) {
    SCOPED_TRACE(count);
    Connection connection(folder / fmt::format("{}.db", count), Access::create);
    connection.run("BEGIN");
    connection.run("CREATE VIRTUAL TABLE tree USING rtree(id, minx, maxx, miny, maxy)");
    EXPECT_TRUE(is_empty_rtree(connection, "tree"));
    pack_rtree(connection, "tree", row_of(count));
    EXPECT_EQ(is_empty_rtree(connection, "tree"), count == 0);
    EXPECT_EQ(check(connection), "ok");
    EXPECT_EQ(connection.integer("SELECT count(*) FROM tree", -1), count);
    EXPECT_EQ(count_within(connection, 500100.1, 500144.1), std::clamp<std::int64_t>(count - 10, 0, 5));
    connection.run("COMMIT");
    // The true box lies in the box that the tree has.
    EXPECT_EQ(
        connection.integer("SELECT count(*) FROM tree WHERE minx > 500000.1 + 10.0 * (id - 1) OR maxx < "
                           "500008.1 + 10.0 * (id - 1)",
                           -1),
        0);
  }
}

TEST(RtreePack, a_packed_tree_takes_and_loses_rows_as_any_other) {
  const TempFolder folder;
  Connection connection(folder / "a.db", Access::create);
  connection.run("BEGIN");
  connection.run("CREATE VIRTUAL TABLE tree USING rtree(id, minx, maxx, miny, maxy)");
  connection.run("INSERT INTO tree VALUES (7, 0, 1, 0, 1)");
  connection.run("DELETE FROM tree");
  pack_rtree(connection, "tree", row_of(3000));
  for (std::int64_t id = 3001; id <= 3600; ++id) {
    connection.run("INSERT OR REPLACE INTO tree VALUES (?1, 500000 + ?1, 500001 + ?1, 5700001, 5700002)", id);
  }
  connection.run("DELETE FROM tree WHERE id % 3 = 0");
  connection.run("UPDATE tree SET minx = 1, maxx = 2 WHERE id = 4");
  EXPECT_EQ(check(connection), "ok");
  EXPECT_EQ(connection.integer("SELECT count(*) FROM tree", -1), 2400);
  connection.run("COMMIT");
  connection.run("DELETE FROM tree");
  EXPECT_TRUE(is_empty_rtree(connection, "tree"));
  EXPECT_EQ(check(connection), "ok");
}

}  // namespace
}  // namespace conurb::store
