// SPDX-License-Identifier: Apache-2.0
// The beginning of a new plugin: what `conurb plugin new NAME` writes.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace conurb::host {

/// Writes a small complete plugin into `folder` (made if it is not there): manifest, core, plugin, test,
/// CMakeLists.txt and README.md. It builds against the installed SDK as it is, has its own test, and passes
/// `conurb plugin check`. Returns the files written. Throws Error invalid_argument if `name` cannot be a
/// plugin's name, conflict if the folder holds anything already, io if it cannot be written.
std::vector<std::filesystem::path> write_plugin_skeleton(const std::filesystem::path& folder,
                                                         std::string_view name);

}  // namespace conurb::host
