// SPDX-License-Identifier: Apache-2.0
#include "engine/host/plugin_code.hpp"

#include <algorithm>
#include <iterator>

#include "engine/base/error.hpp"
#include "engine/host/library.hpp"

namespace conurb::host {

bool is_named(const PluginCode& code, std::string_view name) {
  return code.manifest->name == name || code.manifest->id == name;
}

std::vector<PluginCode> taking_part(std::span<const PluginCode> codes, std::span<const std::string> names) {
  // A plugin that only synthesises has no part in a run.
  for (const PluginCode& code : codes) {
    const bool asked = std::any_of(names.begin(), names.end(),
                                   [&code](const std::string& name) { return is_named(code, name); });
    if (asked && code.calls->step == nullptr) {
      throw Error(ErrorCode::invalid_argument, "takes no steps and has no part in a run", code.manifest->id,
                  "it fills a city: conurb synthesise");
    }
  }
  std::vector<PluginCode> chosen;
  std::copy_if(codes.begin(), codes.end(), std::back_inserter(chosen), [names](const PluginCode& code) {
    if (code.calls->step == nullptr) return false;
    return names.empty() || std::any_of(names.begin(), names.end(),
                                        [&code](const std::string& name) { return is_named(code, name); });
  });
  return chosen;
}

std::vector<const Manifest*> manifests_of(std::span<const PluginCode> codes) {
  std::vector<const Manifest*> manifests;
  for (const PluginCode& code : codes) manifests.push_back(code.manifest.get());
  return manifests;
}

PluginCode plugin_code(std::shared_ptr<const Library> library) {
  PluginCode code;
  code.manifest = std::shared_ptr<const Manifest>(library, &library->manifest());
  code.calls = &library->calls();
  code.hash = library->info().hash;
  code.library = std::move(library);
  return code;
}

}  // namespace conurb::host
