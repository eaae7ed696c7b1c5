// SPDX-License-Identifier: Apache-2.0
// GLU's polygon tessellator as an independent triangulation, for tests and as the peer of a benchmark.
#pragma once

#include <GL/glu.h>

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <stdexcept>
#include <vector>

#include "engine/city/geometry_store.hpp"

namespace conurb::city {

class GluTessellator {
 public:
  GluTessellator() : glu_(gluNewTess(), gluDeleteTess) {
    gluTessCallback(glu_.get(), GLU_TESS_BEGIN_DATA, reinterpret_cast<_GLUfuncptr>(&begin));
    // With an edge flag wanted, GLU gives single triangles and no strips or fans.
    gluTessCallback(glu_.get(), GLU_TESS_EDGE_FLAG_DATA, reinterpret_cast<_GLUfuncptr>(&edge_flag));
    gluTessCallback(glu_.get(), GLU_TESS_VERTEX_DATA, reinterpret_cast<_GLUfuncptr>(&vertex));
    gluTessCallback(glu_.get(), GLU_TESS_COMBINE_DATA, reinterpret_cast<_GLUfuncptr>(&combine));
    gluTessCallback(glu_.get(), GLU_TESS_ERROR_DATA, reinterpret_cast<_GLUfuncptr>(&error));
  }

  /// Rings as those of Triangulator; the corners of the triangles, three after each other. Lives until the
  /// next call.
  std::span<const Point3> add(std::span<const Point3> points, std::span<const std::uint32_t> ring_ends) {
    corners_.clear();
    crossings_.clear();
    gluTessBeginPolygon(glu_.get(), this);
    std::uint32_t first = 0;
    for (const std::uint32_t end : ring_ends) {
      gluTessBeginContour(glu_.get());
      for (std::uint32_t i = first; i < end; ++i) {
        auto* place = const_cast<double*>(points[i].data());  // GLU only reads it
        gluTessVertex(glu_.get(), place, place);
      }
      gluTessEndContour(glu_.get());
      first = end;
    }
    gluTessEndPolygon(glu_.get());
    return corners_;
  }

 private:
  static void begin(GLenum, void*) {}
  static void edge_flag(GLboolean, void*) {}
  static void vertex(void* corner, void* self) {
    const auto* p = static_cast<const double*>(corner);
    static_cast<GluTessellator*>(self)->corners_.push_back({p[0], p[1], p[2]});
  }
  static void combine(GLdouble place[3], void**, GLfloat*, void** corner, void* self) {
    auto& made = static_cast<GluTessellator*>(self)->crossings_;
    made.push_back({place[0], place[1], place[2]});
    *corner = made.back().data();
  }
  static void error(GLenum, void*) { throw std::runtime_error("GLU gave a polygon up"); }

  std::unique_ptr<GLUtesselator, void (*)(GLUtesselator*)> glu_;
  std::vector<Point3> corners_;
  std::deque<Point3> crossings_;
};

}  // namespace conurb::city
