// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/planar_graph.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace conurb::generator;

PlanarGraph square() {
  const PlanarGraph::Link links[] = {{0, 1, EdgeClass::primary},
                                     {1, 2, EdgeClass::primary},
                                     {2, 3, EdgeClass::primary},
                                     {3, 0, EdgeClass::primary}};
  return PlanarGraph({{0, 0}, {100000, 0}, {100000, 100000}, {0, 100000}}, links);
}

Face inner(const PlanarGraph& graph) {
  return graph.outer_face() == 0 ? 1 : 0;
}

/// next and prev are inverse, faces are closed walks, and V - E + F = 2.
void expect_sound(const PlanarGraph& graph) {
  std::size_t walked = 0;
  for (Face f = 0; f < graph.face_count(); ++f)
    for (const HalfEdge h : graph.boundary(f)) {
      ++walked;
      EXPECT_EQ(graph.face(h), f);
      EXPECT_EQ(graph.prev(graph.next(h)), h);
      EXPECT_EQ(graph.target(h), graph.origin(graph.next(h)));
    }
  EXPECT_EQ(walked, 2 * graph.edge_count());
  for (Vertex v = 0; v < graph.vertex_count(); ++v) EXPECT_EQ(graph.origin(graph.any_from(v)), v);
  EXPECT_EQ(graph.vertex_count() + graph.face_count(), graph.edge_count() + 2);
}

TEST(PlanarGraph, ASquareHasTwoFaces) {
  const PlanarGraph graph = square();
  expect_sound(graph);
  EXPECT_EQ(graph.face_count(), 2U);
  EXPECT_EQ(area(graph.ring(inner(graph))), 1e4);
}

TEST(PlanarGraph, APathSplitsAFaceIntoLeftAndRight) {
  PlanarGraph graph = square();
  const Face face = inner(graph);
  const auto around = graph.boundary(face);
  const auto from =
      std::find_if(around.begin(), around.end(), [&](HalfEdge h) { return graph.origin(h) == 0; });
  const auto to =
      std::find_if(around.begin(), around.end(), [&](HalfEdge h) { return graph.origin(h) == 2; });
  const Point bend{60000, 40000};
  const Face left = graph.connect(*from, *to, {&bend, 1}, EdgeClass::residential, 9);
  expect_sound(graph);
  EXPECT_EQ(area(graph.ring(left)) + area(graph.ring(face)), 1e4);
  EXPECT_EQ(area(graph.ring(left)), 6000);  // the bend lies to the right of the diagonal
}

TEST(PlanarGraph, SplittingAnEdgeServesBothItsFaces) {
  PlanarGraph graph = square();
  const Vertex v = graph.split_edge(graph.any_of_face(inner(graph)), {50000, 0});
  expect_sound(graph);
  EXPECT_EQ(graph.degree(v), 2U);
}

TEST(PlanarGraph, ADeadEndLiesInOneFaceAndMayBeSplit) {
  PlanarGraph graph = square();
  const HalfEdge corner = graph.any_of_face(inner(graph));
  const Point path[] = {{40000, 30000}, {50000, 50000}};
  graph.add_dead_end(corner, path, EdgeClass::residential, 9);
  expect_sound(graph);
  EXPECT_EQ(graph.degree(5), 1U);
  const HalfEdge last = graph.any_from(5);
  graph.split_edge(last ^ 1U, {45000, 40000});
  expect_sound(graph);
  EXPECT_EQ(area(graph.ring(inner(graph))), 1e4);
}

}  // namespace
