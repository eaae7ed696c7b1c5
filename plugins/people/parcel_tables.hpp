// SPDX-License-Identifier: Apache-2.0
// Between the city's tables and the ground that parcels are cut from.
#pragma once

#include <span>

#include "engine/sdk/conurb.hpp"
#include "plugins/people/parcels.hpp"

namespace conurb::people {

class ParcelTables {
 public:
  /// `rows`: of the table building, by building; must outlive this.
  ParcelTables(const sdk::Host& host, const sdk::View& view, std::span<const std::int64_t> rows)
      : host_(host), view_(view), rows_(rows) {}

  /// Whether the city knows no parcel at all: only then some are made.
  [[nodiscard]] bool none_known() const;
  /// Footprints, streets, rail and water; valid until the city's rows change.
  [[nodiscard]] Ground read(const Buildings& buildings) const;
  /// Adds the parcels with area, land use and district, and gives them to their buildings. Uses must be
  /// known.
  void write(const Buildings& buildings, const Parcels& parcels);

 private:
  void read_streets(Ground& ground) const;
  void read_rail(Ground& ground) const;
  void read_water(Ground& ground) const;
  [[nodiscard]] std::vector<std::int32_t> districts() const;

  const sdk::Host& host_;
  const sdk::View& view_;
  std::span<const std::int64_t> rows_;
};

}  // namespace conurb::people
