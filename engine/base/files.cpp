// SPDX-License-Identifier: Apache-2.0
#include "engine/base/files.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <system_error>
#include <utility>

#include "engine/base/error.hpp"

namespace conurb {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const char* what, const fs::path& path, int error) {
  const ErrorCode code = error == ENOENT || error == ENOTDIR ? ErrorCode::not_found : ErrorCode::io;
  throw Error(code, fmt::format("{}: {}", what, std::generic_category().message(error)), path.string());
}

/// An open file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int get() const { return fd_; }

  /// Closes and tells whether the system had kept an error for the end.
  [[nodiscard]] bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

/// Opens a regular file for reading; `size` gets its length now.
int open_regular(const fs::path& path, std::size_t& size) {
  // O_NONBLOCK: opening a pipe must not wait for a writer before we can refuse it.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) refuse("cannot be opened", path, errno);
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(fd);
    throw Error(ErrorCode::io, "is no regular file", path.string());
  }
  size = static_cast<std::size_t>(status.st_size);
  return fd;
}

void write_all(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse("cannot be written", path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Removes a file unless told to keep it.
class RemoveOnFailure {
 public:
  explicit RemoveOnFailure(fs::path path) : path_(std::move(path)) {}
  ~RemoveOnFailure() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  RemoveOnFailure(const RemoveOnFailure&) = delete;
  RemoveOnFailure& operator=(const RemoveOnFailure&) = delete;
  void keep() { path_.clear(); }

 private:
  fs::path path_;
};

/// A new file beside `path`, with the permissions that any new file would get (mkstemp's would be 0600).
int open_beside(const fs::path& path, fs::path& temporary) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    temporary = path;
    temporary += fmt::format(".{}-{}.tmp", ::getpid(), attempt);
    const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) return fd;
    if (errno != EEXIST) refuse("cannot be written", path, errno);
  }
  throw Error(ErrorCode::conflict, "100 temporary files of an earlier write lie beside it", path.string(),
              "remove them");
}

void sync_folder(const fs::path& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some network file systems cannot sync folders and say EINVAL: nothing more can be done there.
  if (fd.get() < 0 || (::fsync(fd.get()) != 0 && errno != EINVAL)) refuse("cannot be synced", folder, errno);
}

std::size_t round_up(std::size_t size, std::size_t page) {
  return (size + page - 1) / page * page;
}

}  // namespace

std::string read_file(const fs::path& path, std::size_t max_bytes) {
  std::size_t size = 0;
  const Descriptor fd(open_regular(path, size));
  if (size > max_bytes) {
    throw Error(ErrorCode::limit, fmt::format("{} bytes are more than the limit of {}", size, max_bytes),
                path.string());
  }
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::read(fd.get(), bytes.data() + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse("cannot be read", path, errno);
    if (got == 0) break;  // cut short meanwhile
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

void write_file_atomic(const fs::path& path, std::string_view bytes) {
  fs::path temporary;
  Descriptor fd(open_beside(path, temporary));
  RemoveOnFailure removal(temporary);
  struct stat old {};
  if (::stat(path.c_str(), &old) == 0 && ::fchmod(fd.get(), old.st_mode & 07777U) != 0) {
    refuse("cannot take over the permissions", path, errno);
  }
  write_all(fd.get(), bytes, path);
  if (::fsync(fd.get()) != 0) refuse("cannot be synced", path, errno);
  if (!fd.close()) refuse("cannot be closed", path, errno);
  if (::rename(temporary.c_str(), path.c_str()) != 0) refuse("cannot be replaced", path, errno);
  removal.keep();
  sync_folder(path.has_parent_path() ? path.parent_path() : fs::path("."));
}

void write_file_atomic(const fs::path& path, std::span<const std::byte> bytes) {
  write_file_atomic(path, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

TempDir::TempDir(std::string_view prefix) {
  std::error_code error;
  const fs::path parent = fs::temp_directory_path(error);
  if (error) refuse("there is no temporary folder", "TMPDIR", error.value());
  std::string name = (parent / fmt::format("{}-XXXXXX", prefix)).string();
  if (::mkdtemp(name.data()) == nullptr) refuse("a temporary folder cannot be made", parent, errno);
  path_ = name;
}

TempDir::~TempDir() {
  // A destructor cannot tell: what cannot be removed stays for the system's own cleaning.
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

TempDir::TempDir(TempDir&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TempDir& TempDir::operator=(TempDir&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

MappedFile::MappedFile(const fs::path& path) {
  const Descriptor fd(open_regular(path, size_));
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t file_pages = round_up(size_, page);
  mapped_ = file_pages + round_up(kPadding, page);
  // Zero pages for all, then the file over the front: behind it stays at least one zero page, whatever its
  // size.
  void* const base = ::mmap(nullptr, mapped_, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED) refuse("cannot be mapped", path, errno);
  data_ = static_cast<const std::byte*>(base);
  if (size_ > 0 && ::mmap(base, size_, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd.get(), 0) == MAP_FAILED) {
    const int error = errno;
    release();
    refuse("cannot be mapped", path, error);
  }
}

MappedFile::~MappedFile() {
  release();
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      mapped_(std::exchange(other.mapped_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(mapped_, other.mapped_);
  return *this;
}

std::string_view MappedFile::text() const {
  return {reinterpret_cast<const char*>(data_), size_};
}

void MappedFile::release() noexcept {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), mapped_);
  data_ = nullptr;
}

}  // namespace conurb
