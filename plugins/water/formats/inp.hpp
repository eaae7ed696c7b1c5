// SPDX-License-Identifier: Apache-2.0
// EPANET input files (INP) of versions 2.0 to 2.3, as the users' manual (Rossman et al., EPANET 2.2 User
// Manual, EPA/600/R-20/133, appendix C) and the documentation of OWA-EPANET 2.3 describe them. What a file
// holds becomes a SupplyNetwork in SI units; what the network has no place for is kept as text, so that a
// file can be written again. All functions are pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/water/findings.hpp"
#include "plugins/water/network.hpp"

namespace conurb::water {

enum class FlowUnit : std::uint8_t { cfs, gpm, mgd, imgd, afd, lps, lpm, mld, cmh, cmd, cms };
enum class PressureUnit : std::uint8_t { psi, kpa, meters, bar, feet };

/// The units of a file. The flow unit decides between feet, inches, millifeet and horsepower, and metres,
/// millimetres and kilowatts.
struct InpUnits {
  FlowUnit flow = FlowUnit::gpm;
  PressureUnit pressure = PressureUnit::psi;
  std::string quality =
      "mg/L";  ///< of concentrations, as written; mass in micrograms where it begins with "ug"

  bool operator==(const InpUnits&) const = default;
};

/// A section that the network does not hold.
struct InpSection {
  std::string head = {};  ///< "[REPORT]"
  std::string text = {};  ///< its lines, without the end of the last one

  bool operator==(const InpSection&) const = default;
};

struct InpFile {
  SupplyNetwork network = {};
  InpUnits units = {};
  std::vector<std::string> options = {};  ///< lines of [OPTIONS] that the network does not hold
  std::vector<std::string> times = {};    ///< and of [TIMES]
  TimeOptions written_times = {};         ///< before EPANET's rules made them fit each other; see fitted()
  std::string default_pattern = "1";      ///< as [OPTIONS] names it; there need not be one of that name
  std::vector<InpSection> sections =
      {};  ///< REPORT, LABELS, BACKDROP and what EPANET does not know, in order
};

/// The times as EPANET runs with them: no step is longer than those that it has to meet, and a step of 0
/// stands for a tenth of the hydraulic one.
[[nodiscard]] TimeOptions fitted(TimeOptions times);

/// Reads a file; `where` names it in messages. Text that is no UTF-8 is taken for Latin-1. Sections may stand
/// in any order; nodes become rows as junctions, reservoirs, tanks, and links as pipes, pumps, valves. What
/// was repaired or passed over goes to the findings. Throws InputError with the line of the text for what
/// cannot be meant: names without an element, an id twice, texts in place of numbers, sizes that nothing has.
[[nodiscard]] InpFile read_inp(std::string_view text, const std::string& where, FindingList& findings);

/// The file again, in its units and with what was kept as text. Reading it gives the same InpFile where that
/// came from read_inp. A network from elsewhere must have its rows in range.
[[nodiscard]] std::string write_inp(const InpFile& file);

/// Bytes of a file that is_epanet_inp wants to see at most.
inline constexpr std::size_t kInpDetectBytes = 65536;

/// Whether the first bytes of an INP file are EPANET's and not those of a SWMM drainage model: both have
/// sections of the same names. Any bytes.
[[nodiscard]] bool is_epanet_inp(std::string_view start_of_file);

}  // namespace conurb::water
