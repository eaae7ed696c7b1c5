// SPDX-License-Identifier: Apache-2.0
#include "plugins/generator/roofs.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace conurb::generator {

namespace {

/// One shell under construction at the end of a store.
class ShellWriter {
 public:
  explicit ShellWriter(Shells& shells) : shells_(shells), first_(shells.vertices.size()) {}
  ~ShellWriter() {
    shells_.shell_surface.push_back(static_cast<std::uint32_t>(shells_.surface_kind.size()));
    shells_.shell_vertex.push_back(static_cast<std::uint32_t>(shells_.vertices.size()));
  }
  ShellWriter(const ShellWriter&) = delete;
  ShellWriter& operator=(const ShellWriter&) = delete;

  std::uint16_t vertex(Point p, double z) {
    shells_.vertices.push_back({p.x, p.y, static_cast<std::int32_t>(std::lround(z * 1e3))});
    return static_cast<std::uint16_t>(shells_.vertices.size() - 1 - first_);
  }
  void corner(std::size_t v) { shells_.ring.push_back(static_cast<std::uint16_t>(v)); }
  void close(SurfaceKind kind) {
    shells_.surface_begin.push_back(static_cast<std::uint32_t>(shells_.ring.size()));
    shells_.surface_kind.push_back(kind);
  }
  void surface(SurfaceKind kind, std::initializer_list<std::size_t> corners) {
    for (const std::size_t v : corners) corner(v);
    close(kind);
  }

 private:
  Shells& shells_;
  std::size_t first_;
};

Point between(Point a, Point b, double t) {
  return to_mm(to_m(a) + (to_m(b) - to_m(a)) * t);
}

/// Ground and the walls below the eaves: vertices 0..n-1 on the ground, n..2n-1 at the eaves.
void add_box(ShellWriter& w, std::span<const Point> footprint, double ground, double eaves) {
  const std::size_t n = footprint.size();
  for (const Point p : footprint) w.vertex(p, ground);
  for (const Point p : footprint) w.vertex(p, eaves);
  for (std::size_t i = n; i-- > 0;) w.corner(i);
  w.close(SurfaceKind::ground);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t j = (i + 1) % n;
    w.surface(SurfaceKind::wall, {i, j, n + j, n + i});
  }
}

}  // namespace

void add_prism(Shells& shells, std::span<const Point> footprint, double ground, double top) {
  ShellWriter w(shells);
  add_box(w, footprint, ground, top);
  for (std::size_t i = 0; i < footprint.size(); ++i) w.corner(footprint.size() + i);
  w.close(SurfaceKind::roof);
}

void add_profile_solid(Shells& shells, const Quad& q, double ground, std::span<const ProfilePoint> profile) {
  ShellWriter w(shells);
  const std::size_t n = profile.size();
  for (const Point p : q) w.vertex(p, ground);
  const auto on_left = [](std::size_t i) { return 4 + i; };
  const auto on_right = [n](std::size_t i) { return 4 + n + i; };
  for (const ProfilePoint& p : profile) w.vertex(between(q[0], q[3], p.t), p.z);
  for (const ProfilePoint& p : profile) w.vertex(between(q[1], q[2], p.t), p.z);
  w.surface(SurfaceKind::ground, {0, 3, 2, 1});
  w.surface(SurfaceKind::wall, {0, 1, on_right(0), on_left(0)});
  w.corner(1), w.corner(2);
  for (std::size_t i = n; i-- > 0;) w.corner(on_right(i));
  w.close(SurfaceKind::wall);
  w.surface(SurfaceKind::wall, {2, 3, on_left(n - 1), on_right(n - 1)});
  w.corner(3), w.corner(0);
  for (std::size_t i = 0; i < n; ++i) w.corner(on_left(i));
  w.close(SurfaceKind::wall);
  for (std::size_t i = 0; i + 1 < n; ++i)
    w.surface(SurfaceKind::roof, {on_left(i), on_right(i), on_right(i + 1), on_left(i + 1)});
}

void add_hipped_solid(Shells& shells, Quad q, double ground, double eaves, double rise) {
  if (distance(q[0], q[1]) < distance(q[1], q[2])) q = {q[1], q[2], q[3], q[0]};
  const double length = distance(q[0], q[1]), depth = distance(q[1], q[2]);
  ShellWriter w(shells);
  add_box(w, q, ground, eaves);
  const Vec left_middle = (to_m(q[0]) + to_m(q[3])) * 0.5, right_middle = (to_m(q[1]) + to_m(q[2])) * 0.5;
  if (length - depth < 0.3) {
    const std::size_t top = w.vertex(to_mm((left_middle + right_middle) * 0.5), eaves + rise);
    for (std::size_t i = 0; i < 4; ++i) w.surface(SurfaceKind::roof, {4 + i, 4 + (i + 1) % 4, top});
    return;
  }
  const Vec in = unit(right_middle - left_middle) * (depth / 2);
  const std::size_t west = w.vertex(to_mm(left_middle + in), eaves + rise);
  const std::size_t east = w.vertex(to_mm(right_middle - in), eaves + rise);
  w.surface(SurfaceKind::roof, {4, 5, east, west});
  w.surface(SurfaceKind::roof, {5, 6, east});
  w.surface(SurfaceKind::roof, {6, 7, west, east});
  w.surface(SurfaceKind::roof, {7, 4, west});
}

bool add_inset_solid(Shells& shells, std::span<const Point> footprint, double ground, double eaves,
                     double rise, double inset) {
  const std::size_t n = footprint.size();
  Ring top;
  for (std::size_t i = 0; i < n; ++i) {
    const Vec p = to_m(footprint[i]);
    const Vec in = unit(p - to_m(footprint[(i + n - 1) % n])), out = unit(to_m(footprint[(i + 1) % n]) - p);
    const double turn = 1 + dot(left(in), left(out));
    if (turn < 0.3) return false;  // a corner too sharp
    top.push_back(to_mm(p + (left(in) + left(out)) * (inset / turn)));
  }
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t j = (i + 1) % n;
    const Vec below = to_m(footprint[j]) - to_m(footprint[i]), above = to_m(top[j]) - to_m(top[i]);
    if (dot(below, above) <= 0 || above.length() < 0.8) return false;
  }
  if (!is_simple(top)) return false;
  ShellWriter w(shells);
  add_box(w, footprint, ground, eaves);
  for (const Point p : top) w.vertex(p, eaves + rise);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t j = (i + 1) % n;
    w.surface(SurfaceKind::roof, {n + i, n + j, 2 * n + j, 2 * n + i});
  }
  for (std::size_t i = 0; i < n; ++i) w.corner(2 * n + i);
  w.close(SurfaceKind::roof);
  return true;
}

double volume(const Shells& shells, std::size_t shell) {
  const Shells::Vertex3* v = shells.vertices.data() + shells.shell_vertex[shell];
  const Shells::Vertex3 o = v[0];
  double six = 0;
  for (std::uint32_t s = shells.shell_surface[shell]; s < shells.shell_surface[shell + 1]; ++s) {
    const std::uint16_t* ring = shells.ring.data() + shells.surface_begin[s];
    const std::uint32_t size = shells.surface_begin[s + 1] - shells.surface_begin[s];
    for (std::uint32_t i = 1; i + 1 < size; ++i) {
      std::array<double, 3> a{}, b{}, c{};
      const auto set = [&](std::array<double, 3>& to, std::uint16_t k) {
        to = {(v[k].x - o.x) * 1e-3, (v[k].y - o.y) * 1e-3, (v[k].z - o.z) * 1e-3};
      };
      set(a, ring[0]), set(b, ring[i]), set(c, ring[i + 1]);
      six += a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) +
             a[2] * (b[0] * c[1] - b[1] * c[0]);
    }
  }
  return six / 6;
}

}  // namespace conurb::generator
