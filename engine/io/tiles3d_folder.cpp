// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <stdio.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "engine/io/tiles3d_export.hpp"

namespace conurb::io {

namespace fs = std::filesystem;

namespace {

/// Whether a folder holds nothing but what export_tileset writes.
bool holds_only_ours(const fs::path& folder) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name == "tileset.json" && entry.symlink_status().type() == fs::file_type::regular) continue;
    const bool ours =
        (name == "objects" || name == "ground") && entry.symlink_status().type() == fs::file_type::directory;
    if (!ours) return false;
    for (const fs::directory_entry& file : fs::directory_iterator(entry.path())) {
      if (file.symlink_status().type() != fs::file_type::regular || file.path().extension() != ".glb")
        return false;
    }
  }
  return true;
}

bool is_our_tileset(const fs::path& folder) {
  const fs::path file = folder / "tileset.json";
  if (!fs::is_regular_file(file)) return false;
  try {
    const Json json = parse_json(read_file(file), file.string());
    const Json* const asset = find_member(json, "asset", file.string());
    return asset != nullptr && get_string_or(*asset, "generator", "", "").starts_with("Conurb ") &&
           holds_only_ours(folder);
  } catch (const Error&) {
    return false;  // some other tileset.json
  }
}

[[noreturn]] void refuse(const fs::path& path, const std::string& what, const std::error_code& error) {
  throw Error(ErrorCode::io, what + ": " + error.message(), path.string(),
              "check that the folder around it is there, its permissions and the free space");
}

}  // namespace

TilesetFolder::TilesetFolder(fs::path place) : place_(std::move(place)) {
  place_ = place_.lexically_normal();
  if (!place_.has_filename()) place_ = place_.parent_path();
  if (fs::is_symlink(place_)) place_ = fs::canonical(place_);
  part_ = place_.string() + ".part";
  std::error_code error;
  const bool there = fs::exists(place_, error);
  if (there && (!fs::is_directory(place_) || !(fs::is_empty(place_) || is_our_tileset(place_)))) {
    throw Error(ErrorCode::conflict, "there is something else than a tileset of Conurb, which is left alone",
                place_.string(), "name a new folder, or empty this one");
  }
  if (fs::exists(part_, error)) {  // of an export that was killed
    if (!fs::is_directory(part_) || !holds_only_ours(part_)) {
      throw Error(ErrorCode::conflict, "the folder in which the tileset is to be made holds something else",
                  part_.string(), "move it away");
    }
    fs::remove_all(part_, error);
  }
  if (!fs::create_directory(part_, error)) refuse(part_, "the folder cannot be made", error);
}

TilesetFolder::~TilesetFolder() {
  std::error_code ignored;
  if (!done_) fs::remove_all(part_, ignored);
}

void TilesetFolder::finish() {
  std::error_code error;
  if (fs::exists(place_, error)) {
    // Both at once, so that there is a whole tileset at any instant.
    if (renameat2(AT_FDCWD, part_.c_str(), AT_FDCWD, place_.c_str(), RENAME_EXCHANGE) == 0) {
      done_ = true;
      fs::remove_all(part_, error);
      return;
    }
    if (errno != EINVAL && errno != ENOSYS)
      refuse(place_, "the tileset cannot be put in place", {errno, std::generic_category()});
    fs::remove_all(place_, error);  // a file system that cannot exchange names
  }
  fs::rename(part_, place_, error);
  if (error) refuse(place_, "the tileset cannot be put in place", error);
  done_ = true;
}

}  // namespace conurb::io
