// SPDX-License-Identifier: Apache-2.0
// What the subcommands share: options, log, cancellation, and the way results are printed.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/json_fwd.hpp"
#include "engine/base/log.hpp"
#include "engine/base/progress.hpp"
#include "engine/city/spec.hpp"
#include "engine/host/plugin_code.hpp"
#include "engine/io/attribute_map.hpp"
#include "engine/sim/twin.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/records.hpp"

namespace CLI {
class App;
}

namespace conurb::cli {

/// Options that every subcommand has, and what is made from them.
struct Session {
  bool json = false;  ///< print the result as JSON
  bool quiet = false;
  std::size_t threads = 0;
  std::vector<std::filesystem::path> plugin_paths;  ///< further folders or files
  CancelToken cancel;                               ///< set by Ctrl-C

  [[nodiscard]] Log make_log() const;
  [[nodiscard]] Progress::Callback make_progress() const;
};

/// The command line asks for what cannot be meant; the program ends with kWrongUsage. Failures of the work
/// itself are other Errors and end it with kFailed, whatever their code.
class WrongUsage : public Error {
 public:
  explicit WrongUsage(std::string what, std::string where = {}, std::string remedy = {})
      : Error(ErrorCode::invalid_argument, std::move(what), std::move(where), std::move(remedy)) {}
};

/// Runs a check of an option's value; what it refuses is wrong usage, with the option's name in front.
template <typename Check>
void as_option(const std::string& option, Check&& check) {
  try {
    check();
  } catch (const Error& error) {
    const bool of_value = error.code() == ErrorCode::invalid_argument ||
                          error.code() == ErrorCode::not_found || error.code() == ErrorCode::bad_data;
    if (!of_value) throw;
    throw WrongUsage(option + ": " + error.message(), "", error.remedy());
  }
}

/// Adds the subcommands; each keeps its options alive in `keep`.
using Keep = std::vector<std::shared_ptr<void>>;
void add_import(CLI::App& app, Session& session, Keep& keep);
void add_export(CLI::App& app, Session& session, Keep& keep);
void add_info(CLI::App& app, Session& session, Keep& keep);
void add_run(CLI::App& app, Session& session, Keep& keep);
void add_compare(CLI::App& app, Session& session, Keep& keep);
void add_plugin(CLI::App& app, Session& session, Keep& keep);
void add_synthesise(CLI::App& app, Session& session, Keep& keep);
void add_generate(CLI::App& app, Session& session, Keep& keep);
void add_journal(CLI::App& app, Session& session, Keep& keep);
void add_validate(CLI::App& app, Session& session, Keep& keep);
void add_reference(CLI::App& app, Session& session, Keep& keep);
void add_render(CLI::App& app, Session& session, Keep& keep);
void add_view(CLI::App& app, Session& session, Keep& keep);

/// The standard vocabulary, read from assets/schema beside the program or in the source tree (environment
/// variable CONURB_ASSETS wins). Throws Error not_found.
[[nodiscard]] std::vector<city::TableSpec> load_vocabulary();
/// Folder of the assets, as above.
[[nodiscard]] std::filesystem::path assets_folder();

/// Which attributes of city models fill which columns, as the assets say.
[[nodiscard]] io::AttributeMap load_attribute_map();

/// Loads every plugin of the catalogue that can serve this city: those whose needed tables are not there are
/// left out with a line in the log. `only` (short names) restricts and must then be there.
[[nodiscard]] std::vector<host::PluginCode> load_plugins(const Session& session, const Log& log,
                                                         const city::City& city,
                                                         const std::vector<std::string>& only = {});

/// Name of the person at the keyboard, for journal and lock.
[[nodiscard]] std::string user_name();

/// A city file for reading, unless another program has edited it since: those edits are journaled first,
/// which takes the file for writing. Where that cannot be, a line in the log says that they are left out.
[[nodiscard]] store::CityFile open_to_read(const std::filesystem::path& path, const Log& log);

/// A finding as the commands print it.
[[nodiscard]] Json json_of(const store::Finding& finding);

/// Prints a JSON result as one document.
void print_json(const Json& json);
/// A table of texts with aligned columns; the first row is the head. Columns whose cells are numbers are set
/// right.
void print_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace conurb::cli
