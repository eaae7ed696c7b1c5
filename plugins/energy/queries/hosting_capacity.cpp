// SPDX-License-Identifier: Apache-2.0
// hosting_capacity: how much of roofs, chargers or heat pumps each feeder takes by itself, the others being
// as they are.
#include <algorithm>
#include <iterator>

#include "plugins/energy/grid_solver.hpp"
#include "plugins/energy/hosting.hpp"
#include "plugins/energy/hosting_areas.hpp"
#include "plugins/energy/queries/asking.hpp"
#include "plugins/energy/queries/queries.hpp"

namespace conurb::energy {

namespace {

struct HostingRow {
  HostingFeeder feeder;
  std::int32_t bus = kNone;
  double customers = 0;
  HostingCapacity capacity;  // with rows of the whole
};

/// What is assumed of each kind where nobody says otherwise. Roofs: 30 kW, beyond which VDE-AR-N 4105:2018-11
/// asks for more than a usual house has; they feed in all at once, at noon in summer while the loads draw a
/// fifth of what the tables hold (an assumption: by the BDEW profile of households, h25, a summer noon has
/// about half the mean of a winter evening, and tables hold peaks). Chargers: 22 kW, the largest that
/// needs no special connection; three of ten at once (an assumption for tens of 11 kW). Heat pumps: 20 kW;
/// all at once on the coldest day, at a power factor of 0.95.
HostingOptions defaults_of(std::size_t kind) {
  HostingOptions options;
  if (kind == 0) {
    options.load_factor = 0.2;
    return options;
  }
  options.flow = HostingOptions::Flow::draws;
  options.most = kind == 1 ? 22e3 : 20e3;
  options.simultaneity = kind == 1 ? 0.3 : 1;
  options.power_factor = kind == 1 ? 1 : 0.95;
  return options;
}

HostingOptions options_of(const Arguments& a) {
  HostingOptions o = defaults_of(a.word(0, "kind", {"pv", "ev", "heat_pump"}));
  o.load_factor = a.number(2, "load_factor", o.load_factor, 0, 10);
  o.simultaneity = a.number(3, "simultaneity", o.simultaneity, 0.001, 1);
  o.power_factor = a.number(4, "power_factor", o.power_factor, 0.1, 1);
  o.most = a.number(5, "most", o.most, 1, 1e9);
  o.accuracy = a.number(6, "step", std::max(o.accuracy, o.most / 1e4), o.most / 1e6, o.most);
  o.limits.loading = a.number(7, "loading", 1, 0.01, 10);
  o.voltage_rise = a.number(8, "voltage_rise", o.voltage_rise, 1e-4, 1);
  return o;
}

HostingLimit of_the_whole(HostingLimit limit, const HostingArea& area) {
  using Kind = HostingLimit::Kind;
  switch (limit.kind) {
    case Kind::line: limit.row = area.line[at(limit.row)]; break;
    case Kind::transformer: limit.row = area.transformer[at(limit.row)]; break;
    case Kind::voltage_rise:
    case Kind::high_voltage:
    case Kind::low_voltage: limit.row = area.bus[at(limit.row)]; break;
    case Kind::none:
    case Kind::no_solution: break;
  }
  return limit;
}

std::vector<HostingRow> rows_of(const sdk::Host& host, const HostingArea& area,
                                const std::vector<double>& customers, const HostingOptions& options) {
  std::vector<HostingRow> rows;
  HostingStudy study(area.network, options);
  std::vector<double> of_feeder(area.bus.size(), 0);
  for (const HostingFeeder& feeder : area.feeders) {
    HostingRow row{feeder, area.bus[at(feeder.buses.front())], 0, {}};
    std::ranges::fill(of_feeder, 0.0);
    for (const std::int32_t bus : feeder.buses)
      row.customers += of_feeder[at(bus)] = customers[at(area.bus[at(bus)])];
    if (row.customers == 0) continue;
    may_go_on(host);
    row.capacity = study.capacity(of_feeder);
    row.capacity.binding = of_the_whole(row.capacity.binding, area);
    rows.push_back(std::move(row));
  }
  return rows;
}

void add_hosting_row(const Asked& asked, const Network& network, const HostingRow& row) {
  using Kind = HostingLimit::Kind;
  const HostingLimit& limit = row.capacity.binding;
  const bool is_bus =
      limit.kind == Kind::voltage_rise || limit.kind == Kind::high_voltage || limit.kind == Kind::low_voltage;
  const bool has_value = is_bus || limit.kind == Kind::line || limit.kind == Kind::transformer;
  const std::string words = text(limit, network);
  const conurb_value cells[] = {
      row_cell(row.feeder.transformer),
      row_cell(row.feeder.line),
      row_cell(row.bus),
      sdk::Result::number(row.customers),
      sdk::Result::number(row.capacity.per_customer),
      sdk::Result::number(row.capacity.installed),
      text_cell(words),
      row_cell(is_bus ? limit.row : kNone),
      row_cell(limit.kind == Kind::line ? limit.row : kNone),
      row_cell(limit.kind == Kind::transformer ? limit.row : kNone),
      number_cell(has_value ? limit.value : kUnknown),
      number_cell(has_value ? limit.limit : kUnknown),
  };
  asked.result.add_row(cells);
}

}  // namespace

void answer_hosting_capacity(const Asked& asked) {
  const HostingOptions options = options_of(asked.arguments);
  const auto scope =
      static_cast<HostingScope>(asked.arguments.word(1, "scope", {"feeder", "station", "island"}));
  AskedGrid grid = grid_of(asked);
  PowerFlowOptions how;
  how.regulate = true;  // as the plugin's own step does
  GridSolver solver(grid.network);
  const GridState& state = solver.solve(grid.network, how, asked.host.threads());
  const std::vector<HostingArea> areas = hosting_areas(grid.network, state.voltage, state.angle, scope);
  if (areas.empty()) throw sdk::Failure(CONURB_BAD_DATA, "no part of the grid has supply: nothing fits");
  std::vector<std::vector<HostingRow>> found(areas.size());
  work(asked.host, areas.size(), "feeders",
       [&](std::size_t i) { found[i] = rows_of(asked.host, areas[i], grid.customers, options); });
  std::vector<HostingRow> rows;
  for (std::vector<HostingRow>& each : found) std::ranges::move(each, std::back_inserter(rows));
  std::stable_sort(rows.begin(), rows.end(), [](const HostingRow& x, const HostingRow& y) {
    return x.capacity.per_customer < y.capacity.per_customer;
  });
  for (const HostingRow& row : rows) add_hosting_row(asked, grid.network, row);
}

}  // namespace conurb::energy
