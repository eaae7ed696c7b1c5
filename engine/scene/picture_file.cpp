// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/picture_file.hpp"

#include <cairo.h>

#include <cstdint>
#include <cstring>
#include <memory>

#include <fmt/format.h>

#include "engine/base/error.hpp"

namespace conurb::scene {
namespace {

struct Release {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using Surface = std::unique_ptr<cairo_surface_t, Release>;

void check(cairo_status_t status, const std::filesystem::path& path) {
  if (status == CAIRO_STATUS_SUCCESS) return;
  throw Error(ErrorCode::io, fmt::format("the picture cannot be written: {}", cairo_status_to_string(status)),
              path.string(), "check the path, the permissions and the room on the disk");
}

}  // namespace

void write_png(const Picture& picture, const std::filesystem::path& path) {
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, picture.width, picture.height));
  check(cairo_surface_status(surface.get()), path);
  unsigned char* out = cairo_image_surface_get_data(surface.get());
  const int stride = cairo_image_surface_get_stride(surface.get());
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const std::uint8_t* p = picture.pixel(x, y);
      const std::uint32_t rgb = std::uint32_t{p[0]} << 16 | std::uint32_t{p[1]} << 8 | p[2];
      std::memcpy(out + std::ptrdiff_t{y} * stride + std::ptrdiff_t{x} * 4, &rgb, 4);
    }
  }
  cairo_surface_mark_dirty(surface.get());
  check(cairo_surface_write_to_png(surface.get(), path.c_str()), path);
}

}  // namespace conurb::scene
