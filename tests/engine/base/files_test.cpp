// SPDX-License-Identifier: Apache-2.0
#include "engine/base/files.hpp"

#include <sys/stat.h>

#include <fstream>
#include <utility>

#include "tests/engine/base/expect_error.hpp"

namespace conurb {
namespace {

namespace fs = std::filesystem;
using test::expect_error;

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(Files, what_is_written_is_read) {
  const TempDir dir;
  const fs::path path = dir.path() / "a";
  const std::string bytes("x\0y\n", 4);
  write_file_atomic(path, bytes);
  EXPECT_EQ(read_file(path), bytes);
  write_file_atomic(path, std::as_bytes(std::span(std::string_view("new"))));
  EXPECT_EQ(read_file(path), "new");
  write_file_atomic(path, "");
  EXPECT_EQ(read_file(path), "");
  EXPECT_EQ(entries(dir.path()), 1U);
}

TEST(Files, permissions_of_a_replaced_file_stay) {
  const TempDir dir;
  const fs::path path = dir.path() / "a";
  write_file_atomic(path, "1");
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
  write_file_atomic(path, "2");
  EXPECT_EQ(fs::status(path).permissions(),
            fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
}

TEST(Files, a_failed_write_leaves_nothing_behind) {
  const TempDir dir;
  fs::create_directories(dir.path() / "folder" / "inside");
  EXPECT_THROW(write_file_atomic(dir.path() / "folder", "x"), Error);
  EXPECT_EQ(entries(dir.path()), 1U);
  expect_error(ErrorCode::not_found, "missing/a",
               [&] { write_file_atomic(dir.path() / "missing" / "a", "x"); });
}

TEST(Files, what_cannot_be_read_is_named) {
  const TempDir dir;
  expect_error(ErrorCode::not_found, "nothing", [&] { (void)read_file(dir.path() / "nothing"); });
  expect_error(ErrorCode::io, "no regular file", [&] { (void)read_file(dir.path()); });
  expect_error(ErrorCode::io, "no regular file", [] { (void)read_file("/dev/zero"); });
  const fs::path pipe = dir.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  expect_error(ErrorCode::io, "no regular file", [&] { (void)read_file(pipe); });
  expect_error(ErrorCode::io, "no regular file", [&] { const MappedFile file(pipe); });
  write_file_atomic(dir.path() / "big", std::string(100, 'x'));
  expect_error(ErrorCode::limit, "100 bytes are more than the limit of 99",
               [&] { (void)read_file(dir.path() / "big", 99); });
  EXPECT_EQ(read_file(dir.path() / "big", 100).size(), 100U);
}

TEST(TempDir, is_removed_with_its_content) {
  fs::path path;
  {
    TempDir dir("conurb-test");
    path = dir.path();
    EXPECT_EQ(path.filename().string().substr(0, 11), "conurb-test");
    fs::create_directories(path / "a" / "b");
    const TempDir moved = std::move(dir);
    EXPECT_TRUE(fs::exists(path));
    EXPECT_EQ(moved.path(), path);
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(MappedFile, has_readable_zeros_behind_files_of_any_size) {
  const TempDir dir;
  const fs::path path = dir.path() / "a";
  for (const std::size_t size : {0U, 1U, 4095U, 4096U, 4097U, 100'000U}) {
    write_file_atomic(path, std::string(size, 'x'));
    const MappedFile file(path);
    ASSERT_EQ(file.size(), size);
    EXPECT_EQ(file.text(), std::string(size, 'x'));
    ASSERT_GE(file.padding(), MappedFile::kPadding);
    const std::byte* after = file.bytes().data() + size;
    for (std::size_t i = 0; i < file.padding(); ++i) ASSERT_EQ(after[i], std::byte{0}) << size << ' ' << i;
  }
}

TEST(MappedFile, can_be_moved) {
  const TempDir dir;
  write_file_atomic(dir.path() / "a", "aa");
  write_file_atomic(dir.path() / "b", "b");
  MappedFile a(dir.path() / "a");
  MappedFile b(dir.path() / "b");
  b = std::move(a);
  EXPECT_EQ(b.text(), "aa");
  const MappedFile c = std::move(b);
  EXPECT_EQ(c.text(), "aa");
  expect_error(ErrorCode::not_found, "none", [&] { const MappedFile file(dir.path() / "none"); });
}

}  // namespace
}  // namespace conurb
