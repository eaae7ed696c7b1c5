// SPDX-License-Identifier: Apache-2.0
// Any bytes as the files of an assignment problem, one after the other with a line "====" between: two are a
// TNTP network and its trips, three the nodes, links and trips of GMNS, where the last may be empty, four
// those of TNTP with places of nodes as the third, five those of GMNS, a gap and lines. They are refused with
// a message, or read into a sound problem; a small one is solved, with a link closed meanwhile, and loses no
// trip.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "plugins/transport/assignment/equilibrium.hpp"
#include "plugins/transport/assignment/gmns/gmns.hpp"
#include "plugins/transport/assignment/tntp/tntp.hpp"
#include "plugins/transport/error.hpp"

namespace {

using namespace conurb::transport::assignment;

std::vector<std::string_view> parts(std::string_view text) {
  constexpr std::string_view kBorder = "====\n";
  std::vector<std::string_view> found;
  for (std::size_t end = text.find(kBorder); end != text.npos; end = text.find(kBorder)) {
    found.push_back(text.substr(0, end));
    text.remove_prefix(end + kBorder.size());
  }
  found.push_back(text);
  return found;
}

Import read(const std::vector<std::string_view>& files) {
  if (files.size() < 3) return read_tntp({files.front(), "net"}, {files.back(), "trips"});
  if (files.size() > 4)
    return read_gmns({{files[0], "node"}, {files[1], "link"}, {files[2], "demand"}, {files[4], "geometry"}});
  if (files.size() > 3) {
    Import import = read_tntp({files[0], "net"}, {files[1], "trips"});
    read_tntp_places({files[2], "places"}, import);
    if (import.details.x.size() != import.problem.nodes.size()) std::abort();
    return import;
  }
  return read_gmns({{files[0], "node"}, {files[1], "link"}, {files[2], "demand"}});
}

/// What leaves each zone is what it sends out, as far as there is a way.
void solve(StaticEquilibrium& equilibrium) {
  const EquilibriumResult result = equilibrium.solve({.relative_gap = 1e-8, .most_iterations = 20});
  const AssignmentProblem& problem = equilibrium.problem();
  std::vector<double> leaves(problem.zones.size(), 0);
  for (std::size_t zone = 0; zone < leaves.size(); ++zone) {
    for (std::size_t i = problem.demand.first[zone]; i < problem.demand.first[zone + 1]; ++i) {
      leaves[zone] += problem.demand.trips[i].flow;
    }
  }
  for (const ZonePair& pair : result.unreachable) {
    leaves[static_cast<std::size_t>(pair.origin)] -= pair.flow;
  }
  for (std::size_t zone = 0; zone < leaves.size(); ++zone) {
    double sum = leaves[zone];
    const std::vector<double> flows = equilibrium.flows_from(static_cast<std::int32_t>(zone));
    for (std::size_t row = 0; row < flows.size(); ++row) {
      if (!(flows[row] >= 0) || !std::isfinite(flows[row])) std::abort();
      if (problem.links[row].from == problem.centroid[zone]) sum -= flows[row];
    }
    if (!(std::abs(sum) <= 1e-6 * (1 + result.trips))) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const Import found = read(parts({reinterpret_cast<const char*>(data), size}));
    require_sound(found.problem);
    const std::size_t origins = found.problem.zones.size();
    if (origins > 50 || found.problem.nodes.size() > 200 || found.problem.links.empty()) return 0;
    StaticEquilibrium equilibrium(found.problem);
    solve(equilibrium);
    const std::vector<std::int32_t> first = {0};
    equilibrium.close(first);
    solve(equilibrium);
    equilibrium.open(first);
    solve(equilibrium);
  } catch (const conurb::transport::InputError&) {
  }
  return 0;
}
