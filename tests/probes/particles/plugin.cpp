// SPDX-License-Identifier: Apache-2.0
// Maps the columns of roads and vehicles to the traffic: a population that changes at every step, roads that
// water closes, power and emission added to what others add.
#include <algorithm>
#include <utility>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "probe_particles_columns.hpp"
#include "tests/probes/particles/traffic.hpp"

namespace probe_particles {

using conurb::sdk::Failure;
using conurb::sdk::Reader;
using conurb::sdk::Reconfigure;
using conurb::sdk::View;
using conurb::sdk::Writer;

class Particles {
 public:
  explicit Particles(conurb::sdk::Host host) : host_(host) {}

  void reconfigure(const View&, const Reconfigure&) { stale_ = true; }

  void step(const View& view, conurb::sdk::Step& step) {
    Roads roads = roads_of(view);
    const bool derived = !stale_ && unchanged(view);
    if (!derived) traffic_.rebuild(vehicles_of(view), roads, step.t0_us);
    stale_ = false;
    retire(traffic_.take_finished());
    arrive(view, roads, step);
    traffic_.run(vehicles_of(view), roads, step.t1_us);
    std::vector<std::int64_t> finished = traffic_.take_finished();
    finished_ += static_cast<std::int64_t>(finished.size());
    retire(finished);
    write_links(view);
    add_to_others(view);
  }

  void save(Writer& writer) {
    writer.put("spawned", spawned_);
    writer.put("finished", finished_);
  }
  void load(const Reader& reader) {
    spawned_ = reader.get<std::int64_t>("spawned", 0);
    finished_ = reader.get<std::int64_t>("finished", 0);
    stale_ = true;
  }

 private:
  // Queues and events are kept only while nobody but this instance has touched what they are made of.
  static bool unchanged(const View& view) {
    const Column columns[] = {Column::vehicle_link, Column::vehicle_destination, Column::vehicle_arrival,
                              Column::vehicle_waiting, Column::road_link_next_exit};
    return std::all_of(std::begin(columns), std::end(columns),
                       [&](Column column) { return view.column(column).changed_count == 0; });
  }

  static Vehicles vehicles_of(const View& view) {
    const conurb_table& table = view.table(Table::vehicle);
    const auto rows = static_cast<std::size_t>(table.rows);
    return {std::span(table.ids, rows),
            std::span(table.alive, rows),
            view.write<std::int32_t>(Column::vehicle_link).first(rows),
            view.write<std::int32_t>(Column::vehicle_destination).first(rows),
            view.write<std::int64_t>(Column::vehicle_arrival).first(rows),
            view.write<std::uint8_t>(Column::vehicle_waiting).first(rows)};
  }

  Roads roads_of(const View& view) {
    const auto links = static_cast<std::size_t>(view.table(Table::road_link).rows);
    Roads roads;
    roads.network = &network_of(view);
    roads.from = view.read<std::int32_t>(Column::road_link_from).first(links);
    roads.to = view.read<std::int32_t>(Column::road_link_to).first(links);
    roads.node_x = view.read<double>(Column::road_node_x);
    roads.node_y = view.read<double>(Column::road_node_y);
    roads.next_exit = view.write<std::int64_t>(Column::road_link_next_exit).first(links);
    roads.seed = view.seed();
    const auto open = view.write<std::uint8_t>(Column::road_link_open);
    find_open(view, *roads.network, open);
    roads.open = open.first(links);
    dark_.assign(links, 0);
    const auto bus = view.read<std::int32_t>(Column::road_link_bus);
    const auto voltage = view.read<double>(Column::bus_voltage);
    for (std::size_t link = 0; link < links; ++link) {
      const bool powered = bus[link] < 0 || voltage[static_cast<std::size_t>(bus[link])] >=
                                                view.parameter(Parameter::signal_voltage);
      dark_[link] = powered ? 0 : 1;
    }
    roads.dark = dark_;
    return roads;
  }

  const Network& network_of(const View& view) {
    static constexpr std::uint32_t kColumns[] = {static_cast<std::uint32_t>(Column::road_node_x),
                                                 static_cast<std::uint32_t>(Column::road_link_from),
                                                 static_cast<std::uint32_t>(Column::road_link_to),
                                                 static_cast<std::uint32_t>(Column::road_link_length),
                                                 static_cast<std::uint32_t>(Column::road_link_speed),
                                                 static_cast<std::uint32_t>(Column::road_link_lanes)};
    const conurb_table& link = view.table(Table::road_link);
    const auto links = static_cast<std::size_t>(link.rows);
    return host_.cached<Network>("network", kColumns, links * 48, [&] {
      return std::make_unique<Network>(
          view.table(Table::road_node).rows,
          LinkColumns{std::span(link.alive, links), view.read<std::int32_t>(Column::road_link_from),
                      view.read<std::int32_t>(Column::road_link_to),
                      view.read<double>(Column::road_link_length), view.read<double>(Column::road_link_speed),
                      view.read<std::int32_t>(Column::road_link_lanes)});
    });
  }

  conurb_relation relation(Table from, Table to, const char* rule) const {
    conurb_relation found{};
    found.struct_size = sizeof found;
    const conurb_space* space = host_.space();
    if (space == nullptr) throw Failure(CONURB_NOT_FOUND, "this host has no services over space");
    conurb::sdk::require_ok(space->relation(host_.c(), static_cast<std::uint32_t>(from),
                                            static_cast<std::uint32_t>(to), rule, &found),
                            "");
    return found;
  }

  // A link is open if it is in service and no cell that it crosses is under water.
  void find_open(const View& view, const Network& network, std::span<std::uint8_t> open) const {
    std::fill(open.begin(), open.end(), std::uint8_t{0});
    for (const std::int32_t link : network.usable) open[static_cast<std::size_t>(link)] = 1;
    if (!view.has(Column::surface_depth)) return;
    const conurb_relation cells = relation(Table::road_link, Table::surface, "line_cells");
    const auto depth = view.read<float>(Column::surface_depth);
    const auto most = static_cast<float>(view.parameter(Parameter::closing_depth));
    host_.parallel_for(0, cells.rows, 1024, [&](std::int64_t first, std::int64_t last) {
      for (std::int64_t link = first; link < last; ++link) {
        for (std::int64_t e = cells.first[link]; e < cells.first[link + 1]; ++e) {
          if (depth[static_cast<std::size_t>(cells.to[e])] > most) open[static_cast<std::size_t>(link)] = 0;
        }
      }
    });
  }

  // As many vehicles as were missing at the beginning set out, each somewhere on a link with room.
  void arrive(const View& view, const Roads& roads, const conurb::sdk::Step& step) {
    const auto wanted = static_cast<std::int64_t>(view.parameter(Parameter::population));
    const std::int64_t missing = wanted - view.table(Table::vehicle).alive_rows;
    const auto& usable = roads.network->usable;
    if (missing <= 0 || usable.empty()) return;
    const std::int64_t first = host_.insert_rows(Table::vehicle, missing);
    const Vehicles vehicles = vehicles_of(view);
    std::vector<std::int64_t> homeless;
    const conurb::sdk::Random arrivals(roads.seed, kArrivals);
    for (std::int64_t row = first; row < first + missing; ++row) {
      const auto vehicle = static_cast<std::uint64_t>(++spawned_);
      std::int32_t link = -1;
      for (std::uint32_t n = 0; n < 8 && link < 0; ++n) {
        const std::int32_t tried = usable[arrivals.below(usable.size(), vehicle, step.t0_us, n)];
        if (traffic_.has_room(roads, tried)) link = tried;
      }
      const auto at = static_cast<std::size_t>(row);
      if (link < 0) {
        homeless.push_back(row);
        continue;
      }
      const std::int32_t goal = usable[arrivals.below(usable.size(), vehicle, step.t0_us, 8)];
      const std::int64_t travel = roads.network->travel_us[static_cast<std::size_t>(link)];
      vehicles.link[at] = link;
      vehicles.destination[at] = roads.to[static_cast<std::size_t>(goal)];
      vehicles.arrival[at] =
          step.t0_us + static_cast<std::int64_t>(
                           arrivals.below(static_cast<std::uint64_t>(travel) + 1, vehicle, step.t0_us, 9));
      traffic_.enter(vehicles, row);
    }
    retire(homeless);
  }

  void retire(const std::vector<std::int64_t>& rows) const {
    if (!rows.empty()) host_.retire_rows(Table::vehicle, std::span(rows));
  }

  void write_links(const View& view) const {
    const auto occupancy = view.write<std::int32_t>(Column::road_link_occupancy);
    const auto links = static_cast<std::size_t>(view.table(Table::road_link).rows);
    for (std::size_t link = 0; link < links; ++link) occupancy[link] = traffic_.occupancy(link);
  }

  // Lamps along the road and what vehicles charge draw power at the link's bus; engines emit.
  void add_to_others(const View& view) const {
    const auto emission = view.write<double>(Column::road_link_emission);
    const conurb_relation buses = relation(Table::road_link, Table::bus, "ref:bus");
    const auto demand = view.write<double>(Column::bus_demand);
    for (std::int64_t link = 0; link < buses.rows; ++link) {
      const double vehicles = traffic_.occupancy(static_cast<std::size_t>(link));
      emission[static_cast<std::size_t>(link)] = 0.0005 * vehicles;
      for (std::int64_t e = buses.first[link]; e < buses.first[link + 1]; ++e) {
        demand[static_cast<std::size_t>(buses.to[e])] += buses.weight[e] * (100.0 + 20.0 * vehicles);
      }
    }
  }

  conurb::sdk::Host host_;
  Traffic traffic_;
  std::vector<std::uint8_t> dark_;
  std::int64_t spawned_ = 0;
  std::int64_t finished_ = 0;
  bool stale_ = true;
};

}  // namespace probe_particles

CONURB_PLUGIN(probe_particles::Particles)
