// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/formats/matpower_code.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/matpower_rows.hpp"
#include "plugins/energy/formats/numbers.hpp"

namespace conurb::energy {
namespace {

// The columns that conversions name, counted from 1 as by MATPOWER's idx_bus and idx_brch.
struct NamedColumn {
  std::string_view name, number;
};
constexpr std::array<NamedColumn, 5> kColumns = {
    {{"BASE_KV", "10"}, {"BR_R", "3"}, {"BR_X", "4"}, {"PD", "3"}, {"QD", "4"}}};

// What each function returns, in order; a case may take fewer.
struct ColumnNames {
  std::string_view function, names;
};
constexpr std::array<ColumnNames, 4> kColumnNames = {{
    {"idx_bus",
     "PQ,PV,REF,NONE,BUS_I,BUS_TYPE,PD,QD,GS,BS,BUS_AREA,VM,VA,BASE_KV,ZONE,VMAX,VMIN,LAM_P,LAM_Q,MU_VMAX,"
     "MU_VMIN,"},
    {"idx_brch",
     "F_BUS,T_BUS,BR_R,BR_X,BR_B,RATE_A,RATE_B,RATE_C,TAP,SHIFT,BR_STATUS,PF,QF,PT,QT,MU_SF,MU_ST,ANGMIN,"
     "ANGMAX,MU_ANGMIN,MU_ANGMAX,"},
    {"idx_gen",
     "GEN_BUS,PG,QG,QMAX,QMIN,VG,MBASE,GEN_STATUS,PMAX,PMIN,MU_PMAX,MU_PMIN,MU_QMAX,MU_QMIN,PC1,PC2,QC1MIN,"
     "QC1MAX,QC2MIN,QC2MAX,RAMP_AGC,RAMP_10,RAMP_30,RAMP_Q,APF,"},
    {"idx_cost", "PW_LINEAR,POLYNOMIAL,MODEL,STARTUP,SHUTDOWN,NCOST,COST,"},
}};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The statement with the names of columns as their numbers.
std::string with_numbers(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end == i) {
      out += text[i++];
      continue;
    }
    std::string_view word = text.substr(i, end - i);
    for (const NamedColumn& column : kColumns) {
      if (word == column.name) word = column.number;
    }
    out += word;
    i = end;
  }
  return out;
}

}  // namespace

void CaseCode::run(const CaseStatement& statement, MatpowerCase& to) {
  const std::string& plain = statement.text;
  if (plain == "end" || plain == "endfunction" || plain == "return" || plain == "define_constants") return;
  if (names_columns(plain)) return;
  const std::string text = with_numbers(plain);
  if (set_base(text, statement, to) || convert(text, statement, to)) return;
  throw InputError(
      in_quotes(plain) + " is code, which is not run", where_ + ":" + std::to_string(statement.line),
      "only the known conversions of units are carried out; let MATPOWER's savecase write the case "
      "as plain data");
}

/// "[PQ,PV,…]=idx_bus" in the order of the function: other orders would give names another meaning.
bool CaseCode::names_columns(const std::string& text) const {
  const std::size_t split = text.find("]=");
  if (text.empty() || text.front() != '[' || split == std::string::npos) return false;
  const std::string names = text.substr(1, split - 1) + ",";
  const std::string_view function = std::string_view(text).substr(split + 2);
  for (const ColumnNames& known : kColumnNames) {
    if (function == known.function && known.names.starts_with(names)) return true;
  }
  return false;
}

bool CaseCode::set_base(const std::string& text, const CaseStatement& statement, MatpowerCase& to) {
  if (text == "Vbase=mpc.bus(1,10)*1000") {
    voltage_base_ = matrix("bus", kBaseKv, statement, to).at(0, kBaseKv) * kKilo;
    return true;
  }
  if (text == "Sbase=mpc.baseMVA*1e+06") {
    const double* const base = to.find<double>("baseMVA");
    if (base == nullptr) refuse("mpc.baseMVA", statement);
    power_base_ = *base * kMega;
    return true;
  }
  if (!text.starts_with("pf=")) return false;
  double factor = 0;
  const auto [end, error] = std::from_chars(text.data() + 3, text.data() + text.size(), factor);
  if (error != std::errc{} || end != text.data() + text.size() || !(factor > 0 && factor <= 1)) return false;
  power_factor_ = factor;
  return true;
}

bool CaseCode::convert(const std::string& text, const CaseStatement& statement, MatpowerCase& to) {
  if (text == "mpc.branch(:,[3,4])=mpc.branch(:,[3,4])/(Vbase^2/Sbase)") {
    if (!voltage_base_ || !power_base_) refuse("Vbase and Sbase", statement);
    const double base = *voltage_base_ * *voltage_base_ / *power_base_;
    if (!std::isfinite(base) || base <= 0) refuse("a base impedance above 0", statement);
    CaseMatrix& branch = matrix("branch", kX, statement, to);
    for (std::size_t i = 0; i < branch.rows; ++i) {
      branch.at(i, kR) /= base;
      branch.at(i, kX) /= base;
    }
    findings_.inform("mpc.branch", {}, "r and x are converted from ohm by the case's own code");
    return true;
  }
  if (text == "mpc.bus(:,[3,4])=mpc.bus(:,[3,4])/1000") {
    CaseMatrix& bus = matrix("bus", kQd, statement, to);
    for (std::size_t i = 0; i < bus.rows; ++i) {
      bus.at(i, kPd) /= kKilo;
      bus.at(i, kQd) /= kKilo;
    }
    findings_.inform("mpc.bus", {}, "Pd and Qd are converted from kW and kvar by the case's own code");
    return true;
  }
  const bool q = text == "mpc.bus(:,4)=mpc.bus(:,3)*sin(acos(pf))";
  if (!q && text != "mpc.bus(:,3)=mpc.bus(:,3)*pf") return false;
  if (!power_factor_) refuse("pf", statement);
  CaseMatrix& bus = matrix("bus", kQd, statement, to);
  const double factor = q ? std::sin(std::acos(*power_factor_)) : *power_factor_;
  for (std::size_t i = 0; i < bus.rows; ++i) bus.at(i, q ? kQd : kPd) = bus.at(i, kPd) * factor;
  findings_.inform("mpc.bus", {},
                   "Pd and Qd are made of apparent power and a power factor by the case's own code");
  return true;
}

CaseMatrix& CaseCode::matrix(const char* field, std::size_t last_column, const CaseStatement& statement,
                             MatpowerCase& to) const {
  CaseMatrix* const found = to.find<CaseMatrix>(field);
  if (found == nullptr || found->rows == 0 || found->columns <= last_column) {
    refuse(std::string("mpc.") + field + " with " + std::to_string(last_column + 1) + " columns", statement);
  }
  return *found;
}

void CaseCode::refuse(const std::string& what, const CaseStatement& statement) const {
  throw InputError(in_quotes(statement.text) + " needs " + what + ", which is not there before it",
                   where_ + ":" + std::to_string(statement.line));
}

}  // namespace conurb::energy
