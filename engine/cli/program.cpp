// SPDX-License-Identifier: Apache-2.0
#include "engine/cli/program.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>
#include <exception>

#include "engine/base/build_info.hpp"
#include "engine/base/error.hpp"
#include "engine/cli/command.hpp"

namespace conurb::cli {

namespace {

// The one thing a signal handler can reach. A second Ctrl-C ends the program at once.
const CancelToken* cancel_on_signal = nullptr;

void on_interrupt(int signal) {
  if (cancel_on_signal != nullptr && !cancel_on_signal->cancelled()) {
    cancel_on_signal->cancel();
    return;
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

int tell(const Error& error) {
  std::fprintf(stderr, "conurb: %s%s%s\n", error.where().empty() ? "" : (error.where() + ": ").c_str(),
               error.message().c_str(), error.remedy().empty() ? "" : ("\n  " + error.remedy()).c_str());
  return error.code() == ErrorCode::invalid_argument ? kWrongUsage : kFailed;
}

int parse_and_run(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
    return kDone;
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? kDone : kWrongUsage;
  } catch (const Error& error) {
    return tell(error);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "conurb: %s\n", error.what());
    return kFailed;
  }
}

}  // namespace

int run_program(int argc, char** argv) {
  CLI::App app("Conurb: a digital twin of a city in one file", "conurb");
  app.set_version_flag("--version", std::string(build_version()));
  app.require_subcommand(1);
  app.footer("Example: conurb import delft.city.json weather.epw -o delft.gpkg");
  Session session;
  Keep keep;
  app.add_option("--threads", session.threads, "Threads to use; 0 = all")->capture_default_str();
  app.add_flag("--quiet", session.quiet, "No progress on stderr");
  app.add_option("--plugins", session.plugin_paths, "Further folders or files to look for plugins in");
  app.fallthrough();
  add_import(app, session, keep);
  add_info(app, session, keep);
  add_run(app, session, keep);
  add_compare(app, session, keep);
  add_plugin(app, session, keep);
  add_journal(app, session, keep);
  add_reference(app, session, keep);
  cancel_on_signal = &session.cancel;
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  const int code = parse_and_run(app, argc, argv);
  cancel_on_signal = nullptr;
  return code;
}

}  // namespace conurb::cli
