// SPDX-License-Identifier: Apache-2.0
// What panels have in common. A panel is a function that is called once a frame with the rectangle that it
// may fill; what it shows comes from the room, and all that it does goes through the room's commands.
#pragma once

#include <string>
#include <string_view>

#include "engine/room/room.hpp"
#include "engine/ui/pieces.hpp"

namespace conurb::ui {

/// Given to every panel in every frame.
struct PanelContext {
  room::Room& room;
  Surface& surface;
  double seconds = 0;  ///< since the room was opened, for what moves

  [[nodiscard]] std::string_view text(std::string_view key) const { return room.texts()(key); }
  [[nodiscard]] const Theme& theme() const { return surface.theme(); }
};

/// A panel's window from construction to destruction: ground, title, scrolling. Widgets of Dear ImGui and the
/// functions below go into it.
class PanelWindow {
 public:
  /// `id` is that of panel.toggle ("inspector"); the title is the text "panel." + id. With a cross that
  /// closes it, unless it is not `closable`.
  PanelWindow(PanelContext& context, std::string_view id, const Rect& rect, bool closable = true);
  ~PanelWindow();
  PanelWindow(const PanelWindow&) = delete;
  PanelWindow& operator=(const PanelWindow&) = delete;
};

// Texts and controls inside a panel. They note in the layout what they show.

/// A line of text in a colour (0: the theme's text), cut at the panel's edge.
void line(PanelContext& context, std::string_view text, Colour colour = 0, ImFont* font = nullptr);
/// Text over as many lines as it needs.
void paragraph(PanelContext& context, std::string_view text, Colour colour = 0);
/// A small heading.
void heading(PanelContext& context, std::string_view text);
/// A name on the left and a value on the right, its unit small behind it; true if clicked. `hint` is shown
/// while the cursor is on it.
bool value_row(PanelContext& context, std::string_view name, std::string_view value, std::string_view unit,
               std::string_view hint = {});
/// A button of the panel's text size; `primary` in the accent's colour. Disabled ones say why in the hint.
bool button(PanelContext& context, std::string_view label, bool primary = false, bool enabled = true,
            std::string_view hint = {});
/// A row that can be chosen, with a mark in a colour (0: none) and a text on the right.
bool choice_row(PanelContext& context, std::string_view label, bool chosen, Colour mark = 0,
                std::string_view right = {}, std::string_view hint = {});
/// What is shown where there is nothing: in the middle of what is left of the panel.
void empty_state(PanelContext& context, std::string_view text);

// For controls that a panel makes for itself.

/// Where the last item of Dear ImGui is.
[[nodiscard]] Rect last_item();
/// Shows a text beside the last item while the cursor, or the keyboard's focus, is on it.
void hint_on_hover(PanelContext& context, std::string_view hint);
/// A frame around the last item while the keyboard's focus is on it.
void show_focus();
/// Notes a text in the layout as far as it can be seen in its window.
void note(PanelContext& context, std::string_view text, const Rect& rect, Colour colour, Colour ground);
/// What texts of a panel stand on.
[[nodiscard]] Colour panel_ground(const PanelContext& context);

}  // namespace conurb::ui
