// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/pieces.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace conurb::ui {
namespace {

Colour colour_of(scene::Rgb c) {
  return rgb(std::uint32_t{c.red} << 16 | std::uint32_t{c.green} << 8 | c.blue);
}

constexpr float kLegendWidth = 300, kBarHeight = 14;
constexpr float kFigureWidth = 236, kFigureHeight = 118;

}  // namespace

ImVec2 Pieces::measure(ImFont* font, std::string_view text) const {
  return font->CalcTextSizeA(font->FontSize, 1e9f, 0, text.data(), text.data() + text.size());
}

void Pieces::note(std::string_view text, ImVec2 at, ImVec2 size, Colour colour) {
  // What is scrolled out of a panel is not there.
  const ImVec2 low = list_.GetClipRectMin(), high = list_.GetClipRectMax();
  if (at.y < low.y || at.y + size.y > high.y || at.x > high.x) return;
  const Theme& theme = surface_.theme();
  const Colour ground = ground_ != 0 ? ground_ : over(theme.panel, theme.ground);
  surface_.layout().add_text(std::string(text), {at.x, at.y, at.x + size.x, at.y + size.y}, colour, ground);
}

float Pieces::text(ImFont* font, ImVec2 at, Colour colour, std::string_view text, float most) {
  std::string shown(text);
  ImVec2 size = measure(font, shown);
  while (size.x > most && !shown.empty()) {
    if (shown.ends_with("…")) shown.resize(shown.size() - std::string_view("…").size());
    do shown.pop_back();
    while (!shown.empty() && (static_cast<unsigned char>(shown.back()) & 0xC0) == 0x80);
    if (!shown.empty() && static_cast<unsigned char>(shown.back()) >= 0xC0) shown.pop_back();
    shown += "…";
    size = measure(font, shown);
    if (shown == "…") break;
  }
  at = {std::round(at.x), std::round(at.y)};
  list_.AddText(font, font->FontSize, at, colour, shown.data(), shown.data() + shown.size());
  note(shown, at, size, colour);
  return at.x + size.x;
}

float Pieces::text_left_of(ImFont* font, ImVec2 at, Colour colour, std::string_view shown) {
  const float left = at.x - measure(font, shown).x;
  text(font, {left, at.y}, colour, shown);
  return left;
}

float Pieces::measure_lines(ImFont* font, std::string_view text, float width) const {
  return font
      ->CalcTextSizeA(font->FontSize, 1e9f, std::max(width, 1.0f), text.data(), text.data() + text.size())
      .y;
}

std::string Pieces::fitted(ImFont* font, std::string_view text, float width, float most) const {
  const auto begin_of = [text](std::size_t bytes) {
    while (bytes > 0 && bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80)
      --bytes;
    return std::string(text.substr(0, bytes)) + "…";
  };
  if (measure_lines(font, text, width) <= most) return std::string(text);
  std::size_t low = 0, high = text.size();
  while (low < high) {
    const std::size_t middle = (low + high + 1) / 2;
    if (measure_lines(font, begin_of(middle), width) <= most) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return begin_of(low);
}

float Pieces::lines(ImFont* font, ImVec2 at, Colour colour, std::string_view text, float width, float most) {
  at = {std::round(at.x), std::round(at.y)};
  width = std::max(width, 1.0f);
  const std::string shown = fitted(font, text, width, most);
  const ImVec2 size =
      font->CalcTextSizeA(font->FontSize, 1e9f, width, shown.data(), shown.data() + shown.size());
  list_.AddText(font, font->FontSize, at, colour, shown.data(), shown.data() + shown.size(), width);
  note(shown, at, {std::min(size.x, width), size.y}, colour);
  return size.y;
}

void Pieces::card(std::string id, const Rect& rect) {
  const Theme& theme = surface_.theme();
  const float radius = surface_.px(Sizes::kRadius);
  list_.AddRectFilled({rect.x0, rect.y0}, {rect.x1, rect.y1}, theme.panel, radius);
  list_.AddRect({rect.x0 + .5f, rect.y0 + .5f}, {rect.x1 - .5f, rect.y1 - .5f}, theme.border, radius);
  surface_.layout().add_panel(std::move(id), rect);
  ground_ = 0;
}

float Pieces::chip_width(std::string_view name) const {
  return measure(surface_.strong(), "A").x + measure(surface_.body(), name).x + surface_.px(8 + 2 * 16);
}

Rect Pieces::chip(ImVec2 at, int scenario, std::string_view name, bool strong) {
  const Theme& theme = surface_.theme();
  const auto which = static_cast<std::size_t>(std::clamp(scenario, 0, 3));
  const float height = surface_.px(34), width = chip_width(name);
  const Rect rect{at.x, at.y, at.x + width, at.y + height};
  const Colour fill = strong ? theme.scenarios[which] : theme.panel;
  list_.AddRectFilled({rect.x0, rect.y0}, {rect.x1, rect.y1}, fill, height / 2);
  if (!strong)
    list_.AddRect({rect.x0, rect.y0}, {rect.x1, rect.y1}, theme.scenarios[which], height / 2, 0,
                  surface_.px(1.5f));
  const std::string letter(1, static_cast<char>('A' + which));
  const float y = at.y + (height - surface_.body()->FontSize) / 2;
  ground_ = strong ? fill : 0;
  if (strong) surface_.layout().add_panel("chip " + letter, rect);
  const float x = text(surface_.strong(), {at.x + surface_.px(16), y},
                       strong ? theme.on_scenario : theme.scenario_texts[which], letter);
  text(surface_.body(), {x + surface_.px(8), y}, strong ? theme.on_scenario : theme.text, name);
  ground_ = 0;
  return rect;
}

ImVec2 Pieces::legend_size(const scene::Legend& legend) const {
  const float line = surface_.px(20);
  float height = surface_.px(2 * Sizes::kPadding) + surface_.px(26);
  if (!legend.bar.empty()) height += surface_.px(kBarHeight + 8) + line;
  height += line * static_cast<float>(legend.classes.size() + legend.samples.size() + legend.sizes.size());
  if (!legend.samples.empty()) height += surface_.px(6);
  for (const std::string* more : {&legend.direction, &legend.time, &legend.source})
    if (!more->empty()) height += surface_.px(18);
  return {surface_.px(kLegendWidth), height + surface_.px(4)};
}

void Pieces::swatch(const Rect& r, scene::Rgb colour, scene::Look look) {
  list_.AddRectFilled({r.x0, r.y0}, {r.x1, r.y1}, colour_of(colour), surface_.px(3));
  list_.PushClipRect({r.x0, r.y0}, {r.x1, r.y1}, true);
  if (look == scene::Look::missing || look == scene::Look::stale) {
    for (float x = r.x0 - r.height(); x < r.x1; x += surface_.px(7))
      list_.AddLine({x, r.y1}, {x + r.height(), r.y0}, rgb(0x000000, 115), surface_.px(2.5f));
  } else if (look == scene::Look::pinned) {
    for (float x = r.x0 + surface_.px(5); x < r.x1; x += surface_.px(7))
      list_.AddCircleFilled({x, (r.y0 + r.y1) / 2}, surface_.px(2), rgb(0xffffff));
  }
  list_.PopClipRect();
}

void Pieces::legend_bar(const scene::Legend& legend, const Rect& bar) {
  const auto count = static_cast<float>(legend.bar.size() - 1);
  for (std::size_t i = 0; i + 1 < legend.bar.size(); ++i) {
    const float x0 = bar.x0 + bar.width() * static_cast<float>(i) / count;
    const float x1 = bar.x0 + bar.width() * static_cast<float>(i + 1) / count;
    const Colour a = colour_of(legend.bar[i]), b = colour_of(legend.bar[i + 1]);
    list_.AddRectFilledMultiColor({x0, bar.y0}, {x1 + .5f, bar.y1}, a, b, b, a);
  }
  float free_from = -1e9f;
  for (const scene::Legend::Tick& tick : legend.ticks) {
    const float x = bar.x0 + bar.width() * static_cast<float>(tick.at);
    list_.AddLine({x, bar.y1}, {x, bar.y1 + surface_.px(4)}, surface_.theme().secondary);
    const float width = measure(surface_.small(), tick.text).x;
    const float left = std::clamp(x - width / 2, bar.x0, std::max(bar.x1 - width, bar.x0));
    if (left < free_from) continue;  // rather a mark without a number than two over each other
    text(surface_.small(), {left, bar.y1 + surface_.px(5)}, surface_.theme().secondary, tick.text);
    free_from = left + width + surface_.px(6);
  }
}

void Pieces::legend(std::string id, ImVec2 at, const scene::Legend& legend) {
  const Theme& theme = surface_.theme();
  const ImVec2 size = legend_size(legend);
  card(std::move(id), {at.x, at.y, at.x + size.x, at.y + size.y});
  const float pad = surface_.px(Sizes::kPadding), left = at.x + pad, right = at.x + size.x - pad;
  const float line = surface_.px(20);
  float y = at.y + pad;
  const float unit_left = legend.unit.empty() ? right
                                              : text_left_of(surface_.small(), {right, y + surface_.px(2)},
                                                             theme.secondary, legend.unit);
  text(surface_.strong(), {left, y}, theme.text, legend.title, unit_left - left - surface_.px(8));
  y += surface_.px(26);
  if (!legend.bar.empty()) {
    legend_bar(legend, {left, y, right, y + surface_.px(kBarHeight)});
    y += surface_.px(kBarHeight + 8) + line;
  }
  const auto row = [&](scene::Rgb colour, scene::Look look, const std::string& label, std::int64_t rows) {
    swatch({left, y + surface_.px(2), left + surface_.px(28), y + surface_.px(16)}, colour, look);
    const float edge = text_left_of(surface_.small(), {right, y}, theme.secondary,
                                    rows < 0 ? "" : number_text(static_cast<double>(rows), 0));
    text(surface_.small(), {left + surface_.px(38), y}, theme.text, label, edge - left - surface_.px(46));
    y += line;
  };
  for (const auto& c : legend.classes) row(c.colour, scene::Look::value, c.text, c.rows);
  if (!legend.samples.empty()) y += surface_.px(6);
  const scene::Rgb middle =
      legend.bar.empty() ? scene::Rgb{0x8a, 0x9a, 0xa8} : legend.bar[legend.bar.size() / 2];
  for (const auto& s : legend.samples)
    row(s.look == scene::Look::missing ? scene::kMissingColour : middle, s.look, s.text, s.rows);
  for (const auto& s : legend.sizes) {
    text(surface_.small(), {left, y}, theme.secondary, s.title + ", " + s.text, right - left);
    y += line;
  }
  for (const std::string* more : {&legend.direction, &legend.time, &legend.source}) {
    if (more->empty()) continue;
    text(surface_.small(), {left, y}, theme.secondary, *more, right - left);
    y += surface_.px(18);
  }
}

ImVec2 Pieces::figure_size() const {
  return {surface_.px(kFigureWidth), surface_.px(kFigureHeight)};
}

void Pieces::figure(std::string id, ImVec2 at, const KeyFigure& figure) {
  const Theme& theme = surface_.theme();
  const ImVec2 size = figure_size();
  card(std::move(id), {at.x, at.y, at.x + size.x, at.y + size.y});
  const float pad = surface_.px(Sizes::kPadding), left = at.x + pad, most = size.x - 2 * pad;
  text(surface_.small(), {left, at.y + surface_.px(13)}, theme.secondary, figure.label, most);
  const float y = at.y + surface_.px(36);
  const float x = text(surface_.figure(), {left, y}, theme.text, figure.value, most);
  text(surface_.body(), {x + surface_.px(6), y + surface_.px(13)}, theme.secondary, figure.unit,
       left + most - x - surface_.px(6));
  if (figure.difference.empty()) return;
  using Verdict = KeyFigure::Verdict;
  const Colour colour = figure.verdict == Verdict::better  ? theme.better
                        : figure.verdict == Verdict::worse ? theme.worse
                                                           : theme.text;
  const float below = at.y + surface_.px(84);
  const float end = text(surface_.strong(), {left, below}, colour, figure.difference);
  text(surface_.small(), {end + surface_.px(8), below + surface_.px(2)}, theme.secondary, figure.against,
       left + most - end - surface_.px(8));
}

}  // namespace conurb::ui
