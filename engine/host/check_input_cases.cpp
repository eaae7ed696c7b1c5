// SPDX-License-Identifier: Apache-2.0
// Cities that are small, empty, full of holes or full of tiny numbers: a plugin steps on or says why not.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "engine/host/check_case.hpp"
#include "engine/host/check_compare.hpp"

namespace conurb::host::check {

namespace {

constexpr int kInputSteps = 3;

// Either works and leaves numbers, or is refused with a text.
std::string survive(const Subject& subject, const CityRecipe& recipe) {
  World world;
  const auto rig = subject.rig(world, recipe);
  const std::string refusal = rig->run_or_refuse(kInputSteps, subject.exchange());
  if (!refusal.empty()) return "refused: " + refusal;
  if (const std::string found = not_finite(*rig); !found.empty()) throw Failure{found};
  return fmt::format("{} steps", kInputSteps);
}

bool has_kind(const city::City& city, city::TableKind kind) {
  for (std::size_t i = 0; i < city.table_count(); ++i) {
    if (city.table(i).spec().kind == kind) return true;
  }
  return false;
}

bool reads_any(const Manifest& manifest, bool floats) {
  return std::any_of(manifest.columns.begin(), manifest.columns.end(), [floats](const ColumnUse& use) {
    return use.access == Access::read && (!floats || city::is_float(use.spec.scalar));
  });
}

std::string empty_tables(const Context& context) {
  return survive(Subject(context), {.rows = 0});
}

std::string empty_series(const Context& context) {
  const Subject subject(context);
  if (!has_kind(subject.city(), city::TableKind::series)) throw NotApplicable{"it uses no series"};
  return survive(subject, {.series_rows = 0});
}

std::string short_series(const Context& context) {
  const Subject subject(context);
  if (!has_kind(subject.city(), city::TableKind::series)) throw NotApplicable{"it uses no series"};
  return survive(subject, {.series_rows = 1});  // ends long before the run begins
}

std::string one_row(const Context& context) {
  return survive(Subject(context), {.rows = 1});
}

std::string optional_columns_absent(const Context& context) {
  const Subject subject(context);
  const auto& columns = subject.manifest().columns;
  if (std::none_of(columns.begin(), columns.end(), [](const ColumnUse& use) { return use.optional; })) {
    throw NotApplicable{"all that it uses is needed"};
  }
  World world;
  subject.rig(world)->run(1, subject.exchange());
  const auto rig = subject.rig(world, {.optional = false});
  const std::string refusal = rig->run_or_refuse(kInputSteps, subject.exchange());
  if (!refusal.empty()) throw Failure{"what is optional is missing, and it refuses: " + refusal};
  if (const std::string found = not_finite(*rig); !found.empty()) throw Failure{found};
  return fmt::format("{} steps", kInputSteps);
}

std::string missing_values(const Context& context) {
  const Subject subject(context);
  if (!reads_any(subject.manifest(), false)) throw NotApplicable{"it reads no columns"};
  return survive(subject, {.inputs = Inputs::missing});
}

std::string zero_values(const Context& context) {
  const Subject subject(context);
  if (!reads_any(subject.manifest(), false)) throw NotApplicable{"it reads no columns"};
  return survive(subject, {.inputs = Inputs::zero});
}

std::string denormal_values(const Context& context) {
  const Subject subject(context);
  if (!reads_any(subject.manifest(), true)) throw NotApplicable{"it reads no floating-point columns"};
  return survive(subject, {.inputs = Inputs::denormal});
}

constexpr Case kInputCases[] = {
    {"empty_tables", empty_tables},
    {"empty_series", empty_series},
    {"short_series", short_series},
    {"one_row", one_row},
    {"optional_columns_absent", optional_columns_absent},
    {"missing_values", missing_values},
    {"zero_values", zero_values},
    {"denormal_values", denormal_values},
};

}  // namespace

std::span<const Case> input_cases() {
  return kInputCases;
}

}  // namespace conurb::host::check
