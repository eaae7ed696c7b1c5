// SPDX-License-Identifier: Apache-2.0
// Rows and parameters that change while a run goes on.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "engine/host/check_case.hpp"
#include "engine/host/check_compare.hpp"
#include "engine/host/instance.hpp"

namespace conurb::host::check {

namespace {

constexpr int kChangeSteps = 3;
constexpr std::int64_t kInserted = 5;

std::vector<std::uint32_t> peoples_tables(const Rig& rig) {
  std::vector<std::uint32_t> tables;
  for (std::uint32_t i = 0; i < rig.manifest().tables.size(); ++i) {
    if (is_peoples(rig.manifest(), rig.city(), i)) tables.push_back(i);
  }
  if (tables.empty()) throw NotApplicable{"it uses no table whose rows others insert and retire"};
  return tables;
}

void insert_rows(const Subject& subject, Rig& rig) {
  CityRecipe recipe;
  recipe.seed = subject.seed() + 1;
  for (const std::uint32_t table : peoples_tables(rig)) {
    append_rows(subject.manifest(), recipe, rig.city(), table, kInserted);
  }
}

void retire_some(Rig& rig) {
  for (const std::uint32_t use : peoples_tables(rig)) {
    city::Table& table = rig.city().edit(rig.manifest().tables[use].spec.name);
    const std::int64_t last = table.rows() - 1;
    const std::vector<std::int64_t> rows{0, last / 2, last};
    table.retire(rows);
  }
}

void retire_all(Rig& rig) {
  for (const std::uint32_t use : peoples_tables(rig)) {
    city::Table& table = rig.city().edit(rig.manifest().tables[use].spec.name);
    std::vector<std::int64_t> rows(static_cast<std::size_t>(table.rows()));
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int64_t>(i);
    table.retire(rows);
  }
}

// write_all buffers full of NaN at entry, so that a new row that is forgotten shows.
void forget_buffers(Rig& rig) {
  rig.before_step = [&rig](const conurb_view& view) {
    for (std::uint32_t i = 0; i < view.column_count; ++i) {
      const conurb_column& column = *view.columns[i];
      if (column.access != CONURB_ACCESS_WRITE_ALL || column.is_list != 0 || column.data == nullptr) continue;
      std::memset(
          column.data, 0xFF,
          static_cast<std::size_t>(column.rows) * city::size_of(rig.manifest().columns[i].spec.scalar));
    }
  };
}

// Steps on after a change; a refusal by text is a right answer, a number that is none is not.
std::string go_on(Rig& rig, Duration dt, const std::string& after) {
  const std::string refusal = rig.run_or_refuse(kChangeSteps, dt);
  if (!refusal.empty()) return "refused: " + refusal;
  if (const std::string found = not_finite(rig); !found.empty()) throw Failure{found + " after " + after};
  return {};
}

std::string rows_inserted_mid_run(const Context& context) {
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  forget_buffers(*rig);
  rig->run(kChangeSteps, subject.exchange());
  for (int round = 0; round < kChangeSteps; ++round) {
    insert_rows(subject, *rig);
    if (std::string refusal = go_on(*rig, subject.exchange(), "rows were inserted"); !refusal.empty())
      return refusal;
  }
  return fmt::format("{} times {} rows", kChangeSteps, kInserted);
}

std::string rows_retired_mid_run(const Context& context) {
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  forget_buffers(*rig);
  rig->run(kChangeSteps, subject.exchange());
  retire_some(*rig);
  const std::string refusal = go_on(*rig, subject.exchange(), "rows were retired");
  return refusal.empty() ? "first, middle and last row" : refusal;
}

std::string every_row_retired(const Context& context) {
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  rig->run(kChangeSteps, subject.exchange());
  retire_all(*rig);
  if (std::string refusal = go_on(*rig, subject.exchange(), "all rows were retired"); !refusal.empty())
    return refusal;
  insert_rows(subject, *rig);
  const std::string refusal = go_on(*rig, subject.exchange(), "rows came after all had been retired");
  return refusal.empty() ? "steps on, and with new rows again" : refusal;
}

// A fresh instance in a fresh world must compute what the one that saw the change computes.
void require_like_fresh(Rig& rig, Duration dt, const std::string& after) {
  World world;
  const auto fresh = take_over(world, rig);
  rig.run(kChangeSteps, dt);
  fresh->run(kChangeSteps, dt);
  if (const std::string found = difference(rig, *fresh); !found.empty()) {
    throw Failure{"after " + after + " a new instance computes something else: " + found};
  }
}

std::string reconfigured_equals_fresh(const Context& context) {
  const Subject subject(context);
  World world;
  const auto rig = subject.rig(world);
  rig->run(kChangeSteps, subject.exchange());
  insert_rows(subject, *rig);
  demand(rig->reconfigure());
  require_like_fresh(*rig, subject.exchange(), "rows were inserted");
  retire_some(*rig);
  demand(rig->reconfigure());
  require_like_fresh(*rig, subject.exchange(), "rows were retired");
  return "after rows came and after rows went";
}

struct Ends {
  double low = 0;
  double high = 0;
};

// The ends of what a parameter can be; equal if it has no limits.
Ends ends_of(const Parameter& parameter) {
  if (parameter.type == "boolean") return {0, 1};
  if (parameter.type == "choice") return {0, static_cast<double>(parameter.choices.size() - 1)};
  if (parameter.max > parameter.min) return {parameter.min, parameter.max};
  return {parameter.initial, parameter.initial};
}

std::string parameters_change_mid_run(const Context& context) {
  const Subject subject(context);
  const auto& parameters = subject.manifest().parameters;
  if (parameters.empty()) throw NotApplicable{"it has no parameters"};
  World world;
  const auto rig = subject.rig(world);
  rig->run(kChangeSteps, subject.exchange());
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    for (const double value :
         {ends_of(parameters[i]).high, ends_of(parameters[i]).low, parameters[i].initial}) {
      rig->set_parameter(i, value);
      if (parameters[i].at_restart) demand(rig->reconfigure());
      require_like_fresh(*rig, subject.exchange(), fmt::format("{} became {}", parameters[i].name, value));
    }
    if (const std::string found = not_finite(*rig); !found.empty()) {
      throw Failure{found + " after changes of " + parameters[i].name};
    }
  }
  return fmt::format("{} parameters", parameters.size());
}

std::string try_parameters(const Subject& subject, World& world, const city::City& city,
                           const std::vector<double>& values, const std::string& what) {
  Rig rig(world, subject.code(), city, subject.seed(), values);
  const std::string refusal = rig.run_or_refuse(kChangeSteps, subject.exchange());
  if (!refusal.empty()) return refusal;
  if (const std::string found = not_finite(rig); !found.empty()) throw Failure{found + " with " + what};
  return {};
}

// Every parameter alone at one end of its range, then all together; only the last may be refused.
std::string steps_at_ends(const Context& context, double Ends::*end, const std::string& name) {
  const Subject subject(context);
  World world;
  const city::City city = subject.city();
  subject.rig(world)->run(
      kChangeSteps, subject.exchange());  // what is refused with initial values, is not refused for these
  std::vector<double> all = initial_parameters(subject.manifest());
  std::size_t count = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Parameter& parameter = subject.manifest().parameters[i];
    const Ends ends = ends_of(parameter);
    if (ends.low == ends.high) continue;
    ++count;
    all[i] = ends.*end;
    std::vector<double> one = initial_parameters(subject.manifest());
    one[i] = ends.*end;
    const std::string refusal =
        try_parameters(subject, world, city, one, fmt::format("{} = {}", parameter.name, one[i]));
    if (!refusal.empty()) {
      throw Failure{fmt::format("{} = {} is in its declared range and yet refused: {}", parameter.name,
                                one[i], refusal)};
    }
  }
  if (count == 0) throw NotApplicable{"no parameter has a range"};
  const std::string refusal = try_parameters(subject, world, city, all, "all parameters at their " + name);
  return refusal.empty() ? fmt::format("{} parameters", count)
                         : "each alone works; together refused: " + refusal;
}

std::string steps_at_lowest_parameters(const Context& context) {
  return steps_at_ends(context, &Ends::low, "lowest");
}
std::string steps_at_highest_parameters(const Context& context) {
  return steps_at_ends(context, &Ends::high, "highest");
}

constexpr Case kChangeCases[] = {
    {"rows_inserted_mid_run", rows_inserted_mid_run},
    {"rows_retired_mid_run", rows_retired_mid_run},
    {"every_row_retired", every_row_retired},
    {"reconfigured_equals_fresh", reconfigured_equals_fresh},
    {"parameters_change_mid_run", parameters_change_mid_run},
    {"steps_at_lowest_parameters", steps_at_lowest_parameters},
    {"steps_at_highest_parameters", steps_at_highest_parameters},
};

}  // namespace

std::span<const Case> change_cases() {
  return kChangeCases;
}

}  // namespace conurb::host::check
