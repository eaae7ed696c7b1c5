// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/csv_terms.hpp"

#include <cmath>
#include <optional>

#include "plugins/transport/assignment/text.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::demand {
namespace {

/// Seconds of "7:30" or "07:30:15"; none for anything else.
std::optional<double> clock_seconds(std::string_view text) {
  double seconds = 0, unit = 3600;
  for (int part = 0; part < 3; ++part, unit /= 60) {
    const std::size_t end = text.find(':');
    const std::string_view piece = text.substr(0, end);
    // A sign or an exponent would be read as a number, too.
    if (piece.empty() || piece.find_first_not_of("0123456789.") != piece.npos) return {};
    const std::optional<double> value = assignment::number_of(piece);
    if (!value || (part > 0 && *value >= 60)) return {};
    seconds += *value * unit;
    if (end == text.npos) return part > 0 ? std::optional(seconds) : std::nullopt;
    text.remove_prefix(end + 1);
  }
  return {};
}

}  // namespace

Milliseconds time_of(const assignment::CsvRows& rows, std::int32_t column, const char* name) {
  const std::string_view text = rows.cell(column);
  const std::optional<double> seconds =
      text.find(':') != text.npos ? clock_seconds(text) : assignment::number_of(text);
  if (!seconds || !(*seconds >= 0 && *seconds <= kLongestTime))
    rows.refuse(std::string(name) + " is " + in_quotes(text) + ", must be a time of 0 to " +
                    shown(kLongestTime) + " s",
                "write seconds, hh:mm or hh:mm:ss");
  return static_cast<Milliseconds>(std::llround(*seconds * 1000));
}

double amount_of(const assignment::CsvRows& rows, std::int32_t column, const char* name, double most) {
  const std::optional<double> value = rows.number(column);
  if (!value || !(*value >= 0 && *value <= most))
    rows.refuse(std::string(name) + " is " + in_quotes(rows.cell(column)) + ", must be 0 to " + shown(most));
  return *value;
}

LinkNames::LinkNames(const RoadNetwork& network) {
  for (std::size_t row = 0; row < network.links.size(); ++row)
    rows_.emplace(network.links[row].id, row_of(row));
}

std::int32_t LinkNames::link_of(const assignment::CsvRows& rows, std::int32_t column) const {
  const auto found = rows_.find(rows.cell(column));
  if (found == rows_.end())
    rows.refuse("there is no link " + in_quotes(rows.cell(column)), "links are named by their ids");
  return found->second;
}

}  // namespace conurb::transport::demand
