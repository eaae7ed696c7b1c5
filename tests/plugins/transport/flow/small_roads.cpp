// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/transport/flow/small_roads.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace conurb::transport::testing {

std::filesystem::path shared_file(const std::string& name) {
  const char* root = std::getenv("CONURB_SHARED_DATA");
  return std::filesystem::path(root != nullptr ? root : "../shared/data") / "transport" / name;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::vector<std::string>> read_rows(const std::filesystem::path& path) {
  std::vector<std::vector<std::string>> rows;
  std::stringstream text(read_text(path));
  std::string line;
  std::getline(text, line);
  while (std::getline(text, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::stringstream cells(line);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(cell);
  }
  return rows;
}

DrivingRules newell_rules() {
  DrivingRules rules;
  rules.reaction = 1;  // 5 m / 5 m/s
  rules.discharge_speed_share = 1;
  rules.wave_speed = 5;
  rules.start_up = 0;
  rules.acceleration = 1e9;
  rules.deceleration = 1e9;
  rules.amber_used = 0;
  return rules;
}

std::int32_t SmallRoads::link(double length, std::int32_t lanes, double speed) {
  Link link;
  link.id = "l" + std::to_string(net.links.size());
  link.first_lane = row_of(net.lanes.size());
  link.lanes = lanes;
  link.length = length;
  link.speed = speed;
  net.lanes.resize(net.lanes.size() + at(lanes), Lane{kEveryClass, speed, 3.2});
  net.links.push_back(link);
  return row_of(net.links.size() - 1);
}

std::int32_t SmallRoads::connect(std::int32_t from, std::int32_t to, std::int32_t from_lane,
                                 std::int32_t to_lane) {
  Connection c;
  c.from_link = from;
  c.from_lane = from_lane;
  c.to_link = to;
  c.to_lane = to_lane;
  net.connections.push_back(c);
  return row_of(net.connections.size() - 1);
}

std::int32_t SmallRoads::signal(std::initializer_list<std::pair<double, std::string>> phases) {
  Signal signal;
  signal.id = "s" + std::to_string(net.signals.size());
  signal.lights = row_of(phases.begin()->second.size());
  SignalProgram program;
  for (const auto& [duration_s, letters] : phases) {
    Phase phase;
    phase.duration = phase.shortest = phase.longest = seconds(duration_s);
    for (const char letter : letters)
      phase.lights.push_back(letter == 'G'   ? Light::green_priority
                             : letter == 'g' ? Light::green
                             : letter == 'y' ? Light::amber
                                             : Light::red);
    program.phases.push_back(phase);
  }
  signal.programs.push_back(program);
  net.signals.push_back(signal);
  return row_of(net.signals.size() - 1);
}

std::int32_t SmallRoads::type(double space, VehicleClass vehicle_class) {
  VehicleType type;
  type.id = "t" + std::to_string(demand.types.size());
  type.vehicle_class = vehicle_class;
  type.length = space;
  type.min_gap = 0;
  demand.types.push_back(type);
  return row_of(demand.types.size() - 1);
}

std::int32_t SmallRoads::vehicle(double depart_s, const std::vector<std::int32_t>& links,
                                 std::int32_t of_type) {
  if (demand.types.empty()) type();
  Vehicle vehicle;
  vehicle.id = "v" + std::to_string(demand.vehicles.size());
  vehicle.type = of_type;
  vehicle.depart = seconds(depart_s);
  vehicle.first_link = static_cast<std::int64_t>(demand.route_links.size());
  vehicle.links = row_of(links.size());
  demand.route_links.insert(demand.route_links.end(), links.begin(), links.end());
  demand.vehicles.push_back(vehicle);
  return row_of(demand.vehicles.size() - 1);
}

std::shared_ptr<FlowNetwork> SmallRoads::flow_net() const {
  return std::make_shared<FlowNetwork>(flow_network(net, rules));
}

Flow SmallRoads::flow(const FlowOptions& options) const {
  return flow(flow_net(), options);
}

Flow SmallRoads::flow(std::shared_ptr<const FlowNetwork> network, const FlowOptions& options) const {
  std::vector<Finding> findings;
  auto travellers = std::make_shared<FlowDemand>(flow_demand(*network, net, demand, findings));
  EXPECT_TRUE(findings.empty()) << findings.front().object << ": " << findings.front().text;
  return {std::move(network), std::move(travellers), options};
}

std::int64_t left_within(const Flow& flow, std::int32_t link, double from_s, double to_s) {
  std::int64_t sum = 0;
  for (const LinkInterval& row : flow.state().measures.rows())
    if (row.link == link && row.begin >= seconds(from_s) && row.begin < seconds(to_s)) sum += row.left;
  return sum;
}

std::int64_t vehicle_ms_within(const Flow& flow, std::int32_t link, double from_s, double to_s) {
  std::int64_t sum = 0;
  for (const LinkInterval& row : flow.state().measures.rows())
    if (row.link == link && row.begin >= seconds(from_s) && row.begin < seconds(to_s)) sum += row.vehicle_ms;
  return sum;
}

void run_checked(Flow& flow, Milliseconds until) {
  const Milliseconds step = std::max((until - flow.now()) / 50, 1);
  while (flow.now() < until) {
    flow.run(std::min(until, flow.now() + step));
    ASSERT_EQ(flow.validate(), "") << "at " << flow.now() << " ms";
  }
}

}  // namespace conurb::transport::testing
