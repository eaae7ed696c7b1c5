// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/queries/asking.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "plugins/energy/standing_grid.hpp"

namespace conurb::energy {

namespace {

bool can_hold_a_voltage(const Network& network) {
  const auto in_service = [&](const auto& unit) {
    return unit.in_service && network.buses[at(unit.bus)].in_service;
  };
  return std::ranges::any_of(network.generators,
                             [&](const Generator& g) {
                               return in_service(g) &&
                                      (g.grid_forming || g.control == Generator::Control::slack);
                             }) ||
         std::ranges::any_of(network.storages,
                             [&](const Storage& s) { return in_service(s) && s.grid_forming; });
}

}  // namespace

AskedGrid grid_of(const Asked& asked) {
  if (!has_grid(asked.view))
    throw sdk::Failure(CONURB_NOT_FOUND, "the city has no power grid: import one, or synthesise it");
  const std::shared_ptr<const StandingGrid> standing =
      standing_grid_of(asked.host, asked.view, asked.host.threads());
  AskedGrid grid{standing->network, {}};
  if (!can_hold_a_voltage(grid.network))
    throw sdk::Failure(CONURB_NOT_FOUND,
                       "the grid is dead: no generator in service is a slack, and none forms a grid");
  read_powers(asked.view, *standing, grid.network);
  // What plugins draw at buses: kept where somebody does.
  std::vector<Load>& loads = grid.network.loads;
  const auto of_buses = loads.begin() + static_cast<std::ptrdiff_t>(standing->connections.size());
  loads.erase(std::remove_if(of_buses, loads.end(), [](const Load& l) { return l.p == 0 && l.q == 0; }),
              loads.end());
  grid.customers.assign(grid.network.buses.size(), 0);
  const auto customers = asked.view.read<double>(::energy::Column::power_load_customers);
  for (std::size_t row = 0; row < standing->connections.size(); ++row)
    if (loads[row].in_service) grid.customers[at(loads[row].bus)] += customers[row];
  return grid;
}

void may_go_on(const sdk::Host& host) {
  if (host.cancelled()) throw sdk::Failure(CONURB_CANCELLED, "stopped");
}

void work(const sdk::Host& host, std::size_t count, const char* what,
          const std::function<void(std::size_t)>& body) {
  // In rounds, between which the calling thread tells how far it is; each keeps many threads at work.
  constexpr std::size_t kRounds = 50, kLeast = 16;
  const std::size_t round = std::max(kLeast, count / kRounds);
  for (std::size_t first = 0; first < count; first += round) {
    const std::size_t here = std::min(round, count - first);
    host.threads()(here, [&](std::size_t i) {
      may_go_on(host);
      body(first + i);
    });
    host.progress(static_cast<double>(first + here) / static_cast<double>(count), what);
  }
}

conurb_value number_cell(double value) {
  return std::isfinite(value) ? sdk::Result::number(value)
                              : conurb_value{sizeof(conurb_value), 0, 0, 0, nullptr};
}

conurb_value row_cell(std::int32_t row) {
  return row >= 0 ? sdk::Result::row(row) : conurb_value{sizeof(conurb_value), 0, 0, 0, nullptr};
}

conurb_value flag_cell(bool value) {
  return sdk::Result::whole(value ? 1 : 0);
}

conurb_value text_cell(const std::string& value) {
  return sdk::Result::text(value.c_str());
}

BranchCells branch_cells(const Network& network, std::int32_t branch) {
  const std::int32_t lines = row_of(network.lines.size());
  if (branch == kNone) return {row_cell(kNone), row_cell(kNone)};
  return {row_cell(branch < lines ? branch : kNone), row_cell(branch < lines ? kNone : branch - lines)};
}

}  // namespace conurb::energy
