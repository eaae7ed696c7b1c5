// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/levers_panel.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "engine/base/number_text.hpp"
#include "engine/room/figures.hpp"
#include "engine/ui/branch_words.hpp"
#include "engine/ui/controls.hpp"

namespace conurb::ui {
namespace {

using room::LeverInfo;

constexpr double kRefusedAfter_s = 2;  // until what was given and is not shown counts as refused

bool same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(a));
}

std::string value_text(const PanelContext& context, const LeverInfo& lever, double value) {
  if (std::isnan(value)) return std::string(context.text("lever.differs"));
  if (lever.type == "boolean")
    return std::string(context.text(value != 0 ? "inspector.yes" : "inspector.no"));
  if (lever.type == "choice") {
    const auto place = static_cast<std::size_t>(std::max(value, 0.0));
    return place < lever.choices.size() ? name_text(lever.choices[place]) : room::figure(value);
  }
  return lever.type == "integer" ? room::whole_figure(std::llround(value)) : room::figure(value);
}

std::string hint_of(const PanelContext& context, const LeverInfo& lever) {
  std::string hint = lever.description;
  if (!lever.table.empty())
    hint.append("\n").append(context.room.texts()("lever.rows", {{"n", room::whole_figure(lever.rows)}}));
  return hint;
}

std::string_view plugin_of(const LeverInfo& lever) {
  return std::string_view(lever.id).substr(0, lever.id.find('.'));
}

/// Groups of the ids' first part are told apart where there is more than one.
bool several_plugins(const std::vector<LeverInfo>& levers) {
  return std::any_of(levers.begin(), levers.end(),
                     [&](const LeverInfo& each) { return plugin_of(each) != plugin_of(levers.front()); });
}

}  // namespace

void LeversPanel::draw(PanelContext& context, const Rect& rect) {
  const PanelWindow window(context, "levers", rect);
  const room::Published& published = context.room.published();
  if (branch_ != context.room.active_branch()) {
    branch_ = context.room.active_branch();
    given_.clear();
    held_.clear();
    offer_.reset();
  }
  const room::BranchInfo* branch = published.branch(branch_);
  if (branch == nullptr || branch->levers.empty()) {
    empty_state(context, context.text(branch == nullptr ? "inspector.asking" : "lever.empty"));
    return;
  }
  in_base_ = is_base(*branch);
  enabled_ = !published.read_only;
  branch_line(context, branch_);
  ImGui::Dummy({0, context.surface.px(4)});
  if (!enabled_) paragraph(context, context.text("room.read_only"), context.theme().secondary);
  const room::BranchInfo* base = published.branches.empty() ? nullptr : &published.branches.front();
  const bool headings = several_plugins(branch->levers);
  std::string_view plugin;
  for (const LeverInfo& each : branch->levers) {
    if (headings && plugin_of(each) != plugin) heading(context, name_text(plugin_of(each)));
    plugin = plugin_of(each);
    const LeverInfo* in_base = nullptr;
    if (base != nullptr && !in_base_) {
      const auto found = std::find_if(base->levers.begin(), base->levers.end(),
                                      [&](const LeverInfo& other) { return other.id == each.id; });
      if (found != base->levers.end()) in_base = &*found;
    }
    ImGui::PushID(each.id.c_str());
    lever(context, each, in_base);
    ImGui::PopID();
  }
}

double LeversPanel::value_of(const PanelContext& context, const LeverInfo& lever) {
  if (held_ == lever.id) return held_value_;
  if (offer_ && offer_->lever == lever.id) return offer_->value;
  const auto given = given_.find(lever.id);
  if (given == given_.end()) return lever.value;
  if (same(given->second.value, lever.value) || context.seconds - given->second.seconds > kRefusedAfter_s) {
    given_.erase(given);
    return lever.value;
  }
  return given->second.value;
}

void LeversPanel::give(PanelContext& context, const std::string& lever, double value) {
  if (in_base_) {
    offer_ = Offer{lever, value};
    return;
  }
  given_[lever] = {value, context.seconds};
  context.room.attempt("lever.set", {{"lever", lever}, {"value", value}, {"branch", branch_}});
}

void LeversPanel::lever(PanelContext& context, const LeverInfo& lever, const LeverInfo* base) {
  if (lever.type == "boolean") {
    const bool on = value_of(context, lever) > 0.5;
    if (switch_row(context, lever.label, on, enabled_, hint_of(context, lever)))
      give(context, lever.id, on ? 0 : 1);
  } else if (lever.type == "choice") {
    choice(context, lever);
  } else {
    number(context, lever, base);
  }
  notes(context, lever, base);
  if (offer_ && offer_->lever == lever.id) offer(context, lever);
  ImGui::Dummy({0, context.surface.px(4)});
}

void LeversPanel::label_row(PanelContext& context, const LeverInfo& lever, double value) {
  const auto px = [&](float size) { return context.surface.px(size); };
  const float width = std::max(ImGui::GetContentRegionAvail().x, 1.0f);
  ImFont* font = context.surface.body();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::Dummy({width, font->FontSize + px(2)});
  Pieces pieces(context.surface, *ImGui::GetWindowDrawList());
  float right = at.x + width;
  const std::string unit = std::isnan(value) ? "" : room::unit_label(lever.unit);
  if (!unit.empty())
    right =
        pieces.text_left_of(context.surface.small(), {right, at.y + px(2)}, context.theme().secondary, unit) -
        px(4);
  const Colour colour = std::isnan(value) ? context.theme().secondary : context.theme().text;
  right = pieces.text_left_of(font, {right, at.y}, colour, value_text(context, lever, value));
  pieces.text(font, at, context.theme().text, lever.label, right - at.x - px(10));
  hint_on_hover(context, hint_of(context, lever));
}

void LeversPanel::number(PanelContext& context, const LeverInfo& lever, const LeverInfo* base) {
  double value = value_of(context, lever);
  label_row(context, lever, value);
  if (lever.min >= lever.max) return;  // a manifest gives a range; without one there is no way to go
  const int scenario = scenario_of(context, branch_).value_or(0);
  SliderLook look;
  look.low = lever.min;
  look.high = lever.max;
  look.step = lever.step > 0 ? lever.step : (lever.type == "integer" ? 1 : 0);
  look.fill = context.theme().scenarios[static_cast<std::size_t>(scenario)];
  if (base != nullptr && !std::isnan(base->value)) look.mark = base->value;
  look.hollow = std::isnan(value);
  look.enabled = enabled_;
  if (look.hollow) value = lever.initial;
  const SliderMove move = slider(context, "value", value, look);
  if (move == SliderMove::none) return;
  held_value_ = value;
  held_.clear();
  if (move == SliderMove::moving) held_ = lever.id;
  if (move == SliderMove::moved && !same(value, lever.value)) give(context, lever.id, value);
}

void LeversPanel::choice(PanelContext& context, const LeverInfo& lever) {
  const double value = value_of(context, lever);
  line(context, lever.label);
  hint_on_hover(context, hint_of(context, lever));
  std::vector<std::string> labels;
  // Not vector<bool>: segments() takes a span.
  const auto chosen = std::make_unique<bool[]>(lever.choices.size());
  for (std::size_t i = 0; i < lever.choices.size(); ++i) {
    labels.push_back(name_text(lever.choices[i]));
    chosen[i] = same(value, static_cast<double>(i));
  }
  const auto pressed = segments(context, "choices", labels, {chosen.get(), labels.size()});
  if (pressed && enabled_ && !chosen[*pressed]) give(context, lever.id, static_cast<double>(*pressed));
}

void LeversPanel::notes(PanelContext& context, const LeverInfo& lever, const LeverInfo* base) {
  if (lever.at_restart)
    line(context, context.text("lever.restart"), context.theme().secondary, context.surface.small());
  if (base == nullptr || std::isnan(base->value) || same(value_of(context, lever), base->value)) return;
  const std::string text =
      context.room.texts()("lever.reset", {{"value", value_text(context, *base, base->value)}});
  if (enabled_ && link(context, text, context.text("lever.reset_hint"))) give(context, lever.id, base->value);
}

void LeversPanel::offer(PanelContext& context, const LeverInfo& lever) {
  const Offer offered = *offer_;
  paragraph(context, context.text("lever.base_asks"), context.theme().secondary);
  const std::string_view begin = context.text("command.whatif.branch"),
                         change = context.text("lever.change_base");
  const std::string_view keep = context.text("lever.keep");
  const auto move_in = [&](const std::string& branch) {
    context.room.attempt("lever.set", {{"lever", lever.id}, {"value", offered.value}, {"branch", branch}});
    offer_.reset();
  };
  if (button(context, begin, true)) move_in(begin_whatif(context, branch_));
  same_line_if(context, button_width(context, change));
  if (button(context, change)) {
    given_[lever.id] = {offered.value, context.seconds};
    move_in(branch_);
  }
  same_line_if(context, button_width(context, keep));
  if (button(context, keep)) offer_.reset();
}

}  // namespace conurb::ui
