// SPDX-License-Identifier: Apache-2.0
// From what a person chose to plot to the chart that shows it: a line, bar or cloud for each branch in view,
// of the whole table or of what is selected.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/plot/chart.hpp"
#include "engine/ui/city_model.hpp"
#include "engine/ui/panel.hpp"
#include "engine/ui/plot_cells.hpp"

namespace conurb::ui {

/// Something that can be plotted.
struct PlotSubject {
  std::string id;     ///< for plot.show: "building.heating_power", "buildings.heating_energy"
  std::string label;  ///< for people
  std::string group;  ///< what lists put it under
};

/// Columns of numbers that layers show, the plugins' first, then key figures.
[[nodiscard]] std::vector<PlotSubject> plot_subjects(const PanelContext& context, const CityModel& model);
/// What goes with a subject in a kind of plot: words to group bars by, numbers to plot against; by column
/// name. Empty for other kinds.
[[nodiscard]] std::vector<PlotSubject> plot_partners(const PanelContext& context, const CityModel& model,
                                                     const room::PlotChoice& choice);

/// The choice with what it leaves open: the topmost layer's column, the joining that fits.
[[nodiscard]] room::PlotChoice completed(const PanelContext& context, const CityModel& model);

/// Keeps the chart from frame to frame and makes it anew when something has changed. On the window's thread;
/// what has to be read comes in one of the next frames.
class PlotMaker {
 public:
  /// That of the room's choice; stays until the next call. `model` is ready.
  const plot::Chart& make(PanelContext& context, CityModel& model);

 private:
  struct Branch {
    std::string name, label;
    int letter = 0;
    std::int64_t run = 0;
    bool stale = false;
    const std::vector<std::int64_t>* rows = nullptr;  // null: all
  };
  /// What the chart on the table was made of.
  struct Recipe {
    room::PlotChoice choice;
    std::vector<std::string> parts;
    bool operator==(const Recipe&) const = default;
  };
  struct Subject;

  std::vector<Branch> branches(PanelContext& context, CityModel& model, const Subject& subject);
  void lines(PanelContext& context, const Subject& subject, const std::vector<Branch>& branches);
  const std::vector<std::int64_t>& selected_rows(const CityModel::Shown& shown, std::size_t view,
                                                 const std::string& table);
  [[nodiscard]] std::string joined_words(const PanelContext& context, const Subject& subject,
                                         const std::vector<Branch>& branches) const;
  void draw_cells(PanelContext& context, const Subject& subject, const std::vector<Branch>& branches,
                  const std::vector<PlotCells>& cells);
  void values(PanelContext& context, CityModel& model, const Subject& subject,
              const std::vector<Branch>& branches);
  void key_figure(PanelContext& context, const std::string& id, const std::vector<Branch>& branches);
  [[nodiscard]] bool same(Recipe recipe);

  Recipe recipe_;
  plot::Chart chart_;
  room::Selection selection_;  // that rows_ are of
  struct Rows {
    std::uint64_t revision = 0;  // of the branch's city, from 1 on
    std::string table;
    std::vector<std::int64_t> rows;  // ascending
  };
  std::array<Rows, room::kMostViews> rows_;
};

}  // namespace conurb::ui
