// SPDX-License-Identifier: Apache-2.0
#include "town_checks.hpp"

#include <cmath>

#include "plugins/people/work.hpp"

namespace conurb::people {

std::string faults(const Buildings& b, const Settled& settled) {
  const Groups& groups = settled.groups;
  std::vector<double> living(b.size(), 0), working(b.size(), 0), learning(b.size(), 0);
  double learners = 0;
  for (std::size_t g = 0; g < groups.rows(); ++g) {
    if (groups.count[g] == 0) return "an empty group";
    if (groups.household_size[g] < 1 || groups.household_size[g] > 5) return "a household of no size";
    living[groups.home[g]] += groups.count[g];
    const bool learns =
        groups.occupation[g] == Occupation::pupil || groups.occupation[g] == Occupation::student;
    learners += learns ? groups.count[g] : 0;
    if (groups.work[g] == kNone) continue;
    if (!learns && groups.occupation[g] != Occupation::employed) return "somebody idle has a place of work";
    (learns ? learning : working)[groups.work[g]] += groups.count[g];
  }
  double filled = 0, housed = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const std::string name = "building " + std::to_string(i) + ": ";
    if (b.has_groups[i] == 0 && living[i] != std::round(static_cast<double>(b.residents[i])))
      return name + "residents and groups differ";
    if (working[i] > static_cast<double>(b.jobs[i])) return name + "more people at work than jobs";
    if (!(b.jobs[i] >= 0) || !(b.dwellings[i] >= 0) || !(b.residents[i] >= 0))
      return name + "unknown or negative";
    if (!std::isnan(b.floor_area[i]) && b.dwelling_area[i] > b.floor_area[i] * 1.001F)
      return name + "homes larger than the building";
    if (b.use[i] == Use::unknown || std::isnan(b.year[i])) return name + "use or year left unknown";
    filled += working[i];
    housed += static_cast<double>(b.residents[i]);
  }
  if (housed != settled.tally.housed) return "the tally of residents is wrong";
  if (filled != settled.tally.at_work) return "the tally of people at work is wrong";
  if (learners != settled.tally.learners) return "the tally of learners is wrong";
  return {};
}

Buildings village(int side) {
  Buildings b;
  b.resize(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
  for (std::size_t i = 0; i < b.size(); ++i) {
    b.key[i] = 1000 + 7 * i;
    b.x[i] = 30.0 * static_cast<double>(i % static_cast<std::size_t>(side));
    b.y[i] = 30.0 * static_cast<double>(i / static_cast<std::size_t>(side));
    const bool block = i % 5 == 0, shed = i % 7 == 3;
    b.footprint_area[i] = shed ? 18 : block ? 320 : 95;
    b.height[i] = shed ? 2.6F : block ? 15 : 6.2F;
    if (i % 11 == 2) b.use[i] = Use::office;
  }
  b.use[b.size() / 2] = Use::school;
  b.footprint_area[b.size() / 2] = 900;
  return b;
}

bool same(const Settled& a, const Settled& b) {
  const Groups &p = a.groups, &q = b.groups;
  return p.home == q.home && p.work == q.work && p.age_band == q.age_band && p.occupation == q.occupation &&
         p.household_size == q.household_size && p.cars == q.cars && p.count == q.count;
}

}  // namespace conurb::people
