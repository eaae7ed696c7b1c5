// SPDX-License-Identifier: Apache-2.0
// transport.import, .fidelity, .meso, .micro, .bits: a morning in Bologna and the streets of Porto Alegre on
// the flow model, beside Eclipse SUMO on the same input. One set of constants for all rows.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <sstream>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "plugins/transport/flow/flow.hpp"
#include "plugins/transport/flow/saved_state.hpp"
#include "plugins/transport/formats/sumo.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/inputs/sumo.hpp"
#include "tests/bench/inputs/unpacked.hpp"
#include "tests/bench/measure.hpp"

namespace conurb::bench {

namespace {

namespace fs = std::filesystem;
namespace tr = conurb::transport;
using tr::at;

constexpr std::array<std::uint64_t, 5> kSeeds{1, 2, 3, 4, 5};
constexpr tr::Milliseconds kAll = 8 * 3'600'000;
constexpr double kMicroMean = 386.9, kMicroP95 = 996;  // s; SUMO micro, see the folder's SOURCES.md
const std::string kBologna = "transport/sumo_bologna_joined/", kPortoAlegre = "transport/bench_portoalegre/";

/// A scenario as it stands before its routes are read.
struct Scenario {
  tr::RoadNetwork roads;
  tr::TravelDemand types;
  tr::SumoDefinitions definitions;
  std::shared_ptr<const tr::FlowNetwork> net;
  std::vector<std::string> routes;  ///< texts of route files
};

Scenario bologna(std::uint64_t seed) {
  Scenario s;
  std::vector<tr::Finding> findings;
  const auto text = [](const char* name) { return read_file(shared_file(kBologna + name)); };
  s.roads = tr::read_sumo_network(text("joined_buslanes.net.xml"), "network", findings);
  for (const char* name : {"joined_bus_stops.add.xml", "joined_vtypes.add.xml", "joined_tls.add.xml"})
    tr::read_sumo_additional(text(name), name, s.roads, s.types, s.definitions, seed, findings);
  s.routes = {text("joined.rou.xml"), text("joined_busses.rou.xml")};
  s.net = std::make_shared<const tr::FlowNetwork>(tr::flow_network(s.roads));
  return s;
}

/// Reads the routes and lets everybody drive.
tr::Flow driven(const Scenario& s, std::uint64_t seed) {
  tr::TravelDemand demand = s.types;
  tr::SumoDefinitions definitions = s.definitions;
  std::vector<tr::Finding> findings;
  for (const std::string& text : s.routes)
    tr::read_sumo_demand(text, "routes", s.roads, demand, definitions, seed, findings);
  tr::FlowOptions options;
  options.seed = seed;
  tr::Flow flow(s.net,
                std::make_shared<const tr::FlowDemand>(tr::flow_demand(*s.net, s.roads, demand, findings)),
                options);
  flow.run_out(kAll);
  if (const std::string wrong = flow.validate(); !wrong.empty()) throw Error(ErrorCode::internal, wrong);
  return flow;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<double>(a.size());
  const double mean_a = std::accumulate(a.begin(), a.end(), 0.0) / n,
               mean_b = std::accumulate(b.begin(), b.end(), 0.0) / n;
  double aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = a[i] - mean_a, y = b[i] - mean_b;
    aa += x * x, bb += y * y, ab += x * y;
  }
  return ab / std::sqrt(aa * bb);
}

/// Means over the seeds: vehicle-seconds by link, times of trips, forced releases.
struct Morning {
  std::map<std::string, double> vehicle_s;
  double mean = 0, p95 = 0;
  std::int64_t arrived = 0, forced = 0;
};

Morning mornings() {
  Morning m;
  for (const std::uint64_t seed : kSeeds) {
    const Scenario s = bologna(seed);
    const tr::Flow flow = driven(s, seed);
    m.arrived = flow.state().count.arrived;
    m.forced = std::max(m.forced, flow.state().count.forced);
    for (std::size_t i = 0; i < s.roads.links.size(); ++i)
      m.vehicle_s[s.roads.links[i].id] +=
          static_cast<double>(flow.state().measures.totals()[i].vehicle_ms(flow.now())) * 1e-3 /
          kSeeds.size();
    std::vector<double> times;
    for (const tr::TripRecord& trip : flow.state().trips)
      if (trip.arrived != tr::kNone) times.push_back((trip.arrived - trip.inserted) * 1e-3);
    std::sort(times.begin(), times.end());
    m.mean +=
        std::accumulate(times.begin(), times.end(), 0.0) / static_cast<double>(times.size()) / kSeeds.size();
    m.p95 += times[times.size() * 95 / 100] / kSeeds.size();
  }
  return m;
}

void measure_fidelity(Results& results) {
  const fs::path reference = shared_file(kBologna + "ref_edges.csv");
  const Scenario s = bologna(1);
  results.put("transport.import_links", static_cast<double>(s.roads.links.size()));
  results.put("transport.import_connections", static_cast<double>(s.roads.connections.size()));
  results.put("transport.import_signals", static_cast<double>(s.roads.signals.size()));
  const Morning m = mornings();
  results.put("transport.import_arrived", static_cast<double>(m.arrived));
  std::istringstream rows(read_file(reference));
  std::vector<double> ours, theirs, log_ours, log_theirs;
  std::string line;
  std::getline(rows, line);
  while (std::getline(rows, line)) {
    std::istringstream cells(line);
    std::string id, cell;
    std::getline(cells, id, ',');
    for (int column = 1; column <= 3; ++column) std::getline(cells, cell, ',');
    ours.push_back(m.vehicle_s.at(id));
    theirs.push_back(std::stod(cell));
    log_ours.push_back(std::log1p(ours.back()));
    log_theirs.push_back(std::log1p(theirs.back()));
  }
  results.put("transport.fidelity_links", correlation(ours, theirs));
  results.put("transport.fidelity_log", correlation(log_ours, log_theirs));
  results.put("transport.fidelity_mean", 100 * std::fabs(m.mean / kMicroMean - 1));
  results.put("transport.fidelity_p95", 100 * std::fabs(m.p95 / kMicroP95 - 1));
  results.put("transport.fidelity_forced", static_cast<double>(m.forced));
}

/// How many times as much CPU time SUMO takes to simulate, its start subtracted, as we: the middle of five
/// rounds in each of which both are measured, since a shared machine is now quick and now slow.
double times_as_quick(const Scenario& s, const std::vector<std::string>& scenario,
                      const std::vector<std::string>& mode, const fs::path& folder) {
  std::vector<std::string> whole = scenario;
  whole.insert(whole.end(), mode.begin(), mode.end());
  std::vector<std::string> start = whole;
  start.insert(start.end(), {"--end", "1"});
  return median_of_five([&] {
    const double before = own_cpu_seconds();
    (void)driven(s, 1);
    const double ours = own_cpu_seconds() - before;
    return (sumo_cpu_seconds("sumo", whole, folder) - sumo_cpu_seconds("sumo", start, folder)) / ours;
  });
}

const std::vector<std::string> kMeso{"--mesosim", "true", "--meso-junction-control", "true"};

void measure_bologna(Results& results) {
  const TempDir folder;
  const auto file = [](const char* name) { return shared_file(kBologna + name).string(); };
  const std::vector<std::string> scenario{"-n",
                                          file("joined_buslanes.net.xml"),
                                          "-r",
                                          file("joined.rou.xml") + "," + file("joined_busses.rou.xml"),
                                          "-a",
                                          file("joined_bus_stops.add.xml") + "," +
                                              file("joined_vtypes.add.xml") + "," +
                                              file("joined_tls.add.xml")};
  const Scenario ours = bologna(1);
  results.put("transport.meso_bologna", times_as_quick(ours, scenario, kMeso, folder.path()));
  if (results.wants("transport.micro"))
    results.put("transport.micro", times_as_quick(ours, scenario, {}, folder.path()));
}

/// Routes of the trips by duarouter, as SUMO's meso run is given them.
void measure_porto_alegre(Results& results) {
  const TempDir folder;
  const auto unpack = [&](const char* packed, const char* name) {
    const fs::path path = folder.path() / name;
    write_file_atomic(path, unpacked(shared_file(kPortoAlegre + packed)));
    return path.string();
  };
  const std::string net = unpack("poa.net.xml.gz", "poa.net.xml"),
                    trips = unpack("poa_trips_18k.xml.gz", "poa.trips.xml"),
                    routes = (folder.path() / "poa.rou.xml").string();
  (void)sumo_cpu_seconds("duarouter",
                         {"-n", net, "--route-files", trips, "-o", routes, "--ignore-errors", "true",
                          "--routing-algorithm", "CH"},
                         folder.path());
  Scenario s;
  std::vector<tr::Finding> findings;
  s.roads = tr::read_sumo_network(read_file(net), "network", findings);
  s.routes = {read_file(routes)};
  s.net = std::make_shared<const tr::FlowNetwork>(tr::flow_network(s.roads));
  results.put("transport.meso_porto_alegre",
              times_as_quick(s, {"-n", net, "-r", routes}, kMeso, folder.path()));
}

/// Cut in pieces, saved and read again: how many of the ways differ from the whole run.
void measure_bits(Results& results) {
  const Scenario s = bologna(1);
  const tr::Flow flow = driven(s, 1);
  tr::FlowOptions options;
  options.seed = 1;
  tr::Flow cut(flow.shared_network(), flow.shared_demand(), options);
  for (tr::Milliseconds t = 0; t < 3'000'000; t += 77'777) cut.run(t);
  tr::Flow resumed(flow.shared_network(), flow.shared_demand(), options);
  resumed.restore(tr::load_flow_state(tr::save(cut.state())));
  tr::Flow branch = cut;
  for (tr::Flow* each : {&cut, &resumed, &branch}) each->run(flow.now());
  const std::string whole = tr::save(flow.state());
  double other = 0;
  for (const tr::Flow* each : {&cut, &resumed, &branch}) other += tr::save(each->state()) != whole ? 1 : 0;
  results.put("transport.bits", other);
}

}  // namespace

void add_transport_flow(Benchmarks& benchmarks) {
  const char* const import = "what netconvert of Eclipse SUMO counts";
  const char* const micro = "Eclipse SUMO 1.15, microscopic, mean of 5 seeds";
  benchmarks.add(
      {{{"transport.import_links", "1", Op::equal, 267, "links of Bologna's joined network", import},
        {"transport.import_connections", "1", Op::equal, 576, "its connections of lanes", import},
        {"transport.import_signals", "1", Op::equal, 13, "its signals", import},
        {"transport.import_arrived", "1", Op::equal, 11176, "vehicles that arrive", "those of its files"},
        {"transport.fidelity_links", "1", Op::at_least, 0.95, "correlation of vehicle-seconds by link",
         micro},
        {"transport.fidelity_log", "1", Op::at_least, 0.96, "the same of their logarithms", micro},
        {"transport.fidelity_mean", "%", Op::at_most, 10, "error of the mean time of a trip", micro},
        {"transport.fidelity_p95", "%", Op::at_most, 20, "error of the time that 95 % of trips keep to",
         micro},
        {"transport.fidelity_forced", "1", Op::at_most, 5, "vehicles moved by force, most of 5 seeds",
         "limit"}},
       measure_fidelity});
  benchmarks.add({{{"transport.meso_bologna", "x", Op::at_least, 10,
                    "a morning in Bologna, routes read, CPU time", "SUMO, mesoscopic with junction control"},
                   {"transport.micro", "x", Op::at_least, 300, "the same", "SUMO, microscopic"}},
                  measure_bologna});
  benchmarks.add(
      {{{"transport.meso_porto_alegre", "x", Op::at_least, 10,
         "18,000 trips in Porto Alegre, routes read, CPU time", "SUMO, mesoscopic with junction control"}},
       measure_porto_alegre});
  benchmarks.add({{{"transport.bits", "1", Op::equal, 0,
                    "runs cut, resumed or branched that differ from the whole", "the same bits"}},
                  measure_bits});
}

}  // namespace conurb::bench
