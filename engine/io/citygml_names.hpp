// SPDX-License-Identifier: Apache-2.0
// What the names in a CityGML file mean: which elements are city objects, surfaces with a meaning, geometry.
// Private to engine/io. Names are those of CityGML 2.0 (OGC 12-019), 1.0 (OGC 08-007r1), of 3.0 (OGC 20-010,
// 21-006r2) as far as its building module goes, and of GML 3.1 and 3.2.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "engine/city/geometry_names.hpp"

namespace conurb::io::citygml {

enum class Space : std::uint8_t {
  none,     ///< no namespace
  citygml,  ///< any module, any version
  appearance,
  gml,
  xlink,
  xal,    ///< addresses
  other,  ///< application domain extensions and all else
};

/// What an element of GML is for a reader of geometry.
enum class GeoTag : std::uint8_t {
  none,  ///< a property or anything else to look through
  polygon,
  line,
  point,
  surfaces,           ///< MultiSurface
  composite_surface,  ///< CompositeSurface and what is made of patches
  oriented,
  solid,
  solids,
  composite_solid,
  curves,
  points,
  mixed,     ///< MultiGeometry, GeometricComplex
  exterior,  ///< of a polygon or a solid
  interior,
  linear_ring,
  segment,  ///< a piece of a curve
  pos,      ///< pos and posList
  coordinates,
  unsupported,  ///< arcs, splines, quadrics
};

struct NameInfo {
  Space space = Space::none;
  std::string uri, local, prefix;
  GeoTag geo = GeoTag::none;       ///< of elements of GML
  bool holds_geometry = false;     ///< a property whose value is read as geometry (lod2Solid, tin ...)
  std::string_view lod;            ///< of such a property, or of lodNImplicitRepresentation: "2"; else empty
  std::string_view object_type;    ///< type in CityJSON of an element that is a city object; else empty
  bool is_semantic = false;        ///< an element that is a surface with a meaning (RoofSurface, Door ...)
  std::string_view semantic_type;  ///< its type in CityJSON
};

/// Dictionary of the names of a file. Not thread-safe.
class Names {
 public:
  static constexpr std::uint32_t kMaxNames = 100000;

  /// Number of a name as XmlHandler gets it. Throws Error(limit) when there are more than kMaxNames.
  std::uint32_t code(std::string_view name);
  [[nodiscard]] const NameInfo& operator[](std::uint32_t code) const { return infos_[code]; }
  [[nodiscard]] std::uint32_t size() const { return names_.size(); }

 private:
  city::NameTable names_;
  std::deque<NameInfo> infos_;  // never moves an entry
};

/// Version in a namespace of CityGML: "2.0" of http://www.opengis.net/citygml/building/2.0, else empty.
[[nodiscard]] std::string_view version_of(std::string_view uri);

}  // namespace conurb::io::citygml
