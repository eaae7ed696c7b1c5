// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/transport/formats/fixtures.hpp"

#include <zlib.h>

#include <cstdlib>

#include "plugins/transport/error.hpp"

namespace conurb::transport::testing {
namespace {

template <class Read>
std::string refusal_by(Read read) {
  try {
    read();
  } catch (const InputError& error) {
    return error.what();
  }
  ADD_FAILURE() << "the text was taken";
  return {};
}

std::string lane_name(const RoadNetwork& network, std::int32_t link, std::int32_t lane) {
  return network.links[at(link)].id + "_" + std::to_string(lane);
}

}  // namespace

std::string read_text(const std::filesystem::path& path) {
  std::string text;
  const gzFile file = gzopen(path.c_str(), "rb");  // takes what is not packed as it is
  if (file == nullptr) {
    ADD_FAILURE() << "cannot read " << path << " (tests run in the project's folder)";
    return text;
  }
  char block[65536];
  for (int size = 0; (size = gzread(file, block, sizeof block)) > 0;)
    text.append(block, static_cast<std::size_t>(size));
  gzclose(file);
  return text;
}

std::filesystem::path shared_file(const std::string& name) {
  const char* root = std::getenv("CONURB_SHARED_DATA");
  return std::filesystem::path(root != nullptr ? root : "../shared/data") / "transport" / name;
}

std::string seed_text(const std::string& name) {
  return read_text(std::filesystem::path("tests/fuzz/seeds/fuzz_sumo") / name);
}

std::string with(std::string text, std::string_view part, std::string_view by) {
  const std::size_t place = text.find(part);
  if (place == std::string::npos) {
    ADD_FAILURE() << "the text has no " << part;
    return text;
  }
  return text.replace(place, part.size(), by);
}

Scenario& Scenario::net(std::string_view text) {
  network = read_sumo_network(text, "small.net.xml", findings);
  return *this;
}

Scenario& Scenario::additional(std::string_view text) {
  read_sumo_additional(text, "small.add.xml", network, demand, definitions, seed, findings);
  return *this;
}

Scenario& Scenario::routes(std::string_view text) {
  read_sumo_demand(text, "small.rou.xml", network, demand, definitions, seed, findings);
  return *this;
}

const Vehicle& Scenario::vehicle(std::string_view id) const {
  for (const Vehicle& vehicle : demand.vehicles) {
    if (vehicle.id == id) return vehicle;
  }
  ADD_FAILURE() << "there is no vehicle " << id << "\n" << listed(findings);
  static const Vehicle none;
  return none;
}

std::vector<std::string> Scenario::route_of(std::string_view id) const {
  const Vehicle& found = vehicle(id);
  std::vector<std::string> ids;
  for (std::int32_t i = 0; i < found.links; ++i) {
    const std::int32_t link = demand.route_links[static_cast<std::size_t>(found.first_link + i)];
    ids.push_back(network.links[at(link)].id);
  }
  return ids;
}

std::int32_t Scenario::connection(const std::string& from, const std::string& to) const {
  for (std::size_t row = 0; row < network.connections.size(); ++row) {
    const Connection& c = network.connections[row];
    if (lane_name(network, c.from_link, c.from_lane) == from &&
        lane_name(network, c.to_link, c.to_lane) == to)
      return row_of(row);
  }
  return kNone;
}

Scenario crossing() {
  Scenario out;
  out.net(seed_text("crossing.net.xml"));
  return out;
}

bool says(const std::vector<Finding>& findings, std::string_view object, std::string_view text) {
  for (const Finding& finding : findings) {
    if (finding.object.find(object) != std::string::npos && finding.text.find(text) != std::string::npos)
      return true;
  }
  return false;
}

std::string listed(const std::vector<Finding>& findings) {
  std::string out;
  for (const Finding& finding : findings) out += finding.object + ": " + finding.text + "\n";
  return out;
}

std::string net_refusal(std::string_view text) {
  return refusal_by([&] { Scenario().net(text); });
}

std::string additional_refusal(std::string_view text) {
  return refusal_by([&, scenario = crossing()]() mutable { scenario.additional(text); });
}

std::string routes_refusal(std::string_view text) {
  return refusal_by([&, scenario = crossing()]() mutable { scenario.routes(text); });
}

}  // namespace conurb::transport::testing
