// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/recorded_city.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/base/text.hpp"
#include "engine/sim/run_record.hpp"
#include "engine/store/runs.hpp"

namespace conurb::sim {

namespace {

using city::Scalar;

constexpr std::string_view kRows = "_rows";  // beside a column of which chosen rows are recorded: which

/// The records of a column at the last exchange in a range at which it has any.
std::optional<store::Recorded> last_record(const store::Runs& runs, std::int64_t run,
                                           const store::RecordedColumn& column, std::int64_t last_exchange) {
  store::RecordedQuery query;
  query.table = column.table;
  query.column = column.column;
  query.last_exchange = std::min(last_exchange, column.last_exchange);
  // Looked for backwards in growing steps: a column may be recorded at every exchange, or once a month.
  for (std::int64_t step = 1; query.last_exchange >= column.first_exchange; step *= 4) {
    query.first_exchange = std::max(column.first_exchange, query.last_exchange - step + 1);
    try {
      return runs.read(run, query);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::not_found) throw;
    }
    query.last_exchange = query.first_exchange - 1;
  }
  return std::nullopt;
}

class Results {
 public:
  Results(const store::CityFile& file, const store::RunRecord& run, city::City& city)
      : runs_(file), run_(run), city_(city) {
    const Json record = Json::parse(run.json, nullptr, false);
    if (record.is_object()) told_ = record.value("columns", Json::object());
  }

  std::vector<std::string> add(std::int64_t last_exchange) {
    std::vector<std::string> added;
    const std::vector<store::RecordedColumn> all = runs_.recorded(run_.id);
    for (const store::RecordedColumn& column : all) {
      if (is_list_of_rows(all, column)) continue;
      const std::int64_t last = column.only_at(run_.saved_exchange) ? run_.saved_exchange : last_exchange;
      const std::optional<store::Recorded> recorded = last_record(runs_, run_.id, column, last);
      if (!recorded || recorded->list) continue;
      make_room(column.table, *recorded);
      put(column, *recorded, rows_of(all, column, *recorded));
      added.push_back(column.table + "." + column.column);
    }
    return added;
  }

 private:
  /// A table that the city has not is one that a plugin made for the run: its rows are those recorded.
  void make_room(const std::string& table, const store::Recorded& recorded) {
    if (city_.find(table) < 0) {
      city::TableSpec spec;
      spec.name = table;
      spec.kind = city::TableKind::particles;  // they came and went with the run
      spec.description = "Rows of a run";
      city_.add_table(spec);
      made_.insert(table);
    }
    if (!made_.contains(table)) return;
    const std::int64_t rows = recorded.first_row + recorded.rows.back();
    city::Table& made = city_.edit(table);
    if (made.rows() < rows) made.insert(rows - made.rows(), 0);
  }

  static const store::RecordedColumn* find(const std::vector<store::RecordedColumn>& all,
                                           const std::string& table, const std::string& column) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const store::RecordedColumn& each) {
      return each.table == table && each.column == column;
    });
    return found == all.end() ? nullptr : &*found;
  }

  static bool is_list_of_rows(const std::vector<store::RecordedColumn>& all,
                              const store::RecordedColumn& column) {
    if (!column.column.ends_with(kRows)) return false;
    return find(all, column.table, column.column.substr(0, column.column.size() - kRows.size())) != nullptr;
  }

  /// Row of the table for each value; empty where value n is row n.
  std::vector<std::int64_t> rows_of(const std::vector<store::RecordedColumn>& all,
                                    const store::RecordedColumn& column, const store::Recorded& values) {
    const store::RecordedColumn* rows = find(all, column.table, column.column + std::string(kRows));
    if (rows == nullptr) return {};
    const auto recorded = last_record(runs_, run_.id, *rows, values.exchanges.back());
    if (!recorded || recorded->rows.back() != values.rows.back())
      throw Error(ErrorCode::bad_data, fmt::format("run {}: the rows of {}.{} are not all there", run_.id,
                                                   column.table, column.column));
    const auto list = recorded->at<std::int64_t>(recorded->exchanges.size() - 1);
    return {list.begin(), list.end()};
  }

  /// As the run record tells it; what a policy condensed is told by the column that it was made of.
  city::ColumnSpec spec_of(const store::RecordedColumn& column, const store::Recorded& recorded) const {
    city::ColumnSpec spec;
    spec.name = column.column;
    spec.scalar = recorded.scalar;
    spec.nullable = true;
    spec.role = city::Role::output;
    std::string told = column.table + "." + column.column;
    std::string what;
    for (const auto& [end, words] :
         {std::pair{"_day_mean", ", mean of the day"}, std::pair{"_day_peak", ", highest of the day"}}) {
      if (told_.contains(told) || !told.ends_with(end)) continue;
      told.resize(told.size() - std::strlen(end));
      what = words;
    }
    const auto found = told_.find(told);
    if (found == told_.end() || !found->is_object()) return spec;
    spec.unit = found->value("unit", "1");
    spec.display_unit = found->value("display_unit", "");
    spec.description = found->value("description", "") + what;
    spec.refers_to = found->value("refers_to", "");
    return spec;
  }

  void put(const store::RecordedColumn& name, const store::Recorded& recorded,
           const std::vector<std::int64_t>& rows) {
    city::Table& table = city_.edit(name.table);
    const city::ColumnSpec spec = spec_of(name, recorded);
    // A column that is there already keeps its spec: the plugin that declared it may be loaded.
    const auto index = table.find(spec.name) ? table.index_of(spec.name) : table.add_column(spec);
    city::Column& column = table.column(index);
    if (column.spec().scalar != recorded.scalar || column.spec().list) {
      throw Error(
          ErrorCode::incompatible,
          fmt::format("run {} recorded {}.{} as {}, and the city has it as {}", run_.id, name.table,
                      name.column, city::to_string(recorded.scalar), city::to_string(column.spec().scalar)),
          "", "run it again");
    }
    const std::size_t at = recorded.exchanges.size() - 1;
    const std::size_t size = city::size_of(recorded.scalar);
    std::vector<std::int32_t> codes;
    const std::byte* from = recorded.values[at].data();
    if (recorded.scalar == Scalar::text) {
      for (const std::int32_t code : recorded.at<std::int32_t>(at))
        codes.push_back(code < 0 ? code : column.intern(recorded.texts[static_cast<std::size_t>(code)]));
      from = reinterpret_cast<const std::byte*>(codes.data());
    }
    std::byte* const to = column.modify_bytes();
    clear(column, to);
    for (std::int64_t n = 0; n < recorded.rows[at]; ++n) {
      const std::int64_t row = rows.empty() ? recorded.first_row + n : rows[static_cast<std::size_t>(n)];
      if (row < 0 || row >= table.rows()) continue;  // born during the run
      std::memcpy(to + static_cast<std::size_t>(row) * size, from + static_cast<std::size_t>(n) * size, size);
    }
    table.mark_changed(index);
  }

  static void clear(const city::Column& column, std::byte* data) {
    const auto rows = static_cast<std::size_t>(column.rows());
    constexpr auto kUnset = std::numeric_limits<double>::quiet_NaN();
    switch (column.spec().scalar) {
      case Scalar::f64: std::fill_n(reinterpret_cast<double*>(data), rows, kUnset); break;
      case Scalar::f32: std::fill_n(reinterpret_cast<float*>(data), rows, static_cast<float>(kUnset)); break;
      case Scalar::text:
      case Scalar::ref: std::fill_n(reinterpret_cast<std::int32_t*>(data), rows, -1); break;
      default: std::memset(data, 0, rows * city::size_of(column.spec().scalar));
    }
  }

  store::Runs runs_;
  const store::RunRecord& run_;
  city::City& city_;
  std::set<std::string> made_;
  Json told_;
};

}  // namespace

std::optional<store::RunRecord> latest_run(const store::CityFile& file, std::int32_t branch) {
  const std::vector<store::RunRecord> runs = store::Runs(file).list();
  const auto found = std::find_if(runs.rbegin(), runs.rend(), [branch](const store::RunRecord& run) {
    return run.branch == branch && run.status == store::RunStatus::done;
  });
  return found == runs.rend() ? std::nullopt : std::optional(*found);
}

std::vector<std::string> add_results(const store::CityFile& file, const store::RunRecord& run,
                                     std::optional<Time> at, city::City& city) {
  std::int64_t last = run.saved_exchange;
  if (at) {
    last = -1;
    for (const store::Exchange& exchange : store::Runs(file).exchanges(run.id)) {
      if (exchange.time_us <= at->us) last = exchange.number;
    }
  }
  std::vector<std::string> added;
  if (last >= 0) added = Results(file, run, city).add(last);
  if (added.empty()) {
    throw Error(ErrorCode::not_found,
                at ? "the run has recorded nothing by that time" : "the run has recorded nothing",
                file.path().string(), "give a time within the run");
  }
  return added;
}

}  // namespace conurb::sim
