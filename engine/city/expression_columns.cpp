// SPDX-License-Identifier: Apache-2.0
#include "engine/city/expression_columns.hpp"

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb::city::expression {

namespace {

const Column& find_column(const Table& table, const std::string& name, const std::string& place) {
  if (const auto found = table.find(name)) return table.column(*found);
  throw Error(ErrorCode::not_found, fmt::format("table '{}' has no column {}", table.name(), in_quotes(name)),
              place, table.hint_for(name));
}

}  // namespace

ResolvedColumn resolve_column(const City& city, const Table& table, const std::vector<std::string>& path,
                              const std::string& place) {
  ResolvedColumn resolved;
  resolved.name = join(path, ".");
  const bool prefixed = path.size() > 1 && path[0] == table.name() && !table.find(path[0]);
  const Table* here = &table;
  for (std::size_t i = prefixed ? 1 : 0;; ++i) {
    const Column& column = find_column(*here, path[i], place);
    const ColumnSpec& spec = column.spec();
    if (spec.list) {
      throw Error(ErrorCode::incompatible,
                  fmt::format("'{}.{}' holds a list in each row", here->name(), spec.name), place,
                  "only columns of single values can be used");
    }
    if (i + 1 == path.size()) {
      resolved.column = &column;
      return resolved;
    }
    if (spec.scalar != Scalar::ref) {
      throw Error(ErrorCode::incompatible,
                  fmt::format("nothing lies behind '{}.{}', which is of type {}", here->name(), spec.name,
                              to_string(spec.scalar)),
                  place, "a dot follows only columns that refer to rows of a table");
    }
    const std::int32_t target = city.find(spec.refers_to);
    if (target < 0) {
      throw Error(ErrorCode::not_found,
                  fmt::format("'{}.{}' refers to table '{}', which the city does not have", here->name(),
                              spec.name, spec.refers_to),
                  place);
    }
    here = &city.table(static_cast<std::size_t>(target));
    resolved.hops.push_back({&column, here});
  }
}

std::string describe(const ResolvedColumn& column) {
  const ColumnSpec& spec = column.column->spec();
  if (spec.scalar == Scalar::text) return fmt::format("'{}' is a text column", column.name);
  if (spec.scalar == Scalar::ref)
    return fmt::format("'{}' refers to a row of '{}'", column.name, spec.refers_to);
  return fmt::format("'{}' is a number column ({})", column.name, to_string(spec.scalar));
}

}  // namespace conurb::city::expression
