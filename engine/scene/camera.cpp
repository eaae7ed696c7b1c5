// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/camera.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace conurb::scene {
namespace {

using city::Point3;

constexpr double kDegrees = std::numbers::pi / 180;

Point3 along(const Point3& from, const Point3& direction, double length) {
  return {from[0] + direction[0] * length, from[1] + direction[1] * length, from[2] + direction[2] * length};
}

Point3 unit(const Point3& v) {
  const double length = std::sqrt(city::dot(v, v));
  return {v[0] / length, v[1] / length, v[2] / length};
}

double half_field(const Camera& camera) {
  return std::tan(camera.field_deg * kDegrees / 2);
}

// 0 … 1, at rest at both ends.
double eased(double t) {
  t = std::clamp(t, 0.0, 1.0);
  return t * t * t * (t * (6 * t - 15) + 10);
}

// The shorter way round.
double turned_heading(double from_deg, double to_deg, double t) {
  const double by = std::remainder(to_deg - from_deg, 360.0);
  const double heading = std::fmod(from_deg + by * t, 360.0);
  return heading < 0 ? heading + 360 : heading;
}

/// Ways of smooth zooming and panning by van Wijk and Nuij, equations 9: width of what is seen and the part
/// of the way done at s of the path's length.
struct Flight {
  static constexpr double kRho = 1.414;  // their users' choice
  double w0, r0, length;
  double travelled;  // of the map, m

  Flight(double from_width, double to_width, double distance) : w0(from_width), travelled(distance) {
    const double rho2 = kRho * kRho, rho4 = rho2 * rho2;
    const double d2 = distance * distance;
    const auto b = [&](double a, double c, double sign) {
      return (to_width * to_width - from_width * from_width + sign * rho4 * d2) / (2 * a * rho2 * c);
    };
    const double b0 = b(from_width, distance, 1), b1 = b(to_width, distance, -1);
    r0 = -std::asinh(b0);
    length = (-std::asinh(b1) - r0) / kRho;
  }
  [[nodiscard]] double width(double s) const { return w0 * std::cosh(r0) / std::cosh(kRho * s + r0); }
  [[nodiscard]] double done(double s) const {
    const double u = w0 / (kRho * kRho) * (std::cosh(r0) * std::tanh(kRho * s + r0) - std::sinh(r0));
    return u / travelled;
  }
};

}  // namespace

Point3 Camera::forward() const {
  const double h = heading_deg * kDegrees, p = pitch_deg * kDegrees;
  return {std::sin(h) * std::cos(p), std::cos(h) * std::cos(p), std::sin(p)};
}

Point3 Camera::right() const {
  const double h = heading_deg * kDegrees;
  return {std::cos(h), -std::sin(h), 0};
}

Point3 Camera::up() const {
  return city::cross(right(), forward());
}

Point3 Camera::eye() const {
  return along(target, forward(), -distance);
}

double Projection::pixels_per_unit(int height_px) const {
  const double half = half_field(camera) * (camera.mode == CameraMode::map ? camera.distance : 1);
  return height_px / (2 * half);
}

std::array<double, 16> Projection::view(const Point3& origin) const {
  const Point3 x = camera.right(), y = camera.up(), f = camera.forward();
  const Point3 eye = city::minus(camera.eye(), origin);
  return {x[0],  x[1],  x[2],  -city::dot(x, eye), y[0], y[1], y[2], -city::dot(y, eye),
          -f[0], -f[1], -f[2], city::dot(f, eye),  0,    0,    0,    1};
}

std::array<double, 16> Projection::clip() const {
  const double half = half_field(camera), n = near_m, f = far_m;
  if (camera.mode == CameraMode::map) {
    const double h = half * camera.distance, w = h * aspect;
    return {1 / w, 0, 0, 0, 0, 1 / h, 0, 0, 0, 0, -2 / (f - n), -(f + n) / (f - n), 0, 0, 0, 1};
  }
  return {1 / (half * aspect),  0, 0, 0,  0, 1 / half, 0, 0, 0, 0, -(f + n) / (f - n),
          -2 * f * n / (f - n), 0, 0, -1, 0};
}

Point3 Projection::project(const Point3& world) const {
  const Point3 from_eye = city::minus(world, camera.eye());
  const double depth = city::dot(from_eye, camera.forward());
  const double half = half_field(camera) * (camera.mode == CameraMode::map ? camera.distance : depth);
  return {0.5 + 0.5 * city::dot(from_eye, camera.right()) / (half * aspect),
          0.5 + 0.5 * city::dot(from_eye, camera.up()) / half, depth};
}

Projection::Ray Projection::ray(double u, double v) const {
  const double half = half_field(camera);
  const double x = (2 * u - 1) * half * aspect, y = (2 * v - 1) * half;
  if (camera.mode == CameraMode::map) {
    const Point3 from =
        along(along(camera.eye(), camera.right(), x * camera.distance), camera.up(), y * camera.distance);
    return {from, camera.forward()};
  }
  return {camera.eye(), unit(along(along(camera.forward(), camera.right(), x), camera.up(), y))};
}

std::array<std::array<double, 4>, 5> Projection::planes() const {
  const Point3 eye = camera.eye(), f = camera.forward(), x = camera.right(), y = camera.up();
  const double half = half_field(camera);
  std::array<std::array<double, 4>, 5> result{};
  const auto set = [&](std::size_t at, const Point3& normal, const Point3& through) {
    const Point3 n = unit(normal);
    result[at] = {n[0], n[1], n[2], -city::dot(n, through)};
  };
  if (camera.mode == CameraMode::map) {
    const double h = half * camera.distance, w = h * aspect;
    set(0, x, along(eye, x, -w));
    set(1, along({0, 0, 0}, x, -1), along(eye, x, w));
    set(2, y, along(eye, y, -h));
    set(3, along({0, 0, 0}, y, -1), along(eye, y, h));
  } else {
    set(0, along(x, f, half * aspect), eye);
    set(1, along(along({0, 0, 0}, x, -1), f, half * aspect), eye);
    set(2, along(y, f, half), eye);
    set(3, along(along({0, 0, 0}, y, -1), f, half), eye);
  }
  set(4, f, along(eye, f, near_m));
  return result;
}

std::string fault_of(const Camera& camera) {
  const auto within = [](double number, double low, double high) { return number >= low && number <= high; };
  const bool there = std::all_of(camera.target.begin(), camera.target.end(),
                                 [&](double metres) { return within(metres, -kWorld_m, kWorld_m); });
  if (!there) return "the target is not on the Earth";
  if (!within(camera.distance, 0.01, kWorld_m / 10)) return "the distance is not within 0.01 to 10000000";
  if (!within(camera.heading_deg, -360, 360)) return "the heading is not within -360 to 360";
  if (!within(camera.pitch_deg, -90, 90)) return "the pitch is not within -90 to 90";
  if (!within(camera.field_deg, 1, 150)) return "the field is not within 1 to 150";
  return {};
}

Camera overview(const city::Box& box, double aspect) {
  Camera camera;
  if (box.empty()) return camera;
  const Point3 size = city::minus(box.upper, box.lower);
  camera.target = along(box.lower, size, 0.5);
  camera.target[2] = box.lower[2];
  camera.distance = 50;
  // So far back that each corner is within the picture, with a little room around.
  const double high = half_field(camera) * 0.94, wide = high * std::max(aspect, 0.1);
  for (unsigned corner = 0; corner < 8; ++corner) {
    Point3 at{};
    for (unsigned axis = 0; axis < 3; ++axis)
      at[axis] = (corner >> axis & 1u ? box.upper[axis] : box.lower[axis]) - camera.target[axis];
    const double depth = city::dot(at, camera.forward());
    camera.distance = std::max({camera.distance, std::abs(city::dot(at, camera.right())) / wide - depth,
                                std::abs(city::dot(at, camera.up())) / high - depth});
  }
  return camera;
}

Camera overview(const city::Box& box, double aspect, const PicturePart& part) {
  constexpr double kLeast = 0.1, kRoom = 0.03, kDeg = 3.14159265358979323846 / 180;
  const double width = std::max(part.right - part.left, kLeast),
               height = std::max(part.top - part.bottom, kLeast);
  Camera camera = overview(box, aspect * width / height);
  if (box.empty()) return camera;
  const Point3 size = city::minus(box.upper, box.lower), middle = camera.target;
  const double wanted = size[0] * height / (std::max(size[1], 1.0) * aspect * width);
  camera.pitch_deg = -std::clamp(std::asin(std::min(wanted, 1.0)) / kDeg, 35.0, 60.0);
  const double down = -camera.pitch_deg * kDeg, half = half_field(camera);
  const double x = part.left + part.right - 1, y = part.bottom + part.top - 1;
  const auto fits = [&](const Projection& projection) {
    for (unsigned corner = 0; corner < 8; ++corner) {
      Point3 at{};
      for (unsigned axis = 0; axis < 3; ++axis)
        at[axis] = (corner >> axis & 1u ? box.upper : box.lower)[axis];
      const Point3 seen = projection.project(at);
      if (seen[2] <= 0 || seen[0] < part.left + kRoom * width || seen[0] > part.right - kRoom * width ||
          seen[1] < part.bottom + kRoom * height || seen[1] > part.top - kRoom * height)
        return false;
    }
    return true;
  };
  // Away until all is seen, and aside so that the middle of the box is in the middle of the part.
  for (int i = 0; i < 400; ++i, camera.distance *= 1.02) {
    const double forward =
        y * half * camera.distance / std::max(std::sin(down) - y * half * std::cos(down), kLeast);
    const double aside = x * half * aspect * (camera.distance + forward * std::cos(down));
    camera.target = {middle[0] - aside, middle[1] - forward, middle[2]};
    if (fits(Projection{camera, aspect})) return camera;
  }
  return camera;
}

Camera between(const Camera& from, const Camera& to, double t) {
  if (t <= 0) return from;
  if (t >= 1) return to;
  const double s = eased(t);
  const Point3 way = city::minus(to.target, from.target);
  const double distance = std::sqrt(city::dot(way, way));
  Camera camera = to;
  camera.heading_deg = turned_heading(from.heading_deg, to.heading_deg, s);
  camera.pitch_deg = from.pitch_deg + (to.pitch_deg - from.pitch_deg) * s;
  camera.field_deg = from.field_deg + (to.field_deg - from.field_deg) * s;
  if (distance < 1e-3 * std::min(from.distance, to.distance)) {
    camera.distance = from.distance * std::pow(to.distance / from.distance, s);
    camera.target = along(from.target, way, s);
    return camera;
  }
  const Flight path(from.distance, to.distance, distance);
  camera.distance = path.width(s * path.length);
  camera.target = along(from.target, way, path.done(s * path.length));
  return camera;
}

Camera parse_camera(const std::string& text) {
  const auto refuse = [&](const std::string& what) {
    return Error(ErrorCode::invalid_argument, fmt::format("'{}' is no camera: {}", text, what), "",
                 "write x,y,z,distance,heading,pitch and, if wanted, ,field: metres and degrees");
  };
  std::vector<double> numbers;
  std::string_view rest = text;
  while (true) {
    const std::size_t comma = rest.find(',');
    const std::string_view part = rest.substr(0, comma);
    double number = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    if (error != std::errc() || end != part.data() + part.size())
      throw refuse(fmt::format("'{}' is no number", part));
    numbers.push_back(number);
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  if (numbers.size() != 6 && numbers.size() != 7)
    throw refuse(fmt::format("it has {} numbers, not 6 or 7", numbers.size()));
  Camera camera;
  camera.target = {numbers[0], numbers[1], numbers[2]};
  camera.distance = numbers[3];
  camera.heading_deg = numbers[4];
  camera.pitch_deg = numbers[5];
  if (numbers.size() == 7) camera.field_deg = numbers[6];
  if (const std::string fault = fault_of(camera); !fault.empty()) throw refuse(fault);
  return camera;
}

std::string to_text(const Camera& camera) {
  return fmt::format("{},{},{},{},{},{},{}", camera.target[0], camera.target[1], camera.target[2],
                     camera.distance, camera.heading_deg, camera.pitch_deg, camera.field_deg);
}

}  // namespace conurb::scene
