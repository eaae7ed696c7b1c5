// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/thinning.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "engine/plot/chart.hpp"

namespace conurb::plot {
namespace {

using Run = std::vector<Point>;

/// Gathers a run's points column by column.
class Columns {
 public:
  explicit Columns(Run& run) : run_(run) {}

  void add(double column, const Point& point) {
    if (filled_ && column == column_) {
      last_ = point;
      if (point.y < lowest_.y) lowest_ = point;
      if (point.y > highest_.y) highest_ = point;
      return;
    }
    flush();
    filled_ = true;
    column_ = column;
    first_ = last_ = lowest_ = highest_ = point;
  }
  void flush() {
    if (!filled_) return;
    filled_ = false;
    std::array<Point, 4> kept{first_, lowest_, highest_, last_};
    std::stable_sort(kept.begin(), kept.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
    const auto same = [](const Point& a, const Point& b) { return a.x == b.x && a.y == b.y; };
    run_.insert(run_.end(), kept.begin(), std::unique(kept.begin(), kept.end(), same));
  }

 private:
  Run& run_;
  bool filled_ = false;
  double column_ = 0;
  Point first_, last_, lowest_, highest_;
};

Point on_border(const Point& a, const Point& b, double x) {
  const double part = b.x > a.x ? (x - a.x) / (b.x - a.x) : 0;
  return {x, a.y + part * (b.y - a.y)};
}

/// What of the run lies in the window; at most one point on each side does not.
void clip(Run& run, Range window) {
  if (run.size() > 1 && run[0].x < window.low && run[1].x >= window.low)
    run[0] = on_border(run[0], run[1], window.low);
  const std::size_t n = run.size();
  if (n > 1 && run[n - 1].x > window.high && run[n - 2].x <= window.high)
    run[n - 1] = on_border(run[n - 2], run[n - 1], window.high);
  std::erase_if(run, [&](const Point& point) { return !window.holds(point.x); });
}

/// Gathers an envelope's columns.
class Gathering {
 public:
  void add(int column, double x, double low, double high) {
    if (n_ > 0 && column != column_) flush();
    low_ = n_ > 0 ? std::min(low_, low) : low;
    high_ = n_ > 0 ? std::max(high_, high) : high;
    column_ = column;
    x_ += x;
    middle_ += (low + high) / 2;
    n_ += 1;
  }
  [[nodiscard]] Envelope take() {
    flush();
    return std::exchange(envelope_, {});
  }

 private:
  void flush() {
    if (n_ == 0) return;
    const double x = x_ / n_;
    envelope_.lower.push_back({x, low_});
    envelope_.upper.push_back({x, high_});
    envelope_.mean.push_back({x, middle_ / n_});
    n_ = x_ = middle_ = 0;
  }
  Envelope envelope_;
  int column_ = 0;
  double n_ = 0, x_ = 0, low_ = 0, high_ = 0, middle_ = 0;
};

}  // namespace

std::vector<std::vector<Point>> thinned(std::span<const double> x, std::span<const double> y, Range window,
                                        int columns) {
  std::vector<Run> runs;
  const auto n = static_cast<std::ptrdiff_t>(std::min(x.size(), y.size()));
  if (n == 0 || !(window.low <= window.high)) return runs;
  const auto begin = x.begin(), end = x.begin() + n;
  const auto first = std::max<std::ptrdiff_t>(std::lower_bound(begin, end, window.low) - begin - 1, 0);
  const auto last = std::min<std::ptrdiff_t>(std::upper_bound(begin, end, window.high) - begin + 1, n);
  const bool all = last - first <= 4 * static_cast<std::ptrdiff_t>(std::max(columns, 1));
  const double per_x = window.span() > 0 ? columns / window.span() : 0;
  Run run;
  Columns gathered(run);
  const auto finish = [&] {
    gathered.flush();
    clip(run, window);
    if (!run.empty()) runs.push_back(std::move(run));
    run.clear();
  };
  for (std::ptrdiff_t i = first; i < last; ++i) {
    const Point point{x[static_cast<std::size_t>(i)], y[static_cast<std::size_t>(i)]};
    if (!drawable(point.x) || !drawable(point.y)) {
      finish();
    } else if (all) {
      run.push_back(point);
    } else {
      gathered.add(std::floor((point.x - window.low) * per_x), point);
    }
  }
  finish();
  return runs;
}

std::vector<Envelope> envelopes(std::span<const double> x, std::span<const double> low,
                                std::span<const double> high, Range window, int columns) {
  std::vector<Envelope> result;
  const double per_x = window.span() > 0 ? columns / window.span() : 0;
  Gathering gathering;
  const auto finish = [&] {
    Envelope envelope = gathering.take();
    if (!envelope.mean.empty()) result.push_back(std::move(envelope));
  };
  const std::size_t n = std::min({x.size(), low.size(), high.size()});
  for (std::size_t i = 0; i < n; ++i) {
    if (!window.holds(x[i])) continue;
    if (drawable(low[i]) && drawable(high[i])) {
      const int column = std::min(static_cast<int>((x[i] - window.low) * per_x), columns - 1);
      gathering.add(column, x[i], low[i], high[i]);
    } else {
      finish();
    }
  }
  finish();
  return result;
}

}  // namespace conurb::plot
