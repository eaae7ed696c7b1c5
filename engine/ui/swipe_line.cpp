// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/swipe_line.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace conurb::ui {

bool SwipeLine::handle(room::Room& room, const view::InputEvent& event, view::Size size, float reach,
                       bool over_panel) {
  using Kind = view::InputEvent::Kind;
  const room::RoomState& state = room.state();
  if (state.compare != room::CompareMode::swipe || state.views.size() < 2 || size.width < 1) {
    hot_ = held_ = false;
    return false;
  }
  const double line = state.swipe * size.width;
  if (event.kind == Kind::move) {
    hot_ = !over_panel && std::abs(event.x - line) <= static_cast<double>(reach);
    if (!held_) return false;
    const double width = size.width;
    room.attempt("compare.swipe", {{"position", std::clamp((event.x - grip_) / width, 0.0, 1.0)}});
    return true;
  }
  if (event.kind != Kind::button || event.button != 0) return false;
  if (!event.down) return std::exchange(held_, false);
  if (over_panel || std::abs(event.x - line) > static_cast<double>(reach)) return false;
  held_ = true;
  grip_ = event.x - line;
  return true;
}

}  // namespace conurb::ui
