// SPDX-License-Identifier: Apache-2.0
// Two branches side by side, as figures: value, difference, per cent, better or worse. Everything comes from
// the file; no plugin needs to be loaded.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json.hpp"
#include "engine/base/units.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/records.hpp"

namespace conurb::sim {

enum class Verdict { better, worse, same, none };
[[nodiscard]] std::string_view to_string(Verdict verdict);

struct ComparedKpi {
  std::string id, label, description, group, unit;  ///< unit: that the values below are in
  std::string limits;                               ///< what the figure cannot tell
  double base = 0, other = 0;                       ///< NaN where a run has no value
  double difference = 0, percent = 0;               ///< NaN where it makes no sense
  Verdict verdict = Verdict::none;
  std::int64_t n = 0;
  bool suppressed = false;  ///< of a group of people too small to be told of; there are no values then
};

struct Comparison {
  std::string base_name, other_name;
  store::RunRecord base_run, other_run;
  Json base_record, other_record;  ///< the run records
  std::vector<ComparedKpi> kpis;
  std::vector<std::string> base_stale, other_stale;  ///< why figures are not those of the branch as it is now

  [[nodiscard]] bool stale() const { return !base_stale.empty() || !other_stale.empty(); }
};

/// Groups of fewer people than this are not told of (DESIGN.md, section 9).
inline constexpr std::int64_t kSmallestGroup = 10;

/// Compares the latest finished runs of two branches. Throws Error not_found if a branch or a finished run of
/// it is not there, incompatible if the two runs cover different spans.
[[nodiscard]] Comparison compare(const store::CityFile& file, const UnitSystem& units, std::string_view base,
                                 std::string_view other);

/// A head and one row a figure, for print_table and reports.
[[nodiscard]] std::vector<std::vector<std::string>> as_table(const Comparison& comparison);
[[nodiscard]] Json to_json(const Comparison& comparison);
/// What is stale and what to do, line by line; empty if nothing is.
[[nodiscard]] std::vector<std::string> stale_lines(const Comparison& comparison, const std::string& file);

/// A number as people read it: four significant figures, thousands apart ("12 340", "0.1234").
[[nodiscard]] std::string readable(double value);

}  // namespace conurb::sim
