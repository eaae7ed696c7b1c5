// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/report.hpp"

#include <fmt/format.h>

#include "engine/base/json.hpp"
#include "engine/cli/command.hpp"

namespace conurb::bench {

namespace {

std::string bar_of(const Row& row) {
  return fmt::format("{} {:.6g}", to_string(row.op), row.limit);
}

}  // namespace

Json to_json(const Outcome& outcome) {
  const Row& row = outcome.row;
  if (!outcome.skipped.empty()) return {{"id", row.id}, {"skipped", outcome.skipped}};
  return {{"id", row.id},
          {"value", outcome.value},
          {"unit", row.unit},
          {"op", std::string(to_string(row.op))},
          {"limit", row.limit}};
}

void print_outcomes(const std::vector<Outcome>& outcomes) {
  std::vector<std::vector<std::string>> table{{"id", "value", "unit", "bar", "", "held against"}};
  for (const Outcome& outcome : outcomes) {
    const Row& row = outcome.row;
    if (outcome.skipped.empty()) {
      table.push_back({row.id, fmt::format("{:.4g}", outcome.value), row.unit, bar_of(row),
                       outcome.missed() ? "MISSED" : "met", row.against});
    } else {
      table.push_back({row.id, "", row.unit, bar_of(row), "skipped", outcome.skipped});
    }
  }
  cli::print_table(table);
}

void print_rows(const std::vector<Row>& rows) {
  std::vector<std::vector<std::string>> table{{"id", "unit", "bar", "what is measured"}};
  for (const Row& row : rows) table.push_back({row.id, row.unit, bar_of(row), row.what});
  cli::print_table(table);
}

Json to_json(const Row& row) {
  return {{"id", row.id},       {"unit", row.unit}, {"op", std::string(to_string(row.op))},
          {"limit", row.limit}, {"what", row.what}, {"against", row.against}};
}

}  // namespace conurb::bench
