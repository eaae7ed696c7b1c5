// SPDX-License-Identifier: Apache-2.0
#include "engine/plot/layout.hpp"

#include <algorithm>
#include <cmath>

#include "engine/plot/layout_parts.hpp"

namespace conurb::plot {
namespace {

bool is_curve(const Chart& chart) {
  return chart.kind == Kind::lines || chart.kind == Kind::duration;
}

/// A plot with values upwards. Steps, in order: ranges, what has room, margins, then drawing.
class Upright {
 public:
  explicit Upright(Work& work) : work_(work), chart_(work.chart), style_(work.style), layout_(work.layout) {}

  void run() {
    layout_.x = x_range(chart_);
    values_ = y_values(chart_, layout_.x);
    const bool many = chart_.series.size() > 1;
    const bool at_ends = many && is_curve(chart_) && plan(true);
    if (!at_ends) {
      ends_.clear();
      plan(false);
    }
    if (layout_.plot.width() < 4 || layout_.plot.height() < 4) {
      layout_.plot = {};
      return;
    }
    draw_y_axis();
    draw_x_axis();
    std::string told = axis_text(chart_.y, y_axis_.size_word);
    if (draw_series()) {
      const std::string more = told + (told.empty() ? "" : " · ") + "line: mean, area: lowest to highest";
      if (style_.text_width(more, Font::small) <= head_.axis_room) told = more;
    }
    write_head(work_, head_, told);
    draw_thresholds();
    draw_cursor();
  }

 private:
  struct End {
    const Series* series;
    double wanted, y;  ///< pixels
  };

  /// The values, and room for what is written above and below bars.
  [[nodiscard]] Range y_range(double plot_height) const {
    Range range = values_;
    if (!bar_values_ || !(plot_height > 0)) return range;
    const double room = values_.span() * 1.5 * style_.small / plot_height;
    if (range.high > 0) range.high += room;
    if (range.low < 0) range.low -= room;
    return range;
  }

  /// Finds the plot's place; false if names at the ends of the lines were wanted and have no room.
  bool plan(bool names_at_ends) {
    const double width = layout_.width, height = layout_.height, row = work_.row(), small = style_.small;
    const double rows = height / row;
    x_labels_ = rows >= 3 && width >= 8 * small;
    contexts_ = x_labels_ && rows >= 8 && width >= 14 * small &&
                (chart_.x.scale == Scale::time || !axis_text(chart_.x, {}).empty());
    bar_values_ = chart_.kind == Kind::bars && bar_pitch(chart_, 0.9 * width) >= 2.6 * small && rows >= 6;
    const double inset = style_.line / 2 + 1;
    const double bottom = height - (x_labels_ ? 1.3 * row : inset) - (contexts_ ? row : 0);
    const bool legend = chart_.series.size() > 1 && !names_at_ends;
    // The head depends on the axis' unit, that on the plot's height: what a head would take hardly matters.
    const double guessed = bottom - plan_head(work_, "x", legend).height;
    y_axis_ = round_axis(y_range(guessed), std::clamp(static_cast<int>(guessed / (2.4 * small)), 1, 6),
                         chart_.y.difference);
    layout_.y = y_axis_.range;
    head_ = plan_head(work_, axis_text(chart_.y, y_axis_.size_word), legend);
    const double top = std::max(head_.height + 0.55 * small, inset + (cursor_knob() ? 4 : 0));
    double labels = 0;
    for (const Tick& tick : y_axis_.ticks)
      labels = std::max(labels, style_.text_width(tick.label, Font::small) + 0.6 * small);
    y_labels_ = rows >= 3 && width >= 10 * small && labels <= 0.35 * width;
    layout_.plot = {y_labels_ ? std::max(labels, inset) : inset, top, width - inset, bottom};
    return !names_at_ends || place_ends();
  }

  /// Puts names behind the ends of lines, pushed apart; false where that does not do.
  bool place_ends() {
    ends_.clear();
    double widest = 0;
    for (const Series& series : chart_.series) {
      const std::size_t n = std::min(series.x.size(), series.y.size());
      std::size_t last = n;
      while (last > 0 && !(drawable(series.y[last - 1]) && layout_.x.holds(series.x[last - 1]))) --last;
      if (last == 0 || series.x[last - 1] < layout_.x.high - 0.05 * layout_.x.span()) return false;
      const double y = layout_.y_px(series.y[last - 1]);
      ends_.push_back({&series, y, y});
      widest = std::max(widest, style_.text_width(name_of(series), Font::small));
    }
    const double margin = widest + 0.8 * style_.small, apart = 1.2 * style_.small;
    const Box& plot = layout_.plot;
    if (margin > 0.22 * layout_.width || plot.height() < 5 * style_.small) return false;
    std::stable_sort(ends_.begin(), ends_.end(), [](const End& a, const End& b) { return a.y < b.y; });
    const double lowest = plot.bottom - 0.3 * style_.small;
    for (std::size_t i = 1; i < ends_.size(); ++i) ends_[i].y = std::max(ends_[i].y, ends_[i - 1].y + apart);
    double limit = lowest;
    for (std::size_t i = ends_.size(); i-- > 0; limit = ends_[i].y - apart)
      ends_[i].y = std::min(ends_[i].y, limit);
    for (const End& end : ends_)
      if (std::abs(end.y - end.wanted) > 1.3 * apart || end.y < plot.top) return false;
    layout_.plot.right = layout_.width - margin;
    return true;
  }

  void draw_y_axis() {
    const Box& plot = layout_.plot;
    for (const Tick& tick : y_axis_.ticks) {
      const double y = layout_.y_px(tick.at);
      const bool base = std::abs(tick.at) < 1e-9 * layout_.y.span() || tick.at == layout_.y.low;
      work_.canvas.add(Line{{{plot.left, y}, {plot.right, y}}, base ? style_.axis : style_.grid, 1, false});
      if (!y_labels_) continue;
      work_.canvas.write({{plot.left - 0.6 * style_.small, y + 0.36 * style_.small},
                          Anchor::end,
                          Font::small,
                          style_.secondary,
                          tick.label});
    }
    for (const End& end : ends_) {
      work_.canvas.write({{plot.right + 0.6 * style_.small, end.y + 0.36 * style_.small},
                          Anchor::start,
                          Font::small,
                          style_.letter_texts[letter_of(*end.series)],
                          name_of(*end.series)});
    }
  }

  void draw_x_axis() {
    if (!x_labels_) return;
    if (has_labels(chart_.kind)) {
      write_labels();
      if (contexts_) write_x_name(axis_text(chart_.x, {}));
      return;
    }
    const Room room{layout_.plot.width(), 1.1 * style_.small,
                    [this](std::string_view text) { return style_.text_width(text, Font::small); }};
    TimeAxis axis;
    std::string name = axis_text(chart_.x, {});
    if (chart_.x.scale == Scale::time) {
      axis = time_axis(layout_.x, chart_.x.zone, room, contexts_);
    } else {
      NumberAxis numbers = number_ticks(room);
      name = axis_text(chart_.x, numbers.size_word);
      axis.ticks = std::move(numbers.ticks);
    }
    for (const Tick& tick : axis.ticks) mark_x(tick);
    if (!contexts_) return;
    for (const Tick& context : axis.contexts) write_context(context);
    if (chart_.x.scale != Scale::time) write_x_name(name);
  }

  [[nodiscard]] double context_baseline() const { return layout_.height - 0.4 * style_.small; }
  void write_x_name(const std::string& name) {
    work_.canvas.write({{layout_.plot.right, context_baseline()},
                        Anchor::end,
                        Font::small,
                        style_.secondary,
                        fitted(style_, name, Font::small, layout_.plot.width())});
  }

  [[nodiscard]] NumberAxis number_ticks(const Room& room) const {
    for (int most = 10; most > 1; --most) {
      NumberAxis axis = exact_axis(layout_.x, most, chart_.x.difference);
      const auto tight = [&](const Tick& a, const Tick& b) {
        return layout_.x_px(b.at) - layout_.x_px(a.at) <
               (room.width(a.label) + room.width(b.label)) / 2 + room.gap;
      };
      if (std::adjacent_find(axis.ticks.begin(), axis.ticks.end(), tight) == axis.ticks.end()) return axis;
    }
    return exact_axis(layout_.x, 1, chart_.x.difference);
  }

  void mark_x(const Tick& tick) {
    const double x = layout_.x_px(tick.at), y = layout_.plot.bottom;
    work_.canvas.add(Line{{{x, y}, {x, y + 0.3 * style_.small}}, style_.axis, 1, false});
    write_x(x, tick.label);
  }
  void write_x(double x, const std::string& label) {
    work_.canvas.write_inside({{x, layout_.plot.bottom + 1.6 * style_.small},
                               Anchor::middle,
                               Font::small,
                               style_.secondary,
                               label});
  }
  void write_context(const Tick& context) {
    const double x = layout_.x_px(context.at);
    if (context.at > layout_.x.low)
      work_.canvas.add(Line{{{x, layout_.plot.top}, {x, layout_.plot.bottom}}, style_.grid, 1, false});
    work_.canvas.write({{x, context_baseline()}, Anchor::start, Font::small, style_.text, context.label});
  }

  /// All labels, or every second, third … where they are too long.
  void write_labels() {
    const auto& labels = chart_.x.labels;
    double widest = 0;
    for (const std::string& label : labels) widest = std::max(widest, style_.text_width(label, Font::small));
    const double pitch = layout_.plot.width() / layout_.x.high;
    // Where there is room for some letters, long names are better shortened than left out.
    const double longest = (pitch >= 5 * style_.small ? pitch : 12 * style_.small) - 0.6 * style_.small;
    widest = std::min(widest, longest);
    const auto every =
        static_cast<std::size_t>(std::max(std::ceil((widest + 0.6 * style_.small) / pitch - 1e-9), 1.0));
    for (std::size_t i = 0; i < labels.size(); i += every)
      write_x(layout_.x_px(static_cast<double>(i) + 0.5), fitted(style_, labels[i], Font::small, widest));
  }

  /// Whether what the lines mean has to be said.
  bool draw_series() {
    switch (chart_.kind) {
      case Kind::lines:
      case Kind::duration: return draw_lines(work_);
      case Kind::bars: draw_bars(work_, y_axis_.unit_size, bar_values_); break;
      case Kind::scatter: draw_scatter(work_); break;
      case Kind::histogram: draw_histogram(work_); break;
      case Kind::rows: break;
    }
    return false;
  }

  void draw_thresholds() {
    const Box& plot = layout_.plot;
    for (const Threshold& threshold : chart_.thresholds) {
      if (!layout_.y.holds(threshold.at)) continue;
      const double y = layout_.y_px(threshold.at);
      work_.canvas.add(Line{{{plot.left, y}, {plot.right, y}}, style_.alarm, 0.75 * style_.line, true});
      if (plot.height() < 5 * style_.small) continue;
      const std::string label = fitted(style_, threshold.label, Font::small, plot.width());
      Text text{{plot.right, y - 0.4 * style_.small}, Anchor::end, Font::small, style_.alarm, label};
      if (text.at.y - style_.small < plot.top) text.at.y = y + 1.1 * style_.small;
      work_.canvas.write_over(text);
    }
  }

  [[nodiscard]] bool cursor_knob() const { return chart_.cursor && layout_.height >= 4 * work_.row(); }

  void draw_cursor() {
    if (!chart_.cursor || !layout_.x.holds(chart_.cursor->at)) return;
    const Box& plot = layout_.plot;
    const double x = layout_.x_px(chart_.cursor->at), width = std::max(0.06 * style_.small, 1.0);
    work_.canvas.add(Line{{{x, plot.top}, {x, plot.bottom}}, style_.cursor, width, false});
    if (!cursor_knob()) return;
    work_.canvas.add(Dot{{x, plot.top}, 0.28 * style_.small, 0, style_.cursor});
    Text text{{x + 0.6 * style_.small, plot.top + 0.9 * style_.small},
              Anchor::start,
              Font::small,
              style_.text,
              chart_.cursor->label};
    if (!work_.canvas.write_over(text)) {
      text.at.x = x - 0.6 * style_.small;
      text.anchor = Anchor::end;
      work_.canvas.write_over(text);
    }
  }

  Work& work_;
  const Chart& chart_;
  const Style& style_;
  Layout& layout_;
  Range values_;  ///< that the y axis is to hold
  NumberAxis y_axis_;
  Head head_;
  std::vector<End> ends_;
  bool x_labels_ = false, y_labels_ = false, contexts_ = false, bar_values_ = false;
};

}  // namespace

Layout lay_out(const Chart& chart, double width, double height, const Style& style) {
  Layout layout;
  layout.width = std::max(width, 0.0);
  layout.height = std::max(height, 0.0);
  layout.title = chart.title;
  Work work(chart, style, layout);
  if (!has_values(chart)) {
    write_empty(work);
  } else if (chart.kind == Kind::rows) {
    lay_out_rows(work);
  } else {
    Upright(work).run();
  }
  return layout;
}

}  // namespace conurb::plot
