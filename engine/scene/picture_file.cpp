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

void check(cairo_status_t status, const std::filesystem::path& path, const char* what) {
  if (status == CAIRO_STATUS_SUCCESS) return;
  const bool file = status == CAIRO_STATUS_WRITE_ERROR || status == CAIRO_STATUS_FILE_NOT_FOUND ||
                    status == CAIRO_STATUS_READ_ERROR;
  throw Error(file ? ErrorCode::io : ErrorCode::bad_data,
              fmt::format("the picture cannot be {}: {}", what, cairo_status_to_string(status)),
              path.string(), "check the path, the permissions and the room on the disk");
}

}  // namespace

void write_png(const Picture& picture, const std::filesystem::path& path) {
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, picture.width, picture.height));
  check(cairo_surface_status(surface.get()), path, "written");
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
  check(cairo_surface_write_to_png(surface.get(), path.c_str()), path, "written");
}

Picture read_png(const std::filesystem::path& path) {
  const Surface surface(cairo_image_surface_create_from_png(path.c_str()));
  check(cairo_surface_status(surface.get()), path, "read");
  Picture picture(cairo_image_surface_get_width(surface.get()),
                  cairo_image_surface_get_height(surface.get()));
  const unsigned char* in = cairo_image_surface_get_data(surface.get());
  const int stride = cairo_image_surface_get_stride(surface.get());
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      std::uint32_t argb = 0;
      std::memcpy(&argb, in + std::ptrdiff_t{y} * stride + std::ptrdiff_t{x} * 4, 4);
      std::uint8_t* p = picture.pixel(x, y);
      p[0] = static_cast<std::uint8_t>(argb >> 16);
      p[1] = static_cast<std::uint8_t>(argb >> 8);
      p[2] = static_cast<std::uint8_t>(argb);
      p[3] = 255;
    }
  }
  return picture;
}

}  // namespace conurb::scene
