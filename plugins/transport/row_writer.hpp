// SPDX-License-Identifier: Apache-2.0
// Columns of rows that a reading or a synthesis has added.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/sdk/conurb.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

/// Adds `count` rows to a table and writes their columns, one after the other.
class RowWriter {
 public:
  RowWriter(const sdk::Host& host, const sdk::View& view, ::transport::Table table, std::size_t count)
      : host_(host),
        view_(view),
        count_(count),
        first_(count > 0 ? static_cast<std::size_t>(host.insert_rows(table, static_cast<std::int64_t>(count)))
                         : static_cast<std::size_t>(view.table(table).rows)) {}

  [[nodiscard]] std::size_t first() const { return first_; }

  template <class T, class Value>
  void put(::transport::Column column, const Value& value) const {
    if (count_ == 0) return;
    const auto cells = view_.write<T>(column).subspan(first_);
    for (std::size_t i = 0; i < count_; ++i) cells[i] = static_cast<T>(value(i));
  }

  /// Texts; an empty one is null.
  template <class Text>
  void text(::transport::Column column, const Text& value) const {
    put<std::int32_t>(column, [&](std::size_t i) {
      const std::string one(value(i));
      return one.empty() ? -1 : host_.code(column, one.c_str());
    });
  }

 private:
  const sdk::Host& host_;
  const sdk::View& view_;
  std::size_t count_, first_;
};

}  // namespace conurb::transport
