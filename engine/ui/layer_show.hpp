// SPDX-License-Identifier: Apache-2.0
// Layers in the renderer: what they colour, what stands for them, their raster, and their legends; for each
// set of colours, which is a scenario.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/scene/city_scene.hpp"
#include "engine/scene/layer_drawing.hpp"
#include "engine/scene/mover_tracks.hpp"
#include "engine/view/renderer.hpp"

namespace conurb::ui {

/// A layer as a scenario has it.
struct ShownLayer {
  const scene::LayerSpec* layer = nullptr;
  const scene::Scale* scale = nullptr;
  const city::City* city = nullptr;
  std::optional<Time> time;  ///< of its values
  bool stale = false;
  std::vector<std::int64_t> pinned = {};  ///< rows whose value a person or a scenario has set
};

/// Rows that are selected, in each city of the same name and id.
struct SelectedRows {
  std::string table;
  std::span<const city::Id> ids;
};

/// One legend for views of the same layers: what only another view shows is told, too.
void add_to_legends(std::vector<scene::Legend>& legends, std::span<const scene::Legend> others);

class LayerShow {
 public:
  /// All outlive it. The renderer shows the scene's buildings, ground and trees.
  LayerShow(view::Renderer& renderer, const scene::CityScene& scene, const UnitSystem& units, Zone zone);

  /// Shows these, the topmost first, and nothing else in a set; `city` says what is there. Returns their
  /// legends.
  std::vector<scene::Legend> show(int set, const city::City& city, std::span<const ShownLayer> layers,
                                  const SelectedRows& selected = {});
  /// Shows in set 0 what the second has more than the first. Throws as scene::difference_scale_of.
  std::vector<scene::Legend> show_difference(const ShownLayer& a, const ShownLayer& b,
                                             const std::string& name_a, const std::string& name_b,
                                             const SelectedRows& selected = {});
  /// What moves, at a moment, with the way that it took just before; once a picture.
  void move(int set, std::span<const ShownLayer> layers, Time now);
  /// Whether anything that is shown has arrows, which time moves.
  [[nodiscard]] bool flows() const;
  /// Forgets sets from this one on.
  void drop_from(int set);

 private:
  struct Body {
    std::shared_ptr<const scene::TileSource> source;
    bool stands_for_buildings = false, arrows = false;
  };
  /// Hands over the colours of the tables that a layer or the selection is of, or was; the topmost layer
  /// last.
  void colour(int set, const city::City& city, std::vector<scene::TexelRange> layers,
              const SelectedRows& selected);
  void keep_body(int set, const std::string& layer, const scene::LayerDrawing& drawing);
  [[nodiscard]] scene::Mesh tails(scene::MoverTracks& tracks, const ShownLayer& shown,
                                  std::span<const scene::Mover> movers, Time now) const;
  void drop_others(int set, const std::set<std::string>& layers);
  void show_buildings();

  view::Renderer& renderer_;
  const scene::CityScene& scene_;
  const UnitSystem& units_;
  Zone zone_;
  std::map<std::pair<int, std::string>, Body> bodies_;                // by set and layer
  std::map<std::pair<int, std::string>, scene::MoverTracks> movers_;  // likewise
  std::map<int, bool> rasters_;
  std::map<int, std::vector<bool>> coloured_;  // by set; by table: whether anything in it is not plain
  bool buildings_shown_ = true;
};

}  // namespace conurb::ui
