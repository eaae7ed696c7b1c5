// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/toasts.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace conurb::ui {
namespace {

using store::Severity;

constexpr float kWidth = 380, kMark = 14, kGap = 8, kPad = 14;
constexpr double kEase_s = 0.2;
// A slow reader takes in 15 letters a second, after a look at what is new.
constexpr double kLook_s = 3, kLetters_per_s = 15;
constexpr float kMostLines = 8;

double eased(double t) {
  t = std::clamp(t, 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

double stays(const room::Message& message) {
  if (message.severity == Severity::error) return std::numeric_limits<double>::infinity();
  return kLook_s + static_cast<double>(message.text.size()) / kLetters_per_s;
}

}  // namespace

void Toasts::take(PanelContext& context) {
  for (const room::Message& message : context.room.published().messages) {
    if (message.number <= seen_) continue;
    if (toasts_.size() == kMost) return;
    seen_ = message.number;
    toasts_.push_back({message});
  }
}

void Toasts::draw(PanelContext& context, const Rect& area) {
  std::erase_if(toasts_, [&](const Toast& toast) {
    return toast.left >= 0 && context.seconds - toast.left >= 2 * kEase_s;
  });
  take(context);
  Surface& surface = context.surface;
  const float width = std::min(surface.px(kWidth), area.width());
  const Pieces pieces(surface, *ImGui::GetForegroundDrawList());
  float y = area.y0;
  for (Toast& toast : toasts_) {
    const float text_width = width - surface.px(2 * kPad + kMark + 10 + 22);
    const float height = surface.px(2 * kPad + 18) +
                         std::min(pieces.measure_lines(surface.body(), toast.message.text, text_width),
                                  surface.body()->FontSize * kMostLines);
    const bool first = &toast == &toasts_.front();
    if (y + height > area.y1 && !first) break;  // those that have no room wait
    if (toast.begun < 0) {
      toast.begun = context.seconds;
      toast.ends = toast.begun + stays(toast.message);
    }
    if (toast.left < 0 && context.seconds > toast.ends) toast.left = context.seconds;
    // It fades before the next ones close up: they never lie on each other.
    const double leaving = toast.left < 0 ? 0 : (context.seconds - toast.left) / kEase_s;
    const double shown = eased((context.seconds - toast.begun) / kEase_s) * (1 - eased(leaving));
    const float slide = surface.px(24) * static_cast<float>(1 - shown);
    if (leaving < 1)
      draw_one(context, toast, {area.x1 - width, y + slide * 0.3f, area.x1, y + slide * 0.3f + height},
               static_cast<float>(shown));
    y += (height + surface.px(kGap)) * static_cast<float>(1 - eased(leaving - 1));
  }
}

void Toasts::draw_one(PanelContext& context, Toast& toast, const Rect& rect, float shown) {
  Surface& surface = context.surface;
  const Theme& theme = context.theme();
  const std::string id = "toast " + std::to_string(toast.message.number);
  ImGui::PushStyleVar(ImGuiStyleVar_Alpha, std::max(shown, 0.01f));
  const bool error = toast.message.severity == Severity::error;
  ImGui::PushStyleColor(ImGuiCol_Border, error ? faded(theme.alarm, 0.7) : theme.border);
  {
    const FloatingWindow window(context, id, rect);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    Pieces pieces(surface, list);
    const float x = rect.x0 + surface.px(kPad), y = rect.y0 + surface.px(kPad);
    if (shown > 0.5f) severity_mark(context, list, {x, y}, surface.px(kMark), toast.message.severity);
    const float text_x = x + surface.px(kMark + 10), edge = rect.x1 - surface.px(kPad + 22);
    pieces.text(surface.small(), {text_x, y}, faded(theme.secondary, shown),
                toast.message.heading.empty() ? severity_word(context, toast.message.severity)
                                              : std::string_view(toast.message.heading),
                edge - text_x);
    pieces.lines(surface.body(), {text_x, y + surface.px(18)}, faded(theme.text, shown), toast.message.text,
                 edge - text_x, surface.body()->FontSize * kMostLines);
    if (ImGui::IsWindowHovered() && !error)
      toast.ends = std::max(toast.ends, context.seconds + 1);  // it is being read
    const float cross = surface.px(22), arm = surface.px(4);
    ImGui::SetCursorScreenPos({rect.x1 - surface.px(kPad) - cross + surface.px(4), y - surface.px(4)});
    if (ImGui::InvisibleButton("dismiss", {cross, cross}) && toast.left < 0) toast.left = context.seconds;
    hint_on_hover(context, context.text("messages.dismiss"));
    const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
    const ImVec2 middle{(low.x + high.x) / 2, (low.y + high.y) / 2};
    const Colour colour = faded(ImGui::IsItemHovered() ? theme.text : theme.secondary, shown);
    list.AddLine({middle.x - arm, middle.y - arm}, {middle.x + arm, middle.y + arm}, colour,
                 surface.px(1.5f));
    list.AddLine({middle.x - arm, middle.y + arm}, {middle.x + arm, middle.y - arm}, colour,
                 surface.px(1.5f));
  }
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
}

void draw_messages_panel(PanelContext& context, const Rect& rect) {
  const PanelWindow window(context, "messages", rect);
  const std::vector<room::Message>& messages = context.room.published().messages;
  if (messages.empty()) {
    empty_state(context, context.text("messages.empty"));
    return;
  }
  Surface& surface = context.surface;
  const Theme& theme = context.theme();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  Pieces pieces(surface, list);
  for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float indent = surface.px(kMark + 10), width = ImGui::GetContentRegionAvail().x;
    severity_mark(context, list, {at.x, at.y + surface.px(1)}, surface.px(kMark), message->severity);
    const std::string below =
        (message->heading.empty() ? std::string(severity_word(context, message->severity))
                                  : message->heading) +
        " · " + format_time(Time{message->wall_us}, context.room.published().zone, TimeFormat::minute);
    const float height =
        pieces.lines(surface.body(), {at.x + indent, at.y}, theme.text, message->text, width - indent);
    pieces.text(surface.small(), {at.x + indent, at.y + height + surface.px(3)}, theme.secondary, below,
                width - indent);
    ImGui::Dummy({width, height + surface.px(26)});
  }
}

}  // namespace conurb::ui
