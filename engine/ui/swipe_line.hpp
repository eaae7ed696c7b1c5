// SPDX-License-Identifier: Apache-2.0
// The line between two scenarios that are swiped, taken and drawn across with the mouse.
#pragma once

#include "engine/room/room.hpp"
#include "engine/view/gl_context.hpp"
#include "engine/view/input.hpp"

namespace conurb::ui {

class SwipeLine {
 public:
  /// Pixels on either side of the line at which it is taken, at scale 1: a target for fingers, too.
  static constexpr float kReach = 18;

  /// Whether it took the event, which is nobody else's then. `reach`: kReach in pixels. `over_panel`: it can
  /// be let go there, not taken.
  bool handle(room::Room& room, const view::InputEvent& event, view::Size size, float reach, bool over_panel);
  /// The mouse is at it, or draws it.
  [[nodiscard]] bool hot() const { return hot_ || held_; }
  [[nodiscard]] bool held() const { return held_; }

 private:
  bool hot_ = false, held_ = false;
  double grip_ = 0;  // where it was taken, pixels from the line
};

}  // namespace conurb::ui
