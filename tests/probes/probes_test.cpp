// SPDX-License-Identifier: Apache-2.0
// One city, three unlike physics that touch each other, and everything that can happen to a branch: in the
// end the hash is the same every time. With CONURB_FULL=1 at full size: 100,000 vehicles, 10 million cells,
// 3,000 buses. CONURB_RELOADS is the number of reloads of each probe, or a handful.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>

#include "tests/engine/base/repeats.hpp"
#include "tests/probes/city/probe_run.hpp"

namespace conurb::probes {
namespace {

constexpr std::int64_t kMinutes = 10;

bool full() {
  const char* value = std::getenv("CONURB_FULL");
  return value != nullptr && std::string(value) == "1";
}

CitySize size() {
  return full() ? full_size() : small_size();
}

std::unique_ptr<sim::Branch> start(Machine& machine, std::vector<host::PluginCode> plugins = load_probes()) {
  auto branch = make_branch(machine, size(), std::move(plugins), minutes(kMinutes));
  branch->schedule(interventions(branch->city(), size()));
  return branch;
}

void finish(sim::Branch& branch) {
  while (!branch.at_end()) branch.advance();
}

/// What every variant must come to.
Hash128 expected() {
  static const Hash128 hash = [] {
    Machine machine(1);
    const auto branch = start(machine);
    finish(*branch);
    return branch->content_hash();
  }();
  return hash;
}

template <typename T>
T sum_of(const city::City& city, const std::string& table, const std::string& column) {
  const city::Table& rows = city.table(table);
  const auto values = rows.column(column).values<T>();
  T sum = 0;
  for (std::size_t row = 0; row < static_cast<std::size_t>(rows.rows()); ++row) {
    if (rows.alive()[row] != 0) sum = static_cast<T>(sum + values[row]);
  }
  return sum;
}

// ---- that there is something to agree on

TEST(Probes, the_loads_are_real_and_touch_each_other) {
  Machine machine(2);
  const auto branch = start(machine);
  std::int64_t least_open = 1 << 30;
  double most_demand = 0;
  double least_voltage = 1e9;
  while (!branch->at_end()) {
    branch->advance();
    const city::City& city = branch->city();
    city.validate();
    const auto open = city.table("road_link").column("open").values<std::uint8_t>();
    least_open = std::min(least_open, static_cast<std::int64_t>(std::count(open.begin(), open.end(), 1)));
    most_demand = std::max(most_demand, sum_of<double>(city, "bus", "demand"));
    const auto voltage =
        city.table("bus").column("voltage").values<double>().first(static_cast<std::size_t>(size().buses));
    least_voltage = std::min(least_voltage, *std::min_element(voltage.begin(), voltage.end()));
  }
  const city::City& city = branch->city();
  const std::int64_t links = 4 * size().streets * (size().streets - 1);
  EXPECT_LT(least_open, links - 8) << "water closes roads beyond those that people close";
  EXPECT_GT(least_open, links / 10);
  EXPECT_GT(sum_of<double>(city, "bus", "demand_from_raster"), 0.0);
  EXPECT_GT(sum_of<double>(city, "bus", "demand_from_particles"), 0.0);
  EXPECT_GT(sum_of<double>(city, "bus", "pumped"), 1.0);
  EXPECT_GT(most_demand, 100.0 * static_cast<double>(links));
  EXPECT_LT(least_voltage, 9990.0);
  EXPECT_GT(city.table("vehicle").rows(), size().vehicles + 5) << "vehicles arrive and are replaced";
  EXPECT_GT(city.table("vehicle").alive_rows(), size().vehicles / 2);
  EXPECT_EQ(sum_of<std::int32_t>(city, "road_link", "occupancy"), city.table("vehicle").alive_rows());
}

TEST(Probes, water_is_neither_made_nor_lost) {
  Machine machine(2);
  const auto branch = make_branch(machine, size(), load_probes(), minutes(5));
  finish(*branch);
  const city::City& city = branch->city();
  const city::GridSpec& grid = city.table("surface").spec().grid;
  const auto depth = city.table("surface").column("depth").values<float>();
  double volume = 0;
  for (const float h : depth) volume += static_cast<double>(h);
  volume *= grid.cell * grid.cell;
  const double rained = 2e-5 * 300.0 * grid.cell * grid.cell * static_cast<double>(grid.width * grid.height);
  // Rounding of single-precision depths of some mm, ten half steps: 1e-5 of the volume is ample.
  EXPECT_NEAR(volume + sum_of<double>(city, "bus", "pumped"), rained, 1e-5 * rained);
}

TEST(Probes, currents_at_every_bus_add_up_to_its_load) {
  Machine machine(1);
  const auto branch = start(machine);
  finish(*branch);
  const city::City& city = branch->city();
  const city::Table& line = city.table("line");
  const city::Table& bus = city.table("bus");
  const auto current = line.column("current").values<double>();
  const auto voltage = bus.column("voltage").values<double>();
  std::vector<double> arriving(static_cast<std::size_t>(bus.rows()), 0.0);
  for (std::size_t row = 0; row < static_cast<std::size_t>(line.rows()); ++row) {
    arriving[static_cast<std::size_t>(line.column("from").values<std::int32_t>()[row])] -= current[row];
    arriving[static_cast<std::size_t>(line.column("to").values<std::int32_t>()[row])] += current[row];
  }
  std::int64_t checked = 0;
  for (std::size_t row = 0; row < arriving.size(); ++row) {
    if (bus.alive()[row] == 0 || bus.column("source").values<std::uint8_t>()[row] != 0 ||
        voltage[row] < 5000.0)
      continue;
    const double load =
        (bus.column("base_demand").values<double>()[row] + bus.column("demand").values<double>()[row]) /
        voltage[row];
    EXPECT_NEAR(arriving[row], load, 1e-6)
        << row;  // the solver stops at 1e-9 A, differences of 1e4 V add rounding
    ++checked;
  }
  EXPECT_GT(checked, size().buses * 9 / 10);
}

// ---- and that nothing changes a bit of it

TEST(Probes, threads_and_the_order_of_loading_change_no_bit) {
  std::vector<std::string> names{"newton", "particles", "raster"};
  do {
    Machine machine(2);
    std::vector<host::PluginCode> plugins;
    for (const std::string& name : names) plugins.push_back(load_probe(name));
    const auto branch = start(machine, plugins);
    finish(*branch);
    EXPECT_EQ(branch->content_hash(), expected());
    if (full()) break;
  } while (std::next_permutation(names.begin(), names.end()));
}

TEST(Probes, a_branch_goes_on_as_its_base_and_leaves_it_alone) {
  for (const std::int64_t minute : {1, 4, 6}) {
    Machine machine(2);
    const auto branch = start(machine);
    while (branch->time() < Time{minute * kMinute.us}) branch->advance();
    const Hash128 here = branch->content_hash();
    const auto same = branch->fork(0);
    const auto other = branch->fork(3);
    const auto unchanged = branch->fork(4);
    city::JournalEntry rain;
    rain.sequence = 1000;
    rain.kind = city::EntryKind::parameter;
    rain.time_us = other->time().us;
    rain.table = "raster";
    rain.columns = {"rain"};
    rain.values = {1e-4};
    other->act(rain);
    finish(*other);
    finish(*same);
    finish(*unchanged);
    EXPECT_EQ(unchanged->content_hash(), expected())
        << "a branch in which nothing was changed is equal to its base";
    EXPECT_EQ(branch->content_hash(), here);
    EXPECT_EQ(same->content_hash(), expected());
    EXPECT_NE(other->content_hash(), expected());
    finish(*branch);
    EXPECT_EQ(branch->content_hash(), expected());
    if (full()) break;
  }
}

TEST(Probes, a_checkpoint_restored_at_any_exchange_gives_the_same) {
  Machine machine(2);
  const auto branch = start(machine);
  std::vector<sim::Checkpoint> points;
  while (!branch->at_end()) {
    points.push_back(branch->checkpoint());
    branch->advance();
    if (full() && points.size() > 2) points.erase(points.begin() + 1);
  }
  EXPECT_EQ(branch->content_hash(), expected());
  for (const std::size_t chosen : {points.size() - 1, points.size() / 2, std::size_t{0}}) {
    branch->restore(points[chosen]);
    finish(*branch);
    EXPECT_EQ(branch->content_hash(), expected()) << "from checkpoint " << chosen;
  }
}

TEST(Probes, entries_that_act_as_they_come_give_what_their_replay_gives) {
  Machine machine(2);
  const auto branch = make_branch(machine, size(), load_probes(), minutes(kMinutes));
  const auto entries = interventions(branch->city(), size());
  // A live session: each entry is added when its time has come, those of one time one after the other.
  std::size_t next = 0;
  while (!branch->at_end()) {
    while (next < entries.size() && entries[next].time_us <= branch->time().us) branch->act(entries[next++]);
    branch->advance();
  }
  EXPECT_EQ(next, entries.size());
  EXPECT_EQ(branch->content_hash(), expected());
}

/// Hash at each exchange of a run in which nothing is reloaded.
std::vector<Hash128> hashes_of_straight_run() {
  Machine machine(2);
  const auto branch = start(machine);
  std::vector<Hash128> hashes;
  while (!branch->at_end()) {
    branch->advance();
    hashes.push_back(branch->content_hash());
  }
  return hashes;
}

TEST(Probes, each_can_be_reloaded_at_every_exchange) {
  const int wanted = test::repeats("CONURB_RELOADS", 5);
  const std::vector<Hash128> straight = hashes_of_straight_run();
  for (const std::string name : {"newton", "particles", "raster"}) {
    Machine machine(2);
    const auto branch = start(machine);
    int done = 0;
    for (std::size_t exchange = 0; !branch->at_end(); ++exchange) {
      branch->advance();
      ASSERT_EQ(branch->content_hash(), straight[exchange]) << name << " after reload " << done;
      // As many as fall to this exchange when they are spread over the whole run.
      const int due = wanted * static_cast<int>(exchange + 1) / static_cast<int>(straight.size());
      for (; done < due; ++done) {
        branch->reload(load_probe(name));
        ASSERT_EQ(branch->content_hash(), straight[exchange]) << name << ", reload " << done;
      }
    }
    EXPECT_EQ(done, wanted) << name;
    EXPECT_EQ(branch->content_hash(), expected()) << name;
  }
}

TEST(Probes, all_of_it_at_once_gives_the_same) {
  Machine machine(2);
  std::unique_ptr<sim::Branch> branch = start(machine);
  const sim::Checkpoint beginning = branch->checkpoint();
  for (int i = 0; i < 3; ++i) branch->advance();
  branch->restore(beginning);
  branch->advance();
  branch->reload(load_probe("newton"));
  branch = branch->fork(0);
  branch->advance();
  const auto idle = branch->fork(5);
  idle->advance();
  branch->advance();
  branch->reload(load_probe("particles"));
  const sim::Checkpoint later = branch->checkpoint();
  branch->advance();
  branch->advance();
  branch->restore(later);
  branch->reload(load_probe("raster"));
  finish(*branch);
  EXPECT_EQ(branch->content_hash(), expected());
}

// ---- what is shared

TEST(Probes, branches_share_factorisations_while_their_networks_are_the_same) {
  Machine machine(1);
  const auto branch = make_branch(machine, size(), load_probes(), minutes(kMinutes));
  branch->advance();
  const std::size_t values = machine.cache.size();
  const auto fork = branch->fork(1);
  fork->advance();
  branch->advance();
  EXPECT_EQ(machine.cache.size(), values);
  city::JournalEntry cut;
  cut.sequence = 1;
  cut.kind = city::EntryKind::retire;
  cut.time_us = fork->time().us;
  cut.table = "line";
  cut.ids = {30};
  fork->act(cut);
  fork->advance();
  EXPECT_GT(machine.cache.size(), values);
}

}  // namespace
}  // namespace conurb::probes
