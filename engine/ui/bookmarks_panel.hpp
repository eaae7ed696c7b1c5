// SPDX-License-Identifier: Apache-2.0
// Viewpoints: camera, time and layers under a name.
#pragma once

#include <string>

#include "engine/ui/rows.hpp"

namespace conurb::ui {

/// Keeps what is seen under a name, goes there, renames and forgets.
class BookmarksPanel {
 public:
  void draw(PanelContext& context, const Rect& rect);

 private:
  void keep(PanelContext& context);
  void mark(PanelContext& context, const room::Bookmark& bookmark, int id);
  void rename(PanelContext& context, int id);

  std::string new_name_;
  std::string renamed_;  // which is being renamed; empty: none
  std::string name_;     // what it is to be called
  bool begun_ = false;   // the field is to take the keyboard
};

}  // namespace conurb::ui
