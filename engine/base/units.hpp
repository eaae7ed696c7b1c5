// SPDX-License-Identifier: Apache-2.0
// Physical units by UDUNITS-2, with what a city needs besides: EUR, person, vehicle and dB as dimensions of
// their own, Wh and var with prefixes, "pu" (per unit). Texts are those of UDUNITS ("W m-2 K-1", "W/(m2 K)",
// "degC", "km/h", "µg/m3", "%"); "" and "1" are dimensionless. Traps of the grammar: "W/m2K" is (W/m2)*K,
// "year" is the tropical year, "a" is the are; write "W/(m2 K)".
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace conurb {

/// A parsed unit: a cheap value to copy; keeps its UnitSystem's tables alive. Default-made it is empty and
/// every function of UnitSystem refuses it.
class Unit {
 public:
  Unit() = default;

  /// The text as it was given to parse().
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  friend class UnitSystem;
  std::string text_;
  std::shared_ptr<const void> handle_;
};

/// The table of units. Any thread may use it, and any number of tables at a time. UDUNITS keeps hidden state
/// per process (its parser, its last status, its message handler): calls of all tables wait for each other,
/// so ask for what is needed often once, and keep the answer.
class UnitSystem {
 public:
  /// Reads UDUNITS' database (the compiled-in path, or the environment's UDUNITS2_XML_PATH) and adds our
  /// definitions. Throws not_found naming the path if the database cannot be read. UDUNITS' messages to
  /// stderr are switched off.
  UnitSystem();

  /// The unit that `text` (UTF-8, blanks around it ignored) names. Throws bad_data naming the text if it is
  /// no unit, is longer than 200 bytes, or is a time stamp ("days since ...").
  [[nodiscard]] Unit parse(std::string_view text) const;

  /// True if values convert by scale and offset (or logarithm). Reciprocals (s and Hz), which UDUNITS would
  /// convert, are different quantities here: false. Throws invalid_argument for an empty unit, as all below.
  [[nodiscard]] bool convertible(const Unit& a, const Unit& b) const;

  /// True if a value means the same in both: convertible, with factor 1 (within 1e-12, as 1 kWh = 3.6 MJ is
  /// rounded) and offset 0.
  [[nodiscard]] bool same(const Unit& a, const Unit& b) const;

  /// One value, offsets included: 20 degC is 293.15 K. Throws incompatible naming both units.
  [[nodiscard]] double convert(double value, const Unit& from, const Unit& to) const;

  /// Many values in place, one lookup for all. Throws incompatible, then nothing has changed.
  void convert(std::span<double> values, const Unit& from, const Unit& to) const;
  void convert(std::span<float> values, const Unit& from, const Unit& to) const;

  /// to = factor * from. Throws incompatible if the units do not convert or do so with an offset or logarithm
  /// (degC to K): then there is no factor.
  [[nodiscard]] double factor(const Unit& from, const Unit& to) const;

 private:
  struct Impl;
  struct Handle;
  std::shared_ptr<Impl> impl_;
};

}  // namespace conurb
