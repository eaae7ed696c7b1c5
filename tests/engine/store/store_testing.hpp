// SPDX-License-Identifier: Apache-2.0
// What the tests of the store share: a folder of their own and a small city with every type of column.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/city/city.hpp"
#include "engine/store/city_file.hpp"

namespace conurb::store {

/// A folder that lives as long as the test.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

[[nodiscard]] city::ColumnSpec column(std::string name, city::Scalar scalar);

/// Tables building (polygons, every type of column), sensor (points), road_link (lines), weather (series, no
/// shape), terrain (grid) and window (chunks), with `buildings` buildings on a grid of 20 m.
[[nodiscard]] city::City small_city(std::int64_t buildings);

/// Expects that two cities hold the same tables, rows and values, to the bit.
void expect_same_city(const city::City& a, const city::City& b);

/// Runs a statement through the sqlite3 program or, where triggers call spatial functions, through GDAL's
/// ogrinfo: as another program would. False if the program is missing or fails.
[[nodiscard]] bool edit_with_ogr(const std::filesystem::path& file, const std::string& sql);
/// What a command prints; its exit status in `status`.
[[nodiscard]] std::string output_of(const std::string& command, int& status);

/// The Error that a call throws; fails the test if it throws none.
template <typename Call>
[[nodiscard]] Error error_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error was thrown";
  return Error(ErrorCode::ok, "none");
}

}  // namespace conurb::store
