// SPDX-License-Identifier: Apache-2.0
// The findings of a check as rows of the table `finding`, which the city file keeps as a layer of points.
#include <algorithm>
#include <numeric>

#include "engine/base/error.hpp"
#include "engine/io/validation.hpp"

namespace conurb::io {

namespace {

using city::Table;

/// As many rows alive as there are findings: those of the check before are used again.
std::vector<std::int64_t> take_rows(Table& table, std::size_t count) {
  std::vector<std::int64_t> rows, left_over;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    if (table.alive()[static_cast<std::size_t>(row)] == 0) continue;
    (rows.size() < count ? rows : left_over).push_back(row);
  }
  if (!left_over.empty()) table.retire(left_over);
  if (rows.size() < count) {
    const auto more = static_cast<std::int64_t>(count - rows.size());
    const std::int64_t first = table.insert(more, 0);
    for (std::int64_t i = 0; i < more; ++i) rows.push_back(first + i);
  }
  return rows;
}

void write_shapes(Table& table, const std::vector<std::int64_t>& rows,
                  const std::vector<const ValidationFinding*>& findings, const city::Place& place) {
  const std::size_t column = table.index_of("shape");
  std::vector<double> points(2 * static_cast<std::size_t>(table.rows()), 0.0);
  const auto offsets = table.column(column).offsets();
  const auto old = table.column(column).values<double>();
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
    const auto first = static_cast<std::size_t>(offsets[row]);
    if (offsets[row + 1] - offsets[row] != 2) continue;
    points[2 * row] = old[first];
    points[2 * row + 1] = old[first + 1];
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = static_cast<std::size_t>(rows[i]);
    points[2 * row] = findings[i]->at[0] - place.origin_x;
    points[2 * row + 1] = findings[i]->at[1] - place.origin_y;
  }
  std::vector<std::int64_t> now(static_cast<std::size_t>(table.rows()) + 1);
  for (std::size_t row = 0; row < now.size(); ++row) now[row] = 2 * static_cast<std::int64_t>(row);
  table.column(column).assign_lists(now, reinterpret_cast<const std::byte*>(points.data()));
  table.mark_changed(column);
}

template <class T, class Value>
void write(Table& table, const char* name, const std::vector<std::int64_t>& rows,
           const std::vector<const ValidationFinding*>& findings, Value value) {
  const std::size_t column = table.index_of(name);
  const auto cells = table.column(column).modify<T>();
  for (std::size_t i = 0; i < rows.size(); ++i)
    cells[static_cast<std::size_t>(rows[i])] = value(*findings[i]);
  table.mark_changed(column);
}

void write_text(Table& table, const char* name, const std::vector<std::int64_t>& rows,
                const std::vector<const ValidationFinding*>& findings, std::string ValidationFinding::*text) {
  city::Column& column = table.column(name);
  std::vector<std::int32_t> codes;
  for (const ValidationFinding* each : findings)
    codes.push_back((each->*text).empty() ? -1 : column.intern(each->*text));
  std::size_t next = 0;
  write<std::int32_t>(table, name, rows, findings, [&](const ValidationFinding&) { return codes[next++]; });
}

}  // namespace

void put_finding_layer(city::City& city, const Validation& validation,
                       std::span<const city::TableSpec> vocabulary, std::size_t most) {
  const auto spec = std::find_if(vocabulary.begin(), vocabulary.end(),
                                 [](const city::TableSpec& each) { return each.name == "finding"; });
  if (spec == vocabulary.end())
    throw Error(ErrorCode::internal, "the vocabulary has no table 'finding'", "", "reinstall Conurb");
  std::vector<const ValidationFinding*> findings;
  for (const ValidationFinding& each : validation.findings) {
    if (each.located && findings.size() < most) findings.push_back(&each);
  }
  if (findings.empty() && city.find("finding") < 0) return;
  city::TableSpec own = *spec;
  const bool objects = city.find("city_object") >= 0;
  if (!objects)
    std::erase_if(own.columns, [](const city::ColumnSpec& each) { return each.name == "object"; });
  Table& table = city.edit(city.add_table(own));
  const std::vector<std::int64_t> rows = take_rows(table, findings.size());
  write_shapes(table, rows, findings, city.place());
  write_text(table, "rule", rows, findings, &ValidationFinding::rule);
  write_text(table, "code", rows, findings, &ValidationFinding::code);
  write_text(table, "message", rows, findings, &ValidationFinding::message);
  write_text(table, "figure_unit", rows, findings, &ValidationFinding::figure_unit);
  write_text(table, "object_id", rows, findings, &ValidationFinding::object);
  write_text(table, "place", rows, findings, &ValidationFinding::place);
  city::Column& severities = table.column("severity");
  const std::int32_t words[] = {severities.intern("info"), severities.intern("warning"),
                                severities.intern("error")};
  write<std::int32_t>(table, "severity", rows, findings, [&words](const ValidationFinding& each) {
    return words[static_cast<std::size_t>(each.severity)];
  });
  write<double>(table, "figure", rows, findings, [](const ValidationFinding& each) { return each.figure; });
  write<float>(table, "elevation", rows, findings,
               [](const ValidationFinding& each) { return static_cast<float>(each.at[2]); });
  if (!objects) return;
  write<std::int32_t>(table, "object", rows, findings, [](const ValidationFinding& each) {
    return static_cast<std::int32_t>(each.object_row);
  });
}

}  // namespace conurb::io
