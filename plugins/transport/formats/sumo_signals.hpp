// SPDX-License-Identifier: Apache-2.0
// The programs of signals: `tlLogic` and what stands in it, in networks and additional files. A signal has as
// many lights as the phases of its first program; other programs, and programs whose phases differ, are left
// out.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transport/findings.hpp"
#include "plugins/transport/formats/xml_elements.hpp"
#include "plugins/transport/road_network.hpp"

namespace conurb::transport {

class SumoSignals {
 public:
  enum class Unknown : std::uint8_t { added, left_out };  ///< signals that are not there yet

  /// Reads into `signals`, which must outlive the reader.
  SumoSignals(std::vector<Signal>& signals, Unknown unknown, FindingList& findings);

  /// Both say whether the element is part of a program.
  [[nodiscard]] bool begin(const Attributes& attributes);
  [[nodiscard]] bool end(std::string_view element);

  /// The row of a signal, or kNone.
  [[nodiscard]] std::int32_t find(std::string_view id) const;

 private:
  void begin_program(const Attributes& attributes);
  void add_phase(const Attributes& attributes);
  void end_program();
  [[nodiscard]] bool is_usable(std::int32_t row);

  std::vector<Signal>& signals_;
  Unknown unknown_;
  FindingList& findings_;
  std::map<std::string, std::int32_t, std::less<>> rows_;
  bool inside_ = false;
  bool offset_given_ = false;
  std::string signal_;
  SignalProgram program_;
};

}  // namespace conurb::transport
