// SPDX-License-Identifier: Apache-2.0
#include "engine/cli/program.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "engine/base/build_info.hpp"
#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/cli/command.hpp"
#include "engine/sdk/conurb.h"

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

void tell(const std::string& where, const std::string& message, const std::string& remedy) {
  const std::string text =
      (where.empty() ? "" : where + ": ") + message + (remedy.empty() ? "" : "\n  " + remedy);
  // What a damaged file holds must not reach the terminal as it is.
  std::fprintf(stderr, "conurb: %s\n", printable(text, "\n\t").c_str());
}

void tell(const Error& error) {
  tell(error.where(), error.message(), error.remedy());
}

/// The subcommand that was meant, down to the last that was named: "conurb plugin check".
const CLI::App& named_command(const CLI::App& app) {
  const CLI::App* command = &app;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return *command;
}

std::string full_name(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? command.get_name() : full_name(*parent) + " " + command.get_name();
}

std::vector<std::string> names_of_commands(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* each : command.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(each->get_name());
  }
  return names;
}

std::vector<std::string> names_of_options(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

/// What was not understood comes before what is missing because of it.
int tell_wrong_usage(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = named_command(app);
  const std::vector<std::string> commands = names_of_commands(command);
  const std::string help = "see `" + full_name(command) + " --help`";
  const std::vector<std::string> extras = app.remaining(true);
  const auto is = [&error](CLI::ExitCodes code) { return error.get_exit_code() == static_cast<int>(code); };
  const bool missing = is(CLI::ExitCodes::RequiredError);
  if ((missing || is(CLI::ExitCodes::ExtrasError)) && !extras.empty()) {
    const std::string& word = extras.front();
    const bool option = word.starts_with("-");
    const std::string near = did_you_mean(word, option ? names_of_options(command) : commands);
    const std::string what = option || commands.empty() ? "'" + word + "' is not understood"
                                                        : "there is no command '" + word + "'";
    tell("", what, near.empty() ? help : near);
  } else if (missing && !commands.empty()) {
    tell("", "a command is missing", "one of: " + join(commands, ", "));
  } else {
    tell("", error.what(), help);
  }
  return kWrongUsage;
}

int parse_and_run(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
    return kDone;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return tell_wrong_usage(app, error);
    return app.exit(error);
  } catch (const WrongUsage& error) {
    tell(error);
    return kWrongUsage;
  } catch (const Error& error) {
    tell(error);
  } catch (const std::exception& error) {
    tell("", error.what(), "");
  }
  return kFailed;
}

/// Loads the program anew, with the C library's mathematics that every processor has.
void load_portably(char** argv) {
  if (is_portable()) return;
  const char* set = std::getenv(PortableLoading::variable);
  const std::string value = (set == nullptr ? "" : std::string(set) + ":") + PortableLoading::value;
  setenv(PortableLoading::variable, value.c_str(), 1);
  execv("/proc/self/exe", argv);
  throw Error(ErrorCode::io, std::string("the program cannot be loaded anew: ") + std::strerror(errno),
              "--portable");
}

/// A reader that hung up (`conurb info FILE | head`) has what it wanted; any other failure means that results
/// are lost.
int close_results(int code) {
  std::cout.flush();
  const bool lost = std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
  if (!lost || errno == EPIPE) return code;
  tell("standard output", std::string("the results cannot be written: ") + std::strerror(errno), "");
  return code == kDone ? kFailed : code;
}

}  // namespace

int run_program(int argc, char** argv) {
  CLI::App app("Conurb: a digital twin of a city in one file", "conurb");
  app.set_version_flag("--version", fmt::format("conurb {}, plugin interface {}.{}", build_version(),
                                                CONURB_ABI_MAJOR, CONURB_ABI_MINOR));
  app.require_subcommand(1);
  app.footer("Example: conurb import delft.city.json weather.epw -o delft.gpkg");
  Session session;
  Keep keep;
  app.add_option("--threads", session.threads, "Threads to use; 0 = all")
      ->capture_default_str()
      ->check(CLI::Range(0, 4096));
  app.add_flag("--quiet", session.quiet, "No progress on stderr");
  app.add_option("--plugins", session.plugin_paths, "Further folders or files to look for plugins in");
  app.add_flag_callback(
      "--portable", [argv] { load_portably(argv); },
      "The same bits on every x86-64 processor, a little slower");
  app.fallthrough();
  add_import(app, session, keep);
  add_export(app, session, keep);
  add_render(app, session, keep);
  add_view(app, session, keep);
  add_generate(app, session, keep);
  add_synthesise(app, session, keep);
  add_info(app, session, keep);
  add_run(app, session, keep);
  add_compare(app, session, keep);
  add_plugin(app, session, keep);
  add_journal(app, session, keep);
  add_validate(app, session, keep);
  add_reference(app, session, keep);
  cancel_on_signal = &session.cancel;
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  // Writing to a closed pipe shall fail, not end the program with the city file open.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow any more is an error to tell, not an end
  const int code = close_results(parse_and_run(app, argc, argv));
  cancel_on_signal = nullptr;
  return code;
}

}  // namespace conurb::cli
