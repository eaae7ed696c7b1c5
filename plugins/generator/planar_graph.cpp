// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/planar_graph.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::generator {

HalfEdge PlanarGraph::add_edge(Vertex a, Vertex b, Face f, EdgeClass edge_class, std::uint32_t street) {
  const auto h = static_cast<HalfEdge>(origin_.size());
  origin_.insert(origin_.end(), {a, b});
  next_.insert(next_.end(), {kNone, kNone});
  prev_.insert(prev_.end(), {kNone, kNone});
  face_.insert(face_.end(), {f, f});
  class_.push_back(edge_class);
  street_.push_back(street);
  return h;
}

Vertex PlanarGraph::add_vertex(Point p) {
  points_.push_back(p);
  out_.push_back(kNone);
  return static_cast<Vertex>(points_.size() - 1);
}

PlanarGraph::PlanarGraph(std::vector<Point> points, std::span<const Link> links)
    : points_(std::move(points)), out_(points_.size(), kNone) {
  std::vector<std::vector<HalfEdge>> from(points_.size());
  for (const Link& link : links) {
    const HalfEdge h =
        add_edge(link.a, link.b, kNone, link.edge_class, static_cast<std::uint32_t>(link.edge_class));
    from[link.a].push_back(h);
    from[link.b].push_back(h + 1);
  }
  for (Vertex v = 0; v < points_.size(); ++v) {
    const auto angle = [&](HalfEdge h) {
      const Vec d = to_m(points_[target(h)]) - to_m(points_[v]);
      return std::atan2(d.y, d.x);
    };
    std::sort(from[v].begin(), from[v].end(), [&](HalfEdge a, HalfEdge b) { return angle(a) < angle(b); });
    // What arrives on the twin of the k-th half-edge leaves on the one before it, clockwise.
    for (std::size_t k = 0; k < from[v].size(); ++k)
      follow(from[v][(k + 1) % from[v].size()] ^ 1U, from[v][k]);
    out_[v] = from[v].front();
  }
  for (HalfEdge h = 0; h < origin_.size(); ++h) {
    if (face_[h] != kNone) continue;
    const auto f = static_cast<Face>(face_edge_.size());
    face_edge_.push_back(h);
    for (HalfEdge k = h; face_[k] == kNone; k = next_[k]) face_[k] = f;
    if (area(ring(f)) < 0) outer_ = f;
  }
}

std::uint32_t PlanarGraph::degree(Vertex v) const {
  std::uint32_t count = 0;
  HalfEdge h = out_[v];
  do {
    ++count;
    h = turn(h);
  } while (h != out_[v]);
  return count;
}

std::vector<HalfEdge> PlanarGraph::boundary(Face f) const {
  std::vector<HalfEdge> around;
  HalfEdge h = face_edge_[f];
  do {
    around.push_back(h);
    h = next_[h];
  } while (h != face_edge_[f]);
  return around;
}

Ring PlanarGraph::ring(Face f) const {
  Ring ring;
  HalfEdge h = face_edge_[f];
  do {
    ring.push_back(points_[origin_[h]]);
    h = next_[h];
  } while (h != face_edge_[f]);
  return ring;
}

Vertex PlanarGraph::split_edge(HalfEdge h, Point p) {
  const HalfEdge twin = h ^ 1U;
  const Vertex v = add_vertex(p), b = origin_[twin];
  const HalfEdge rest = add_edge(v, b, kNone, class_[h / 2], street_[h / 2]), back = rest + 1;
  face_[rest] = face_[h];
  face_[back] = face_[twin];
  const HalfEdge after = next_[h], before = prev_[twin];
  origin_[twin] = v;
  follow(h, rest);
  follow(back, twin);
  if (after == twin) {  // b was a dead end
    follow(rest, back);
  } else {
    follow(rest, after);
    follow(before, back);
  }
  out_[v] = rest;
  if (out_[b] == twin) out_[b] = back;
  return v;
}

Face PlanarGraph::connect(HalfEdge from, HalfEdge to, std::span<const Point> inner, EdgeClass edge_class,
                          std::uint32_t street) {
  const Face old = face_[from];
  const auto fresh = static_cast<Face>(face_edge_.size());
  const HalfEdge before_from = prev_[from], before_to = prev_[to];
  HalfEdge first = kNone, last = kNone;
  Vertex at = origin_[from];
  for (std::size_t i = 0; i <= inner.size(); ++i) {
    const Vertex end = i < inner.size() ? add_vertex(inner[i]) : origin_[to];
    const HalfEdge h = add_edge(at, end, old, edge_class, street);
    if (first == kNone) {
      first = h;
    } else {
      follow(last, h);
      follow(h + 1, last + 1);
      out_[at] = h;
    }
    last = h;
    at = end;
  }
  follow(before_from, first);
  follow(last, to);
  follow(before_to, last + 1);
  follow(first + 1, from);
  face_edge_.push_back(first);
  face_edge_[old] = from;
  HalfEdge h = first;
  do {
    face_[h] = fresh;
    h = next_[h];
  } while (h != first);
  return fresh;
}

void PlanarGraph::add_dead_end(HalfEdge from, std::span<const Point> path, EdgeClass edge_class,
                               std::uint32_t street) {
  HalfEdge corner = from;
  for (const Point p : path) {
    const Vertex end = add_vertex(p);
    const HalfEdge before = prev_[corner];
    const HalfEdge h = add_edge(origin_[corner], end, face_[corner], edge_class, street);
    follow(before, h);
    follow(h, h + 1);
    follow(h + 1, corner);
    out_[end] = h + 1;
    corner = h + 1;
  }
}

}  // namespace conurb::generator
