// SPDX-License-Identifier: Apache-2.0
// What changes between the versions of CityJSON (specification 1.1, appendix "changes", and 2.0, the same).
// Where a file goes out in the version that it came in, nothing does. Private to engine/io.
#pragma once

#include <string>
#include <string_view>

#include "engine/io/city_model.hpp"

namespace conurb::io {

class Upgrade {
 public:
  Upgrade() = default;
  /// From the version of a file ("1.0", "1.1" …) to "1.1" or "2.0".
  Upgrade(std::string_view from, std::string_view to);

  /// From 1.0: members of groups do not name them as parents there.
  [[nodiscard]] bool from_first() const { return from_ == 10; }
  [[nodiscard]] std::string object_type(std::string_view type) const;
  /// A member of an object that is text: addresses are lists since 1.1.
  [[nodiscard]] std::string object_member(std::string_view key, std::string_view value) const;
  /// A geometry that is text: levels of detail are texts since 1.1.
  [[nodiscard]] std::string geometry(std::string_view text) const;
  [[nodiscard]] std::string metadata(const CityModel& model) const;
  /// The "extensions" member; `value` may be empty. `types` are those of the file.
  [[nodiscard]] std::string extensions(std::string_view value, const city::NameTable& types) const;

 private:
  int from_ = 20, to_ = 20;
};

/// The CRS as OGC's URL, as 1.1 and 2.0 want it; empty where the text names no code.
[[nodiscard]] std::string crs_url(const CrsText& crs);
/// "1.1" or "2.0" for a file of version `from`.
[[nodiscard]] std::string version_for(std::string_view from);

}  // namespace conurb::io
