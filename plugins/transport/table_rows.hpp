// SPDX-License-Identifier: Apache-2.0
// Columns of the city's tables as whole vectors, by row: for what looks at a table once, not in each step.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/findings.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

inline constexpr double kUnknownCell = std::numeric_limits<double>::quiet_NaN();
/// The class of links between the centroid of a zone and its streets.
inline constexpr const char* kConnector = "connector";

/// Columns of a table that may not be there, by row.
class TableRows {
 public:
  TableRows(const sdk::Host& host, const sdk::View& view, ::transport::Table table)
      : host_(host), view_(view), table_(table) {}

  [[nodiscard]] std::size_t count() const { return static_cast<std::size_t>(view_.table(table_).rows); }
  [[nodiscard]] bool alive(std::size_t row) const { return view_.table(table_).alive[row] != 0; }
  [[nodiscard]] std::vector<double> real(::transport::Column column) const {
    const auto cells = view_.read<float>(column);
    std::vector<double> values(count(), kUnknownCell);
    if (!cells.empty()) std::copy_n(cells.begin(), values.size(), values.begin());
    return values;
  }
  [[nodiscard]] std::vector<float> narrow(::transport::Column column) const {
    const auto cells = view_.read<float>(column);
    std::vector<float> values(count(), static_cast<float>(kUnknownCell));
    if (!cells.empty()) std::copy_n(cells.begin(), values.size(), values.begin());
    return values;
  }
  [[nodiscard]] std::vector<double> wide(::transport::Column column) const {
    const auto cells = view_.read<double>(column);
    std::vector<double> values(count(), kUnknownCell);
    if (!cells.empty()) std::copy_n(cells.begin(), values.size(), values.begin());
    return values;
  }
  template <class T>
  [[nodiscard]] std::vector<T> whole(::transport::Column column, T otherwise) const {
    const auto cells = view_.read<T>(column);
    std::vector<T> values(count(), otherwise);
    if (!cells.empty()) std::copy_n(cells.begin(), values.size(), values.begin());
    return values;
  }
  [[nodiscard]] std::vector<std::string> text(::transport::Column column) const {
    std::vector<std::string> values;
    for (const std::int32_t code : whole<std::int32_t>(column, -1))
      values.emplace_back(code < 0 ? "" : host_.text(column, code));
    return values;
  }
  /// x, y, x, y … of a row.
  [[nodiscard]] std::span<const double> shape(::transport::Column column, std::size_t row) const {
    const std::int64_t* const offsets = view_.column(column).offsets;
    if (offsets == nullptr) return {};
    const auto first = static_cast<std::size_t>(offsets[row]);
    return view_.read<double>(column).subspan(first, static_cast<std::size_t>(offsets[row + 1]) - first);
  }
  /// The middle of each row's extent; NaN where there is none.
  void places(::transport::Column column, std::vector<double>& x, std::vector<double>& y) const {
    for (std::size_t row = 0; row < count(); ++row) {
      const auto points = shape(column, row);
      double low_x = HUGE_VAL, high_x = -HUGE_VAL, low_y = HUGE_VAL, high_y = -HUGE_VAL;
      for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
        low_x = std::min(low_x, points[i]), high_x = std::max(high_x, points[i]);
        low_y = std::min(low_y, points[i + 1]), high_y = std::max(high_y, points[i + 1]);
      }
      const bool known = alive(row) && low_x <= high_x && low_y <= high_y;
      x.push_back(known ? low_x + (high_x - low_x) / 2 : kUnknownCell);
      y.push_back(known ? low_y + (high_y - low_y) / 2 : kUnknownCell);
    }
  }

 private:
  const sdk::Host& host_;
  const sdk::View& view_;
  ::transport::Table table_;
};

/// Tells what a reading or a synthesis found about a table.
inline void tell_all(const sdk::Host& host, const std::vector<Finding>& findings, ::transport::Table table,
                     const char* code) {
  for (const Finding& finding : findings) {
    const std::string text = finding.object.empty() ? finding.text : finding.object + ": " + finding.text;
    host.c()->finding(host.c(), finding.level == Finding::Level::info ? CONURB_LOG_INFO : CONURB_LOG_WARNING,
                      static_cast<std::uint32_t>(table), -1, code, text.c_str());
  }
}

}  // namespace conurb::transport
