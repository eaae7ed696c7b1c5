// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/dc_flow.hpp"

#include "plugins/energy/index.hpp"

#include <algorithm>
#include <cmath>

namespace conurb::energy {

// The angle is the first unknown of each block; the second is bound to 0.
std::vector<double> dc_angles(const Grid& grid, const Injections& in, solvers::BlockLu& lu) {
  const std::size_t n = at(grid.nodes());
  std::span<double> values = lu.values();
  std::fill(values.begin(), values.end(), 0.0);
  std::vector<double> x(2 * n, 0.0);
  const auto given = [&](std::int32_t i) {
    return in.kind[at(i)] == NodeKind::slack || in.kind[at(i)] == NodeKind::dead;
  };
  const auto block = [&](std::int32_t entry) { return values.subspan(4 * at(grid.slot()[at(entry)])); };
  for (std::int32_t i = 0; i < grid.nodes(); ++i) {
    const auto diagonal = block(grid.start()[at(i)]);
    diagonal[3] = 1;
    if (given(i)) diagonal[0] = 1;
    // Shunts draw what they draw at the nominal voltage.
    x[2 * at(i)] = given(i) ? in.angle[at(i)] : in.p[at(i)] - in.p_current[at(i)] - grid.shunt(i).real();
  }
  const auto& branches = grid.topology().branches;
  for (std::size_t b = 0; b < branches.size(); ++b) {
    if (!branches[b].through() || branches[b].from == branches[b].to) continue;
    const std::int32_t from = grid.place(branches[b].from), to = grid.place(branches[b].to);
    const auto [susceptance, shift] = grid.dc(b);
    if (!given(from)) {
      block(grid.start()[at(from)])[0] += susceptance;
      block(grid.entry(from, to))[0] -= susceptance;
      x[2 * at(from)] += susceptance * shift;
    }
    if (!given(to)) {
      block(grid.start()[at(to)])[0] += susceptance;
      block(grid.entry(to, from))[0] -= susceptance;
      x[2 * at(to)] -= susceptance * shift;
    }
  }
  if (!(lu.factor() > 0)) return {};
  lu.solve(x);
  std::vector<double> angles(n);
  for (std::size_t i = 0; i < n; ++i) {
    angles[i] = x[2 * i];
    if (!std::isfinite(angles[i])) return {};
  }
  return angles;
}

}  // namespace conurb::energy
