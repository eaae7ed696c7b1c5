// SPDX-License-Identifier: Apache-2.0
// What the writers of the sections of an INP file share: rows of words, names and numbers in the file's
// units.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "plugins/water/formats/inp.hpp"
#include "plugins/water/formats/inp_units.hpp"

namespace conurb::water {

class InpWriter {
 public:
  explicit InpWriter(const InpFile& from)
      : file(from), network(from.network), scales(scales_of(from.units, from.network)) {}

  const InpFile& file;
  const SupplyNetwork& network;
  InpScales scales;
  std::string out = {};

  /// "[NAME]" and, below it, a heading where there is one.
  void head(std::string_view name, std::string_view heading = {});
  /// A line of words; empty ones are left out.
  void row(std::initializer_list<std::string> words, std::string_view comment = {});
  void line(std::string_view text);
  /// The remark of an element of several lines stands above it, where a reader finds it there; gives what is
  /// to stand on its first line instead.
  [[nodiscard]] std::string_view remark_above(std::string_view remark);

  [[nodiscard]] std::string node(std::int32_t row) const;
  [[nodiscard]] std::string link(std::int32_t row) const;
  /// Empty for none.
  [[nodiscard]] std::string pattern(std::int32_t row) const;
  [[nodiscard]] std::string curve(std::int32_t row) const;

  /// A name as one word; what would end it or its line becomes "_".
  [[nodiscard]] static std::string name(std::string_view id);
};

void write_nodes(InpWriter& to);    ///< JUNCTIONS, RESERVOIRS, TANKS
void write_links(InpWriter& to);    ///< PIPES, PUMPS, VALVES
void write_demands(InpWriter& to);  ///< DEMANDS, EMITTERS
void write_status(InpWriter& to);   ///< LEAKAGE, STATUS
void write_series(InpWriter& to);   ///< PATTERNS, CURVES
void write_controls(InpWriter& to);
void write_rules(InpWriter& to);
void write_energy(InpWriter& to);
void write_quality(InpWriter& to);  ///< QUALITY, SOURCES, REACTIONS, MIXING
void write_times(InpWriter& to);
void write_options(InpWriter& to);
void write_places(InpWriter& to);  ///< COORDINATES, VERTICES, TAGS

}  // namespace conurb::water
