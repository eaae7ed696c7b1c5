// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/synthesis/rings.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace conurb::energy::synthesis {

namespace {

constexpr std::size_t kNeighbours = 12;                    // nearest stops that one may be joined to
constexpr std::size_t kFarthestSearch = 50000;             // crossings looked at for them
constexpr std::size_t kMostChunks = 64, kChunkStops = 64;  // pieces of work, stops in each
constexpr int kJoinRounds = 8;

struct Saving {
  double length;
  std::int32_t a, b;
};

class Stringing {
 public:
  Stringing(const Roads& roads, std::span<const RingStop> stops, std::int32_t substation,
            const RingLimits& limits, const ParallelFor& parallel)
      : stops_(stops),
        substation_(substation),
        limits_(limits),
        parallel_(parallel),
        next_(stops.size(), {kNone, kNone}),
        sets_(row_of(stops.size())),
        demand_(stops.size()),
        count_(stops.size(), 1),
        searches_(std::clamp(stops.size() / kChunkStops, std::size_t{1}, kMostChunks), RoadSearch(roads)) {
    for (std::size_t i = 0; i < stops.size(); ++i) demand_[i] = stops[i].demand;
  }

  std::vector<std::vector<std::int32_t>> string() {
    measure_from_substation();
    // Those joined are no longer ends; in the next round the ends that are left look farther.
    for (int round = 0; round < kJoinRounds && join(); ++round) {
    }
    std::vector<std::vector<std::int32_t>> rings = share_out(collect());
    parallel_(searches_.size(), [&](std::size_t chunk) {
      for (std::size_t r = chunk; r < rings.size(); r += searches_.size())
        reorder(searches_[chunk], rings[r]);
    });
    return rings;
  }

 private:
  void measure_from_substation() {
    std::vector<std::pair<std::int32_t, std::size_t>> wanted;
    for (std::size_t i = 0; i < stops_.size(); ++i) wanted.emplace_back(stops_[i].crossing, i);
    std::sort(wanted.begin(), wanted.end());
    from_substation_.assign(stops_.size(), std::numeric_limits<double>::infinity());
    std::size_t left = stops_.size();
    searches_[0].run(substation_, [&](std::int32_t crossing, double distance) {
      auto stop = std::lower_bound(wanted.begin(), wanted.end(), std::pair{crossing, std::size_t{0}});
      for (; stop != wanted.end() && stop->first == crossing; ++stop, --left)
        from_substation_[stop->second] = distance;
      return left > 0;
    });
  }

  [[nodiscard]] bool is_end(std::int32_t stop) { return next_[at(stop)][1] == kNone; }

  [[nodiscard]] bool may_join(std::int32_t a, std::int32_t b) {
    const std::int32_t ra = sets_.find(a), rb = sets_.find(b);
    if (ra == rb || !is_end(a) || !is_end(b)) return false;
    Demand both = demand_[at(ra)];
    both += demand_[at(rb)];
    return both.largest() <= limits_.power && count_[at(ra)] + count_[at(rb)] <= limits_.stations;
  }

  /// Ends of rings that have room, by crossing.
  void index_ends() {
    ends_.clear();
    route_.resize(stops_.size());
    for (std::int32_t i = 0; at(i) < stops_.size(); ++i) {
      route_[at(i)] = sets_.find(i);
      const std::size_t route = at(route_[at(i)]);
      if (is_end(i) && count_[route] < limits_.stations && demand_[route].largest() < limits_.power)
        ends_.emplace_back(stops_[at(i)].crossing, i);
    }
    std::sort(ends_.begin(), ends_.end());
  }

  void look_around(RoadSearch& search, std::int32_t end, std::vector<Saving>& savings) const {
    std::size_t found = 0, seen = 0;
    search.run(stops_[at(end)].crossing, [&](std::int32_t crossing, double distance) {
      auto other = std::lower_bound(ends_.begin(), ends_.end(), std::pair{crossing, kNone});
      for (; other != ends_.end() && other->first == crossing; ++other) {
        if (route_[at(other->second)] == route_[at(end)]) continue;
        ++found;
        const std::int32_t low = std::min(end, other->second), high = std::max(end, other->second);
        savings.push_back({from_substation_[at(low)] + from_substation_[at(high)] - distance, low, high});
      }
      return found < kNeighbours && ++seen < kFarthestSearch;
    });
  }

  bool join() {
    index_ends();
    std::vector<std::vector<Saving>> parts(searches_.size());
    parallel_(searches_.size(), [&](std::size_t chunk) {
      for (std::size_t k = chunk; k < ends_.size(); k += searches_.size())
        look_around(searches_[chunk], ends_[k].second, parts[chunk]);
    });
    std::vector<Saving> savings;
    for (const std::vector<Saving>& part : parts) savings.insert(savings.end(), part.begin(), part.end());
    std::sort(savings.begin(), savings.end(), [](const Saving& p, const Saving& q) {
      return p.length != q.length ? p.length > q.length : p.a != q.a ? p.a < q.a : p.b < q.b;
    });
    bool joined = false;
    for (const Saving& saving : savings) {
      if (!(saving.length > 0) || !may_join(saving.a, saving.b)) continue;
      link(saving.a, saving.b);
      joined = true;
    }
    return joined;
  }

  void link(std::int32_t a, std::int32_t b) {
    const std::size_t ra = at(sets_.find(a)), rb = at(sets_.find(b));
    sets_.join(a, b);
    const std::size_t to = at(sets_.find(a)), other = to == ra ? rb : ra;
    demand_[to] += demand_[other];
    count_[to] += count_[other];
    next_[at(a)][next_[at(a)][0] == kNone ? 0 : 1] = b;
    next_[at(b)][next_[at(b)][0] == kNone ? 0 : 1] = a;
  }

  std::vector<std::vector<std::int32_t>> collect() {
    std::vector<std::vector<std::int32_t>> rings;
    std::vector<std::uint8_t> done(stops_.size(), 0);
    for (std::int32_t first = 0; at(first) < stops_.size(); ++first) {
      if (done[at(first)] != 0 || !is_end(first)) continue;
      std::vector<std::int32_t> ring;
      for (std::int32_t stop = first, before = kNone; stop != kNone;) {
        done[at(stop)] = 1;
        ring.push_back(stop);
        const std::int32_t on = next_[at(stop)][0] == before ? next_[at(stop)][1] : next_[at(stop)][0];
        before = stop;
        stop = on;
      }
      rings.push_back(std::move(ring));
    }
    return rings;
  }

  /// Rings while single stops move between them.
  struct Sharing {
    std::vector<std::vector<std::int32_t>> rings;
    std::vector<Demand> demand;                              ///< of each
    std::vector<std::int32_t> ring_of;                       ///< by stop
    std::vector<std::pair<std::int32_t, std::int32_t>> all;  ///< crossing, stop
  };

  [[nodiscard]] Sharing sharing(std::vector<std::vector<std::int32_t>> rings) const {
    Sharing s{std::move(rings), {}, std::vector<std::int32_t>(stops_.size(), kNone), {}};
    s.demand.resize(s.rings.size());
    for (std::int32_t r = 0; at(r) < s.rings.size(); ++r)
      for (const std::int32_t stop : s.rings[at(r)]) {
        s.ring_of[at(stop)] = r;
        s.demand[at(r)] += stops_[at(stop)].demand;
        s.all.emplace_back(stops_[at(stop)].crossing, stop);
      }
    std::sort(s.all.begin(), s.all.end());
    return s;
  }

  /// Takes rings of a quarter of the stations or less apart: their stops go beside the nearest stop of a ring
  /// that has the power for them and not yet a quarter more than the stations. The reordering puts them
  /// right.
  std::vector<std::vector<std::int32_t>> share_out(std::vector<std::vector<std::int32_t>> rings) {
    Sharing s = sharing(std::move(rings));
    for (std::int32_t r = 0; at(r) < s.rings.size(); ++r) {
      if (s.rings[at(r)].size() * 4 > at(limits_.stations)) continue;
      std::vector<std::int32_t> left;
      for (const std::int32_t stop : s.rings[at(r)]) {
        const std::int32_t beside = nearest_with_room(s, stop);
        if (beside == kNone) {
          left.push_back(stop);
          continue;
        }
        const std::int32_t to = s.ring_of[at(beside)];
        std::vector<std::int32_t>& ring = s.rings[at(to)];
        ring.insert(std::find(ring.begin(), ring.end(), beside), stop);
        s.ring_of[at(stop)] = to;
        s.demand[at(to)] += stops_[at(stop)].demand;
      }
      s.rings[at(r)] = std::move(left);
    }
    std::erase_if(s.rings, [](const auto& ring) { return ring.empty(); });
    return std::move(s.rings);
  }

  [[nodiscard]] std::int32_t nearest_with_room(const Sharing& s, std::int32_t stop) {
    const std::int32_t own = s.ring_of[at(stop)];
    const std::size_t limit = at(limits_.stations + limits_.stations / 4);
    std::int32_t found = kNone;
    std::size_t seen = 0;
    searches_[0].run(stops_[at(stop)].crossing, [&](std::int32_t crossing, double) {
      auto other = std::lower_bound(s.all.begin(), s.all.end(), std::pair{crossing, kNone});
      for (; other != s.all.end() && other->first == crossing && found == kNone; ++other) {
        const std::int32_t r = s.ring_of[at(other->second)];
        if (r == own || s.rings[at(r)].size() >= limit) continue;
        Demand both = s.demand[at(r)];
        both += stops_[at(stop)].demand;
        if (both.largest() <= limits_.power) found = other->second;
      }
      return found == kNone && ++seen < kFarthestSearch;
    });
    return found;
  }

  void reorder(RoadSearch& search, std::vector<std::int32_t>& ring) const {
    const std::size_t n = ring.size();
    if (n < 3) return;
    std::vector<double> way((n + 1) * (n + 1), 0);
    std::vector<std::pair<std::int32_t, std::size_t>> members;
    for (std::size_t i = 0; i < n; ++i) {
      members.emplace_back(stops_[at(ring[i])].crossing, i + 1);
      way[i + 1] = way[(i + 1) * (n + 1)] = from_substation_[at(ring[i])];
    }
    std::sort(members.begin(), members.end());
    for (std::size_t i = 1; i <= n; ++i) {
      std::size_t left = n;
      search.run(stops_[at(ring[i - 1])].crossing, [&](std::int32_t crossing, double distance) {
        auto m = std::lower_bound(members.begin(), members.end(), std::pair{crossing, std::size_t{0}});
        for (; m != members.end() && m->first == crossing; ++m, --left)
          way[i * (n + 1) + m->second] = distance;
        return left > 0;
      });
    }
    std::vector<std::int32_t> ordered;
    for (const std::int32_t k : best_tour(way, n)) ordered.push_back(ring[at(k) - 1]);
    ring = std::move(ordered);
  }

  std::span<const RingStop> stops_;
  std::int32_t substation_;
  RingLimits limits_;
  const ParallelFor& parallel_;
  std::vector<double> from_substation_;
  std::vector<std::array<std::int32_t, 2>> next_;  ///< neighbours on the ring; the second is set last
  solvers::DisjointSets sets_;
  std::vector<Demand> demand_;  ///< by route: at the stop that names the set
  std::vector<std::int32_t> count_;
  std::vector<std::pair<std::int32_t, std::int32_t>> ends_;  ///< crossing, stop
  std::vector<std::int32_t> route_;                          ///< of each stop, as of this round
  std::vector<RoadSearch> searches_;                         ///< one for each piece of work
};

}  // namespace

std::vector<std::vector<std::int32_t>> string_rings(const Roads& roads, std::span<const RingStop> stops,
                                                    std::int32_t substation, const RingLimits& limits,
                                                    const ParallelFor& parallel) {
  return Stringing(roads, stops, substation, limits, parallel).string();
}

std::vector<std::int32_t> best_tour(std::span<const double> way, std::size_t stops) {
  std::vector<std::int32_t> tour(stops + 2, 0);
  std::iota(tour.begin() + 1, tour.end() - 1, 1);
  const auto length = [&](std::int32_t a, std::int32_t b) { return way[at(a) * (stops + 1) + at(b)]; };
  constexpr double kLeastShortening = 1e-6;  // m
  const auto reverse_parts = [&] {
    bool better = false;
    for (std::size_t i = 1; i <= stops; ++i)
      for (std::size_t j = i + 1; j <= stops; ++j) {
        const double gain = length(tour[i - 1], tour[i]) + length(tour[j], tour[j + 1]) -
                            length(tour[i - 1], tour[j]) - length(tour[i], tour[j + 1]);
        if (gain <= kLeastShortening) continue;
        std::reverse(tour.begin() + row_of(i), tour.begin() + row_of(j) + 1);
        better = true;
      }
    return better;
  };
  const auto move_single = [&] {
    bool better = false;
    for (std::size_t i = 1; i <= stops; ++i) {
      const double out =
          length(tour[i - 1], tour[i]) + length(tour[i], tour[i + 1]) - length(tour[i - 1], tour[i + 1]);
      std::size_t best = i;
      double most = kLeastShortening;
      for (std::size_t j = 0; j <= stops; ++j) {  // between j and j + 1
        if (j == i || j + 1 == i) continue;
        const double gain =
            out - length(tour[j], tour[i]) - length(tour[i], tour[j + 1]) + length(tour[j], tour[j + 1]);
        if (gain > most) most = gain, best = j;
      }
      if (best == i) continue;
      const auto begin = tour.begin();
      if (best < i)
        std::rotate(begin + row_of(best) + 1, begin + row_of(i), begin + row_of(i) + 1);
      else
        std::rotate(begin + row_of(i), begin + row_of(i) + 1, begin + row_of(best) + 1);
      better = true;
    }
    return better;
  };
  constexpr int kTourTurns = 50;
  for (int turn = 0; turn < kTourTurns; ++turn) {
    const bool reversed = reverse_parts();
    if (!move_single() && !reversed) break;
  }
  return {tour.begin() + 1, tour.end() - 1};
}

std::size_t open_leg(std::span<const Demand> ring) {
  Demand all;
  for (const Demand& each : ring) all += each;
  std::size_t best = 1;
  double least = std::numeric_limits<double>::infinity();
  Demand left;
  for (std::size_t leg = 1; leg < ring.size(); ++leg) {
    left += ring[leg - 1];
    Demand right = all;
    right.mean -= left.mean;
    right.variance = std::max(0.0, right.variance - left.variance);
    right.feed_in -= left.feed_in;
    const double larger = std::max(left.peak(), right.peak());
    if (larger < least) least = larger, best = leg;
  }
  return best;
}

}  // namespace conurb::energy::synthesis
