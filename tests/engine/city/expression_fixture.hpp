// SPDX-License-Identifier: Apache-2.0
// A city of a few buildings on two parcels, for the tests of the selection language.
#pragma once

#include <string>
#include <vector>

#include "engine/city/city.hpp"

namespace conurb::city {

inline ColumnSpec column(const std::string& name, Scalar scalar, const std::string& unit, bool nullable) {
  ColumnSpec spec;
  spec.name = name;
  spec.scalar = scalar;
  spec.unit = unit;
  spec.nullable = nullable;
  return spec;
}

inline ColumnSpec ref_column(const std::string& name, const std::string& table) {
  ColumnSpec spec = column(name, Scalar::ref, "1", true);
  spec.refers_to = table;
  return spec;
}

/// Sets the first rows of a column; default-made values are null.
inline void fill(City& city, const std::string& table, const std::string& name,
                 const std::vector<Value>& values) {
  Table& target = city.edit(table);
  const std::size_t index = target.index_of(name);
  for (std::size_t row = 0; row < values.size(); ++row) {
    target.column(index).set(static_cast<std::int64_t>(row), values[row]);
  }
  target.mark_changed(index);
}

/// row  year height function      usage       parcel heated stamp
/// 0    1950   10   residential   residential   0      1    2^53
/// 1    1980   null office        residential   0      0    2^53 + 1
/// 2    1974   30   residential   null          1      1    0
/// 3    1900   40   null          office        null   0    -5
/// 4    2020   50   school        school        1      2    7     (retired in city_with_retired)
inline City small_city() {
  using Whole = std::int64_t;
  const Value null;
  City city;
  TableSpec parcel;
  parcel.name = "parcel";
  parcel.columns = {column("area", Scalar::f64, "m2", true), column("district", Scalar::text, "1", true),
                    ref_column("owner", "parcel")};
  TableSpec building;
  building.name = "building";
  ColumnSpec route = column("route", Scalar::i32, "1", false);
  route.list = true;
  building.columns = {column("year_of_construction", Scalar::i32, "1", false),
                      column("height", Scalar::f64, "m", true),
                      column("function", Scalar::text, "1", true),
                      column("usage", Scalar::text, "1", true),
                      ref_column("parcel", "parcel"),
                      column("heated", Scalar::u8, "1", false),
                      column("stamp", Scalar::i64, "s", false),
                      column("floor_area", Scalar::f32, "m2", true),
                      route};
  city.add_table(parcel);
  city.add_table(building);
  city.edit("parcel").insert(2, 0);
  city.edit("building").insert(5, 0);
  const std::string res = "residential";
  fill(city, "parcel", "area", {500.0, 800.0});
  fill(city, "parcel", "district", {std::string("old town"), std::string("harbour")});
  fill(city, "parcel", "owner", {Whole{1}});
  fill(city, "building", "year_of_construction", {1950.0, 1980.0, 1974.0, 1900.0, 2020.0});
  fill(city, "building", "height", {10.0, null, 30.0, 40.0, 50.0});
  fill(city, "building", "function", {res, std::string("office"), res, null, std::string("school")});
  fill(city, "building", "usage", {res, res, null, std::string("office"), std::string("school")});
  fill(city, "building", "parcel", {Whole{0}, Whole{0}, Whole{1}, null, Whole{1}});
  fill(city, "building", "heated", {1.0, 0.0, 1.0, 0.0, 2.0});
  fill(city, "building", "stamp", {Whole{9007199254740992}, Whole{9007199254740993}, 0.0, -5.0, 7.0});
  fill(city, "building", "floor_area", {100.0, 200.0, 300.0, 400.0, 500.0});
  return city;
}

inline City city_with_retired() {
  City city = small_city();
  const std::vector<std::int64_t> rows{4};
  city.edit("building").retire(rows);
  return city;
}

}  // namespace conurb::city
