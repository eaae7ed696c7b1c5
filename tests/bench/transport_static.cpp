// SPDX-License-Identifier: Apache-2.0
// transport.static: equilibria of static assignment beside known ones.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "plugins/transport/assignment/equilibrium.hpp"
#include "plugins/transport/assignment/gmns/gmns.hpp"
#include "plugins/transport/assignment/tntp/tntp.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/measure.hpp"

namespace conurb::bench {

namespace {

namespace as = conurb::transport::assignment;

std::string text_of(const std::string& name) {
  return read_file(shared_file("transport/" + name));
}

Json reference(const std::string& name) {
  return Json::parse(text_of(name));
}

as::AssignmentProblem tntp(const std::string& net, const std::string& trips) {
  const std::string network = text_of(net), demand = text_of(trips);
  return as::read_tntp({network, net}, {demand, trips}).problem;
}

as::AssignmentProblem sioux_falls() {
  return tntp("tap_siouxfalls/SiouxFalls_net.tntp", "tap_siouxfalls/SiouxFalls_trips.tntp");
}

/// Relative distance of the objective at a gap of 1e-6 from the one that is known.
double distance(as::StaticEquilibrium& equilibrium, double known) {
  const as::EquilibriumResult found = equilibrium.solve();
  if (found.stop != as::EquilibriumResult::Stop::gap)
    throw Error(ErrorCode::internal, "an equilibrium does not reach its gap");
  return std::fabs(found.steps.back().objective / known - 1);
}

void close_road(as::StaticEquilibrium& equilibrium, const std::string& a, const std::string& b) {
  const as::AssignmentProblem& problem = equilibrium.problem();
  std::vector<std::int32_t> road;
  for (std::size_t row = 0; row < problem.links.size(); ++row) {
    const std::string& from = problem.nodes[transport::at(problem.links[row].from)];
    const std::string& to = problem.nodes[transport::at(problem.links[row].to)];
    if ((from == a && to == b) || (from == b && to == a)) road.push_back(transport::row_of(row));
  }
  equilibrium.close(road);
}

void measure_small(Results& results) {
  const Json known = reference("tap_siouxfalls/ref_summary.json");
  const auto beckmann = [&](const char* name) { return known.at(name).at("beckmann").get<double>(); };
  const as::AssignmentProblem problem = sioux_falls();
  as::StaticEquilibrium base(problem);
  double worst = distance(base, beckmann("ue"));
  as::StaticEquilibrium closed = base;
  close_road(closed, "10", "15");
  worst = std::max(worst, distance(closed, beckmann("ue_links_10_15_both_directions_closed")));
  for (const auto& [factor, name] : {std::pair(0.5, "ue_demand_x0.5"), std::pair(1.5, "ue_demand_x1.5")}) {
    as::StaticEquilibrium other = base;
    other.set_demand(as::scaled(problem.demand, factor));
    worst = std::max(worst, distance(other, beckmann(name)));
  }
  const Json braess = reference("tap_braess/ref_braess.json");
  for (const auto& [net, name] :
       {std::pair("no_bridge", "without_bridge"), std::pair("with_bridge", "with_bridge")}) {
    as::StaticEquilibrium found(
        tntp("tap_braess/Braess_" + std::string(net) + "_net.tntp", "tap_braess/Braess_trips.tntp"));
    worst = std::max(worst, distance(found, braess.at(name).at("beckmann").get<double>()));
  }
  results.put("transport.static_objective", worst);
  results.put("transport.static_sioux_falls", median_of_five([&] {
                as::StaticEquilibrium anew(problem);
                return seconds([&] { (void)anew.solve(); });
              }));
}

void measure_chicago(Results& results) {
  const std::string node = text_of("tap_chicago_sketch/node.csv"),
                    link = text_of("tap_chicago_sketch/link.csv"),
                    demand = text_of("tap_chicago_sketch/demand.csv");
  const as::AssignmentProblem problem =
      as::read_gmns({{node, "node.csv"}, {link, "link.csv"}, {demand, "demand.csv"}}).problem;
  const double known = reference("tap_chicago_sketch/ref_summary.json").at("ue").at("beckmann").get<double>();
  double off = 0;
  results.put("transport.static_chicago", median_of_five([&] {
                as::StaticEquilibrium anew(problem);
                return seconds([&] { off = distance(anew, known); });
              }));
  results.put("transport.static_chicago_objective", off);
}

}  // namespace

void add_transport_static(Benchmarks& benchmarks) {
  const char* const known = "that of another program, or published (transport/SOURCES.md)";
  benchmarks.add(
      {{{"transport.static_objective", "1", Op::at_most, 1e-6,
         "error of the objective at a gap of 1e-6, the worst of Sioux Falls, it with a road closed, half and "
         "one and a half of its demand, and Braess with and without its bridge",
         known},
        {"transport.static_sioux_falls", "s", Op::at_most, 0.1, "Sioux Falls to a gap of 1e-6", "limit"}},
       measure_small});
  benchmarks.add(
      {{{"transport.static_chicago", "s", Op::at_most, 3, "Chicago Sketch to a gap of 1e-6", "limit"},
        {"transport.static_chicago_objective", "1", Op::at_most, 1e-6, "error of its objective", known}},
       measure_chicago});
}

}  // namespace conurb::bench
