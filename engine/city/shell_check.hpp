// SPDX-License-Identifier: Apache-2.0
// How the faces of a shell meet: gaps, edges of more than two faces, separate bodies, faces turned against
// the others, and shells that are inside-out.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/city/snapped_geometry.hpp"

namespace conurb::city {

/// What the edges of a shell say. Faces are surfaces of the store.
struct ShellReport {
  std::uint32_t open_edges = 0;     ///< edges of one face only
  double open_length = 0;           ///< m, of these
  Point3 open_place{0, 0, 0};       ///< middle of the first, local
  std::uint32_t crowded_edges = 0;  ///< edges of more than two faces
  Point3 crowded_place{0, 0, 0};
  std::uint32_t bodies = 0;  ///< sets of faces that edges connect
  bool orientable = true;    ///< no face meets the others both ways
  double volume = 0;         ///< m3, as the faces look; about the middle of the box, so exact if closed
  /// Each edge belongs to two faces. With the right orientation the shell then bounds a volume.
  [[nodiscard]] bool closed() const { return open_edges == 0 && crowded_edges == 0 && bodies > 0; }
};

/// Which way the normals of a shell are to point.
enum class ShellSide : std::uint8_t { outer, inner };

/// Keeps its memory from one shell to the next.
class ShellCheck {
 public:
  /// Looks at the faces `faces` of the geometry. Time O(n log n).
  [[nodiscard]] ShellReport check(const SnappedGeometry& geometry, Range faces, ShellSide side);

  /// Of the last check: whether the face is to be turned. In a closed body that which makes the sign of its
  /// volume right; in an open one so that it agrees with most of its neighbours.
  [[nodiscard]] bool is_turned(std::uint32_t face) const { return turned_[face - first_] != 0; }
  /// Of the last check: bodies all of whose faces are to be turned, i.e. that are inside-out.
  [[nodiscard]] bool is_of_inverted_body(std::uint32_t face) const;

 private:
  struct Edge {
    std::uint64_t ends = 0;  // the lower name in the upper half
    std::uint32_t face = 0;  // from 0
    bool forward = false;    // from the lower to the higher name
  };
  struct Body {
    std::uint32_t faces = 0, turned = 0;
    double volume = 0;     // with the first face's orientation carried through
    double all_signs = 0;  // the same without regard to the signs of the faces
    bool open = false;
  };
  void collect_edges(const SnappedGeometry& geometry, Range faces);
  void measure_faces(const SnappedGeometry& geometry, Range faces, ShellReport& report);
  void walk_edges(const SnappedGeometry& geometry, ShellReport& report);
  void join(std::uint32_t a, std::uint32_t b, bool against, ShellReport& report);
  std::uint32_t root(std::uint32_t face);
  void orient(ShellSide side, ShellReport& report);

  std::uint32_t first_ = 0;
  std::vector<Edge> edges_;
  std::vector<double> volumes_;        // by face: of the tetrahedra to the middle of the box
  std::vector<std::uint32_t> parent_;  // union-find over faces
  std::vector<std::uint8_t> against_;  // whether a face is turned against its parent
  std::vector<std::uint8_t> turned_, open_face_;
  std::vector<Body> bodies_;  // by root face
};

}  // namespace conurb::city
