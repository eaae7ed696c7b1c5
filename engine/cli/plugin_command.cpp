// SPDX-License-Identifier: Apache-2.0
// conurb plugin list | check FILE.so | new NAME
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"
#include "engine/base/text.hpp"
#include "engine/cli/command.hpp"
#include "engine/host/catalog.hpp"
#include "engine/host/check.hpp"
#include "engine/host/scaffold.hpp"

namespace conurb::cli {

namespace {

namespace fs = std::filesystem;

struct PluginOptions {
  std::string file;
  std::string name;
  std::string folder = ".";
  std::string only_case;
  std::uint64_t seed = 1;
};

void list(const Session& session) {
  std::vector<fs::path> folders = session.plugin_paths;
  for (const fs::path& folder : host::plugin_folders()) folders.push_back(folder);
  Json result = Json::array();
  std::vector<std::vector<std::string>> rows{{"plugin", "version", "licence", "what it is", "file"}};
  for (const host::CatalogEntry& entry : host::find_plugins(folders)) {
    if (!entry.info) {
      result.push_back({{"file", entry.path.string()}, {"error", entry.error}});
      rows.push_back({"-", "-", "-", entry.error, entry.path.string()});
      continue;
    }
    const host::Manifest& manifest = entry.info->manifest;
    const std::string note = !entry.info->refusal.empty() ? " (refused: " + entry.info->refusal + ")"
                             : !entry.hidden_by.empty()   ? " (hidden by " + entry.hidden_by.string() + ")"
                                                          : "";
    result.push_back({{"id", manifest.id},
                      {"version", manifest.version},
                      {"license", manifest.license},
                      {"label", manifest.label},
                      {"file", entry.path.string()},
                      {"hash", entry.info->hash},
                      {"refusal", entry.info->refusal}});
    rows.push_back(
        {manifest.name, manifest.version, manifest.license, manifest.label + note, entry.path.string()});
  }
  if (session.json) {
    print_json(result);
  } else {
    print_table(rows);
  }
}

// Where CMake finds the SDK, if this program is installed where CMake does not look by itself.
std::string sdk_option() {
  std::error_code error;
  const fs::path prefix = fs::read_symlink("/proc/self/exe", error).parent_path().parent_path();
  const bool usual = prefix == "/usr" || prefix == "/usr/local";
  if (error || usual || !fs::exists(prefix / "lib" / "cmake" / "Conurb", error)) return "";
  return " -DCMAKE_PREFIX_PATH=" + prefix.string();
}

}  // namespace

void add_plugin(CLI::App& app, Session& session, Keep& keep) {
  auto options = std::make_shared<PluginOptions>();
  keep.push_back(options);
  CLI::App* plugin = app.add_subcommand("plugin", "List, check and begin plugins");
  plugin->require_subcommand(1);
  plugin->footer("Example: conurb plugin check build/lib/conurb/plugins/buildings.so");

  CLI::App* list_command = plugin->add_subcommand("list", "The plugins that are found, and where");
  list_command->add_flag("--json", session.json, "Print JSON");
  list_command->footer("Example: conurb plugin list");
  list_command->callback([&session] { list(session); });

  CLI::App* check =
      plugin->add_subcommand("check", "Hold a plugin against its contract, each case in its own process");
  check->add_option("file", options->file, "The plugin's library (.so)")->required();
  check->add_option("--case", options->only_case, "Run this case only");
  check->add_option("--seed", options->seed, "Seed of the generated city and inputs")->capture_default_str();
  check->add_flag("--json", session.json, "Print JSON");
  check->footer("Example: conurb plugin check build/lib/conurb/plugins/buildings.so");
  check->callback([&session, options] {
    const std::vector<std::string> names = host::case_names();
    if (!options->only_case.empty() &&
        std::find(names.begin(), names.end(), options->only_case) == names.end()) {
      throw WrongUsage("--case: there is no case '" + options->only_case + "'", "",
                       did_you_mean(options->only_case, names));
    }
    const std::vector<host::CaseResult> results = host::check_plugin(
        options->file, {.only = options->only_case, .seed = options->seed, .vocabulary = load_vocabulary()});
    std::size_t failed = 0;
    Json json = Json::array();
    std::vector<std::vector<std::string>> rows{{"case", "result", "what was seen"}};
    for (const host::CaseResult& result : results) {
      failed += result.passed || result.skipped ? 0 : 1;
      const std::string word = result.skipped ? "skipped" : result.passed ? "passed" : "FAILED";
      json.push_back(
          {{"case", result.name}, {"result", word}, {"detail", result.detail}, {"seconds", result.seconds}});
      rows.push_back({result.name, word, result.detail});
    }
    if (session.json) {
      print_json(json);
    } else {
      print_table(rows);
    }
    if (failed > 0) {
      throw Error(ErrorCode::plugin_fault,
                  std::to_string(failed) + " of " + std::to_string(results.size()) + " cases failed",
                  options->file, "run one of them alone with --case NAME");
    }
  });

  CLI::App* create =
      plugin->add_subcommand("new", "Write the skeleton of a plugin: code, manifest, CMake, test, README");
  create->add_option("name", options->name, "Name in snake_case")->required();
  create->add_option("--in", options->folder, "Folder to make it in")->capture_default_str();
  create->footer("Example: conurb plugin new street_trees");
  create->callback([options] {
    const fs::path folder = fs::path(options->folder) / options->name;
    as_option("name", [&] { host::write_plugin_skeleton(folder, options->name); });
    const std::string at = folder.string();
    std::printf(
        "Wrote %s. Next:\n  cmake -S %s -B %s/build%s && cmake --build %s/build && ctest --test-dir "
        "%s/build\n"
        "  conurb --plugins %s/build/lib/conurb/plugins plugin list\n",
        at.c_str(), at.c_str(), at.c_str(), sdk_option().c_str(), at.c_str(), at.c_str(), at.c_str());
  });
}

}  // namespace conurb::cli
