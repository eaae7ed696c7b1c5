// SPDX-License-Identifier: Apache-2.0
// [TIMES] and [OPTIONS]
#include <algorithm>
#include <array>
#include <string_view>

#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_times.hpp"
#include "plugins/water/formats/inp_words.hpp"
#include "plugins/water/formats/inp_writer.hpp"
#include "plugins/water/formats/same_network.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

constexpr std::array<std::string_view, 3> kHeadLossWords = {"H-W", "D-W", "C-M"};
constexpr double kUsualSpan = 0.1;  // between no and full demand, where a file names none

/// A multiple of the usual value above the limit; where only the value itself reads back, that.
std::string multiple(double value, double usual, double above, double unit) {
  const auto reads = [&](const std::string& text, double factor) {
    const auto number = inp_number(text);
    return number && *number * factor == value && (*number > above) == (factor == usual);
  };
  std::string text = file_number(value, usual);
  std::string plain = file_number(value, unit);
  return !reads(text, usual) && reads(plain, unit) ? plain : text;
}

/// The name that a file gives for the pattern of demands without one; empty where it need not give any.
std::string default_pattern(const InpWriter& to) {
  const std::int32_t row = to.network.hydraulics.default_pattern;
  if (row != kNone) return to.pattern(row);
  const auto& patterns = to.network.patterns;
  const auto known = [&](const std::string& id) {
    return std::any_of(patterns.begin(), patterns.end(), [&](const Pattern& p) { return p.id == id; });
  };
  std::string id = to.file.default_pattern;
  while (known(id)) id += '-';
  return id == "1" ? "" : to.name(id);
}

void write_quality_option(InpWriter& to) {
  const QualityOptions& quality = to.network.quality;
  const std::string unit = to.name(to.file.units.quality);
  switch (quality.kind) {
    case QualityOptions::Kind::none: return to.row({"QUALITY", "NONE", unit});
    case QualityOptions::Kind::age: return to.row({"QUALITY", "AGE", unit});
    case QualityOptions::Kind::trace: return to.row({"QUALITY", "TRACE", to.node(quality.trace_node)});
    case QualityOptions::Kind::chemical: break;
  }
  const std::string& name = quality.chemical;
  const bool other = name.empty() || begins(name, "NONE") || begins(name, "AGE") || begins(name, "TRACE");
  to.row({"QUALITY", other ? "Chemical" : to.name(name), unit});
}

void write_demand_model(InpWriter& to) {
  const HydraulicOptions& options = to.network.hydraulics;
  const bool by_pressure = options.demand_model == DemandModel::pressure_driven;
  if (by_pressure) to.row({"DEMAND MODEL", "PDA"});
  const bool usual = options.least_pressure == 0 &&
                     options.required_pressure == kUsualSpan * to.scales.pressure &&
                     options.pressure_exponent == HydraulicOptions().pressure_exponent;
  if (!by_pressure && usual) return;  // versions before 2.2 do not know them
  to.row({"MINIMUM PRESSURE", file_number(options.least_pressure, to.scales.pressure)});
  to.row({"REQUIRED PRESSURE", file_number(options.required_pressure, to.scales.pressure)});
  to.row({"PRESSURE EXPONENT", file_number(options.pressure_exponent)});
}

void write_solver_options(InpWriter& to) {
  const HydraulicOptions& options = to.network.hydraulics;
  to.row({"TRIALS", std::to_string(options.most_iterations)});
  to.row({"ACCURACY", file_number(options.accuracy)});
  to.row({"CHECKFREQ", std::to_string(options.check_every)});
  to.row({"MAXCHECK", std::to_string(options.check_until)});
  to.row({"DAMPLIMIT", file_number(options.damping_from)});
  if (options.extra_iterations < 0) {
    to.row({"UNBALANCED", "STOP"});
  } else {
    to.row({"UNBALANCED", "CONTINUE", std::to_string(options.extra_iterations)});
  }
  if (options.head_error != 0) to.row({"HEADERROR", file_number(options.head_error, to.scales.length)});
  if (options.flow_change != 0) to.row({"FLOWCHANGE", file_number(options.flow_change, to.scales.flow)});
}

}  // namespace

void write_times(InpWriter& to) {
  const TimeOptions& written = to.file.written_times;
  const TimeOptions& times = same(fitted(written), to.network.times) ? written : to.network.times;
  to.head("TIMES");
  to.row({"DURATION", time_text(times.duration)});
  to.row({"HYDRAULIC TIMESTEP", time_text(times.hydraulic_step)});
  to.row({"QUALITY TIMESTEP", time_text(times.quality_step)});
  to.row({"RULE TIMESTEP", time_text(times.rule_step)});
  to.row({"PATTERN TIMESTEP", time_text(times.pattern_step)});
  to.row({"PATTERN START", time_text(times.pattern_start)});
  to.row({"REPORT TIMESTEP", time_text(times.report_step)});
  to.row({"REPORT START", time_text(times.report_start)});
  to.row({"START CLOCKTIME", time_text(times.clock_start)});
  for (const std::string& text : to.file.times) to.line(" " + text);
}

void write_options(InpWriter& to) {
  const HydraulicOptions& options = to.network.hydraulics;
  constexpr double kViscosityAbove = 1e-3, kDiffusivityAbove = 1e-4;
  to.head("OPTIONS");
  to.row({"UNITS", std::string(unit_name(to.file.units.flow))});
  to.row({"PRESSURE", std::string(unit_name(to.file.units.pressure))});
  to.row({"HEADLOSS", std::string(kHeadLossWords[static_cast<std::size_t>(options.law)])});
  to.row({"SPECIFIC GRAVITY", file_number(options.specific_gravity)});
  to.row({"VISCOSITY", multiple(options.viscosity, kViscosity, kViscosityAbove, to.scales.area)});
  write_solver_options(to);
  const std::string pattern = default_pattern(to);
  if (!pattern.empty()) to.row({"PATTERN", pattern});
  to.row({"DEMAND MULTIPLIER", file_number(options.demand_factor)});
  write_demand_model(to);
  to.row({"EMITTER EXPONENT", file_number(options.emitter_exponent)});
  if (!options.emitters_flow_back) to.row({"BACKFLOW ALLOWED", "NO"});  // unknown to versions before 2.3
  write_quality_option(to);
  to.row({"DIFFUSIVITY",
          multiple(to.network.quality.diffusivity, kDiffusivity, kDiffusivityAbove, to.scales.area)});
  to.row({"TOLERANCE", file_number(to.network.quality.tolerance, to.scales.quality)});
  for (const std::string& text : to.file.options) to.line(" " + text);
}

}  // namespace conurb::water
