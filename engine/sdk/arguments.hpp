// SPDX-License-Identifier: Apache-2.0
// Arguments of questions, with defaults and limits.
//
//   const conurb::sdk::Arguments given(view, arguments);
//   const double minutes = given.number(0, "minutes", 10, 1, 240);
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "engine/sdk/conurb.hpp"

namespace conurb::sdk {

/// Arguments in the order of the manifest; those that are missing or null have their default. All calls throw
/// Failure that names the argument, its value and what it may be.
class Arguments {
 public:
  Arguments(const View& view, std::span<const conurb_value> values) : view_(view), values_(values) {}

  [[nodiscard]] double number(std::size_t place, const char* name, double otherwise, double least,
                              double most) const {
    const conurb_value* value = given(place, name, CONURB_TYPE_F64);
    if (value == nullptr) return otherwise;
    if (!(value->f64 >= least && value->f64 <= most))
      refuse(name,
             "is " + in_short(value->f64) + ", must be from " + in_short(least) + " to " + in_short(most));
    return value->f64;
  }

  [[nodiscard]] std::int64_t whole(std::size_t place, const char* name, std::int64_t otherwise,
                                   std::int64_t least, std::int64_t most) const {
    const conurb_value* value = given(place, name, CONURB_TYPE_I64);
    if (value == nullptr) return otherwise;
    if (value->i64 < least || value->i64 > most)
      refuse(name, "is " + std::to_string(value->i64) + ", must be from " + std::to_string(least) + " to " +
                       std::to_string(most));
    return value->i64;
  }

  /// Which of the words it is; the first if it is missing.
  [[nodiscard]] std::size_t word(std::size_t place, const char* name,
                                 std::initializer_list<const char*> words) const {
    const conurb_value* value = given(place, name, CONURB_TYPE_TEXT);
    if (value == nullptr) return 0;
    const std::string_view text = value->text == nullptr ? "" : value->text;
    std::string known;
    std::size_t i = 0;
    for (const char* word : words) {
      if (text == word) return i;
      known += (i++ == 0 ? "" : ", ") + std::string(word);
    }
    refuse(name, "is none of: " + known);
  }

  /// A row of the table that is there and not retired; -1 if it is missing. `called`: the table's name.
  template <class Table>
  [[nodiscard]] std::int32_t row(std::size_t place, const char* name, Table table, const char* called) const {
    const conurb_value* value = given(place, name, CONURB_TYPE_REF);
    if (value == nullptr) return -1;
    const conurb_table& rows = view_.table(table);
    if (value->i64 < 0 || value->i64 >= rows.rows)
      refuse(name, "is row " + std::to_string(value->i64) + ", of which " + called + " has " +
                       std::to_string(rows.rows));
    if (rows.alive[value->i64] == 0)
      refuse(name, "is row " + std::to_string(value->i64) + " of " + called + ", which is retired");
    return static_cast<std::int32_t>(value->i64);
  }

 private:
  [[noreturn]] static void refuse(const char* name, const std::string& why) {
    throw Failure(CONURB_INVALID_ARGUMENT, "argument '" + std::string(name) + "' " + why);
  }
  static std::string in_short(double value) {
    std::array<char, 32> room{};
    std::snprintf(room.data(), room.size(), "%.6g", value);
    return room.data();
  }

  [[nodiscard]] const conurb_value* given(std::size_t place, const char* name, std::int32_t type) const {
    if (place >= values_.size() || values_[place].type == 0) return nullptr;
    if (values_[place].type != type) refuse(name, "is of another type than the question wants");
    return &values_[place];
  }

  const View& view_;
  std::span<const conurb_value> values_;
};

}  // namespace conurb::sdk
