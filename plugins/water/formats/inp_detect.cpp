// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/formats/inp_detect.hpp"

#include <algorithm>
#include <array>

#include "plugins/water/formats/inp.hpp"
#include "plugins/water/formats/inp_words.hpp"

namespace conurb::water {
namespace {

// SWMM 5.2 user's manual, appendix D.2; what it has in common with EPANET is left out.
constexpr std::array<std::string_view, 22> kSwmmSections = {
    "SUBCATCHMENTS", "RAINGAGES",   "CONDUITS", "OUTFALLS",     "SUBAREAS",   "XSECTIONS",
    "INFILTRATION",  "EVAPORATION", "STORAGE",  "DIVIDERS",     "ORIFICES",   "WEIRS",
    "OUTLETS",       "TRANSECTS",   "AQUIFERS", "LID_CONTROLS", "TIMESERIES", "LANDUSES",
    "POLLUTANTS",    "TEMPERATURE", "DWF",      "INFLOWS"};
constexpr std::array<std::string_view, 4> kSwmmOptions = {"FLOW_UNITS", "FLOW_ROUTING", "START_DATE",
                                                          "LINK_OFFSETS"};
constexpr std::array<std::string_view, 10> kEpanetSections = {"[JUNC", "[PIPE", "[RESE", "[TANK", "[VALV",
                                                              "[EMIT", "[DEMA", "[REAC", "[MIXI", "[TIMES]"};

/// Calls with the first word of each line until it says true.
template <class Accept>
bool any_line(std::string_view text, const Accept& accept) {
  text = text.substr(0, kInpDetectBytes);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = without_blanks(text.substr(0, end));
    if (accept(line.substr(0, line.find_first_of(" \t")))) return true;
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return false;
}

}  // namespace

bool has_swmm_sections(std::string_view start_of_file) {
  return any_line(start_of_file, [](std::string_view word) {
    if (word.starts_with('[') && word.ends_with(']')) {
      word = word.substr(1, word.size() - 2);
      return std::any_of(kSwmmSections.begin(), kSwmmSections.end(),
                         [&](std::string_view name) { return same_word(word, name); });
    }
    return std::any_of(kSwmmOptions.begin(), kSwmmOptions.end(),
                       [&](std::string_view name) { return same_word(word, name); });
  });
}

bool is_epanet_inp(std::string_view start_of_file) {
  if (start_of_file.starts_with("\xEF\xBB\xBF")) start_of_file.remove_prefix(3);
  return !has_swmm_sections(start_of_file) && any_line(start_of_file, [](std::string_view word) {
    return std::any_of(kEpanetSections.begin(), kEpanetSections.end(),
                       [&](std::string_view name) { return begins(word, name); });
  });
}

}  // namespace conurb::water
