// SPDX-License-Identifier: Apache-2.0
#include "plugins/people/work.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "engine/sdk/dice.hpp"
#include "plugins/people/cells.hpp"
#include "plugins/people/gravity.hpp"

namespace conurb::people {

namespace {

constexpr std::size_t kMostZones = 1600;
constexpr double kLeastCell = 250, kCoarser = 1.25;  // m
constexpr double kSchoolReach = 0.3;                 // of the commute distance, for pupils

/// Free places of buildings in a tree of sums (Fenwick, Software: Practice and Experience 24 (1994) 327-336).
class FreePlaces {
 public:
  explicit FreePlaces(const std::vector<std::uint32_t>& places) : free_(places), tree_(places.size() + 1, 0) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      tree_[i + 1] += places[i];
      const std::size_t up = (i + 1) + ((i + 1) & (~(i + 1) + 1));
      if (up < tree_.size()) tree_[up] += tree_[i + 1];
    }
    while ((std::size_t{2} << log_) <= places.size()) ++log_;
  }
  [[nodiscard]] std::uint32_t at(std::size_t i) const { return free_[i]; }
  /// Places before the i-th.
  [[nodiscard]] std::uint64_t before(std::size_t i) const {
    std::uint64_t sum = 0;
    for (; i > 0; i -= i & (~i + 1)) sum += tree_[i];
    return sum;
  }
  /// The entry in which the `number`-th place of all is.
  [[nodiscard]] std::size_t find(std::uint64_t number) const {
    std::size_t at = 0;
    for (std::size_t step = std::size_t{1} << log_; step > 0; step >>= 1) {
      if (at + step < tree_.size() && tree_[at + step] <= number) number -= tree_[at += step];
    }
    return at;
  }
  void take(std::size_t i, std::uint32_t count) {
    free_[i] -= count;
    for (++i; i < tree_.size(); i += i & (~i + 1)) tree_[i] -= count;
  }

 private:
  std::vector<std::uint32_t> free_;
  std::vector<std::uint64_t> tree_;
  int log_ = 0;
};

/// People of a group who go to one place together.
struct Party {
  std::uint32_t zone, group, count;
  std::uint64_t turn;  ///< order within the zone
};

struct Sent {
  std::uint32_t group, work, count;
};

/// One purpose: people of some occupation and the places that take them.
class Distribution {
 public:
  Distribution(const Buildings& buildings, std::vector<std::uint32_t> places, double length,
               const sdk::Random& random, const ParallelFor& parallel)
      : b_(buildings), places_(std::move(places)), length_(length), random_(random), parallel_(parallel) {}

  /// `groups`: rows of those who go.
  std::vector<Sent> send(const Groups& all, const std::vector<std::uint32_t>& groups,
                         const std::function<void(double)>& progress) {
    lay_zones(all, groups);
    std::vector<double> origins(zones_.size(), 0), destinations(zones_.size(), 0);
    std::vector<Party> parties = gather(all, groups);
    for (const Party& each : parties) origins[each.zone] += each.count;
    for (std::size_t z = 0; z < zones_.size(); ++z)
      for (std::size_t w = first_work_[z]; w < first_work_[z + 1]; ++w) destinations[z] += places_[works_[w]];
    Gravity gravity(zones_, length_, parallel_);
    gravity.balance(origins, destinations);
    std::vector<std::uint32_t> places;
    for (const std::uint32_t work : works_) places.push_back(places_[work]);
    FreePlaces free(places);
    open_.clear();
    for (const double each : destinations) open_.push_back(static_cast<std::uint64_t>(each));
    double people = 0, all_places = 0;
    for (const double each : origins) people += each;
    for (const double each : destinations) all_places += each;
    const double share = people > 0 ? std::min(1.0, all_places / people) : 0;  // of people who find a place
    std::vector<Sent> sent;
    sent.reserve(parties.size());
    for (std::size_t first = 0, last = 0; first < parties.size(); first = last) {
      if (progress) progress(static_cast<double>(first) / static_cast<double>(parties.size()));
      while (last < parties.size() && parties[last].zone == parties[first].zone) ++last;
      send_zone({parties.data() + first, parties.data() + last}, share * origins[parties[first].zone],
                gravity, free, sent);
    }
    return sent;
  }

 private:
  /// Squares in which somebody lives who goes, or that have places; large enough to be few.
  void lay_zones(const Groups& all, const std::vector<std::uint32_t>& groups) {
    std::vector<std::uint8_t> meant(b_.size(), 0);
    for (const std::uint32_t g : groups) meant[all.home[g]] = 1;
    for (std::size_t i = 0; i < b_.size(); ++i)
      if (places_[i] > 0) meant[i] = 1;
    std::vector<std::uint32_t> items;
    for (std::uint32_t i = 0; i < b_.size(); ++i)
      if (meant[i] != 0) items.push_back(i);
    double cell = kLeastCell;
    Cells cells(b_.x, b_.y, items, cell);
    while (cells.count() > kMostZones) cells = Cells(b_.x, b_.y, items, cell *= kCoarser);
    zone_of_.assign(b_.size(), kNone);
    zones_.cell = cell;
    for (std::size_t c = 0; c < cells.count(); ++c) {
      zones_.x.push_back(cells.x(c));
      zones_.y.push_back(cells.y(c));
      first_work_.push_back(works_.size());
      for (const std::uint32_t i : cells.members(c)) {
        zone_of_[i] = static_cast<std::uint32_t>(c);
        if (places_[i] > 0) works_.push_back(i);
      }
    }
    first_work_.push_back(works_.size());
  }

  [[nodiscard]] std::vector<Party> gather(const Groups& all, const std::vector<std::uint32_t>& groups) const {
    std::vector<Party> parties;
    for (const std::uint32_t g : groups) {
      const std::uint32_t home = all.home[g], count = all.count[g], parts = (count + kParty - 1) / kParty;
      // A number of the group within its home: what its people have in common.
      const std::int64_t kind =
          (std::int64_t{all.age_band[g]} << 24) | (std::int64_t{all.household_size[g]} << 16) |
          (std::int64_t{all.cars[g]} << 8) | static_cast<std::int64_t>(all.occupation[g]);
      for (std::uint32_t k = 0; k < parts; ++k) {
        const std::uint32_t size = count * (k + 1) / parts - count * k / parts;
        parties.push_back({zone_of_[home], g, size, random_.bits(b_.key[home], kind, k)});
      }
    }
    std::sort(parties.begin(), parties.end(), [](const Party& p, const Party& q) {
      return p.zone != q.zone ? p.zone < q.zone : p.turn != q.turn ? p.turn < q.turn : p.group < q.group;
    });
    return parties;
  }

  /// The parties of a zone in their random order along its flows: as many go to each zone as the flow says,
  /// to within a party (systematic sampling). `wanted`: how many of its people find a place; the last work
  /// outside.
  void send_zone(std::span<const Party> parties, double wanted, const Gravity& gravity, FreePlaces& free,
                 std::vector<Sent>& sent) {
    const std::size_t from = parties.front().zone, count = zones_.size();
    double sum = 0;
    for (std::size_t to = 0; to < count; ++to) sum += gravity.flow(from, to);
    const double scale = sum > 0 ? wanted / sum : 0;
    double begun = 0, passed = 0;
    std::size_t to = 0;
    for (const Party& party : parties) {
      const double middle = begun + 0.5 * party.count;
      begun += party.count;
      for (; to < count && passed + scale * gravity.flow(from, to) <= middle; ++to)
        passed += scale * gravity.flow(from, to);
      std::uint32_t left = party.count;
      const bool goes = to < count;
      if (goes) left = place(party, left, to, free, sent);
      // A full zone turns people away: they go to the nearest that has places.
      for (std::size_t other = 0; goes && left > 0; left = place(party, left, other, free, sent)) {
        other = nearest_free(from, gravity);
        if (other == count) break;
      }
      if (left > 0) sent.push_back({party.group, kNone, left});
    }
  }

  [[nodiscard]] std::size_t nearest_free(std::size_t from, const Gravity& gravity) const {
    std::size_t best = zones_.size();
    for (std::size_t z = 0; z < zones_.size(); ++z) {
      if (open_[z] == 0) continue;
      if (best == zones_.size() || gravity.deterrence(from, z) > gravity.deterrence(from, best)) best = z;
    }
    return best;
  }

  /// Puts as many of a party into a zone as it has places for; returns how many are left.
  std::uint32_t place(const Party& party, std::uint32_t left, std::size_t zone, FreePlaces& free,
                      std::vector<Sent>& sent) {
    const std::uint64_t before = free.before(first_work_[zone]);
    for (std::uint32_t draw = 0; left > 0 && open_[zone] > 0; ++draw) {
      const std::size_t at = free.find(before + random_.below(open_[zone], party.turn, 1, draw));
      const std::uint32_t count = std::min(left, free.at(at));
      free.take(at, count);
      open_[zone] -= count;
      sent.push_back({party.group, works_[at], count});
      left -= count;
    }
    return left;
  }

  const Buildings& b_;
  std::vector<std::uint32_t> places_;  // by building
  double length_;
  sdk::Random random_;
  const ParallelFor& parallel_;
  Zones zones_;
  std::vector<std::uint32_t> zone_of_, works_;  // by building; buildings with places, by zone
  std::vector<std::size_t> first_work_;
  std::vector<std::uint64_t> open_;  // places that are free, by zone
};

std::vector<std::uint32_t> rows_of(const Groups& groups, Occupation occupation) {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t g = 0; g < groups.rows(); ++g)
    if (groups.occupation[g] == occupation) rows.push_back(g);
  return rows;
}

double people_of(const Groups& groups, const std::vector<std::uint32_t>& rows) {
  double sum = 0;
  for (const std::uint32_t g : rows) sum += groups.count[g];
  return sum;
}

/// Places for `learners` in proportion to the floor area of a use, a few more than they are; none if no such
/// building stands.
std::vector<std::uint32_t> school_places(const Buildings& b, Use use, double learners) {
  double area = 0;
  const auto area_of = [&](std::size_t i) {
    return b.use[i] == use && b.floor_area[i] > 0 ? static_cast<double>(b.floor_area[i]) : 0.0;
  };
  for (std::size_t i = 0; i < b.size(); ++i) area += area_of(i);
  std::vector<std::uint32_t> places(b.size(), 0);
  if (!(area > 0)) return places;
  for (std::size_t i = 0; i < b.size(); ++i)
    places[i] = static_cast<std::uint32_t>(std::ceil(learners * area_of(i) / area));
  return places;
}

/// Rows anew, with those that were sent: each group once for each of its places.
Groups with_places(const Groups& groups, std::vector<Sent> sent) {
  std::sort(sent.begin(), sent.end(), [](const Sent& a, const Sent& b) {
    return a.group != b.group ? a.group < b.group : a.work < b.work;
  });
  Groups all;
  const auto add = [&](std::size_t g, std::uint32_t work, std::uint32_t count) {
    all.home.push_back(groups.home[g]);
    all.work.push_back(work);
    all.age_band.push_back(groups.age_band[g]);
    all.occupation.push_back(groups.occupation[g]);
    all.household_size.push_back(groups.household_size[g]);
    all.cars.push_back(groups.cars[g]);
    all.count.push_back(count);
  };
  std::size_t next = 0;
  for (std::uint32_t g = 0; g < groups.rows(); ++g) {
    if (next == sent.size() || sent[next].group != g) {
      add(g, kNone, groups.count[g]);
      continue;
    }
    for (std::size_t last = next; next < sent.size() && sent[next].group == g; next = last) {
      std::uint32_t count = 0;
      for (; last < sent.size() && sent[last].group == g && sent[last].work == sent[next].work; ++last)
        count += sent[last].count;
      add(g, sent[next].work, count);
    }
  }
  return all;
}

double at_place(const std::vector<Sent>& sent) {
  double sum = 0;
  for (const Sent& each : sent) sum += each.work == kNone ? 0 : each.count;
  return sum;
}

}  // namespace

void give_jobs(const Options& options, Buildings& b, Tally& tally) {
  constexpr double kLeast = 0.65, kMost = 1.5;  // of the usual floor area per job
  const sdk::Random random(options.seed, "org.conurb.people/jobs");
  const auto usual = [&](std::size_t i) {
    const double per_job = figures(b.use[i]).area_per_job, area = b.floor_area[i] - b.dwelling_area[i];
    return std::isnan(b.jobs[i]) && per_job > 0 && area > 0 ? area / per_job : 0.0;
  };
  double sum = 0, known = 0, residents = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    sum += usual(i);
    known += std::isnan(b.jobs[i]) ? 0 : static_cast<double>(b.jobs[i]);
    residents += static_cast<double>(b.residents[i]);
  }
  double scale = 1;
  if (options.jobs_per_resident > 0 && sum > 0)
    scale = std::clamp((options.jobs_per_resident * residents - known) / sum, kLeast, kMost);
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (std::isnan(b.jobs[i]))
      b.jobs[i] = static_cast<float>(std::floor(scale * usual(i) + random.uniform(b.key[i], 0)));
    tally.jobs += static_cast<double>(b.jobs[i]);
  }
}

void send_to_work(const Options& options, const Buildings& b, Groups& groups, const ParallelFor& parallel,
                  Tally& tally, const std::function<void(double)>& progress) {
  std::vector<Sent> sent;
  const auto add = [&](const std::vector<std::uint32_t>& rows, std::vector<std::uint32_t> places,
                       double length, const char* stream) {
    if (rows.empty()) return 0.0;
    Distribution distribution(b, std::move(places), length, sdk::Random(options.seed, stream), parallel);
    const std::vector<Sent> part = distribution.send(groups, rows, progress);
    sent.insert(sent.end(), part.begin(), part.end());
    return at_place(part);
  };
  const auto workers = rows_of(groups, Occupation::employed), pupils = rows_of(groups, Occupation::pupil),
             students = rows_of(groups, Occupation::student);
  std::vector<std::uint32_t> jobs(b.size());
  for (std::size_t i = 0; i < b.size(); ++i)
    jobs[i] = static_cast<std::uint32_t>(std::max(0.0F, std::floor(b.jobs[i] - b.jobs_taken[i])));
  tally.employed = people_of(groups, workers);
  tally.at_work = add(workers, std::move(jobs), options.commute_distance, "org.conurb.people/work");
  tally.learners = people_of(groups, pupils) + people_of(groups, students);
  const bool has_university = std::find(b.use.begin(), b.use.end(), Use::university) != b.use.end();
  tally.at_school = add(pupils, school_places(b, Use::school, people_of(groups, pupils)),
                        kSchoolReach * options.commute_distance, "org.conurb.people/school");
  tally.at_school += add(
      students, school_places(b, has_university ? Use::university : Use::school, people_of(groups, students)),
      options.commute_distance, "org.conurb.people/studies");
  groups = with_places(groups, std::move(sent));
}

}  // namespace conurb::people
