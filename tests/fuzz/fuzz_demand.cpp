// SPDX-License-Identifier: Apache-2.0
// Any bytes as the files of travel demand, one after the other with a line "====" between: zones with their
// links, a matrix of trips, counts. They are refused with a message that names the line, or read into what
// vehicles can be made of, each leaving within its cell's interval, no cell and no origin off by a vehicle;
// these are then made to fit the counts. A fourth part is zones by place.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transport/demand/calibration.hpp"
#include "plugins/transport/demand/od_matrix.hpp"
#include "plugins/transport/error.hpp"

namespace {

using namespace conurb::transport;
using namespace conurb::transport::demand;

/// A ring of links "r0" … "r9", each leading to the next one.
RoadNetwork ring() {
  RoadNetwork network;
  for (std::int32_t i = 0; i < 10; ++i) {
    Junction junction;
    junction.x = 100 * std::cos(0.6283185307179586 * i);
    junction.y = 100 * std::sin(0.6283185307179586 * i);
    network.junctions.push_back(junction);
    Link link;
    link.id = "r";
    link.id += std::to_string(i);
    link.from = i;
    link.to = (i + 1) % 10;
    link.length = 60;
    network.links.push_back(link);
  }
  return network;
}

std::vector<std::string_view> parts(std::string_view text) {
  constexpr std::string_view kBorder = "====\n";
  std::vector<std::string_view> found;
  for (std::size_t end = text.find(kBorder); end != text.npos; end = text.find(kBorder)) {
    found.push_back(text.substr(0, end));
    text.remove_prefix(end + kBorder.size());
  }
  found.push_back(text);
  found.resize(4);
  return found;
}

template <class Read>
void attempt(Read read) {
  try {
    read();
  } catch (const InputError& error) {
    if (error.where().empty()) std::abort();
  }
}

/// Each vehicle's way around the ring.
TravelDemand with_routes(TravelDemand demand) {
  for (Vehicle& vehicle : demand.vehicles) {
    vehicle.first_link = static_cast<std::int64_t>(demand.route_links.size());
    for (std::int32_t link = vehicle.origin; link != vehicle.destination; link = (link + 1) % 10)
      demand.route_links.push_back(link);
    demand.route_links.push_back(vehicle.destination);
    vehicle.links =
        static_cast<std::int32_t>(demand.route_links.size() - static_cast<std::size_t>(vehicle.first_link));
  }
  return demand;
}

void use(const RoadNetwork& network, const std::vector<std::string_view>& files) {
  const ZoneLinks zones = read_zone_links({files[0], "zones"}, network);
  const OdMatrix matrix = read_od_matrix({files[1], "od"}, zones);
  double trips = 0;
  for (const OdCell& cell : matrix.cells) trips += cell.trips;
  if (trips > 2000) return;
  const OdVehicles found = vehicles_of(matrix, zones);
  std::vector<double> left(matrix.cells.size(), 0);
  for (std::size_t i = 0; i < found.cell.size(); ++i) {
    const OdCell& cell = matrix.cells[static_cast<std::size_t>(found.cell[i])];
    const Vehicle& vehicle = found.demand.vehicles[i];
    if (vehicle.depart < cell.begin || vehicle.depart >= cell.end || vehicle.origin == vehicle.destination)
      std::abort();
    left[static_cast<std::size_t>(found.cell[i])] += 1;
  }
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i] > matrix.cells[i].trips + 1 + 1e-6) std::abort();
  }
  if (!(std::fabs(static_cast<double>(found.cell.size()) + found.without_way - trips) <=
        static_cast<double>(zones.zones.size()) + 1e-6))
    std::abort();
  const std::vector<Count> counts = read_counts({files[2], "counts"}, network);
  const TravelDemand demand = with_routes(found.demand);
  CalibrationOptions options;
  options.fit.sweeps = 20;
  const Calibration fitted = calibrate(
      routed_trips(demand, std::vector<Milliseconds>(network.links.size(), 10'000)), counts, options);
  for (const double weight : fitted.weight) {
    if (!(weight > 0.19 && weight < 5.01)) std::abort();
  }
  if (calibrated(demand, fitted).vehicles.size() != fitted.source.size()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const RoadNetwork network = ring();
  const std::vector<std::string_view> files = parts({reinterpret_cast<const char*>(data), size});
  attempt([&] { use(network, files); });
  attempt([&] {
    const LinkGrid grid(network, std::vector<std::uint8_t>(network.links.size(), 1));
    std::vector<Finding> findings;
    (void)read_zone_places({files[3], "places"}, grid, 500, findings);
  });
  return 0;
}
