// SPDX-License-Identifier: Apache-2.0
#include "engine/host/query.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/error.hpp"
#include "engine/host/binding.hpp"
#include "engine/host/instance.hpp"
#include "engine/host/services.hpp"

namespace conurb::host {

namespace {

const Query& find_query(const Manifest& manifest, std::string_view id) {
  std::string names;
  for (const Query& query : manifest.queries) {
    if (query.id == id) return query;
    names += (names.empty() ? "" : ", ") + query.id;
  }
  throw Error(ErrorCode::not_found, fmt::format("{} knows no question '{}'", manifest.id, id), "",
              names.empty() ? "it answers none" : "it knows: " + names);
}

conurb_value to_c(const QueryArgument& argument, const city::Value& value, const std::string& query) {
  conurb_value cell{sizeof(conurb_value), 0, 0, 0, nullptr};
  if (city::is_null(value)) return cell;
  const auto* number = std::get_if<double>(&value);
  const auto* whole = std::get_if<std::int64_t>(&value);
  const auto* text = std::get_if<std::string>(&value);
  if (argument.type == "text" && text != nullptr) {
    cell.type = CONURB_TYPE_TEXT;
    cell.text = text->c_str();
  } else if (argument.type == "number" && text == nullptr) {
    cell.type = CONURB_TYPE_F64;
    cell.f64 = number != nullptr ? *number : static_cast<double>(*whole);
  } else if ((argument.type == "integer" || argument.type == "row") && text == nullptr) {
    cell.type = argument.type == "row" ? CONURB_TYPE_REF : CONURB_TYPE_I64;
    cell.i64 = whole != nullptr ? *whole : static_cast<std::int64_t>(*number);
  } else {
    throw Error(ErrorCode::invalid_argument, fmt::format("{}: '{}' is a {}; got '{}'", query, argument.name,
                                                         argument.type, city::to_string(value)));
  }
  return cell;
}

city::Value from_c(const conurb_value& cell) {
  switch (cell.type) {
    case CONURB_TYPE_F64: return cell.f64;
    case CONURB_TYPE_I64:
    case CONURB_TYPE_REF: return cell.i64;
    case CONURB_TYPE_TEXT: return std::string(cell.text == nullptr ? "" : cell.text);
    default: return {};
  }
}

conurb_status add_row(const conurb_result* result, const conurb_value* cells, std::uint32_t count) {
  auto& table = *static_cast<QueryTable*>(result->context);
  if (count != table.columns.size()) return CONURB_INVALID_ARGUMENT;
  std::vector<city::Value> row(count);
  std::transform(cells, cells + count, row.begin(), from_c);
  table.rows.push_back(std::move(row));
  return CONURB_OK;
}

}  // namespace

QueryTable run_query(const PluginCode& code, Environment& environment, const city::City& city,
                     std::span<const double> parameters, std::uint64_t seed, std::string_view id,
                     const std::vector<city::Value>& arguments) {
  const Manifest& manifest = *code.manifest;
  const Query& query = find_query(manifest, id);
  const void* extension =
      code.calls->get_extension == nullptr ? nullptr : code.calls->get_extension(CONURB_EXTENSION_QUERY);
  if (extension == nullptr) {
    throw Error(ErrorCode::plugin_fault, "declares questions but answers none", manifest.id);
  }
  if (arguments.size() > query.arguments.size()) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} takes {} arguments; got {}", id, query.arguments.size(), arguments.size()));
  }
  const city::Value missing;
  std::vector<conurb_value> cells;  // texts are the arguments' own, not of copies that go
  for (std::size_t i = 0; i < query.arguments.size(); ++i) {
    const city::Value& value = i < arguments.size() ? arguments[i] : missing;
    cells.push_back(to_c(query.arguments[i], value, query.id));
  }
  Binding binding(manifest, city);
  binding.view_for_reading(city, {}, parameters, parameters_revision(parameters), seed);
  Services services(code, environment);
  services.begin_call(&city, nullptr, &binding);
  QueryTable table{query.returns, {}};
  const conurb_result result{sizeof result, &table, add_row};
  const auto index = static_cast<std::uint32_t>(&query - manifest.queries.data());
  const conurb_status status =
      static_cast<const conurb_query*>(extension)->run(services.table(), binding.view(), index, cells.data(),
                                                       static_cast<std::uint32_t>(cells.size()), &result);
  const std::string reason = services.error();
  services.end_call();
  if (status != CONURB_OK) {
    throw Error(status == CONURB_CANCELLED ? ErrorCode::cancelled : ErrorCode::plugin_fault,
                fmt::format("question '{}' failed with status {}: {}", id, status, reason), manifest.id);
  }
  return table;
}

}  // namespace conurb::host
