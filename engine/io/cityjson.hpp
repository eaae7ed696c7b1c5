// SPDX-License-Identifier: Apache-2.0
// Reader of CityJSON 1.1 and 2.0 (OGC 20-072r5), of 1.0 as far as it is written the same way, and of
// CityJSONSeq (one feature per line after a header line, CityJSON 2.0 section 9). What is wrong with one
// object becomes a finding; only a text that is no CityJSON at all becomes an Error.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "engine/io/city_model.hpp"

namespace conurb::io {

/// Keeps its buffers from file to file: reading many files with one reader saves their allocation. Not
/// thread-safe; use one reader per thread.
class CityJsonReader {
 public:
  CityJsonReader();
  CityJsonReader(CityJsonReader&&) noexcept;
  CityJsonReader& operator=(CityJsonReader&&) noexcept;
  ~CityJsonReader();

  /// Reads a file, giving its memory back while it goes. Throws Error(not_found, io) when it cannot be read,
  /// Error(bad_data) with line and column when it is not JSON or not CityJSON, Error(limit) when it is too
  /// large. A sequence survives broken lines: each is left out with a finding.
  [[nodiscard]] CityModel read_file(const std::filesystem::path& path);

  /// Reads a text in memory; `name` is used in messages. Takes any bytes; the bytes are not used after the
  /// return.
  [[nodiscard]] CityModel read(std::span<const char> bytes, std::string_view name);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace conurb::io
