// SPDX-License-Identifier: Apache-2.0
#include "engine/host/library.hpp"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"

namespace conurb::host {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path kLibraries = CONURB_TEST_PLUGINS;

/// Writes into the existing file, as a careless copy or linker does.
void overwrite_in_place(const fs::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

int version_of(const Library& library) {
  return *static_cast<const int*>(library.extension("test.version/1"));
}
int count_of(const Library& library) {
  return *static_cast<const int*>(library.extension("test.count/1"));
}

std::string load_error(const fs::path& path, ErrorCode code) {
  try {
    (void)Library::load(path);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  return "loaded";
}

TEST(Library, IsKnownFromItsBytes) {
  const LibraryInfo info = Library::inspect(kLibraries / "bare_1.so");
  EXPECT_EQ(info.manifest.id, "org.conurb.test.bare");
  EXPECT_EQ(info.manifest.version, "1.0.0");
  EXPECT_EQ(info.hash.size(), 32U);
  EXPECT_NE(info.hash, Library::inspect(kLibraries / "bare_2.so").hash);
  EXPECT_EQ(info.refusal, "");
  EXPECT_THAT(info.warnings, testing::IsEmpty());
}

TEST(Library, IsLoadedAndUnloadedWithoutATrace) {
  std::vector<std::string> leaks;
  fs::path copy;
  {
    const auto library =
        Library::load(kLibraries / "bare_1.so", [&](const std::string& text) { leaks.push_back(text); });
    copy = library->private_path();
    EXPECT_TRUE(fs::exists(copy));
    EXPECT_THAT(copy.filename().string(), HasSubstr(library->info().hash.substr(0, 16)));
    EXPECT_EQ(version_of(*library), 1);
    EXPECT_EQ(library->extension("test.unknown/1"), nullptr);
    EXPECT_EQ(library->calls().reconfigure, nullptr);
    ASSERT_NE(library->calls().step, nullptr);
  }
  EXPECT_THAT(leaks, testing::IsEmpty());
  EXPECT_FALSE(fs::exists(copy.parent_path()));
}

TEST(Library, RunsOnWhileItsFileIsOverwritten) {
  const TempDir scratch;
  const fs::path path = scratch.path() / "bare.so";
  fs::copy_file(kLibraries / "bare_1.so", path);
  const auto old = Library::load(path);
  overwrite_in_place(path, {});
  EXPECT_EQ(version_of(*old), 1);
  overwrite_in_place(path, read_file(kLibraries / "bare_2.so"));
  const auto fresh = Library::load(path);
  EXPECT_EQ(version_of(*fresh), 2);
  EXPECT_EQ(version_of(*old), 1);
  fs::remove(path);
  EXPECT_EQ(version_of(*fresh), 2);
}

TEST(Library, RunsBesideItselfAndOtherVersions) {
  const auto one = Library::load(kLibraries / "bare_1.so");
  const auto same = Library::load(kLibraries / "bare_1.so");
  const auto two = Library::load(kLibraries / "bare_2.so");
  EXPECT_EQ(count_of(*one), 1);
  EXPECT_EQ(count_of(*one), 2);
  EXPECT_EQ(count_of(*same), 1) << "statics are not shared between two loads of one file";
  EXPECT_EQ(count_of(*two), 1);
  EXPECT_EQ(one->info().hash, same->info().hash);
  EXPECT_NE(one->private_path(), same->private_path());
}

TEST(Library, ComesBackFreshAfterItWasClosed) {
  for (int round = 0; round < 20; ++round) {
    const auto library =
        Library::load(kLibraries / "bare_1.so", [](const std::string& text) { FAIL() << text; });
    EXPECT_EQ(count_of(*library), 1);
  }
}

TEST(Library, OfAnotherInterfaceIsRefusedWithBothVersionsBeforeItsCodeRuns) {
  const std::string newer =
      "org.conurb.test.bare 3.0.0 needs plugin interface 2.0, this program offers 1.4: update Conurb";
  EXPECT_EQ(Library::inspect(kLibraries / "bare_newer.so").refusal, newer);
  EXPECT_THAT(load_error(kLibraries / "bare_newer.so", ErrorCode::incompatible), HasSubstr(newer));
  EXPECT_THAT(load_error(kLibraries / "bare_minor.so", ErrorCode::incompatible),
              HasSubstr("1.7, this program offers 1.4"));
  Manifest old;
  old.id = "org.example.old";
  old.version = "1.0.0";
  old.abi_major = 1;
  EXPECT_EQ(abi_refusal(old, 2, 3),
            "org.example.old 1.0.0 needs plugin interface 1.0, this program offers 2.3: build the plugin "
            "with the present "
            "SDK");
  EXPECT_EQ(abi_refusal(old, 1, 3), "");
}

TEST(Library, OfAnotherMachineIsRefused) {
  const TempDir scratch;
  auto bytes = read_file(kLibraries / "bare_1.so");
  bytes[offsetof(Elf64_Ehdr, e_machine)] = static_cast<char>(EM_S390);
  overwrite_in_place(scratch.path() / "far.so", bytes);
  EXPECT_THAT(load_error(scratch.path() / "far.so", ErrorCode::incompatible),
              HasSubstr("is built for machine 22"));
}

TEST(Library, ThatBreaksTheContractOfItsEntryIsRefused) {
  EXPECT_THAT(load_error(kLibraries / "bare_lies.so", ErrorCode::incompatible),
              HasSubstr("compiled for plugin interface 9."));
  EXPECT_THAT(load_error(kLibraries / "bare_refuses.so", ErrorCode::incompatible),
              HasSubstr("says that it cannot work"));
  EXPECT_THAT(load_error(kLibraries / "bare_short.so", ErrorCode::plugin_fault), HasSubstr("has 16 bytes"));
  EXPECT_THAT(load_error(kLibraries / "bare_no_step.so", ErrorCode::plugin_fault),
              HasSubstr("lacks create, destroy or step"));
  EXPECT_THAT(load_error(kLibraries / "bare_no_load.so", ErrorCode::plugin_fault),
              HasSubstr("without the other"));
}

TEST(Library, ThatIsNoPluginIsNamed) {
  const TempDir scratch;
  EXPECT_THAT(load_error(kLibraries / "no_plugin.so", ErrorCode::bad_data), HasSubstr("is no Conurb plugin"));
  EXPECT_THAT(load_error(kLibraries / "wrong_manifest.so", ErrorCode::bad_data),
              HasSubstr("wrong_manifest.so, columns 'building.height': 'type' is 'f16'"));
  EXPECT_THAT(load_error(scratch.path() / "none.so", ErrorCode::not_found), HasSubstr("none.so"));
  EXPECT_THAT(load_error(scratch.path(), ErrorCode::io), HasSubstr("no regular file"));
  overwrite_in_place(scratch.path() / "empty.so", {});
  EXPECT_THAT(load_error(scratch.path() / "empty.so", ErrorCode::bad_data), HasSubstr("is no ELF file"));
}

TEST(Library, ThatStaysInMemorySaysWhy) {
  EXPECT_THAT(Library::inspect(kLibraries / "sticky.so").warnings,
              testing::ElementsAre(HasSubstr("thread_local")));
  std::vector<std::string> leaks;
  // On a thread of its own, whose end lets the library go.
  std::thread([&leaks] {
    auto library =
        Library::load(kLibraries / "sticky.so", [&leaks](const std::string& text) { leaks.push_back(text); });
    const auto* query = static_cast<const conurb_query*>(library->extension(CONURB_EXTENSION_QUERY));
    ASSERT_NE(query, nullptr);
    conurb_host host{};
    conurb_view view{};
    conurb_result result{};
    EXPECT_EQ(query->run(&host, &view, 0, nullptr, 0, &result), CONURB_OK);
    library.reset();
  }).join();
  EXPECT_THAT(leaks,
              testing::ElementsAre("org.conurb.test.sticky 1.0.0 stays in memory after it was closed: it has "
                                   "thread_local objects with destructors: keep them in the instance"));
}

TEST(Library, BuiltWithoutConurbPluginIsWarnedOf) {
  const LibraryInfo info = Library::inspect(kLibraries / "careless.so");
  EXPECT_EQ(info.refusal, "");
  EXPECT_THAT(info.warnings, testing::Contains(HasSubstr("besides conurb_plugin_entry")));
}

TEST(Library, NeedsAFolderForItsCopyAndSaysSo) {
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before != nullptr ? before : "";
  setenv("TMPDIR", "/nowhere", 1);
  EXPECT_THAT(load_error(kLibraries / "bare_1.so", ErrorCode::io), HasSubstr("set TMPDIR"));
  if (before != nullptr) {
    setenv("TMPDIR", kept.c_str(), 1);
  } else {
    unsetenv("TMPDIR");
  }
}

TEST(Library, LeavesNoCopiesOfProgramsThatCrashed) {
  // A child loads a plugin and dies without a word; its folder goes with the next load.
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto library = Library::load(kLibraries / "bare_1.so");
    const std::string path = library->private_path().string();
    const bool written = write(pipe_ends[1], path.data(), path.size()) == static_cast<ssize_t>(path.size());
    _exit(written ? 0 : 1);
  }
  close(pipe_ends[1]);
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  char buffer[4096];
  const ssize_t got = read(pipe_ends[0], buffer, sizeof buffer);
  close(pipe_ends[0]);
  ASSERT_GT(got, 0);
  const fs::path left(std::string(buffer, static_cast<std::size_t>(got)));
  const auto library = Library::load(kLibraries / "bare_2.so");
  EXPECT_FALSE(fs::exists(left.parent_path())) << left;
}

}  // namespace
}  // namespace conurb::host
