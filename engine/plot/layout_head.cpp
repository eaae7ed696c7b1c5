// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/base/number_text.hpp"
#include "engine/plot/layout_parts.hpp"

namespace conurb::plot {
namespace {

constexpr double kGap = 1.2;  // between entries of a legend, in small sizes

double entry_width(const Work& work, const Series& series) {
  return work.canvas.mark_width() + 0.4 * work.style.small +
         work.style.text_width(name_of(series), Font::small);
}

double legend_width(const Work& work) {
  double width = 0;
  for (const Series& series : work.chart.series) width += entry_width(work, series) + kGap * work.style.small;
  return width - kGap * work.style.small;
}

/// From `left` on, or at the right end; with names shortened to equal shares where they have not all room.
void write_legend(Work& work, double left, double baseline, Anchor side) {
  const double small = work.style.small, room = work.layout.width - left;
  const double share = room / static_cast<double>(work.chart.series.size()) - kGap * small;
  const bool fits = legend_width(work) <= room;
  double x = fits && side == Anchor::end ? work.layout.width - legend_width(work) : left;
  for (const Series& series : work.chart.series) {
    const double before = work.canvas.mark_width() + 0.4 * small;
    const std::string name =
        fits ? name_of(series) : fitted(work.style, name_of(series), Font::small, share - before);
    if (name.empty()) continue;
    const Text text{{x + before, baseline}, Anchor::start, Font::small, work.style.text, name};
    if (!work.canvas.write(text)) continue;
    work.canvas.mark(work.chart.kind, series, {x, baseline - 0.36 * small});
    x += before + work.style.text_width(name, Font::small) + kGap * small;
  }
}

}  // namespace

std::string axis_text(const Axis& axis, const std::string& size_word) {
  std::string unit = unit_text(axis.unit);
  if (!size_word.empty()) unit = size_word + (unit.empty() ? "" : " " + unit);
  if (axis.name.empty() || unit.empty()) return axis.name + unit;
  return axis.name + ", " + unit;
}

Head plan_head(const Work& work, const std::string& axis, bool wants_legend) {
  const double rows = work.layout.height / work.row();
  const bool wide = work.layout.width >= 9 * work.style.small;
  Head head;
  head.title = !work.chart.title.empty() && rows >= 7 && wide;
  head.axis = !axis.empty() && rows >= 6 && wide;
  head.legend = wants_legend && rows >= 6 && wide;
  const double width = work.layout.width, legend = head.legend ? legend_width(work) : 0;
  if (head.legend) {
    const double title = head.title ? work.style.text_width(work.chart.title, Font::strong) : width;
    const double unit = head.axis ? work.style.text_width(axis, Font::small) : 0;
    head.legend_place = title + 2 * work.style.strong + legend <= width ? Head::Place::beside_title
                        : unit + 2 * work.style.small + legend <= width ? Head::Place::beside_axis
                        : rows >= 8.5                                   ? Head::Place::own_row
                                                                        : Head::Place::beside_axis;
  }
  const bool beside_axis = head.legend && head.legend_place == Head::Place::beside_axis;
  const bool own_row = head.legend && head.legend_place == Head::Place::own_row;
  head.axis_room = width - (beside_axis ? legend + 2 * work.style.small : 0);
  const double row = 1.7 * work.style.small;
  head.height =
      (head.title ? 1.6 * work.style.strong : 0) + (head.axis || beside_axis ? row : 0) + (own_row ? row : 0);
  return head;
}

void write_head(Work& work, const Head& head, const std::string& axis) {
  const Style& style = work.style;
  const double row = 1.7 * style.small;
  double baseline = 0.95 * style.small, left = 0;
  if (head.title) {
    const std::string title = fitted(style, work.chart.title, Font::strong, work.layout.width);
    const double its = 0.95 * style.strong;
    work.canvas.write({{0, its}, Anchor::start, Font::strong, style.text, title});
    if (head.legend && head.legend_place == Head::Place::beside_title)
      write_legend(work, style.text_width(title, Font::strong) + 2 * style.strong, its, Anchor::end);
    baseline += 1.6 * style.strong;
  }
  if (head.legend && head.legend_place == Head::Place::own_row) {
    write_legend(work, style.line / 2, baseline, Anchor::start);
    baseline += row;
  }
  if (head.axis) {
    const std::string text = fitted(style, axis, Font::small, work.layout.width);
    work.canvas.write({{0, baseline}, Anchor::start, Font::small, style.secondary, text});
    left = style.text_width(text, Font::small) + 2 * style.small;
  }
  if (head.legend && head.legend_place == Head::Place::beside_axis)
    write_legend(work, left, baseline, Anchor::end);
}

void write_empty(Work& work) {
  const Head head = plan_head(work, {}, false);
  write_head(work, head, {});
  const Style& style = work.style;
  const double room = work.layout.width - 2 * style.small;
  const Font font = style.text_width(work.chart.empty_text, Font::body) <= room ? Font::body : Font::small;
  const std::string text = fitted(style, work.chart.empty_text, font, room);
  const double middle = (head.height + work.layout.height) / 2 + 0.36 * style.body;
  work.canvas.write({{work.layout.width / 2, middle}, Anchor::middle, font, style.secondary, text});
}

}  // namespace conurb::plot
