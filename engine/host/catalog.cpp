// SPDX-License-Identifier: Apache-2.0
#include "engine/host/catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <system_error>

#include "engine/base/error.hpp"

namespace conurb::host {

namespace fs = std::filesystem;

namespace {

constexpr int kLevelsUp = 3;

/// Files ending in .so, by name: a folder's own order differs from machine to machine. A file stands for
/// itself.
std::vector<fs::path> libraries_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;  // a folder that is not there holds no plugins
  if (fs::is_regular_file(folder, error)) return {folder};
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".so") files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

CatalogEntry entry_of(const fs::path& path) {
  CatalogEntry entry;
  entry.path = path;
  try {
    entry.info = Library::inspect(path);
  } catch (const Error& error) {
    entry.error = error.what();
  }
  return entry;
}

std::string list_of(const std::set<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

[[noreturn]] void fail_unknown(std::string_view what, std::span<const CatalogEntry> entries,
                               std::span<const fs::path> folders) {
  std::set<std::string> known;
  std::string places;
  for (const CatalogEntry& entry : entries) {
    if (entry.info) known.insert(entry.info->manifest.name);
  }
  for (const fs::path& folder : folders) places += (places.empty() ? "" : ", ") + folder.string();
  throw Error(
      ErrorCode::not_found, fmt::format("there is no plugin '{}'", what), places,
      known.empty() ? "set CONURB_PLUGIN_PATH to the folder that holds it" : "there are: " + list_of(known));
}

}  // namespace

std::vector<fs::path> plugin_folders(std::string_view variable, const fs::path& program) {
  std::vector<fs::path> folders;
  while (!variable.empty()) {
    const std::size_t colon = std::min(variable.find(':'), variable.size());
    if (colon != 0) folders.emplace_back(variable.substr(0, colon));
    variable.remove_prefix(std::min(colon + 1, variable.size()));
  }
  fs::path folder = program.parent_path();
  for (int level = 0; level <= kLevelsUp && !folder.empty(); ++level) {
    std::error_code ignored;
    const fs::path plugins = folder / "lib/conurb/plugins";
    if (fs::is_directory(plugins, ignored)) {
      folders.push_back(plugins);
      break;
    }
    if (folder == folder.root_path()) break;
    folder = folder.parent_path();
  }
  return folders;
}

std::vector<fs::path> plugin_folders() {
  const char* variable = std::getenv("CONURB_PLUGIN_PATH");
  std::error_code ignored;  // without /proc only the variable counts
  return plugin_folders(variable != nullptr ? variable : "", fs::read_symlink("/proc/self/exe", ignored));
}

std::vector<CatalogEntry> find_plugins(std::span<const fs::path> folders) {
  std::vector<CatalogEntry> entries;
  std::map<std::string, fs::path> first;
  for (const fs::path& folder : folders) {
    for (const fs::path& path : libraries_in(folder)) {
      CatalogEntry entry = entry_of(path);
      if (entry.info) {
        const auto [known, is_new] = first.emplace(entry.info->manifest.id, path);
        if (!is_new) entry.hidden_by = known->second;
      }
      entries.push_back(std::move(entry));
    }
  }
  return entries;
}

LibraryInfo find_plugin(std::string_view what, std::span<const fs::path> folders) {
  if (what.find('/') != std::string_view::npos || what.ends_with(".so"))
    return Library::inspect(fs::path(what));
  const auto entries = find_plugins(folders);
  const CatalogEntry* found = nullptr;
  std::set<std::string> ids;
  for (const CatalogEntry& entry : entries) {
    if (!entry.hidden_by.empty()) continue;
    if (!entry.info) {
      // A broken file is the one meant if it bears the name: "not found" would hide why.
      if (entry.path.stem() == what) throw Error(ErrorCode::bad_data, entry.error);
      continue;
    }
    if (entry.info->manifest.id == what) return *entry.info;
    if (entry.info->manifest.name != what) continue;
    ids.insert(entry.info->manifest.id);
    found = &entry;
  }
  if (ids.size() > 1) {
    throw Error(ErrorCode::conflict, fmt::format("several plugins are called '{}'", what), "",
                "name one by its id: " + list_of(ids));
  }
  if (found == nullptr) fail_unknown(what, entries, folders);
  return *found->info;
}

}  // namespace conurb::host
