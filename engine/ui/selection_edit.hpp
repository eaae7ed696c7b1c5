// SPDX-License-Identifier: Apache-2.0
// Part of panel "whatifs": gives the selected rows another value of a column in the active branch. The base
// is not changed by hand: there it begins a what-if first.
#pragma once

#include <string>

#include "engine/ui/inspection_feed.hpp"
#include "engine/ui/panel.hpp"

namespace conurb::ui {

class SelectionEdit {
 public:
  void draw(PanelContext& context);

 private:
  void choose_column(PanelContext& context, const room::Inspection& row);
  void write_value(PanelContext& context, const room::InspectedValue& column);
  void apply(PanelContext& context, const room::InspectedValue& column);

  InspectionFeed feed_;  // of the row chosen last: its columns, with their units
  std::string table_;
  std::string column_, written_;
  bool list_open_ = false;
  bool focus_ = false;  // the field takes the keyboard in this frame
  bool in_base_ = false;
};

}  // namespace conurb::ui
