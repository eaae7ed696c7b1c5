// SPDX-License-Identifier: Apache-2.0
#include "engine/city/city.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb::city {

City::City(std::shared_ptr<BufferPool> pool)
    : context_{std::move(pool), std::make_shared<RevisionSource>()} {}

Table& City::edit(std::size_t index) {
  std::shared_ptr<Table>& table = tables_[index];
  if (table.use_count() > 1) table = std::make_shared<Table>(*table);
  return *table;
}

std::int32_t City::find(std::string_view table) const {
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    if (tables_[i]->name() == table) return static_cast<std::int32_t>(i);
  }
  return -1;
}

std::size_t City::index_of(std::string_view table) const {
  if (const std::int32_t found = find(table); found >= 0) return static_cast<std::size_t>(found);
  std::vector<std::string> names;
  for (const auto& known : tables_) names.push_back(known->name());
  std::string remedy = did_you_mean(table, names);
  if (remedy.empty())
    remedy = names.empty() ? "it has none yet: import a file first" : "it has: " + join(names, ", ");
  throw Error(ErrorCode::not_found, fmt::format("the city has no table '{}'", table), "", remedy);
}

std::size_t City::add_table(const TableSpec& spec) {
  const std::int32_t found = find(spec.name);
  if (found < 0) {
    tables_.push_back(std::make_shared<Table>(spec, context_));
    return tables_.size() - 1;
  }
  const auto index = static_cast<std::size_t>(found);
  if (tables_[index]->spec().kind != spec.kind) {
    throw Error(ErrorCode::incompatible,
                fmt::format("table '{}' is of kind {}, declared as {}", spec.name,
                            to_string(tables_[index]->spec().kind), to_string(spec.kind)));
  }
  Table& table = edit(index);
  for (const ColumnSpec& column : spec.columns) table.add_column(column);
  return index;
}

void City::validate() const {
  for (const auto& table : tables_) table->validate();
}

}  // namespace conurb::city
