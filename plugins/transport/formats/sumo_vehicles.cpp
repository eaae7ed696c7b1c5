// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/formats/sumo_vehicles.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "plugins/transport/error.hpp"
#include "plugins/transport/formats/values.hpp"

namespace conurb::transport {
namespace {

constexpr double kDay = 86'400;  // s, how long SUMO lets a flow without an end last
constexpr const char* kSplitFile = "part the file, or make the vehicles with another tool";

double flow_time(const Attributes& a, std::string_view name, double fallback) {
  return a.has(name) ? a.time(name) / 1000.0 : fallback;
}

/// Exponentially distributed with mean 1, from a number in [0, 1).
double exponential(double uniform) {
  return -sdk::detail::portable_log(1 - uniform);
}

}  // namespace

SumoFlow read_sumo_flow(const Attributes& a) {
  SumoFlow flow;
  flow.begin_s = a.text_or("begin", "") == "begin" ? 0 : flow_time(a, "begin", 0);
  flow.end_s = flow_time(a, "end", flow.begin_s + kDay);
  if (flow.begin_s < 0 || flow.end_s < flow.begin_s) {
    a.refuse("lasts from " + shown(flow.begin_s) + " s to " + shown(flow.end_s) + " s");
  }
  if (a.has("number")) flow.number = a.whole("number");
  if (flow.number < -1) a.refuse("number is " + std::to_string(flow.number) + ", must be 0 or above");
  const std::string_view period = a.text_or("period", "");
  const std::string_view hourly = a.has("vehsPerHour") ? "vehsPerHour" : "perHour";
  if (period.starts_with("exp(") && period.ends_with(")")) {
    flow.rate = number_in(period.substr(4, period.size() - 5)).value_or(0);
  } else if (!period.empty()) {
    flow.period_s = a.time("period") / 1000.0;
  } else if (a.has(hourly)) {
    flow.period_s = 3600 / a.positive_or(hourly, 1);
  } else if (a.has("probability")) {
    flow.probability = a.number("probability");
  } else if (flow.number > 0) {
    flow.period_s = (flow.end_s - flow.begin_s) / static_cast<double>(flow.number);
    return flow;
  } else if (flow.number == 0) {
    return flow;
  }
  const double most = std::max({flow.period_s, flow.rate, flow.probability});
  if (!(most > 0) || flow.probability > 1) {
    a.refuse("needs a number, or a period, vehsPerHour or probability above 0 (a probability up to 1)");
  }
  return flow;
}

SumoVehicles::SumoVehicles(const SumoPlaces& places, const SumoTypes& types, TravelDemand& demand,
                           SumoDefinitions& definitions, std::uint64_t seed, FindingList& findings)
    : places_(places),
      types_(types),
      demand_(demand),
      definitions_(definitions),
      findings_(findings),
      type_draws_(seed, "conurb.transport/sumo/type"),
      route_draws_(seed, "conurb.transport/sumo/route"),
      flow_draws_(seed, "conurb.transport/sumo/flow"),
      first_halt_(demand.halts.size()) {}

void SumoVehicles::add(const SumoTraveller& traveller, const SumoDefinitions::Choice* choice) {
  if (traveller.flow) {
    add_flow(traveller, choice);
  } else if (traveller.depart) {
    add_one(traveller, choice, traveller.id, *traveller.depart, 0);
  } else {
    ++definitions_.vehicles;
  }
}

void SumoVehicles::add_flow(const SumoTraveller& traveller, const SumoDefinitions::Choice* choice) {
  const SumoFlow& flow = *traveller.flow;
  const std::uint64_t entity = definitions_.flows++;
  const bool regular = flow.rate == 0 && flow.probability == 0;
  const double lasts = flow.end_s - flow.begin_s;
  const double gap = flow.probability < 1 ? -sdk::detail::portable_log(1 - flow.probability) : 0;
  double time = 0;
  for (std::int64_t k = 0; flow.number < 0 || k < flow.number; ++k) {
    const double uniform = regular ? 0 : flow_draws_.uniform(entity, k);
    if (regular) {
      time = static_cast<double>(k) * flow.period_s;
    } else if (flow.rate > 0) {
      time += exponential(uniform) / flow.rate;
    } else {
      // Seconds until one with a departure: geometric, which is one draw for each vehicle.
      time += (k > 0 ? 1 : 0) + (gap > 0 ? std::floor(exponential(uniform) / gap) : 0);
    }
    // A number with a period goes on beyond the end, as in SUMO.
    if (!(time < lasts) && !(regular && flow.number >= 0)) return;
    if (++flow_vehicles_ > kMostFlowVehicles) {
      throw InputError("flow " + in_quotes(traveller.id) + ": the flows of the file make more than " +
                           std::to_string(kMostFlowVehicles) + " vehicles",
                       {}, kSplitFile);
    }
    const auto depart = to_milliseconds(flow.begin_s + time), shift = to_milliseconds(time);
    if (!depart) {
      findings_.warn("flow", in_quotes(traveller.id), "goes on for more than 24 days: ends there");
      return;
    }
    add_one(traveller, choice, traveller.id + "." + std::to_string(k), *depart, *shift);
  }
}

bool SumoVehicles::may_travel(const Vehicle& vehicle, const SumoDefinitions::Route* route) const {
  const VehicleType& type = demand_.types[at(vehicle.type)];
  if (type.ignores_permissions) return true;
  const ClassSet open = route != nullptr
                            ? definitions_.paths[at(route->path)].classes
                            : places_.classes_on(vehicle.origin) & places_.classes_on(vehicle.destination);
  return (open & set_of(type.vehicle_class)) != 0;
}

void SumoVehicles::add_one(const SumoTraveller& traveller, const SumoDefinitions::Choice* choice,
                           const std::string& id, Milliseconds depart, Milliseconds shift) {
  const std::uint64_t number = definitions_.vehicles++;
  Vehicle vehicle;
  vehicle.id = id;
  vehicle.depart = depart;
  vehicle.type = types_.drawn(traveller.type, type_draws_.uniform(number, 0));
  vehicle.origin = traveller.origin;
  vehicle.destination = traveller.destination;
  const SumoDefinitions::Route* route = nullptr;
  if (choice != nullptr) {
    route = choice->routes.front().get();
    if (choice->routes.size() > 1) {
      const std::vector<double> sums = running_sums(choice->weights);
      route = choice->routes[drawn_place(sums, route_draws_.uniform(number, 0))].get();
    }
    const SumoDefinitions::Path& path = definitions_.paths[at(route->path)];
    vehicle.first_link = path.first_link;
    vehicle.links = path.links;
    vehicle.origin = demand_.route_links[static_cast<std::size_t>(path.first_link)];
    vehicle.destination = demand_.route_links[static_cast<std::size_t>(path.first_link + path.links - 1)];
  }
  if (!may_travel(vehicle, route)) {
    const bool whole = route != nullptr;
    findings_.warn("vehicle", in_quotes(id),
                   whole ? "finds no lane for its class all along its route: left out"
                         : "finds no lane for its class where it begins or ends: left out");
    return;
  }
  vehicle.first_halt = row_of(demand_.halts.size());
  halt_step_ = 0;
  if (route != nullptr) add_halts(vehicle, route->halts, depart, id);
  add_halts(vehicle, traveller.halts, shift, id);
  demand_.vehicles.push_back(std::move(vehicle));
}

/// Halts in the order of travel: each is on the route, and not before the one before it.
void SumoVehicles::add_halts(Vehicle& vehicle, const std::vector<Halt>& halts, Milliseconds shift,
                             const std::string& id) {
  for (const Halt& halt : halts) {
    if (vehicle.links > 0) {
      const auto begin = demand_.route_links.begin() + vehicle.first_link, end = begin + vehicle.links;
      auto from = begin + static_cast<std::ptrdiff_t>(halt_step_);
      const bool same = vehicle.halts > 0 && *from == demand_.halts.back().link;
      if (same && halt.link == *from && halt.position < demand_.halts.back().position)
        ++from;  // a round later
      const auto place = std::find(from, end, halt.link);
      if (place == end) {
        findings_.warn("vehicle", in_quotes(id),
                       "halts beside its route or against its direction: not there");
        continue;
      }
      halt_step_ = static_cast<std::size_t>(place - begin);
    }
    if (demand_.halts.size() - first_halt_ == kMostHalts) {
      throw InputError("vehicle " + in_quotes(id) + ": the vehicles of the file make more than " +
                           std::to_string(kMostHalts) + " halts",
                       {}, kSplitFile);
    }
    Halt& added = demand_.halts.emplace_back(halt);
    if (halt.until != kNone)
      added.until = to_milliseconds((double{1} * halt.until + shift) / 1000).value_or(kNone);
    ++vehicle.halts;
  }
}

}  // namespace conurb::transport
