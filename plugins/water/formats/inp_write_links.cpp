// SPDX-License-Identifier: Apache-2.0
// Sections of links, and the patterns and curves that elements share.
#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_reader.hpp"
#include "plugins/water/formats/inp_writer.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

constexpr std::array<std::string_view, 9> kLinkKindWords = {"",    "",    "PRV", "PSV", "PBV",
                                                            "FCV", "TCV", "GPV", "PCV"};
constexpr std::array<std::string_view, 6> kCurveKindWords = {"GENERIC", "PUMP",     "EFFIC",
                                                             "VOLUME",  "HEADLOSS", "VALVE"};
constexpr std::size_t kFactorsOfLine = 6;

void write_pipe(InpWriter& to, const Link& pipe) {
  const char* status = pipe.check_valve                            ? "CV"
                       : pipe.initial_status == LinkStatus::closed ? "Closed"
                                                                   : "Open";
  to.row({to.name(pipe.id), to.node(pipe.from), to.node(pipe.to), file_number(pipe.length, to.scales.length),
          file_number(pipe.diameter, to.scales.diameter), file_number(pipe.roughness, to.scales.roughness),
          file_number(pipe.minor_loss), status},
         pipe.comment);
}

void write_pump(InpWriter& to, const Link& pump) {
  const std::string drive = pump.head_curve == kNone ? "POWER " + file_number(pump.power, to.scales.power)
                                                     : "HEAD " + to.curve(pump.head_curve);
  const std::string speed = pump.speed == 1 ? "" : "SPEED " + file_number(pump.speed);
  const std::string pattern = pump.speed_pattern == kNone ? "" : "PATTERN " + to.pattern(pump.speed_pattern);
  // Words in pairs, so no tab may stand for one that is left out.
  std::string parameters = drive;
  for (const std::string& part : {speed, pattern}) parameters.append(part.empty() ? "" : "\t").append(part);
  to.row({to.name(pump.id), to.node(pump.from), to.node(pump.to), parameters}, pump.comment);
}

void write_valve(InpWriter& to, const Link& valve) {
  const bool with_curve = valve.kind == LinkKind::general_purpose;
  to.row({to.name(valve.id), to.node(valve.from), to.node(valve.to),
          file_number(valve.diameter, to.scales.diameter),
          std::string(kLinkKindWords[static_cast<std::size_t>(valve.kind)]),
          with_curve ? to.curve(valve.valve_curve)
                     : file_number(valve.setting, setting_scale(to.scales, valve.kind)),
          file_number(valve.minor_loss), with_curve ? "" : to.curve(valve.valve_curve)},
         valve.comment);
}

void write_curve(InpWriter& to, const Curve& curve) {
  const CurveScale scale = curve_scale(to.scales, curve.kind);
  std::string_view comment = to.remark_above(curve.comment);
  // A remark may name a kind that the curve is not.
  const bool told = curve.kind != Curve::Kind::unused || curve_kind_of(curve.comment) != Curve::Kind::unused;
  std::string kind(told ? kCurveKindWords[static_cast<std::size_t>(curve.kind)] : "");
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    to.row({to.name(curve.id), file_number(curve.x[i], scale.x), file_number(curve.y[i], scale.y), kind},
           comment);
    kind.clear();
    comment = {};
  }
}

}  // namespace

void write_links(InpWriter& to) {
  const auto& links = to.network.links;
  to.head("PIPES", "ID\tNode1\tNode2\tLength\tDiameter\tRoughness\tMinorLoss\tStatus");
  for (const Link& link : links) {
    if (link.kind == LinkKind::pipe) write_pipe(to, link);
  }
  to.head("PUMPS", "ID\tNode1\tNode2\tParameters");
  for (const Link& link : links) {
    if (link.kind == LinkKind::pump) write_pump(to, link);
  }
  to.head("VALVES", "ID\tNode1\tNode2\tDiameter\tType\tSetting\tMinorLoss\tCurve");
  for (const Link& link : links) {
    if (link.kind != LinkKind::pipe && link.kind != LinkKind::pump) write_valve(to, link);
  }
}

void write_status(InpWriter& to) {
  const auto& links = to.network.links;
  bool leaks = false;
  for (const Link& link : links) {
    if (link.leak_area == 0 && link.leak_expansion == 0) continue;
    if (!leaks) to.head("LEAKAGE", "Pipe\tArea\tExpansion");  // versions before 2.3 do not know it
    leaks = true;
    to.row({to.name(link.id), file_number(link.leak_area, to.scales.leak_area),
            file_number(link.leak_expansion, to.scales.leak_expansion)});
  }
  to.head("STATUS", "ID\tStatus/Setting");
  for (const Link& link : links) {
    if (link.kind == LinkKind::pipe) continue;  // on its own line
    if (link.initial_status == LinkStatus::closed) to.row({to.name(link.id), "Closed"});
    const bool valve = link.kind != LinkKind::pump;
    if (link.initial_status == LinkStatus::open && valve) to.row({to.name(link.id), "Open"});
  }
}

void write_series(InpWriter& to) {
  to.head("PATTERNS", "ID\tMultipliers");
  for (const Pattern& pattern : to.network.patterns) {
    std::string_view comment = to.remark_above(pattern.comment);
    // The name stands on each line: a long one on few.
    const std::size_t of_line = std::max(kFactorsOfLine, pattern.id.size() / 8);
    for (std::size_t i = 0; i < pattern.factors.size(); i += of_line) {
      std::string factors;
      for (std::size_t k = i; k < pattern.factors.size() && k < i + of_line; ++k) {
        factors.append(factors.empty() ? "" : "\t").append(file_number(pattern.factors[k]));
      }
      to.row({to.name(pattern.id), factors}, comment);
      comment = {};
    }
  }
  to.head("CURVES", "ID\tX-Value\tY-Value");
  std::unordered_set<std::string_view> written;  // a curve that is taken twice stands once
  for (const Curve& curve : to.network.curves) {
    if (written.insert(curve.id).second) write_curve(to, curve);
  }
}

}  // namespace conurb::water
