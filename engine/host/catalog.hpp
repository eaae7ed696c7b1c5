// SPDX-License-Identifier: Apache-2.0
// Which plugins there are: found by folder, known by manifest, none of them loaded.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/host/library.hpp"

namespace conurb::host {

/// A file of a plugin folder: what is known of it, or why nothing is.
struct CatalogEntry {
  std::filesystem::path path;
  std::optional<LibraryInfo> info;
  std::string error;  ///< one line; "" with info
  std::filesystem::path
      hidden_by;  ///< a file found earlier that holds the same plugin; "" if this is the one
};

/// Folders to look in, first come first: those of `variable` (the value of CONURB_PLUGIN_PATH, separated by
/// colons; empty ones left out), then the nearest lib/conurb/plugins beside or above the folder of `program`
/// (at most three levels up: bin of an installation, any folder of a build tree). Only the last must exist.
[[nodiscard]] std::vector<std::filesystem::path> plugin_folders(std::string_view variable,
                                                                const std::filesystem::path& program);
/// The same for this process: its environment and its own executable.
[[nodiscard]] std::vector<std::filesystem::path> plugin_folders();

/// Every *.so of the folders, folder by folder, in each by name; a file in place of a folder stands for
/// itself, and folders that are not there are passed over.
/// Never fails because of a file: its entry says what is wrong.
[[nodiscard]] std::vector<CatalogEntry> find_plugins(std::span<const std::filesystem::path> folders);

/// One plugin by path (anything with a slash or ending in .so), id or name ("org.conurb.buildings",
/// "buildings"). Throws Error not_found naming the folders and the plugins there are, bad_data or conflict if
/// it is broken or a name is shared by several ids.
[[nodiscard]] LibraryInfo find_plugin(std::string_view what, std::span<const std::filesystem::path> folders);

}  // namespace conurb::host
