// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/traffic_outputs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "plugins/transport/flow/passages.hpp"
#include "plugins/transport/words.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;
using ::transport::Parameter;
using ::transport::Table;

constexpr float kNoTime = std::numeric_limits<float>::quiet_NaN();

/// Level of service of an urban street by its speed, of that in free flow: Highway Capacity Manual 6,
/// exhibit 16-3. The last one is below all thresholds.
constexpr std::array<double, 5> kServiceAbove{0.80, 0.67, 0.50, 0.40, 0.30};
constexpr std::array<const char*, 6> kServiceWords{"A", "B", "C", "D", "E", "F"};

std::size_t service_of(double relative_speed) {
  std::size_t level = 0;
  while (level < kServiceAbove.size() && relative_speed <= kServiceAbove[level]) ++level;
  return level;
}

double free_speed(const Flow& flow, std::size_t link) {
  const FlowLink& one = flow.network().links[link];
  std::int32_t pace = std::numeric_limits<std::int32_t>::max();
  for (std::int32_t g = one.first_group; g < one.first_group + one.groups; ++g)
    pace = std::min(pace, flow.state().groups[at(g)].pace);
  return 1e6 / pace;
}

/// Vehicles that wait to enter the network, by link.
std::vector<std::int32_t> waiting_before(const Flow& flow) {
  const FlowState& state = flow.state();
  std::vector<std::int32_t> waiting(state.first_start.size(), 0);
  for (std::size_t link = 0; link < waiting.size(); ++link)
    for (std::int32_t v = state.first_start[link]; v != kNone; v = state.next_start[at(v)]) ++waiting[link];
  return waiting;
}

}  // namespace

void write_links(const sdk::Host& host, const sdk::View& view, const Traffic& traffic) {
  const auto f32 = [&](Column column) {
    const auto cells = view.write<float>(column);
    std::fill(cells.begin(), cells.end(), 0.0F);
    return cells;
  };
  const auto out_flow = f32(Column::road_link_flow), speed = f32(Column::road_link_speed),
             relative = f32(Column::road_link_relative_speed), vehicles = f32(Column::road_link_vehicles),
             queue = f32(Column::road_link_queue), queue_length = f32(Column::road_link_queue_length),
             delay = f32(Column::road_link_delay), delay_rate = f32(Column::road_link_delay_rate),
             waiting = f32(Column::road_link_waiting), releases = f32(Column::road_link_releases);
  const auto service = view.write<std::int32_t>(Column::road_link_level_of_service);
  std::fill(service.begin(), service.end(), -1);
  std::array<std::int32_t, kServiceWords.size()> codes{};
  for (std::size_t i = 0; i < codes.size(); ++i)
    codes[i] = host.code(Column::road_link_level_of_service, kServiceWords[i]);

  const Flow& flow = traffic.flow();
  const std::vector<std::int32_t> queues = flow.queues(), lengths = flow.queue_lengths(),
                                  before = waiting_before(flow);
  const TrafficStep& step = traffic.last();
  for (std::size_t link = 0; link < step.links.size(); ++link) {
    const auto row = static_cast<std::size_t>(traffic.standing().roads.link_row[link]);
    const LinkInterval& one = step.links[link];
    const double free = free_speed(flow, link), length = flow.network().links[link].length * 1e-3;
    // Who comes or goes within a junction counts as a moment earlier than he is there.
    const double present = std::max(static_cast<double>(one.vehicle_ms) * 1e-3 / step.seconds, 0.0);
    const bool anybody = one.vehicle_ms > 0;
    const double driven = anybody ? std::min(one.mean_speed(length), free) : free;
    out_flow[row] = static_cast<float>(one.left / step.seconds);
    speed[row] = static_cast<float>(driven);
    relative[row] = static_cast<float>(driven / free);
    vehicles[row] = static_cast<float>(present);
    queue[row] = static_cast<float>(queues[link]);
    queue_length[row] = static_cast<float>(lengths[link] * 1e-3);
    delay[row] = one.left > 0 ? static_cast<float>(static_cast<double>(one.delay_ms) * 1e-3 / one.left) : 0;
    delay_rate[row] = static_cast<float>(static_cast<double>(one.delay_ms) * 1e-3 / step.seconds);
    waiting[row] = static_cast<float>(before[link]);
    service[row] = codes[service_of(driven / free)];
  }
  for (const Gridlock& lock : flow.state().gridlocks)
    for (const std::int32_t link : lock.links)
      releases[static_cast<std::size_t>(traffic.standing().roads.link_row[at(link)])] += 1;
}

void write_signals(const sdk::View& view, const Traffic& traffic) {
  const auto phase = view.write<std::int32_t>(Column::traffic_signal_phase);
  std::fill(phase.begin(), phase.end(), 0);
  const std::vector<std::int32_t>& rows = traffic.standing().roads.signal_row;
  for (std::size_t i = 0; i < rows.size(); ++i) phase[at(rows[i])] = traffic.flow().phase_now(row_of(i));
}

void write_trips(const sdk::View& view, const Traffic& traffic) {
  const auto link = view.write<std::int32_t>(Column::trip_link);
  const auto waited = view.write<float>(Column::trip_waited),
             duration = view.write<float>(Column::trip_duration),
             lost = view.write<float>(Column::trip_lost_time),
             distance = view.write<float>(Column::trip_distance);
  std::fill(link.begin(), link.end(), -1);
  const auto there = static_cast<std::ptrdiff_t>(view.table(Table::trip).rows);
  for (const auto& cells : {waited, duration}) {
    std::fill(cells.begin(), cells.begin() + there, kNoTime);
    std::fill(cells.begin() + there, cells.end(), 0.0F);
  }
  for (const auto& cells : {lost, distance}) std::fill(cells.begin(), cells.end(), 0.0F);
  const Flow& flow = traffic.flow();
  const FlowState& state = flow.state();
  const std::vector<std::int32_t>& rows = traffic.trips().trip_row;
  for (std::size_t v = 0; v < rows.size(); ++v) {
    if (rows[v] == kNone) continue;
    const auto row = static_cast<std::size_t>(rows[v]);
    const TripRecord& trip = state.trips[v];
    if (trip.inserted == kNone) continue;
    waited[row] = static_cast<float>((trip.inserted - flow.demand().trips[v].depart) * 1e-3);
    lost[row] = static_cast<float>(trip.lost * 1e-3);
    distance[row] = static_cast<float>(trip.length * 1e-3);
    if (trip.arrived != kNone) {
      duration[row] = static_cast<float>((trip.arrived - trip.inserted) * 1e-3);
    } else if (const std::int32_t on = flow.link_of(row_of(v)); on != kNone) {
      link[row] = traffic.standing().roads.link_row[at(on)];
    }
  }
}

void write_events(const sdk::View& view, const Traffic& traffic) {
  const auto cleared = [&](Column column) {
    const auto cells = view.write<float>(column);
    std::fill(cells.begin(), cells.end(), 0.0F);
    return cells;
  };
  const auto came = cleared(Column::demand_event_came), home = cleared(Column::demand_event_home),
             on_way = cleared(Column::demand_event_on_way), lost = cleared(Column::demand_event_lost_time);
  const Flow& flow = traffic.flow();
  const FlowState& state = flow.state();
  const std::vector<EventTrip>& trips = traffic.events().trips();
  const std::vector<std::int32_t>& event_trip = traffic.trips().event_trip;
  std::vector<double> lost_s(lost.size(), 0);
  for (std::size_t v = 0; v < event_trip.size(); ++v) {
    if (event_trip[v] == kNone) continue;
    const EventTrip& trip = trips[at(event_trip[v])];
    const auto row = at(trip.event);
    if (state.trips[v].arrived != kNone) {
      (trip.homeward != 0 ? home : came)[row] += 1;
    } else if (flow.link_of(row_of(v)) != kNone) {
      on_way[row] += 1;
    }
    lost_s[row] += state.trips[v].lost * 1e-3;
  }
  for (const std::int32_t first : state.first_start)
    for (std::int32_t v = first; v != kNone; v = state.next_start[at(v)])
      if (event_trip[at(v)] != kNone) on_way[at(trips[at(event_trip[at(v)])].event)] += 1;
  for (std::size_t row = 0; row < lost.size(); ++row) lost[row] = static_cast<float>(lost_s[row]);
}

void write_passages(const sdk::Host& host, const sdk::View& view, const Traffic& traffic) {
  const TrafficStep& step = traffic.last();
  std::vector<std::int32_t> lanes;
  for (const Link& link : traffic.standing().roads.net.links) lanes.push_back(link.lanes);
  std::vector<Passage> passages;
  if (view.parameter(Parameter::keep_passages) != 0) {
    std::vector<VehicleEvent> events = step.ended;
    for (const VehicleEvent& one : traffic.flow().passages_under_way()) events.push_back(one);
    passages = passages_of(traffic.flow(), events, lanes);
  }
  const auto needed = static_cast<std::int64_t>(passages.size());
  const std::int64_t rows = view.table(Table::vehicle_passage).rows;
  if (needed > rows) host.insert_rows(Table::vehicle_passage, needed + needed / 4 - rows);
  const auto filled = [&]<class T>(Column column, T none, const auto& value) {
    const auto cells = view.write<T>(column);
    for (std::size_t i = 0; i < passages.size(); ++i) cells[i] = static_cast<T>(value(passages[i]));
    std::fill(cells.begin() + static_cast<std::ptrdiff_t>(passages.size()), cells.end(), none);
  };
  const auto us = [&](Milliseconds t) { return step.clock_us + std::int64_t{t} * 1000; };
  filled(Column::vehicle_passage_trip, std::int32_t{-1},
         [&](const Passage& one) { return traffic.trips().trip_row[at(one.event.vehicle)]; });
  std::vector<std::int32_t> class_codes;  // of each type of vehicle
  for (const VehicleType& type : traffic.standing().travellers.types)
    class_codes.push_back(host.code(Column::vehicle_passage_vehicle_class,
                                    kClassWords[static_cast<std::size_t>(type.vehicle_class)]));
  filled(Column::vehicle_passage_vehicle_class, std::int32_t{-1}, [&](const Passage& one) {
    return class_codes[traffic.flow().state().vehicles[at(one.event.vehicle)].type];
  });
  filled(Column::vehicle_passage_link, std::int32_t{-1},
         [&](const Passage& one) { return traffic.standing().roads.link_row[at(one.event.link)]; });
  filled(Column::vehicle_passage_enter, std::int64_t{0},
         [&](const Passage& one) { return us(one.event.in); });
  filled(Column::vehicle_passage_leave, std::int64_t{0},
         [&](const Passage& one) { return us(std::max(one.event.out, one.event.in + 1)); });
  filled(Column::vehicle_passage_halt, 0.0F, [](const Passage& one) { return one.halt; });
  filled(Column::vehicle_passage_halt_from, std::int64_t{0},
         [&](const Passage& one) { return us(one.halt_from); });
  filled(Column::vehicle_passage_halt_to, std::int64_t{0},
         [&](const Passage& one) { return us(one.halt_to); });
}

void tell_gridlocks(const sdk::Host& host, const Traffic& traffic) {
  const std::vector<Gridlock>& locks = traffic.flow().state().gridlocks;
  for (std::size_t i = traffic.last().gridlocks_before; i < locks.size(); ++i) {
    const std::vector<std::int32_t>& links = locks[i].links;
    if (links.empty()) continue;
    host.finding(
        Table::road_link, traffic.standing().roads.link_row[at(links.front())], "gridlock",
        "is one of " + std::to_string(links.size()) +
            " links that waited for each other in a ring; their first vehicles were moved on by one link");
  }
}

}  // namespace conurb::transport
