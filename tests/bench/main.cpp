// SPDX-License-Identifier: Apache-2.0
// conurb_bench [--json] [--list] [AREA...]: measures what the areas name and shows each figure beside its
// bar. Exit code 0 if all was measured (a missed bar is a result, no failure), 1 if a measurement failed, 2
// for a wrong argument.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>

#include "engine/base/json.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/report.hpp"

namespace {

using namespace conurb;         // NOLINT: a program
using namespace conurb::bench;  // NOLINT

constexpr int kDone = 0, kFailed = 1, kWrongUsage = 2;

struct Arguments {
  bool json = false;
  bool list = false;
  std::vector<std::string> filters;  // empty: everything
};

std::vector<Row> wanted_rows(const Group& group, const std::vector<std::string>& filters) {
  std::vector<Row> rows;
  for (const Row& row : group.rows) {
    const bool wanted = filters.empty() || std::any_of(filters.begin(), filters.end(), [&](const auto& each) {
                          return selects(each, row.id);
                        });
    if (wanted) rows.push_back(row);
  }
  return rows;
}

int list_rows(const Benchmarks& benchmarks, const Arguments& arguments) {
  std::vector<Row> rows;
  for (const Group& group : benchmarks.groups()) {
    for (const Row& row : wanted_rows(group, arguments.filters)) rows.push_back(row);
  }
  if (!arguments.json) {
    print_rows(rows);
    return kDone;
  }
  for (const Row& row : rows) std::printf("%s\n", to_json(row).dump().c_str());
  return kDone;
}

/// Measures one group; what it throws is told and makes the program end with 1, after the other groups.
std::vector<Outcome> measure(const Group& group, const std::vector<Row>& rows, bool& failed) {
  tell(fmt::format("measuring {}{}", rows.front().id, rows.size() > 1 ? " and what goes with it" : ""));
  Results results(rows);
  std::string reason;
  try {
    group.measure(results);
  } catch (const Skip& skip) {
    reason = skip.reason;
  } catch (const std::exception& error) {
    reason = std::string("failed: ") + error.what();
    failed = true;
    tell(reason);
  }
  return results.take(reason);
}

int measure_rows(const Benchmarks& benchmarks, const Arguments& arguments) {
  std::vector<Outcome> outcomes;
  bool failed = false;
  for (const Group& group : benchmarks.groups()) {
    const std::vector<Row> rows = wanted_rows(group, arguments.filters);
    if (rows.empty()) continue;
    for (const Outcome& outcome : measure(group, rows, failed)) {
      if (arguments.json) {
        std::printf("%s\n", to_json(outcome).dump().c_str());
        std::fflush(stdout);
      }
      outcomes.push_back(outcome);
    }
  }
  if (!arguments.json) print_outcomes(outcomes);
  std::fflush(stdout);
  const auto missed = std::count_if(outcomes.begin(), outcomes.end(),
                                    [](const Outcome& outcome) { return outcome.missed(); });
  const auto skipped = std::count_if(outcomes.begin(), outcomes.end(),
                                     [](const Outcome& outcome) { return !outcome.skipped.empty(); });
  tell(fmt::format("{} rows, {} missed, {} skipped", outcomes.size(), missed, skipped));
  return failed ? kFailed : kDone;
}

void print_usage(const Benchmarks& benchmarks) {
  std::printf(
      "usage: conurb_bench [--json] [--list] [AREA...]\n\n"
      "Measures the areas, or the rows whose id begins with AREA, such as core.parse; all without an AREA.\n"
      "  --json   one object a line: {id, value, unit, op, limit}, or {id, skipped}\n"
      "  --list   what the rows measure, without measuring\n\nAreas: %s\nExample: conurb_bench core.step\n",
      fmt::format("{}", fmt::join(benchmarks.areas(), ", ")).c_str());
}

/// A filter that selects nothing is told with the areas that there are.
bool check_filters(const Benchmarks& benchmarks, const std::vector<std::string>& filters) {
  for (const std::string& filter : filters) {
    const bool known = std::any_of(benchmarks.groups().begin(), benchmarks.groups().end(),
                                   [&](const Group& group) { return !wanted_rows(group, {filter}).empty(); });
    if (known) continue;
    tell(fmt::format("conurb_bench: no area or row '{}'; the areas are: {}; see --list", filter,
                     fmt::join(benchmarks.areas(), ", ")));
    return false;
  }
  return true;
}

int run_as_child(const Benchmarks& benchmarks, const std::vector<std::string>& words) {
  const Child* child = words.size() > 1 ? benchmarks.child(words[1]) : nullptr;
  if (child == nullptr) return kWrongUsage;
  std::printf("%s\n", (*child)(std::span(words).subspan(2)).dump().c_str());
  return kDone;
}

int run(const std::vector<std::string>& words) {
  const Benchmarks benchmarks = all_benchmarks();
  if (!words.empty() && words[0] == "--child") return run_as_child(benchmarks, words);
  Arguments arguments;
  for (const std::string& word : words) {
    if (word == "--json") {
      arguments.json = true;
    } else if (word == "--list") {
      arguments.list = true;
    } else if (word == "--help" || word == "-h") {
      print_usage(benchmarks);
      return kDone;
    } else {
      arguments.filters.push_back(word);
    }
  }
  if (!check_filters(benchmarks, arguments.filters)) return kWrongUsage;
  return arguments.list ? list_rows(benchmarks, arguments) : measure_rows(benchmarks, arguments);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "conurb_bench: %s\n", error.what());
  } catch (const Skip& skip) {
    std::fprintf(stderr, "conurb_bench: %s\n", skip.reason.c_str());
  }
  return kFailed;
}
