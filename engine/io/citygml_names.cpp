// SPDX-License-Identifier: Apache-2.0
#include "engine/io/citygml_names.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/io/xml_stream.hpp"

namespace conurb::io::citygml {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::string_view kCityGml = "http://www.opengis.net/citygml/";

/// Element of CityGML, type in CityJSON 2.0. A "+" marks types that CityJSON does not have.
constexpr auto kObjects = std::to_array<Pair>({
    {"Building", "Building"},
    {"BuildingPart", "BuildingPart"},
    {"BuildingInstallation", "BuildingInstallation"},
    {"IntBuildingInstallation", "BuildingInstallation"},
    {"Room", "BuildingRoom"},
    {"BuildingRoom", "BuildingRoom"},
    {"BuildingFurniture", "BuildingFurniture"},
    {"BuildingUnit", "BuildingUnit"},
    {"Storey", "BuildingStorey"},
    {"BuildingConstructiveElement", "BuildingConstructiveElement"},
    {"OtherConstruction", "OtherConstruction"},
    {"Bridge", "Bridge"},
    {"BridgePart", "BridgePart"},
    {"BridgeInstallation", "BridgeInstallation"},
    {"IntBridgeInstallation", "BridgeInstallation"},
    {"BridgeConstructionElement", "BridgeConstructiveElement"},
    {"BridgeConstructiveElement", "BridgeConstructiveElement"},
    {"BridgeRoom", "BridgeRoom"},
    {"BridgeFurniture", "BridgeFurniture"},
    {"Tunnel", "Tunnel"},
    {"TunnelPart", "TunnelPart"},
    {"TunnelInstallation", "TunnelInstallation"},
    {"IntTunnelInstallation", "TunnelInstallation"},
    {"TunnelConstructiveElement", "TunnelConstructiveElement"},
    {"HollowSpace", "TunnelHollowSpace"},
    {"TunnelFurniture", "TunnelFurniture"},
    {"Road", "Road"},
    {"Railway", "Railway"},
    {"Square", "TransportSquare"},
    {"Track", "+Track"},
    {"TransportationComplex", "+TransportationComplex"},
    {"Waterway", "Waterway"},
    {"WaterBody", "WaterBody"},
    {"PlantCover", "PlantCover"},
    {"SolitaryVegetationObject", "SolitaryVegetationObject"},
    {"LandUse", "LandUse"},
    {"CityFurniture", "CityFurniture"},
    {"GenericCityObject", "GenericCityObject"},
    {"GenericOccupiedSpace", "GenericCityObject"},
    {"CityObjectGroup", "CityObjectGroup"},
    {"ReliefFeature", "+ReliefFeature"},
    {"TINRelief", "TINRelief"},
    {"MassPointRelief", "+MassPointRelief"},
    {"BreaklineRelief", "+BreaklineRelief"},
    {"RasterRelief", "+RasterRelief"},
});

constexpr auto kSemantics = std::to_array<Pair>({
    {"WallSurface", "WallSurface"},
    {"RoofSurface", "RoofSurface"},
    {"GroundSurface", "GroundSurface"},
    {"ClosureSurface", "ClosureSurface"},
    {"OuterFloorSurface", "OuterFloorSurface"},
    {"OuterCeilingSurface", "OuterCeilingSurface"},
    {"FloorSurface", "FloorSurface"},
    {"InteriorWallSurface", "InteriorWallSurface"},
    {"CeilingSurface", "CeilingSurface"},
    {"Window", "Window"},
    {"Door", "Door"},
    {"WindowSurface", "Window"},
    {"DoorSurface", "Door"},
    {"TrafficArea", "TrafficArea"},
    {"AuxiliaryTrafficArea", "AuxiliaryTrafficArea"},
    {"WaterSurface", "WaterSurface"},
    {"WaterGroundSurface", "WaterGroundSurface"},
    {"WaterClosureSurface", "WaterClosureSurface"},
});

constexpr auto kGeo = std::to_array<std::pair<std::string_view, GeoTag>>({
    {"Polygon", GeoTag::polygon},
    {"PolygonPatch", GeoTag::polygon},
    {"Triangle", GeoTag::polygon},
    {"Rectangle", GeoTag::polygon},
    {"LineString", GeoTag::line},
    {"Curve", GeoTag::line},
    {"Point", GeoTag::point},
    {"MultiSurface", GeoTag::surfaces},
    {"CompositeSurface", GeoTag::composite_surface},
    {"Surface", GeoTag::composite_surface},
    {"PolyhedralSurface", GeoTag::composite_surface},
    {"TriangulatedSurface", GeoTag::composite_surface},
    {"Tin", GeoTag::composite_surface},
    {"Shell", GeoTag::composite_surface},
    {"OrientableSurface", GeoTag::oriented},
    {"OrientableCurve", GeoTag::oriented},
    {"Solid", GeoTag::solid},
    {"MultiSolid", GeoTag::solids},
    {"CompositeSolid", GeoTag::composite_solid},
    {"MultiCurve", GeoTag::curves},
    {"CompositeCurve", GeoTag::curves},
    {"MultiPoint", GeoTag::points},
    {"MultiGeometry", GeoTag::mixed},
    {"GeometricComplex", GeoTag::mixed},
    {"exterior", GeoTag::exterior},
    {"outerBoundaryIs", GeoTag::exterior},
    {"interior", GeoTag::interior},
    {"innerBoundaryIs", GeoTag::interior},
    {"LinearRing", GeoTag::linear_ring},
    {"LineStringSegment", GeoTag::segment},
    {"pos", GeoTag::pos},
    {"posList", GeoTag::pos},
    {"coordinates", GeoTag::coordinates},
});

constexpr auto kUnsupported = std::to_array<std::string_view>({"Arc",
                                                               "ArcString",
                                                               "ArcByBulge",
                                                               "ArcStringByBulge",
                                                               "ArcByCenterPoint",
                                                               "Circle",
                                                               "CircleByCenterPoint",
                                                               "CubicSpline",
                                                               "BSpline",
                                                               "Bezier",
                                                               "GeodesicString",
                                                               "Geodesic",
                                                               "Clothoid",
                                                               "OffsetCurve",
                                                               "Cone",
                                                               "Cylinder",
                                                               "Sphere",
                                                               "Grid",
                                                               "RectifiedGrid",
                                                               "coord",
                                                               "pointRep"});

/// What follows "lodN" in the names of properties that are read as geometry. Curves of the terrain's
/// intersection are not: they stay as text.
constexpr auto kGeometrySuffixes = std::to_array<std::string_view>(
    {"Solid", "MultiSurface", "Surface", "Geometry", "GenericGeometry", "FootPrint", "RoofEdge", "MultiCurve",
     "Curve", "Network", "MultiPoint", "Point"});
constexpr auto kGeometryProperties = std::to_array<std::string_view>(
    {"tin", "reliefPoints", "ridgeOrValleyLines", "breaklines", "relativeGMLGeometry", "relativeGeometry"});

std::string_view find(std::span<const Pair> pairs, std::string_view key) {
  const auto found =
      std::find_if(pairs.begin(), pairs.end(), [key](const Pair& pair) { return pair.first == key; });
  return found == pairs.end() ? std::string_view() : found->second;
}

Space space_of(std::string_view uri) {
  if (uri.empty()) return Space::none;
  if (uri == "http://www.opengis.net/gml" || uri.starts_with("http://www.opengis.net/gml/"))
    return Space::gml;
  if (uri == "http://www.w3.org/1999/xlink") return Space::xlink;
  if (uri.starts_with("urn:oasis:names:tc:ciq:")) return Space::xal;
  // Drafts and early files of CityGML 1.0 have another address.
  if (uri.starts_with("http://www.citygml.org/citygml/") && uri.find("/ade/") == std::string_view::npos)
    return uri.find("/appearance/") == std::string_view::npos ? Space::citygml : Space::appearance;
  if (!uri.starts_with(kCityGml)) return Space::other;
  return uri.starts_with("http://www.opengis.net/citygml/appearance/") ? Space::appearance : Space::citygml;
}

GeoTag geo_of(std::string_view local) {
  if (is_one_of(local, kUnsupported)) return GeoTag::unsupported;
  const auto found =
      std::find_if(kGeo.begin(), kGeo.end(), [local](const auto& pair) { return pair.first == local; });
  return found == kGeo.end() ? GeoTag::none : found->second;
}

void classify_property(NameInfo& info) {
  constexpr std::array<std::string_view, 5> kLods{"0", "1", "2", "3", "4"};
  const std::string_view local = info.local;
  info.holds_geometry = is_one_of(local, kGeometryProperties);
  if (!local.starts_with("lod") || local.size() < 5 || local[3] < '0' || local[3] > '4') return;
  const std::string_view level = kLods[static_cast<std::size_t>(local[3] - '0')], suffix = local.substr(4);
  if (is_one_of(suffix, kGeometrySuffixes)) {
    info.holds_geometry = true;
    // An outline of the roof says more than one of the ground, and must not be added to it.
    info.lod = suffix == "RoofEdge" ? "0.1" : level;
  } else if (suffix == "ImplicitRepresentation") {
    info.lod = level;
  }
}

}  // namespace

std::uint32_t Names::code(std::string_view name) {
  const std::uint32_t code = names_.intern(name);
  if (code < infos_.size()) return code;
  if (code >= kMaxNames) {
    throw Error(ErrorCode::limit, "more than 100,000 different names of elements and attributes", "",
                "no city model needs that: check the file");
  }
  const XmlName parts = take_xml_name(name);
  NameInfo& info = infos_.emplace_back();
  info.space = space_of(parts.space);
  info.uri = std::string(parts.space);
  info.local = std::string(parts.local);
  info.prefix = std::string(parts.prefix);
  if (info.space == Space::gml) info.geo = geo_of(parts.local);
  if (info.space == Space::citygml || info.space == Space::other) classify_property(info);
  if (info.space == Space::citygml) {
    info.object_type = find(kObjects, parts.local);
    info.semantic_type = find(kSemantics, parts.local);
    info.is_semantic = !info.semantic_type.empty();
  }
  return code;
}

std::string_view version_of(std::string_view uri) {
  const Space space = space_of(uri);
  if (space != Space::citygml && space != Space::appearance) return {};
  const std::size_t slash = uri.rfind('/');
  const std::string_view last = uri.substr(slash + 1);
  const bool number = last.size() == 3 && last[0] >= '0' && last[0] <= '9' && last[1] == '.';
  return number ? last : std::string_view();
}

}  // namespace conurb::io::citygml
