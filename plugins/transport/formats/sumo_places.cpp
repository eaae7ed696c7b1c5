// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/formats/sumo_places.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "plugins/transport/formats/values.hpp"

namespace conurb::transport {
namespace {

constexpr std::array<std::pair<std::string_view, Stop::Kind>, 5> kStopKinds{
    {{"busStop", Stop::Kind::bus},
     {"trainStop", Stop::Kind::train},
     {"containerStop", Stop::Kind::container},
     {"parkingArea", Stop::Kind::parking},
     {"chargingStation", Stop::Kind::charging}}};

std::string stop_key(Stop::Kind kind, std::string_view id) {
  std::string key(1, static_cast<char>('a' + static_cast<int>(kind)));
  return key.append(id);
}

}  // namespace

SumoPlaces::SumoPlaces(const RoadNetwork& network)
    : network_(network), on_link_(network.links.size()), first_step_(network.links.size() + 1) {
  links_.reserve(network.links.size());
  for (std::size_t row = 0; row < network.links.size(); ++row) {
    const Link& link = network.links[row];
    links_.emplace(link.id, row_of(row));
    for (std::int32_t lane = 0; lane < link.lanes; ++lane) {
      on_link_[row] |= network.lanes[at(link.first_lane + lane)].allowed;
    }
  }
  for (std::size_t row = 0; row < network.stops.size(); ++row) {
    stops_.emplace(stop_key(network.stops[row].kind, network.stops[row].id), row_of(row));
  }
  gather_steps();
}

/// One step for each pair of links, however many lanes lead from one to the other.
void SumoPlaces::gather_steps() {
  std::vector<Step> of_link;
  auto c = network_.connections.begin();  // sorted by from_link
  for (std::size_t row = 0; row < network_.links.size(); ++row) {
    of_link.clear();
    for (; c != network_.connections.end() && at(c->from_link) == row; ++c) {
      const Lane& from = network_.lanes[at(network_.links[row].first_lane + c->from_lane)];
      const Lane& to = network_.lanes[at(network_.links[at(c->to_link)].first_lane + c->to_lane)];
      of_link.push_back({c->to_link, from.allowed & to.allowed});
    }
    std::sort(of_link.begin(), of_link.end(), [](const Step& a, const Step& b) { return a.to < b.to; });
    for (const Step& step : of_link) {
      if (steps_.size() > first_step_[row] && steps_.back().to == step.to) {
        steps_.back().classes |= step.classes;
      } else {
        steps_.push_back(step);
      }
    }
    first_step_[row + 1] = steps_.size();
  }
}

std::int32_t SumoPlaces::link(std::string_view id) const {
  const auto found = links_.find(id);
  return found == links_.end() ? kNone : found->second;
}

std::int32_t SumoPlaces::stop(Stop::Kind kind, std::string_view id) const {
  const auto found = stops_.find(stop_key(kind, id));
  return found == stops_.end() ? kNone : found->second;
}

SumoPlaces::Place SumoPlaces::lane(std::string_view id) const {
  const std::size_t end = id.rfind('_');
  if (end == std::string_view::npos) return {};
  const std::optional<std::int32_t> number = whole_number_in(id.substr(end + 1));
  const std::int32_t row = link(id.substr(0, end));
  if (!number || row == kNone || *number < 0 || *number >= network_.links[at(row)].lanes) return {};
  return {row, *number};
}

const SumoPlaces::Step* SumoPlaces::step(std::int32_t from, std::string_view id) const {
  for (std::size_t i = first_step_[at(from)]; i < first_step_[at(from) + 1]; ++i)
    if (network_.links[at(steps_[i].to)].id == id) return &steps_[i];
  return nullptr;
}

std::optional<Stop::Kind> SumoPlaces::kind_of(std::string_view name) {
  for (const auto& [key, kind] : kStopKinds) {
    if (key == name) return kind;
  }
  return std::nullopt;
}

void SumoPlaces::add_stop(const Attributes& a, RoadNetwork& network, FindingList& findings) {
  Stop stop;
  stop.kind = kind_of(a.element()).value_or(Stop::Kind::bus);
  stop.id = a.text("id");
  stop.name = a.text_or("name", "");
  const Place place = lane(a.text("lane"));
  if (place.link == kNone) {
    findings.warn(a.element(), in_quotes(stop.id),
                  "stands on a lane that the network does not have: left out");
    return;
  }
  if (!stops_.emplace(stop_key(stop.kind, stop.id), row_of(network.stops.size())).second) {
    findings.warn(a.element(), in_quotes(stop.id), "stands twice: the first one counts");
    return;
  }
  if (stop.kind == Stop::Kind::parking) {
    findings.inform(a.element(), in_quotes(stop.id),
                    "is taken as a place to halt, its capacity is not taken");
  }
  const Stretch stretch = stretch_of(a, network.links[at(place.link)].length, findings);
  stop.link = place.link;
  stop.lane = place.lane;
  stop.begin = stretch.begin;
  stop.end = stretch.end;
  network.stops.push_back(std::move(stop));
}

Stretch stretch_of(const Attributes& a, double length, FindingList& findings) {
  const auto from_start = [&](double position) { return position < 0 ? length + position : position; };
  const double end = from_start(a.number_or("endPos", length));
  const double begin = from_start(a.number_or("startPos", 0));
  Stretch out;
  out.end = std::clamp(end, 0.0, length);
  out.begin = std::clamp(begin, 0.0, out.end);
  constexpr double kSlack = 0.1;  // m; shapes are rounded to 0.01
  const bool cut =
      out.end < end - kSlack || out.begin > begin + kSlack || out.begin < begin - kSlack || end < -kSlack;
  if (cut && !a.flag("friendlyPos")) {
    findings.warn(a.element(), in_quotes(a.text_or("id", a.text_or("lane", ""))),
                  "reaches beyond its lane or ends before it begins: cut to the lane");
  }
  return out;
}

}  // namespace conurb::transport
