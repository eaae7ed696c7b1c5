// SPDX-License-Identifier: Apache-2.0
// Networks that are written down in a test, and one moment of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plugins/water/hydraulics/supply_run.hpp"

namespace conurb::water::testing {

class SmallNetwork {
 public:
  std::int32_t junction(double elevation, double demand = 0) {
    Node node;
    node.id = "J" + std::to_string(net.nodes.size());
    node.elevation = elevation;
    if (demand != 0) node.demands.push_back({demand, kNone, ""});
    net.nodes.push_back(node);
    return row_of(net.nodes.size()) - 1;
  }
  std::int32_t reservoir(double head) {
    const std::int32_t row = junction(head);
    net.nodes.back().kind = Node::Kind::reservoir;
    return row;
  }
  std::int32_t tank(double elevation, double level, double lowest, double highest, double diameter) {
    const std::int32_t row = junction(elevation);
    Node& node = net.nodes.back();
    node.kind = Node::Kind::tank;
    node.initial_level = level, node.lowest_level = lowest, node.highest_level = highest;
    node.diameter = diameter;
    return row;
  }
  std::int32_t pipe(std::int32_t from, std::int32_t to, double length = 1000, double diameter = 0.3) {
    Link link;
    link.id = "P" + std::to_string(net.links.size());
    link.from = from, link.to = to;
    link.length = length, link.diameter = diameter;
    link.roughness = 100;
    net.links.push_back(link);
    return row_of(net.links.size()) - 1;
  }
  std::int32_t valve(LinkKind kind, std::int32_t from, std::int32_t to, double setting) {
    const std::int32_t row = pipe(from, to, 0);
    Link& link = net.links.back();
    link.kind = kind;
    link.setting = setting;
    link.initial_status = LinkStatus::active;
    return row;
  }

  SupplyNetwork net;
};

/// Flows and heads of one lane at one moment.
struct Moment {
  std::vector<double> flows, heads, outflows;
};

template <typename Number>
Moment moment_of(const SupplyRun<Number>& run, std::int32_t lane = 0) {
  Moment moment;
  moment.flows.resize(run.model().network().links.size());
  moment.heads.resize(run.model().network().nodes.size());
  moment.outflows.resize(moment.heads.size());
  run.balance().link_flows(lane, moment.flows);
  run.balance().node_heads(lane, moment.heads);
  run.balance().node_outflows(lane, moment.outflows);
  return moment;
}

inline SupplyRun<double> run_of(const SupplyNetwork& net, const HydraulicModel::Kept& kept = {}) {
  const auto model = std::make_shared<const HydraulicModel>(std::make_shared<const SupplyNetwork>(net), kept);
  const std::vector<SupplyVariant> one(1);
  return SupplyRun<double>(model, one);
}

inline Moment first_moment(const SupplyNetwork& net, const HydraulicModel::Kept& kept = {}) {
  SupplyRun<double> run = run_of(net, kept);
  run.solve();
  return moment_of(run);
}

/// The largest amount that any junction gets and neither passes on nor draws, m3/s.
inline double worst_imbalance(const SupplyNetwork& net, const Moment& moment) {
  std::vector<double> left(net.nodes.size(), 0);
  for (std::size_t i = 0; i < net.links.size(); ++i) {
    left[at(net.links[i].from)] -= moment.flows[i];
    left[at(net.links[i].to)] += moment.flows[i];
  }
  double worst = 0;
  for (std::size_t i = 0; i < net.nodes.size(); ++i)
    if (net.nodes[i].kind == Node::Kind::junction)
      worst = std::max(worst, std::fabs(left[i] - moment.outflows[i]));
  return worst;
}

}  // namespace conurb::water::testing
