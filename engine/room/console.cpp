// SPDX-License-Identifier: Apache-2.0
#include "engine/room/console.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <iterator>
#include <limits>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/room/script_api.hpp"

namespace conurb::room {

namespace {

using script::Value;

constexpr std::string_view kChunk = "console";
/// How often a verb that waits for the room looks whether it is to end.
constexpr std::chrono::milliseconds kLook{20};

constexpr std::array<std::string_view, 30> kLuaWords = {
    "and",           "break", "do",       "else",     "elseif", "end",      "false",      "for",
    "function",      "if",    "in",       "ipairs",   "local",  "math.abs", "math.floor", "math.max",
    "math.min",      "nil",   "not",      "or",       "pairs",  "print",    "repeat",     "return",
    "string.format", "then",  "tonumber", "tostring", "true",   "while"};

std::string shown(const Value& value) {
  if (const auto* flag = value.get_if<bool>()) return *flag ? "true" : "false";
  if (const auto* whole = value.get_if<std::int64_t>()) return std::to_string(*whole);
  if (const auto* number = value.get_if<double>()) return fmt::format("{}", *number);
  if (const auto* text = value.get_if<std::string>()) return *text;
  if (const auto* table = value.get_if<script::TableValue>()) {
    std::string content;
    for (const Value& item : table->items) content += (content.empty() ? "" : ", ") + shown(item);
    for (const auto& [name, field] : table->fields)
      content += fmt::format("{}{} = {}", content.empty() ? "" : ", ", name, shown(field));
    return "{ " + content + " }";
  }
  return value.is_nil() ? "nil" : "(an object)";
}

Console::Word word_of(const script::FunctionDoc& function) {
  std::vector<std::string> names;
  for (const script::ParamDoc& param : function.params)
    names.push_back(param.optional() ? param.name + "?" : param.name);
  return {function.name, "(" + join(names, ", ") + ")", function.summary};
}

/// Line of the text in "console:3", 0 if there is none.
int line_of(std::string_view where) {
  const std::size_t colon = where.rfind(':');
  if (!where.starts_with(kChunk) || colon == std::string_view::npos) return 0;
  return std::atoi(std::string(where.substr(colon + 1)).c_str());
}

std::vector<Console::Word> names_of(const city::City& city) {
  std::vector<Console::Word> words;
  for (std::size_t t = 0; t < city.table_count(); ++t) {
    const city::TableSpec& table = city.table(t).spec();
    words.push_back({table.name, "", table.description});
    for (const city::ColumnSpec& column : table.columns)
      words.push_back({table.name + "." + column.name, column.unit, column.description});
  }
  return words;
}

bool in_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || (c & 0x80) != 0;
}

/// Where a text in quotes begins that is still open at the end of a line.
std::optional<std::size_t> open_quote(std::string_view line) {
  std::optional<std::size_t> begin;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (begin && c == '\\') {
      ++i;
    } else if (begin && c == quote) {
      begin.reset();
    } else if (!begin && (c == '"' || c == '\'')) {
      begin = i + 1;
      quote = c;
    }
  }
  return begin;
}

}  // namespace

struct Console::Desk {
  std::mutex mutex;
  std::condition_variable changed;
  std::atomic<bool> cancelled{false};
  const std::function<void()>* errand = nullptr;  // to be done on the room's thread
  std::exception_ptr thrown;                      // by it
  Answer told;                                    // since the last update()
  std::size_t lines = 0;                          // since start()
  bool over = false;
  std::optional<script::Sandbox> sandbox;  // of the thread, while there is one
  std::thread thread;

  void do_on_room(const std::function<void()>& what);
  void do_errand();
  void print(std::string_view line);
  void work(const std::string& text);
};

// Waits on Lua's thread. An errand that was begun ends within update(), which holds the lock meanwhile.
void Console::Desk::do_on_room(const std::function<void()>& what) {
  std::unique_lock lock(mutex);
  errand = &what;
  while (errand != nullptr) {
    if (cancelled) {
      errand = nullptr;
      throw Error(ErrorCode::cancelled, "the lines were stopped");
    }
    changed.wait_for(lock, kLook);
  }
  if (thrown) std::rethrow_exception(std::exchange(thrown, nullptr));
}

void Console::Desk::do_errand() {
  if (errand == nullptr) return;
  try {
    (*errand)();
  } catch (...) {
    thrown = std::current_exception();
  }
  errand = nullptr;
  changed.notify_all();
}

void Console::Desk::print(std::string_view line) {
  const std::lock_guard lock(mutex);
  if (++lines > kMostLines) {
    ++told.left_out;
    return;
  }
  told.lines.push_back(printable(line.substr(0, kMostBytes), "\t"));
  if (line.size() > kMostBytes) told.lines.back() += " …";
}

void Console::Desk::work(const std::string& text) {
  std::string error, where;
  try {
    std::string chunk = "return " + text;
    try {
      sandbox->check(chunk, kChunk);
    } catch (const Error&) {
      chunk = text;  // no expression
    }
    for (const Value& value : sandbox->run(chunk, kChunk)) print(shown(value));
  } catch (const Error& failure) {
    error = failure.what();
    where = failure.where();
  }
  const std::lock_guard lock(mutex);
  told.error = std::move(error);
  told.error_line = told.error.empty() ? 0 : line_of(where);
  over = true;
}

Console::Console(Room& room) : room_(room), desk_(std::make_unique<Desk>()) {
  Desk* desk = desk_.get();
  script::SandboxOptions options;
  options.instructions = std::numeric_limits<std::uint64_t>::max();  // a person stops what takes too long
  options.cancelled = [desk] { return desk->cancelled.load(); };
  options.print = [desk](std::string_view line) { desk->print(line); };
  desk->sandbox.emplace(std::move(options));
  script::Api api("Conurb room");
  add_room_api(api, &room,
               {[desk](const std::function<void()>& errand) { desk->do_on_room(errand); },
                [desk] { return desk->cancelled.load(); }});
  desk->sandbox->install(api);
  for (const script::FunctionDoc& function : api.doc().functions) verbs_.push_back(word_of(function));
  for (const std::string_view word : kLuaWords) verbs_.push_back({std::string(word), "", ""});
}

Console::~Console() {
  cancel();
  if (desk_->thread.joinable()) desk_->thread.join();
}

void Console::start(const std::string& text) {
  if (running()) throw Error(ErrorCode::conflict, "other lines are still at work", "", "stop them first");
  answer_ = {};
  desk_->lines = 0;
  desk_->over = false;
  desk_->cancelled = false;
  desk_->thread = std::thread([desk = desk_.get(), text] { desk->work(text); });
}

bool Console::running() const {
  return desk_->thread.joinable();
}

void Console::cancel() {
  desk_->cancelled = true;
  desk_->changed.notify_all();
}

const Console::Answer& Console::update() {
  bool over = false;
  {
    const std::lock_guard lock(desk_->mutex);
    desk_->do_errand();
    Answer told = std::exchange(desk_->told, {});
    std::move(told.lines.begin(), told.lines.end(), std::back_inserter(answer_.lines));
    answer_.left_out += told.left_out;
    over = desk_->over;
    if (over && running()) {
      answer_.error = std::move(told.error);
      answer_.error_line = told.error_line;
    }
  }
  if (over && running()) desk_->thread.join();
  return answer_;
}

bool Console::unfinished(const std::string& text) const {
  if (running()) return false;
  std::string mistake;
  for (const std::string& chunk : {"return " + text, text}) {
    try {
      desk_->sandbox->check(chunk, kChunk);
      return false;
    } catch (const Error& error) {
      mistake = error.what();
    }
  }
  // A text in quotes cannot go on in the next line.
  return mistake.find("<eof>") != std::string::npos && mistake.find("unfinished string") == std::string::npos;
}

Console::Answer Console::run(const std::string& text) {
  start(text);
  while (running()) {
    update();
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  return answer_;
}

void Console::take_names() {
  if (asked_.valid()) {
    if (asked_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return;
    try {
      columns_ = asked_.get();
    } catch (const std::exception&) {  // the city was closed: nothing is known of it any more
      columns_.clear();
    }
  }
  asked_ = room_.simulation().ask([branch = room_.active_branch()](sim::Twin& twin) {
    return names_of(twin.city(twin.journal().branch(branch).ordinal));
  });
}

Console::Completion Console::complete(std::string_view line) {
  take_names();
  Completion completion;
  std::vector<Word> all;
  if (const std::optional<std::size_t> quote = open_quote(line)) {
    completion.begin = *quote;
    all = columns_;
    for (const BranchInfo& info : room_.published().branches) {
      all.push_back({info.name, "", ""});
      for (const LeverInfo& lever : info.levers) all.push_back({lever.id, lever.unit, lever.label});
      for (const sim::ComparedKpi& kpi : info.kpis) all.push_back({kpi.id, kpi.unit, kpi.label});
    }
    for (const Bookmark& mark : room_.state().bookmarks) all.push_back({mark.name, "", ""});
  } else {
    completion.begin = line.size();
    while (completion.begin > 0 && in_word(line[completion.begin - 1])) --completion.begin;
    all = verbs_;
  }
  const std::string_view typed = line.substr(completion.begin);
  std::set<std::string, std::less<>> seen;
  std::erase_if(
      all, [&](const Word& word) { return !word.text.starts_with(typed) || !seen.insert(word.text).second; });
  std::sort(all.begin(), all.end(), [](const Word& a, const Word& b) { return a.text < b.text; });
  if (all.size() > kMostWords) all.resize(kMostWords);
  completion.words = std::move(all);
  return completion;
}

}  // namespace conurb::room
