// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/street_draft.hpp"

#include <cmath>
#include <numbers>

namespace conurb::generator {

namespace {

constexpr double kQuay = 14;      // from the water's edge to the middle of the street along it, m
constexpr double kRailHalf = 21;  // from the middle of the railway to the middle of the street beside it, m

Chains lay_chains(const Form& form) {
  Chains c;
  const double half = form.half_size(), step = 36;
  c.columns = static_cast<std::size_t>(2 * half / step) + 2;
  const auto add = [&](const Course& course, double shift, EdgeClass edge_class) {
    for (std::size_t i = 0; i < c.columns; ++i) {
      const double x = -half + 2 * half * static_cast<double>(i) / static_cast<double>(c.columns - 1);
      const double s = course.slope(x);
      c.points.push_back(to_mm({x, course.y(x) + shift * std::sqrt(1 + s * s)}));
      if (i > 0) c.links.push_back({c.vertex(c.rows, i - 1), c.vertex(c.rows, i), edge_class});
    }
    if (c.rows > 0) {
      c.links.push_back({c.vertex(c.rows - 1, 0), c.vertex(c.rows, 0), EdgeClass::border});
      c.links.push_back(
          {c.vertex(c.rows - 1, c.columns - 1), c.vertex(c.rows, c.columns - 1), EdgeClass::border});
    }
    return c.rows++;
  };
  const Course border{0, form.river().tilt, 0, 1000, 0};
  const double bank = form.river_width() / 2 + kQuay;
  add(border, -half, EdgeClass::border);
  if (form.has_motorway()) add(form.motorway(), 0, EdgeClass::motorway);
  c.south_quay = add(form.river(), -bank, EdgeClass::tertiary);
  add(form.river(), bank, EdgeClass::tertiary);
  c.rail = add(form.rail(), -kRailHalf, EdgeClass::residential);
  add(form.rail(), kRailHalf, EdgeClass::residential);
  if (form.has_second_motorway()) add(form.second_motorway(), 0, EdgeClass::motorway);
  add(border, half, EdgeClass::border);
  return c;
}

HalfEdge half_edge(const PlanarGraph& graph, Vertex a, Vertex b) {
  HalfEdge h = graph.any_from(a);
  while (graph.target(h) != b) h = graph.turn(h);
  return h;
}

}  // namespace

StreetDraft::StreetDraft(const Form& city_form)
    : form(city_form),
      chains(lay_chains(form)),
      graph(chains.points, chains.links),
      random(form.options().seed, "generator/streets") {
  info.resize(graph.face_count());
  const auto above = [&](std::size_t row) {
    return graph.face(half_edge(graph, chains.vertex(row, 0), chains.vertex(row, 1)));
  };
  info[above(chains.south_quay)].kind = FaceKind::river;
  info[above(chains.rail)].kind = FaceKind::rail;
  info[graph.outer_face()].kind = FaceKind::outside;
  next_street = static_cast<std::uint32_t>(EdgeClass::border) + 1;
}

Vec StreetDraft::along_field(Vec p, Vec heading) const {
  const double angle = form.street_angle(p);
  Vec u{std::cos(angle), std::sin(angle)};
  if (std::fabs(dot(u, heading)) < std::fabs(cross(u, heading))) u = left(u);
  return dot(u, heading) < 0 ? u * -1 : u;
}

HalfEdge StreetDraft::realise(const BoundaryPlace& place) {
  if (!place.within) return place.half_edge;
  graph.split_edge(place.half_edge, place.p);
  return graph.next(place.half_edge);
}

StreetDraft::Laid StreetDraft::lay(const TracedPath& path, EdgeClass edge_class, std::uint32_t street) {
  const HalfEdge from = realise(path.start), to = realise(path.end);
  const Vertex end = graph.origin(to);
  const Face old = graph.face(from), fresh = graph.connect(from, to, path.inner, edge_class, street);
  info.push_back(info[old]);
  return {fresh, end};
}

BoundaryPlace StreetDraft::corner(Vertex v, Vec heading) const {
  HalfEdge h = graph.any_from(v), best = h;
  double least = 10;
  do {  // the half-edge that comes first, clockwise from the heading
    const Vec d = to_m(graph.point(graph.target(h))) - to_m(graph.point(v));
    double a = std::atan2(cross(d, heading), dot(d, heading));
    if (a < 0) a += 2 * std::numbers::pi;
    if (a < least) least = a, best = h;
    h = graph.turn(h);
  } while (h != graph.any_from(v));
  return {best, false, graph.point(v)};
}

}  // namespace conurb::generator
