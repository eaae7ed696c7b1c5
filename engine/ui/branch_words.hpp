// SPDX-License-Identifier: Apache-2.0
// What panels say and do about branches alike: their letter in the picture, their state in words, a new
// what-if.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/ui/panel.hpp"

namespace conurb::ui {

/// Scenario (0 for A) under which a branch is in view; none if it is not.
[[nodiscard]] std::optional<int> scenario_of(const PanelContext& context, std::string_view branch);
/// A branch's name for people: that of the base is a word of the language.
[[nodiscard]] std::string branch_label(const PanelContext& context, std::string_view branch);
[[nodiscard]] inline bool is_base(const room::BranchInfo& branch) {
  return branch.parent.empty();
}

/// Its state, with where it is or why: "Out of date: the base was changed".
[[nodiscard]] std::string status_text(const PanelContext& context, const room::BranchInfo& branch);

/// Begins a what-if beside a branch by whatif.branch; returns its name. An empty `name` becomes the first
/// "What if 1", "What if 2" … that is free.
std::string begin_whatif(PanelContext& context, std::string_view parent, std::string_view name = {});

/// A scenario's letter in a circle of its colour, `size` pixels wide, with its upper left corner there.
void letter_mark(PanelContext& context, ImVec2 at, float size, int scenario);
/// The same small, for a branch that is in view; returns the right edge.
float branch_mark(PanelContext& context, ImVec2 at, std::string_view branch);
/// A line that says which branch a panel is about: its letter, if it is in view, and its name.
void branch_line(PanelContext& context, std::string_view branch);

}  // namespace conurb::ui
