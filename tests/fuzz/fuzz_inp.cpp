// SPDX-License-Identifier: Apache-2.0
// Any bytes as an EPANET input file: refused with a message, or read into a network whose rows are all in
// range, and which is the same when it is written and read again.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "plugins/water/error.hpp"
#include "plugins/water/findings.hpp"
#include "plugins/water/formats/inp.hpp"
#include "plugins/water/formats/same_network.hpp"
#include "plugins/water/index.hpp"

namespace {

using namespace conurb::water;

void need(bool holds) {
  if (!holds) std::abort();
}

template <class Rows>
void need_row(std::int32_t row, const Rows& rows) {
  need(row >= 0 && at(row) < rows.size());
}

template <class Rows>
void need_row_or_none(std::int32_t row, const Rows& rows) {
  if (row != kNone) need_row(row, rows);
}

void check_nodes(const SupplyNetwork& n) {
  for (const Node& node : n.nodes) {
    need(!node.id.empty() && std::isfinite(node.elevation));
    need_row_or_none(node.head_pattern, n.patterns);
    need_row_or_none(node.volume_curve, n.curves);
    for (const Demand& demand : node.demands) {
      need(std::isfinite(demand.base));
      need_row_or_none(demand.pattern, n.patterns);
    }
    need(std::isfinite(node.emitter) && node.emitter >= 0 && std::isfinite(node.initial_quality));
    need(node.lowest_level <= node.initial_level && node.initial_level <= node.highest_level);
    if (node.kind == Node::Kind::tank) need(node.diameter > 0 || node.volume_curve != kNone);
  }
}

void check_links(const SupplyNetwork& n) {
  for (const Link& link : n.links) {
    need_row(link.from, n.nodes);
    need_row(link.to, n.nodes);
    need(link.from != link.to && link.vertices.size() % 2 == 0);
    for (const std::int32_t curve : {link.head_curve, link.efficiency_curve, link.valve_curve}) {
      need_row_or_none(curve, n.curves);
    }
    for (const std::int32_t pattern : {link.speed_pattern, link.price_pattern})
      need_row_or_none(pattern, n.patterns);
    need(std::isfinite(link.setting) && std::isfinite(link.speed) && std::isfinite(link.leak_area));
    if (link.kind == LinkKind::pipe) need(link.length > 0 && link.diameter > 0 && link.roughness > 0);
    if (link.kind == LinkKind::pump) need(link.head_curve != kNone || link.power > 0);
  }
}

void check_operation(const SupplyNetwork& n) {
  for (const Control& control : n.controls) {
    need_row(control.link, n.links);
    const bool by_level = control.when == Control::When::above || control.when == Control::When::below;
    if (by_level) need_row(control.node, n.nodes);
    need(control.time >= 0);
  }
  for (const Rule& rule : n.rules) {
    need(!rule.premises.empty() && !rule.then.empty());
    for (const RulePremise& premise : rule.premises) {
      if (premise.object == RulePremise::Object::node) need_row(premise.row, n.nodes);
      if (premise.object == RulePremise::Object::link) need_row(premise.row, n.links);
      need(std::isfinite(premise.value));
    }
    for (const auto* actions : {&rule.then, &rule.otherwise}) {
      for (const RuleAction& action : *actions) need_row(action.link, n.links);
    }
  }
  for (const QualitySource& source : n.sources) {
    need_row(source.node, n.nodes);
    need_row_or_none(source.pattern, n.patterns);
  }
  need_row_or_none(n.hydraulics.default_pattern, n.patterns);
  need_row_or_none(n.energy.price_pattern, n.patterns);
  if (n.quality.kind == QualityOptions::Kind::trace) need_row(n.quality.trace_node, n.nodes);
  need(n.times.hydraulic_step > 0 && n.times.quality_step > 0 && n.times.rule_step > 0);
}

void check_series(const SupplyNetwork& n) {
  for (const Pattern& pattern : n.patterns) need(!pattern.factors.empty());
  for (const Curve& curve : n.curves) {
    need(!curve.x.empty() && curve.x.size() == curve.y.size());
    for (std::size_t i = 0; i < curve.x.size(); ++i)
      need(std::isfinite(curve.x[i]) && std::isfinite(curve.y[i]));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)is_epanet_inp(bytes);
  InpFile file;
  FindingList findings;
  try {
    file = read_inp(bytes, "fuzz.inp", findings);
  } catch (const InputError&) {
    return 0;
  }
  (void)findings.take();
  check_nodes(file.network);
  check_links(file.network);
  check_operation(file.network);
  check_series(file.network);
  const std::string written = write_inp(file);
  const InpFile again = read_inp(written, "written.inp", findings);  // what was written is never refused
  need(same(file, again));
  return 0;
}
