// SPDX-License-Identifier: Apache-2.0
// What lists in panels have in common: marks of severity, tags that filter, rows of two lines, windows that
// float over everything.
#pragma once

#include <string>
#include <string_view>

#include "engine/store/records.hpp"
#include "engine/ui/controls.hpp"

namespace conurb::ui {

/// Whether every word of `filter` occurs in `text`, great and small letters alike (of ASCII).
[[nodiscard]] bool matches(std::string_view text, std::string_view filter);

/// A mark of its own shape for each severity, `size` pixels wide: a disc for notes, a triangle for warnings,
/// a square on its corner for errors.
void severity_mark(const PanelContext& context, ImDrawList& list, ImVec2 at, float size,
                   store::Severity severity);
[[nodiscard]] Colour severity_colour(const Theme& theme, store::Severity severity);
/// "Error": the word beside the mark.
[[nodiscard]] std::string_view severity_word(const PanelContext& context, store::Severity severity);

/// A small button in a row of its likes, that is on or off; true if clicked. `mark`: draws a severity's mark
/// before the label.
bool tag(PanelContext& context, const char* id, std::string_view label, bool on,
         const store::Severity* mark = nullptr);
[[nodiscard]] float tag_width(const PanelContext& context, std::string_view label, bool mark = false);

/// A row of a list over the panel's width, `height` pixels high.
struct Row {
  Rect rect;
  bool clicked = false, hovered = false;
};
[[nodiscard]] Row list_row(PanelContext& context, int id, float height, bool chosen = false);

/// A window over everything else, from construction to destruction; its ground is opaque.
class FloatingWindow {
 public:
  FloatingWindow(PanelContext& context, const std::string& id, const Rect& rect);
  ~FloatingWindow();
  FloatingWindow(const FloatingWindow&) = delete;
  FloatingWindow& operator=(const FloatingWindow&) = delete;
};

/// First key that does a command, as "Ctrl+B"; empty for a command that is not known.
[[nodiscard]] std::string key_of(const PanelContext& context, std::string_view command);

}  // namespace conurb::ui
