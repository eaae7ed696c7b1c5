// SPDX-License-Identifier: Apache-2.0
// The conversions of units that published MATPOWER cases end with (case33bw, case69, case85, case141 and
// their kin): impedances from ohm, loads from kW, loads from apparent power by one power factor. Each
// statement is recognised as a whole and carried out; any other is refused with its line, because matrices
// without the conversion behind them would give a grid that is wrong by orders of magnitude.
#pragma once

#include <optional>
#include <string>

#include "plugins/energy/findings.hpp"
#include "plugins/energy/formats/matpower_text.hpp"

namespace conurb::energy {

class CaseCode {
 public:
  CaseCode(const std::string& where, FindingList& findings) : where_(where), findings_(findings) {}

  /// Carries out one statement on the case as it stands. Throws InputError.
  void run(const CaseStatement& statement, MatpowerCase& to);

 private:
  [[nodiscard]] bool names_columns(const std::string& text) const;
  [[nodiscard]] bool set_base(const std::string& text, const CaseStatement& statement, MatpowerCase& to);
  [[nodiscard]] bool convert(const std::string& text, const CaseStatement& statement, MatpowerCase& to);
  [[nodiscard]] CaseMatrix& matrix(const char* field, std::size_t last_column, const CaseStatement& statement,
                                   MatpowerCase& to) const;
  [[noreturn]] void refuse(const std::string& what, const CaseStatement& statement) const;

  const std::string& where_;
  FindingList& findings_;
  std::optional<double> voltage_base_, power_base_, power_factor_;
};

}  // namespace conurb::energy
