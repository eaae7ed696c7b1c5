// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/transport/assignment/fixtures.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "plugins/transport/assignment/gmns/gmns.hpp"
#include "plugins/transport/assignment/tntp/tntp.hpp"

namespace conurb::transport::assignment::testing {

namespace {

// Flows of origins are sums of a few thousand shifts, each rounded to 1e-16 of what it moves.
constexpr double kConserved = 1e-9;

/// Least cost from a node to each, by brute force.
std::vector<double> bellman(const StaticEquilibrium& found, std::int32_t origin) {
  const AssignmentProblem& problem = found.problem();
  std::vector<double> least(problem.nodes.size(), std::numeric_limits<double>::infinity());
  least[at(origin)] = 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t row = 0; row < problem.links.size(); ++row) {
      const Link& link = problem.links[row];
      if (link.closed || (problem.passable[at(link.from)] == 0 && link.from != origin)) continue;
      const double cost = least[at(link.from)] + found.costs()[row];
      if (!(cost < least[at(link.to)])) continue;
      least[at(link.to)] = cost;
      changed = true;
    }
  }
  return least;
}

}  // namespace

AssignmentProblem problem_of(std::int32_t nodes, std::vector<Link> links, std::vector<std::int32_t> centroids,
                             std::vector<ZonePair> pairs) {
  AssignmentProblem problem;
  for (std::int32_t node = 0; node < nodes; ++node) problem.nodes.push_back(std::to_string(node));
  problem.passable.assign(at(nodes), 1);
  for (std::size_t zone = 0; zone < centroids.size(); ++zone) problem.zones.push_back(std::to_string(zone));
  problem.centroid = std::move(centroids);
  problem.links = std::move(links);
  problem.demand = demand_of(row_of(problem.zones.size()), std::move(pairs));
  return problem;
}

Link linear(std::int32_t from, std::int32_t to, double intercept, double rise) {
  // A BPR function needs some free-flow time to rise from: 1e-8, as in the files of the shared data.
  const double time = intercept > 0 ? intercept : 1e-8;
  return {.from = from, .to = to, .capacity = 1, .free_flow_time = time, .b = rise / time, .power = 1};
}

AssignmentProblem braess(std::size_t links) {
  std::vector<Link> all = {linear(0, 2, 0, 10), linear(0, 3, 50, 1), linear(2, 1, 50, 1), linear(3, 1, 0, 10),
                           linear(2, 3, 10, 1)};
  all.resize(links);
  return problem_of(4, std::move(all), {0, 1}, {{0, 1, 6}});
}

std::string replaced(std::string text, const std::string& old, const std::string& now) {
  const std::size_t found = text.find(old);
  EXPECT_NE(found, std::string::npos) << old;
  return found == std::string::npos ? text : text.replace(found, old.size(), now);
}

std::filesystem::path transport_data(const std::string& name) {
  const char* root = std::getenv("CONURB_SHARED_DATA");
  return std::filesystem::path(root != nullptr ? root : "../shared/data") / "transport" / name;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Import sioux_falls() {
  const std::string network = text_of(transport_data("tap_siouxfalls/SiouxFalls_net.tntp"));
  const std::string trips = text_of(transport_data("tap_siouxfalls/SiouxFalls_trips.tntp"));
  return read_tntp({network, "SiouxFalls_net.tntp"}, {trips, "SiouxFalls_trips.tntp"});
}

Import chicago_sketch() {
  const std::string node = text_of(transport_data("tap_chicago_sketch/node.csv"));
  const std::string link = text_of(transport_data("tap_chicago_sketch/link.csv"));
  const std::string demand = text_of(transport_data("tap_chicago_sketch/demand.csv"));
  return read_gmns({{node, "node.csv"}, {link, "link.csv"}, {demand, "demand.csv"}});
}

std::vector<double> reference_flows(const AssignmentProblem& problem, const std::string& name) {
  std::ifstream file(transport_data(name));
  std::map<std::pair<std::string, std::string>, double> flows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const std::size_t a = line.find(','), b = line.find(',', a + 1);
    flows[{line.substr(0, a), line.substr(a + 1, b - a - 1)}] = std::strtod(line.c_str() + b + 1, nullptr);
  }
  std::vector<double> out;
  for (const Link& link : problem.links) {
    out.push_back(flows[{problem.nodes[at(link.from)], problem.nodes[at(link.to)]}]);
  }
  return out;
}

double worst_flow(const StaticEquilibrium& found, const std::vector<double>& reference) {
  double worst = found.flows().size() == reference.size() ? 0 : 1;
  for (std::size_t row = 0; row < std::min(reference.size(), found.flows().size()); ++row) {
    worst = std::max(worst, std::abs(found.flows()[row] - reference[row]) / std::max(1.0, reference[row]));
  }
  return worst;
}

double gap_by_definition(const StaticEquilibrium& found) {
  const AssignmentProblem& problem = found.problem();
  double total = 0, least_total = 0;
  for (std::size_t row = 0; row < problem.links.size(); ++row) {
    if (!problem.links[row].closed) total += found.flows()[row] * found.costs()[row];
  }
  for (std::size_t zone = 0; zone < problem.zones.size(); ++zone) {
    const std::size_t first = problem.demand.first[zone], end = problem.demand.first[zone + 1];
    if (first == end) continue;
    const std::vector<double> least = bellman(found, problem.centroid[zone]);
    for (std::size_t i = first; i < end; ++i) {
      const auto& [destination, flow] = problem.demand.trips[i];
      const double cost = least[at(problem.centroid[at(destination)])];
      if (std::isfinite(cost)) least_total += flow * cost;
    }
  }
  return (total - least_total) / total;
}

void expect_conserved(const StaticEquilibrium& found, const EquilibriumResult& result) {
  const AssignmentProblem& problem = found.problem();
  std::set<std::pair<std::int32_t, std::int32_t>> unreachable;
  for (const ZonePair& pair : result.unreachable) unreachable.insert({pair.origin, pair.destination});
  std::vector<double> sums(problem.links.size(), 0);
  for (std::size_t zone = 0; zone < problem.zones.size(); ++zone) {
    const std::vector<double> flows = found.flows_from(row_of(zone));
    std::vector<double> balance(problem.nodes.size(), 0), passing(problem.nodes.size(), 0);
    for (std::size_t row = 0; row < flows.size(); ++row) {
      const Link& link = problem.links[row];
      ASSERT_GE(flows[row], 0);
      ASSERT_TRUE(!link.closed || flows[row] == 0);
      sums[row] += flows[row];
      balance[at(link.to)] += flows[row];
      balance[at(link.from)] -= flows[row];
      passing[at(link.from)] += flows[row];
    }
    double total = 0;
    for (std::size_t i = problem.demand.first[zone]; i < problem.demand.first[zone + 1]; ++i) {
      const auto& [destination, flow] = problem.demand.trips[i];
      if (unreachable.count({row_of(zone), destination}) > 0 || at(destination) == zone) continue;
      balance[at(problem.centroid[at(destination)])] -= flow;
      balance[at(problem.centroid[zone])] += flow;
      total += flow;
    }
    for (std::size_t node = 0; node < balance.size(); ++node) {
      ASSERT_NEAR(balance[node], 0, kConserved * (1 + total)) << "zone " << zone << ", node " << node;
      if (problem.passable[node] == 0 && row_of(node) != problem.centroid[zone]) {
        ASSERT_EQ(passing[node], 0);
      }
    }
  }
  for (std::size_t row = 0; row < sums.size(); ++row) {
    ASSERT_NEAR(found.flows()[row], sums[row], kConserved * (1 + sums[row]));
  }
}

}  // namespace conurb::transport::assignment::testing
