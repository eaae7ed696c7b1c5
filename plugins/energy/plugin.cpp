// SPDX-License-Identifier: Apache-2.0
// The power grid as a plugin: the power flow of each exchange, and files of grids.
#include <span>
#include <string>
#include <vector>

#include "energy_columns.hpp"
#include "engine/sdk/conurb.hpp"
#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/format.hpp"
#include "plugins/energy/formats/power_grid_model.hpp"
#include "plugins/energy/grid_state.hpp"
#include "plugins/energy/outage/microgrid_operation.hpp"
#include "plugins/energy/outage/microgrid_saved.hpp"
#include "plugins/energy/tables.hpp"
#include "plugins/energy/tables_operation.hpp"

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
    try {
      Network network = network_of(host_, view, (step.flags & CONURB_STEP_FIRST) != 0);
      add_demand(view, network);
      PowerFlowOptions options;
      options.regulate = true;
      const ParallelFor parallel = [this](std::size_t count, const auto& body) {
        host_.parallel_for(0, static_cast<std::int64_t>(count), 1,
                           [&](std::int64_t first, std::int64_t last) {
                             for (std::int64_t i = first; i < last; ++i) body(static_cast<std::size_t>(i));
                           });
      };
      const double dt_s = static_cast<double>(step.t1_us - step.t0_us) / 1e6;
      MicrogridDecisions decisions = operate_microgrids(network, microgrids_, dt_s, parallel);
      tell_operation(host_, decisions);
      const GridState state = solve_grid(network, options, parallel);
      for (const UnsolvedIsland& island : state.unsolved)
        host_.finding(Table::power_bus, island.bus, "energy.no_solution",
                      "the grid of " + std::to_string(island.buses) +
                          " buses around it has no power flow and counts as dark: " + island.reason);
      settle_storages(network, decisions, state.energised, dt_s);
      write_state(view, network, state);
      write_operation(host_, view, network, decisions);
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
      insert_network(host, view, import.network);
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
      const Export made = write_power_grid_model(network_of(host, view, true));
      for (const Finding& finding : made.findings) tell(host, finding, "energy.write");
      sink.put(made.text);
    } catch (const InputError& error) {
      throw sdk::Failure(CONURB_BAD_DATA, error.what());
    }
  }

 private:
  static void tell(const sdk::Host& host, const Finding& finding, const char* code) {
    host.c()->finding(host.c(), finding.level == Finding::Level::info ? CONURB_LOG_INFO : CONURB_LOG_WARNING,
                      static_cast<std::uint32_t>(Table::power_bus), -1, code, said(finding).c_str());
  }

  sdk::Host host_;
  std::vector<OperatedMicrogrid> microgrids_;
};

}  // namespace conurb::energy

CONURB_PLUGIN(conurb::energy::Plugin)
