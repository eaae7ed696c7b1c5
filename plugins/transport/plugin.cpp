// SPDX-License-Identifier: Apache-2.0
// Road traffic as a plugin: vehicles on the city's roads from exchange to exchange, and files of scenarios.
#include <span>
#include <string_view>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/city_emissions.hpp"
#include "plugins/transport/demand_files.hpp"
#include "plugins/transport/emission_outputs.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/network_files.hpp"
#include "plugins/transport/queries/queries.hpp"
#include "plugins/transport/sumo_files.hpp"
#include "plugins/transport/synthesise.hpp"
#include "plugins/transport/traffic.hpp"
#include "plugins/transport/traffic_outputs.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

/// In the order of the manifest.
enum class Format : unsigned { sumo, tntp, gmns, travel_demand, emission_tables };

class Plugin {
 public:
  explicit Plugin(sdk::Host host) : host_(host) {}

  void step(const sdk::View& view, sdk::Step& step) {
    traffic_.run(host_, view, step);
    write_links(host_, view, traffic_);
    emissions_.write(host_, view, traffic_);
    write_signals(view, traffic_);
    write_trips(view, traffic_);
    write_events(view, traffic_);
    write_passages(host_, view, traffic_);
    tell_gridlocks(host_, traffic_);
  }

  void save(sdk::Writer& writer) const {
    traffic_.save(writer);
    emissions_.save(writer);
  }
  void load(const sdk::Reader& reader) {
    traffic_.load(reader);
    emissions_.load(reader);
  }

  static void synthesise(sdk::Host host, const sdk::View& view) {
    try {
      synthesise_traffic(host, view);
    } catch (const InputError& error) {
      throw sdk::Failure(CONURB_BAD_DATA, error.what());
    }
  }

  static void query(sdk::Host host, const sdk::View& view, unsigned query,
                    std::span<const conurb_value> arguments, sdk::Result& result) {
    answer(host, view, query, arguments, result);
  }

  static bool recognises(unsigned format, std::string_view start) {
    switch (static_cast<Format>(format)) {
      case Format::sumo: return is_sumo_file(start);
      case Format::tntp: return is_tntp_file(start);
      case Format::gmns: return is_gmns_file(start);
      case Format::travel_demand: return is_demand_file(start);
      case Format::emission_tables: return is_emission_file(start);
    }
    return false;
  }

  static void read(sdk::Host host, const sdk::View& view, unsigned format, std::span<const sdk::File> files) {
    try {
      switch (static_cast<Format>(format)) {
        case Format::sumo: return read_sumo_files(host, view, files);
        case Format::tntp: return read_tntp_files(host, view, files);
        case Format::gmns: return read_gmns_files(host, view, files);
        case Format::travel_demand: return read_demand_files(host, view, files);
        case Format::emission_tables: return read_emission_files(host, view, files);
      }
    } catch (const InputError& error) {
      throw sdk::Failure(CONURB_BAD_DATA, error.what());
    }
  }

 private:
  sdk::Host host_;
  Traffic traffic_;
  EmissionOutputs emissions_;
};

}  // namespace conurb::transport

CONURB_PLUGIN(conurb::transport::Plugin)
