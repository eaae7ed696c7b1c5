// SPDX-License-Identifier: Apache-2.0
// How a plugin wants a result to be seen: the "layers" of its manifest. The room, pictures and reports draw
// from these alone. docs/plugin-guide.md describes the JSON; this is the same as structs.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace conurb::host {

/// What is drawn for a row of the layer's table.
enum class LayerGeometry : std::uint8_t {
  shape,       ///< what the table suggests: surface, line, glyph, raster or particles
  surface,     ///< the thing itself, or its outline on the ground, is coloured
  extrusion,   ///< its outline raised by the column `height`
  line,        ///< a line, as wide as the column `width` says
  arrow,       ///< a line that shows which way `arrow` (else `color`) flows, by its sign
  glyph,       ///< a mark at its place
  raster,      ///< a cell of a grid, laid over the ground
  particles,   ///< a thing that moves: `path` tells where it is
  trajectory,  ///< rows are passages of links; those of one `path.of` make a way with time
};
[[nodiscard]] std::string_view to_string(LayerGeometry geometry);

enum class LayerScale : std::uint8_t { linear, log, diverging, classes, categories };
/// How rows without a value look.
enum class NullLook : std::uint8_t { hatched, plain, hidden };
/// Which way a value is better.
enum class Better : std::uint8_t { none, lower, higher };

/// Palettes that a layer may name, followed by "_r" to turn one round.
inline constexpr std::array<std::string_view, 13> kPalettes{
    "viridis", "cividis", "magma", "YlOrRd", "YlGnBu",    "Blues",    "Greens",
    "Purples", "RdBu",    "PuOr",  "BrBG",   "Okabe-Ito", "Tol-muted"};

/// Where a moving thing is. Names are columns of the layer's table, but for `speed`.
struct LayerPath {
  std::string link;      ///< ref to the line that it is on, or
  std::string x, y, z;   ///< its place in the local frame, m; without z on the ground
  std::string heading;   ///< with x and y, rad clockwise from north
  std::string position;  ///< with link: metres from its start, or
  std::string enter;     ///< time at which it came to the start, us, and
  std::string leave;     ///< time at which it reaches the end, us
  std::string speed;     ///< column of the link's table, m s-1: in place of `enter`
  std::string halt;      ///< with `enter` and `leave`: where it stands on the way, m before the end, and
  std::string halt_from, halt_to;  ///< when, us; equal: it does not
  std::string of;                  ///< trajectory: whose passage a row is
  [[nodiscard]] bool empty() const { return link.empty() && x.empty(); }
};

struct Layer {
  std::string id, label, description;
  std::string table;
  LayerGeometry geometry = LayerGeometry::shape;
  std::string color, width, height, arrow;  ///< columns of the table; at least one of the first three
  std::string unit;                         ///< of the numbers below and of the legend; "": display unit
  std::string palette;                      ///< one of kPalettes, perhaps with "_r"; "": by scale
  LayerScale scale = LayerScale::linear;
  double low = std::numeric_limits<double>::quiet_NaN();   ///< of the colours' range; NaN: from the data
  double high = std::numeric_limits<double>::quiet_NaN();  ///< both are given, or neither
  double centre = 0;                                       ///< diverging: the neutral value
  std::vector<double> breaks;           ///< classes: ascending; n breaks part n + 1 classes
  std::vector<std::string> categories;  ///< categories: these texts in this order; empty: the commonest
  bool scale_lock = true;               ///< one scale for all scenarios and times
  NullLook null_look = NullLook::hatched;
  Better better = Better::none;
  double zoom_from_m = 0;  ///< seen while the camera is this far from its target …
  double zoom_to_m = std::numeric_limits<double>::infinity();  ///< … up to this
  bool smooth = true;                                          ///< raster: blend neighbouring cells
  LayerPath path;
};

}  // namespace conurb::host
