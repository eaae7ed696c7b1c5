// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/microgrid_sites.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

constexpr std::int32_t kFar = INT32_MAX;

class SiteSearch {
 public:
  SiteSearch(const Network& network, const std::vector<KnownSide>& known)
      : n_(network), known_(known), positions_(positions_of(network)) {
    found_.zones = find_zones(network);
    for (std::size_t s = 0; s < n_.switches.size(); ++s)
      if (n_.switches[s].coupling) found_.sites.push_back({.coupling = row_of(s)});
  }

  /// A coupling in trouble stands as it is, which may join parts: then all is looked at anew.
  MicrogridSites run() {
    for (bool settled = false; !settled;) {
      for (const MicrogridSite& site : found_.sites) {
        const bool closed = !site.trouble.empty() && n_.switches[at(site.coupling)].closed;
        positions_.switches[at(site.coupling)] = closed ? 1 : 0;
      }
      found_.supply = supply_of(found_.zones, positions_);
      find_formers();
      find_depths();
      settled = true;
      for (MicrogridSite& site : found_.sites)
        if (site.trouble.empty()) settled = look(site) && settled;
      settled = look_at_all() && settled;
    }
    return std::move(found_);
  }

 private:
  [[nodiscard]] std::int32_t part(std::int32_t zone) const {
    return zone == kNone ? kNone : found_.supply.part[at(zone)];
  }
  [[nodiscard]] std::int32_t root() const { return found_.supply.part.back(); }

  void find_formers() {
    forms_.assign(found_.supply.part.size(), 0);
    const auto mark = [&](const auto& elements) {
      for (const auto& e : elements) {
        const std::int32_t own = part(found_.zones.of_bus[at(e.bus)]);
        if (e.in_service && e.grid_forming && own != kNone) forms_[at(own)] = 1;
      }
    };
    mark(n_.generators);
    mark(n_.storages);
  }

  /// How many couplings lie between a part and the grid: from infeeds on, and from where the grid was before
  /// it was lost.
  void find_depths() {
    depth_.assign(found_.supply.part.size(), kFar);
    depth_[at(root())] = 0;
    for (const MicrogridSite& site : found_.sites) {
      const Zones::Sides& sides = found_.zones.of_switch[at(site.coupling)];
      const std::optional<bool> known = known_side(site.coupling);
      const std::int32_t outside = known ? part(*known ? sides.beyond : sides.at_bus) : kNone;
      if (site.trouble.empty() && outside != kNone) depth_[at(outside)] = 0;
    }
    for (bool changed = true; changed;) {
      changed = false;
      for (const MicrogridSite& site : found_.sites) {
        const Zones::Sides& sides = found_.zones.of_switch[at(site.coupling)];
        const std::int32_t a = part(sides.at_bus), b = part(sides.beyond);
        if (!site.trouble.empty() || a == kNone || b == kNone) continue;
        for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
          if (depth_[at(from)] == kFar || depth_[at(to)] <= depth_[at(from)] + 1) continue;
          depth_[at(to)] = depth_[at(from)] + 1;
          changed = true;
        }
      }
    }
  }

  [[nodiscard]] std::optional<bool> known_side(std::int32_t coupling) const {
    const auto found = std::ranges::lower_bound(known_, coupling, {}, &KnownSide::coupling);
    const bool is_known = found != known_.end() && found->coupling == coupling;
    return is_known ? std::optional(found->at_bus) : std::nullopt;
  }

  /// False if it is in trouble now. What lies beyond a line that is cut is none.
  bool look(MicrogridSite& site) {
    const Zones::Sides& sides = found_.zones.of_switch[at(site.coupling)];
    const std::int32_t a = part(sides.at_bus), b = part(sides.beyond);
    const auto lives = [&](std::int32_t one) { return one != kNone && one == root(); };
    const auto forms = [&](std::int32_t one) { return one != kNone && forms_[at(one)] != 0; };
    if (a == kNone && b == kNone)
      site.trouble = "it is at nothing that is in service";
    else if (lives(a) && lives(b))
      site.trouble = "both sides have an infeed";
    else if (a == b)
      site.trouble = "with it open there is another way from one side to the other";
    else if (a == kNone || b == kNone)
      site.at_bus = b == kNone;
    else if (depth_[at(a)] != depth_[at(b)])
      site.at_bus = depth_[at(a)] > depth_[at(b)];
    else if (depth_[at(a)] != kFar)
      site.trouble = "it joins two parts that other coupling switches part from the grid";
    else if (forms(a) != forms(b))
      site.at_bus = forms(a);
    else
      site.trouble = std::string("neither side has an infeed, and ") +
                     (forms(a) ? "both have" : "neither has") + " a source that can form a grid";
    site.inside = site.at_bus ? a : b;
    site.grid_there = lives(site.at_bus ? b : a);
    if (site.trouble.empty() && lives(site.inside))
      site.trouble = "the part behind it is out of service, or has an infeed of its own";
    return site.trouble.empty();
  }

  /// Several couplings of one part, and couplings within a part.
  bool look_at_all() {
    std::vector<std::int32_t> couplings(found_.supply.part.size(), 0);
    for (const MicrogridSite& site : found_.sites)
      if (site.trouble.empty()) ++couplings[at(site.inside)];
    bool fine = true;
    for (MicrogridSite& site : found_.sites) {
      if (!site.trouble.empty()) continue;
      const Zones::Sides& sides = found_.zones.of_switch[at(site.coupling)];
      const std::int32_t outside = part(site.at_bus ? sides.beyond : sides.at_bus);
      if (couplings[at(site.inside)] > 1)
        site.trouble = "its part has another coupling switch: leave one of them";
      else if (outside != kNone && couplings[at(outside)] > 0)
        site.trouble = "it lies within the part of another coupling switch: leave one of them";
      fine = fine && site.trouble.empty();
    }
    return fine;
  }

  const Network& n_;
  const std::vector<KnownSide>& known_;
  Positions positions_;
  MicrogridSites found_;
  std::vector<std::uint8_t> forms_;  // by part
  std::vector<std::int32_t> depth_;  // by part
};

}  // namespace

MicrogridSites microgrid_sites(const Network& network, const std::vector<KnownSide>& known) {
  return SiteSearch(network, known).run();
}

}  // namespace conurb::energy
