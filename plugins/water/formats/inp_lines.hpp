// SPDX-License-Identifier: Apache-2.0
// The lines of an INP file, sorted into sections.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/water/findings.hpp"
#include "plugins/water/formats/inp.hpp"

namespace conurb::water {

/// Sections whose lines are read. The names of all are known by their first four letters.
enum class Section : std::uint8_t {
  title,
  junctions,
  reservoirs,
  tanks,
  pipes,
  pumps,
  valves,
  controls,
  rules,
  demands,
  sources,
  emitters,
  patterns,
  curves,
  quality,
  status,
  energy,
  reactions,
  mixing,
  leakage,
  times,
  options,
  coordinates,
  vertices,
  tags,
  count_,
};

/// "JUNCTIONS"
[[nodiscard]] std::string_view section_name(Section section);

struct LinePlace {
  std::uint32_t begin = 0, length = 0;
  std::uint32_t number = 0;  ///< from 1
};

struct InpLines {
  std::string_view text = {};
  std::array<std::vector<LinePlace>, static_cast<std::size_t>(Section::count_)> lines =
      {};                             ///< none is blank
  std::vector<InpSection> kept = {};  ///< what is not read

  [[nodiscard]] const std::vector<LinePlace>& of(Section section) const {
    return lines[static_cast<std::size_t>(section)];
  }
};

/// Sorts the lines; what stands before the first section and behind [END] is passed over with a finding.
/// Throws InputError for a text without any section of EPANET.
[[nodiscard]] InpLines split_sections(std::string_view text, const std::string& where, FindingList& findings);

}  // namespace conurb::water
