// SPDX-License-Identifier: Apache-2.0
// Who changed what in the city, and taking it back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/ui/rows.hpp"

namespace conurb::ui {

/// The latest lines of the journal first. A click on one shows what taking it back would undo, and does so.
class JournalPanel {
 public:
  void draw(PanelContext& context, const Rect& rect);

 private:
  void filters(PanelContext& context);
  void list(PanelContext& context, const std::vector<const room::JournalLine*>& shown, float height);
  void chosen(PanelContext& context, const std::vector<room::JournalLine>& journal);

  std::string filter_;
  std::string branch_;       // empty: all
  std::int64_t chosen_ = 0;  // group; 0: none
  float chosen_height_ = 0;  // that what is told about it took in the last frame, pixels
};

}  // namespace conurb::ui
