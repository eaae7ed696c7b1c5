// SPDX-License-Identifier: Apache-2.0
#include "engine/host/scaffold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <system_error>

#include "engine/base/error.hpp"
#include "engine/city/spec.hpp"
#include "engine/host/scaffold_text.hpp"

namespace conurb::host {

namespace fs = std::filesystem;

namespace {

/// Names of targets that CMake keeps for itself, and ours.
constexpr std::string_view kTakenNames[] = {
    "all",     "clean",          "conurb",        "edit_cache", "help", "install", "list_install_components",
    "package", "package_source", "rebuild_cache", "test"};

/// Leaves room for what is put behind the name in columns and targets.
constexpr std::size_t kNameLimit = 40;

void check_plugin_name(std::string_view name) {
  if (!city::is_name(name) || name.size() > kNameLimit) {
    throw Error(
        ErrorCode::invalid_argument, fmt::format("'{}' cannot be a plugin's name", name), "",
        fmt::format("use lower-case letters, digits and _, at most {}, the first a letter", kNameLimit));
  }
  if (std::find(std::begin(kTakenNames), std::end(kTakenNames), name) != std::end(kTakenNames)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("'{}' cannot be a plugin's name: the build uses it itself", name), "",
                "take another one");
  }
}

std::string filled(std::string_view text, std::string_view name) {
  constexpr std::string_view kMark = "@NAME@";
  std::string result;
  for (auto mark = text.find(kMark); mark != std::string_view::npos; mark = text.find(kMark)) {
    result.append(text.substr(0, mark)).append(name);
    text.remove_prefix(mark + kMark.size());
  }
  return result.append(text);
}

}  // namespace

std::vector<fs::path> write_plugin_skeleton(const fs::path& folder, std::string_view name) {
  check_plugin_name(name);
  std::error_code error;
  if (fs::exists(folder, error) && (!fs::is_directory(folder, error) || !fs::is_empty(folder, error))) {
    throw Error(ErrorCode::conflict, "is there already", folder.string(),
                "name a folder that is new or empty");
  }
  fs::create_directories(folder, error);
  if (error) throw Error(ErrorCode::io, "cannot be made: " + error.message(), folder.string());
  std::vector<fs::path> written;
  for (const SkeletonFile& file : skeleton_files()) {
    const fs::path path = folder / file.path;
    std::ofstream stream(path, std::ios::binary);
    stream << filled(file.text, name);
    stream.close();
    if (!stream) throw Error(ErrorCode::io, "cannot be written", path.string());
    written.push_back(path);
  }
  return written;
}

}  // namespace conurb::host
