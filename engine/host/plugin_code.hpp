// SPDX-License-Identifier: Apache-2.0
// A plugin's code and what it says of itself, from whatever source: library.hpp loads it from a file; tests
// bring their own.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/host/manifest.hpp"
#include "engine/sdk/conurb.h"

namespace conurb::host {

class Library;

/// Cheap to copy; the code stays loaded as long as a copy lives.
struct PluginCode {
  std::shared_ptr<const Manifest> manifest;
  const conurb_plugin* calls = nullptr;
  std::string hash;                     ///< of the library's bytes, hexadecimal; identifies the build
  std::shared_ptr<const void> library;  ///< keeps the code loaded
};

/// True if a plugin goes by that id or short name.
[[nodiscard]] bool is_named(const PluginCode& code, std::string_view name);
/// Those that take part where `names` (ids or short names) are asked for; all if there are none.
/// Plugins that only synthesise take part in nothing; throws Error invalid_argument if one is named.
[[nodiscard]] std::vector<PluginCode> taking_part(std::span<const PluginCode> codes,
                                                  std::span<const std::string> names);
[[nodiscard]] std::vector<const Manifest*> manifests_of(std::span<const PluginCode> codes);

/// The code of a loaded library, which it keeps loaded.
[[nodiscard]] PluginCode plugin_code(std::shared_ptr<const Library> library);

}  // namespace conurb::host
