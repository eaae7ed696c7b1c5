// SPDX-License-Identifier: Apache-2.0
// What a legend says, as data: whoever draws it only places texts and colours.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/zone.hpp"
#include "engine/scene/layer_colours.hpp"
#include "engine/scene/layer_sizes.hpp"

namespace conurb::scene {

struct Legend {
  std::string title;
  std::string unit;  ///< as it is printed; "" for none
  /// Colours of the bar, low to high; empty for classes and categories, and where no value is seen.
  std::vector<Rgb> bar;
  struct Tick {
    double at = 0;  ///< place along the bar, 0 … 1
    std::string text;
  };
  std::vector<Tick> ticks;
  /// Classes from low to high, categories in their order.
  struct Class {
    Rgb colour;
    std::string text;
    std::int64_t rows = 0;  ///< -1: not counted
  };
  std::vector<Class> classes;
  /// Looks besides that of values: only those that occur.
  struct Sample {
    Look look = Look::missing;
    std::string text;
    std::int64_t rows = 0;
  };
  std::vector<Sample> samples;
  /// What width and height tell.
  struct Size {
    std::string title, text;  ///< "Width: flow", "up to 2 000 vehicles/h"
  };
  std::vector<Size> sizes;
  std::string direction;  ///< "Lower is better", or ""
  std::string time;       ///< "Thu 15 Jan 2026 07:00" in the city's zone, or ""
  std::string source;     ///< who computed it, or where the data come from; "" if unknown
};

/// What a legend depends on besides its layer and scale.
struct LegendFacts {
  std::optional<Time> time;          ///< of the values
  std::span<const Texel> texels;     ///< what is drawn: tells which looks occur
  const SizeScale* width = nullptr;  ///< those that are bound
  const SizeScale* height = nullptr;
  std::string data_source;       ///< of the city's data, where neither a plugin nor the rows name one
  bool difference = false;       ///< the texels are of B − A
  std::string a = "A", b = "B";  ///< names of the scenarios
};

/// The legend of a layer of the city; of a difference `city` is B. Throws as Zone::to_local.
[[nodiscard]] Legend legend_of(const city::City& city, const LayerSpec& layer, const Scale& scale,
                               const Zone& zone, const LegendFacts& facts);

/// "Thu 15 Jan 2026 07:00"
[[nodiscard]] std::string moment_text(Time time, const Zone& zone);

}  // namespace conurb::scene
