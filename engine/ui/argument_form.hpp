// SPDX-License-Identifier: Apache-2.0
// Asks for the arguments of a command, one after the other, in fields that know their kind, unit and range.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ui/rows.hpp"

namespace conurb::ui {

/// What was typed as the value of an argument; none if nothing was. Throws Error invalid_argument in the
/// room's language if it is none of that kind.
[[nodiscard]] std::optional<Json> read_argument(const PanelContext& context,
                                                const room::ArgumentSpec& argument, std::string_view typed);
/// The same the other way round: what a person would type.
[[nodiscard]] std::string argument_text(const Json& value);
/// "0 to 60 s", "as 2026-01-15 07:00"; empty where anything goes.
[[nodiscard]] std::string argument_limits(const PanelContext& context, const room::ArgumentSpec& argument);

class ArgumentForm {
 public:
  /// Names to choose from for an argument.
  using Names = std::function<std::vector<std::string>(const room::ArgumentSpec&)>;

  /// `known`: arguments that are filled in. The command outlives the form.
  ArgumentForm(const room::CommandSpec& command, const Json& known);

  enum class Outcome : std::uint8_t { open, done, closed };
  /// Draws it where the next item of the window would be. Done: arguments() are complete.
  Outcome draw(PanelContext& context, const Names& names);
  [[nodiscard]] const room::CommandSpec& command() const { return command_; }
  [[nodiscard]] const Json& arguments() const { return arguments_; }

 private:
  void field(PanelContext& context, std::size_t index, const Names& names);
  void choices(PanelContext& context);
  bool go_on(PanelContext& context);
  void check(const PanelContext& context, const room::ArgumentSpec& argument, const Json& value) const;
  void focus(std::size_t index);
  [[nodiscard]] std::vector<std::string> offered(const Names& names) const;
  int on_input(ImGuiInputTextCallbackData& data);

  const room::CommandSpec& command_;
  Json arguments_ = Json::object();
  std::vector<std::string> typed_;   // for each argument
  std::size_t at_ = 0;               // the field that has the keyboard
  std::vector<std::string> offers_;  // for that field
  int offer_ = -1;                   // chosen of them; -1: none
  std::string mistake_;
  bool focus_ = true, to_end_ = false, entered_ = false;
};

}  // namespace conurb::ui
