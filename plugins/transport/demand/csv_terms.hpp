// SPDX-License-Identifier: Apache-2.0
// Terms that the comma-separated files of demand share.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "plugins/transport/assignment/gmns/csv_rows.hpp"
#include "plugins/transport/road_network.hpp"

namespace conurb::transport::demand {

inline constexpr double kLongestTime = 1'800'000;  ///< s; in milliseconds it fits into 31 bits

/// Seconds, hh:mm or hh:mm:ss of the row's cell. Throws InputError for anything else, and for an empty cell.
[[nodiscard]] Milliseconds time_of(const assignment::CsvRows& rows, std::int32_t column, const char* name);

/// A number from 0 to `most`; throws InputError for anything else, and for an empty cell.
[[nodiscard]] double amount_of(const assignment::CsvRows& rows, std::int32_t column, const char* name,
                               double most);

/// Rows of links by their ids.
class LinkNames {
 public:
  explicit LinkNames(const RoadNetwork& network);
  /// Throws InputError at the row where there is no such link.
  [[nodiscard]] std::int32_t link_of(const assignment::CsvRows& rows, std::int32_t column) const;

 private:
  std::map<std::string_view, std::int32_t> rows_;
};

}  // namespace conurb::transport::demand
