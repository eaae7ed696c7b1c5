// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/traffic.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

#include "plugins/transport/equilibrium/en_route.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/flow/saved_state.hpp"
#include "plugins/transport/flow/whole_numbers.hpp"
#include "plugins/transport/flow_inputs.hpp"
#include "plugins/transport/route_equilibrium.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Parameter;
using ::transport::Table;

constexpr std::int64_t kMicroseconds = 1'000'000;
constexpr std::int64_t kDay_us = std::int64_t{kDay} * 1000;
constexpr Milliseconds kNews = 300'000;  // between two news to drivers

/// The local midnight before `time_us`.
std::int64_t midnight_before(const sdk::Host& host, std::int64_t time_us) {
  const conurb_hour local = host.local_time(time_us);
  const std::int64_t within = time_us % (60 * kMicroseconds);  // zones differ by whole minutes
  return time_us - ((local.hour * 60 + local.minute) * 60 * kMicroseconds + within);
}

}  // namespace

/// Whether trips were added to a flow that goes on.
bool Traffic::begin(const sdk::Host& host, const sdk::View& view, std::int64_t t0_us) {
  std::shared_ptr<const StandingTraffic> now = standing_traffic_of(host, view);
  if (!known_.events.has_news(view) && now == standing_ && flow_) return false;
  const bool goes_on = flow_.has_value() || !saved_flow_.empty();
  bool grown = false;
  if (goes_on) {
    grown = go_on(host, view, *now, t0_us);
  } else {
    clock_us_ = midnight_before(host, t0_us);
    start(host, view, *now);
  }
  saved_flow_.clear();
  graphs_.reset();
  size_ = size_of(*known_.trips.demand);
  fingerprint_ = fingerprint_with_trips(*now, *known_.trips.demand, size_);
  programs_ = now->programs;
  standing_ = std::move(now);
  return grown;
}

void Traffic::start(const sdk::Host& host, const sdk::View& view, const StandingTraffic& now) {
  tell(host, now.findings);
  choose_routes(host, view, now);
  known_ = {};
  known_ = known_at(host, view, now, 0);
  flow_.emplace(now.network, known_.trips.demand, flow_options(view));
}

/// A flow goes on with the network and the trips that it has, and with those that were added behind them.
bool Traffic::go_on(const sdk::Host& host, const sdk::View& view, const StandingTraffic& now,
                    std::int64_t t0_us) {
  if (t0_us < clock_us_ || t0_us - clock_us_ > 2 * kDay_us)
    throw sdk::Failure(CONURB_BAD_DATA, "the saved traffic is of another day: run from the start");
  std::string bytes(saved_flow_.begin(), saved_flow_.end());
  if (flow_) bytes = conurb::transport::save(flow_->state());
  FlowState state = load_flow_state(bytes);
  Known known = known_at(host, view, now, state.now);
  const FlowDemand& demand = *known.trips.demand;
  const DemandSize size = size_of(demand);
  const bool same = size.types >= size_.types && size.trips >= size_.trips && size.steps >= size_.steps &&
                    fingerprint_with_trips(now, demand, size_) == fingerprint_;
  if (!same)
    throw sdk::Failure(CONURB_BAD_DATA,
                       "roads or signals were added, or roads, signals or trips changed or retired while "
                       "traffic flows: run from the start");
  const bool grows = size.types > size_.types || size.trips > size_.trips;
  flow_.emplace(now.network,
                grows ? std::make_shared<const FlowDemand>(first_of(demand, size_)) : known.trips.demand,
                flow_options(view));
  flow_->restore(std::move(state));
  if (now.programs != programs_) flow_->follow_programs();
  known_ = std::move(known);
  if (grows) add_trips(host);
  return grows;
}

/// Trips that were added set out now if their time is over; those to events and home stay where they are.
void Traffic::add_trips(const sdk::Host& host) {
  const DrivenTrips& trips = known_.trips;
  std::vector<std::uint8_t> stays_home;
  for (const std::int32_t event_trip : trips.event_trip) stays_home.push_back(event_trip != kNone ? 1 : 0);
  const std::int64_t late = flow_->grow(trips.demand, stays_home);
  const auto added = std::count(stays_home.begin() + size_.trips, stays_home.end(), std::uint8_t{0});
  if (added == 0) return;
  std::int64_t without_way = 0;
  for (auto trip = static_cast<std::size_t>(size_.trips); trip < stays_home.size(); ++trip)
    if (stays_home[trip] == 0 && trips.demand->trips[trip].turns == 0) ++without_way;
  const std::string told = std::to_string(added) + " trips were added while traffic flows; the time of " +
                           std::to_string(late) + " was over, they set out now";
  host.c()->finding(
      host.c(), without_way > 0 ? CONURB_LOG_WARNING : CONURB_LOG_INFO,
      static_cast<std::uint32_t>(Table::trip), -1, "added",
      (without_way > 0 ? told + "; " + std::to_string(without_way) + " have no way and are left out" : told)
          .c_str());
}

/// What is known at `t` of the flow's clock: trips that are new lie behind those that were known before.
Traffic::Known Traffic::known_at(const sdk::Host& host, const sdk::View& view, const StandingTraffic& now,
                                 Milliseconds t) const {
  Known known = known_;
  const FlowDemand of_events = known.events.decide(host, view, now, t);
  std::array<std::int64_t, 2> before{};  // trips of the table, of events
  for (std::size_t part = 0; part < known.order.size(); ++part) before[part % 2] += known.order[part];
  const std::array<std::size_t, 2> there{now.trip_row.size(), known.events.trips().size()};
  for (std::size_t i = 0; i < 2; ++i) {
    const std::int64_t more = static_cast<std::int64_t>(there[i]) - before[i];
    if (more < 0)
      throw sdk::Failure(CONURB_BAD_DATA, "trips were retired while traffic flows: run from the start");
    known.order.push_back(static_cast<std::int32_t>(more));
  }
  known.trips = driven_trips(now, chosen_ ? chosen_->of(*now.network, *now.demand) : now.demand, of_events,
                             known.order, chosen_ ? chosen_->size() : 0);
  return known;
}

/// Whether trips keep their given ways is decided where a run begins, by the streets as they are then.
void Traffic::choose_routes(const sdk::Host& host, const sdk::View& view, const StandingTraffic& now) {
  chosen_.reset();
  if (view.parameter(Parameter::route_choice) == 0) return;
  const std::shared_ptr<const RouteEquilibrium> equilibrium = route_equilibrium_of(host, view, now);
  tell(host, *equilibrium);
  chosen_ = equilibrium->routes;
}

/// Trips without a given way take the quickest as traffic flows when they depart, unless they are in
/// equilibrium, and look for another one where they stand for long.
bool Traffic::some_choose() const {
  return std::find(known_.trips.chooses.begin(), known_.trips.chooses.end(), std::uint8_t{1}) !=
         known_.trips.chooses.end();
}

/// Drivers learn how traffic flows, and those whose way is closed look for another one.
void Traffic::guide(const sdk::Host& host) {
  const Counters& count = flow_->state().count;
  const FlowDemand& demand = flow_->demand();
  const auto next = static_cast<std::size_t>(flow_->state().next_departure);
  const bool somebody_drives = count.departed > count.arrived + count.stranded + count.left_out;
  const bool somebody_leaves = next < demand.by_depart.size() &&
                               demand.trips[at(demand.by_depart[next])].depart <= flow_->now() + kNews;
  if (!somebody_drives && !somebody_leaves) return;
  EnRouteOptions options;
  options.share = informed_share_;
  options.ahead = kNews;
  options.seed = flow_->options().seed;
  if (some_choose()) options.chooses = known_.trips.chooses;
  if (graphs_ == nullptr) graphs_ = known_.events.graphs(host, *standing_);
  inform_en_route(*flow_, *graphs_, options, host.threads(), heed_of(host));
}

/// News come at the same times of day however the run is cut into steps.
void Traffic::run_within_day(const sdk::Host& host, Milliseconds until) {
  const std::vector<std::uint8_t>& closed = flow_->state().closed;
  const bool listens = informed_share_ > 0 || some_choose() ||
                       std::find(closed.begin(), closed.end(), std::uint8_t{1}) != closed.end();
  for (Milliseconds next = flow_->now(); next < until;) {
    heed_of(host)();
    next = std::min((next / kNews + 1) * kNews, until);
    flow_->run(next);
    if (listens && next % kNews == 0) guide(host);
  }
}

/// Brings the flow to a moment, day by day.
void Traffic::run_to(const sdk::Host& host, std::int64_t t_us) {
  while (t_us - clock_us_ > kDay_us) {  // midnight is the end of a day: its trips are still told
    run_within_day(host, kDay);
    flow_->begin_day();
    clock_us_ += kDay_us;
  }
  run_within_day(host, static_cast<Milliseconds>(std::max<std::int64_t>((t_us - clock_us_) / 1000, 0)));
}

void Traffic::run(const sdk::Host& host, const sdk::View& view, const sdk::Step& step) {
  try {
    const bool grown = begin(host, view, step.t0_us);
    informed_share_ = view.parameter(Parameter::informed_share);
    const bool closures = apply_inputs(view, *standing_, *flow_);
    if (closures || grown) {
      flow_->run(flow_->now() + 1);  // what was changed now holds
      guide(host);
    }
    run_to(host, step.t0_us);  // traffic of the day before the run began
    (void)flow_->take_vehicle_events();
    std::vector<LinkTotals> before = flow_->state().measures.totals();
    Milliseconds before_at = flow_->now();
    const std::int64_t clock_before = clock_us_;
    const std::size_t gridlocks = flow_->state().gridlocks.size();
    run_to(host, step.t1_us);
    before_at -= static_cast<Milliseconds>((clock_us_ - clock_before) / 1000);
    last_ = {{},
             flow_->take_vehicle_events(),
             1e-6 * static_cast<double>(step.t1_us - step.t0_us),
             clock_us_,
             gridlocks};
    const std::vector<LinkTotals>& after = flow_->state().measures.totals();
    for (std::size_t link = 0; link < after.size(); ++link) {
      before[link].moments_ms += std::int64_t{before[link].present()} * (clock_us_ - clock_before) / 1000;
      last_.links.push_back(interval_of(row_of(link), before[link], before_at, after[link], flow_->now()));
    }
  } catch (const InputError& error) {
    throw sdk::Failure(CONURB_BAD_DATA, error.what());
  }
}

void Traffic::save(sdk::Writer& writer) const {
  writer.put("clock", clock_us_);
  writer.put("fingerprint", static_cast<std::int64_t>(fingerprint_));
  writer.put("programs", static_cast<std::int64_t>(programs_));
  const std::array sizes{size_.types, size_.trips, size_.steps};
  writer.put("demand_size", std::span<const std::int64_t>(sizes));
  writer.put("trip_order", std::span<const std::int32_t>(known_.order));
  known_.events.put(writer);
  if (chosen_) chosen_->put(writer);
  if (!flow_) return writer.put("flow", std::span<const std::uint8_t>(saved_flow_));
  const std::string bytes = conurb::transport::save(flow_->state());
  writer.put("flow", std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
}

void Traffic::load(const sdk::Reader& reader) {
  clock_us_ = reader.get<std::int64_t>("clock", 0);
  fingerprint_ = static_cast<std::uint64_t>(reader.get<std::int64_t>("fingerprint", 0));
  programs_ = static_cast<std::uint64_t>(reader.get<std::int64_t>("programs", 0));
  const auto bytes = reader.get_all<std::uint8_t>("flow");
  saved_flow_.assign(bytes.begin(), bytes.end());
  const auto damaged = [](bool is) {
    if (is) throw sdk::Failure(CONURB_BAD_DATA, "the saved traffic is damaged: run from the start");
  };
  const auto sizes = reader.get_all<std::int64_t>("demand_size");
  damaged(!sizes.empty() && (sizes.size() != 3 || std::min({sizes[0], sizes[1], sizes[2]}) < 0));
  size_ = sizes.empty() ? DemandSize{} : DemandSize{sizes[0], sizes[1], sizes[2]};
  const auto order = reader.get_all<std::int32_t>("trip_order");
  damaged(order.size() % 2 != 0 || std::any_of(order.begin(), order.end(), [](auto n) { return n < 0; }));
  known_ = {EventTrips(reader), {order.begin(), order.end()}, {}};
  chosen_.emplace(reader);
  if (chosen_->empty()) chosen_.reset();
  flow_.reset();
  standing_.reset();
}

}  // namespace conurb::transport
