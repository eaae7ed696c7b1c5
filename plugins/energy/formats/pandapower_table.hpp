// SPDX-License-Identifier: Apache-2.0
// A table of a pandapower network: a pandas frame in its "split" form, columns by name, rows by index. Rows
// know which numbers they lacked, so that an element without a value can be named and left out of service.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/energy/findings.hpp"
#include "plugins/energy/formats/json_text.hpp"

namespace conurb::energy {

class FrameTable {
 public:
  /// `frame` is the member of the network called `name`; an absent one (null) is a table without rows. Throws
  /// InputError where it is no frame of the form that is read.
  FrameTable(const Json* frame, std::string name, const std::string& where);
  FrameTable(const FrameTable&) = delete;
  FrameTable& operator=(const FrameTable&) = delete;

  [[nodiscard]] std::size_t size() const { return rows_ == nullptr ? 0 : rows_->size(); }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool has_column(std::string_view column) const { return columns_.contains(column); }
  /// pandapower's index of the row. Throws where it is no whole number.
  [[nodiscard]] std::int64_t index(std::size_t row) const;
  /// The value; null where the column is missing or the value is.
  [[nodiscard]] const Json* cell(std::size_t row, std::string_view column) const;
  /// Throws InputError naming table, index of the row and column.
  [[noreturn]] void refuse(std::size_t row, std::string_view column, const std::string& what) const;

 private:
  std::string name_;
  const std::string& where_;
  Json content_;
  const Json* rows_ = nullptr;
  const Json* index_ = nullptr;
  std::map<std::string, std::size_t, std::less<>> columns_;
};

/// One row while it is read.
class FrameRow {
 public:
  FrameRow(const FrameTable& table, std::size_t row) : table_(table), row_(row) {}

  /// A finite number that must be there: 0 and a note where it is not.
  [[nodiscard]] double number(std::string_view column);
  /// A number above 0 that must be there: 1 and a note where it is not.
  [[nodiscard]] double positive(std::string_view column);
  [[nodiscard]] double number_or(std::string_view column, double fallback) const;
  [[nodiscard]] std::optional<double> find_number(std::string_view column) const;
  /// A whole number within +-2^53 that must be there (an index of another table); throws where it is not.
  [[nodiscard]] std::int64_t whole(std::string_view column) const;
  [[nodiscard]] bool flag_or(std::string_view column, bool fallback) const;
  /// A text; empty where it is missing or is none.
  [[nodiscard]] std::string text(std::string_view column) const;

  /// The value; null where the column is missing or the value is.
  [[nodiscard]] const Json* cell(std::string_view column) const { return table_.cell(row_, column); }
  /// pandapower's index. Throws where it is no whole number.
  [[nodiscard]] std::int64_t index() const { return table_.index(row_); }
  [[nodiscard]] std::string id() const { return std::to_string(index()); }
  /// The name in the file, else table and index: "line 18".
  [[nodiscard]] std::string name() const;
  /// Whether the row is in service and lacked nothing; what it lacked becomes a finding.
  [[nodiscard]] bool in_service(FindingList& findings) const;
  void lacks(std::string_view what) { missing_.append(missing_.empty() ? "" : ", ").append(what); }

  [[nodiscard]] const FrameTable& table() const { return table_; }
  [[nodiscard]] std::size_t row() const { return row_; }

 private:
  const FrameTable& table_;
  std::size_t row_;
  std::string missing_;
};

}  // namespace conurb::energy
