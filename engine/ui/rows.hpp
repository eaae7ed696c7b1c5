// SPDX-License-Identifier: Apache-2.0
// What lists in panels have in common: a line to type in, marks of severity, tags that filter, rows of two
// lines, windows that float over everything.
#pragma once

#include <string>
#include <string_view>

#include "engine/store/records.hpp"
#include "engine/ui/panel.hpp"

namespace conurb::ui {

/// A line to type in, as wide as the panel less `right` pixels; true when its text changed, with
/// ImGuiInputTextFlags_EnterReturnsTrue when it is entered. `hint` stands there while it is empty.
bool input_line(PanelContext& context, const char* id, std::string& text, std::string_view hint,
                float right = 0, ImGuiInputTextFlags flags = 0, ImGuiInputTextCallback callback = nullptr,
                void* data = nullptr);
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
/// Goes on in the same line if `width` pixels are left there.
void same_line(PanelContext& context, float width);
[[nodiscard]] float tag_width(const PanelContext& context, std::string_view label, bool mark = false);

/// A row of a list over the panel's width, `height` pixels high.
struct Row {
  Rect rect;
  bool clicked = false, hovered = false;
};
[[nodiscard]] Row list_row(PanelContext& context, int id, float height, bool chosen = false);
/// A round letter in its scenario's colour, if the branch is in view; returns the right edge.
float branch_mark(PanelContext& context, Pieces& pieces, ImDrawList& list, ImVec2 at,
                  std::string_view branch);

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
