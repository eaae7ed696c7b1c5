// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/command_palette.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/base/text.hpp"

namespace conurb::ui {
namespace {

using room::ArgumentSpec;
using room::CommandSpec;

constexpr float kRowHeight = 24, kColumn = 300;
constexpr std::size_t kMostKeys = 4;
constexpr std::array<std::string_view, 10> kTopics{"camera",    "bookmarks",  "measuring", "time", "layers",
                                                   "selection", "comparison", "whatifs",   "city", "room"};

std::string_view topic_of(const CommandSpec& command) {
  constexpr auto kGroups =
      std::to_array<std::pair<std::string_view, std::string_view>>({{"camera.", "camera"},
                                                                    {"bookmark.", "bookmarks"},
                                                                    {"measure.", "measuring"},
                                                                    {"time.", "time"},
                                                                    {"layer.", "layers"},
                                                                    {"select.", "selection"},
                                                                    {"compare.", "comparison"},
                                                                    {"whatif.", "whatifs"},
                                                                    {"city.", "city"},
                                                                    {"lever.", "city"}});
  for (const auto& [start, topic] : kGroups)
    if (command.name.starts_with(start)) return topic;
  return "room";
}

/// The word for what a key gives: "Journal" of {"panel": "journal"}; empty for numbers.
std::string word_for(const PanelContext& context, const Json& arguments) {
  for (const auto& [name, value] : arguments.items()) {
    if (!value.is_string()) continue;
    const auto word = value.get<std::string>();
    for (const std::string& key : {name + "." + word, "compare." + word, "measure." + word})
      if (context.room.texts().contains(key)) return std::string(context.text(key));
    return word;
  }
  return {};
}

std::string joined(const std::vector<std::string>& keys) {
  if (keys.size() > kMostKeys) return keys.front() + " … " + keys.back();
  return join(keys, "   ");
}

/// What lies behind is not what counts now.
void veil(const PanelContext& context, const Rect& screen) {
  ImGui::SetNextWindowPos({screen.x0, screen.y0});
  ImGui::SetNextWindowSize({screen.width(), screen.height()});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, faded(context.theme().ground, 0.55));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::Begin("##veil", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoFocusOnAppearing);
  ImGui::End();
  ImGui::PopStyleVar(2);
  ImGui::PopStyleColor();
}

std::vector<std::string> room_names(const PanelContext& context, const CommandSpec& command,
                                    const ArgumentSpec& argument) {
  std::vector<std::string> names;
  const room::Room& room = context.room;
  const bool marks = command.name.starts_with("bookmark.") && argument.name == "name";
  if (argument.name == "branch" || argument.name == "parent" || argument.name == "branches") {
    for (const room::BranchInfo& info : room.published().branches) names.push_back(info.name);
  } else if (argument.name == "lever") {
    const room::BranchInfo* info = room.published().branch(room.active_branch());
    for (const room::LeverInfo& lever : info == nullptr ? std::vector<room::LeverInfo>{} : info->levers)
      names.push_back(lever.id);
  } else if (marks || command.name == "camera.go") {
    for (const room::Bookmark& mark : room.state().bookmarks)
      if (marks || argument.name == "to") names.push_back(mark.name);
  } else if (argument.name == "layer") {
    for (const room::LayerShown& layer : room.state().layers) names.push_back(layer.id);
  } else if (argument.name == "table" && !room.state().selection.table.empty()) {
    names.push_back(room.state().selection.table);
  } else if (argument.kind == room::ArgumentKind::boolean) {
    names = {std::string(context.text("inspector.yes")), std::string(context.text("inspector.no"))};
  } else if (argument.kind == room::ArgumentKind::time) {
    const room::Room::Span span = room.span();
    for (const Time time : {room.state().clock.shown, span.from, span.to}) {
      std::string text = format_time(time, room.published().zone, TimeFormat::minute);
      if (std::find(names.begin(), names.end(), text) == names.end()) names.push_back(std::move(text));
    }
  }
  return names;
}

}  // namespace

void CommandPalette::know(std::string argument, std::vector<std::string> names) {
  known_[std::move(argument)] = std::move(names);
}

void CommandPalette::draw(PanelContext& context, const Rect& screen) {
  const bool listed = context.room.state().panels.contains("keys");
  if (!form_ && context.room.asking()) {
    const room::Room::Asking asking = *context.room.asking();
    ask(context.room.commands().spec(asking.command), asking.arguments);
  }
  if (!listed && !form_) {
    open_ = false;
    return;
  }
  if (!std::exchange(open_, true)) {
    filter_.clear();
    chosen_ = 0;
    focus_ = raise_ = true;
    needed_ = 0;
    find_entries(context);
  }
  Surface& surface = context.surface;
  const float gap = surface.px(Sizes::kGap);
  // The table takes what it can get; a question is a card in the upper middle.
  const float width = std::min(screen.width() - 2 * gap, surface.px(form_ ? 560 : 1500));
  const float most = std::min(screen.height() - 2 * gap, surface.px(820));
  const float height = needed_ > 0 ? std::min(most, needed_) : most;
  const float x = screen.x0 + (screen.width() - width) / 2;
  const float y = screen.y0 + std::max((screen.height() - most) * 0.5f, gap);
  veil(context, screen);
  const Rect rect{x, y, x + width, y + height};
  const FloatingWindow window(context, "palette", rect);
  if (std::exchange(raise_, false)) ImGui::SetWindowFocus();
  form_ ? form(context) : list(context);
  needed_ += ImGui::GetStyle().WindowPadding.y;
  const ImVec2 mouse = ImGui::GetMousePos();
  if (ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !rect.holds(mouse.x, mouse.y)) close(context);
}

void CommandPalette::find_entries(const PanelContext& context) {
  entries_.clear();
  for (const CommandSpec& command : context.room.commands().specs()) {
    const std::string topic(topic_of(command)), label(context.text("command." + command.name));
    std::vector<std::string> keys;  // of the command as it is
    Json arguments = Json::object();
    std::vector<Entry> more;  // keys that stand for a choice each
    for (const room::Key& key : command.keys) {
      const std::string word = word_for(context, key.arguments);
      if (word.empty()) {
        keys.push_back(key.chord);
        if (keys.size() == 1) arguments = key.arguments;
      } else {
        more.push_back({&command, topic, label + ": " + word, key.chord, key.arguments});
      }
    }
    if (keys.size() > 1 && !arguments.empty()) arguments = Json::object();
    if (!keys.empty()) entries_.push_back({&command, topic, label, joined(keys), arguments});
    std::move(more.begin(), more.end(), std::back_inserter(entries_));
  }
}

void CommandPalette::list(PanelContext& context) {
  Surface& surface = context.surface;
  line(context, context.text("panel.keys"), context.theme().text, surface.title());
  if (std::exchange(focus_, false)) ImGui::SetKeyboardFocusHere();
  const auto callback = [](ImGuiInputTextCallbackData* data) {
    auto& self = *static_cast<CommandPalette*>(data->UserData);
    self.moved_ = true;
    if (data->EventFlag == ImGuiInputTextFlags_CallbackEdit) {
      self.chosen_ = 0;
    } else {
      self.chosen_ = std::max(self.chosen_ + (data->EventKey == ImGuiKey_UpArrow ? -1 : 1), 0);
    }
    return 0;
  };
  const bool entered = input_line(context, "##filter", filter_, context.text("palette.search"), 0,
                                  ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CallbackHistory |
                                      ImGuiInputTextFlags_CallbackEdit,
                                  callback, this);
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Escape))) {
    close(context);
    return;
  }
  if (entered) focus_ = true;
  const float top = ImGui::GetCursorPosY();
  ImGui::BeginChild("commands", {0, 0}, false, ImGuiWindowFlags_NoBackground);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  if (trim(filter_).empty()) {
    table(context);
  } else {
    std::vector<const Entry*> found;
    for (const Entry& entry : entries_)
      if (matches(entry.label + " " + entry.command->name + " " + entry.keys, filter_))
        found.push_back(&entry);
    chosen_ = std::clamp(chosen_, 0, std::max(static_cast<int>(found.size()) - 1, 0));
    if (found.empty()) empty_state(context, context.text("palette.none"));
    const Entry* taken = nullptr;
    for (int i = 0; i < static_cast<int>(found.size()); ++i) {
      const Entry& entry = *found[static_cast<std::size_t>(i)];
      const bool chosen = i == chosen_;
      if (entry_row(context, entry, i, ImGui::GetContentRegionAvail().x, chosen)) taken = &entry;
      if (chosen && moved_) ImGui::SetScrollHereY(0.5f);
      if (chosen && entered) taken = &entry;
    }
    moved_ = false;
    if (taken != nullptr) choose(context, Entry(*taken));
  }
  ImGui::PopStyleVar();
  const float listed = ImGui::GetCursorPosY();
  ImGui::EndChild();
  needed_ = top + listed + surface.px(4);
}

bool CommandPalette::entry_row(PanelContext& context, const Entry& entry, int id, float width, bool chosen) {
  Surface& surface = context.surface;
  const Theme& theme = context.theme();
  const float height = surface.px(kRowHeight);
  ImGui::PushID(id);
  const bool clicked = ImGui::InvisibleButton("entry", {std::max(width, 1.0f), height});
  ImGui::PopID();
  hint_on_hover(context, entry.command->summary);
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const bool raised = chosen || ImGui::IsItemHovered() || ImGui::IsItemFocused();
  if (raised) list.AddRectFilled(low, high, theme.raised, surface.px(6));
  Pieces pieces(surface, list);
  if (raised) pieces.set_ground(theme.raised);
  const float y = low.y + (height - surface.body()->FontSize) / 2;
  const float edge = pieces.text_left_of(surface.small(), {high.x - surface.px(8), y + surface.px(1)},
                                         theme.secondary, entry.keys);
  pieces.text(surface.body(), {low.x + surface.px(8), y}, theme.text, entry.label,
              edge - low.x - surface.px(20));
  return clicked;
}

void CommandPalette::table(PanelContext& context) {
  Surface& surface = context.surface;
  const float width = ImGui::GetContentRegionAvail().x, gap = surface.px(24);
  const int columns = std::clamp(static_cast<int>(width / surface.px(kColumn)), 1, 4);
  const float column_width = (width - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
  const auto rows_of = [&](std::string_view topic) {
    return std::count_if(entries_.begin(), entries_.end(),
                         [topic](const Entry& entry) { return entry.topic == topic; });
  };
  // A heading is as high as two rows. Topics go on in the next column when theirs is as long as it should be.
  const auto all = static_cast<double>(entries_.size() + 2 * kTopics.size());
  const ImVec2 start = ImGui::GetCursorPos();
  const Entry* taken = nullptr;
  int column = 0, id = 0;
  double rows = 0;
  float lowest = start.y;
  for (const std::string_view topic : kTopics) {
    const auto height = static_cast<double>(rows_of(topic) + 2);
    if (column + 1 < columns && rows > 0 && rows + height / 2 > all / columns) {
      ++column;
      rows = 0;
      ImGui::SetCursorPosY(start.y);
    }
    const float x = start.x + static_cast<float>(column) * (column_width + gap);
    rows += height;
    ImGui::SetCursorPosX(x + surface.px(8));
    line(context, context.text("topic." + std::string(topic)), context.theme().accent, surface.small());
    ImGui::Dummy({0, surface.px(4)});
    for (const Entry& entry : entries_) {
      if (entry.topic != topic) continue;
      ImGui::SetCursorPosX(x);
      if (entry_row(context, entry, ++id, column_width, false)) taken = &entry;
    }
    ImGui::Dummy({0, surface.px(10)});
    lowest = std::max(lowest, ImGui::GetCursorPosY());
  }
  ImGui::SetCursorPos({start.x, lowest});
  ImGui::Dummy({1, 1});
  if (taken != nullptr) choose(context, Entry(*taken));
}

void CommandPalette::choose(PanelContext& context, const Entry& entry) {
  const bool complete = std::all_of(entry.command->arguments.begin(), entry.command->arguments.end(),
                                    [&entry](const ArgumentSpec& argument) {
                                      return !argument.required() || entry.arguments.contains(argument.name);
                                    });
  close(context);
  if (complete) {
    context.room.attempt(entry.command->name, entry.arguments);
  } else {
    ask(*entry.command, entry.arguments);
  }
}

void CommandPalette::ask(const CommandSpec& command, const Json& arguments) {
  form_.emplace(command, arguments);
  open_ = false;
}

void CommandPalette::form(PanelContext& context) {
  const CommandSpec& spec = form_->command();
  const ArgumentForm::Outcome outcome = form_->draw(context, [&](const ArgumentSpec& argument) {
    const auto known = known_.find(argument.name);
    return known != known_.end() ? known->second : room_names(context, spec, argument);
  });
  needed_ = ImGui::GetCursorPosY();
  if (outcome == ArgumentForm::Outcome::open) return;
  const std::string command = spec.name;
  const Json arguments = form_->arguments();
  close(context);
  if (outcome == ArgumentForm::Outcome::done) context.room.attempt(command, arguments);
}

void CommandPalette::close(PanelContext& context) {
  form_.reset();
  open_ = false;
  context.room.end_asking();
  if (context.room.state().panels.contains("keys")) context.room.attempt("panel.toggle", {{"panel", "keys"}});
}

}  // namespace conurb::ui
