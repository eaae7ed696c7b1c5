// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/formats/sumo_routes.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/sdk/random.hpp"
#include "plugins/transport/formats/values.hpp"

namespace conurb::transport {
namespace {

std::uint64_t hash_of(const std::vector<std::int32_t>& links) {
  std::uint64_t hash = links.size();
  for (const std::int32_t link : links) hash = sdk::mix_bits(hash ^ static_cast<std::uint32_t>(link));
  return hash;
}

}  // namespace

SumoRoutes::SumoRoutes(const SumoPlaces& places, const RoadNetwork& network, TravelDemand& demand,
                       SumoDefinitions& definitions, FindingList& findings)
    : places_(places), network_(network), demand_(demand), definitions_(definitions), findings_(findings) {}

bool SumoRoutes::begin(const Attributes& a, const std::string& owner) {
  if (a.element() == "route") {
    begin_route(a, owner);
  } else if (a.element() == "routeDistribution") {
    begin_distribution(a, owner);
  } else if (!in_route_) {
    return in_distribution_.has_value();
  } else if (a.element() == "stop") {
    if (const std::optional<Halt> halt = read_halt(a, "on route " + in_route_->described))
      route_.halts.push_back(*halt);
  }
  return true;
}

bool SumoRoutes::end(std::string_view element) {
  const bool part = in_route_ || in_distribution_;
  if (element == "route" && in_route_) {
    end_route();
  } else if (element == "routeDistribution" && in_distribution_) {
    const Open open = *std::exchange(in_distribution_, std::nullopt);
    if (!choice_.sums.empty() && !(choice_.sums.back() > 0)) {
      findings_.warn("route distribution", open.described, "has no probability above 0: all alike");
      std::iota(choice_.sums.begin(), choice_.sums.end(), 1.0);
    }
    if (choice_.routes.empty()) {
      findings_.warn("route distribution", open.described, "has no route that can be travelled: left out");
    } else {
      keep(std::exchange(choice_, {}), open.id);
    }
    choice_ = {};
  }
  return part;
}

std::optional<SumoDefinitions::Choice> SumoRoutes::take_own() {
  return std::exchange(own_, std::nullopt);
}

const SumoDefinitions::Choice* SumoRoutes::find(std::string_view name) const {
  const auto found = definitions_.choices.find(name);
  return found == definitions_.choices.end() ? nullptr : &found->second;
}

void SumoRoutes::keep(SumoDefinitions::Choice choice, const std::string& id) {
  if (id.empty()) {
    own_ = std::move(choice);
  } else if (!definitions_.choices.emplace(id, std::move(choice)).second) {
    findings_.warn("route", in_quotes(id), "stands twice: the first one counts");
  }
}

void SumoRoutes::add_member(std::shared_ptr<const SumoDefinitions::Route> route, double weight) {
  choice_.routes.push_back(std::move(route));
  choice_.sums.push_back((choice_.sums.empty() ? 0 : choice_.sums.back()) + weight);
}

/// The one route of that name; null where there is none, or a distribution.
std::shared_ptr<const SumoDefinitions::Route> SumoRoutes::single(std::string_view name) const {
  const SumoDefinitions::Choice* choice = find(name);
  return choice != nullptr && choice->routes.size() == 1 ? choice->routes.front() : nullptr;
}

void SumoRoutes::begin_route(const Attributes& a, const std::string& owner) {
  if (in_route_) a.refuse("stands within another route");
  const std::string id(a.text_or("id", ""));
  if (in_distribution_ && a.has("refId")) {
    const std::string_view name = a.text("refId");
    if (const auto route = single(name)) {
      add_member(route, a.not_negative_or("probability", route->weight));
    } else {
      findings_.warn("route", in_quotes(name), "is named by a distribution and not there: left out");
    }
    in_route_.emplace();
    route_.path = kNone;
    return;
  }
  if (owner.empty() && !in_distribution_ && id.empty()) a.refuse("the attribute id is missing");
  in_route_.emplace(Open{owner.empty() ? id : "", owner.empty() ? in_quotes(id) : owner});
  route_ = {};
  route_.weight = a.not_negative_or("probability", 1);
  route_.path = path_of(a.text("edges"), in_route_->described);
  if (a.has("repeat")) findings_.warn("route", in_route_->described, "repeats itself: travelled once");
}

void SumoRoutes::end_route() {
  const Open open = *std::exchange(in_route_, std::nullopt);
  if (route_.path == kNone) return;
  const double weight = route_.weight;
  auto route = std::make_shared<const SumoDefinitions::Route>(std::exchange(route_, {}));
  if (in_distribution_) {
    add_member(route, weight);
    if (open.id.empty()) return;
  }
  keep({{std::move(route)}, {1}}, open.id);
}

void SumoRoutes::begin_distribution(const Attributes& a, const std::string& owner) {
  if (in_distribution_ || in_route_) a.refuse("stands within another distribution or route");
  const std::string id(owner.empty() ? a.text("id") : "");
  in_distribution_.emplace(Open{id, owner.empty() ? in_quotes(id) : owner});
  choice_ = {};
  std::string_view names = a.text_or("routes", ""), weights = a.text_or("probabilities", "");
  const bool weighted = !weights.empty();
  for (std::string_view name = take_word(names); !name.empty(); name = take_word(names)) {
    const auto route = single(name);
    const std::string_view word = take_word(weights);
    if (!route) {
      findings_.warn("route", in_quotes(name), "is named by a distribution and not there: left out");
      continue;
    }
    const std::optional<double> weight = weighted ? number_in(word) : route->weight;
    if (!weight || *weight < 0)
      a.refuse("probabilities has " + in_quotes(word) + ", must be one number for each route");
    add_member(route, *weight);
  }
}

/// The path of a list of edges; kNone, with a finding, where it cannot be travelled.
std::int32_t SumoRoutes::path_of(std::string_view edges, const std::string& described) {
  links_.clear();
  SumoDefinitions::Path path;
  std::string gap;  // ids of the first two links that do not join
  for (std::string_view id = take_word(edges); !id.empty(); id = take_word(edges)) {
    const SumoPlaces::Step* step = links_.empty() ? nullptr : places_.step(links_.back(), id);
    const std::int32_t link = step != nullptr ? step->to : places_.link(id);
    if (link == kNone) {
      findings_.warn("route", described + " (" + in_quotes(id) + ")",
                     "names an edge that the network does not have: left out");
      return kNone;
    }
    if (step != nullptr) {
      path.classes &= step->classes;
    } else if (links_.empty()) {
      path.classes = places_.classes_on(link);
    } else if (gap.empty()) {
      gap = network_.links[at(links_.back())].id + " to " + network_.links[at(link)].id;
    }
    links_.push_back(link);
  }
  if (links_.empty()) {
    findings_.warn("route", described, "has no edges: left out");
    return kNone;
  }
  if (!gap.empty()) {
    findings_.warn("route", described + " (" + in_quotes(gap) + ")",
                   "has a step between edges that no connection joins: left out");
    return kNone;
  }
  const std::uint64_t hash = hash_of(links_);
  const auto [begin, end] = definitions_.paths_by_hash.equal_range(hash);
  for (auto same = begin; same != end; ++same) {
    const SumoDefinitions::Path& known = definitions_.paths[at(same->second)];
    const auto first = demand_.route_links.begin() + known.first_link;
    if (std::equal(links_.begin(), links_.end(), first, first + known.links)) return same->second;
  }
  path.first_link = static_cast<std::int64_t>(demand_.route_links.size());
  path.links = row_of(links_.size());
  demand_.route_links.insert(demand_.route_links.end(), links_.begin(), links_.end());
  const std::int32_t row = row_of(definitions_.paths.size());
  definitions_.paths.push_back(path);
  definitions_.paths_by_hash.emplace(hash, row);
  return row;
}

std::optional<Halt> SumoRoutes::read_halt(const Attributes& a, const std::string& owner) {
  Halt halt;
  halt.duration = std::max(a.time_or("duration", 0), 0);
  halt.until = a.time_or("until", kNone);
  if (halt.until < 0) halt.until = kNone;
  const std::string_view trigger = a.text_or("triggered", "false");
  if (a.flag("containerTriggered") || (trigger != "false" && trigger != "0")) {
    findings_.warn("halt", owner, "waits until something happens: ends by its duration");
  }
  for (const std::string_view name :
       {"busStop", "trainStop", "containerStop", "parkingArea", "chargingStation"}) {
    const auto id = a.find(name);
    if (!id) continue;
    halt.stop = places_.stop(*SumoPlaces::kind_of(name), *id);
    if (halt.stop == kNone) {
      findings_.warn("halt", owner + " (" + in_quotes(*id) + ")", "is at a stop that is not there: left out");
      return std::nullopt;
    }
    const Stop& stop = network_.stops[at(halt.stop)];
    halt.link = stop.link;
    halt.position = stop.end;
    return halt;
  }
  const std::string_view edge = a.text_or("edge", "");
  halt.link = edge.empty() ? places_.lane(a.text("lane")).link : places_.link(edge);
  if (halt.link == kNone) {
    findings_.warn("halt", owner, "is on a lane that is not there: left out");
    return std::nullopt;
  }
  halt.position = stretch_of(a, network_.links[at(halt.link)].length, findings_).end;
  return halt;
}

}  // namespace conurb::transport
