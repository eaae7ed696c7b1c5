// SPDX-License-Identifier: Apache-2.0
// Between the city's tables and the arrays that the rules work on.
#pragma once

#include <vector>

#include "engine/sdk/conurb.hpp"
#include "people_columns.hpp"
#include "plugins/people/town.hpp"

namespace conurb::people {

/// The buildings that stand and have an outline.
class CityTables {
 public:
  CityTables(const sdk::Host& host, const sdk::View& view) : host_(host), view_(view) {}

  /// Reads what is known. Throws sdk::Failure not_found if nothing stands.
  [[nodiscard]] Buildings read();
  /// Gives what was unknown, and the groups.
  void write(const Buildings& buildings, const Groups& groups);
  /// Alive buildings without an outline, which are left alone.
  [[nodiscard]] std::int64_t without_outline() const { return without_outline_; }
  /// Of the table building, by building; those that `read` found.
  [[nodiscard]] const std::vector<std::int64_t>& rows() const { return rows_; }

 private:
  void read_values(Buildings& buildings) const;
  /// Throws sdk::Failure bad_data for numbers that no building holds.
  void refuse_crowds(const Buildings& buildings) const;
  void read_hints(Buildings& buildings) const;
  void read_land(Buildings& buildings) const;
  void read_interests(Buildings& buildings) const;
  void read_groups(Buildings& buildings) const;
  /// The middle of which rows of `from` lies in which of `to`; valid while the call lasts.
  [[nodiscard]] conurb_relation within(::people::Table from, ::people::Table to) const;
  /// By row of the table: the building, -1 for none.
  [[nodiscard]] std::vector<std::int64_t> buildings_by_row() const;
  void write_texts(const Buildings& buildings);
  void write_groups(const Groups& groups);

  const sdk::Host& host_;
  const sdk::View& view_;
  std::vector<std::int64_t> rows_;  // of the table, by building
  std::int64_t without_outline_ = 0;
};

}  // namespace conurb::people
