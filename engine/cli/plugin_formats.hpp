// SPDX-License-Identifier: Apache-2.0
// The file formats that plugins bring.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/cli/command.hpp"
#include "engine/host/catalog.hpp"
#include "engine/host/format.hpp"

namespace conurb::cli {

/// A format and the plugin, loaded, that knows it.
struct PluginFormat {
  host::PluginCode code;
  std::uint32_t index = 0;  ///< in its manifest

  [[nodiscard]] const host::FileFormat& spec() const { return code.manifest->formats[index]; }
};

/// Looks through the plugins there are, once it is asked; none is loaded before a file's name ends like one
/// of its formats.
class PluginFormats {
 public:
  explicit PluginFormats(const Session& session) : session_(session) {}

  /// The first that knows a file by the end of its name and its first bytes.
  [[nodiscard]] std::optional<PluginFormat> recognise(const std::filesystem::path& file,
                                                      std::string_view start);
  /// The one that is written under this id ("power_grid_model"). Throws WrongUsage with those there are.
  [[nodiscard]] PluginFormat writer(const std::string& id);

 private:
  [[nodiscard]] const std::vector<host::CatalogEntry>& plugins();
  [[nodiscard]] host::PluginCode load(const host::CatalogEntry& entry) const;

  const Session& session_;
  std::optional<std::vector<host::CatalogEntry>> plugins_;  // those with formats
};

}  // namespace conurb::cli
