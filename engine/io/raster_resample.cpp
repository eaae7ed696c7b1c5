// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/base/no_value.hpp"
#include "engine/io/crs.hpp"
#include "engine/io/raster.hpp"

namespace conurb::io {

namespace {

constexpr std::int64_t kStride = 16;  // cells between converted positions

/// Height at a place in pixels, (0, 0) being the centre of the first one; the outermost half pixels repeat
/// the border. NaN outside and beside missing pixels.
double sample(const Raster& raster, double u, double v) {
  const auto width = static_cast<double>(raster.width), height = static_cast<double>(raster.height);
  constexpr double kHair = 1e-6;  // of rounding, on the outline
  if (!(u >= -0.5 - kHair && u <= width - 0.5 + kHair && v >= -0.5 - kHair && v <= height - 0.5 + kHair))
    return kNoValue;
  u = std::clamp(u, 0.0, width - 1);
  v = std::clamp(v, 0.0, height - 1);
  const auto i = static_cast<std::int64_t>(u), j = static_cast<std::int64_t>(v);
  const double s = u - static_cast<double>(i), t = v - static_cast<double>(j);
  const auto at = [&](std::int64_t column, std::int64_t row) {
    return static_cast<double>(raster.heights[static_cast<std::size_t>(row * raster.width + column)]);
  };
  // A pixel of no weight may be missing, or beyond the border.
  const std::int64_t right = s > 0 ? i + 1 : i, below = t > 0 ? j + 1 : j;
  const double upper = (1 - s) * at(i, j) + s * at(right, j);
  const double lower = (1 - s) * at(i, below) + s * at(right, below);
  return (1 - t) * upper + t * lower;
}

/// Places in the raster, in pixels, of the corners of blocks of kStride cells.
class PixelPlaces {
 public:
  PixelPlaces(const Raster& raster, const std::string& raster_crs, const RasterFrame& frame,
              const std::string& crs)
      : across_(frame.width / kStride + 2) {
    const std::int64_t up = frame.height / kStride + 2;
    for (std::int64_t j = 0; j < up; ++j) {
      for (std::int64_t i = 0; i < across_; ++i) {
        places_.push_back(frame.x + static_cast<double>(i * kStride) * frame.cell);
        places_.push_back(frame.y + static_cast<double>(j * kStride) * frame.cell);
      }
    }
    if (raster_crs != crs) {
      (void)Crs::open(crs, raster.name).to_wgs84(places_);  // what fails is NaN, and has no height
      (void)Crs::open(raster_crs, raster.name).from_wgs84(places_);
    }
    const auto& t = raster.transform;
    const double area = t[1] * t[5] - t[2] * t[4];
    for (std::size_t k = 0; k < places_.size(); k += 2) {
      const double x = places_[k] - t[0], y = places_[k + 1] - t[3];
      places_[k] = (x * t[5] - y * t[2]) / area - 0.5;
      places_[k + 1] = (y * t[1] - x * t[4]) / area - 0.5;
    }
  }

  /// Of a place in cells from the frame's corner.
  [[nodiscard]] std::array<double, 2> at(double x, double y) const {
    const auto i = static_cast<std::int64_t>(x) / kStride, j = static_cast<std::int64_t>(y) / kStride;
    const double s = x / kStride - static_cast<double>(i), t = y / kStride - static_cast<double>(j);
    std::array<double, 2> place{};
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const auto corner = [&](std::int64_t column, std::int64_t row) {
        return places_[static_cast<std::size_t>(row * across_ + column) * 2 + axis];
      };
      place[axis] = (1 - t) * ((1 - s) * corner(i, j) + s * corner(i + 1, j)) +
                    t * ((1 - s) * corner(i, j + 1) + s * corner(i + 1, j + 1));
    }
    return place;
  }

 private:
  std::int64_t across_;
  std::vector<double> places_;  // u, v, u, v …
};

}  // namespace

std::vector<float> resample(const Raster& raster, const std::string& raster_crs, double pixel,
                            const RasterFrame& frame, const std::string& crs) {
  const PixelPlaces places(raster, raster_crs, frame, crs);
  constexpr double kMostPoints = 64;
  const double ratio = frame.cell / pixel;
  const int points = ratio > 1.5 ? static_cast<int>(std::min(kMostPoints, std::ceil(ratio))) : 1;
  std::vector<float> heights;
  heights.reserve(static_cast<std::size_t>(frame.width * frame.height));
  for (std::int64_t row = 0; row < frame.height; ++row) {
    for (std::int64_t column = 0; column < frame.width; ++column) {
      double sum = 0;
      int known = 0;
      for (int b = 0; b < points; ++b) {
        for (int a = 0; a < points; ++a) {
          const auto [u, v] = places.at(static_cast<double>(column) + (a + 0.5) / points,
                                        static_cast<double>(row) + (b + 0.5) / points);
          const double height = sample(raster, u, v);
          if (std::isnan(height)) continue;
          sum += height;
          ++known;
        }
      }
      // A cell of which less than half is known is missing.
      heights.push_back(static_cast<float>(2 * known >= points * points ? sum / known : kNoValue));
    }
  }
  return heights;
}

}  // namespace conurb::io
