// SPDX-License-Identifier: Apache-2.0
#include "engine/cli/plugin_formats.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/host/library.hpp"

namespace conurb::cli {

const std::vector<host::CatalogEntry>& PluginFormats::plugins() {
  if (plugins_) return *plugins_;
  std::vector<std::filesystem::path> folders = session_.plugin_paths;
  for (const std::filesystem::path& folder : host::plugin_folders()) folders.push_back(folder);
  plugins_ = host::find_plugins(folders);
  std::erase_if(*plugins_, [](const host::CatalogEntry& each) {
    return !each.info || !each.hidden_by.empty() || each.info->manifest.formats.empty();
  });
  return *plugins_;
}

host::PluginCode PluginFormats::load(const host::CatalogEntry& entry) const {
  const Log log = session_.make_log();
  return host::plugin_code(
      host::Library::load(entry.path, [&log](const std::string& text) { log.warning("{}", text); }));
}

std::optional<PluginFormat> PluginFormats::recognise(const std::filesystem::path& file,
                                                     std::string_view start) {
  const std::string name = file.filename().string();
  for (const host::CatalogEntry& entry : plugins()) {
    const std::vector<host::FileFormat>& formats = entry.info->manifest.formats;
    const bool may_be = std::any_of(formats.begin(), formats.end(), [&](const host::FileFormat& each) {
      return each.reads && host::ends_as(each, name);
    });
    if (!may_be) continue;
    host::PluginCode code = load(entry);
    if (const auto index = host::recognised_format(code, name, start))
      return PluginFormat{std::move(code), *index};
  }
  return std::nullopt;
}

PluginFormat PluginFormats::writer(const std::string& id) {
  std::vector<std::string> known;
  for (const host::CatalogEntry& entry : plugins()) {
    const std::vector<host::FileFormat>& formats = entry.info->manifest.formats;
    for (std::uint32_t i = 0; i < formats.size(); ++i) {
      if (!formats[i].writes) continue;
      if (formats[i].id == id) return {load(entry), i};
      known.push_back(formats[i].id);
    }
  }
  throw WrongUsage(
      fmt::format("no plugin writes a format '{}'", id), "",
      known.empty() ? "there is no plugin that writes files" : "name one of: " + join(known, ", "));
}

}  // namespace conurb::cli
