// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/synthesis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "plugins/energy/error.hpp"
#include "plugins/energy/synthesis/assembly.hpp"
#include "plugins/energy/synthesis/box_tree.hpp"
#include "plugins/energy/synthesis/findings.hpp"
#include "plugins/energy/synthesis/medium_voltage.hpp"

namespace conurb::energy {

namespace {

using namespace synthesis;

void check_sizes(const CityStreets& s, const CityBuildings& b) {
  if (s.to.size() != s.size() || s.passage.size() != s.size() || s.first.size() != s.size() + 1 ||
      2 * s.first.back() != s.path.size() || !std::is_sorted(s.first.begin(), s.first.end()))
    throw InputError("columns of the streets have different lengths", "streets");
  const auto check = [&](const auto& column, const char* name) {
    if (!column.empty() && column.size() != b.size())
      throw InputError(fmt::format("{} has {} rows, x has {}", name, column.size(), b.size()), "buildings");
  };
  if (b.y.size() != b.size()) throw InputError("x and y have different lengths", "buildings");
  check(b.peak_power, "peak power");
  check(b.annual_energy, "annual energy");
  check(b.floor_area, "floor area");
  check(b.dwellings, "dwellings");
  check(b.heating_power, "heating power");
  check(b.roof_power, "solar power");
  check(b.use, "use");
  check(b.priority, "priority");
}

class Synthesizer {
 public:
  Synthesizer(const CityStreets& streets, const CityBuildings& buildings, const SynthesisOptions& options,
              const ParallelFor& parallel, const std::function<void(double)>& progress)
      : s_(streets), b_(buildings), o_(options), parallel_(parallel), progress_(progress) {}

  Synthesis run() {
    tell(0);
    customers_ = customers(b_, o_, findings_);
    streets_ = plan_streets(s_, b_, o_, parallel_, findings_);
    tell(0.1);
    lay_stations();
    tell(0.6);
    std::vector<MediumVoltageNet> substations = lay_substations();
    tell(0.9);
    report(substations);
    Synthesis result = assemble(b_.size(), o_, stations_, substations, station_of_substation_);
    for (const Customer& each : customers_) result.customers_of_building.push_back(each.customers);
    result.findings = findings_.take();
    tell(1);
    return result;
  }

 private:
  void tell(double share) const {
    if (progress_) progress_(share);
  }

  void lay_stations() {
    std::vector<Item> items;
    std::vector<std::int32_t> large;
    std::vector<std::vector<std::int32_t>> buildings_at(streets_.graph.vertices());
    for (std::int32_t i = 0; at(i) < b_.size(); ++i) {
      const std::int32_t vertex = streets_.connections[at(i)].vertex;
      if (vertex == kNone) continue;
      const Demand& demand = customers_[at(i)].demand;
      if (std::max(demand.peak() / o_.power_factor, demand.feed_in) > o_.large_customer) {
        large.push_back(i);
        continue;
      }
      items.push_back({vertex, demand});
      buildings_at[at(vertex)].push_back(i);
    }
    const DistrictLimits limits = {o_.station_power * o_.planned_loading * o_.power_factor, o_.feeder_length};
    const Districts districts = divide(streets_.graph, items, limits, o_.seed);
    tell(0.3);
    const SupplyCase city = {b_, streets_, customers_, o_};
    const std::size_t shared = districts.centre.size();
    stations_.resize(shared + large.size());
    parallel_(stations_.size(), [&](std::size_t i) {
      stations_[i] = i < shared ? lay_station(city, districts, row_of(i), buildings_at)
                                : lay_customer_station(city, large[i - shared]);
      make_legal(stations_[i], o_);
    });
  }

  [[nodiscard]] std::vector<std::int32_t> given_sites() {
    std::vector<Box> boxes;
    std::vector<std::int32_t> vertices;
    const auto reached = components(streets_.graph.graph);
    const std::int32_t part = reached.of[at(stations_.front().vertex)];
    for (std::int32_t v = 0; at(v) < streets_.graph.vertices(); ++v) {
      if (reached.of[at(v)] != part) continue;
      const double x = streets_.graph.x[at(v)], y = streets_.graph.y[at(v)];
      boxes.push_back({x, y, x, y});
      vertices.push_back(v);
    }
    const BoxTree tree(std::move(boxes));
    std::vector<std::int32_t> sites;
    for (const SubstationSite& site : o_.substations) {
      const BoxTree::Hit hit = tree.nearest(site.x, site.y, [&](std::int32_t item) {
        const std::size_t v = at(vertices[at(item)]);
        return std::pow(streets_.graph.x[v] - site.x, 2) + std::pow(streets_.graph.y[v] - site.y, 2);
      });
      const std::int32_t vertex = vertices[at(hit.item)];
      if (std::find(sites.begin(), sites.end(), vertex) == sites.end()) sites.push_back(vertex);
    }
    return sites;
  }

  std::vector<MediumVoltageNet> lay_substations() {
    if (stations_.empty()) return {};
    std::vector<Item> items;
    for (const LowVoltageNet& station : stations_) items.push_back({station.vertex, station.demand});
    const double power = o_.primary_types.back().rated_power * o_.power_factor / kPrimaryReserve;
    const Districts areas =
        o_.substations.empty()
            ? divide(streets_.graph, items, {power, std::numeric_limits<double>::infinity()}, o_.seed)
            : divide_among(streets_.graph, items, given_sites());
    std::vector<std::int32_t> stops = areas.centre;
    for (const LowVoltageNet& station : stations_) stops.push_back(station.vertex);
    const Roads roads(streets_.graph, stops);
    std::vector<SubstationCase> cases;
    for (const std::int32_t centre : areas.centre) cases.push_back({streets_.graph, roads, o_, centre, {}});
    station_of_substation_.resize(cases.size());
    for (std::size_t i = 0; i < stations_.size(); ++i) {
      const std::size_t area = at(areas.district[at(stations_[i].vertex)]);
      cases[area].stations.push_back(&stations_[i]);
      station_of_substation_[area].push_back(row_of(i));
    }
    std::vector<MediumVoltageNet> nets(cases.size());
    if (cases.size() < kManySubstations) {  // then there is work to share within each
      for (std::size_t i = 0; i < cases.size(); ++i) nets[i] = lay_substation(cases[i], parallel_);
      parallel_(cases.size(), [&](std::size_t i) { make_legal(nets[i], cases[i]); });
    } else {
      parallel_(cases.size(), [&](std::size_t i) {
        nets[i] = lay_substation(cases[i], in_order);
        make_legal(nets[i], cases[i]);
      });
    }
    return nets;
  }

  void report(const std::vector<MediumVoltageNet>& substations) {
    if (stations_.empty())
      findings_.warn("cities without buildings", "city",
                     "no building could be connected, so there is no grid to build");
    for (std::size_t i = 0; i < stations_.size(); ++i)
      if (!stations_[i].trouble.empty())
        findings_.warn("stations that are not legal", station_name(row_of(i)), stations_[i].trouble);
    for (std::size_t i = 0; i < substations.size(); ++i) {
      const MediumVoltageNet& net = substations[i];
      if (!net.trouble.empty())
        findings_.warn("substations that are not legal", substation_name(row_of(i)), net.trouble);
      for (const MediumVoltageNet::Ring& ring : net.rings)
        if (rung(o_.medium_types.size(), ring.step).parallel > 1)
          findings_.tell(
              "rings of several cables", substation_name(row_of(i)),
              fmt::format("a ring of {} stations draws {:.1f} MW and needs cables in parallel; such "
                          "customers have a connection to high voltage",
                          ring.stations.size(), ring.demand.largest() / 1e6));
    }
  }

  /// What a substation must carry over the peak of its customers: losses, and room to grow.
  static constexpr double kPrimaryReserve = 1.1;
  static constexpr std::size_t kManySubstations = 8;

  const CityStreets& s_;
  const CityBuildings& b_;
  const SynthesisOptions& o_;
  const ParallelFor& parallel_;
  const std::function<void(double)>& progress_;
  Findings findings_;
  std::vector<Customer> customers_;
  StreetPlan streets_;
  std::vector<LowVoltageNet> stations_;
  std::vector<std::vector<std::int32_t>> station_of_substation_;
};

}  // namespace

Synthesis synthesize(const CityStreets& streets, const CityBuildings& buildings,
                     const SynthesisOptions& options, const ParallelFor& parallel,
                     const std::function<void(double)>& progress) {
  check(options);
  check_sizes(streets, buildings);
  return Synthesizer(streets, buildings, options, parallel, progress).run();
}

}  // namespace conurb::energy
