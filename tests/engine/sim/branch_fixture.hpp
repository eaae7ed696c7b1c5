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

/// A tank that fills by its level each hour. It keeps a count of its steps as private state, which enters the
/// result: whoever steps once too often is found out.
class Tank {
 public:
  explicit Tank(sdk::Host) {}
  void step(const View& view, Step& step) {
    ++steps_;
    const double dt_h = static_cast<double>(step.t1_us - step.t0_us) / static_cast<double>(kHour.us);
    const auto level = view.read<double>(0U);
    const auto volume = view.write<double>(1U);
    const auto rate = view.write<double>(2U);
    for (std::size_t row = 0; row < static_cast<std::size_t>(view.table(0U).rows); ++row) {
      rate[row] = level[row] * view.parameter(0U) + 0.001 * static_cast<double>(steps_);
      volume[row] += rate[row] * dt_h;
    }
  }
  static void query(sdk::Host, const sdk::View& view, unsigned, std::span<const conurb_value>,
                    sdk::Result& result) {
    const conurb_value cells[] = {sdk::Result::number(view.parameter(0U))};
    result.add_row(cells);
  }
  void save(sdk::Writer& writer) { writer.put("steps", steps_); }
  void load(const sdk::Reader& reader) { steps_ = reader.get<std::int64_t>("steps", 0); }

 private:
  std::int64_t steps_ = 0;
};

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
