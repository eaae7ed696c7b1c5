// SPDX-License-Identifier: Apache-2.0
// What the room has to say, as it comes and afterwards.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/ui/rows.hpp"

namespace conurb::ui {

/// Messages at the upper right: notes and warnings for as long as they take to be read, errors until they
/// are clicked away. One under the other, at most kMost at once; the rest wait.
class Toasts {
 public:
  static constexpr std::size_t kMost = 4;

  /// Once a frame, after the panels. `area`: what they may lie over; they hang in its upper right corner.
  void draw(PanelContext& context, const Rect& area);

 private:
  struct Toast {
    room::Message message;
    double begun = -1, ends = 0;  // seconds of the room; negative: not yet
    double left = -1;             // when it began to go; negative: it stays
  };
  void take(PanelContext& context);
  void draw_one(PanelContext& context, Toast& toast, const Rect& rect, float shown);

  std::vector<Toast> toasts_;
  std::int64_t seen_ = 0;
};

/// All messages that are kept, the latest first.
void draw_messages_panel(PanelContext& context, const Rect& rect);

}  // namespace conurb::ui
