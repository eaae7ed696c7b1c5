// SPDX-License-Identifier: Apache-2.0
// Controls that panels move things with: sliders, switches, segments, fields, links. Each goes where the next
// item of the panel would be, is reached by mouse and keyboard, and notes in the layout what it shows.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/ui/panel.hpp"

namespace conurb::ui {

/// A text in the accent's colour that does something.
bool link(PanelContext& context, std::string_view label, std::string_view hint = {});

struct SliderLook {
  double low = 0, high = 1;    ///< low < high
  double step = 0;             ///< 0: a two-hundredth of the way
  Colour fill = 0;             ///< of the way behind the knob
  std::optional<double> mark;  ///< a line across the track
  bool hollow = false;         ///< nothing is there yet: the knob is a ring
  bool enabled = true;
};
enum class SliderMove : std::uint8_t {
  none,
  moving,  ///< held; the value follows
  moved,   ///< let go
};
/// A track with a knob over the panel's width. It is dragged, or taken with Space, moved by arrows and let go
/// with Space; Escape lets it go too. `value` is a number.
SliderMove slider(PanelContext& context, std::string_view id, double& value, const SliderLook& look);

/// A name with a switch on the right; true if it was pressed.
bool switch_row(PanelContext& context, std::string_view label, bool on, bool enabled = true,
                std::string_view hint = {});

/// One of a few, side by side over the panel's width, in as many lines as they need; what was pressed.
/// `colours` of those chosen, as many as there are labels; or none: the accent's. More than one may be
/// chosen.
std::optional<std::size_t> segments(PanelContext& context, std::string_view id,
                                    std::span<const std::string> labels, std::span<const bool> chosen,
                                    std::span<const Colour> colours = {});

/// A line to type in, as wide as the panel less `right` pixels; true when its text changed, with
/// ImGuiInputTextFlags_EnterReturnsTrue when it is entered. `hint` stands there while it is empty.
bool input_line(PanelContext& context, const char* id, std::string& text, std::string_view hint,
                float right = 0, ImGuiInputTextFlags flags = 0, ImGuiInputTextCallback callback = nullptr,
                void* data = nullptr);
enum class FieldEvent : std::uint8_t { none, entered, left };
/// The same over `width` pixels (0: all there is), for what is taken when it is done. Entered: with Enter;
/// left: with Escape.
/// `focus`: takes the keyboard.
FieldEvent text_field(PanelContext& context, std::string_view id, std::string& text,
                      std::string_view placeholder, float width = 0, bool focus = false);
/// What was written as a number; "," and "." are both points, "−" is a minus. None if it is no number.
[[nodiscard]] std::optional<double> number_in(std::string_view text);

/// A triangle as at the end of a row that opens, or as a sign of its own: pixels of its middle.
void arrow(ImDrawList& list, ImVec2 middle, float size, ImGuiDir direction, Colour colour);
/// A triangle that does something, 24 pixels of the panel wide and high.
bool arrow_button(PanelContext& context, std::string_view id, ImGuiDir direction, std::string_view hint);

/// A thin line across the panel.
void divider(PanelContext& context);

/// The next item goes into the same line if `width` pixels are left there; else into the next.
void same_line_if(PanelContext& context, float width);
/// Width of a button with a label.
[[nodiscard]] float button_width(const PanelContext& context, std::string_view label);

}  // namespace conurb::ui
