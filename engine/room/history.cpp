// SPDX-License-Identifier: Apache-2.0
#include "engine/room/history.hpp"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <limits>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/room/recorded_block.hpp"

namespace conurb::room {

namespace {

using WallClock = std::chrono::steady_clock;

// A run that goes on is looked at so often.
constexpr std::chrono::milliseconds kRunAge{500};

struct BlockKey {
  std::int64_t run = 0;
  std::string column;  // "table.column"
  std::int64_t window = 0;
  auto operator<=>(const BlockKey&) const = default;
};

struct LineKey {
  std::int64_t run = 0;
  std::string column;
  LineOf what = LineOf::sum;
  std::vector<std::int64_t> rows;  // none: all
  auto operator<=>(const LineKey&) const = default;
};

// Beside a column of which chosen rows are recorded stands which: nothing to be shown.
bool lists_rows(const RecordedRun& run, const std::string& name) {
  return name.ends_with(kRowsOf) && run.columns.contains(name.substr(0, name.size() - kRowsOf.size()));
}

double value_of(const RecordedBlock::Record& record, const LineKey& key) {
  double sum = record.sum;
  std::int64_t n = record.n;
  if (!key.rows.empty()) {
    sum = 0;
    n = 0;
    for (const std::int64_t row : key.rows) {
      const auto at = static_cast<std::size_t>(row);
      if (at >= record.values->size() || std::isnan((*record.values)[at])) continue;
      sum += static_cast<double>((*record.values)[at]);
      ++n;
    }
  }
  if (n == 0) return std::numeric_limits<double>::quiet_NaN();
  return key.what == LineOf::sum ? sum : sum / static_cast<double>(n);
}

}  // namespace

struct History::Impl {
  struct Run {
    std::shared_ptr<const RecordedRun> facts;
    std::shared_ptr<const RunTimes> times;
    WallClock::time_point read_at;
  };
  struct Cached {
    std::shared_ptr<const RecordedBlock> block;
    std::uint64_t used = 0;
    std::int64_t saved = 0;  // what the run had recorded when the block was read
  };
  struct Drawn {
    std::map<std::int64_t, std::vector<std::pair<Time, double>>> windows;  // those read, with their points
    std::shared_ptr<const Line> line;                                      // of them; null: to be made anew
    std::uint64_t used = 0;
  };

  Impl(const std::filesystem::path& path, HistoryOptions given)
      : file(store::CityFile::open(path, store::Mode::read_only)),
        options(given),
        thread([this] { work(); }) {}

  ~Impl() {
    {
      const std::lock_guard lock(mutex);
      ending = true;
    }
    asked.notify_all();
    thread.join();
  }

  // ---- with the lock held ----

  // The run's facts if they are known and fresh enough; asks for them otherwise.
  std::shared_ptr<const RecordedRun> facts_of(std::int64_t run) {
    const auto found = runs.find(run);
    const bool old = found == runs.end() ||
                     (!found->second.facts->finished && WallClock::now() - found->second.read_at > kRunAge);
    if (old) ask_run(run);
    return found == runs.end() ? nullptr : found->second.facts;
  }
  void ask_run(std::int64_t run) {
    if (std::find(wanted_runs.begin(), wanted_runs.end(), run) != wanted_runs.end()) return;
    wanted_runs.push_back(run);
    asked.notify_all();
  }
  std::shared_ptr<const RecordedBlock> block_of(const BlockKey& key, std::int64_t saved) {
    const auto found = blocks.find(key);
    if (found == blocks.end() || (!found->second.block->whole && found->second.saved < saved)) return nullptr;
    found->second.used = ++clock;
    return found->second.block;
  }
  void ask_block(const BlockKey& key) {
    std::erase(wanted_blocks, key);
    wanted_blocks.push_front(key);  // what is looked at now comes first
    constexpr std::size_t kMostWanted = 32;
    if (wanted_blocks.size() > kMostWanted) wanted_blocks.pop_back();
    asked.notify_all();
  }
  void put_block(const BlockKey& key, std::shared_ptr<const RecordedBlock> block, std::int64_t saved) {
    Cached& cached = blocks[key];
    if (cached.block != nullptr) held -= cached.block->bytes();
    held += block->bytes();
    cached = {std::move(block), ++clock, saved};
    while (held > options.cache_bytes && blocks.size() > 1) {
      const auto oldest = std::min_element(blocks.begin(), blocks.end(), [](const auto& a, const auto& b) {
        return a.second.used < b.second.used;
      });
      held -= oldest->second.block->bytes();
      blocks.erase(oldest);
    }
  }
  // Takes over what a block tells about the lines of its column.
  void draw(const BlockKey& key, const RecordedBlock& block) {
    for (auto& [line, drawn] : lines) {
      if (line.run != key.run || line.column != key.column || !block.whole) continue;
      auto& points = drawn.windows[key.window];
      points.clear();
      for (const RecordedBlock::Record& record : block.records)
        points.emplace_back(record.time, value_of(record, line));
      drawn.line.reset();
    }
  }
  // A window that a line lacks, of the line that was asked for last.
  std::optional<BlockKey> lacking() {
    const std::pair<const LineKey, Drawn>* best = nullptr;
    std::int64_t window = 0;
    for (const auto& each : lines) {
      if (best != nullptr && each.second.used < best->second.used) continue;
      const auto next = first_lacking(each.first, each.second);
      if (!next) continue;
      best = &each;
      window = *next;
    }
    if (best == nullptr) return std::nullopt;
    return BlockKey{best->first.run, best->first.column, window};
  }
  std::optional<std::int64_t> first_lacking(const LineKey& key, const Drawn& drawn) {
    const std::int64_t count = whole_windows(key);
    for (std::int64_t window = 0; window < count; ++window) {
      if (!drawn.windows.contains(window)) return window;
    }
    return std::nullopt;
  }
  // Windows of a line's column that nothing is added to any more.
  std::int64_t whole_windows(const LineKey& key) {
    const auto run = runs.find(key.run);
    if (run == runs.end()) return 0;
    const RecordedRun& facts = *run->second.facts;
    const auto column = facts.columns.find(key.column);
    if (column == facts.columns.end() || facts.exchanges.empty()) return 0;
    const std::int64_t saved = std::min(facts.exchanges.back().number, column->second.last_exchange);
    if (saved < column->second.first_exchange) return 0;
    const std::int64_t windows = window_of(column->second, saved) + 1;
    return facts.finished ? windows : windows - 1;
  }

  // ---- without the lock ----

  std::shared_ptr<const RecordedRun> load_run(std::int64_t run) {
    auto facts = std::make_shared<const RecordedRun>(read_run(file, run));
    auto times = std::make_shared<RunTimes>();
    for (const store::Exchange& exchange : facts->exchanges) times->times.push_back(Time{exchange.time_us});
    for (const auto& [name, column] : facts->columns) {
      if (!lists_rows(*facts, name)) times->columns.push_back(name);
    }
    const std::lock_guard lock(mutex);
    runs[run] = {facts, std::move(times), WallClock::now()};
    return facts;
  }
  std::shared_ptr<const RecordedBlock> load_block(const RecordedRun& run, const BlockKey& key, bool keep) {
    const auto column = run.columns.find(key.column);
    if (column == run.columns.end()) return nullptr;
    auto block = std::make_shared<const RecordedBlock>(read_block(file, run, column->second, key.window));
    const std::lock_guard lock(mutex);
    draw(key, *block);
    // What only a line needs must not drive out what is looked at.
    if (keep || held + block->bytes() <= options.cache_bytes)
      put_block(key, block, run.exchanges.empty() ? -1 : run.exchanges.back().number);
    return block;
  }

  void work() {
    std::unique_lock lock(mutex);
    while (!ending) {
      std::optional<std::int64_t> run;
      std::optional<BlockKey> block;
      bool keep = true;
      if (!wanted_runs.empty()) {
        run = wanted_runs.front();
        wanted_runs.pop_front();
      } else if (!wanted_blocks.empty()) {
        block = wanted_blocks.front();
        wanted_blocks.pop_front();
      } else {
        block = lacking();
        keep = false;
      }
      if (!run && !block) {
        is_idle = true;
        idle.notify_all();
        asked.wait(lock);
        is_idle = false;
        continue;
      }
      const auto facts = block ? facts_of(block->run) : nullptr;
      lock.unlock();
      try {
        if (run) (void)load_run(*run);
        if (facts != nullptr) (void)load_block(*facts, *block, keep);
        lock.lock();
      } catch (const std::exception& error) {
        lock.lock();
        problem = error.what();
        // What cannot be read is not asked for again and again.
        if (block) give_up(*block);
      }
    }
  }
  void give_up(const BlockKey& key) {
    for (auto& [line, drawn] : lines) {
      if (line.run == key.run && line.column == key.column) drawn.windows[key.window];
    }
  }

  store::CityFile file;
  HistoryOptions options;
  mutable std::mutex mutex;
  std::condition_variable asked, idle;
  std::map<std::int64_t, Run> runs;
  std::map<BlockKey, Cached> blocks;
  std::map<LineKey, Drawn> lines;
  std::deque<std::int64_t> wanted_runs;
  std::deque<BlockKey> wanted_blocks;
  std::size_t held = 0;
  std::uint64_t clock = 0;
  std::string problem;
  bool ending = false, is_idle = false;
  std::thread thread;  // last: begins when all else is there
};

History::History(const std::filesystem::path& file, HistoryOptions options)
    : impl_(std::make_unique<Impl>(file, options)) {}

History::~History() = default;

std::shared_ptr<const RunTimes> History::times(std::int64_t run) {
  const std::lock_guard lock(impl_->mutex);
  (void)impl_->facts_of(run);
  const auto found = impl_->runs.find(run);
  return found == impl_->runs.end() ? nullptr : found->second.times;
}

namespace {

std::shared_ptr<const ColumnFrame> frame_of(const RecordedBlock& block, const RecordedBlock::Record& record,
                                            std::int64_t run, const ColumnKey& key) {
  auto frame = std::make_shared<ColumnFrame>();
  frame->key = key;
  frame->time = record.time;
  frame->revision = (static_cast<std::uint64_t>(run) << 32) + static_cast<std::uint64_t>(record.exchange) + 1;
  frame->values = record.values;
  frame->whole = record.whole;
  frame->texts = block.texts;
  return frame;
}

std::shared_ptr<const ColumnFrame> nothing_yet(std::int64_t run, const ColumnKey& key, Time at) {
  auto frame = std::make_shared<ColumnFrame>();
  frame->key = key;
  frame->time = at;
  frame->revision = static_cast<std::uint64_t>(run) << 32;
  frame->values = std::make_shared<const std::vector<float>>();
  return frame;
}

// Looks a column up at a time by blocks that `block_at` gives; null if it does not give one.
template <typename BlockAt>
std::shared_ptr<const ColumnFrame> find_frame(const RecordedRun& run, const ColumnKey& key, Time at,
                                              const BlockAt& block_at) {
  const std::string name = key.table + "." + key.column;
  const auto column = run.columns.find(name);
  if (column == run.columns.end()) return nullptr;
  const bool of_whole_run =
      run.finished && !run.exchanges.empty() && column->second.only_at(run.exchanges.back().number);
  std::int64_t last = of_whole_run ? run.exchanges.back().number
                                   : std::min(run.exchange_at(at).value_or(-1), column->second.last_exchange);
  while (last >= column->second.first_exchange) {
    const auto block = block_at(BlockKey{run.id, name, window_of(column->second, last)});
    if (block == nullptr) return nullptr;
    if (const auto* record = block->at(last)) return frame_of(*block, *record, run.id, key);
    last = block->before;
  }
  return nothing_yet(run.id, key, at);
}

}  // namespace

std::shared_ptr<const ColumnFrame> History::frame(std::int64_t run, const ColumnKey& key, Time at) {
  const std::lock_guard lock(impl_->mutex);
  const auto facts = impl_->facts_of(run);
  if (facts == nullptr) return nullptr;
  const std::int64_t saved = facts->exchanges.empty() ? -1 : facts->exchanges.back().number;
  return find_frame(*facts, key, at, [&](const BlockKey& wanted) {
    auto block = impl_->block_of(wanted, saved);
    if (block == nullptr) impl_->ask_block(wanted);
    return block;
  });
}

std::shared_ptr<const ColumnFrame> History::read(std::int64_t run, const ColumnKey& key, Time at) {
  const auto facts = impl_->load_run(run);
  const std::int64_t saved = facts->exchanges.empty() ? -1 : facts->exchanges.back().number;
  return find_frame(*facts, key, at, [&](const BlockKey& wanted) {
    {
      const std::lock_guard lock(impl_->mutex);
      if (auto block = impl_->block_of(wanted, saved)) return block;
    }
    return impl_->load_block(*facts, wanted, true);
  });
}

std::shared_ptr<const Line> History::line(std::int64_t run, const std::string& table,
                                          const std::string& column, LineOf what,
                                          std::span<const std::int64_t> rows) {
  const std::lock_guard lock(impl_->mutex);
  const LineKey key{run, table + "." + column, what, {rows.begin(), rows.end()}};
  const auto facts = impl_->facts_of(run);
  if (facts != nullptr && !facts->columns.contains(key.column)) return nullptr;
  Impl::Drawn& drawn = impl_->lines[key];
  drawn.used = ++impl_->clock;
  if (impl_->lines.size() > impl_->options.most_lines) {
    impl_->lines.erase(
        std::min_element(impl_->lines.begin(), impl_->lines.end(),
                         [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
  }
  impl_->asked.notify_all();
  if (drawn.line != nullptr && drawn.line->known >= 1) return drawn.line;
  auto line = std::make_shared<Line>();
  for (const auto& [window, points] : drawn.windows) {
    for (const auto& [time, value] : points) {
      line->times.push_back(time);
      line->values.push_back(value);
    }
  }
  const std::int64_t count = impl_->whole_windows(key);
  if (count > 0) line->known = static_cast<double>(drawn.windows.size()) / static_cast<double>(count);
  drawn.line = line;
  return line;
}

bool History::settle(std::chrono::milliseconds patience) {
  std::unique_lock lock(impl_->mutex);
  impl_->asked.notify_all();
  impl_->is_idle = false;
  return impl_->idle.wait_for(lock, patience, [this] { return impl_->is_idle; });
}

std::string History::take_problem() {
  const std::lock_guard lock(impl_->mutex);
  return std::exchange(impl_->problem, {});
}

}  // namespace conurb::room
