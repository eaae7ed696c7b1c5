// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/layout.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace conurb::ui {
namespace {

/// Rounding of a pixel is no overlap.
Rect shrunk(const Rect& r) {
  return {r.x0 + 1, r.y0 + 1, r.x1 - 1, r.y1 - 1};
}

bool outside(const Rect& r, float width, float height) {
  return r.x0 < -0.5f || r.y0 < -0.5f || r.x1 > width + 0.5f || r.y1 > height + 0.5f;
}

}  // namespace

void Layout::add_floating(std::string id, const Rect& rect) {
  std::erase_if(texts_, [&](const PlacedText& text) { return text.rect.meets(rect); });
  panels_.push_back({std::move(id), rect, true});
}

bool Layout::says(std::string_view text) const {
  return std::any_of(texts_.begin(), texts_.end(),
                     [&](const PlacedText& placed) { return placed.text.find(text) != std::string::npos; });
}

std::vector<std::string> Layout::faults(float width, float height) const {
  std::vector<std::string> faults;
  for (std::size_t i = 0; i < panels_.size(); ++i) {
    if (outside(panels_[i].rect, width, height))
      faults.push_back(fmt::format("panel '{}' leaves the picture", panels_[i].id));
    for (std::size_t j = 0; j < i; ++j)
      if (panels_[i].floating == panels_[j].floating && panels_[i].rect.meets(shrunk(panels_[j].rect)))
        faults.push_back(fmt::format("panels '{}' and '{}' overlap", panels_[j].id, panels_[i].id));
  }
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    const PlacedText& text = texts_[i];
    if (outside(text.rect, width, height))
      faults.push_back(fmt::format("'{}' leaves the picture", text.text));
    if (const double c = contrast(text.colour | 0xFF000000, text.ground); c < 4.5)
      faults.push_back(fmt::format("'{}' has a contrast of {:.2f}", text.text, c));
    for (std::size_t j = 0; j < i; ++j)
      if (text.rect.meets(shrunk(texts_[j].rect)))
        faults.push_back(fmt::format("'{}' and '{}' overlap", texts_[j].text, text.text));
  }
  return faults;
}

}  // namespace conurb::ui
