// SPDX-License-Identifier: Apache-2.0
#include "engine/cli/output_file.hpp"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb::cli {

namespace {

namespace fs = std::filesystem;

/// A hidden file of the same folder, so that it can be renamed, and of the same ending, which formats go by.
fs::path part_of(const fs::path& place) {
  return place.parent_path() / fmt::format(".{}.part{}", place.stem().string(), place.extension().string());
}

}  // namespace

StagedFile::StagedFile(fs::path place) : place_(std::move(place)), part_(part_of(place_)) {
  std::error_code error;
  fs::remove(part_, error);
}

StagedFile::~StagedFile() {
  if (done_) return;
  std::error_code ignored;
  fs::remove(part_, ignored);
}

void StagedFile::finish() {
  std::error_code error;
  fs::rename(part_, place_, error);
  if (error)
    throw Error(ErrorCode::io, "the file cannot be put in place: " + error.message(), place_.string());
  done_ = true;
}

OutputFile::OutputFile(const fs::path& path) : staged_(path) {
  file_.open(staged_.part(), std::ios::binary | std::ios::trunc);
  check();
}

void OutputFile::write(std::string_view text) {
  file_.write(text.data(), static_cast<std::streamsize>(text.size()));
  bytes_ += static_cast<std::int64_t>(text.size());
  check();
}

void OutputFile::finish() {
  file_.close();
  check();
  staged_.finish();
}

void OutputFile::check() const {
  if (file_) return;
  throw Error(ErrorCode::io, "the file cannot be written", staged_.place().string(),
              "check that the folder is there, its permissions and the free space");
}

}  // namespace conurb::cli
