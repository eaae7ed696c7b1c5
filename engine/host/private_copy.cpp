// SPDX-License-Identifier: Apache-2.0
#include "engine/host/private_copy.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb::host {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFolderPrefix = "conurb-plugin-";

[[noreturn]] void fail(const char* what, const fs::path& path, const std::string& remedy = {}) {
  const int error = errno;
  throw Error(error == ENOENT ? ErrorCode::not_found : ErrorCode::io,
              fmt::format("{}: {}", what, std::generic_category().message(error)), path.string(), remedy);
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }
  /// Closes now; false if the last bytes could not be written.
  [[nodiscard]] bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

/// Process that made a folder of that name, or 0 if it is none of ours: "conurb-plugin-<process>-XXXXXX".
pid_t maker_of(const std::string& folder) {
  if (!folder.starts_with(kFolderPrefix)) return 0;
  pid_t process = 0;
  const char* end = folder.data() + folder.size();
  const auto [rest, error] = std::from_chars(folder.data() + kFolderPrefix.size(), end, process);
  return error == std::errc() && rest != end && *rest == '-' && process > 0 ? process : 0;
}

/// Removes what dead programs of this user left. Failing to is no error: the folder may be another one's to
/// remove.
void remove_left_behind(const fs::path& temporary) {
  std::error_code error;
  for (fs::directory_iterator entry(temporary, error), end; !error && entry != end; entry.increment(error)) {
    const pid_t process = maker_of(entry->path().filename().string());
    if (process == 0 || ::kill(process, 0) == 0 || errno != ESRCH) continue;
    struct stat status {};
    if (::lstat(entry->path().c_str(), &status) != 0 || status.st_uid != ::getuid()) continue;
    std::error_code ignored;
    fs::remove_all(entry->path(), ignored);
  }
}

fs::path make_folder() {
  std::error_code error;
  const fs::path temporary = fs::temp_directory_path(error);
  if (error)
    throw Error(ErrorCode::io, "no folder for temporary files: " + error.message(), "", "set TMPDIR to one");
  remove_left_behind(temporary);
  std::string folder = (temporary / fmt::format("{}{}-XXXXXX", kFolderPrefix, ::getpid())).string();
  if (::mkdtemp(folder.data()) == nullptr)
    fail("no folder for the plugin's copy", temporary, "set TMPDIR to one");
  return folder;
}

void write_bytes(const fs::path& path, std::span<const std::byte> bytes) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) fail("the plugin's copy cannot be made", path);
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      fail("the plugin's copy cannot be written", path, "free space there, or set TMPDIR elsewhere");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  if (!file.close()) fail("the plugin's copy cannot be written", path);
}

}  // namespace

PrivateCopy::PrivateCopy(std::span<const std::byte> bytes, const std::string& name) {
  const fs::path folder = make_folder();
  path_ = folder / name;
  try {
    write_bytes(path_, bytes);
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    throw;
  }
}

PrivateCopy::~PrivateCopy() {
  if (path_.empty()) return;
  std::error_code ignored;
  fs::remove_all(path_.parent_path(), ignored);
}

PrivateCopy::PrivateCopy(PrivateCopy&& other) noexcept : path_(std::exchange(other.path_, {})) {}

PrivateCopy& PrivateCopy::operator=(PrivateCopy&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

}  // namespace conurb::host
