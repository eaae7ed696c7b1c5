// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "engine/base/number_text.hpp"
#include "engine/plot/layout_parts.hpp"

namespace conurb::plot {
namespace {

std::size_t row_count(const Chart& chart) {
  std::size_t rows = chart.x.labels.size();
  for (const Series& series : chart.series) rows = std::max(rows, series.y.size());
  return rows;
}

bool has(const Series& series, std::size_t row) {
  return row < series.y.size() && drawable(series.y[row]);
}

std::ptrdiff_t bars_in(const Chart& chart, std::size_t row) {
  return std::count_if(chart.series.begin(), chart.series.end(),
                       [row](const Series& series) { return has(series, row); });
}

/// Lying bars: labels on the left, values and words behind the bars' ends, on the side they point to.
class Rows {
 public:
  explicit Rows(Work& work)
      : work_(work), chart_(work.chart), style_(work.style), layout_(work.layout), rows_(row_count(chart_)) {}

  void run() {
    const bool named = chart_.series.size() > 1 && !says_all_itself();
    const double largest = gather();
    const UnitSize size = unit_size(largest);
    unit_size_ = size.size;
    decimals_ = telling_decimals(largest / size.size);
    Axis axis = chart_.y;
    short_unit_ = size.word.empty() ? unit_text(axis.unit) : "";
    if (short_unit_.size() > 4) short_unit_.clear();
    const std::string text = short_unit_.empty() ? axis_text(axis, size.word) : axis.name;
    const Head head = plan_head(work_, text, named);
    const double top = head.height + 0.3 * style_.small, inset = style_.line / 2;
    if (!place({inset, top, layout_.width - inset, layout_.height - inset})) return;
    write_head(work_, head, text);
    draw();
  }

 private:
  /// Words stand at the bars, so that no legend is needed.
  [[nodiscard]] bool says_all_itself() const {
    return std::all_of(chart_.series.begin(), chart_.series.end(),
                       [](const Series& series) { return !series.words.empty(); });
  }

  double gather() {
    for (const Series& series : chart_.series) {
      for (const double value : series.y) {
        if (!drawable(value)) continue;
        values_.low = std::min(values_.low, value);
        values_.high = std::max(values_.high, value);
      }
    }
    if (chart_.y.covers) {
      values_.low = std::min(values_.low, chart_.y.covers->first);
      values_.high = std::max(values_.high, chart_.y.covers->second);
    }
    return std::max(std::abs(values_.low), std::abs(values_.high));
  }

  [[nodiscard]] std::string value_text(const Series& series, std::size_t row) const {
    std::string text = signed_text(series.y[row] / unit_size_, decimals_, chart_.y.difference);
    if (!short_unit_.empty()) text += " " + short_unit_;
    if (with_words_ && row < series.words.size() && !series.words[row].empty())
      text += "  " + series.words[row];
    return text;
  }

  /// The widest value text on the left of zero and on the right, with a gap to the bar.
  [[nodiscard]] std::pair<double, double> text_widths() const {
    double before = 0, behind = 0;
    for (const Series& series : chart_.series) {
      for (std::size_t row = 0; row < series.y.size(); ++row) {
        if (!has(series, row)) continue;
        double& side = series.y[row] < 0 ? before : behind;
        side = std::max(side, style_.text_width(value_text(series, row), Font::small) + 0.6 * style_.small);
      }
    }
    return {before, behind};
  }

  /// Gives labels and values their room; where too little is left for bars, words go first, then all texts.
  bool place(Box box) {
    const double small = style_.small, pitch = box.height() / static_cast<double>(rows_);
    for (const std::string& label : chart_.x.labels)
      label_width_ = std::max(label_width_, style_.text_width(label, Font::small));
    label_width_ = std::min(label_width_, 0.38 * box.width());
    const double margin = label_width_ + (label_width_ > 0 ? 0.9 * small : 0);
    for (const bool words : {true, false}) {
      with_words_ = words;
      const auto [before, behind] = text_widths();
      with_texts_ = pitch >= 1.3 * small && box.width() - margin - before - behind >= 0.2 * box.width();
      if (!with_texts_) continue;
      box.left += margin + before;
      box.right -= behind;
      break;
    }
    if (box.width() < 4 || box.height() < 4) return false;
    layout_.plot = box;
    layout_.x = values_.low < values_.high ? values_ : Range{0, 1};
    layout_.y = {0, static_cast<double>(rows_)};
    return true;
  }

  void draw() {
    const double pitch = layout_.plot.height() / static_cast<double>(rows_);
    const double zero = layout_.x_px(0), small = style_.small;
    for (std::size_t row = 0; row < rows_; ++row) {
      const double top = layout_.plot.top + pitch * static_cast<double>(row);
      if (with_texts_ && row < chart_.x.labels.size()) {
        const std::string label = fitted(style_, chart_.x.labels[row], Font::small, label_width_);
        work_.canvas.write(
            {{0, top + pitch / 2 + 0.36 * small}, Anchor::start, Font::small, style_.text, label});
      }
      draw_row(row, top, pitch);
    }
    work_.canvas.add(Line{{{zero, layout_.plot.top}, {zero, layout_.plot.bottom}}, style_.axis, 1, false});
  }

  /// The series that have a value in the row share its height.
  void draw_row(std::size_t row, double top, double pitch) {
    const std::ptrdiff_t n = bars_in(chart_, row);
    const double height = std::min(0.72 * pitch, 2.2 * style_.small * static_cast<double>(n));
    const double share = height / static_cast<double>(std::max<std::ptrdiff_t>(n, 1));
    double y = top + (pitch - height) / 2;
    for (const Series& series : chart_.series) {
      if (!has(series, row)) continue;
      const double end = layout_.x_px(series.y[row]), zero = layout_.x_px(0);
      const Box bar{std::min(end, zero), y + 0.05 * share, std::max(end, zero), y + 0.95 * share};
      work_.canvas.add(says_all_itself() ? Rectangle{.box = bar, .fill = colour_of(series, style_)}
                                         : bar_of(series, bar, style_));
      const bool left = series.y[row] < 0;
      if (with_texts_) {
        work_.canvas.write({{end + (left ? -0.6 : 0.6) * style_.small, y + share / 2 + 0.36 * style_.small},
                            left ? Anchor::end : Anchor::start,
                            Font::small,
                            style_.text,
                            value_text(series, row)});
      }
      y += share;
    }
  }

  Work& work_;
  const Chart& chart_;
  const Style& style_;
  Layout& layout_;
  std::size_t rows_;
  Range values_{0, 0};
  double unit_size_ = 1, label_width_ = 0;
  int decimals_ = 0;
  bool with_texts_ = false, with_words_ = true;
  std::string short_unit_;  ///< behind each value, where it is as short as "%"
};

}  // namespace

void lay_out_rows(Work& work) {
  Rows(work).run();
}

double rows_height(const Chart& chart, const Style& style) {
  const std::size_t rows = row_count(chart);
  std::ptrdiff_t most = 1;  // bars in a row
  for (std::size_t row = 0; row < rows; ++row) most = std::max(most, bars_in(chart, row));
  const double row = style.small * (1.2 + 1.2 * static_cast<double>(most));
  return (chart.title.empty() ? 0 : 1.6 * style.strong) + 2 * style.small +
         row * static_cast<double>(std::max<std::size_t>(rows, 2));
}

}  // namespace conurb::plot
