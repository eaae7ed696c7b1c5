// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ui/city_model.hpp"
#include "engine/ui/panel.hpp"

namespace conurb::ui {

/// What can be shown of the city: the plugins' layers first, then the columns of each table; those that are
/// shown on top. A click shows one alone or hides it, with Ctrl beside the others.
class LayersPanel {
 public:
  void draw(PanelContext& context, const CityModel& model, const Rect& rect);

 private:
  std::string filter_;
};

}  // namespace conurb::ui
