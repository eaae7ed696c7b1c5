// SPDX-License-Identifier: Apache-2.0
#include "plugins/buildings/csv.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "plugins/buildings/error.hpp"

namespace conurb::buildings {
namespace {

constexpr std::size_t kLongestQuote = 40;  // of a field in a message

std::string quoted(std::string_view field) {
  std::string out = "'";
  for (const char c : field.substr(0, kLongestQuote)) out += c >= ' ' && c <= '~' ? c : '?';
  return out + (field.size() > kLongestQuote ? "...'" : "'");
}

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && (s.back() == '\r' || s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  return s;
}

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t comma = line.find(',');
    fields.push_back(trimmed(line.substr(0, comma)));
    if (comma == std::string_view::npos) return fields;
    line.remove_prefix(comma + 1);
  }
}

/// For each expected column its place in the header.
std::vector<std::size_t> match_header(const CsvRow& header, std::span<const std::string_view> columns,
                                      const std::string& table) {
  for (const std::string_view name : header.fields) {
    if (std::find(columns.begin(), columns.end(), name) == columns.end()) {
      throw InputError("unknown column " + quoted(name), csv_place(table, header), "take it out");
    }
  }
  std::vector<std::size_t> place;
  for (const std::string_view column : columns) {
    const auto count = std::count(header.fields.begin(), header.fields.end(), column);
    if (count != 1) {
      throw InputError("column " + quoted(column) + (count == 0 ? " is missing" : " stands twice"),
                       csv_place(table, header));
    }
    place.push_back(static_cast<std::size_t>(std::find(header.fields.begin(), header.fields.end(), column) -
                                             header.fields.begin()));
  }
  return place;
}

}  // namespace

std::string csv_place(const std::string& table, const CsvRow& row) {
  return table + ", line " + std::to_string(row.line);
}

std::vector<CsvRow> parse_csv(std::string_view text, std::span<const std::string_view> columns,
                              const std::string& table) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<CsvRow> rows;
  std::vector<std::size_t> place;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    CsvRow row{number, split(line)};
    if (place.empty()) {
      place = match_header(row, columns, table);
      continue;
    }
    if (row.fields.size() != columns.size()) {
      throw InputError("has " + std::to_string(row.fields.size()) + " fields, the header has " +
                           std::to_string(columns.size()),
                       csv_place(table, row));
    }
    CsvRow ordered{number, {}};
    ordered.fields.reserve(columns.size());
    for (const std::size_t p : place) ordered.fields.push_back(row.fields[p]);
    rows.push_back(std::move(ordered));
  }
  if (place.empty()) throw InputError("has no header line", table);
  return rows;
}

double csv_number(const CsvRow& row, std::size_t field, std::span<const std::string_view> columns, double low,
                  double high, const std::string& table) {
  const std::string_view text = row.fields[field];
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
  if (!whole) {
    throw InputError(std::string(columns[field]) + " is " + quoted(text) + ", which is no number",
                     csv_place(table, row));
  }
  if (value < low || value > high) {
    throw InputError(std::string(columns[field]) + " is " + quoted(text) + ", must lie in [" +
                         std::to_string(low) + ", " + std::to_string(high) + "]",
                     csv_place(table, row));
  }
  return value;
}

}  // namespace conurb::buildings
