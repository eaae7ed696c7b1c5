// SPDX-License-Identifier: Apache-2.0
// One number for each thing of a city that can be drawn, coloured and picked: 24 bits, so that an id buffer
// of 8 bits a channel and a float hold it. Each table has a range of its own, in the order of its rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/city/city.hpp"

namespace conurb::scene {

struct ObjectRow {
  std::size_t table = 0;  ///< index in the city
  std::int64_t row = 0;
};

/// Immutable. The same city gives the same numbers.
class ObjectNumbers {
 public:
  static constexpr std::uint32_t kMost = (1u << 24) - 1;

  ObjectNumbers() = default;
  /// Tables whose rows have a shape, city_object, and particles; each with room for an eighth more rows and
  /// at least 1024, of particles 2^18, as branches insert some. Throws Error limit if they are more than kMost. The last numbers
  /// are those of the table surface, if there are enough.
  explicit ObjectNumbers(const city::City& city);

  /// Numbers are 1 … count().
  [[nodiscard]] std::uint32_t count() const { return count_; }
  /// 0 if the table has no numbers or the row is beyond its range.
  [[nodiscard]] std::uint32_t number(std::size_t table, std::int64_t row) const;
  /// First number of a table and how many it has; {0, 0} if none.
  struct Range {
    std::uint32_t first = 0, count = 0;
  };
  [[nodiscard]] Range range(std::size_t table) const;
  /// What a number stands for; none for 0 and what is beyond count().
  [[nodiscard]] std::optional<ObjectRow> row(std::uint32_t number) const;

 private:
  std::vector<Range> ranges_;  // by table
  std::uint32_t count_ = 0;
};

}  // namespace conurb::scene
