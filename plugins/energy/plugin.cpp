// SPDX-License-Identifier: Apache-2.0
// The power grid as a plugin: the power flow of each exchange, a grid for cities without one, files of grids,
// and the studies of planners as questions.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "energy_columns.hpp"
#include "engine/sdk/conurb.hpp"
#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/format.hpp"
#include "plugins/energy/formats/power_grid_model.hpp"
#include "plugins/energy/grid_solver.hpp"
#include "plugins/energy/outage/microgrid_operation.hpp"
#include "plugins/energy/outage/microgrid_saved.hpp"
#include "plugins/energy/queries/queries.hpp"
#include "plugins/energy/standing_grid.hpp"
#include "plugins/energy/tables.hpp"
#include "plugins/energy/tables_operation.hpp"
#include "plugins/energy/tables_synthesis.hpp"

namespace conurb::energy {

namespace {

using ::energy::Table;

/// In the order of the manifest, which is that of `Format`.
Format format_at(unsigned index) {
  if (index > 2) throw sdk::Failure(CONURB_NOT_FOUND, "no such format");
  return static_cast<Format>(index);
}

std::string said(const Finding& finding) {
  return finding.object.empty() ? finding.text : finding.object + ": " + finding.text;
}

}  // namespace

class Plugin {
 public:
  explicit Plugin(sdk::Host host) : host_(host) {}

  void step(const sdk::View& view, sdk::Step& step) {
    const ParallelFor parallel = host_.threads();
    const double dt_s = 1e-6 * static_cast<double>(step.t1_us - step.t0_us);
    follow(standing_grid_of(host_, view, parallel));
    if ((step.flags & CONURB_STEP_FIRST) != 0) energy::tell(host_, grid_->findings);
    read_powers(view, *grid_, network_);
    PowerFlowOptions options;
    options.regulate = true;
    try {
      MicrogridDecisions decisions = operate_microgrids(network_, microgrids_, dt_s, parallel);
      tell_operation(host_, decisions);
      follow_islands(parallel);
      const GridState& state = solver_->solve(network_, options, parallel);
      for (const UnsolvedIsland& island : state.unsolved)
        host_.finding(Table::power_bus, island.bus, "energy.no_solution",
                      "the grid of " + std::to_string(island.buses) +
                          " buses around it has no power flow and counts as dark: " + island.reason);
      settle_storages(network_, decisions, state.energised, dt_s);
      write_state(host_, view, network_, state, parallel);
      keep_extremes(host_, view, state, dt_s);
      write_supply(view, *grid_, state, decisions.shed);
      write_operation(host_, view, network_, decisions);
      write_switches(host_, view, network_, grid_->tripped);
      count_interruptions(host_, view, grid_->network, state, decisions.shed, dt_s);
    } catch (const InputError& error) {
      throw sdk::Failure(CONURB_BAD_DATA, error.what());
    }
  }

  void save(sdk::Writer& writer) const {
    const std::vector<double> numbers = numbers_of(microgrids_);
    writer.put("micro_grids", std::span<const double>(numbers));
  }
  void load(const sdk::Reader& reader) {
    try {
      microgrids_ = microgrids_of(reader.get_all<double>("micro_grids"));
      grid_.reset();  // and with it what islands of another state did to the network
    } catch (const InputError& error) {
      throw sdk::Failure(CONURB_BAD_DATA, error.what());
    }
  }

  static void synthesise(sdk::Host host, const sdk::View& view) {
    try {
      synthesise_grid(host, view);
    } catch (const InputError& error) {
      throw sdk::Failure(CONURB_BAD_DATA, error.what());
    }
  }

  static bool recognises(unsigned format, std::string_view start) {
    // The endings of names have been looked at; that of MATPOWER is one of its own.
    const auto found = detect(format == 0 ? "a.m" : "a.json", start);
    return found && *found == format_at(format);
  }

  static void read(sdk::Host host, const sdk::View& view, unsigned, const sdk::File& file) {
    try {
      const Import import = read_network(file.bytes, std::string(file.name));
      insert_network(host, view, import.network, Places::geographic);
      for (const Finding& finding : import.findings) tell(host, finding, "energy.read");
    } catch (const InputError& error) {
      throw sdk::Failure(CONURB_BAD_DATA, error.what());
    }
  }

  static void write(sdk::Host host, const sdk::View& view, unsigned format, sdk::Sink& sink) {
    if (format_at(format) != Format::power_grid_model)
      throw sdk::Failure(CONURB_NOT_FOUND, "only power-grid-model files are written");
    if (!has_grid(view)) throw sdk::Failure(CONURB_NOT_FOUND, "the city has no power grid");
    try {
      std::vector<RowFinding> left_out;
      const Export made = write_power_grid_model(network_of(host, view, left_out));
      energy::tell(host, left_out);
      for (const Finding& finding : made.findings) tell(host, finding, "energy.write");
      sink.put(made.text);
    } catch (const InputError& error) {
      throw sdk::Failure(CONURB_BAD_DATA, error.what());
    }
  }

  static void query(sdk::Host host, const sdk::View& view, unsigned query,
                    std::span<const conurb_value> arguments, sdk::Result& result) {
    answer(host, view, query, arguments, result);
  }

 private:
  static void tell(const sdk::Host& host, const Finding& finding, const char* code) {
    host.c()->finding(host.c(), finding.level == Finding::Level::info ? CONURB_LOG_INFO : CONURB_LOG_WARNING,
                      static_cast<std::uint32_t>(Table::power_bus), -1, code, said(finding).c_str());
  }

  /// Derived from the tables: kept while they say the same.
  void follow(std::shared_ptr<const StandingGrid> grid) {
    if (grid != grid_) {
      grid_.reset();
      network_ = grid->network;
      solver_.emplace(grid->plan, network_);
      solved_for_ = switching_of(network_);
      grid_ = std::move(grid);
    } else if (!microgrids_.empty()) {
      network_ = grid_->network;  // without what its islands did in the last step
    }
  }

  /// Islands part, shed and let another source hold their voltage: that is another grid, kept while they do.
  void follow_islands(const ParallelFor& parallel) {
    if (microgrids_.empty()) return;  // as the tables have it
    std::vector<std::uint8_t> switching = switching_of(network_);
    if (switching == solved_for_) return;
    solver_.emplace(GridPlan(network_, parallel), network_);
    solved_for_ = std::move(switching);
  }

  sdk::Host host_;
  std::shared_ptr<const StandingGrid> grid_;
  Network network_;
  std::optional<GridSolver> solver_;
  std::vector<std::uint8_t> solved_for_;  ///< switching_of() the network of the solver
  std::vector<OperatedMicrogrid> microgrids_;
};

}  // namespace conurb::energy

CONURB_PLUGIN(conurb::energy::Plugin)
