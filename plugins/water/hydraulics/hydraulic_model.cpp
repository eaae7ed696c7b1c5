// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/hydraulics/hydraulic_model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "plugins/water/error.hpp"
#include "plugins/water/findings.hpp"
#include "plugins/water/hydraulics/feet.hpp"

namespace conurb::water {

namespace {

/// A valve whose loss does not change as long as nobody switches it is like a pipe without length.
bool is_plain_kind(const Link& link) {
  if (link.initial_status == LinkStatus::closed) return false;
  return (link.kind == LinkKind::pipe && !link.check_valve) || link.kind == LinkKind::throttle;
}

double loss_coefficient(const Link& link) {
  if (link.kind != LinkKind::throttle || link.initial_status != LinkStatus::active) return link.minor_loss;
  return link.setting;
}

void add_pipe(PipeLosses& losses, const Link& link) {
  losses.add(link.kind == LinkKind::pipe ? link.length : 0, link.diameter, link.roughness,
             loss_coefficient(link));
}

}  // namespace

HydraulicModel::HydraulicModel(std::shared_ptr<const SupplyNetwork> network, const Kept& kept)
    : network_(std::move(network)),
      pattern_(0, {}),
      chain_losses_(network_->hydraulics),
      element_losses_(network_->hydraulics),
      tree_losses_(network_->hydraulics) {
  reduce_network(kept);
  order();
  add_pipes();
  add_elements();
  add_outlets();
  list_ends();
}

std::int32_t HydraulicModel::node_at(std::int32_t slot) const {
  if (slot >= unknowns()) return fixed_[at(slot - unknowns())];
  return reduction_.unknown[at(pattern_.row_at()[at(slot)])];
}

void HydraulicModel::reduce_network(const Kept& kept) {
  const SupplyNetwork& net = *network_;
  ReductionInput input;
  input.nodes = row_of(net.nodes.size());
  input.fixed.assign(net.nodes.size(), 0);
  input.keep.assign(net.nodes.size(), 0);
  cracks_.assign(net.nodes.size(), 0);
  stretches_.assign(net.nodes.size(), 0);
  for (std::int32_t node = 0; node < input.nodes; ++node) {
    const Node& n = net.nodes[at(node)];
    ground_ = std::min(ground_, n.elevation - 100);
    if (n.kind != Node::Kind::junction) {
      input.fixed[at(node)] = 1;
      fixed_.push_back(node);
    } else if (n.emitter > 0 || (net.hydraulics.demand_model == DemandModel::pressure_driven &&
                                 std::any_of(n.demands.begin(), n.demands.end(),
                                             [](const Demand& d) { return d.base > 0; }))) {
      input.keep[at(node)] = 1;
    }
  }
  if (fixed_.empty())
    throw InputError("the network has no reservoir and no tank", {}, "give it a source of water");
  for (const Link& link : net.links) {
    if (link.from == link.to)
      throw InputError(
          "link " + in_quotes(link.id) + " begins and ends at node " + in_quotes(net.nodes[at(link.from)].id),
          {}, "lead it to another one");
    input.links.push_back({link.from, link.to});
    const bool at_tank =
        net.nodes[at(link.from)].kind == Node::Kind::tank || net.nodes[at(link.to)].kind == Node::Kind::tank;
    input.plain.push_back(is_plain_kind(link) && !at_tank ? 1 : 0);
    if (link.leak_area <= 0 && link.leak_expansion <= 0) continue;
    for (const std::int32_t node : {link.from, link.to}) {  // each end has half of the cracks
      cracks_[at(node)] += link.leak_area * link.length / 2;
      stretches_[at(node)] += link.leak_expansion * link.length / 2;
      input.keep[at(node)] = 1;
    }
  }
  const auto keep_link = [&](std::int32_t link) { input.plain[at(link)] = 0; };
  const auto keep_node = [&](std::int32_t node) {
    if (node != kNone) input.keep[at(node)] = 1;
  };
  for (const Control& control : net.controls) keep_link(control.link), keep_node(control.node);
  for (const Rule& rule : net.rules) {
    for (const RuleAction& action : rule.then) keep_link(action.link);
    for (const RuleAction& action : rule.otherwise) keep_link(action.link);
    for (const RulePremise& premise : rule.premises) {
      if (premise.object == RulePremise::Object::node) keep_node(premise.row);
      if (premise.object == RulePremise::Object::link) keep_link(premise.row);
    }
  }
  for (const std::int32_t link : kept.links) keep_link(link);
  for (const std::int32_t node : kept.nodes) keep_node(node);
  reduction_ = reduce(input);
}

void HydraulicModel::order() {
  const std::vector<std::int32_t>& unknown = reduction_.unknown;
  slot_of_.assign(network_->nodes.size(), kNone);
  for (std::size_t i = 0; i < unknown.size(); ++i) slot_of_[at(unknown[i])] = row_of(i);
  std::vector<solvers::Edge> edges;
  const auto join = [&](std::int32_t a, std::int32_t b) {
    if (slot_of_[at(a)] != kNone && slot_of_[at(b)] != kNone && a != b)
      edges.push_back({slot_of_[at(a)], slot_of_[at(b)]});
  };
  for (const Chain& chain : reduction_.chains) join(chain.from, chain.to);
  for (const std::int32_t link : reduction_.elements)
    join(network_->links[at(link)].from, network_->links[at(link)].to);
  pattern_ = solvers::SymmetricPattern(row_of(unknown.size()), edges);
  for (std::size_t i = 0; i < unknown.size(); ++i) slot_of_[at(unknown[i])] = pattern_.place_of()[i];
  for (std::size_t i = 0; i < fixed_.size(); ++i) slot_of_[at(fixed_[i])] = unknowns() + row_of(i);
}

void HydraulicModel::add_pipes() {
  for (const Chain& chain : reduction_.chains) {
    SolvedChain solved{slot_of(chain.from), slot_of(chain.to), kNone, chain.first, chain.pipes};
    if (solved.from < unknowns() && solved.to < unknowns() && solved.from != solved.to)
      solved.value = pattern_.value(solved.from, solved.to);
    chains_.push_back(solved);
  }
  for (const ReducedPipe& pipe : reduction_.chain_pipes)
    add_pipe(chain_losses_, network_->links[at(pipe.link)]);
  for (const ReducedPipe& pipe : reduction_.tree_pipes)
    add_pipe(tree_losses_, network_->links[at(pipe.link)]);
}

void HydraulicModel::add_elements() {
  element_of_.assign(network_->links.size(), kNone);
  for (const std::int32_t row : reduction_.elements) {
    const Link& link = network_->links[at(row)];
    Element element;
    element.link = row;
    element.kind = link.kind;
    element.from = slot_of(link.from), element.to = slot_of(link.to);
    if (element.from < unknowns() && element.to < unknowns())
      element.value = pattern_.value(element.from, element.to);
    element.check_valve = link.check_valve;
    element.at_tank = network_->nodes[at(link.from)].kind == Node::Kind::tank ||
                      network_->nodes[at(link.to)].kind == Node::Kind::tank;
    if (link.kind == LinkKind::pump) {
      element.pump = row_of(pumps_.size());
      pumps_.push_back(pump_law(link, network_->curves, "pump " + in_quotes(link.id)));
    } else {
      element.per_loss = 0.02517 / std::pow(link.diameter / kFoot, 4) * kFoot / (kCubicFoot * kCubicFoot);
      element.minor_loss = element.per_loss * link.minor_loss;
    }
    element_of_[at(row)] = row_of(elements_.size());
    if (link.kind == LinkKind::pressure_reducing || link.kind == LinkKind::pressure_sustaining)
      pressure_valves_.push_back(row_of(elements_.size()));
    if (link.kind == LinkKind::pipe) {
      element_pipes_.push_back(row_of(elements_.size()));
      add_pipe(element_losses_, link);
    }
    elements_.push_back(element);
  }
}

/// Cracks let out 0.6 (2 g)^0.5 A h^0.5, and where the pressure opens them A grows with h (J. van Zyl, A.
/// Malde, "Evaluating the pressure-leakage behaviour of leaks in water pipes", AQUA 66, 2017).
void HydraulicModel::add_outlets() {
  const HydraulicOptions& options = network_->hydraulics;
  const double orifice = 0.6 * std::sqrt(2 * kGravity);
  for (std::int32_t node = 0; node < row_of(network_->nodes.size()); ++node) {
    const Node& n = network_->nodes[at(node)];
    const std::int32_t slot = slot_of(node);
    if (n.kind != Node::Kind::junction || slot == kNone) continue;
    if (n.emitter > 0)
      outlets_.push_back({Outlet::Kind::emitter, node, slot, n.emitter, options.emitter_exponent});
    if (options.demand_model == DemandModel::pressure_driven)
      outlets_.push_back({Outlet::Kind::demand, node, slot, 0, options.pressure_exponent});
    if (cracks_[at(node)] > 0)
      outlets_.push_back({Outlet::Kind::crack, node, slot, orifice * cracks_[at(node)], 0.5});
    if (stretches_[at(node)] > 0)
      outlets_.push_back({Outlet::Kind::stretched_crack, node, slot, orifice * stretches_[at(node)], 1.5});
  }
}

void HydraulicModel::list_ends() {
  std::vector<std::vector<SlotEnd>> at_slot(at(slots()));
  const auto add = [&](std::int32_t slot, SlotEnd::Kind kind, std::size_t row) {
    at_slot[at(slot)].push_back({kind, row_of(row)});
  };
  for (std::size_t c = 0; c < chains_.size(); ++c) {
    add(chains_[c].from, SlotEnd::Kind::chain_begin, c);
    add(chains_[c].to, SlotEnd::Kind::chain_end, c);
  }
  for (std::size_t e = 0; e < elements_.size(); ++e) {
    add(elements_[e].from, SlotEnd::Kind::element_begin, e);
    add(elements_[e].to, SlotEnd::Kind::element_end, e);
  }
  for (std::size_t o = 0; o < outlets_.size(); ++o) add(outlets_[o].slot, SlotEnd::Kind::outlet, o);
  for (std::size_t i = 0; i < reduction_.tree_parent.size(); ++i) {
    const std::int32_t slot = slot_of(reduction_.tree_parent[i]);
    if (slot >= unknowns()) add(slot, SlotEnd::Kind::tree, i);
  }
  first_end_.assign(1, 0);
  for (const std::vector<SlotEnd>& ends : at_slot) {
    ends_.insert(ends_.end(), ends.begin(), ends.end());
    first_end_.push_back(row_of(ends_.size()));
  }
}

}  // namespace conurb::water
