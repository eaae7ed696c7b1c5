// SPDX-License-Identifier: Apache-2.0
#include "engine/host/plugin_code.hpp"

#include "engine/host/library.hpp"

namespace conurb::host {

PluginCode plugin_code(std::shared_ptr<const Library> library) {
  PluginCode code;
  code.manifest = std::shared_ptr<const Manifest>(library, &library->manifest());
  code.calls = &library->calls();
  code.hash = library->info().hash;
  code.library = std::move(library);
  return code;
}

}  // namespace conurb::host
