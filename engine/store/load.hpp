// SPDX-License-Identifier: Apache-2.0
// Reads the catalogue of a city file and hangs loaders on its columns. Internal to engine/store.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/store/file_core.hpp"
#include "engine/store/wkb.hpp"

namespace conurb::store {

/// What the catalogue says of a table's rows, so that none need be counted.
struct TableKey {
  std::int64_t rows = 0, alive = 0;
  std::int64_t next_id = 1;
  city::Id last_id = 0;
  bool dense = true;  ///< the ids are last_id - rows + 1 … last_id
};

[[nodiscard]] Frame read_frame(Connection& connection, std::string_view table);
[[nodiscard]] std::optional<TableKey> read_table_key(Connection& connection, std::string_view table);
[[nodiscard]] std::vector<city::ColumnSpec> read_column_specs(Connection& connection, std::string_view table);
[[nodiscard]] city::Place read_place(Connection& connection);

/// CityFile::load; `saved` then remembers what was handed out.
[[nodiscard]] city::City load_city(FileCore& core, Connection& connection, SavedCity& saved);

}  // namespace conurb::store
