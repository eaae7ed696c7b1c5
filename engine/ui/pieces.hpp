// SPDX-License-Identifier: Apache-2.0
// What panels and captions are made of: cards, texts, chips, legends, key figures. Each is measured, then
// drawn at a place, and notes in the layout what it drew.
#pragma once

#include <string>
#include <string_view>

#include "engine/scene/legend.hpp"
#include "engine/ui/surface.hpp"

namespace conurb::ui {

/// A key figure of one scenario, with its difference to the one it is compared with.
struct KeyFigure {
  std::string label, value, unit;
  std::string difference;  ///< "−41 %", or "" for none
  std::string against;     ///< "against Base"
  enum class Verdict : std::uint8_t { none, better, worse } verdict = Verdict::none;
};

/// Draws on one list of one surface, between its begin() and end(). A cheap value.
class Pieces {
 public:
  Pieces(Surface& surface, ImDrawList& list) : surface_(surface), list_(list) {}

  /// Width and height of a text in pixels.
  [[nodiscard]] ImVec2 measure(ImFont* font, std::string_view text) const;
  /// Draws a text with its upper left corner there, on a panel; returns its right edge. What is longer than
  /// `most` pixels is cut and ends with an ellipsis.
  float text(ImFont* font, ImVec2 at, Colour colour, std::string_view text, float most = 1e9f);
  /// The same with its upper right corner there; returns the left edge.
  float text_left_of(ImFont* font, ImVec2 at, Colour colour, std::string_view text);
  /// Height of a text that is broken into lines of at most `width` pixels.
  [[nodiscard]] float measure_lines(ImFont* font, std::string_view text, float width) const;
  /// Draws it so, at most `most` pixels high; returns its height.
  float lines(ImFont* font, ImVec2 at, Colour colour, std::string_view text, float width, float most = 1e9f);
  /// What the next texts stand on; 0: a panel.
  void set_ground(Colour ground) { ground_ = ground; }
  /// A panel's ground.
  void card(std::string id, const Rect& rect);
  /// A scenario's letter and name; returns the rectangle. `strong`: filled with its colour.
  Rect chip(ImVec2 at, int scenario, std::string_view name, bool strong);
  [[nodiscard]] float chip_width(std::string_view name) const;

  [[nodiscard]] ImVec2 legend_size(const scene::Legend& legend) const;
  void legend(std::string id, ImVec2 at, const scene::Legend& legend);

  [[nodiscard]] ImVec2 figure_size() const;
  void figure(std::string id, ImVec2 at, const KeyFigure& figure);

 private:
  [[nodiscard]] std::string fitted(ImFont* font, std::string_view text, float width, float most) const;
  void note(std::string_view text, ImVec2 at, ImVec2 size, Colour colour);
  void legend_bar(const scene::Legend& legend, const Rect& bar);
  void swatch(const Rect& rect, scene::Rgb colour, scene::Look look);

  Surface& surface_;
  ImDrawList& list_;
  Colour ground_ = 0;  // of the card that texts are on; 0: the theme's panel
};

}  // namespace conurb::ui
