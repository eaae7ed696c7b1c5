// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/console_panel.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/base/text.hpp"

namespace conurb::ui {
namespace {

using room::Console;

constexpr int kWordRows = 6;
constexpr float kWordHeight = 24, kBar = 3, kIndent = 14;
constexpr std::size_t kMostPast = 200;

/// What all words begin with.
std::string common_start(const std::vector<Console::Word>& words) {
  std::string start = words.empty() ? "" : words.front().text;
  for (const Console::Word& word : words) {
    const auto end = std::mismatch(start.begin(), start.end(), word.text.begin(), word.text.end()).first;
    start.erase(end, start.end());
  }
  return start;
}

bool pressed(ImGuiKey key) {
  return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key));
}

}  // namespace

void ConsolePanel::add(Kind kind, std::string text) {
  for (const std::string_view line : split(text, '\n')) lines_.push_back({kind, std::string(line)});
  if (lines_.size() > kMostLines) {
    const std::size_t over = lines_.size() - kMostLines;
    lines_.erase(lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(over));
    first_ = first_ > over ? first_ - over : 0;
  }
  follow_ = true;
}

void ConsolePanel::take_answer(const Console::Answer& answer) {
  for (; taken_ < answer.lines.size(); ++taken_) add(Kind::told, answer.lines[taken_]);
  if (console_.running()) return;
  if (answer.left_out > 0) add(Kind::left_out, std::to_string(answer.left_out));
  if (answer.error.empty()) return;
  const std::size_t wrong = first_ + static_cast<std::size_t>(std::max(answer.error_line, 1)) - 1;
  if (wrong < lines_.size() && lines_[wrong].kind == Kind::typed) lines_[wrong].kind = Kind::wrong;
  add(Kind::error, answer.error);
}

void ConsolePanel::update(double seconds) {
  seconds_ += seconds;
  const bool was_running = console_.running();
  const Console::Answer& answer = console_.update();
  if (was_running) take_answer(answer);
}

void ConsolePanel::draw(PanelContext& context, const Rect& rect) {
  const PanelWindow window(context, "console", rect);
  if (ImGui::IsWindowAppearing()) focus_ = true;
  const auto words = static_cast<float>(std::min<std::size_t>(completion_.words.size(), kWordRows));
  const float spacing = ImGui::GetStyle().ItemSpacing.y;
  float below = ImGui::GetFrameHeight() + spacing;
  if (words > 0) below += context.surface.px(kWordHeight) * (words + 1) + 2 * spacing;
  show_lines(context, std::max(ImGui::GetContentRegionAvail().y - below, 1.0f));
  if (words > 0) show_words(context);
  console_.running() ? show_state(context) : show_input(context);
}

void ConsolePanel::show_lines(PanelContext& context, float height) {
  Surface& surface = context.surface;
  const Theme& theme = context.theme();
  ImGui::BeginChild("lines", {0, height}, false, ImGuiWindowFlags_NoBackground);
  if (lines_.empty()) paragraph(context, context.text("console.empty"), theme.secondary);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, surface.px(3)});
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (const Line& each : lines_) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const bool typed = each.kind == Kind::typed || each.kind == Kind::wrong;
    ImGui::Indent(surface.px(kIndent));
    if (each.kind == Kind::left_out) {
      paragraph(context, context.room.texts()("console.left_out", {{"n", each.text}}), theme.secondary);
    } else {
      paragraph(context, each.text,
                typed                      ? theme.secondary
                : each.kind == Kind::error ? theme.alarm
                                           : theme.text);
    }
    ImGui::Unindent(surface.px(kIndent));
    const float end = ImGui::GetItemRectMax().y;
    const bool marked = each.kind == Kind::wrong || each.kind == Kind::error;
    if (marked) list.AddRectFilled(at, {at.x + surface.px(kBar), end}, theme.alarm);
    if (each.kind == Kind::typed)
      list.AddTriangleFilled({at.x + surface.px(1), at.y + surface.px(4)},
                             {at.x + surface.px(7), at.y + surface.px(8)},
                             {at.x + surface.px(1), at.y + surface.px(12)}, theme.accent);
  }
  ImGui::PopStyleVar();
  // The end stays in view until a person scrolls back.
  const float scrolled = ImGui::GetScrollY(), end = ImGui::GetScrollMaxY();
  if (scrolled < scrolled_ - 1 && scrolled < end - 1) follow_ = false;
  if (scrolled >= end - 1) follow_ = true;
  scrolled_ = scrolled;
  if (follow_) ImGui::SetScrollHereY(1);
  ImGui::EndChild();
}

void ConsolePanel::show_words(PanelContext& context) {
  Surface& surface = context.surface;
  const Theme& theme = context.theme();
  const float height = surface.px(kWordHeight);
  const auto rows = static_cast<float>(std::min<std::size_t>(completion_.words.size(), kWordRows));
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImGui::BeginChild("words", {0, rows * height}, false, ImGuiWindowFlags_NoBackground);
  const Console::Word* taken = nullptr;
  for (int i = 0; i < static_cast<int>(completion_.words.size()); ++i) {
    const Console::Word& word = completion_.words[static_cast<std::size_t>(i)];
    const Row row = list_row(context, i, height, i == word_);
    if (i == word_ && changed_) ImGui::SetScrollHereY(0.5f);
    Pieces pieces(surface, *ImGui::GetWindowDrawList());
    if (i == word_) pieces.set_ground(theme.raised);
    const float y = row.rect.y0 + (height - surface.body()->FontSize) / 2;
    const float x = pieces.text(surface.body(), {row.rect.x0 + surface.px(8), y}, theme.text, word.text,
                                row.rect.width() * 0.7f);
    pieces.text(surface.small(), {x + surface.px(6), y + surface.px(1)}, theme.secondary, word.more,
                row.rect.x1 - x - surface.px(14));
    if (row.clicked) taken = &word;
  }
  ImGui::EndChild();
  ImGui::PopStyleVar();
  const std::size_t told = word_ < 0 ? 0 : static_cast<std::size_t>(word_);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  Pieces pieces(surface, *ImGui::GetWindowDrawList());
  pieces.text(surface.small(), {at.x + surface.px(8), at.y + surface.px(2)}, theme.secondary,
              completion_.words[told].doc, ImGui::GetContentRegionAvail().x - surface.px(16));
  ImGui::Dummy({1, height});
  changed_ = false;
  if (taken == nullptr) return;
  typed_ = with_word(typed_, *taken);
  focus_ = to_end_ = true;
}

void ConsolePanel::show_state(PanelContext& context) {
  const std::string time = std::to_string(static_cast<int>(seconds_ - begun_at_));
  ImGui::AlignTextToFramePadding();
  line(context, context.room.texts()("console.running", {{"seconds", time}}), context.theme().secondary);
  ImGui::SameLine(0, context.surface.px(16));
  if (button(context, context.text("console.stop"))) console_.cancel();
  focus_ = true;
}

void ConsolePanel::show_input(PanelContext& context) {
  if (std::exchange(focus_, false)) ImGui::SetKeyboardFocusHere();
  const auto callback = [](ImGuiInputTextCallbackData* data) {
    return static_cast<ConsolePanel*>(data->UserData)->on_input(*data);
  };
  const std::string before = typed_;
  const bool entered = input_line(context, "##typed", typed_,
                                  context.text(begun_.empty() ? "console.hint" : "console.more"), 0,
                                  ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CallbackHistory |
                                      ImGuiInputTextFlags_CallbackCompletion |
                                      ImGuiInputTextFlags_CallbackAlways | ImGuiInputTextFlags_CallbackEdit,
                                  callback, this);
  if (pressed(ImGuiKey_Escape) && !completion_.words.empty()) {
    typed_ = before;  // the field has put back what it began with
    completion_ = {};
    focus_ = to_end_ = true;
  } else if (entered) {
    focus_ = to_end_ = true;
    if (word_ >= 0) {
      typed_ = with_word(typed_, completion_.words[static_cast<std::size_t>(word_)]);
    } else {
      enter();
    }
  }
}

void ConsolePanel::enter() {
  completion_ = {};
  const std::string text = begun_.empty() ? typed_ : begun_ + "\n" + typed_;
  const bool given_up = !begun_.empty() && typed_.empty();
  if (trim(text).empty()) return;
  if (!typed_.empty()) {
    if (past_.empty() || past_.back() != typed_) past_.push_back(typed_);
    if (past_.size() > kMostPast) past_.erase(past_.begin());
  }
  at_ = past_.size();
  if (begun_.empty()) first_ = lines_.size();
  if (!given_up) add(Kind::typed, typed_);
  typed_.clear();
  if (!given_up && console_.unfinished(text)) {
    begun_ = text;
    return;
  }
  begun_.clear();
  if (given_up) return;
  taken_ = 0;
  begun_at_ = seconds_;
  console_.start(text);
}

std::string ConsolePanel::step(int by, const std::string& held) {
  if (!completion_.words.empty()) {
    const int count = static_cast<int>(completion_.words.size());
    word_ = std::clamp(word_ + by, 0, count - 1);
    changed_ = true;
    return held;
  }
  const auto last = static_cast<std::ptrdiff_t>(past_.size());
  const std::ptrdiff_t next = std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(at_) + by, 0, last);
  if (at_ == past_.size()) draft_ = held;
  at_ = static_cast<std::size_t>(next);
  return next == last ? draft_ : past_[at_];
}

std::string ConsolePanel::with_word(const std::string& held, const Console::Word& word) {
  std::string text = held.substr(0, completion_.begin) + word.text;
  completion_ = {};
  word_ = -1;
  return text;
}

std::string ConsolePanel::complete(const std::string& held) {
  if (!completion_.words.empty() && word_ >= 0)
    return with_word(held, completion_.words[static_cast<std::size_t>(word_)]);
  completion_ = console_.complete(held);
  word_ = -1;
  if (completion_.words.empty()) return held;
  if (completion_.words.size() == 1) return with_word(held, completion_.words.front());
  return held.substr(0, completion_.begin) + common_start(completion_.words);
}

// What the field tells while it has the keyboard. Its buffer, typed_, is not to be touched in here: what is
// to be in it is put in whole, with the cursor at the end.
int ConsolePanel::on_input(ImGuiInputTextCallbackData& data) {
  const std::string held(data.Buf, static_cast<std::size_t>(data.BufTextLen));
  const auto replace = [&](const std::string& text) {
    if (text == held) return;
    data.DeleteChars(0, data.BufTextLen);
    data.InsertChars(0, text.c_str());
  };
  switch (data.EventFlag) {
    case ImGuiInputTextFlags_CallbackHistory:
      replace(step(data.EventKey == ImGuiKey_UpArrow ? -1 : 1, held));
      break;
    case ImGuiInputTextFlags_CallbackCompletion:
      replace(complete(held.substr(0, static_cast<std::size_t>(data.CursorPos))));
      break;
    case ImGuiInputTextFlags_CallbackEdit:
      if (!completion_.words.empty()) completion_ = console_.complete(held);
      word_ = -1;
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
