// SPDX-License-Identifier: Apache-2.0
#include "engine/city/content.hpp"

namespace conurb::city {

void add_content(Hasher& hasher, const Column& column) {
  const std::byte* bytes = column.bytes();
  const std::int64_t elements = column.spec().list ? column.element_count() : column.rows();
  hasher.add_number(static_cast<std::uint64_t>(column.rows()));
  hasher.add({bytes, static_cast<std::size_t>(elements) * size_of(column.spec().scalar)});
  if (column.spec().list) hasher.add(std::as_bytes(column.offsets()));
  if (column.spec().scalar != Scalar::text) return;
  for (std::int32_t code = 0; code < column.dictionary().size(); ++code)
    hasher.add_text(column.dictionary().text(code));
}

Hash128 content_hash(const Column& column) {
  Hasher hasher;
  add_content(hasher, column);
  return hasher.value();
}

}  // namespace conurb::city
