// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/plot_maker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/plot/numbers.hpp"
#include "engine/room/quantities.hpp"
#include "engine/ui/branch_words.hpp"
#include "engine/ui/plot_cells.hpp"

namespace conurb::ui {
namespace {

using room::Joining;
using room::PlotChoice;
using room::PlotKind;

/// The column that a layer tells of, "table.column".
std::string column_of(const scene::LayerSpec& layer) {
  const std::string& name = !layer.look.color.empty()   ? layer.look.color
                            : !layer.look.width.empty() ? layer.look.width
                                                        : layer.look.height;
  return name.empty() ? name : layer.look.table + "." + name;
}

bool is_number(const city::ColumnSpec& column) {
  return !column.list && column.scalar != city::Scalar::text && column.scalar != city::Scalar::ref;
}

struct PlotPlace {
  std::string table;
  const city::ColumnSpec* column = nullptr;
};
/// Null column: not of this city.
PlotPlace place_of(const CityModel& model, std::string_view id) {
  const std::size_t dot = id.find('.');
  if (dot == std::string_view::npos) return {};
  PlotPlace place{std::string(id.substr(0, dot)), nullptr};
  const std::int32_t at = model.base().find(place.table);
  if (at < 0) return place;
  const city::Table& table = model.base().table(static_cast<std::size_t>(at));
  if (const auto column = table.find(id.substr(dot + 1))) place.column = &table.column(*column).spec();
  return place;
}

std::string label_of(const PanelContext& context, const CityModel& model, const std::string& id,
                     const city::ColumnSpec& column) {
  for (const scene::LayerSpec& layer : model.layers())
    if (column_of(layer) == id) return layer.look.label;
  const std::string key = "column." + id;
  return context.room.texts().contains(key) ? std::string(context.text(key)) : name_text(column.name);
}

}  // namespace

std::vector<PlotSubject> plot_subjects(const PanelContext& context, const CityModel& model) {
  std::vector<PlotSubject> subjects;
  std::set<std::string> known;
  for (const scene::LayerSpec& layer : model.layers()) {
    const std::string id = column_of(layer);
    const PlotPlace place = place_of(model, id);
    if (place.column == nullptr || !is_number(*place.column) || !known.insert(id).second) continue;
    subjects.push_back({id, layer.look.label, layer.group});
  }
  for (const room::BranchInfo& info : context.room.published().branches) {
    for (const sim::ComparedKpi& kpi : info.kpis) {
      if (known.insert("kpi " + kpi.id).second)
        subjects.push_back({kpi.id, kpi.label, std::string(context.text("plot.key_figures"))});
    }
  }
  return subjects;
}

std::vector<PlotSubject> plot_partners(const PanelContext& context, const CityModel& model,
                                       const PlotChoice& choice) {
  std::vector<PlotSubject> partners;
  const PlotPlace place = place_of(model, choice.of);
  if (place.column == nullptr) return partners;
  if (choice.kind != PlotKind::bars && choice.kind != PlotKind::scatter) return partners;
  const city::Table& table = model.base().table(place.table);
  for (std::size_t c = city::Table::kAlive + 1; c < table.column_count(); ++c) {
    const city::ColumnSpec& column = table.column(c).spec();
    const bool words = column.scalar == city::Scalar::text && !column.list;
    const bool fits = choice.kind == PlotKind::bars ? words : is_number(column);
    if (!fits || &column == place.column || column.name == "object_id" || column.name == "geometry") continue;
    partners.push_back({column.name, label_of(context, model, place.table + "." + column.name, column), {}});
  }
  return partners;
}

PlotChoice completed(const PanelContext& context, const CityModel& model) {
  const room::RoomState& state = context.room.state();
  PlotChoice choice = state.plot;
  for (const room::LayerShown& shown : state.layers) {
    if (!choice.of.empty()) break;
    const scene::LayerSpec* layer = model.layer(shown.id);
    if (layer == nullptr) continue;
    const PlotPlace place = place_of(model, column_of(*layer));
    if (place.column != nullptr && is_number(*place.column)) choice.of = column_of(*layer);
  }
  const PlotPlace place = place_of(model, choice.of);
  if (choice.joining == Joining::fitting)
    choice.joining = place.column != nullptr && room::adds_up(*place.column) ? Joining::sum : Joining::mean;
  return choice;
}

struct PlotMaker::Subject {
  PlotChoice choice;
  std::string table, label;
  const city::ColumnSpec* column = nullptr;
  plot::Display display;

  [[nodiscard]] double shown(double si) const {
    // A sum of temperatures has no zero to count from.
    return display.factor * si + (choice.joining == Joining::mean ? display.offset : 0);
  }
};

const plot::Chart& PlotMaker::make(PanelContext& context, CityModel& model) {
  Subject subject;
  subject.choice = completed(context, model);
  const PlotPlace place = place_of(model, subject.choice.of);
  subject.table = place.table;
  subject.column = place.column;
  if (place.column != nullptr && is_number(*place.column)) {
    subject.label = label_of(context, model, subject.choice.of, *place.column);
    subject.display = plot::display_of(model.units(), *place.column);
    const std::vector<Branch> all = branches(context, model, subject);
    const bool over_time =
        subject.choice.kind == PlotKind::lines || subject.choice.kind == PlotKind::duration;
    if (over_time)
      lines(context, subject, all);
    else
      values(context, model, subject, all);
  } else if (!subject.choice.of.empty()) {
    key_figure(context, subject.choice.of, branches(context, model, subject));
  } else {
    recipe_ = {};
    chart_ = {};
    chart_.empty_text = context.text("plot.choose");
  }
  if (chart_.x.scale == plot::Scale::time)
    chart_.cursor = plot::Cursor{static_cast<double>(context.room.state().clock.shown.us), {}};
  return chart_;
}

const std::vector<std::int64_t>& PlotMaker::selected_rows(const CityModel::Shown& shown, std::size_t view,
                                                          const std::string& table) {
  Rows& rows = rows_[view];
  if (rows.revision == shown.revision + 1 && rows.table == table) return rows.rows;
  rows = {shown.revision + 1, table, {}};
  if (selection_.table != table || shown.city->find(table) < 0) return rows.rows;
  for (const city::Id id : selection_.ids)
    if (const std::int64_t row = shown.city->table(table).row_of(id); row >= 0) rows.rows.push_back(row);
  std::sort(rows.rows.begin(), rows.rows.end());
  return rows.rows;
}

std::vector<PlotMaker::Branch> PlotMaker::branches(PanelContext& context, CityModel& model,
                                                   const Subject& subject) {
  const room::RoomState& state = context.room.state();
  if (state.selection != selection_) {
    selection_ = state.selection;
    rows_ = {};
    recipe_ = {};
  }
  std::vector<Branch> all;
  for (const room::View& view : state.views) {
    const room::BranchInfo* info = context.room.published().branch(view.branch);
    if (info == nullptr) continue;
    Branch branch{view.branch, branch_label(context, view.branch), view.letter - 'A'};
    branch.run = info->run;
    branch.stale = info->status == room::BranchStatus::stale;
    if (subject.choice.rows == room::PlotRows::selected)
      branch.rows = &selected_rows(model.shown(view.branch, nullptr), all.size(), subject.table);
    all.push_back(std::move(branch));
    if (state.compare == room::CompareMode::single) break;
  }
  return all;
}

bool PlotMaker::same(Recipe recipe) {
  if (recipe == recipe_) return true;
  recipe_ = std::move(recipe);
  chart_ = {};
  return false;
}

/// What stands over the values: how they were joined, and of how many rows.
std::string PlotMaker::joined_words(const PanelContext& context, const Subject& subject,
                                    const std::vector<Branch>& branches) const {
  const bool selected = subject.choice.rows == room::PlotRows::selected;
  const std::size_t count = selected && !branches.empty() ? branches.front().rows->size() : 0;
  if (selected && count == 1) return {};
  std::string words(context.text(subject.choice.joining == Joining::sum ? "plot.sum" : "plot.mean"));
  if (selected)
    words +=
        " · " + context.room.texts()("selection.count", {{"n", number_text(static_cast<double>(count), 0)}});
  return words;
}

void PlotMaker::lines(PanelContext& context, const Subject& subject, const std::vector<Branch>& branches) {
  const auto what = subject.choice.joining == Joining::sum ? room::LineOf::sum : room::LineOf::mean;
  std::vector<std::shared_ptr<const room::Line>> lines;
  Recipe recipe{subject.choice, {}};
  for (const Branch& branch : branches) {
    const bool none = branch.run == 0 || (branch.rows != nullptr && branch.rows->empty());
    const std::span<const std::int64_t> rows =
        branch.rows == nullptr ? std::span<const std::int64_t>() : std::span(*branch.rows);
    lines.push_back(
        none ? nullptr
             : context.room.history().line(branch.run, subject.table, subject.column->name, what, rows));
    const room::Line* line = lines.back().get();
    recipe.parts.push_back(fmt::format("{} {} {} {} {}", branch.name, branch.run, branch.stale,
                                       line == nullptr ? -1 : line->known,
                                       line == nullptr ? 0 : line->values.size()));
  }
  if (same(std::move(recipe))) return;
  plot::Axis y;
  y.name = joined_words(context, subject, branches);
  y.unit = subject.display.unit;
  std::vector<plot::Series> all;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    if (lines[i] == nullptr) continue;
    plot::Series series{.name = branches[i].label, .letter = branches[i].letter, .stale = branches[i].stale};
    for (const Time time : lines[i]->times) series.x.push_back(static_cast<double>(time.us));
    for (const double value : lines[i]->values) series.y.push_back(subject.shown(value));
    all.push_back(std::move(series));
  }
  if (subject.choice.kind == PlotKind::duration) {
    std::vector<plot::Sample> samples;
    for (const plot::Series& series : all)
      samples.push_back({series.name, series.letter, series.y, series.stale});
    chart_ = plot::duration_curve(subject.label, std::move(y), samples);
  } else {
    chart_.title = subject.label;
    chart_.x.scale = plot::Scale::time;
    chart_.x.zone = context.room.published().zone;
    chart_.y = std::move(y);
    chart_.series = std::move(all);
  }
  const bool selected_none =
      !branches.empty() && branches.front().rows != nullptr && branches.front().rows->empty();
  const bool reading =
      std::any_of(lines.begin(), lines.end(), [](const auto& line) { return line != nullptr; });
  chart_.empty_text = context.text(selected_none ? "plot.no_selection"
                                   : reading     ? "plot.loading"
                                                 : "plot.no_record");
}

namespace {

/// Values of the rows asked for; NaN beyond the end of what is known.
template <typename Shown>
std::vector<double> cells_of(const room::ColumnFrame* frame, const std::vector<std::int64_t>* rows,
                             const Shown& shown) {
  std::vector<double> values;
  if (frame == nullptr || frame->values == nullptr) return values;
  const std::vector<float>& all = *frame->values;
  const std::size_t count = rows == nullptr ? all.size() : rows->size();
  values.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row = rows == nullptr ? i : static_cast<std::size_t>((*rows)[i]);
    values.push_back(row < all.size() ? shown(static_cast<double>(all[row])) : std::nan(""));
  }
  return values;
}

std::vector<std::string> words_of(const city::City& city, const std::string& table, const std::string& name,
                                  const std::vector<std::int64_t>* rows) {
  std::vector<std::string> words;
  const auto found = city.table(table).find(name);
  if (!found || city.table(table).column(*found).spec().scalar != city::Scalar::text) return words;
  const city::Column& column = city.table(table).column(*found);
  const auto codes = column.values<std::int32_t>();
  const std::size_t count = rows == nullptr ? static_cast<std::size_t>(column.rows()) : rows->size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row = rows == nullptr ? i : static_cast<std::size_t>((*rows)[i]);
    const std::int32_t code = codes[row];
    words.emplace_back(code < 0 ? "" : name_text(column.dictionary().text(code)));
  }
  return words;
}

}  // namespace

void PlotMaker::values(PanelContext& context, CityModel& model, const Subject& subject,
                       const std::vector<Branch>& branches) {
  const PlotChoice& choice = subject.choice;
  const PlotPlace across =
      choice.against.empty() ? PlotPlace{} : place_of(model, subject.table + "." + choice.against);
  const bool points =
      choice.kind == PlotKind::scatter && across.column != nullptr && is_number(*across.column);
  std::vector<std::shared_ptr<const room::ColumnFrame>> frames, others;
  Recipe recipe{choice, {}};
  for (const Branch& branch : branches) {
    frames.push_back(context.room.frame(branch.name, subject.table, subject.column->name));
    others.push_back(points ? context.room.frame(branch.name, subject.table, choice.against) : nullptr);
    recipe.parts.push_back(fmt::format(
        "{} {} {} {} {} {}", branch.name, branch.stale, frames.back() ? frames.back()->revision : 0,
        others.back() ? others.back()->revision : 0, model.shown(branch.name, nullptr).revision,
        frames.back() ? frames.back()->time.value_or(Time{}).us : 0));
  }
  if (same(std::move(recipe))) return;
  const plot::Display x = points ? plot::display_of(model.units(), *across.column) : plot::Display{};
  std::vector<PlotCells> cells;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    PlotCells each{branches[i].label, branches[i].letter, branches[i].stale, {}, {}, {}};
    const bool sums = choice.kind == PlotKind::bars && choice.joining == Joining::sum;
    each.values = cells_of(frames[i].get(), branches[i].rows, [&](double si) {
      return sums ? subject.display.factor * si : subject.display.shown(si);
    });
    if (points)
      each.across = cells_of(others[i].get(), branches[i].rows, [&x](double si) { return x.shown(si); });
    if (choice.kind == PlotKind::bars && !choice.against.empty())
      each.words = words_of(*model.shown(branches[i].name, nullptr).city, subject.table, choice.against,
                            branches[i].rows);
    cells.push_back(std::move(each));
  }
  draw_cells(context, subject, branches, cells);
  if (points) {
    chart_.x.name = label_of(context, model, subject.table + "." + choice.against, *across.column);
    chart_.x.unit = x.unit;
  }
  const bool no_rows =
      !branches.empty() && branches.front().rows != nullptr && branches.front().rows->empty();
  chart_.empty_text = context.text(no_rows                                       ? "plot.no_selection"
                                   : choice.kind == PlotKind::scatter && !points ? "plot.no_against"
                                                                                 : "plot.no_values");
}

void PlotMaker::draw_cells(PanelContext& context, const Subject& subject, const std::vector<Branch>& branches,
                           const std::vector<PlotCells>& cells) {
  const std::string unit = subject.display.unit;
  if (subject.choice.kind == PlotKind::histogram) {
    std::vector<plot::Sample> samples;
    for (const PlotCells& each : cells) samples.push_back({each.name, each.letter, each.values, each.stale});
    plot::Axis axis;
    axis.unit = unit;
    axis.name = subject.label;
    const std::string key = "table." + subject.table;
    chart_ = plot::histogram(
        subject.label, std::move(axis),
        context.room.texts().contains(key) ? std::string(context.text(key)) : name_text(subject.table),
        samples);
    return;
  }
  const bool bars = subject.choice.kind == PlotKind::bars;
  chart_ = bars ? bars_of(cells, subject.choice.joining, std::string(context.text("plot.all")),
                          std::string(context.text("plot.others")))
                : scatter_of(cells);
  chart_.title = subject.label;
  chart_.y.unit = unit;
  chart_.y.name = bars ? joined_words(context, subject, branches) : subject.label;
}

void PlotMaker::key_figure(PanelContext& context, const std::string& id,
                           const std::vector<Branch>& branches) {
  std::vector<PlotCells> cells;
  std::string label = id, unit;
  Recipe recipe{context.room.state().plot, {}};
  for (const Branch& branch : branches) {
    const room::BranchInfo* info = context.room.published().branch(branch.name);
    PlotCells each{branch.label, branch.letter, branch.stale, {}, {}, {}};
    for (const sim::ComparedKpi& kpi : info->kpis) {
      if (kpi.id != id || kpi.suppressed) continue;
      label = kpi.label;
      unit = kpi.unit;
      each.values.push_back(kpi.other);
      each.words.push_back(kpi.group.empty() ? std::string(context.text("plot.all")) : kpi.group);
      recipe.parts.push_back(fmt::format("{} {} {} {}", branch.name, branch.stale, kpi.group, kpi.other));
    }
    cells.push_back(std::move(each));
  }
  if (same(std::move(recipe))) return;
  chart_ = bars_of(cells, Joining::sum, std::string(context.text("plot.all")),
                   std::string(context.text("plot.others")));
  chart_.title = label;
  chart_.y.unit = unit;
  chart_.empty_text = context.text("plot.no_values");
}

}  // namespace conurb::ui
