// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/series_cover.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "engine/base/error.hpp"

namespace conurb::sim {

namespace {

struct Cover {
  Time from, to;
};

// Length of the last interval: what the rows say, else what lies between the last two.
std::int64_t last_interval(const city::Table& table, std::int64_t last_row, std::int64_t before_us) {
  const auto row = static_cast<std::size_t>(last_row);
  const std::int64_t last_us = table.column("time").values<std::int64_t>()[row];
  if (const auto column = table.find("interval");
      column && table.column(*column).spec().scalar == city::Scalar::i64) {
    const std::int64_t said = table.column(*column).values<std::int64_t>()[row];
    if (said > 0) return said;
  }
  return before_us == std::numeric_limits<std::int64_t>::min() ? 0 : last_us - before_us;
}

std::optional<Cover> cover_of(const city::Table& table) {
  constexpr std::int64_t kUnrecorded = std::numeric_limits<std::int64_t>::min();
  const auto time = table.column("time").values<std::int64_t>();
  const auto alive = table.alive();
  std::int64_t last_row = -1, first = 0, last = kUnrecorded, before = kUnrecorded;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    if (alive[at] == 0) continue;
    first = last_row < 0 ? time[at] : std::min(first, time[at]);
    if (last_row < 0 || time[at] > last) {
      before = last;
      last = time[at];
      last_row = row;
    } else if (time[at] < last) {
      before = std::max(before, time[at]);
    }
  }
  if (last_row < 0) return std::nullopt;
  const std::string& interpolation = table.spec().interpolation;
  if (interpolation == "step") return Cover{Time{first}, Time{std::numeric_limits<std::int64_t>::max()}};
  if (interpolation == "mean of interval") last += last_interval(table, last_row, before);
  return Cover{Time{first}, Time{last}};
}

void require_driven(const Branch& branch, const host::Manifest& manifest, const city::Table& table,
                    const Zone& zone) {
  const auto said = [&zone](Time time) { return format_time(time, zone, TimeFormat::minute); };
  const std::optional<Cover> cover = cover_of(table);
  if (!cover) {
    throw Error(ErrorCode::not_found,
                fmt::format("the series '{}' has no rows, and {} needs it", table.name(), manifest.name), "",
                fmt::format("import data for '{}' first", table.name()));
  }
  const Time from = branch.time(), to = branch.options().end;
  if (cover->from <= from && cover->to >= to) return;
  const std::string to_text =
      cover->to.us == std::numeric_limits<std::int64_t>::max() ? "ever" : said(cover->to);
  throw Error(ErrorCode::not_found,
              fmt::format("the series '{}' covers {} to {}, but the run goes from {} to {} and {} needs it "
                          "all the while",
                          table.name(), said(cover->from), to_text, said(from), said(to), manifest.name),
              "",
              fmt::format("choose `from` and `to` within it, or import more of '{}' (of weather: "
                          "--weather-year says on which year it is put)",
                          table.name()));
}

}  // namespace

void require_series(const Branch& branch, const Zone& zone) {
  for (std::size_t i = 0; i < branch.plugin_count(); ++i) {
    const host::Manifest& manifest = branch.plugin(i).manifest();
    for (const host::ColumnUse& use : manifest.columns) {
      const bool needed = use.access == host::Access::read && !use.optional && use.spec.name == "time" &&
                          use.spec.scalar == city::Scalar::i64;
      const std::int32_t index = needed ? branch.city().find(manifest.tables[use.table].spec.name) : -1;
      if (index < 0) continue;
      const city::Table& table = branch.city().table(static_cast<std::size_t>(index));
      const bool driven = table.spec().kind == city::TableKind::series && table.spec().owner.empty() &&
                          table.column("time").spec().owner.empty();
      if (driven) require_driven(branch, manifest, table, zone);
    }
  }
}

}  // namespace conurb::sim
