// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/argument_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb::ui {
namespace {

using room::ArgumentKind;
using room::ArgumentSpec;

constexpr std::size_t kMostOffered = 6;

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

[[noreturn]] void refuse(const PanelContext& context, std::string_view key, std::string_view text) {
  throw Error(ErrorCode::invalid_argument, context.room.texts()(key, {{"text", text}}));
}

std::optional<bool> truth_of(const PanelContext& context, std::string_view text) {
  const std::string low = to_lower(text);
  if (low == "true" || low == "yes" || text == context.text("inspector.yes")) return true;
  if (low == "false" || low == "no" || text == context.text("inspector.no")) return false;
  return std::nullopt;
}

Json value_of(const PanelContext& context, std::string_view text) {
  if (const auto number = number_of<double>(text); number && std::isfinite(*number)) return *number;
  if (const auto truth = truth_of(context, text)) return *truth;
  if (text == "null" || text == "nil") return nullptr;
  return std::string(text);
}

Json list_of(const PanelContext& context, const ArgumentSpec& argument, std::string_view text) {
  Json list = Json::array();
  for (const std::string_view piece : split(text, ',')) {
    const std::string_view item = trim(piece);
    if (item.empty()) continue;
    if (argument.kind == ArgumentKind::texts) {
      list.push_back(std::string(item));
    } else if (const auto id = number_of<std::int64_t>(item)) {
      list.push_back(*id);
    } else {
      refuse(context, "palette.integer", item);
    }
  }
  return list;
}

}  // namespace

std::optional<Json> read_argument(const PanelContext& context, const ArgumentSpec& argument,
                                  std::string_view typed) {
  const std::string_view text = trim(typed);
  if (text.empty()) return std::nullopt;
  switch (argument.kind) {
    case ArgumentKind::number:
      if (const auto number = number_of<double>(text)) return *number;
      refuse(context, "palette.number", text);
    case ArgumentKind::integer:
      if (const auto number = number_of<std::int64_t>(text)) return *number;
      refuse(context, "palette.integer", text);
    case ArgumentKind::boolean:
      if (const auto truth = truth_of(context, text)) return *truth;
      refuse(context, "palette.boolean", text);
    case ArgumentKind::text:
    case ArgumentKind::choice:
    case ArgumentKind::time: return std::string(text);
    case ArgumentKind::value: return value_of(context, text);
    case ArgumentKind::ids:
    case ArgumentKind::texts: return list_of(context, argument, text);
  }
  return std::nullopt;
}

std::string argument_text(const Json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (!value.is_array()) return value.dump();
  std::string list;
  for (const Json& each : value) list += (list.empty() ? "" : ", ") + argument_text(each);
  return list;
}

namespace {

std::string range_of(const PanelContext& context, const ArgumentSpec& argument) {
  const Texts& texts = context.room.texts();
  std::string limits;
  const std::string low = fmt::format("{}", argument.min), high = fmt::format("{}", argument.max);
  if (std::isfinite(argument.min) && std::isfinite(argument.max)) {
    limits = texts("palette.range", {{"low", low}, {"high", high}});
  } else if (std::isfinite(argument.min)) {
    limits = texts("palette.least", {{"low", low}});
  } else if (std::isfinite(argument.max)) {
    limits = texts("palette.most", {{"high", high}});
  }
  if (!argument.unit.empty()) limits += (limits.empty() ? "" : " ") + argument.unit;
  return limits;
}

}  // namespace

std::string argument_limits(const PanelContext& context, const ArgumentSpec& argument) {
  const Texts& texts = context.room.texts();
  std::string limits = range_of(context, argument);
  if (argument.kind == ArgumentKind::ids) limits = texts("palette.ids");
  if (argument.kind == ArgumentKind::texts) limits = texts("palette.texts");
  if (argument.kind == ArgumentKind::time) limits = texts("palette.time");
  if (!argument.required()) limits += (limits.empty() ? "" : " · ") + std::string(texts("palette.optional"));
  return limits;
}

ArgumentForm::ArgumentForm(const room::CommandSpec& command, const Json& known) : command_(command) {
  for (const ArgumentSpec& argument : command.arguments) {
    const auto given = known.find(argument.name);
    typed_.push_back(given == known.end() ? std::string() : argument_text(*given));
  }
  while (at_ + 1 < typed_.size() && (!command.arguments[at_].required() || !typed_[at_].empty())) ++at_;
  if (!typed_.empty() && (!command.arguments[at_].required() || !typed_[at_].empty())) at_ = 0;
}

void ArgumentForm::focus(std::size_t index) {
  at_ = index;
  offer_ = -1;
  focus_ = to_end_ = true;
}

std::vector<std::string> ArgumentForm::offered(const Names& names) const {
  const ArgumentSpec& argument = command_.arguments[at_];
  std::vector<std::string> all = argument.choices;
  if (all.empty()) all = names(argument);
  // Of a list, what follows the last comma is being typed.
  std::string_view typed = typed_[at_];
  if (argument.kind == ArgumentKind::texts) typed = trim(typed.substr(typed.rfind(',') + 1));
  const bool whole = std::find(all.begin(), all.end(), typed) != all.end();
  if (!whole) std::erase_if(all, [typed](const std::string& each) { return !matches(each, typed); });
  return all;
}

ArgumentForm::Outcome ArgumentForm::draw(PanelContext& context, const Names& names) {
  Outcome outcome = Outcome::open;
  line(context, context.text("command." + command_.name), context.theme().text, context.surface.title());
  paragraph(context, command_.summary, context.theme().secondary);
  for (std::size_t i = 0; i < typed_.size(); ++i) field(context, i, names);
  ImGui::Dummy({0, context.surface.px(4)});
  const bool pressed = button(context, context.text("palette.do"), true);
  ImGui::SameLine(0, context.surface.px(8));
  if (button(context, context.text("palette.close"))) outcome = Outcome::closed;
  line(context, context.text("palette.keys"), context.theme().secondary, context.surface.small());
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Escape))) return Outcome::closed;
  const bool entered = std::exchange(entered_, false);
  if (pressed) at_ = typed_.empty() ? 0 : typed_.size() - 1;  // nothing more is waited for
  return (pressed || entered) && go_on(context) ? Outcome::done : outcome;
}

void ArgumentForm::field(PanelContext& context, std::size_t index, const Names& names) {
  const ArgumentSpec& argument = command_.arguments[index];
  Surface& surface = context.surface;
  ImGui::Dummy({0, surface.px(2)});
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  Pieces pieces(surface, *ImGui::GetWindowDrawList());
  const float right = pieces.text_left_of(surface.small(), {at.x + width, at.y}, context.theme().secondary,
                                          argument_limits(context, argument));
  pieces.text(surface.small(), at, context.theme().secondary, argument.doc, right - at.x - surface.px(12));
  ImGui::Dummy({width, surface.small()->FontSize});
  ImGui::PushID(static_cast<int>(index));
  if (index == at_ && std::exchange(focus_, false)) ImGui::SetKeyboardFocusHere();
  const auto callback = [](ImGuiInputTextCallbackData* data) {
    return static_cast<ArgumentForm*>(data->UserData)->on_input(*data);
  };
  std::string shown = argument_text(argument.fallback);
  if (shown.empty() && !argument.example.is_null())
    shown = context.room.texts()("palette.example", {{"text", argument_text(argument.example)}});
  if (shown.empty()) shown = argument.name;
  if (input_line(context, "##value", typed_[index], shown, 0,
                 ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CallbackHistory |
                     ImGuiInputTextFlags_CallbackCompletion | ImGuiInputTextFlags_CallbackEdit |
                     ImGuiInputTextFlags_CallbackAlways,
                 callback, this))
    entered_ = true;
  if (ImGui::IsItemActivated() && at_ != index) {
    at_ = index;
    offer_ = -1;
  }
  ImGui::PopID();
  if (index != at_) return;
  if (!mistake_.empty()) paragraph(context, mistake_, context.theme().alarm);
  offers_ = offered(names);
  choices(context);
}

void ArgumentForm::choices(PanelContext& context) {
  const std::size_t first = offer_ < 0 ? 0 : static_cast<std::size_t>(offer_) / kMostOffered * kMostOffered;
  for (std::size_t i = first; i < std::min(offers_.size(), first + kMostOffered); ++i) {
    const bool chosen = static_cast<int>(i) == offer_ || offers_[i] == typed_[at_];
    if (i > first) same_line_if(context, tag_width(context, offers_[i]));
    ImGui::PushID(static_cast<int>(i));
    if (tag(context, "offer", offers_[i], chosen)) {
      offer_ = static_cast<int>(i);
      entered_ = true;
    }
    ImGui::PopID();
  }
}

void ArgumentForm::check(const PanelContext& context, const ArgumentSpec& argument, const Json& value) const {
  const bool outside =
      value.is_number() && (value.get<double>() < argument.min || value.get<double>() > argument.max);
  if (outside)
    throw Error(ErrorCode::invalid_argument,
                context.room.texts()("palette.must", {{"range", range_of(context, argument)}}));
  room::CommandSpec only;
  only.name = command_.name;
  only.arguments = {argument};
  (void)room::check_arguments(only, {{argument.name, value}});
}

// Takes what was chosen or typed; true if nothing more is missing.
bool ArgumentForm::go_on(PanelContext& context) {
  mistake_.clear();
  if (!typed_.empty() && offer_ >= 0) {
    if (static_cast<std::size_t>(offer_) < offers_.size()) {
      const std::size_t comma = typed_[at_].rfind(',');
      const bool listed = command_.arguments[at_].kind == ArgumentKind::texts && comma != std::string::npos;
      typed_[at_] =
          (listed ? typed_[at_].substr(0, comma + 1) + " " : "") + offers_[static_cast<std::size_t>(offer_)];
    }
    offer_ = -1;
  }
  arguments_ = Json::object();
  for (std::size_t i = 0; i < typed_.size(); ++i) {
    const ArgumentSpec& argument = command_.arguments[i];
    try {
      const std::optional<Json> value = read_argument(context, argument, typed_[i]);
      if (value) {
        check(context, argument, *value);
        arguments_[argument.name] = *value;
      } else if (argument.required()) {
        if (i < at_ || at_ + 1 == typed_.size()) mistake_ = context.text("palette.missing");
        focus(i);
        return false;
      }
    } catch (const Error& error) {
      mistake_ = error.what();
      focus(i);
      return false;
    }
  }
  return true;
}

int ArgumentForm::on_input(ImGuiInputTextCallbackData& data) {
  switch (data.EventFlag) {
    case ImGuiInputTextFlags_CallbackHistory: {
      const int count = static_cast<int>(offers_.size());
      offer_ = std::clamp(offer_ + (data.EventKey == ImGuiKey_UpArrow ? -1 : 1), -1, count - 1);
      break;
    }
    case ImGuiInputTextFlags_CallbackCompletion:
      focus((at_ + (ImGui::GetIO().KeyShift ? typed_.size() - 1 : 1)) % typed_.size());
      break;
    case ImGuiInputTextFlags_CallbackEdit:
      offer_ = -1;
      mistake_.clear();
      break;
    case ImGuiInputTextFlags_CallbackAlways:
      if (std::exchange(to_end_, false)) {
        data.CursorPos = data.BufTextLen;
        data.ClearSelection();
      }
      break;
    default: break;
  }
  return 0;
}

}  // namespace conurb::ui
