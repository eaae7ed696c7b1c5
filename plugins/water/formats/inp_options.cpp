// SPDX-License-Identifier: Apache-2.0
// [OPTIONS], and of [REACTIONS] the orders: both decide what the numbers of other sections mean. Defaults are
// those of EPANET 2.3.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_reader.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

constexpr double kLeastPressureSpan = 0.1;  // between no and full demand, in the unit of pressure
constexpr double kMultipleAbove = 1e-3, kDiffusivityMultipleAbove = 1e-4;
constexpr double kTolerance = 0.01;  // of quality, in the unit of the file
constexpr double kMostTrials = 1e6;
constexpr double kUsualEfficiency = 75;  // percent
constexpr std::array<std::string_view, 7> kTextOptions = {"HYDR", "MAP",  "VERI", "SEGM",
                                                          "HTOL", "QTOL", "RQTOL"};

/// What can be converted only when all options are known.
struct LateOptions {
  std::optional<PressureUnit> pressure_unit;
  std::optional<double> viscosity, diffusivity, tolerance, head_error, flow_change, least, required;
  std::string_view trace_node = {};
  std::uint32_t trace_line = 0;
};

class OptionReader {
 public:
  explicit OptionReader(InpReader& in)
      : in_(in), hydraulics_(in.network.hydraulics), quality_(in.network.quality) {}

  void read() {
    in_.each(Section::options, [&](const InpLine& line) {
      if (!choice(line) && !value(line)) keep(line);
    });
    in_.each(Section::reactions, [&](const InpLine& line) {
      if (begins(line[0], "ORDER")) order(line);
    });
    finish();
  }

  [[nodiscard]] const LateOptions& late() const { return late_; }

 private:
  void keep(const InpLine& line) {
    keep_text(in_, line, in_.file.options);
    const bool known = std::any_of(kTextOptions.begin(), kTextOptions.end(),
                                   [&](std::string_view keyword) { return begins(line[0], keyword); });
    if (!known) in_.findings.warn("option", in_quotes(line[0]), "is not known and is kept as text");
  }

  [[noreturn]] void refuse_choice(const InpLine& line, std::size_t word, const std::string& known) {
    in_.refuse(line, "option " + in_quotes(line[0]) + " is " + in_quotes(line[word]), "known are " + known);
  }

  /// Options that are words. False for a line that is none.
  bool choice(const InpLine& line) {
    const std::string_view name = line[0];
    const bool pressure = begins(name, "PRESSURE") && !begins(line[1], "EXP");
    const bool model = begins(name, "DEMAND") && begins(line[1], "MODEL");
    const bool known = begins(name, "UNIT") || pressure || begins(name, "HEADL") || begins(name, "QUAL") ||
                       begins(name, "UNBA") || begins(name, "PATT") || begins(name, "BACK") || model;
    if (!known) return false;
    if (line.size() < (model || begins(name, "BACK") ? 3U : 2U)) return true;  // EPANET takes it as not there
    if (begins(name, "UNIT")) {
      const auto unit = flow_unit_of(line[1]);
      if (!unit) refuse_choice(line, 1, "CFS, GPM, MGD, IMGD, AFD, LPS, LPM, MLD, CMH, CMD and CMS");
      in_.file.units.flow = *unit;
    } else if (pressure) {
      late_.pressure_unit = pressure_unit_of(line[1]);
      if (!late_.pressure_unit) refuse_choice(line, 1, "PSI, KPA, METERS, BAR and FEET");
    } else if (begins(name, "HEADL")) {
      head_loss(line);
    } else if (begins(name, "QUAL")) {
      what_is_followed(line);
    } else if (begins(name, "UNBA")) {
      unbalanced(line);
    } else if (begins(name, "PATT")) {
      in_.file.default_pattern = line[1];
    } else if (begins(name, "BACK")) {
      if (!begins(line[2], "YES") && !begins(line[2], "NO")) refuse_choice(line, 2, "YES and NO");
      hydraulics_.emitters_flow_back = begins(line[2], "YES");
    } else {
      demand_model(line);
    }
    return true;
  }

  void head_loss(const InpLine& line) {
    if (begins(line[1], "H-W")) {
      hydraulics_.law = HeadLossLaw::hazen_williams;
    } else if (begins(line[1], "D-W")) {
      hydraulics_.law = HeadLossLaw::darcy_weisbach;
    } else if (begins(line[1], "C-M")) {
      hydraulics_.law = HeadLossLaw::chezy_manning;
    } else {
      refuse_choice(line, 1, "H-W, D-W and C-M");
    }
  }

  void demand_model(const InpLine& line) {
    const bool by_pressure = begins(line[2], "PDA") || begins(line[2], "PDD");
    if (!by_pressure && !begins(line[2], "DD")) refuse_choice(line, 2, "DDA and PDA");
    hydraulics_.demand_model = by_pressure ? DemandModel::pressure_driven : DemandModel::fixed;
  }

  /// The last line of several holds.
  void what_is_followed(const InpLine& line) {
    using Kind = QualityOptions::Kind;
    quality_.chemical.clear();
    in_.file.units.quality = InpUnits().quality;
    late_.trace_line = 0;
    if (begins(line[1], "TRACE")) {
      quality_.kind = Kind::trace;
      late_.trace_node = line[2];
      late_.trace_line = line.number;
      return;
    }
    quality_.kind = begins(line[1], "NONE")  ? Kind::none
                    : begins(line[1], "AGE") ? Kind::age
                                             : Kind::chemical;
    if (quality_.kind == Kind::chemical) quality_.chemical = line[1];
    if (line.size() > 2) in_.file.units.quality = line[2];
  }

  void unbalanced(const InpLine& line) {
    if (begins(line[1], "STOP")) {
      hydraulics_.extra_iterations = -1;
    } else if (begins(line[1], "CONT")) {
      const double extra = line.size() > 2 ? in_.not_negative(line, 2, "number of trials") : 0;
      hydraulics_.extra_iterations = static_cast<std::int32_t>(std::min(extra, kMostTrials));
    } else {
      refuse_choice(line, 1, "STOP and CONTINUE");
    }
  }

  std::int32_t whole(const InpLine& line) {
    const double value = in_.positive(line, 1, "value");
    if (value < 1 || value > kMostTrials) in_.refuse(line, in_quotes(line[0]) + " is " + shown(value));
    return static_cast<std::int32_t>(value);
  }

  double within(const InpLine& line, std::size_t word, double low, double high) {
    const double value = in_.positive(line, word, "value");
    if (value < low || value > high) {
      in_.refuse(line, "option " + in_quotes(line[0]) + " is " + shown(value) + ", it may be from " +
                           shown(low) + " to " + shown(high));
    }
    return value;
  }

  /// Options that are numbers. False for a line that is none.
  bool value(const InpLine& line) {
    const std::string_view name = line[0];
    const auto is = [&](std::string_view keyword) { return begins(name, keyword); };
    const bool two_words =
        is("SPEC") || is("EMIT") || is("DEMAND") || is("MINI") || is("REQ") || is("PRESSURE");
    const std::size_t at = two_words ? 2 : 1;
    const bool known = two_words || is("VISC") || is("DIFF") || is("TRIAL") || is("ACCU") ||
                       is("HEADERROR") || is("FLOWCHANGE") || is("TOLER") || is("CHECKFREQ") ||
                       is("MAXCHECK") || is("DAMPLIMIT");
    if (!known) return false;
    if (line.size() <= at) return true;  // EPANET takes it as not there
    if (is("SPEC")) hydraulics_.specific_gravity = within(line, at, 0.01, 100);
    if (is("EMIT")) hydraulics_.emitter_exponent = within(line, at, 0.01, 10);
    if (is("DEMAND")) hydraulics_.demand_factor = in_.positive(line, at, "factor");
    if (is("MINI")) late_.least = in_.not_negative(line, at, "pressure");
    if (is("REQ")) late_.required = in_.not_negative(line, at, "pressure");
    if (is("PRESSURE")) hydraulics_.pressure_exponent = within(line, at, 0.01, 10);
    if (is("VISC")) late_.viscosity = in_.positive(line, at, "value");
    if (is("DIFF")) late_.diffusivity = in_.not_negative(line, at, "value");
    if (is("TRIAL")) hydraulics_.most_iterations = whole(line);
    if (is("ACCU")) hydraulics_.accuracy = within(line, at, 1e-15, 1);
    if (is("HEADERROR")) late_.head_error = in_.not_negative(line, at, "value");
    if (is("FLOWCHANGE")) late_.flow_change = in_.not_negative(line, at, "value");
    if (is("TOLER")) late_.tolerance = in_.not_negative(line, at, "value");
    if (is("CHECKFREQ")) hydraulics_.check_every = whole(line);
    if (is("MAXCHECK")) hydraulics_.check_until = whole(line);
    if (is("DAMPLIMIT")) hydraulics_.damping_from = in_.not_negative(line, at, "value");
    return true;
  }

  void order(const InpLine& line) {
    if (line.size() < 3) return;
    const double value = in_.number(line, line.size() - 1, "order");
    constexpr double kMostOrder = 10;
    if (std::abs(value) > kMostOrder) in_.refuse(line, "a reaction has the order " + shown(value));
    if (begins(line[1], "BULK")) {
      quality_.bulk_order = value;
    } else if (begins(line[1], "TANK")) {
      quality_.tank_order = value;
    } else if (begins(line[1], "WALL")) {
      if (value != 0 && value != 1)
        in_.refuse(line, "the reaction at walls is of order " + shown(value), "0 and 1 are known");
      quality_.wall_order = value;
    } else {
      in_.refuse(line, "the order of " + in_quotes(line[1]) + " is none", "BULK, TANK and WALL have one");
    }
  }

  void finish() {
    in_.network.energy.efficiency = kUsualEfficiency * kPercentShare;
    InpUnits& units = in_.file.units;
    units.pressure = late_.pressure_unit.value_or(usual_pressure_unit(units.flow));
    if (is_metric(units.flow) && units.pressure == PressureUnit::psi) {
      in_.findings.warn("option", "PRESSURE",
                        "is PSI beside metric flows: pressures are read as psi, as EPANET 2.3 does; versions "
                        "before it take them for metres");
    }
    in_.scales = scales_of(units, in_.network);
    const InpScales& scales = in_.scales;
    const double viscosity = late_.viscosity.value_or(1);
    hydraulics_.viscosity = viscosity * (viscosity > kMultipleAbove ? kViscosity : scales.area);
    const double diffusivity = late_.diffusivity.value_or(1);
    quality_.diffusivity =
        diffusivity * (diffusivity > kDiffusivityMultipleAbove ? kDiffusivity : scales.area);
    quality_.tolerance = late_.tolerance.value_or(kTolerance) * scales.quality;
    hydraulics_.head_error = late_.head_error.value_or(0) * scales.length;
    hydraulics_.flow_change = late_.flow_change.value_or(0) * scales.flow;
    demand_pressures();
  }

  /// Full demand needs a pressure by kLeastPressureSpan above that of no demand.
  void demand_pressures() {
    const double least = late_.least.value_or(0);
    double required = late_.required.value_or(least + kLeastPressureSpan);
    if (required - least < kLeastPressureSpan * (1 - 1e-9)) {
      in_.findings.warn("option", "REQUIRED PRESSURE",
                        "is less than 0.1 above the minimum, which EPANET refuses; it is raised to that");
      required = least + kLeastPressureSpan;
    }
    hydraulics_.least_pressure = least * in_.scales.pressure;
    hydraulics_.required_pressure = required * in_.scales.pressure;
  }

  InpReader& in_;
  HydraulicOptions& hydraulics_;
  QualityOptions& quality_;
  LateOptions late_;
};

}  // namespace

void keep_text(const InpReader& in, const InpLine& line, std::vector<std::string>& texts) {
  constexpr std::size_t kMostKept = 10'000;
  if (texts.size() == kMostKept) in.refuse(line, "is one unknown line too many of its section");
  std::string text;
  for (const std::string_view word : line.words)
    text.append(text.empty() ? "" : " ").append(quoted_word(word));
  texts.push_back(std::move(text));
}

void read_options(InpReader& in) {
  OptionReader reader(in);
  reader.read();
  in.trace_node = reader.late().trace_node;
  in.trace_line = reader.late().trace_line;
}

}  // namespace conurb::water
