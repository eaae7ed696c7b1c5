// SPDX-License-Identifier: Apache-2.0
// Islands in branches of a city: where a run is paused, saved and gone on with changes no bit.
#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/jobs.hpp"
#include "engine/host/environment.hpp"
#include "engine/host/library.hpp"
#include "engine/host/plugin_code.hpp"
#include "engine/sim/branch.hpp"

namespace conurb::energy {
namespace {

constexpr std::int64_t kExchange_us = 20'000'000;  // shorter than the start of a diesel
constexpr std::int64_t kExchanges = 45;

struct Machine {
  Machine() : jobs(1) {
    environment.jobs = &jobs;
    environment.cache = &cache;
  }
  Jobs jobs;
  host::SharedCache cache;
  host::Environment environment;
};

/// What is done to the city, in the order of its making.
class Entries {
 public:
  using Cells = std::vector<std::pair<std::string, city::Value>>;

  void insert(const std::string& table, const Cells& cells) {
    city::JournalEntry& entry = add(city::EntryKind::insert, 0, table, ++last_id_);
    for (const auto& [column, value] : cells) {
      entry.columns.push_back(column);
      entry.values.push_back(value);
    }
  }
  void set(std::int64_t exchange, const std::string& table, city::Id id, const std::string& column,
           city::Value value) {
    city::JournalEntry& entry = add(city::EntryKind::set, exchange, table, id);
    entry.columns = {column};
    entry.values = {std::move(value)};
  }
  [[nodiscard]] city::Id last_id() const { return last_id_; }

  std::vector<city::JournalEntry> all;

 private:
  city::JournalEntry& add(city::EntryKind kind, std::int64_t exchange, const std::string& table,
                          city::Id id) {
    city::JournalEntry entry;
    entry.sequence = static_cast<std::int64_t>(all.size()) + 1;
    entry.kind = kind;
    entry.time_us = exchange * kExchange_us;
    entry.table = table;
    entry.ids = {id};
    all.push_back(std::move(entry));
    return all.back();
  }

  city::Id last_id_ = 0;
};

constexpr std::int64_t kOn = 1;

/// grid - line - coupling switch - a bus with a hospital, homes, a battery that is too small for both and a
/// diesel; the line is cut for some minutes.
std::vector<city::JournalEntry> island_day() {
  Entries make;
  for (int bus = 0; bus < 3; ++bus) make.insert("power_bus", {{"nominal_voltage", 400.0}});
  make.insert("power_line",
              {{"from", std::int64_t{0}}, {"to", kOn}, {"resistance", 0.01}, {"reactance", 0.01}});
  const city::Id line = make.last_id();
  make.insert("power_switch", {{"bus", kOn}, {"other_bus", std::int64_t{2}}, {"coupling", kOn}});
  make.insert("power_load", {{"bus", std::int64_t{2}}, {"power", 30e3}, {"priority", std::int64_t{2}}});
  make.insert("power_load", {{"bus", std::int64_t{2}}, {"power", 50e3}, {"reactive_power", 10e3}});
  make.insert("power_generator", {{"bus", std::int64_t{0}}, {"control", std::string("slack")}});
  make.insert("power_generator", {{"bus", std::int64_t{2}},
                                  {"control", std::string("pq")},
                                  {"rated_power", 60e3},
                                  {"fuel", 0.004},
                                  {"grid_forming", kOn}});
  make.insert("power_storage", {{"bus", std::int64_t{2}},
                                {"capacity", 3.6e7},
                                {"charge", 1.2e7},
                                {"max_power", 50e3},
                                {"grid_forming", kOn}});
  make.set(5, "power_line", line, "in_service", std::int64_t{0});
  make.set(30, "power_line", line, "in_service", kOn);
  return std::move(make.all);
}

std::unique_ptr<sim::Branch> begin(Machine& machine) {
  sim::BranchOptions options;
  options.end = Time{kExchanges * kExchange_us};
  options.exchange = Duration{kExchange_us};
  std::vector<host::PluginCode> plugins{host::plugin_code(host::Library::load(CONURB_ENERGY_PLUGIN))};
  auto branch = std::make_unique<sim::Branch>(
      city::City(), std::move(plugins), std::span<const city::TableSpec>(), machine.environment, options);
  branch->schedule(island_day());
  return branch;
}

template <class T>
T cell(const sim::Branch& branch, const char* table, const char* column, std::size_t row) {
  return branch.city().table(table).column(column).values<T>()[row];
}

TEST(EnergyIsland, GoesOnFromEveryCheckpointWithTheSameBits) {
  Machine machine;
  const auto branch = begin(machine);
  std::vector<sim::Checkpoint> points{branch->checkpoint()};
  int islanded = 0, shed = 0, burnt = 0;
  while (!branch->at_end()) {
    branch->advance();
    points.push_back(branch->checkpoint());
    islanded += cell<std::uint8_t>(*branch, "power_bus", "island", 2);
    shed += cell<std::uint8_t>(*branch, "power_load", "shed", 1);
    burnt += cell<double>(*branch, "power_generator", "output", 1) > 0 ? 1 : 0;
  }
  EXPECT_TRUE(branch->faults().empty());
  // The battery alone is not enough: homes wait for the diesel, and for each other.
  EXPECT_GT(islanded, 20);
  EXPECT_GT(shed, 1);
  EXPECT_GT(burnt, 5);
  EXPECT_EQ(cell<std::uint8_t>(*branch, "power_switch", "closed", 0), 1);
  EXPECT_EQ(cell<std::uint8_t>(*branch, "power_load", "shed", 1), 0);
  const Hash128 hash = branch->content_hash();
  for (const sim::Checkpoint& point : points) {
    branch->restore(point);
    while (!branch->at_end()) branch->advance();
    EXPECT_EQ(branch->content_hash(), hash) << "from " << point.time.us / 1'000'000 << " s on";
  }
}

TEST(EnergyIsland, IsTheSameInAForkAndAfterAReload) {
  Machine machine;
  const auto branch = begin(machine);
  for (int i = 0; i < 7; ++i) branch->advance();  // while the diesel starts
  const auto fork = branch->fork(1);
  branch->reload(host::plugin_code(host::Library::load(CONURB_ENERGY_PLUGIN)));
  const auto whole = begin(machine);
  for (const auto& each : {branch.get(), fork.get(), whole.get()})
    while (!each->at_end()) each->advance();
  EXPECT_EQ(branch->content_hash(), whole->content_hash());
  EXPECT_EQ(fork->content_hash(), whole->content_hash());
}

}  // namespace
}  // namespace conurb::energy
