// SPDX-License-Identifier: Apache-2.0
// Palettes that the colour-blind can read, by the names of host::kPalettes. Sources: viridis, magma (Smith,
// van der Walt, matplotlib 2015, CC0); cividis (Nuñez, Anderton, Renslow, PLOS ONE 13(7), 2018); YlOrRd to
// BrBG are color specifications and designs developed by Cynthia Brewer (http://colorbrewer.org/); Okabe-Ito
// (Okabe, Ito: Color universal design, 2008, without black); Tol-muted (Tol: Colour schemes, SRON/EPS/TN/
// 09-002, 2021).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/scene/colour.hpp"

namespace conurb::scene {

enum class PaletteKind : std::uint8_t {
  sequential,   ///< from little to much; lightness goes one way
  diverging,    ///< two ways from a neutral middle
  qualitative,  ///< kinds of things, no order
};

/// A cheap value; refers to constants.
class Palette {
 public:
  /// viridis
  Palette();
  /// By name, letters of either case, "_r" behind it for the other way round. Throws Error not_found naming
  /// the nearest.
  [[nodiscard]] static Palette named(std::string_view name);

  /// As named() takes it.
  [[nodiscard]] std::string name() const;
  [[nodiscard]] PaletteKind kind() const { return kind_; }
  [[nodiscard]] bool reversed() const { return reversed_; }
  /// Colours that a qualitative palette has, or control points of another.
  [[nodiscard]] std::size_t size() const { return stops_.size(); }

  /// The colour at 0 … 1 (cut there); between control points on the straight way in CIELAB.
  [[nodiscard]] Rgb at(double position) const;
  /// The colour of class i of n: the middle of its share of the palette; of a qualitative palette its colour
  /// i, those beyond its size a grey.
  [[nodiscard]] Rgb of_class(std::size_t i, std::size_t n) const;

 private:
  Palette(std::string_view name, PaletteKind kind, std::span<const Rgb> stops, bool reversed)
      : name_(name), kind_(kind), stops_(stops), reversed_(reversed) {}
  [[nodiscard]] Rgb stop(std::size_t i) const { return stops_[reversed_ ? stops_.size() - 1 - i : i]; }

  std::string_view name_;
  PaletteKind kind_;
  std::span<const Rgb> stops_;
  bool reversed_;
};

/// What is none of the categories that have a colour of their own.
inline constexpr Rgb kOtherColour{0x6E, 0x6E, 0x6E};

}  // namespace conurb::scene
