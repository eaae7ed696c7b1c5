// SPDX-License-Identifier: Apache-2.0
#include "engine/io/earth_frame.hpp"

#include <fmt/format.h>
#include <proj_experimental.h>

#include <cmath>

#include "engine/base/error.hpp"
#include "engine/io/crs.hpp"
#include "engine/io/proj_handle.hpp"

namespace conurb::io {

using city::Point3;

namespace {

using Context = ProjContext;
using Object = ProjObject;

constexpr const char* kEarthCentred = "EPSG:4978";

/// The operation that PROJ holds best at a place, of those for which all grids are there; null if there is
/// none. One for the whole city, so that no seam runs through it.
Object best_operation(PJ_CONTEXT* context, const PJ* from, const PJ* to, const Point3& at) {
  PJ_OPERATION_FACTORY_CONTEXT* const factory = proj_create_operation_factory_context(context, nullptr);
  if (factory == nullptr) return nullptr;
  proj_operation_factory_context_set_grid_availability_use(
      context, factory, PROJ_GRID_AVAILABILITY_DISCARD_OPERATION_IF_MISSING_GRID);
  proj_operation_factory_context_set_spatial_criterion(context, factory,
                                                       PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
  const ProjList list(proj_create_operations(context, from, to, factory));
  proj_operation_factory_context_destroy(factory);
  if (list == nullptr) return nullptr;
  for (int i = 0; i < proj_list_get_count(list.get()); ++i) {
    const Object raw(proj_list_get(context, list.get(), i));
    if (raw == nullptr) continue;
    Object operation(proj_normalize_for_visualization(context, raw.get()));
    if (operation == nullptr) continue;
    double west = 0, south = 0, east = 0, north = 0;
    const bool bounded =
        proj_get_area_of_use(context, raw.get(), &west, &south, &east, &north, nullptr) != 0 && west >= -180;
    const PJ_COORD there = proj_trans(operation.get(), PJ_FWD, proj_coord(at[0], at[1], at[2], HUGE_VAL));
    if (!std::isfinite(there.xyz.x + there.xyz.y + there.xyz.z)) continue;
    const double longitude = std::atan2(there.xyz.y, there.xyz.x) * 180 / M_PI;
    const double latitude =
        std::atan2(there.xyz.z, 0.9933056 * std::hypot(there.xyz.x, there.xyz.y)) * 180 / M_PI;
    const bool inside =
        latitude >= south && latitude <= north &&
        (west <= east ? longitude >= west && longitude <= east : longitude >= west || longitude <= east);
    if (!bounded || inside) return operation;
  }
  return nullptr;
}

}  // namespace

struct EarthFrame::State {
  Context context;  // before the objects: they are destroyed first
  Object operation;
  std::array<double, 16> to_earth{};
  std::string heights;

  void open(const city::Place& place, const Point3& origin);
  void put_axes(const Point3& at);
  Point3 earth(const Point3& point) const;
};

void EarthFrame::State::open(const city::Place& place, const Point3& origin) {
  const Crs crs = Crs::open(place.crs, "the city");  // what is wrong with it is told there
  context.reset(proj_context_create());
  proj_log_level(context.get(), PJ_LOG_NONE);
  proj_context_set_enable_network(context.get(), 0);
  const std::string code = crs.horizontal_epsg() != 0 && !crs.has_height()
                               ? fmt::format("EPSG:{}", crs.horizontal_epsg())
                               : place.crs;
  Object from(proj_create(context.get(), code.c_str()));
  const Object to(proj_create(context.get(), kEarthCentred));
  if (from == nullptr || to == nullptr) {
    throw Error(ErrorCode::not_found, "PROJ does not know \"" + code + "\" or " + kEarthCentred, "the city",
                "check the installation of PROJ");
  }
  if (crs.has_height()) {
    operation = best_operation(context.get(), from.get(), to.get(), origin);
    if (operation != nullptr &&
        proj_coordoperation_has_ballpark_transformation(context.get(), operation.get()) != 0)
      operation = nullptr;
    if (operation != nullptr) heights = "converted to heights above the ellipsoid of WGS 84";
    if (operation == nullptr && proj_get_type(from.get()) == PJ_TYPE_COMPOUND_CRS)
      from.reset(proj_crs_get_sub_crs(context.get(), from.get(), 0));
  }
  if (operation == nullptr) {
    from.reset(proj_crs_promote_to_3D(context.get(), nullptr, from.get()));
    if (from != nullptr) operation = best_operation(context.get(), from.get(), to.get(), origin);
    const Object ellipsoid(from == nullptr ? nullptr : proj_get_ellipsoid(context.get(), from.get()));
    const char* const name = ellipsoid == nullptr ? nullptr : proj_get_name(ellipsoid.get());
    heights = fmt::format("taken as heights above the ellipsoid {} of the CRS; the geoid is not known here",
                          name == nullptr ? "" : name);
  }
  if (operation == nullptr) {
    throw Error(
        ErrorCode::invalid_argument,
        fmt::format("the place {}, {} of {} cannot be put on the earth", origin[0], origin[1], crs.name()),
        "the city", "check the CRS of the city");
  }
  put_axes(origin);
}

Point3 EarthFrame::State::earth(const Point3& point) const {
  const PJ_COORD there =
      proj_trans(operation.get(), PJ_FWD, proj_coord(point[0], point[1], point[2], HUGE_VAL));
  return {there.xyz.x, there.xyz.y, there.xyz.z};
}

// Axes east, north and up at a point of the ellipsoid: from its longitude and latitude (Bowring 1976, to far
// below a nanometre at the height of cities after two rounds).
void EarthFrame::State::put_axes(const Point3& origin) {
  const Point3 at = earth(origin);
  constexpr double kMajor = 6378137, kFlattening = 1 / 298.257223563;
  constexpr double kE2 = kFlattening * (2 - kFlattening);
  const double level = std::hypot(at[0], at[1]);
  double latitude = std::atan2(at[2], level * (1 - kE2));
  for (int i = 0; i < 6; ++i) {
    const double sine = std::sin(latitude);
    const double radius = kMajor / std::sqrt(1 - kE2 * sine * sine);
    latitude = std::atan2(at[2] + kE2 * radius * sine, level);
  }
  const double east = level > 0 ? at[0] / level : 1, north = level > 0 ? at[1] / level : 0;
  const double s = std::sin(latitude), c = std::cos(latitude);
  to_earth = {-north,   east,      0, 0, -s * east, -s * north, c,     0,
              c * east, c * north, s, 0, at[0],     at[1],      at[2], 1};
}

EarthFrame::EarthFrame(std::unique_ptr<State> state) : state_(std::move(state)) {}
EarthFrame::EarthFrame(EarthFrame&&) noexcept = default;
EarthFrame& EarthFrame::operator=(EarthFrame&&) noexcept = default;
EarthFrame::~EarthFrame() = default;

EarthFrame EarthFrame::open(const city::Place& place, const Point3& origin) {
  auto state = std::make_unique<State>();
  state->open(place, origin);
  return EarthFrame(std::move(state));
}

void EarthFrame::to_local(std::span<Point3> points) const {
  if (points.empty()) return;
  constexpr std::size_t kStride = sizeof(Point3);
  double* const first = points.front().data();
  proj_trans_generic(state_->operation.get(), PJ_FWD, first, kStride, points.size(), first + 1, kStride,
                     points.size(), first + 2, kStride, points.size(), nullptr, 0, 0);
  const auto& m = state_->to_earth;
  for (Point3& point : points) {
    if (!std::isfinite(point[0] + point[1] + point[2])) {
      throw Error(ErrorCode::invalid_argument, "a point lies outside of what the city's CRS covers",
                  "the city", "export the part that is right with --bbox, or check the CRS");
    }
    const double x = point[0] - m[12], y = point[1] - m[13], z = point[2] - m[14];
    for (std::size_t axis = 0; axis < 3; ++axis)
      point[axis] = m[4 * axis] * x + m[4 * axis + 1] * y + m[4 * axis + 2] * z;
  }
}

void EarthFrame::from_local(std::span<Point3> points) const {
  const auto& m = state_->to_earth;
  for (Point3& point : points) {
    const Point3 p = point;
    for (std::size_t axis = 0; axis < 3; ++axis)
      point[axis] = m[axis] * p[0] + m[4 + axis] * p[1] + m[8 + axis] * p[2] + m[12 + axis];
    const PJ_COORD back =
        proj_trans(state_->operation.get(), PJ_INV, proj_coord(point[0], point[1], point[2], HUGE_VAL));
    point = {back.xyz.x, back.xyz.y, back.xyz.z};
  }
}

const std::array<double, 16>& EarthFrame::to_earth() const {
  return state_->to_earth;
}
const std::string& EarthFrame::heights() const {
  return state_->heights;
}

}  // namespace conurb::io
