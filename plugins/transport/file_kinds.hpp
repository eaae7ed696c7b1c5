// SPDX-License-Identifier: Apache-2.0
// What the files of one import are, by their first bytes.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sdk/conurb.hpp"
#include "plugins/transport/assignment/import.hpp"

namespace conurb::transport {

/// The names of the columns in the first line of a comma-separated text, in small letters.
[[nodiscard]] std::vector<std::string> column_names(std::string_view start);
/// Whether all of `wanted` are among them.
[[nodiscard]] bool has_columns(const std::vector<std::string>& names,
                               std::initializer_list<std::string_view> wanted);

/// Files by what they are, kinds 0 … kinds - 1; one without bytes where there is none. `kind_of` is asked
/// for each. Throws InputError for two of one kind and for one of none (kind -1). Files must outlive it.
[[nodiscard]] std::vector<assignment::SourceText> sorted_by_kind(
    std::span<const sdk::File> files, std::size_t kinds,
    const std::function<int(std::string_view start)>& kind_of);

}  // namespace conurb::transport
