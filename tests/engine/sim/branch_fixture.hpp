// SPDX-License-Identifier: Apache-2.0
// Branches of a small city with plugins made in the test.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/sim/branch.hpp"
#include "tests/engine/host/fake_plugin.hpp"

namespace conurb::test {

inline sim::BranchOptions hours(std::int64_t count) {
  sim::BranchOptions options;
  options.end = Time{count * kHour.us};
  options.exchange = kHour;
  return options;
}

inline std::unique_ptr<sim::Branch> branch_of(World& world, city::City city,
                                              std::vector<host::PluginCode> plugins,
                                              const sim::BranchOptions& options = hours(8)) {
  return std::make_unique<sim::Branch>(std::move(city), std::move(plugins),
                                       std::span<const city::TableSpec>(), world.environment, options);
}

inline void finish(sim::Branch& branch) {
  while (!branch.at_end()) branch.advance();
}

/// An entry that sets one column of rows by id.
inline city::JournalEntry set_entry(std::int64_t sequence, Time time, const std::string& table,
                                    const std::string& column, std::vector<city::Id> ids, city::Value value) {
  city::JournalEntry entry;
  entry.sequence = sequence;
  entry.kind = city::EntryKind::set;
  entry.time_us = time.us;
  entry.table = table;
  entry.columns = {column};
  entry.ids = std::move(ids);
  entry.values = {std::move(value)};
  return entry;
}

inline city::JournalEntry parameter_entry(std::int64_t sequence, Time time, const std::string& plugin,
                                          const std::string& parameter, double value) {
  city::JournalEntry entry;
  entry.sequence = sequence;
  entry.kind = city::EntryKind::parameter;
  entry.time_us = time.us;
  entry.table = plugin;
  entry.columns = {parameter};
  entry.values = {value};
  return entry;
}

inline city::JournalEntry insert_entry(std::int64_t sequence, Time time, const std::string& table,
                                       std::vector<city::Id> ids) {
  city::JournalEntry entry;
  entry.sequence = sequence;
  entry.kind = city::EntryKind::insert;
  entry.time_us = time.us;
  entry.table = table;
  entry.ids = std::move(ids);
  return entry;
}

inline city::JournalEntry retire_entry(std::int64_t sequence, Time time, const std::string& table,
                                       std::vector<city::Id> ids) {
  city::JournalEntry entry = insert_entry(sequence, time, table, std::move(ids));
  entry.kind = city::EntryKind::retire;
  return entry;
}

inline double level_at(const sim::Branch& branch, const std::string& column, std::int64_t row) {
  return f64_at(branch.city(), "node", column, row);
}

}  // namespace conurb::test
