// SPDX-License-Identifier: Apache-2.0
// What a balance found, for all nodes and links: those that were not solved for follow from the others.
#include <algorithm>
#include <vector>

#include "plugins/water/hydraulics/balance.hpp"

namespace conurb::water {

template <typename Number>
void Balance<Number>::link_flows(std::int32_t lane, std::span<double> flows) const {
  const HydraulicModel& m = *model_;
  std::fill(flows.begin(), flows.end(), 0.0);
  for (std::int32_t c = 0; c < row_of(m.chains().size()); ++c) {
    const SolvedChain& chain = m.chains()[at(c)];
    if (joined_[index(m.node_at(chain.from), lane)] == 0) continue;
    for (std::int32_t p = chain.first; p < chain.first + chain.pipes; ++p) {
      const ReducedPipe& pipe = m.chain_pipes()[at(p)];
      flows[at(pipe.link)] = pipe.sign * (chain_flow[index(c, lane)] + offset_[index(p, lane)]);
    }
  }
  for (std::int32_t e = 0; e < row_of(m.elements().size()); ++e) {
    const std::size_t k = index(e, lane);
    const bool dead = is_closed(state[k]) || joined_[index(m.node_at(m.elements()[at(e)].from), lane)] == 0;
    flows[at(m.elements()[at(e)].link)] = dead ? 0 : element_flow[k];
  }
  for (std::int32_t i = 0; i < row_of(m.tree_pipes().size()); ++i) {
    const ReducedPipe& pipe = m.tree_pipes()[at(i)];
    flows[at(pipe.link)] = pipe.sign * tree_flow_[index(i, lane)];
  }
}

template <typename Number>
void Balance<Number>::node_heads(std::int32_t lane, std::span<double> heads) const {
  const HydraulicModel& m = *model_;
  for (std::int32_t slot = 0; slot < m.slots(); ++slot) heads[at(m.node_at(slot))] = head[index(slot, lane)];
  std::vector<double> flow(m.chain_pipes().size()), slope(flow.size()), loss(flow.size());
  for (std::int32_t c = 0; c < row_of(m.chains().size()); ++c) {
    const SolvedChain& chain = m.chains()[at(c)];
    for (std::int32_t p = chain.first; p < chain.first + chain.pipes; ++p)
      flow[at(p)] = chain_flow[index(c, lane)] + offset_[index(p, lane)];
  }
  m.chain_losses().evaluate(0, row_of(flow.size()), 1, flow.data(), loss.data(), slope.data());
  for (const SolvedChain& chain : m.chains()) {
    double here = head[index(chain.from, lane)];
    for (std::int32_t p = chain.first; p + 1 < chain.first + chain.pipes; ++p) {
      here -= loss[at(p)];
      heads[at(m.chain_pipes()[at(p)].node)] = here;
    }
  }
  const std::size_t trees = m.tree_pipes().size();
  flow.resize(trees), slope.resize(trees), loss.resize(trees);
  for (std::int32_t i = 0; i < row_of(trees); ++i) flow[at(i)] = tree_flow_[index(i, lane)];
  m.tree_losses().evaluate(0, row_of(trees), 1, flow.data(), loss.data(), slope.data());
  for (std::int32_t i = row_of(m.tree_pipes().size()) - 1; i >= 0; --i)
    heads[at(m.tree_pipes()[at(i)].node)] = heads[at(m.tree_parents()[at(i)])] - loss[at(i)];
  for (std::size_t node = 0; node < heads.size(); ++node)
    if (joined_[node * at(kLanes) + at(lane)] == 0) heads[node] = kNotGiven;
}

template <typename Number>
void Balance<Number>::node_outflows(std::int32_t lane, std::span<double> outflows) const {
  const HydraulicModel& m = *model_;
  for (std::size_t node = 0; node < outflows.size(); ++node) {
    const std::size_t k = node * at(kLanes) + at(lane);
    outflows[node] = served_[k] != 0 ? demand[k] : 0;
  }
  for (std::int32_t o = 0; o < row_of(m.outlets().size()); ++o) {
    const Outlet& outlet = m.outlets()[at(o)];
    const std::size_t k = index(o, lane);
    outflows[at(outlet.node)] +=
        outlet_flow[k] - (outlet.kind == Outlet::Kind::demand ? outlet_wanted_[k] : 0);
  }
  for (const std::int32_t node : m.fixed()) outflows[at(node)] = inflow_of(m.slot_of(node), lane);
}

template <typename Number>
double Balance<Number>::inflow_of(std::int32_t slot, std::int32_t lane) const {
  double sum = 0;
  for (const SlotEnd& end : model_->ends_at(slot)) {
    const std::size_t k = index(end.row, lane);
    switch (end.kind) {
      case SlotEnd::Kind::chain_begin: sum -= chain_flow[k]; break;
      case SlotEnd::Kind::chain_end: sum += chain_flow[k] + last_offset_[k]; break;
      case SlotEnd::Kind::element_begin: sum -= is_closed(state[k]) ? 0 : element_flow[k]; break;
      case SlotEnd::Kind::element_end: sum += is_closed(state[k]) ? 0 : element_flow[k]; break;
      case SlotEnd::Kind::tree: sum -= tree_flow_[k]; break;
      case SlotEnd::Kind::outlet: break;  // of junctions alone
    }
  }
  return sum;
}

template class Balance<double>;
template class Balance<solvers::Lanes>;

}  // namespace conurb::water
