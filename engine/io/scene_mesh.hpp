// SPDX-License-Identifier: Apache-2.0
// Triangles of a scene as graphics cards take them: floats around an origin of their own, flat normals, one
// list for each table and material. The corners of a surface are shared by its triangles where it is plane.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "engine/city/geometry_array.hpp"
#include "engine/city/triangulate.hpp"
#include "engine/io/scene.hpp"

namespace conurb::io {

/// Brings points of the city's local frame, metres, into that of the scene, in place. May be called by one
/// thread at a time.
using PointMap = std::function<void(std::span<city::Point3>)>;

/// Triangles of one material and one table of features.
struct ScenePart {
  std::uint32_t table = city::kNone;  ///< index in Scene::tables; kNone: no features, as for the ground
  SceneMaterial material = SceneMaterial::other;
  bool open = true;                 ///< seen from both sides: not part of a closed shell
  city::PodArray<float> positions;  ///< x y z for each vertex
  city::PodArray<float> normals;    ///< likewise, unit length
  city::PodArray<float> features;   ///< number of the feature in its table, whole; none without a table
  city::PodArray<std::uint32_t> surfaces;  ///< of the store, for each vertex; only where the mesh keeps them
  city::PodArray<std::uint32_t> corners;   ///< likewise: number of the corner over all rings of its surface
  city::PodArray<std::uint32_t> indices;   ///< three a triangle, anticlockwise from outside
  std::array<float, 3> lower{}, upper{};   ///< of the positions
  std::uint32_t feature_count = 0;         ///< different numbers in `features`

  [[nodiscard]] std::size_t vertices() const { return positions.size() / 3; }
  void add_vertex(const std::array<float, 3>& position, const std::array<float, 3>& normal);
  /// Adds what another part of the same kind has, whose features are others than ours.
  void append(const ScenePart& other);
};

struct SceneMesh {
  std::vector<ScenePart> parts;   ///< in the order of their first triangles
  bool keeps_surfaces = false;    ///< set before anything is added
  std::int64_t without_area = 0;  ///< surfaces of no area: they have no triangles
  std::int64_t crossing = 0;      ///< surfaces whose rings cross: some triangles lie over others
  std::int64_t turned = 0;        ///< closed shells that were inside-out

  [[nodiscard]] std::size_t triangles() const;
  ScenePart& part(std::uint32_t table, SceneMaterial material, bool open);
  void append(const SceneMesh& other);
};

/// Largest number of a feature that a float holds beside all smaller ones.
inline constexpr std::size_t kMostFeatures = std::size_t{1} << 24;

/// Makes triangles of features. Keeps its memory; one thread at a time.
class SceneMesher {
 public:
  /// Points are mapped by `map` (if any) and written relative to `origin`, which is in its frame.
  SceneMesher(const Scene& scene, PointMap map, city::Point3 origin);

  /// Adds a feature under that number of its table.
  void add(const SceneFeature& feature, std::uint32_t number, SceneMesh& mesh);

 private:
  struct Shell {
    city::Range surfaces;
    bool closed, turned;
  };
  struct Face {
    std::uint32_t surface, first_point, points, first_ring, rings;
  };
  void add_geometry(const SceneGeometry& geometry, std::uint32_t table, std::uint32_t number,
                    SceneMesh& mesh);
  void collect(const city::GeometryPoints& points, city::Range surfaces);
  [[nodiscard]] double volume(std::size_t first_face) const;
  void add_face(const Face& face, const Shell& shell, SceneKind kind, std::uint32_t table,
                std::uint32_t number, SceneMesh& mesh);
  void map_points(const city::Point3& base);
  [[nodiscard]] city::Point3 mapped_normal(std::span<const city::Point3> corners,
                                           const city::Point3& normal) const;
  [[nodiscard]] std::array<float, 3> placed(const city::Point3& point) const;

  const Scene& scene_;
  PointMap map_;
  city::Point3 origin_, frame_;
  std::vector<SceneMaterial> materials_;  // by semantic type
  city::Triangulator triangulator_;
  std::vector<city::Point3> points_;      // in the frame of the geometry, where differences are exact
  std::vector<city::Point3> mapped_;      // the same in that of the scene
  std::vector<std::uint32_t> ring_ends_;  // from 0 in each face
  std::vector<Face> faces_;
  std::vector<Shell> shells_;
  city::PodArray<std::uint32_t> triangles_;
};

/// Numbers the features of each table in their order and makes their mesh; bits do not depend on the number
/// of threads. `features` are numbers of scene.features. `map` is called by several threads at once. Throws
/// Error limit for more than kMostFeatures of one table or 2^32 - 2 vertices of one part.
[[nodiscard]] SceneMesh mesh_of(const Scene& scene, std::span<const std::uint32_t> features,
                                const PointMap& map, const city::Point3& origin, Jobs& jobs);

}  // namespace conurb::io
