// SPDX-License-Identifier: Apache-2.0
#include "engine/cli/command.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "engine/city/schema.hpp"
#include "engine/host/catalog.hpp"
#include "engine/host/library.hpp"

namespace conurb::cli {

namespace {

namespace fs = std::filesystem;

fs::path program_folder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path() : program.parent_path();
}

bool serves(const host::Manifest& manifest, const city::City& city, std::string& missing) {
  for (const host::TableUse& use : manifest.tables) {
    if (use.owns || use.defines || use.optional || city.find(use.spec.name) >= 0) continue;
    missing = use.spec.name;
    return false;
  }
  // What a plugin brings by import or synthesis is not there before.
  const auto brings = [](const host::TableUse& use) { return use.defines && use.fills; };
  const auto first = std::find_if(manifest.tables.begin(), manifest.tables.end(), brings);
  const bool waits = first != manifest.tables.end() &&
                     std::none_of(first, manifest.tables.end(), [&](const host::TableUse& use) {
                       return brings(use) && city.find(use.spec.name) >= 0;
                     });
  if (waits) missing = first->spec.name;
  return !waits;
}

std::size_t width_of(const std::string& text) {
  // Continuation bytes of UTF-8 take no column.
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.,+-%e ") == std::string::npos;
}

}  // namespace

Log Session::make_log() const {
  LogOptions options;
  options.level = quiet ? LogLevel::warning : LogLevel::info;
  return Log(options);
}

Progress::Callback Session::make_progress() const {
  return quiet ? Progress::Callback{} : progress_printer(stderr);
}

fs::path assets_folder() {
  std::vector<fs::path> candidates;
  if (const char* chosen = std::getenv("CONURB_ASSETS")) candidates.emplace_back(chosen);
  candidates.push_back(program_folder() / ".." / "share" / "conurb" / "assets");
  candidates.emplace_back(CONURB_SOURCE_ASSETS);
  for (const fs::path& candidate : candidates) {
    if (fs::is_directory(candidate / "schema")) return candidate.lexically_normal();
  }
  throw Error(ErrorCode::not_found, "the folder assets/schema is not there", candidates.front().string(),
              "install Conurb, or name the folder in the environment variable CONURB_ASSETS");
}

std::vector<city::TableSpec> load_vocabulary() {
  return city::read_schema(assets_folder() / "schema");
}

io::AttributeMap load_attribute_map() {
  const fs::path path = assets_folder() / "schema" / "import" / "cityjson_attributes.json";
  return io::AttributeMap(parse_json(read_file(path), path.string()), path.string());
}

std::vector<host::PluginCode> load_plugins(const Session& session, const Log& log, const city::City& city,
                                           const std::vector<std::string>& only) {
  std::vector<fs::path> folders = session.plugin_paths;
  for (const fs::path& folder : host::plugin_folders()) folders.push_back(folder);
  std::vector<host::PluginCode> codes;
  for (const host::CatalogEntry& entry : host::find_plugins(folders)) {
    if (!entry.info || !entry.hidden_by.empty()) {
      if (!entry.error.empty()) log.warning("{}: {}", entry.path.string(), entry.error);
      continue;
    }
    const host::Manifest& manifest = entry.info->manifest;
    const bool wanted = only.empty() || std::find(only.begin(), only.end(), manifest.name) != only.end();
    std::string missing;
    if (!wanted) continue;
    if (!serves(manifest, city, missing)) {
      log.info("{} is left out: the city has no table '{}'", manifest.name, missing);
      continue;
    }
    if (!entry.info->refusal.empty()) {
      log.warning("{}", entry.info->refusal);
      continue;
    }
    host::PluginCode code = host::plugin_code(
        host::Library::load(entry.path, [&log](const std::string& text) { log.warning("{}", text); }));
    if (code.calls->step != nullptr) codes.push_back(std::move(code));  // others fill cities, and run in none
  }
  for (const std::string& name : only) {
    const bool found = std::any_of(codes.begin(), codes.end(), [&name](const host::PluginCode& code) {
      return code.manifest->name == name;
    });
    if (!found) {
      throw Error(ErrorCode::not_found, "no plugin '" + name + "' that serves this city was found", "",
                  "see `conurb plugin list`");
    }
  }
  return codes;
}

store::CityFile open_to_read(const fs::path& path, const Log& log) {
  store::CityFile file = store::CityFile::open(path, store::Mode::read_only);
  if (file.edits_to_take().empty()) return file;
  file.close();
  try {
    return store::CityFile::open(path, store::Mode::read_write, {.who = user_name(), .max_bytes = 0});
  } catch (const Error& error) {
    if (error.code() != ErrorCode::conflict && error.code() != ErrorCode::io) throw;
    log.warning("edits by another program are left out: {}", error.message());
    return store::CityFile::open(path, store::Mode::read_only);
  }
}

std::string user_name() {
  if (const char* name = std::getenv("CONURB_USER")) return name;
  const passwd* entry = getpwuid(getuid());
  return entry != nullptr ? entry->pw_name : "unknown";
}

Json json_of(const store::Finding& finding) {
  Json json{{"code", finding.code},
            {"severity", std::string(store::to_string(finding.severity))},
            {"count", finding.count},
            {"first", finding.message}};
  if (!finding.table.empty()) json["table"] = finding.table;
  if (finding.id != 0) json["id"] = finding.id;
  if (!finding.where.empty()) json["where"] = finding.where;
  return json;
}

void print_json(const Json& json) {
  std::printf("%s\n", json.dump(2).c_str());
}

void print_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  std::vector<bool> right;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      if (widths.size() <= c) {
        widths.push_back(0);
        right.push_back(true);
      }
      widths[c] = std::max(widths[c], width_of(rows[r][c]));
      if (r > 0 && !rows[r][c].empty()) right[c] = right[c] && is_number(rows[r][c]);
    }
  }
  for (const std::vector<std::string>& row : rows) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string pad(widths[c] - width_of(row[c]), ' ');
      line += (c > 0 ? "  " : "") + (right[c] ? pad + row[c] : row[c] + pad);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    std::printf("%s\n", line.c_str());
  }
}

}  // namespace conurb::cli
