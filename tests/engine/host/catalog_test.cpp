// SPDX-License-Identifier: Apache-2.0
#include "engine/host/catalog.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"

namespace conurb::host {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path kShipped = CONURB_TEST_PLUGINS;

class Catalog : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ / "first");
    fs::create_directories(folder_ / "second");
  }

  void put(const char* plugin, const char* place) { fs::copy_file(kShipped / plugin, folder_ / place); }

  std::vector<fs::path> both() const { return {folder_ / "first", folder_ / "missing", folder_ / "second"}; }

  TempDir temporary_;
  fs::path folder_ = temporary_.path();
};

std::string error_of(std::string_view what, const std::vector<fs::path>& folders, ErrorCode code) {
  try {
    (void)find_plugin(what, folders);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  return "found";
}

TEST_F(Catalog, AFileStandsForItself) {
  put("bare_1.so", "first/bare.so");
  const std::vector<fs::path> files{folder_ / "first" / "bare.so"};
  const auto entries = find_plugins(files);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].path, files[0]);
}

TEST_F(Catalog, ListsEveryLibraryInAFixedOrder) {
  put("sticky.so", "first/sticky.so");
  put("bare_1.so", "first/a.so");
  put("bare_2.so", "second/bare.so");
  put("no_plugin.so", "second/other.so");
  std::ofstream(folder_ / "first/readme.txt") << "no library";
  const auto entries = find_plugins(both());
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_EQ(entries[0].path.filename(), "a.so");
  EXPECT_EQ(entries[1].info->manifest.id, "org.conurb.test.sticky");
  EXPECT_EQ(entries[2].hidden_by, folder_ / "first/a.so") << "what comes first in the path wins";
  EXPECT_FALSE(entries[3].info);
  EXPECT_THAT(entries[3].error, HasSubstr("is no Conurb plugin"));
}

TEST_F(Catalog, FindsAPluginByIdNameOrPath) {
  put("bare_1.so", "first/a.so");
  put("bare_2.so", "second/bare.so");
  EXPECT_EQ(find_plugin("bare", both()).manifest.version, "1.0.0");
  EXPECT_EQ(find_plugin("org.conurb.test.bare", both()).manifest.version, "1.0.0");
  EXPECT_EQ(find_plugin((folder_ / "second/bare.so").string(), both()).manifest.version, "2.0.0");
}

TEST_F(Catalog, SaysWhereItLookedAndWhatThereIs) {
  put("bare_1.so", "first/a.so");
  const std::string message = error_of("bear", both(), ErrorCode::not_found);
  EXPECT_THAT(message, HasSubstr("there is no plugin 'bear'"));
  EXPECT_THAT(message, HasSubstr((folder_ / "first").string()));
  EXPECT_THAT(message, HasSubstr("there are: bare"));
  EXPECT_THAT(error_of("bear", {}, ErrorCode::not_found), HasSubstr("CONURB_PLUGIN_PATH"));
}

TEST_F(Catalog, SaysWhyABrokenFileOfThatNameIsNotTaken) {
  std::ofstream(folder_ / "first/noise.so") << "not a library";
  EXPECT_THAT(error_of("noise", both(), ErrorCode::bad_data), HasSubstr("is no ELF file"));
}

TEST_F(Catalog, LooksInTheVariableThenBesideTheProgram) {
  const fs::path plugins = folder_ / "prefix/lib/conurb/plugins";
  fs::create_directories(plugins);
  EXPECT_THAT(plugin_folders("/a::/b", folder_ / "prefix/bin/conurb"),
              testing::ElementsAre("/a", "/b", plugins));
  EXPECT_THAT(plugin_folders("", folder_ / "prefix/engine/cli/conurb"), testing::ElementsAre(plugins));
  EXPECT_THAT(plugin_folders("", folder_ / "prefix/a/b/c/d/conurb"), testing::IsEmpty()) << "too far up";
  EXPECT_THAT(plugin_folders("", ""), testing::IsEmpty());
}

TEST_F(Catalog, FindsTheHelloPluginOfThisBuild) {
  const LibraryInfo hello = find_plugin(CONURB_HELLO_PLUGIN, {});
  EXPECT_EQ(hello.manifest.id, "org.conurb.hello");
  EXPECT_EQ(hello.manifest.columns.size(), 6U);
  EXPECT_EQ(hello.refusal, "");
  EXPECT_THAT(hello.warnings, testing::IsEmpty());
  EXPECT_EQ(find_plugin("hello", plugin_folders()).hash, hello.hash)
      << "test programs look in their build tree";
}

}  // namespace
}  // namespace conurb::host
