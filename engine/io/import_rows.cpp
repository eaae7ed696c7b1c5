// SPDX-License-Identifier: Apache-2.0
#include "engine/io/import_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "engine/io/import_measures.hpp"

namespace conurb::io {

using city::Table;
using store::Identity;

namespace {

std::vector<Identity> known_identities(const CityImport::State& state, const std::string& source,
                                       const std::string& table) {
  const auto of_source = state.known.rows.find(source);
  if (of_source == state.known.rows.end()) return {};
  const auto of_table = of_source->second.find(table);
  return of_table == of_source->second.end() ? std::vector<Identity>{} : of_table->second;
}

bool less_external(const Identity& a, const Identity& b) {
  return a.external < b.external;
}

}  // namespace

std::vector<std::int64_t> place_rows(CityImport::State& state, Table& table, std::size_t source,
                                     const std::vector<std::string>& externals) {
  ImportedSource& imported = state.sources[source];
  const std::vector<Identity> known = known_identities(state, imported.record.name, table.name());
  std::vector<std::size_t> order(externals.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return externals[a] < externals[b]; });

  std::vector<std::int64_t> rows(externals.size(), -1), gone;
  std::vector<Identity> identities;
  auto next = order.begin();
  for (const Identity& each : known) {  // both ascend by external id
    while (next != order.end() && externals[*next] < each.external) ++next;
    const std::int64_t row = table.row_of(each.id);
    if (row < 0) continue;
    if (next != order.end() && externals[*next] == each.external) {
      rows[*next] = row;
    } else if (table.alive()[static_cast<std::size_t>(row)] != 0) {
      gone.push_back(row);
      identities.push_back({each.external, 0});  // comes back as another row, if ever
    }
  }
  const std::int64_t first = table.rows();
  std::int64_t count = 0;
  for (std::int64_t& row : rows) {
    if (row < 0) row = first + count++;
  }
  table.insert(count, 0);
  std::sort(gone.begin(), gone.end());
  table.retire(gone);
  imported.inserted[table.name()] += count;
  imported.updated[table.name()] += static_cast<std::int64_t>(externals.size()) - count;
  imported.retired[table.name()] += static_cast<std::int64_t>(gone.size());
  for (std::size_t i = 0; i < externals.size(); ++i) {
    identities.push_back({externals[i], table.ids()[static_cast<std::size_t>(rows[i])]});
  }
  std::sort(identities.begin(), identities.end(), less_external);
  imported.rows[table.name()] = std::move(identities);
  return rows;
}

void RowFill::shapes(const std::vector<std::vector<double>>& shapes) {
  std::vector<std::pair<std::int64_t, std::size_t>> places;
  for (std::size_t i = 0; i < rows_.size(); ++i) places.emplace_back(rows_[i], i);
  std::sort(places.begin(), places.end());
  replace_shapes(state_, table_, places,
                 [&shapes](std::size_t i) { return std::span<const double>(shapes[i]); });
}

void RowFill::tell_refused(const std::string& column, std::size_t count) {
  state_.find(source_, Severity::warning, "", "value.range",
              fmt::format("{} value(s) of {}.{} are out of range: left empty", count, table_.name(), column));
}

}  // namespace conurb::io
