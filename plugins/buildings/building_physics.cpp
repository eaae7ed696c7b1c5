// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/building_physics.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "plugins/buildings/error.hpp"
#include "plugins/buildings/systems.hpp"
#include "plugins/buildings/units.hpp"

namespace conurb::buildings {
namespace {

constexpr double kStoreyHeight = 3.0;  // m, floor to floor, where nothing is known
constexpr double kUnlimited = 1e9;     // W, more than any building's plant

bool known(double v) {
  return !std::isnan(v);
}

double value_or(double v, double fallback) {
  return known(v) ? v : fallback;
}

void require(double v, double low, double high, const char* name) {
  if (!known(v) || (v >= low && v <= high)) return;
  throw InputError(std::string(name) + " is " + std::to_string(v) + ", must lie in [" + std::to_string(low) +
                       ", " + std::to_string(high) + "]",
                   "building");
}

void check(const Geometry& g) {
  constexpr double kMost = 1e8;
  for (const double a : g.wall_area) require(a, 0, kMost, "wall area");
  require(g.roof_area, 0, kMost, "roof area");
  require(g.ground_area, 0, kMost, "ground area");
  require(g.party_wall_area, 0, kMost, "party wall area");
  require(g.volume, 0, 1e9, "volume");
  require(g.footprint_area, 0, kMost, "footprint area");
  require(g.perimeter, 0, 1e6, "perimeter");
  require(g.mean_height, 0, 2000, "mean height");
  require(g.storeys, 0, 500, "storeys");
  require(g.floor_area, 0, kMost, "floor area");
}

void check(const Overrides& o) {
  require(o.wall_u_value, 0, 20, "wall U-value");
  require(o.roof_u_value, 0, 20, "roof U-value");
  require(o.floor_u_value, 0, 20, "floor U-value");
  require(o.window_u_value, 0, 20, "window U-value");
  require(o.window_g_value, 0, 1, "window g-value");
  require(o.window_share, 0, 1, "window share");
  require(o.infiltration, 0, 50, "infiltration");
  require(o.thermal_capacity, 1000, 1e7, "thermal capacity");
  require(o.heat_recovery, 0, 1, "heat recovery");
  require(o.shading, 0, 1, "shading");
  require(o.airing, 0, 100, "airing");
  require(o.blinds, 0, 1, "blinds");
  require(o.gain_scale, 0, 100, "gain scale");
  require(o.heat_pump_sink, 20, 90, "heat pump sink temperature");
  // Limits and set-point offsets are checked with the coefficients (kernel.hpp, validate).
}

/// A known and positive value, else the rule's, with the flag set.
double fill(double given, double rule, std::uint32_t flag, std::uint32_t& assumed) {
  if (known(given) && given > 0.0) return given;
  assumed |= flag;
  return rule;
}

void complete_walls(Geometry& g, std::uint32_t& assumed) {
  const bool given = std::all_of(g.wall_area.begin(), g.wall_area.end(), known);
  g.perimeter = given ? value_or(g.perimeter, 4.0 * std::sqrt(g.footprint_area))
                      : fill(g.perimeter, 4.0 * std::sqrt(g.footprint_area), kAssumedPerimeter, assumed);
  g.party_wall_area = value_or(g.party_wall_area, 0.0);
  if (given) return;
  const double exposed = std::max(0.0, g.perimeter * g.mean_height - g.party_wall_area);
  g.wall_area.fill(exposed / static_cast<double>(kFacades));
  assumed |= kAssumedWalls;
}

double supply_temperature(Refurbishment state) {
  switch (state) {  // degC, radiators as built, with lower load, surface heating (assumption)
    case Refurbishment::existing: return 55.0;
    case Refurbishment::usual: return 45.0;
    case Refurbishment::advanced: return 35.0;
  }
  return 55.0;
}

struct Envelope {
  double u_wall, u_roof, u_floor, u_window, g_window, window_share;
};

Envelope envelope_of(const Archetype& a, const Overrides& o) {
  return {value_or(o.wall_u_value, a.u_wall),     value_or(o.roof_u_value, a.u_roof),
          value_or(o.floor_u_value, a.u_floor),   value_or(o.window_u_value, a.u_window),
          value_or(o.window_g_value, a.g_window), value_or(o.window_share, a.window_share)};
}

/// Areas and conductances of the envelope and what the sun and the sky do to it.
void add_envelope(const Geometry& g, const Envelope& e, double thermal_bridge, double shading,
                  const PhysicsOptions& p, BuildingPhysics& out) {
  BuildingCoefficients<double>& c = out.coefficients;
  double opaque_area = 0;
  for (std::size_t o = 0; o < kFacades; ++o) {
    const double window = g.wall_area[o] * e.window_share;
    const double wall = g.wall_area[o] - window;
    out.window_area += window;
    opaque_area += wall;
    c.window[o] = window * (1.0 - p.frame_share) * e.g_window * shading;                   // (44)
    c.opaque[o] = wall * p.solar_absorptance * p.surface_resistance * e.u_wall * shading;  // (45)
  }
  c.window[kRoof] = 0.0;
  c.opaque[kRoof] = g.roof_area * p.solar_absorptance * p.surface_resistance * e.u_roof;
  // (46) F_r R_se U A h_r per kelvin; the form factor to the sky is 0.5 for walls, 1 for a roof (11.4.6).
  c.sky_loss = p.surface_resistance * p.radiative_exchange *
               (0.5 * (e.u_wall * opaque_area + e.u_window * out.window_area) + e.u_roof * g.roof_area);
  const double ground = p.ground_factor * g.ground_area;
  out.envelope_area = opaque_area + out.window_area + g.roof_area + g.ground_area;
  out.h_tr_w = e.u_window * out.window_area;
  out.h_tr_op = e.u_wall * opaque_area + e.u_roof * g.roof_area + e.u_floor * ground +
                thermal_bridge * (opaque_area + out.window_area + g.roof_area + ground);
}

void add_air(const Geometry& g, const Archetype& a, const Overrides& o, const PhysicsOptions& p,
             BuildingPhysics& out) {
  BuildingCoefficients<double>& c = out.coefficients;
  const double air_per_change = p.air_capacity * p.net_to_gross * g.volume / kSecondsPerHour;  // W/K at 1/h
  const bool cooled = value_or(o.cooling_limit, 0.0) > 0.0;
  c.h_ve_base = value_or(o.infiltration, a.infiltration) * air_per_change;
  c.h_ve_use = p.air_capacity * out.net_floor_area / kSecondsPerHour;
  c.heat_recovery = value_or(o.heat_recovery, 0.0);
  c.h_ve_airing = value_or(o.airing, cooled ? 0.0 : p.airing) * air_per_change;
  c.blinds = value_or(o.blinds, p.blinds);
}

void add_plant(const Archetype& a, const Overrides& o, const PhysicsOptions& p, BuildingPhysics& out) {
  BuildingCoefficients<double>& c = out.coefficients;
  c.gain_area = out.net_floor_area * value_or(o.gain_scale, 1.0);
  c.set_heating_offset = value_or(o.heating_set_offset, 0.0);
  c.set_cooling_offset = value_or(o.cooling_set_offset, 0.0);
  c.heating_limit = value_or(o.heating_limit, kUnlimited);
  c.cooling_limit = value_or(o.cooling_limit, 0.0);
  c.comfort_limit = p.comfort_limit;
  const HeatPump pump{value_or(o.heat_pump_sink, supply_temperature(a.state)), p.heat_pump_quality};
  const InverseCop line = inverse_cop_of(pump);
  c.inverse_cop_at_zero = line.at_zero;
  c.inverse_cop_per_kelvin = line.per_kelvin;
}

}  // namespace

Completed complete(const Geometry& geometry) {
  check(geometry);
  Completed out{geometry, 0};
  Geometry& g = out.geometry;
  const double ground_or_roof =
      value_or(g.ground_area, 0.0) > 0.0 ? g.ground_area : value_or(g.roof_area, 0.0);
  g.footprint_area = fill(g.footprint_area, ground_or_roof, kAssumedFootprint, out.assumed);
  if (!(g.footprint_area > 0.0)) {
    throw InputError("neither footprint, ground nor roof area is known", "building", "give one of them");
  }
  double height = 0.0;
  if (value_or(g.storeys, 0.0) > 0.0) height = g.storeys * kStoreyHeight;
  if (value_or(g.volume, 0.0) > 0.0) height = g.volume / g.footprint_area;
  g.mean_height = fill(g.mean_height, height, kAssumedHeight, out.assumed);
  if (!(g.mean_height > 0.0)) {
    throw InputError("neither height, volume nor number of storeys is known", "building", "give one of them");
  }
  g.volume = fill(g.volume, g.footprint_area * g.mean_height, kAssumedVolume, out.assumed);
  g.storeys =
      fill(g.storeys, std::max(1.0, std::round(g.mean_height / kStoreyHeight)), kAssumedStoreys, out.assumed);
  g.floor_area = fill(g.floor_area, g.footprint_area * g.storeys, kAssumedFloorArea, out.assumed);
  g.roof_area = fill(g.roof_area, g.footprint_area, kAssumedRoof, out.assumed);
  if (!known(g.ground_area)) {  // zero is an answer: a building on columns
    g.ground_area = g.footprint_area;
    out.assumed |= kAssumedGround;
  }
  complete_walls(g, out.assumed);
  return out;
}

std::size_t facade_of(double east, double north) {
  const double turn = std::atan2(east, north) / (0.25 * std::numbers::pi);  // -4 .. 4, 0 = north, clockwise
  return static_cast<std::size_t>(static_cast<int>(std::lround(turn)) + static_cast<int>(kFacades)) %
         kFacades;
}

std::array<double, kFacades> prism_walls(std::span<const double> ring, double height) {
  const std::size_t n = ring.size() / 2;
  if (n < 3 || ring.size() % 2 != 0)
    throw InputError("a footprint needs at least three x, y pairs", "prism_walls");
  double twice_area = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t j = (i + 1) % n;
    twice_area += (ring[2 * i] - ring[0]) * (ring[2 * j + 1] - ring[1]) -
                  (ring[2 * j] - ring[0]) * (ring[2 * i + 1] - ring[1]);
  }
  const double sense =
      twice_area < 0.0 ? -1.0 : 1.0;  // counter-clockwise: the outside lies to the right of an edge
  std::array<double, kFacades> walls{};
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t j = (i + 1) % n;
    const double dx = ring[2 * j] - ring[2 * i];
    const double dy = ring[2 * j + 1] - ring[2 * i + 1];
    const double length = std::hypot(dx, dy);
    if (length > 0.0) walls[facade_of(sense * dy, -sense * dx)] += length * height;
  }
  return walls;
}

double air_capacity(double pressure_pa, double theta) {
  constexpr double kGasConstant = 287.05;  // J/(kg K), dry air
  return 1006.0 * pressure_pa / (kGasConstant * (theta + kZeroCelsius));
}

double transmission_to_mass(double h_tr_op, double h_tr_ms) {
  const double h = std::min(h_tr_op, 0.95 * h_tr_ms);
  return h * h_tr_ms / (h_tr_ms - h);
}

Zone<double> make_zone(double a_f, double a_m, double c_m, double h_tr_w, double h_tr_op, double known_a_t) {
  const double a_t = value_or(known_a_t, kInternalAreaRatio * a_f);
  Zone<double> z{};
  z.h_tr_w = h_tr_w;
  z.h_tr_ms = kMassToSurface * a_m;
  z.h_tr_is = kSurfaceToAir * a_t;
  z.h_tr_em = transmission_to_mass(h_tr_op, z.h_tr_ms);
  z.c_m_per_hour = c_m / kSecondsPerHour;
  z.share_m = a_m / a_t;
  z.share_st = std::max(0.0, 1.0 - a_m / a_t - h_tr_w / (kMassToSurface * a_t));
  return z;
}

BuildingPhysics building_physics(const Geometry& geometry, const Archetype& archetype,
                                 const Overrides& overrides, const PhysicsOptions& options) {
  check(overrides);
  const Completed completed = complete(geometry);
  const Geometry& g = completed.geometry;
  BuildingPhysics out;
  out.assumed = completed.assumed;
  out.net_floor_area = options.net_to_gross * g.floor_area;
  add_envelope(g, envelope_of(archetype, overrides), archetype.thermal_bridge,
               value_or(overrides.shading, options.shading), options, out);
  const Capacity class_values = capacity(archetype.capacity);
  const double c_m = value_or(overrides.thermal_capacity, class_values.c_m_per_area) * out.net_floor_area;
  out.coefficients.zone = make_zone(out.net_floor_area, class_values.a_m_per_area * out.net_floor_area, c_m,
                                    out.h_tr_w, out.h_tr_op);
  add_air(g, archetype, overrides, options, out);
  add_plant(archetype, overrides, options, out);
  return out;
}

}  // namespace conurb::buildings
