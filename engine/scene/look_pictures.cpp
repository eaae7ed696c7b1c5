// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/look_pictures.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "engine/io/image.hpp"

namespace conurb::scene {
namespace {

constexpr float kNoPicture = kNoPlace[2];
constexpr int kLargest = 1024, kSmallest = 16;  // pixels, side of a picture
constexpr double kBeyond = 1e-4;                // of an image's side: rounding

/// What of an image the tile shows, from its upper left corner, 0 … 1.
struct Shown {
  float left = 1e9F, top = 1e9F, right = -1e9F, bottom = -1e9F;
  io::ImageSize size;
  float picture = kNoPicture;

  void add(const std::array<float, 3>& place) {
    left = std::min(left, place[0]);
    right = std::max(right, place[0]);
    top = std::min(top, 1 - place[1]);
    bottom = std::max(bottom, 1 - place[1]);
  }
  /// Where the image is repeated all of it counts; else the pixels that are touched, with one around them, as
  /// colours are mixed with those beside.
  void settle(const io::ImageSize& of_image) {
    size = of_image;
    const auto along = [](float& low, float& high, int pixels, bool repeated) {
      const auto count = static_cast<float>(pixels);
      low = repeated ? 0 : std::max(std::floor(low * count) - 1, 0.0F) / count;
      high = repeated ? 1 : std::min(std::ceil(high * count) + 1, count) / count;
    };
    constexpr auto kLow = static_cast<float>(-kBeyond), kHigh = static_cast<float>(1 + kBeyond);
    const bool repeated = left < kLow || top < kLow || right > kHigh || bottom > kHigh;
    along(left, right, size.width, repeated);
    along(top, bottom, size.height, repeated);
  }
  [[nodiscard]] io::ImagePart part() const {
    const auto pixels = [](float share, int all) { return static_cast<double>(share) * all; };
    return {pixels(left, size.width), pixels(top, size.height), pixels(right - left, size.width),
            pixels(bottom - top, size.height)};
  }
};

/// Side of all pictures: no larger than the largest part, nor than all may be.
int side_of(const std::map<std::uint32_t, Shown>& images) {
  double most = kSmallest;
  for (const auto& [image, shown] : images) {
    const io::ImagePart part = shown.part();
    most = std::max({most, part.width, part.height});
  }
  int side = static_cast<int>(std::bit_ceil(static_cast<unsigned>(std::min<double>(most, kLargest))));
  const auto bytes = [&images](int of) {
    return images.size() * static_cast<std::size_t>(of) * static_cast<std::size_t>(of) * 4 * 4 / 3;
  };
  while (side > kSmallest && bytes(side) > kPictureBytes) side /= 2;
  return side;
}

}  // namespace

std::vector<Picture> make_pictures(Mesh& mesh, const city::SurfaceLooks& looks) {
  std::map<std::uint32_t, Shown> images;
  for (const std::array<float, 3>& place : mesh.places)
    if (place[2] >= 0) images[static_cast<std::uint32_t>(place[2])].add(place);
  for (auto& [number, shown] : images) {
    const auto& bytes = looks.images()[number].bytes;
    const auto size = bytes == nullptr ? std::nullopt : io::image_size(*bytes);
    if (size) shown.settle(*size);
  }
  std::erase_if(images, [](const auto& each) { return each.second.size.width == 0; });
  while (images.size() > kMostPictures) images.erase(std::prev(images.end()));
  const int side = side_of(images);
  std::vector<Picture> pictures;
  for (auto& [image, shown] : images) {
    Picture picture;
    picture.width = picture.height = side;
    picture.rgba = io::read_image(*looks.images()[image].bytes, shown.part(), {side, side});
    if (picture.empty()) continue;
    shown.picture = static_cast<float>(pictures.size());
    pictures.push_back(std::move(picture));
  }
  for (std::array<float, 3>& place : mesh.places) {
    const auto found = place[2] < 0 ? images.end() : images.find(static_cast<std::uint32_t>(place[2]));
    if (found == images.end() || found->second.picture < 0) {
      place = kNoPlace;
      continue;
    }
    const Shown& shown = found->second;
    place = {(place[0] - shown.left) / (shown.right - shown.left),
             (1 - place[1] - shown.top) / (shown.bottom - shown.top), shown.picture};
  }
  if (pictures.empty()) mesh.places.clear();
  return pictures;
}

}  // namespace conurb::scene
