// SPDX-License-Identifier: Apache-2.0
// A plugin's code and what it says of itself, from whatever source: library.hpp loads it from a file; tests
// bring their own.
#pragma once

#include <memory>
#include <string>

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

/// The code of a loaded library, which it keeps loaded.
[[nodiscard]] PluginCode plugin_code(std::shared_ptr<const Library> library);

}  // namespace conurb::host
