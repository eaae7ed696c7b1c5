// SPDX-License-Identifier: Apache-2.0
#include "engine/cli/city_target.hpp"

#include "engine/cli/command.hpp"

namespace conurb::cli {

namespace fs = std::filesystem;

CityTarget::CityTarget(const fs::path& path) : path_(path), fresh_(!fs::exists(path)) {
  if (path.empty()) throw WrongUsage("--output names no file", "", "write it like -o city.gpkg");
  if (fresh_) {
    store::CityFile::check_place(path);  // before hours of reading
    return;
  }
  file_.emplace(store::CityFile::open(path, store::Mode::read_write, {.who = user_name(), .max_bytes = 0}));
}

void CityTarget::commit(const io::ImportResult& result, const std::function<void(store::CityFile&)>& more) {
  const auto write = [&] {
    file_->atomically([&] {
      if (fresh_ || !result.sources.empty()) io::commit_import(*file_, result);
      if (more) more(*file_);
    });
    file_->close();
  };
  if (!fresh_) return write();
  file_.emplace(store::CityFile::create(path_, {.who = user_name(), .max_bytes = 0}));
  try {
    write();
  } catch (...) {
    file_.reset();
    std::error_code ignored;
    for (const char* beside : {"", "-wal", "-shm"}) fs::remove(fs::path(path_.string() + beside), ignored);
    throw;
  }
}

}  // namespace conurb::cli
