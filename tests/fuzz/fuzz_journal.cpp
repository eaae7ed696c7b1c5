// SPDX-License-Identifier: Apache-2.0
// A journal row with damaged parts. The input is kind, id count and value count as a byte each, then a byte
// of length and the columns' text, a byte of length and the packed ids, and the packed values. Refused with
// bad_data, or read.
#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "engine/base/error.hpp"
#include "engine/store/journal_table.hpp"
#include "engine/store/schema.hpp"

namespace {

using namespace conurb;

std::span<const std::byte> cut(std::span<const std::byte>& rest, std::size_t size) {
  const auto part = rest.first(std::min(size, rest.size()));
  rest = rest.subspan(part.size());
  return part;
}

std::int64_t cut_number(std::span<const std::byte>& rest) {
  const auto part = cut(rest, 1);
  return part.empty() ? 0 : std::to_integer<std::int64_t>(part[0]);
}

/// An empty journal in memory, made once: the schema takes longer than a thousand inputs.
store::Connection& journal() {
  static store::Connection* const connection = [] {
    auto made = std::make_unique<store::Connection>(":memory:", store::Access::create);
    store::create_schema(*made);
    return made.release();
  }();
  return *connection;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::span<const std::byte> rest(reinterpret_cast<const std::byte*>(data), size);
  store::Connection& connection = journal();
  const std::int64_t kind = cut_number(rest), id_count = cut_number(rest), value_count = cut_number(rest);
  const auto columns = cut(rest, static_cast<std::size_t>(cut_number(rest)));
  const auto ids = cut(rest, static_cast<std::size_t>(cut_number(rest)));
  const std::string_view columns_text(reinterpret_cast<const char*>(columns.data()), columns.size());
  connection.run(
      "INSERT OR REPLACE INTO conurb_journal VALUES (1, 1, 0, ?1, 0, 0, 0, 'who', 'role', 'building', ?2, "
      "'', 0, '', "
      "?3, ?4, ?5, ?6)",
      kind, columns_text, id_count, ids, value_count, rest);
  try {
    static_cast<void>(store::read_entries(connection, {}));
  } catch (const Error&) {
  }
  return 0;
}
