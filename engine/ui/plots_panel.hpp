// SPDX-License-Identifier: Apache-2.0
// Panel "plots": any column or key figure of the branches in view as lines over time, duration curve, bars,
// points or histogram, and its way into a file. What is plotted is the room's state (plot.show); the panel
// only knows which list is open.
#pragma once

#include <cstdint>
#include <string>

#include "engine/ui/plot_maker.hpp"
#include "engine/view/gl_context.hpp"

namespace conurb::ui {

class PlotsPanel {
 public:
  void draw(PanelContext& context, CityModel& model, const Rect& rect);
  /// Writes the plot as the file's ending says (plot.export); the GL context is current. Throws Error io, and
  /// what plot_picture throws.
  void write(PanelContext& context, CityModel& model, view::GlContext& gl, double scale,
             const std::filesystem::path& file);

 private:
  enum class List : std::uint8_t { none, subjects, partners };

  void kinds(PanelContext& context, const room::PlotChoice& choice, bool key_figure);
  void choosers(PanelContext& context, CityModel& model, const room::PlotChoice& choice, bool key_figure);
  void ways(PanelContext& context, const room::PlotChoice& choice, bool key_figure);
  void list(PanelContext& context, const std::vector<PlotSubject>& entries, const std::string& chosen,
            const char* argument);
  void plot(PanelContext& context, CityModel& model, const room::PlotChoice& choice);

  PlotMaker maker_;
  List open_ = List::none;
  std::string filter_;
};

}  // namespace conurb::ui
