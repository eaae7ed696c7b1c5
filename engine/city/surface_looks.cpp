// SPDX-License-Identifier: Apache-2.0
#include "engine/city/surface_looks.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace conurb::city {

SurfaceLook SurfaceLooks::entry(std::size_t n) const {
  const std::uint32_t begin = n == 0 ? 0 : ends_[n - 1];
  return {colours_[n], image_[n], points_.view().subspan(begin, ends_[n] - begin)};
}

SurfaceLook SurfaceLooks::of(std::uint32_t surface) const {
  const auto* const found = std::lower_bound(surfaces_.begin(), surfaces_.end(), surface);
  if (found == surfaces_.end() || *found != surface) return {};
  return entry(static_cast<std::size_t>(found - surfaces_.begin()));
}

bool SurfaceLooks::any_of(std::uint32_t first, std::uint32_t end) const {
  const auto* const found = std::lower_bound(surfaces_.begin(), surfaces_.end(), first);
  return found != surfaces_.end() && *found < end;
}

void SurfaceLooks::add(std::uint32_t surface, const SurfaceLook& look) {
  if (look.none()) return;
  if (!surfaces_.empty() && surface <= surfaces_.back())
    throw Error(ErrorCode::internal, "looks of surfaces are not added in ascending order");
  surfaces_.push_back(surface);
  colours_.push_back(look.colour);
  image_.push_back(look.image);
  points_.append(look.points);
  ends_.push_back(static_cast<std::uint32_t>(points_.size()));
}

void SurfaceLooks::truncate(std::uint32_t surface) {
  const auto* const from = std::lower_bound(surfaces_.begin(), surfaces_.end(), surface);
  const auto count = static_cast<std::size_t>(from - surfaces_.begin());
  for (auto* column : {&surfaces_, &colours_, &image_, &ends_}) column->truncate(count);
  points_.truncate(count == 0 ? 0 : ends_[count - 1]);
}

std::uint32_t SurfaceLooks::intern_image(const LookImage& image) {
  const auto found = std::find_if(images_.begin(), images_.end(),
                                  [&](const LookImage& each) { return each.name == image.name; });
  if (found != images_.end()) return static_cast<std::uint32_t>(found - images_.begin());
  images_.push_back(image);
  return static_cast<std::uint32_t>(images_.size() - 1);
}

}  // namespace conurb::city
