// SPDX-License-Identifier: Apache-2.0
#include "tests/probes/city/probe_run.hpp"

#include <utility>

#include "engine/host/library.hpp"

namespace conurb::probes {

namespace {

/// Entries in the order of their making, numbered.
class Maker {
 public:
  explicit Maker(const city::City& city) : city_(city) {}

  city::JournalEntry& add(city::EntryKind kind, std::int64_t minute, const std::string& table,
                          const std::vector<std::int64_t>& rows) {
    city::JournalEntry entry;
    entry.sequence = static_cast<std::int64_t>(entries.size()) + 1;
    entry.group = entry.sequence;
    entry.kind = kind;
    entry.time_us = minute * kMinute.us;
    entry.who = "tester";
    entry.table = table;
    for (const std::int64_t row : rows)
      entry.ids.push_back(city_.table(table).ids()[static_cast<std::size_t>(row)]);
    entries.push_back(std::move(entry));
    return entries.back();
  }
  city::JournalEntry& set(std::int64_t minute, const std::string& table, const std::string& column,
                          const std::vector<std::int64_t>& rows, city::Value value) {
    city::JournalEntry& entry = add(city::EntryKind::set, minute, table, rows);
    entry.columns = {column};
    entry.values = {std::move(value)};
    return entry;
  }
  void parameter(std::int64_t minute, const std::string& plugin, const std::string& name, double value) {
    city::JournalEntry& entry = add(city::EntryKind::parameter, minute, plugin, {});
    entry.columns = {name};
    entry.values = {value};
  }
  /// A new row with the next id.
  void insert(std::int64_t minute, const std::string& table, std::vector<std::string> columns,
              std::vector<city::Value> values) {
    city::JournalEntry& entry = add(city::EntryKind::insert, minute, table, {});
    entry.ids = {city_.table(table).ids()[static_cast<std::size_t>(city_.table(table).rows() - 1)] + 1};
    entry.columns = std::move(columns);
    entry.values = std::move(values);
  }

  std::vector<city::JournalEntry> entries;

 private:
  const city::City& city_;
};

}  // namespace

host::PluginCode load_probe(const std::string& name) {
  return host::plugin_code(host::Library::load(std::string(CONURB_PROBES_DIR) + "/probe_" + name + ".so"));
}

std::vector<host::PluginCode> load_probes() {
  return {load_probe("newton"), load_probe("particles"), load_probe("raster")};
}

Machine::Machine(std::size_t threads) : jobs(threads) {
  environment.jobs = &jobs;
  environment.cache = &cache;
}

sim::BranchOptions minutes(std::int64_t count) {
  sim::BranchOptions options;
  options.seed = 7;
  options.end = Time{count * kMinute.us};
  options.exchange = kMinute;
  return options;
}

std::unique_ptr<sim::Branch> make_branch(Machine& machine, const CitySize& size,
                                         std::vector<host::PluginCode> plugins,
                                         const sim::BranchOptions& options) {
  return make_branch(machine, make_city(size), size, std::move(plugins), options);
}

std::unique_ptr<sim::Branch> make_branch(Machine& machine, city::City city, const CitySize& size,
                                         std::vector<host::PluginCode> plugins,
                                         const sim::BranchOptions& options) {
  auto branch = std::make_unique<sim::Branch>(
      std::move(city), std::move(plugins), std::span<const city::TableSpec>(), machine.environment, options);
  if (branch->find_plugin("particles") >= 0) {
    city::JournalEntry entry;
    entry.kind = city::EntryKind::parameter;
    entry.table = "particles";
    entry.columns = {"population"};
    entry.values = {static_cast<double>(size.vehicles)};
    branch->act(entry);
  }
  return branch;
}

std::vector<city::JournalEntry> interventions(const city::City& city, const CitySize& size) {
  using city::EntryKind;
  Maker make(city);
  const std::int64_t streets = size.streets;
  make.parameter(1, "raster", "rain", 1.5e-4);
  make.parameter(1, "particles", "closing_depth", size.closing_depth);
  make.set(1, "bus", "base_demand", {3, 4, 5, 6, 7}, 20000.0);
  make.set(2, "road_link", "open", {0, 1, 2}, std::int64_t{0}).until_us = 5 * kMinute.us + kMinute.us / 2;
  make.add(EntryKind::retire, 3, "road_link", {10, 11, 12, 13, 14});
  make.add(EntryKind::retire, 3, "line", {20, 21, 40});
  make.insert(4, "line", {"from", "to", "resistance"}, {std::int64_t{1}, std::int64_t{size.buses - 1}, 0.2});
  make.insert(
      4, "road_link", {"from", "to", "length", "speed", "lanes", "bus"},
      {std::int64_t{0}, std::int64_t{streets * streets - 1}, 500.0, 20.0, std::int64_t{3}, std::int64_t{2}});
  make.set(4, "bus", "voltage", {30, 31}, 4000.0).until_us = 7 * kMinute.us;
  make.insert(5, "bus", {"base_demand", "cell"}, {100.0, std::int64_t{5}});
  make.set(5, "surface", "depth", {100, 101, 102, 103}, 2.5);
  make.set(6, "line", "resistance", {50}, 5.0);
  make.set(6, "bus", "demand", {60}, 1.0e5);
  make.set(6, "surface", "depth_midway", {7}, 1.0);
  make.parameter(7, "particles", "population", static_cast<double>(size.vehicles) * 0.9);
  make.add(EntryKind::retire, 8, "bus", {70});
  make.parameter(8, "raster", "rain", 0.0);
  return std::move(make.entries);
}

}  // namespace conurb::probes
