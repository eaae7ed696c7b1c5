// SPDX-License-Identifier: Apache-2.0
#include "engine/io/looks_blob.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace conurb::io {
namespace {

constexpr std::uint32_t kOpaque = 0xFF000000U;

city::TexturePoint read_point(ByteReader& in) {
  city::TexturePoint point{};
  for (float& each : point) {
    each = std::bit_cast<float>(static_cast<std::uint32_t>(in.number(kMost32)));
    if (!std::isfinite(each)) ByteReader::fail();
  }
  return point;
}

}  // namespace

// What may be none is written plus one.
void write_looks(const city::SurfaceLooks& looks, ByteWriter& out) {
  out.number(looks.images().size());
  for (const city::LookImage& image : looks.images()) out.text(image.name);
  out.number(looks.surfaces().size());
  std::uint32_t before = 0;
  for (std::size_t n = 0; n < looks.surfaces().size(); ++n) {
    const std::uint32_t surface = looks.surfaces()[n];
    const city::SurfaceLook look = looks.entry(n);
    out.number(surface - std::exchange(before, surface));
    out.number(look.colour == 0 ? 0 : (look.colour & ~kOpaque) + std::uint64_t{1});
    out.number(look.image == city::kNone ? 0 : look.image + std::uint64_t{1});
    for (const city::TexturePoint& point : look.points)
      for (const float each : point) out.number(std::bit_cast<std::uint32_t>(each));
  }
}

void read_looks(ByteReader& in, city::GeometryStore& store) {
  city::SurfaceLooks& looks = store.looks();
  for (std::size_t left = in.count(); left > 0; --left)
    looks.images().push_back({std::string(in.text()), nullptr});
  std::uint64_t surface = 0;
  std::vector<city::TexturePoint> points;
  const std::size_t count = in.count();
  for (std::size_t n = 0; n < count; ++n) {
    const std::uint64_t step = in.number(kMost32);
    surface += step;
    if ((n > 0 && step == 0) || surface >= store.surface_count()) ByteReader::fail();
    city::SurfaceLook look;
    const std::uint64_t colour = in.number(0x1000000), image = in.number(looks.images().size());
    if (colour > 0) look.colour = static_cast<std::uint32_t>(colour - 1) | kOpaque;
    points.clear();
    if (image > 0) {
      look.image = static_cast<std::uint32_t>(image - 1);
      const std::uint32_t corners = store.corner_count(static_cast<std::uint32_t>(surface));
      for (std::uint32_t i = 0; i < corners; ++i) points.push_back(read_point(in));
    }
    look.points = points;
    looks.add(static_cast<std::uint32_t>(surface), look);
  }
}

}  // namespace conurb::io
