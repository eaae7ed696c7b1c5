// SPDX-License-Identifier: Apache-2.0
// A new plugin, built as a stranger builds it: against the installed SDK, with nothing of the source tree in
// reach.
#include "engine/host/scaffold.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/host/check.hpp"
#include "engine/host/library.hpp"

namespace conurb::host {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Runs a command; on failure the test fails with what it said.
void run(const std::string& command, const fs::path& log) {
  const int status = std::system((command + " > '" + log.string() + "' 2>&1").c_str());
  ASSERT_EQ(status, 0) << command << "\n" << read_file(log);
}

class NewPlugin : public testing::Test {
 protected:
  [[nodiscard]] fs::path folder(const char* name) const { return temporary_.path() / name; }

  /// Installs the SDK of this build tree.
  void install_sdk() {
    run(std::string(CONURB_CMAKE) + " --install " + CONURB_BUILD_DIR + " --component sdk --prefix " +
            folder("sdk").string(),
        folder("log"));
  }

  /// Configures and builds a project outside the source tree.
  void build(const fs::path& source) {
    std::string configure = std::string(CONURB_CMAKE) + " -G '" + CONURB_GENERATOR + "' -S " +
                            source.string() + " -B " + folder("build").string() +
                            " -DCMAKE_PREFIX_PATH=" + folder("sdk").string() +
                            " -DCMAKE_CXX_COMPILER=" + CONURB_CXX;
    run(configure, folder("log"));
    run(std::string(CONURB_CMAKE) + " --build " + folder("build").string(), folder("log"));
  }

  [[nodiscard]] fs::path built(const char* name) const {
    return folder("build") / "lib/conurb/plugins" / name;
  }

 private:
  TempDir temporary_;
};

TEST_F(NewPlugin, BuildsAgainstTheInstalledSdkAndPassesItsOwnTestAndTheCheck) {
  const auto files = write_plugin_skeleton(folder("signal"), "signal");  // a name that C uses, too
  EXPECT_EQ(files.size(), 7U);
  install_sdk();
  build(folder("signal"));
  run("cd " + folder("build").string() + " && ctest --output-on-failure", folder("log"));
  EXPECT_THAT(read_file(folder("log")), HasSubstr("100% tests passed"));

  const LibraryInfo info = Library::inspect(built("signal.so"));
  EXPECT_EQ(info.manifest.id, "org.example.signal");
  EXPECT_EQ(info.refusal, "");
  EXPECT_THAT(info.warnings, testing::IsEmpty());
  EXPECT_NE(Library::load(built("signal.so"))->calls().step, nullptr);
  for (const CaseResult& result : check_plugin(built("signal.so"), {})) {
    EXPECT_TRUE(result.passed || result.skipped) << result.name << ": " << result.detail;
  }
}

TEST_F(NewPlugin, ExampleHelloBuildsOutsideTheTreeToo) {
  fs::copy("examples/hello_plugin", folder("hello"));
  install_sdk();
  build(folder("hello"));
  EXPECT_EQ(Library::load(built("hello.so"))->manifest().id, "org.conurb.hello");
}

TEST_F(NewPlugin, NeverWritesOverSomething) {
  fs::create_directories(folder("mine"));
  std::ofstream(folder("mine") / "notes.txt") << "keep me";
  EXPECT_THROW(write_plugin_skeleton(folder("mine"), "rain"), Error);
  EXPECT_EQ(read_file(folder("mine") / "notes.txt"), "keep me");
  EXPECT_FALSE(fs::exists(folder("mine") / "plugin.json"));
  EXPECT_THROW(write_plugin_skeleton(folder("mine") / "notes.txt", "rain"), Error);
  fs::create_directories(folder("empty"));
  EXPECT_NO_THROW(write_plugin_skeleton(folder("empty"), "rain"));
}

TEST_F(NewPlugin, RefusesNamesThatCannotBe) {
  for (const char* name : {"", "Rain", "2rain", "rain-map", "test", "conurb", "../rain"}) {
    EXPECT_THROW(write_plugin_skeleton(folder("x"), name), Error) << name;
    EXPECT_FALSE(fs::exists(folder("x")));
  }
  EXPECT_THROW(write_plugin_skeleton(folder("x"), std::string(41, 'a')), Error);
}

TEST_F(NewPlugin, HasEveryTextFilledIn) {
  for (const fs::path& file : write_plugin_skeleton(folder("rain"), "rain")) {
    EXPECT_THAT(read_file(file), testing::Not(HasSubstr("@"))) << file;
  }
  (void)parse_manifest(read_file(folder("rain") / "plugin.json"), "plugin.json");
}

}  // namespace
}  // namespace conurb::host
