// SPDX-License-Identifier: Apache-2.0
#include "engine/io/disclosure.hpp"

#include <cmath>

namespace conurb::io {

bool suppressed_row(const city::Table& table, std::int64_t row) {
  if (table.name() != "person_group") return false;
  const auto size = table.find("size");
  if (!size) return true;
  const city::Column& column = table.column(*size);
  const city::Value value = column.get(row);
  const auto* people = std::get_if<double>(&value);
  return people == nullptr || std::isnan(*people) || suppressed_count(column.spec().unit, *people);
}

}  // namespace conurb::io
