// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/outage/change_over.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "engine/solvers/graph.hpp"
#include "plugins/energy/index.hpp"

namespace conurb::energy {

namespace {

class ChangeOver {
 public:
  ChangeOver(const SearchContext& context, const Positions& from, const Positions& to, Loops loops)
      : c_(context), zones_(context.graph.zones()), now_(from), to_(to), loops_(loops) {
    for (std::size_t s = 0; s < from.switches.size(); ++s) differ({Device::Kind::bus_switch, row_of(s)});
    for (std::size_t g = 0; g < from.infeeds.size(); ++g) differ({Device::Kind::infeed, row_of(g)});
  }

  std::vector<Operation> all() {
    while (part_the_dark() || move_on()) {
    }
    // Openings that are left part what the target has dark; closings, loops of the target itself.
    while (!openings_.empty()) operate(openings_, 0, false);
    while (!closings_.empty()) operate(closings_, 0, true);
    for (const Operation& o : idle_) {
      set(now_, o.device, o.close);
      done_.push_back(o);
    }
    return std::move(done_);
  }

 private:
  static constexpr std::size_t kNothing = static_cast<std::size_t>(-1);

  /// A closing, an opening, or both.
  struct Move {
    std::size_t closing = kNothing, opening = kNothing;
    double severity = 0;
    bool alone = false;  // an opening without a closing
    double interrupted = 0;
    bool joins_dark = false;

    auto key() const { return std::tuple(severity, alone, interrupted, joins_dark, closing, opening); }
  };

  void differ(Device device) {
    const bool wished = is_closed(to_, device);
    if (wished == is_closed(now_, device)) return;
    const Zones::Sides sides = sides_of(zones_, device);
    if (!sides.parts())
      idle_.push_back({device, wished});
    else
      (wished ? closings_ : openings_).push_back(device);
  }

  void operate(std::vector<Device>& list, std::size_t index, bool close) {
    set(now_, list[index], close);
    done_.push_back({list[index], close});
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(index));
  }

  bool part_the_dark() {
    const Supply supply = supply_of(zones_, now_);
    for (std::size_t i = 0; i < openings_.size(); ++i) {
      const Zones::Sides sides = sides_of(zones_, openings_[i]);
      if (supply.part[at(sides.at_bus)] == supply.part.back()) continue;
      operate(openings_, i, false);
      return true;
    }
    return false;
  }

  /// Devices on the way between two zones, without loops.
  std::vector<Device> way(std::int32_t from, std::int32_t to) const {
    std::vector<solvers::Edge> edges;
    std::vector<Device> devices;
    const auto add = [&](Device device) {
      const Zones::Sides sides = sides_of(zones_, device);
      if (!sides.parts() || !is_closed(now_, device)) return;
      edges.push_back({sides.at_bus, sides.beyond});
      devices.push_back(device);
    };
    for (std::size_t s = 0; s < now_.switches.size(); ++s) add({Device::Kind::bus_switch, row_of(s)});
    for (std::size_t g = 0; g < now_.infeeds.size(); ++g) add({Device::Kind::infeed, row_of(g)});
    const solvers::Graph graph(zones_.count + 1, edges);
    const solvers::Walk walk = solvers::breadth_first(graph, std::vector<std::int32_t>{from});
    std::vector<Device> found;
    for (std::int32_t zone = to; zone != from && walk.parent[at(zone)] >= 0; zone = walk.parent[at(zone)])
      found.push_back(devices[at(walk.parent_edge[at(zone)])]);
    return found;
  }

  bool move_on() {
    const Supply supply = supply_of(zones_, now_);
    const std::int32_t root = supply.part.back();
    std::optional<Move> best;
    const auto offer = [&](Move move) {
      weigh(move, supply);
      if (!best || move.key() < best->key()) best = move;
    };
    for (std::size_t i = 0; i < closings_.size(); ++i) {
      const Zones::Sides sides = sides_of(zones_, closings_[i]);
      const std::int32_t a = supply.part[at(sides.at_bus)], b = supply.part[at(sides.beyond)];
      if (a != b) {
        Move move;
        move.closing = i;
        move.joins_dark = a != root && b != root;
        offer(move);
        continue;
      }
      for (const Device device : way(sides.at_bus, sides.beyond)) {
        const auto found = std::find(openings_.begin(), openings_.end(), device);
        if (found == openings_.end()) continue;
        Move move;
        move.closing = i;
        move.opening = static_cast<std::size_t>(found - openings_.begin());
        offer(move);
      }
    }
    if (closings_.empty() || (best && best->severity <= 0)) return best && carry_out(*best);
    for (std::size_t o = 0; o < openings_.size(); ++o) {
      Move move;
      move.opening = o;
      move.alone = true;
      offer(move);
    }
    return best && carry_out(*best);
  }

  bool carry_out(const Move& move) {
    const bool close_first = loops_ != Loops::never;
    if (move.closing != kNothing && close_first) operate(closings_, move.closing, true);
    if (move.opening != kNothing) operate(openings_, move.opening, false);
    if (move.closing != kNothing && !close_first) operate(closings_, move.closing, true);
    return true;
  }

  void weigh(Move& move, const Supply& before) {
    Positions between = now_, after = now_;
    if (move.opening != kNothing) {
      set(after, openings_[move.opening], false);
      if (loops_ == Loops::never || move.alone) set(between, openings_[move.opening], false);
    }
    if (move.closing != kNothing) {
      set(after, closings_[move.closing], true);
      if (loops_ != Loops::never) set(between, closings_[move.closing], true);
    }
    if (!move.joins_dark) move.severity = c_.grid.look(after, c_.limits).severity;
    if (!(between == now_) && !(between == after)) move.severity += c_.grid.look(between, c_.limits).severity;
    const Supply supply = supply_of(zones_, between);
    for (std::size_t zone = 0; zone < supply.alive.size(); ++zone)
      if (before.alive[zone] != 0 && supply.alive[zone] == 0) move.interrupted += c_.loads.customers[zone];
  }

  const SearchContext& c_;
  const Zones& zones_;
  Positions now_;
  const Positions& to_;
  Loops loops_;
  std::vector<Device> closings_, openings_;  // to come
  std::vector<Operation> idle_, done_;
};

}  // namespace

std::vector<Operation> change_over(const SearchContext& context, const Positions& from, const Positions& to,
                                   Loops loops) {
  return ChangeOver(context, from, to, loops).all();
}

}  // namespace conurb::energy
