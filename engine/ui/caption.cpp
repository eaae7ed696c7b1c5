// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/caption.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::ui {
namespace {

class Composer {
 public:
  Composer(Surface& surface, view::Size size, const Caption& caption)
      : surface_(surface),
        list_(*ImGui::GetBackgroundDrawList()),
        pieces_(surface, list_),
        caption_(caption),
        width_(static_cast<float>(size.width)),
        height_(static_cast<float>(size.height)),
        gap_(surface.px(Sizes::kGap)) {}

  void draw() {
    if (width_ < surface_.px(200) || height_ < surface_.px(120)) return;  // nothing could be read
    lines();
    head();
    scenarios();
    const float floor = attribution();
    const float legend_right = legends(floor);
    figures(legend_right, floor);
  }

 private:
  void lines() {
    if (caption_.scenarios.size() < 2) return;
    const float half = surface_.px(1);
    for (const Caption::Scenario& s : caption_.scenarios) {
      const float x = static_cast<float>(s.right) * width_;
      if (s.right < 1) list_.AddRectFilled({x - half, 0}, {x + half, height_}, rgb(0xffffff));
    }
  }

  void head() {
    const float pad = surface_.px(Sizes::kPadding), height = surface_.px(44);
    const Rect bar{gap_, gap_, width_ - gap_, gap_ + height};
    pieces_.card("head", bar);
    const float y = bar.y0 + (height - surface_.title()->FontSize) / 2;
    const Theme& theme = surface_.theme();
    float right = bar.x1 - pad;
    if (!caption_.moment.empty())
      right = pieces_.text_left_of(surface_.title(), {right, y}, theme.text, caption_.moment) - pad;
    const float end =
        pieces_.text(surface_.title(), {bar.x0 + pad, y}, theme.text, caption_.title, right - bar.x0 - pad);
    if (!caption_.subtitle.empty() && right - end > surface_.px(60))
      pieces_.text(surface_.body(), {end + pad, bar.y0 + (height - surface_.body()->FontSize) / 2},
                   theme.secondary, caption_.subtitle, right - end - pad);
    below_head_ = bar.y1 + gap_;
  }

  void scenarios() {
    if (caption_.scenarios.size() < 2) return;
    for (const Caption::Scenario& s : caption_.scenarios) {
      const float left = static_cast<float>(s.left) * width_, right = static_cast<float>(s.right) * width_;
      const float chip = pieces_.chip_width(s.name);
      // On both sides of a line the names stand beside it.
      float x = (left + right - chip) / 2;
      if (caption_.swipe) x = s.left <= 0 ? right - chip - gap_ : left + gap_;
      pieces_.chip({std::clamp(x, gap_, std::max(width_ - gap_ - chip, gap_)), below_head_}, s.letter, s.name,
                   true);
    }
  }

  float attribution() {
    if (caption_.attribution.empty()) return height_ - gap_;
    const float pad = surface_.px(8);
    const float most = width_ - 2 * gap_ - 2 * pad;
    const ImVec2 size = pieces_.measure(surface_.small(), caption_.attribution);
    const float wide = std::min(size.x, most), top = height_ - gap_ - size.y - pad;
    const Rect rect{width_ - gap_ - wide - 2 * pad, top, width_ - gap_, height_ - gap_};
    pieces_.card("attribution", rect);
    pieces_.text(surface_.small(), {rect.x0 + pad, rect.y0 + pad / 2}, surface_.theme().secondary,
                 caption_.attribution, most);
    return top - gap_;
  }

  float legends(float floor) {
    float x = gap_, y = floor;
    int number = 0;
    for (const scene::Legend& legend : caption_.legends) {
      const ImVec2 size = pieces_.legend_size(legend);
      if (y - size.y < below_head_ + surface_.px(40)) {  // beside the others
        x += size.x + gap_;
        y = floor;
      }
      if (x + size.x > width_ - gap_ || y - size.y < below_head_) break;
      pieces_.legend("legend " + std::to_string(number++), {x, y - size.y}, legend);
      y -= size.y + gap_;
    }
    return number == 0 ? 0 : x + pieces_.legend_size(caption_.legends.front()).x;
  }

  void figures(float left, float floor) {
    const ImVec2 size = pieces_.figure_size();
    const float from = left + gap_;
    const auto room =
        static_cast<std::size_t>(std::max((width_ - gap_ - from + gap_) / (size.x + gap_), 0.0f));
    const std::size_t count = std::min(room, caption_.figures.size());
    if (floor - size.y < below_head_) return;
    for (std::size_t i = 0; i < count; ++i)
      pieces_.figure("figure " + std::to_string(i),
                     {from + static_cast<float>(i) * (size.x + gap_), floor - size.y}, caption_.figures[i]);
  }

  Surface& surface_;
  ImDrawList& list_;
  Pieces pieces_;
  const Caption& caption_;
  float width_, height_, gap_, below_head_ = 0;
};

}  // namespace

void draw_caption(Surface& surface, view::Size size, const Caption& caption) {
  Composer(surface, size, caption).draw();
}

}  // namespace conurb::ui
