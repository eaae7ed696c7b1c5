// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/key_chord.hpp"

#include <cctype>

namespace conurb::ui {

std::string key_chord(const view::InputEvent& event) {
  std::string name = view::key_name(event.key);
  if (name.empty()) return {};
  name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  std::string chord;
  if (event.modifiers.ctrl) chord += "Ctrl+";
  // Signs are bound as they are printed, not by the key that they are on.
  if (name == "=") return chord + "+";
  if (name == "/" && event.modifiers.shift) return chord + "?";
  if (event.modifiers.shift) chord += "Shift+";
  if (event.modifiers.alt) chord += "Alt+";
  return chord + name;
}

}  // namespace conurb::ui
