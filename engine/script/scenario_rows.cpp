// SPDX-License-Identifier: Apache-2.0
// Rows of a table: reading columns, adding them up, changing them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/city/expression.hpp"
#include "engine/script/scenario_state.hpp"

namespace conurb::script {

namespace {

const city::Table& table_of(const RowsProxy& rows) {
  return rows.state->city().table(rows.table);
}

sim::RowChoice choice_of(const RowsProxy& rows) {
  return {rows.table, rows.selection, rows.ids};
}

void check_until(const RowsProxy& rows, const std::string& column, Time until) {
  if (table_of(rows).column(column).spec().role != city::Role::output) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("'{}' is not computed, so it has no pin that ends", column), "",
                "set it back when the time comes: run:at(\"…\", function() … end)");
  }
  if (rows.state->plan && until <= rows.state->now()) {
    throw Error(ErrorCode::invalid_argument, "the pin would end before it begins", "",
                "give a later local time");
  }
}

void set(const RowsProxy& rows, const std::string& column, const Value& value, std::optional<Time> until) {
  const city::ColumnSpec& spec = table_of(rows).column(column).spec();  // told even where no row is chosen
  if (until) check_until(rows, column, *until);
  if (rows.ids.empty()) return;
  sim::SetCommand command;
  command.rows = choice_of(rows);
  command.column = column;
  command.values = {cell_to_city(*rows.state, spec, value)};
  command.until = until;
  rows.state->execute(command);
}

// Every row's own value, changed by the same rule; nulls stay null. One entry of the journal.
template <typename Change>
void change(const RowsProxy& rows, std::string_view name, Change how) {
  const city::Table& table = table_of(rows);
  const city::Column& column = table.column(name);
  sim::SetCommand command;
  command.rows = {rows.table, rows.selection, {}};
  command.column = std::string(name);
  for (const city::Id id : rows.ids) {
    const std::int64_t row = table.row_of(id);
    if (row < 0) continue;
    const city::Value value = column.get(row);
    const auto* number = std::get_if<double>(&value);
    const auto* whole = std::get_if<std::int64_t>(&value);
    if (number == nullptr && whole == nullptr && !city::is_null(value)) {
      throw Error(ErrorCode::invalid_argument, fmt::format("'{}' holds no numbers", name));
    }
    if (city::is_null(value)) continue;
    command.rows.ids.push_back(id);
    command.values.emplace_back(how(number != nullptr ? *number : static_cast<double>(*whole)));
  }
  if (!command.rows.ids.empty()) rows.state->execute(command);
}

// Values of an expression for the rows, in their order; NaN where it is null.
std::vector<double> evaluate(const RowsProxy& rows, std::string_view expression) {
  const city::Table& table = table_of(rows);
  const city::BoundExpression bound =
      city::Expression::parse(expression).bind(rows.state->city(), rows.table, bind_options(*rows.state));
  std::vector<double> all(static_cast<std::size_t>(table.rows()));
  bound.evaluate(all);
  std::vector<double> values;
  for (const city::Id id : rows.ids) {
    const std::int64_t row = table.row_of(id);
    if (row >= 0) values.push_back(all[static_cast<std::size_t>(row)]);
  }
  std::erase_if(values, [](double value) { return std::isnan(value); });
  return values;
}

double sum_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

Value values_of(const RowsProxy& rows, std::string_view name) {
  const city::Table& table = table_of(rows);
  const city::Column& column = table.column(name);
  TableValue list;
  for (const city::Id id : rows.ids) {
    const std::int64_t row = table.row_of(id);
    list.items.push_back(row < 0 ? Value() : cell_to_script(*rows.state, column.spec(), column.get(row)));
  }
  return Value(std::move(list));
}

Value read(const RowsProxy& rows, std::string_view name) {
  if (!rows.single) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("'{}' of {} rows is no single value", name, rows.ids.size()), "",
                fmt::format("use :values(\"{}\"), :sum(\"{}\") or :mean(\"{}\")", name, name, name));
  }
  const city::Table& table = table_of(rows);
  const std::int64_t row = table.row_of(rows.ids.front());
  if (row < 0)
    throw Error(ErrorCode::not_found, fmt::format("the row {} is not there yet", rows.ids.front()));
  const city::Column& column = table.column(name);
  return cell_to_script(*rows.state, column.spec(), column.get(row));
}

RowsProxy narrowed(const RowsProxy& rows, std::string_view selection) {
  const city::Table& table = table_of(rows);
  const auto chosen = city::Expression::parse(selection)
                          .bind(rows.state->city(), rows.table, bind_options(*rows.state))
                          .select();
  RowsProxy result{rows.state,
                   rows.table,
                   rows.selection.empty() ? std::string(selection)
                                          : "(" + rows.selection + ") and (" + std::string(selection) + ")",
                   {},
                   false};
  for (const city::Id id : rows.ids) {
    if (std::binary_search(chosen.begin(), chosen.end(), table.row_of(id))) result.ids.push_back(id);
  }
  return result;
}

using Reduce = double (*)(const std::vector<double>&);

FunctionDoc reduction(const char* name, const char* summary) {
  return {.name = name,
          .summary = summary,
          .params = {{"expression", "string", "", "", "A column, or arithmetic over columns."}},
          .returns = {{"number", "", "In the unit of the expression; nil without any value."}},
          .example = fmt::format("print(city.building:where(\"height > 10\"):{}(\"floor_area\"))", name)};
}

auto reduce(Reduce how) {
  return [how](RowsProxy& self, Call& call) {
    const std::vector<double> values = evaluate(self, call.text("expression"));
    if (values.empty()) {
      call.give();
    } else {
      call.give(how(values));
    }
  };
}

}  // namespace

void add_rows_api(Api& api) {
  api.type<RowsProxy>(
         {.name = "Rows",
          .summary = "Rows of a table. Assigning to a column sets it for all of them, as one entry of the "
                     "journal; a column that a plugin computes is pinned to the value.",
          .example = "local old = city.building:where(\"year_of_construction < 1975\")\n"
                     "old.wall_u_value = 0.20"})
      .method({.name = "count",
               .summary = "How many rows these are.",
               .returns = {{"integer", "", "The number."}},
               .example = "print(city.building:where(\"height > 20\"):count())"},
              [](RowsProxy& self, Call& call) { call.give(static_cast<std::int64_t>(self.ids.size())); })
      .method({.name = "where",
               .summary = "Those of the rows for which a selection holds.",
               .params = {{"selection", "string", "", "", "What must hold."}},
               .returns = {{"Rows", "", "The rows left."}},
               .example = "local tall = city.building:all():where(\"height > 20\")"},
              [](RowsProxy& self, Call& call) { call.give_object(narrowed(self, call.text("selection"))); })
      .method({.name = "values",
               .summary = "The values of a column, row by row; nil for null, ids for references.",
               .params = {{"column", "string", "", "", "Name of the column."}},
               .returns = {{"any[]", "", "As many values as there are rows."}},
               .example = "local heights = city.building:all():values(\"height\")"},
              [](RowsProxy& self, Call& call) { call.give(values_of(self, call.text("column"))); })
      .method({.name = "ids",
               .summary = "The stable ids of the rows.",
               .returns = {{"integer[]", "", "The ids."}},
               .example = "local ids = city.building:where(\"height > 20\"):ids()"},
              [](RowsProxy& self, Call& call) {
                TableValue list;
                for (const city::Id id : self.ids) list.items.emplace_back(std::int64_t{id});
                call.give(Value(std::move(list)));
              })
      .method(reduction("sum", "The sum of an expression over the rows."), reduce(sum_of))
      .method(reduction("mean", "The mean of an expression over the rows, nulls left out."),
              reduce([](const std::vector<double>& v) { return sum_of(v) / static_cast<double>(v.size()); }))
      .method(reduction("min", "The least value of an expression over the rows."),
              reduce([](const std::vector<double>& v) { return *std::min_element(v.begin(), v.end()); }))
      .method(reduction("max", "The greatest value of an expression over the rows."),
              reduce([](const std::vector<double>& v) { return *std::max_element(v.begin(), v.end()); }))
      .method({.name = "set",
               .summary = "Sets a column of all rows, as the assignment does, with an end for pins.",
               .params = {{"column", "string", "", "", "Name of the column."},
                          {"value", "any", "", "", "The value; nil where the column may be null."},
                          {"until_time", "string?", "", "",
                           "Local time at which a pin on a computed column ends."}},
               .example = "city.building:all():set(\"heating_power\", 0, \"2026-02-11 07:00\")"},
              [](RowsProxy& self, Call& call) {
                std::optional<Time> until;
                if (call.has("until_time")) {
                  until = parse_time(call.text("until_time"), self.state->twin->calendar().zone());
                }
                set(self, std::string(call.text("column")), call.value("value"), until);
              })
      .method({.name = "add",
               .summary = "Adds an amount to a column of every row.",
               .params = {{"column", "string", "", "", "Name of the column."},
                          {"amount", "number", "", "", "In the column's unit."}},
               .example = "city.weather:all():add(\"dry_bulb_temperature\", 2)"},
              [](RowsProxy& self, Call& call) {
                change(self, call.text("column"),
                       [by = call.number("amount")](double value) { return value + by; });
              })
      .method({.name = "scale",
               .summary = "Multiplies a column of every row.",
               .params = {{"column", "string", "", "", "Name of the column."},
                          {"factor", "number", "1", "", "What to multiply with."}},
               .example = "city.weather:all():scale(\"precipitation\", 1.3)"},
              [](RowsProxy& self, Call& call) {
                change(self, call.text("column"),
                       [by = call.number("factor")](double value) { return value * by; });
              })
      .method({.name = "retire",
               .summary = "Takes the rows out of the city. They keep their ids and history.",
               .example = "city.building:where(\"year_of_construction < 1900\"):retire()"},
              [](RowsProxy& self, Call&) {
                if (!self.ids.empty()) self.state->execute(sim::RetireCommand{choice_of(self)});
              })
      .index({.name = "column",
              .summary = "The value of a column of a single row.",
              .params = {{"column", "string", "", "", "Name of the column."}},
              .returns = {{"any", "", "The value; nil for null; of a reference the id of its row."}},
              .example = "print(city.building[\"b1\"].height)"},
             [](RowsProxy& self, Call& call) {
               if (!table_of(self).find(call.text("column"))) return call.decline();
               call.give(read(self, call.text("column")));
             })
      .newindex({.name = "column",
                 .summary = "Sets a column of all rows to one value.",
                 .params = {{"column", "string", "", "", "Name of the column."},
                            {"value", "any", "", "",
                             "The value in the column's unit; of a reference the id of a row, or the row."}},
                 .example = "city.building:all().window_u_value = 0.9"},
                [](RowsProxy& self, Call& call) {
                  set(self, std::string(call.text("column")), call.value("value"), std::nullopt);
                })
      .text([](const RowsProxy& self) {
        return fmt::format("{} rows of city.{}", self.ids.size(), self.table);
      })
      .names([](const RowsProxy& self) {
        std::vector<std::string> names;
        const city::Table& table = table_of(self);
        for (std::size_t i = 0; i < table.column_count(); ++i) names.push_back(table.column(i).spec().name);
        return names;
      })
      .length([](const RowsProxy& self) { return static_cast<std::int64_t>(self.ids.size()); });
}

}  // namespace conurb::script
