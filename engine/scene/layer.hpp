// SPDX-License-Identifier: Apache-2.0
// What can be shown of a city: the layers that its plugins declare, and every column of everything that can
// be seen, so that a person needs no declaration to look at it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/host/manifest.hpp"
#include "engine/scene/scale.hpp"

namespace conurb::scene {

struct LayerSpec {
  std::string id;      ///< "buildings.heating_energy" of a plugin's layer, "building.height" of a column
  std::string plugin;  ///< id of the plugin that declares it; "" for a column
  std::string group;   ///< what lists put it under: the plugin's label, or what the table holds
  std::string source;  ///< label and version of the plugin that computes it; "" if none does
  host::Layer look;    ///< `geometry` is never `shape`; `label` and `description` are filled
};

/// The plugins' layers in their order, then a layer for each column of numbers or texts of the tables that
/// can be drawn: with a shape, grids, things that move, and objects of the 3D model. A declared layer whose
/// table or columns the city lacks, or that its table cannot be drawn as, is left out and told in `left_out`
/// (one line each). Reads no value. Any thread.
[[nodiscard]] std::vector<LayerSpec> layers_of(const city::City& city,
                                               std::span<const host::Manifest* const> manifests,
                                               std::vector<std::string>* left_out = nullptr);

/// The layer that a person means: by id, or by what stands behind the dot where only one layer, or one
/// that a plugin declares, ends so; letters of either case, blanks and hyphens as underscores. Throws Error
/// not_found naming the nearest ids.
[[nodiscard]] const LayerSpec& find_layer(std::span<const LayerSpec> layers, std::string_view typed);

/// A column of the layer's table by name; null if the name is "" or the city lacks it.
[[nodiscard]] const city::Column* layer_column(const city::City& city, const LayerSpec& layer,
                                               const std::string& name);

/// The scale of the layer's colours over all cities that are compared; `recorded` are ranges of other times.
/// Without a `color` it is that of `width`, else `height`, for the legend. Throws as display_of.
[[nodiscard]] Scale scale_of(const LayerSpec& layer, std::span<const city::City* const> cities,
                             const UnitSystem& units, std::span<const DataRange> recorded = {});
/// The scale of what B has more than A in the rows that both have. Throws Error invalid_argument for a layer
/// without a colour of numbers.
[[nodiscard]] Scale difference_scale_of(const LayerSpec& layer, const city::City& a, const city::City& b,
                                        const UnitSystem& units);

}  // namespace conurb::scene
