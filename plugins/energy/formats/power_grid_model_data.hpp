// SPDX-License-Identifier: Apache-2.0
// Components of a power-grid-model dataset: rows are objects, or lists in the order of the declared
// attributes.
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

/// The rows of one kind of component ("line").
class PgmComponent {
 public:
  /// `rows` null: there are none. Throws InputError where it is no list, and where the attributes declared
  /// for the kind are not a list of different names.
  PgmComponent(std::string kind, const Json* rows, const Json* attributes, const std::string& where);

  [[nodiscard]] std::size_t size() const { return rows_ == nullptr ? 0 : rows_->size(); }
  [[nodiscard]] const std::string& kind() const { return kind_; }
  /// Null where the attribute is missing or null. Throws InputError for a row that is neither form.
  [[nodiscard]] const Json* value(std::size_t row, std::string_view attribute) const;
  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  void read_order(const Json& names);

  std::string kind_;
  const Json* rows_;
  const std::string& where_;
  std::map<std::string, std::size_t, std::less<>> order_;  // of the declared attributes
};

/// One component while it is read; messages name it by kind and id.
class PgmRow {
 public:
  /// Throws InputError where the id is missing.
  PgmRow(const PgmComponent& of, std::size_t row);

  [[nodiscard]] std::int64_t id() const { return id_; }
  /// "line 5"
  [[nodiscard]] std::string name() const { return of_.kind() + " " + std::to_string(id_); }
  [[nodiscard]] const std::string& kind() const { return of_.kind(); }

  /// A finite number; throws where it is missing or something else.
  [[nodiscard]] double number(std::string_view attribute) const;
  [[nodiscard]] double positive(std::string_view attribute) const;
  [[nodiscard]] double number_or(std::string_view attribute, double fallback) const;
  /// The number; may be infinite. None where it is missing.
  [[nodiscard]] std::optional<double> find_number(std::string_view attribute) const;
  /// A whole number of 32 bits; none where it is missing or the format's word for it.
  [[nodiscard]] std::optional<std::int32_t> find_whole(std::string_view attribute) const;
  [[nodiscard]] std::int32_t whole(std::string_view attribute) const;
  /// The same with 8 bits, whose word for missing is -128.
  [[nodiscard]] std::int32_t small_or(std::string_view attribute, std::int32_t fallback) const;
  /// A status, which must be there: 0 or 1.
  [[nodiscard]] bool status(std::string_view attribute) const;
  /// The sum of three phases, missing ones counting 0.
  [[nodiscard]] double phase_sum(std::string_view attribute) const;

  [[noreturn]] void refuse(std::string_view attribute, const std::string& what) const;

 private:
  const PgmComponent& of_;
  std::size_t row_;
  std::int64_t id_ = 0;
};

}  // namespace conurb::energy
