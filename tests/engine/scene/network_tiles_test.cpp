// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/network_tiles.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "tests/engine/scene/ground_fixture.hpp"
#include "tests/engine/scene/layer_city.hpp"

namespace conurb::scene {
namespace {

/// A grid of streets of 100 m, each with a link there and a link back, and hills below. The rows follow each
/// other: there, back, there …
city::City grid_city(int side) {
  city::City city;
  add_hills(city, 600);
  const int nodes = side * side;
  add_table(city, "node", city::TableKind::entities, city::Shape::point, {}, nodes);
  std::vector<std::vector<double>> points;
  for (int n = 0; n < nodes; ++n) points.push_back({100.0 * (n % side) - 400, 100.0 * (n / side) - 400});
  set_shapes(city, "node", points);
  std::vector<std::int32_t> from, to;
  for (int n = 0; n < nodes; ++n) {
    for (const int other : {n % side + 1 < side ? n + 1 : -1, n + side < nodes ? n + side : -1}) {
      if (other < 0) continue;
      from.insert(from.end(), {n, other});
      to.insert(to.end(), {other, n});
    }
  }
  add_table(city, "link", city::TableKind::links, city::Shape::line,
            {reference("from", "node"), reference("to", "node")}, static_cast<std::int64_t>(from.size()));
  set_values<std::int32_t>(city, "link", "from", from);
  set_values<std::int32_t>(city, "link", "to", to);
  return city;
}

class Networks : public testing::Test {
 protected:
  NetworkTiles tiles_of(const NetworkRows& rows) const {
    return {city_, city_.index_of("link"), rows, numbers_, heights_};
  }
  static std::map<std::uint32_t, city::Box> boxes_of(const Mesh& mesh) {
    std::map<std::uint32_t, city::Box> boxes;
    for (const Vertex& v : mesh.vertices)
      if (v.material == Material::ribbon)
        boxes[v.object].add(city::Point3{mesh.origin[0] + static_cast<double>(v.x),
                                         mesh.origin[1] + static_cast<double>(v.y),
                                         mesh.origin[2] + static_cast<double>(v.z)});
    return boxes;
  }
  city::City city_ = grid_city(9);
  ObjectNumbers numbers_{city_};
  std::shared_ptr<const GroundHeights> heights_ = std::make_shared<const GroundHeights>(city_);
};

TEST_F(Networks, ShowEveryRowOnceTheWidestFirst) {
  NetworkRows rows;
  for (int i = 0; i < 288; ++i) rows.widths.push_back(static_cast<float>(i % 10) / 9);
  const NetworkTiles tiles = tiles_of(rows);
  EXPECT_EQ(tiles.size(), 288u);
  std::map<std::uint32_t, int> seen;
  const TileTree& tree = tiles.tree();
  for (std::uint32_t t = 0; t < tree.tiles.size(); ++t) {
    const std::uint32_t last = tree.tiles[t].levels.size() - 1;
    const TileContent content = tiles.make(t, last);
    EXPECT_LE(content.mesh.triangles(), 40 * 288u);
    for (const auto& [object, box] : boxes_of(content.mesh)) ++seen[object];
  }
  EXPECT_EQ(seen.size(), 288u);
  for (const auto& [object, times] : seen) EXPECT_EQ(times, 1);
}

TEST_F(Networks, AreAsWideAsTheRowsSayAndLieOnTheGroundInTheirBox) {
  NetworkRows rows;
  rows.widths.assign(288, 0);
  rows.widths[0] = 1;
  const NetworkTiles tiles = tiles_of(rows);
  const auto box = boxes_of(tiles.make(0, 0).mesh).at(numbers_.number(city_.index_of("link"), 0));
  EXPECT_NEAR(box.upper[1] - box.lower[1], kWidestRibbon_m, 0.1);
  EXPECT_LT(box.upper[1], -400) << "to the right of the way east";
  EXPECT_GE(box.lower[2], heights_->height(-350, box.lower[1]) - 12);
  const city::Box& all = tiles.tree().tiles[0].box;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    EXPECT_GE(box.lower[axis], all.lower[axis] - 1);
    EXPECT_LE(box.upper[axis], all.upper[axis] + 1);
  }
}

TEST_F(Networks, WideRibbonsAreDrawnOverNarrowOnes) {
  NetworkRows rows;
  for (int i = 0; i < 288; ++i) rows.widths.push_back(static_cast<float>(i % 10) / 9);
  const NetworkTiles tiles = tiles_of(rows);
  const Mesh mesh = tiles.make(0, 0).mesh;
  int last = 0;
  for (const std::uint32_t index : mesh.indices) {
    EXPECT_GE(mesh.vertices[index].facade[1], last);
    last = mesh.vertices[index].facade[1];
  }
}

TEST_F(Networks, TwoDirectionsLieBesideEachOther) {
  const NetworkTiles tiles = tiles_of({});
  const auto boxes = boxes_of(tiles.make(0, 0).mesh);
  const std::size_t table = city_.index_of("link");
  const city::Box &there = boxes.at(numbers_.number(table, 0)), &back = boxes.at(numbers_.number(table, 1));
  EXPECT_LT(there.upper[1], back.lower[1]);
  EXPECT_NEAR(there.upper[1] - there.lower[1], kPlainRibbon_m, 0.1);
}

TEST_F(Networks, WhatIsGoneIsNotShownAndWhatFlowsTellsWhichWay) {
  const std::array<std::int64_t, 1> gone{2};
  city_.edit("link").retire(gone);
  NetworkRows rows;
  rows.flows.assign(288, 0);
  rows.flows[0] = -1;
  const NetworkTiles tiles = tiles_of(rows);
  EXPECT_EQ(tiles.size(), 287u);
  const std::uint32_t first = numbers_.number(city_.index_of("link"), 0);
  const Mesh mesh = tiles.make(0, 0).mesh;
  for (const Vertex& v : mesh.vertices) {
    if (v.object != first) {
      EXPECT_EQ(v.facade[0], 0xFFFF);
      continue;
    }
    const double west = -300 - (mesh.origin[0] + static_cast<double>(v.x));  // from its end, back
    EXPECT_NEAR(v.facade[0] / 4.0, west, 1) << "against the way from west to east";
  }
}

TEST_F(Networks, ATableWithoutLinesHasNoTiles) {
  EXPECT_TRUE(NetworkTiles(city_, city_.index_of("node"), {}, numbers_, heights_).tree().tiles.empty());
}

}  // namespace
}  // namespace conurb::scene
