// SPDX-License-Identifier: Apache-2.0
#include "engine/cli/export_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "engine/base/error.hpp"
#include "engine/base/zone.hpp"
#include "engine/city/expression.hpp"
#include "engine/io/cityjson_export.hpp"
#include "engine/io/footprint_blocks.hpp"
#include "engine/io/geometry_blob.hpp"
#include "engine/io/table_export.hpp"
#include "engine/sim/recorded_city.hpp"
#include "engine/sim/stale.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/store/runs.hpp"

namespace conurb::cli {

namespace {

std::optional<std::array<double, 4>> read_box(const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::array<double, 4> box{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < box.size(); ++i) {
    const auto [next, error] = std::from_chars(at, end, box[i]);
    const bool last = i + 1 == box.size();
    if (error != std::errc() || (last ? next != end : next == end || *next != ','))
      throw WrongUsage("--bbox " + text + " is not four numbers", "",
                       "write it like --bbox 84000,446000,85000,447000");
    at = next + 1;
  }
  return box;
}

sim::TwinOptions twin_options() {
  sim::TwinOptions options;
  options.who = user_name();
  options.vocabulary = load_vocabulary();
  return options;
}

/// What is chosen stays if any part of its family is inside.
void both_in_one_family(const city::City& city, std::vector<std::uint8_t>& chosen,
                        const std::vector<std::uint8_t>& inside) {
  const auto roots = city.table("city_object").column("root").values<std::int32_t>();
  const auto root_of = [&roots](std::size_t row) {
    return roots[row] < 0 ? row : static_cast<std::size_t>(roots[row]);
  };
  std::vector<std::uint8_t> family(chosen.size(), 0);
  for (std::size_t row = 0; row < chosen.size(); ++row) {
    if (inside[row] != 0) family[root_of(row)] = 1;
  }
  for (std::size_t row = 0; row < chosen.size(); ++row) {
    if (family[root_of(row)] == 0) chosen[row] = 0;
  }
}

}  // namespace

ExportCity::ExportCity(const ExportOptions& options, const Log& log)
    : options_(options),
      log_(log),
      box_(read_box(options.bbox)),
      twin_(open_to_read(options.file, log), twin_options(), log),
      branch_(twin_.journal().branch(options.branch).ordinal),
      city_(twin_.city(branch_)) {}

void ExportCity::add_model() {
  city_.set_geometry(io::load_geometry(*twin_.file()));
  if (options_.sources.empty()) io::add_blocks(city_, twin_.options().vocabulary);
}

void ExportCity::add_results() {
  const std::optional<store::RunRecord> run = sim::latest_run(*twin_.file(), branch_);
  std::optional<Time> at;
  if (!options_.time.empty()) {
    as_option("--time", [&] { at = parse_time(options_.time, twin_.calendar().zone()); });
    if (!run) {
      throw Error(ErrorCode::not_found, fmt::format("the branch '{}' has no finished run", options_.branch),
                  options_.file, fmt::format("run it: conurb run {} SCRIPT.lua", options_.file));
    }
  }
  if (!run) return;
  if (at && (at->us < run->from_us || at->us > run->to_us)) {
    const Zone& zone = twin_.calendar().zone();
    throw WrongUsage(fmt::format("--time {} is not within the run, which goes from {} to {}", options_.time,
                                 format_time(Time{run->from_us}, zone, TimeFormat::minute),
                                 format_time(Time{run->to_us}, zone, TimeFormat::minute)));
  }
  if (store::Runs(*twin_.file()).recorded(run->id).empty()) return;
  sim::add_results(*twin_.file(), *run, at, city_);
  for (const std::string& reason : sim::stale_reasons(*twin_.file(), *run))
    log_.warning("the results of '{}' are stale: {}", options_.branch, reason);
}

std::string ExportCity::table() const {
  if (options_.tables.size() > 1) throw WrongUsage("--table names several tables, and this format takes one");
  return options_.tables.empty() ? "building" : options_.tables.front();
}

std::vector<std::int64_t> ExportCity::chosen(const std::string& table) const {
  city::BindOptions bind;
  const UnitSystem& units = twin_.units();
  bind.convert = [&units](double value, std::string_view from, std::string_view to) {
    return units.convert(value, units.parse(from), units.parse(to));
  };
  const std::string where = options_.where.empty() ? "true" : options_.where;
  return city::Expression::parse(where).bind(city_, table, bind).select();
}

std::vector<std::int64_t> ExportCity::rows(const std::string& table) const {
  std::vector<std::int64_t> rows = chosen(table);
  if (!box_) return rows;
  const auto& [x0, y0, x1, y1] = *box_;
  std::vector<std::int64_t> inside, both;
  as_option("--bbox", [&] { inside = io::rows_in_box(city_, table, x0, y0, x1, y1); });
  std::set_intersection(rows.begin(), rows.end(), inside.begin(), inside.end(), std::back_inserter(both));
  return both;
}

std::vector<std::uint8_t> ExportCity::objects() const {
  std::vector<std::uint8_t> wanted;
  if (city_.find("city_object") < 0) return wanted;  // told by the export
  if (!options_.where.empty()) wanted = io::objects_of_rows(city_, table(), chosen(table()));
  if (!box_) return wanted;
  const auto& [x0, y0, x1, y1] = *box_;
  std::vector<std::uint8_t> inside;
  as_option("--bbox", [&] { inside = io::objects_in_box(city_, x0, y0, x1, y1); });
  if (wanted.empty()) return inside;
  both_in_one_family(city_, wanted, inside);
  return wanted;
}

std::string ExportCity::attribution() {
  return store::Catalogue(*twin_.file()).attribution();
}

}  // namespace conurb::cli
