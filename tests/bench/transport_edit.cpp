// SPDX-License-Identifier: Apache-2.0
// transport.edit: what a planner waits for after closing a street: 18,000 trips in Porto Alegre, from the
// equilibrium before to one as near.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <memory>
#include <thread>

#include "engine/base/error.hpp"
#include "plugins/transport/equilibrium/dynamic_equilibrium.hpp"
#include "plugins/transport/formats/sumo.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/inputs/unpacked.hpp"
#include "tests/bench/measure.hpp"

namespace conurb::bench {

namespace {

namespace tr = conurb::transport;

std::filesystem::path porto_alegre(const std::string& name) {
  return shared_file("transport/bench_portoalegre/" + name);
}

void all_threads(std::size_t count, const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) body(i);
  };
  std::vector<std::thread> others(std::max(std::thread::hardware_concurrency(), 1U) - 1);
  for (std::thread& other : others) other = std::thread(work);
  work();
  for (std::thread& other : others) other.join();
}

tr::DynamicEquilibrium commuters() {
  std::vector<tr::Finding> findings;
  tr::TravelDemand demand;
  tr::SumoDefinitions definitions;
  const tr::RoadNetwork roads =
      tr::read_sumo_network(unpacked(porto_alegre("poa.net.xml.gz")), "poa.net.xml", findings);
  tr::read_sumo_demand(unpacked(porto_alegre("poa_trips_18k.xml.gz")), "poa_trips_18k.xml", roads, demand,
                       definitions, 42, findings);
  const auto net = std::make_shared<tr::FlowNetwork>(tr::flow_network(roads));
  return {net, roads, demand, findings};
}

/// The link that most vehicles left in a run.
std::int32_t busiest(const tr::Flow& flow) {
  std::vector<std::int64_t> left(flow.network().links.size(), 0);
  for (const tr::LinkInterval& row : flow.state().measures.rows()) left[tr::at(row.link)] += row.left;
  return tr::row_of(static_cast<std::size_t>(std::max_element(left.begin(), left.end()) - left.begin()));
}

void measure_edit(Results& results) {
  tr::DynamicEquilibrium base = commuters();
  tr::DynamicEquilibriumHooks hooks;
  hooks.parallel = all_threads;
  tr::DynamicEquilibriumResult found;
  const double before = seconds([&] { found = base.solve(hooks); });
  tell(fmt::format("base: gap {:.4f} after {} iterations, {:.1f} s", found.steps.back().gap,
                   found.steps.size(), before));
  if (found.stop != tr::DynamicEquilibriumResult::Stop::gap)
    throw Error(ErrorCode::internal, "the base does not reach its gap");
  const std::int32_t link = busiest(*base.run());
  tr::DynamicEquilibrium edited = base;
  std::vector<tr::Finding> findings;
  std::int64_t sent = 0;
  const double taken = seconds([&] {
    sent = edited.set_changes({{0, tr::Change::What::close_link, link, 0}}, findings, all_threads);
    found = edited.solve(hooks);
  });
  tell(fmt::format("link {} closed: {} trips sent another way, gap {:.4f} after {} iterations", link, sent,
                   found.steps.back().gap, found.steps.size()));
  if (found.stop != tr::DynamicEquilibriumResult::Stop::gap || !edited.run()->validate().empty())
    throw Error(ErrorCode::internal, "the gap of the base is not reached again");
  results.put("transport.edit", taken);
}

}  // namespace

void add_transport_edit(Benchmarks& benchmarks) {
  benchmarks.add(
      {{{"transport.edit", "s", Op::at_most, 10,
         "the busiest link of Porto Alegre is closed, 18,000 trips return to the gap of the base", "limit"}},
       measure_edit});
}

}  // namespace conurb::bench
