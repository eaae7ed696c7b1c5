// SPDX-License-Identifier: Apache-2.0
// How rows are shown: one JSON object a line, or a table for people.
#pragma once

#include <string>
#include <vector>

#include "tests/bench/bench.hpp"

namespace conurb::bench {

/// {id, value, unit, op, limit}, or {id, skipped}.
[[nodiscard]] Json to_json(const Outcome& outcome);

/// Id, value, unit, bar, met or MISSED, and what it is held against, on stdout.
void print_outcomes(const std::vector<Outcome>& outcomes);

/// Id, unit, bar and what is measured, on stdout.
void print_rows(const std::vector<Row>& rows);
[[nodiscard]] Json to_json(const Row& row);

}  // namespace conurb::bench
