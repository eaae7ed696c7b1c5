// SPDX-License-Identifier: Apache-2.0
// What many rows have together, column by column: the sum of what adds up, the mean of what does not, and
// from where to where the values go.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/texts.hpp"
#include "engine/base/units.hpp"
#include "engine/city/city.hpp"
#include "engine/room/published.hpp"

namespace conurb::room {

struct SummedValue {
  std::string column, label, description;
  std::string unit;        ///< that the figures are in, as unit_label() writes it
  bool adds_up = false;    ///< the sum says something: quantities.hpp
  bool yes_or_no = false;  ///< `sum` rows say yes
  std::int64_t n = 0;      ///< rows with a value, at least 1
  double sum = 0, mean = 0;
  double low = 0, high = 0;
};

struct SelectionSummary {
  std::size_t count = 0;  ///< rows that are there
  struct Group {
    std::string title;
    std::vector<SummedValue> values;
  };
  std::vector<Group> groups;  ///< what they are, inputs, results; those without values are left out
};

/// Gives what a column that is computed holds now; null: nothing is known of it.
using FrameOf = std::function<std::shared_ptr<const ColumnFrame>(const std::string& column)>;

/// Ids that the table does not have, and rows that are gone, do not count. Any thread; about 10 ns a value.
[[nodiscard]] SelectionSummary summarize(const city::City& city, const std::string& table,
                                         std::span<const city::Id> ids, const UnitSystem& units,
                                         const Texts& texts, const FrameOf& frame_of);

}  // namespace conurb::room
