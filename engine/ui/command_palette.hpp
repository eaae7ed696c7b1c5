// SPDX-License-Identifier: Apache-2.0
// All that can be done, over everything else: a table of commands with their keys, a search through it, and
// the question for what a command lacks.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ui/argument_form.hpp"

namespace conurb::ui {

/// Opens with help.keys and when the room asks for arguments (Room::asking); Escape closes it.
class CommandPalette {
 public:
  /// What may be chosen for arguments of that name ("layer"), beside what the room itself knows: branches,
  /// levers, viewpoints, tables.
  void know(std::string argument, std::vector<std::string> names);

  /// Once a frame, after the panels; nothing while it is closed. `screen`: all there is.
  void draw(PanelContext& context, const Rect& screen);

 private:
  struct Entry {
    const room::CommandSpec* command = nullptr;
    std::string topic, label, keys;
    Json arguments = Json::object();  // that the key gives
  };
  void find_entries(const PanelContext& context);
  void list(PanelContext& context);
  void found(PanelContext& context);
  void table(PanelContext& context);
  bool entry_row(PanelContext& context, const Entry& entry, int id, float width, bool chosen);
  void choose(PanelContext& context, const Entry& entry);
  void ask(const room::CommandSpec& command, const Json& arguments);
  void form(PanelContext& context);
  void close(PanelContext& context);

  std::map<std::string, std::vector<std::string>, std::less<>> known_;
  std::vector<Entry> entries_;
  std::optional<ArgumentForm> form_;
  std::string filter_;
  int chosen_ = 0;
  float needed_ = 0;  // height of what was drawn in the last frame, pixels; 0: not known
  bool open_ = false, focus_ = false, raise_ = false, moved_ = false;
};

}  // namespace conurb::ui
