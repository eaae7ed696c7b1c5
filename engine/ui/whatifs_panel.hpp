// SPDX-License-Identifier: Apache-2.0
// Panel "whatifs": the base and its branches with how they stand, what can be done with them, and changes of
// what is selected.
#pragma once

#include <string>

#include "engine/ui/panel.hpp"
#include "engine/ui/selection_edit.hpp"

namespace conurb::ui {

class WhatifsPanel {
 public:
  void draw(PanelContext& context, const Rect& rect);

 private:
  /// What the field under the chosen branch is for.
  enum class Writing : std::uint8_t { nothing, begin, rename };

  void branch(PanelContext& context, const room::BranchInfo& branch, int depth);
  void acts(PanelContext& context, const room::BranchInfo& branch);
  void view_as(PanelContext& context, const room::BranchInfo& branch);
  void changes(PanelContext& context, const room::BranchInfo& branch);
  void remove(PanelContext& context, const room::BranchInfo& branch);
  void name_field(PanelContext& context, const room::BranchInfo& branch);
  void write(Writing what, std::string text);

  std::string chosen_;  // branch whose acts are shown
  std::string active_;  // that the panel last saw
  Writing writing_ = Writing::nothing;
  bool focus_ = false;    // the field takes the keyboard in this frame
  std::string name_;      // in the field
  std::string doomed_;    // branch that a second press deletes
  double doomed_at_ = 0;  // seconds
  SelectionEdit edit_;
};

}  // namespace conurb::ui
