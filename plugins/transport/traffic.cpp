// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/traffic.hpp"

#include <algorithm>
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

void Traffic::begin(const sdk::Host& host, const sdk::View& view, std::int64_t t0_us) {
  const FlowOptions options = flow_options(view);
  std::shared_ptr<const StandingTraffic> now = standing_traffic_of(host, view);
  if (now == standing_ && flow_) return;
  const bool goes_on = flow_.has_value() || !saved_flow_.empty();
  if (goes_on) {
    if (t0_us < clock_us_ || t0_us - clock_us_ > 2 * kDay_us)
      throw sdk::Failure(CONURB_BAD_DATA, "the saved traffic is of another day: run from the start");
    if (now->fingerprint != fingerprint_)
      throw sdk::Failure(
          CONURB_BAD_DATA,
          "roads, signals or trips were added, changed or retired while traffic flows: run from "
          "the start");
    std::string bytes(saved_flow_.begin(), saved_flow_.end());
    if (flow_) bytes = conurb::transport::save(flow_->state());
    flow_.emplace(now->network, demand_on(*now), options);
    flow_->restore(load_flow_state(bytes));
    if (now->programs != programs_) flow_->follow_programs();
  } else {
    clock_us_ = midnight_before(host, t0_us);
    tell(host, now->findings);
    choose_routes(host, view, *now);
    flow_.emplace(now->network, demand_on(*now), options);
  }
  saved_flow_.clear();
  fingerprint_ = now->fingerprint;
  programs_ = now->programs;
  standing_ = std::move(now);
}

/// Whether trips keep their given ways is decided where a run begins, by the streets as they are then.
void Traffic::choose_routes(const sdk::Host& host, const sdk::View& view, const StandingTraffic& now) {
  chosen_.reset();
  if (view.parameter(Parameter::route_choice) == 0) return;
  const std::shared_ptr<const RouteEquilibrium> equilibrium = route_equilibrium_of(host, view, now);
  tell(host, *equilibrium);
  chosen_ = equilibrium->routes;
}

std::shared_ptr<const FlowDemand> Traffic::demand_on(const StandingTraffic& now) const {
  return chosen_ ? chosen_->of(*now.network, *now.demand) : now.demand;
}

/// Trips without a given way take the quickest as traffic flows when they depart, unless all are in
/// equilibrium.
bool Traffic::choose_at_departure() const {
  return !chosen_ && std::find(standing_->way_unknown.begin(), standing_->way_unknown.end(),
                               std::uint8_t{1}) != standing_->way_unknown.end();
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
  if (choose_at_departure()) options.at_departure = standing_->way_unknown;
  inform_en_route(*flow_, *graphs_of(host, *standing_), options, host.threads(), heed_of(host));
}

/// News come at the same times of day however the run is cut into steps.
void Traffic::run_within_day(const sdk::Host& host, Milliseconds until) {
  const std::vector<std::uint8_t>& closed = flow_->state().closed;
  const bool listens = informed_share_ > 0 || choose_at_departure() ||
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
    begin(host, view, step.t0_us);
    informed_share_ = view.parameter(Parameter::informed_share);
    if (apply_inputs(view, *standing_, *flow_)) {
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
  chosen_.emplace(reader);
  if (chosen_->empty()) chosen_.reset();
  flow_.reset();
  standing_.reset();
}

}  // namespace conurb::transport
