// SPDX-License-Identifier: Apache-2.0
// city, city.<table>: finding rows and adding some.
#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/city/expression.hpp"
#include "engine/script/scenario_state.hpp"

namespace conurb::script {

namespace {

const city::Table& table_of(const TableProxy& proxy) {
  return proxy.state->city().table(proxy.table);
}

RowsProxy select(const TableProxy& proxy, std::string_view selection) {
  RowsProxy rows{proxy.state, proxy.table, std::string(selection), {}, false};
  const city::Table& table = table_of(proxy);
  const auto ids = table.ids();
  for (const std::int64_t row : city::Expression::parse(selection)
                                    .bind(proxy.state->city(), proxy.table, bind_options(*proxy.state))
                                    .select()) {
    rows.ids.push_back(ids[static_cast<std::size_t>(row)]);
  }
  return rows;
}

RowsProxy all_rows(const TableProxy& proxy) {
  RowsProxy rows{proxy.state, proxy.table, "", {}, false};
  const city::Table& table = table_of(proxy);
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
    if (table.alive()[row] != 0) rows.ids.push_back(table.ids()[row]);
  }
  return rows;
}

// A row by the name that its source gave it, or by its number.
RowsProxy row_by_key(const TableProxy& proxy, const Value& key) {
  const city::Table& table = table_of(proxy);
  RowsProxy found{proxy.state, proxy.table, "", {}, true};
  if (const auto* id = key.get_if<std::int64_t>()) {
    if (table.row_of(*id) < 0) {
      throw Error(ErrorCode::not_found, fmt::format("'{}' has no row with id {}", proxy.table, *id));
    }
    found.ids = {*id};
    return found;
  }
  const auto* name = key.get_if<std::string>();
  const auto column = table.find("object_id");
  if (name == nullptr || !column) {
    throw Error(ErrorCode::not_found, fmt::format("rows of '{}' are found by id or selection", proxy.table),
                "", fmt::format("write city.{}:where(\"…\") or city.{}[17]", proxy.table, proxy.table));
  }
  const city::Column& names = table.column(*column);
  const std::int32_t code = names.dictionary().find(*name);
  const auto codes = names.values<std::int32_t>();
  for (std::size_t row = 0; code >= 0 && row < static_cast<std::size_t>(table.rows()); ++row) {
    if (codes[row] != code || table.alive()[row] == 0) continue;
    found.ids = {table.ids()[row]};
    return found;
  }
  std::string remedy = fmt::format("see `conurb info`; city.{}:where(\"…\") selects by columns", proxy.table);
  if (table.find(*name))
    remedy = fmt::format("'{}' is a column: read it from rows, as in city.{}:all():values(\"{}\")", *name,
                         proxy.table, *name);
  throw Error(ErrorCode::not_found, fmt::format("'{}' has no row '{}'", proxy.table, *name), "", remedy);
}

void insert(const TableProxy& proxy, Call& call) {
  sim::InsertCommand command;
  command.table = proxy.table;
  const Value value = call.value("row");
  for (const auto& [column, cell] : value.get_if<TableValue>()->fields) {
    command.columns.push_back(column);
    const bool known =
        table_of(proxy).find(column).has_value();  // the command tells of one that is not there
    command.values.push_back(known ? cell_to_city(*proxy.state, table_of(proxy).column(column).spec(), cell)
                                   : to_city(cell));
  }
  const std::int64_t before = table_of(proxy).rows();
  proxy.state->execute(command);
  const city::Table& table = table_of(proxy);
  RowsProxy rows{proxy.state, proxy.table, "", {}, true};
  // In a live branch the row appears with the next exchange; its id is known already.
  const auto& entry = proxy.state->twin->journal().entries().back();
  rows.ids = {table.rows() > before ? table.ids()[static_cast<std::size_t>(before)] : entry.ids.front()};
  call.give_object(std::move(rows));
}

void add_table_type(Api& api) {
  api.type<TableProxy>({.name = "Table",
                        .summary = "A table of the city: buildings, links, sensors …",
                        .example = "local buildings = city.building"})
      .method({.name = "where",
               .summary = "The rows for which a line of the selection language holds.",
               .params = {{"selection", "string", "", "", "What must hold, over the table's columns."}},
               .returns = {{"Rows", "", "The rows as they are now; later changes do not add any."}},
               .example = "local old = city.building:where(\"year_of_construction < 1975\")",
               .errors = {"A column that is not there is named, with the nearest one that is."}},
              [](TableProxy& self, Call& call) { call.give_object(select(self, call.text("selection"))); })
      .method({.name = "all",
               .summary = "All rows that are part of the city.",
               .returns = {{"Rows", "", "The rows."}},
               .example = "city.building:all().wall_u_value = 0.3"},
              [](TableProxy& self, Call& call) { call.give_object(all_rows(self)); })
      .method({.name = "count",
               .summary = "How many rows there are, or for how many a selection holds.",
               .params = {{"selection", "string?", "", "", "What must hold."}},
               .returns = {{"integer", "", "The number of rows."}},
               .example = "print(city.building:count(\"height > 20\"))"},
              [](TableProxy& self, Call& call) {
                call.give(call.has("selection")
                              ? static_cast<std::int64_t>(select(self, call.text("selection")).ids.size())
                              : table_of(self).alive_rows());
              })
      .method({.name = "total",
               .summary = "The value of a total over the table.",
               .params = {{"expression", "string", "", "",
                           "A total of the selection language: sum, mean, min, max, count …"}},
               .returns = {{"number", "", "The value in the columns' units."}},
               .example =
                   "print(city.building:total(\"sum(floor_area where function == \\\"residential\\\")\"))"},
              [](TableProxy& self, Call& call) {
                call.give(city::Expression::parse(call.text("expression"))
                              .bind(self.state->city(), self.table, bind_options(*self.state))
                              .evaluate_scalar()
                              .value);
              })
      .method({.name = "insert",
               .summary = "Adds a row.",
               .params = {{"row", "table", "", "",
                           "Values by column; what is not given gets the column's default."}},
               .returns = {{"Rows", "", "The new row."}},
               .example = "city.building:insert { object_id = \"new-school\", height = 12 }"},
              [](TableProxy& self, Call& call) { insert(self, call); })
      .index({.name = "row",
              .summary = "The row of that name (its object_id) or number.",
              .params = {{"key", "any", "", "", "Name or id."}},
              .returns = {{"Rows", "", "The row."}},
              .example = "city.building[\"NL.IMBAG.Pand.0503100000012869\"].height = 14"},
             [](TableProxy& self, Call& call) { call.give_object(row_by_key(self, call.value("key"))); })
      .text([](const TableProxy& self) { return "city." + self.table; })
      .length([](const TableProxy& self) { return table_of(self).alive_rows(); });
}

}  // namespace

city::BindOptions bind_options(const ScenarioState& state) {
  city::BindOptions options;
  options.convert = [twin = state.twin](double value, std::string_view from, std::string_view to) {
    return twin->units().convert(value, twin->units().parse(from), twin->units().parse(to));
  };
  return options;
}

void add_city_api(Api& api, ScenarioState* state) {
  add_table_type(api);
  api.type<CityProxy>({.name = "City",
                       .summary = "The city as the script's scenario has it; before scenario{} the base.",
                       .example = "print(#city.building)"})
      .index({.name = "table",
              .summary = "A table by its name.",
              .params = {{"name", "string", "", "", "Name of the table."}},
              .returns = {{"Table", "", "The table."}},
              .example = "local hours = city.weather"},
             [](CityProxy& self, Call& call) {
               const std::string name(call.text("name"));
               (void)self.state->city().table(name);
               call.give_object(TableProxy{self.state, name});
             })
      .text([](const CityProxy&) { return std::string("city"); })
      .names([](const CityProxy& self) {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < self.state->city().table_count(); ++i) {
          names.push_back(self.state->city().table(i).name());
        }
        return names;
      });
  api.object<CityProxy>({.name = "city", .type = "City", .unit = "", .summary = "The city."},
                        CityProxy{state});
}

}  // namespace conurb::script
