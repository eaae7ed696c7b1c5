// SPDX-License-Identifier: Apache-2.0
// Rows as scripts name them and as columns hold them.
#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/script/scenario_state.hpp"

namespace conurb::script {

std::int64_t row_in(const ScenarioState& state, std::string_view table_name, std::string_view name,
                    const Value& value) {
  const city::Table& table = state.city().table(table_name);
  std::optional<city::Id> id;
  if (const auto* given = value.get_if<std::int64_t>()) id = *given;
  if (const auto* object = value.get_if<ObjectRef>()) {
    const RowsProxy* rows = object->get<RowsProxy>();
    if (rows != nullptr && rows->table == table_name && rows->ids.size() == 1) id = rows->ids.front();
  }
  if (!id || table.row_of(*id) < 0) {
    throw Error(ErrorCode::invalid_argument, fmt::format("'{}' must be one row of '{}'", name, table_name),
                "", fmt::format("give its id, or the row itself: city.{}[\"…\"]", table_name));
  }
  return table.row_of(*id);
}

Value id_in(const ScenarioState& state, std::string_view table, const city::Value& value) {
  const auto* row = std::get_if<std::int64_t>(&value);
  if (row == nullptr || table.empty()) return to_script(value);
  const auto ids = state.city().table(table).ids();
  if (*row < 0 || static_cast<std::size_t>(*row) >= ids.size()) return {};
  return Value(std::int64_t{ids[static_cast<std::size_t>(*row)]});
}

city::Value cell_to_city(const ScenarioState& state, const city::ColumnSpec& column, const Value& value) {
  if (column.refers_to.empty() || value.is_nil()) return to_city(value);
  return row_in(state, column.refers_to, column.name, value);
}

Value cell_to_script(const ScenarioState& state, const city::ColumnSpec& column, const city::Value& value) {
  return id_in(state, column.refers_to, value);
}

}  // namespace conurb::script
