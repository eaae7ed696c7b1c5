// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/layers_panel.hpp"

#include <algorithm>

#include "engine/base/number_text.hpp"
#include "engine/ui/rows.hpp"

namespace conurb::ui {
namespace {

std::string unit_of(const CityModel& model, const scene::LayerSpec& layer) {
  const std::string& name = layer.look.color.empty() ? layer.look.width : layer.look.color;
  const city::Column* column = scene::layer_column(model.base(), layer, name);
  if (column == nullptr) return {};
  if (!layer.look.unit.empty()) return unit_text(layer.look.unit);
  const city::ColumnSpec& spec = column->spec();
  return unit_text(spec.display_unit.empty() ? spec.unit : spec.display_unit);
}

bool holds(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); }) !=
         text.end();
}

}  // namespace

void LayersPanel::draw(PanelContext& context, const CityModel& model, const Rect& rect) {
  const PanelWindow window(context, "layers", rect);
  if (!model.ready()) {
    empty_state(context, context.text("room.loading"));
    return;
  }
  input_line(context, "##filter", filter_, context.text("layers.filter"));
  ImGui::BeginChild("list", {0, 0}, false, ImGuiWindowFlags_NoBackground);
  const auto& shown = context.room.state().layers;
  std::string group;
  for (const scene::LayerSpec& layer : model.layers()) {
    if (!filter_.empty() && !holds(layer.look.label, filter_) && !holds(layer.id, filter_)) continue;
    if (layer.group != group) {
      group = layer.group;
      heading(context, group);
    }
    const bool on =
        std::any_of(shown.begin(), shown.end(), [&](const auto& each) { return each.id == layer.id; });
    const std::string label = layer.look.label.empty() ? layer.id : layer.look.label;
    ImGui::PushID(layer.id.c_str());
    if (choice_row(context, label, on, context.theme().accent, unit_of(model, layer),
                   layer.look.description)) {
      const char* command = on ? "layer.hide" : ImGui::GetIO().KeyCtrl ? "layer.show" : "layer.only";
      context.room.attempt(command, {{"layer", layer.id}});
    }
    ImGui::PopID();
  }
  ImGui::EndChild();
}

}  // namespace conurb::ui
