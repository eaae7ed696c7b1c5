// SPDX-License-Identifier: Apache-2.0
// city.triangulate: triangles of every face of two real cities, beside GLU's tessellator on the same faces.
#include <fmt/format.h>

#include <cmath>
#include <span>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/city/triangulate.hpp"
#include "engine/io/cityjson.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/measure.hpp"
#ifdef CONURB_BENCH_GLU
#include "tests/engine/city/oracles/glu_tessellator.hpp"
#endif

namespace conurb::bench {

namespace {

/// Faces as both triangulations take them: corners, and the ends of their rings counted from 0 in each face.
struct Faces {
  std::vector<city::Point3> points;
  std::vector<std::uint32_t> ring_ends;
  struct Face {
    std::size_t first_point, points, first_ring, rings;
  };
  std::vector<Face> faces;

  void add(const city::GeometryStore& store) {
    for (std::uint32_t g = 0; g < store.geometry_count(); ++g) {
      const city::GeometryPoints local(store, g);
      for (std::uint32_t s = store.surfaces(g).begin; s < store.surfaces(g).end; ++s) add(local, s);
    }
  }

  template <class Visit>
  void each(Visit visit) const {
    for (const Face& face : faces) {
      visit(std::span(points).subspan(face.first_point, face.points),
            std::span(ring_ends).subspan(face.first_ring, face.rings));
    }
  }

 private:
  void add(const city::GeometryPoints& local, std::uint32_t surface) {
    Face face{points.size(), 0, ring_ends.size(), 0};
    const city::Range rings = local.store().rings(surface);
    for (std::uint32_t r = rings.begin; r < rings.end; ++r) {
      for (const std::uint32_t v : local.store().ring(r)) points.push_back(local.at(v));
      ring_ends.push_back(static_cast<std::uint32_t>(points.size() - face.first_point));
    }
    face.points = points.size() - face.first_point;
    face.rings = rings.size();
    faces.push_back(face);
  }
};

#ifdef CONURB_BENCH_GLU
double area_of(std::span<const city::Point3> corners) {
  double area = 0;
  for (std::size_t i = 0; i < corners.size(); i += 3) {
    const auto &a = corners[i], &b = corners[i + 1], &c = corners[i + 2];
    const city::Point3 u{b[0] - a[0], b[1] - a[1], b[2] - a[2]}, v{c[0] - a[0], c[1] - a[1], c[2] - a[2]};
    area += 0.5 * std::hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]);
  }
  return area;
}

/// Both cover the same: each of their triangles counts.
void require_same_area(const Faces& faces, city::Triangulator& ours, city::GluTessellator& glu) {
  double area = 0, glu_area = 0;
  city::PodArray<std::uint32_t> triangles;
  std::vector<city::Point3> corners;
  faces.each([&](std::span<const city::Point3> points, std::span<const std::uint32_t> ends) {
    triangles.clear();
    corners.clear();
    ours.add(points, ends, triangles);
    for (const std::uint32_t i : triangles) corners.push_back(points[i]);
    area += area_of(corners);
    glu_area += area_of(glu.add(points, ends));
  });
  // Faces that are not plane have another area with another choice of diagonals.
  if (!(std::abs(area - glu_area) < 1e-3 * glu_area)) {
    throw Error(ErrorCode::internal, fmt::format("triangles cover {} m2, those of GLU {}", area, glu_area));
  }
}

void measure_city_triangulate(Results& results) {
  Faces faces;
  io::CityJsonReader reader;
  for (const char* file : {kVienna, kZurich}) faces.add(reader.read_file(shared_file(file)).geometry);
  city::Triangulator ours;
  city::GluTessellator glu;
  require_same_area(faces, ours, glu);
  constexpr int kRounds = 5;
  city::PodArray<std::uint32_t> triangles;
  results.put(
      "city.triangulate", median_of_five([&] {
        std::size_t glu_triangles = 0;
        const double glu_s = seconds([&] {
          faces.each([&](auto points, auto ends) { glu_triangles += glu.add(points, ends).size() / 3; });
        });
        std::size_t our_triangles = 0;
        const double our_s = seconds([&] {
          for (int round = 0; round < kRounds; ++round) {
            triangles.clear();
            faces.each([&](auto points, auto ends) {
              our_triangles += ours.add(points, ends, triangles).triangles;
            });
          }
        });
        const auto rate = [](std::size_t count, double time) { return static_cast<double>(count) / time; };
        tell(fmt::format("{:.2f} M triangles/s, GLU {:.2f}", rate(our_triangles, our_s) / 1e6,
                         rate(glu_triangles, glu_s) / 1e6));
        return rate(our_triangles, our_s) / rate(glu_triangles, glu_s);
      }));
}
#else
void measure_city_triangulate(Results&) {
  throw Skip{"built without GLU (libglu1-mesa-dev)"};
}
#endif

}  // namespace

void add_city_triangulate(Benchmarks& benchmarks) {
  Group group;
  group.rows = {{"city.triangulate", "ratio", Op::at_least, 5,
                 "triangles per second over all faces of Vienna and Zurich, one thread, warm",
                 "GLU's tessellator on the same faces"}};
  group.measure = measure_city_triangulate;
  benchmarks.add(std::move(group));
}

}  // namespace conurb::bench
