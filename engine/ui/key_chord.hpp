// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/view/input.hpp"

namespace conurb::ui {

/// The chord of a key event as commands are bound to it (room::Key): "Ctrl+Shift+Z", "Page_up", "?". Empty
/// for none.
[[nodiscard]] std::string key_chord(const view::InputEvent& event);

}  // namespace conurb::ui
