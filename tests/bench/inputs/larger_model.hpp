// SPDX-License-Identifier: Apache-2.0
// Large city models out of small real ones: the file's objects again and again with fresh ids, each copy in a
// place of its own.
#pragma once

#include <cstdint>
#include <filesystem>

namespace conurb::bench {

/// Writes `copies` times the features of the CityJSONSeq `from`, on a square grid whose cells are as large as
/// the file's extent, and returns how many root buildings that makes.
std::int64_t write_larger_sequence(const std::filesystem::path& from, std::int64_t copies,
                                   const std::filesystem::path& to);

/// The same for a CityJSON file, as one document with all vertices at its end. Copies lie in one place: for
/// readers only.
void write_larger_document(const std::filesystem::path& from, std::int64_t copies,
                           const std::filesystem::path& to);

/// Root buildings (objects of type Building without parents) in a CityJSONSeq.
[[nodiscard]] std::int64_t count_root_buildings(const std::filesystem::path& sequence);

}  // namespace conurb::bench
