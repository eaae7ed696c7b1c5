// SPDX-License-Identifier: Apache-2.0
// What was drawn where in a frame, for checks that a person would make by eye: is the text there, does it
// stand out, does anything lie over something else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/ui/theme.hpp"

namespace conurb::ui {

/// Pixels from the upper left.
struct Rect {
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  [[nodiscard]] float width() const { return x1 - x0; }
  [[nodiscard]] float height() const { return y1 - y0; }
  [[nodiscard]] bool holds(float x, float y) const { return x >= x0 && x < x1 && y >= y0 && y < y1; }
  [[nodiscard]] bool meets(const Rect& other) const {
    return x0 < other.x1 && other.x0 < x1 && y0 < other.y1 && other.y0 < y1;
  }
};

struct PlacedPanel {
  std::string id;
  Rect rect;
  bool floating = false;  ///< may lie over others
};

struct PlacedText {
  std::string panel;  ///< that it belongs to
  std::string text;
  Rect rect;
  Colour colour = 0, ground = 0;  ///< of the text and of what it stands on
};

class Layout {
 public:
  void clear() {
    panels_.clear();
    texts_.clear();
  }
  /// Texts from here on belong to it.
  void add_panel(std::string id, const Rect& rect) { panels_.push_back({std::move(id), rect}); }
  /// The same for one that lies over what was drawn before: texts that it hides are not there.
  void add_floating(std::string id, const Rect& rect);
  void add_text(std::string text, const Rect& rect, Colour colour, Colour ground) {
    texts_.push_back({panels_.empty() ? "" : panels_.back().id, std::move(text), rect, colour, ground});
  }
  [[nodiscard]] const std::vector<PlacedPanel>& panels() const { return panels_; }
  [[nodiscard]] const std::vector<PlacedText>& texts() const { return texts_; }
  [[nodiscard]] bool says(std::string_view text) const;
  /// Each fault in a line: panels or texts that lie over each other or leave the picture, contrast below 4.5.
  [[nodiscard]] std::vector<std::string> faults(float width, float height) const;

 private:
  std::vector<PlacedPanel> panels_;
  std::vector<PlacedText> texts_;
};

}  // namespace conurb::ui
