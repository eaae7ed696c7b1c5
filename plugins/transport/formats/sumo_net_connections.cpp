// SPDX-License-Identifier: Apache-2.0
// From lanes inside junctions and rows of right of way to what a connection is.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "plugins/transport/formats/sumo_net_draft.hpp"

namespace conurb::transport {
namespace {

constexpr int kLongestChain = 16;  // of lanes inside one junction; SUMO makes three at most

void sort_by_from_link(SumoNetDraft& draft) {
  std::vector<Connection>& connections = draft.network.connections;
  std::vector<std::size_t> order(connections.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return connections[a].from_link < connections[b].from_link;
  });
  std::vector<Connection> sorted;
  std::vector<std::int32_t> via;
  sorted.reserve(order.size());
  via.reserve(order.size());
  for (const std::size_t place : order) {
    sorted.push_back(std::move(connections[place]));
    via.push_back(draft.via[place]);
  }
  connections = std::move(sorted);
  draft.via = std::move(via);
}

std::string described(const RoadNetwork& network, const Connection& c) {
  return in_quotes(network.links[at(c.from_link)].id + "_" + std::to_string(c.from_lane) + " to " +
                   network.links[at(c.to_link)].id + "_" + std::to_string(c.to_lane));
}

/// Follows the lanes inside the junction: their lengths add up, the speed is that of the whole time.
void follow_interiors(SumoNetDraft& draft, std::int32_t row, FindingList& findings) {
  Connection& connection = draft.network.connections[at(row)];
  double time = 0;
  int steps = 0;
  for (std::int32_t lane = draft.via[at(row)]; lane != kNone; lane = draft.interiors[at(lane)].next) {
    SumoNetDraft::Interior& interior = draft.interiors[at(lane)];
    if (interior.connection == row || ++steps > kLongestChain) {
      findings.warn("connection", described(draft.network, connection),
                    "goes around inside its junction: its length counts to there");
      break;
    }
    if (interior.connection == kNone) interior.connection = row;
    connection.length += interior.length;
    time += interior.length / interior.speed;
  }
  if (time > 0) connection.speed = connection.length / time;
}

/// Without lanes inside: straight from the end of one lane to the beginning of the next.
double gap_between(const SumoNetDraft& draft, const Connection& c) {
  const RoadNetwork& network = draft.network;
  const auto& from = draft.lane_ends[at(network.links[at(c.from_link)].first_lane + c.from_lane)];
  const auto& to = draft.lane_ends[at(network.links[at(c.to_link)].first_lane + c.to_lane)];
  if (!from.known || !to.known) return 0;
  return std::hypot(to.begin[0] - from.end[0], to.begin[1] - from.end[1], to.begin[2] - from.end[2]);
}

/// The connections of each lane, in the order of the file.
class ConnectionsOfLanes {
 public:
  explicit ConnectionsOfLanes(const RoadNetwork& network) : first_(network.lanes.size() + 1) {
    for (const Connection& c : network.connections) ++first_[lane_of(network, c) + 1];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    std::vector<std::size_t> next = first_;
    rows_.resize(network.connections.size());
    for (std::size_t row = 0; row < network.connections.size(); ++row) {
      rows_[next[lane_of(network, network.connections[row])]++] = row_of(row);
    }
  }
  void append(std::int32_t lane, std::vector<std::int32_t>& out) const {
    for (std::size_t place = first_[at(lane)]; place < first_[at(lane) + 1]; ++place)
      out.push_back(rows_[place]);
  }

 private:
  static std::size_t lane_of(const RoadNetwork& network, const Connection& c) {
    return at(network.links[at(c.from_link)].first_lane + c.from_lane);
  }
  std::vector<std::size_t> first_;
  std::vector<std::int32_t> rows_;
};

/// The connections that requests of the junction mean, by index; kNone for crossings. SUMO numbers them by
/// the incoming lanes; where lanes inside the junction are known, by these.
std::vector<std::int32_t> requesting(const SumoNetDraft& draft, const SumoNetDraft::Rules& rules,
                                     const ConnectionsOfLanes& of_lanes) {
  std::vector<std::int32_t> out;
  for (const std::int32_t lane : rules.interiors) {
    const std::int32_t row = lane == kNone ? kNone : draft.interiors[at(lane)].connection;
    const bool here = row != kNone && draft.network.connections[at(row)].junction == rules.junction;
    out.push_back(here ? row : kNone);
  }
  if (out.empty()) {
    for (const std::int32_t lane : rules.incoming) of_lanes.append(lane, out);
  }
  return out;
}

bool is_set(const std::string& bits, std::size_t place) {
  return place < bits.size() && bits[bits.size() - 1 - place] == '1';
}

void take_requests(SumoNetDraft& draft, const SumoNetDraft::Rules& rules, const ConnectionsOfLanes& of_lanes,
                   FindingList& findings) {
  const std::vector<std::int32_t> rows = requesting(draft, rules, of_lanes);
  if (rows.size() != rules.requests.size()) {
    findings.warn("junction", in_quotes(draft.network.junctions[at(rules.junction)].id),
                  "has another number of requests than of connections: nobody yields there");
    return;
  }
  for (const SumoNetDraft::Request& request : rules.requests) {
    if (request.index < 0 || at(request.index) >= rows.size() || rows[at(request.index)] == kNone) continue;
    Connection& connection = draft.network.connections[at(rows[at(request.index)])];
    for (std::size_t place = 0; place < rows.size(); ++place) {
      if (rows[place] == kNone || rows[place] == rows[at(request.index)]) continue;
      const bool yields = is_set(request.response, place);
      if (yields) connection.yields_to.push_back(rows[place]);
      if (yields || is_set(request.foes, place)) connection.crosses.push_back(rows[place]);
    }
  }
}

}  // namespace

void settle_connections(SumoNetDraft& draft, FindingList& findings) {
  sort_by_from_link(draft);
  std::size_t without_interior = 0;
  for (std::size_t row = 0; row < draft.network.connections.size(); ++row) {
    Connection& connection = draft.network.connections[row];
    follow_interiors(draft, row_of(row), findings);
    if (draft.via[row] == kNone) {
      connection.length = gap_between(draft, connection);
      ++without_interior;
    }
  }
  if (without_interior > 0) {
    findings.inform(
        "network", "",
        std::to_string(without_interior) +
            " connections have no lanes inside their junctions: as long as the gap between the roads");
  }
  const ConnectionsOfLanes of_lanes(draft.network);
  for (const SumoNetDraft::Rules& rules : draft.rules) {
    if (!rules.requests.empty()) take_requests(draft, rules, of_lanes, findings);
  }
  for (Connection& connection : draft.network.connections) {
    for (std::vector<std::int32_t>* rows : {&connection.yields_to, &connection.crosses}) {
      std::sort(rows->begin(), rows->end());
      rows->erase(std::unique(rows->begin(), rows->end()), rows->end());
    }
  }
}

}  // namespace conurb::transport
