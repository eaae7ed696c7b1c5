// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "tests/bench/bench.hpp"

namespace conurb::bench {

namespace {

namespace fs = std::filesystem;

fs::path this_program() {
  return fs::read_symlink("/proc/self/exe");
}

std::string run(const std::vector<std::string>& command, const fs::path& folder) {
  const fs::path output = folder / "stdout.txt";
  const fs::path log = folder / "stderr.txt";
  Process process(command, output, log);
  if (const int code = process.wait(); code != 0) {
    throw Error(ErrorCode::internal,
                fmt::format("{} ended with {}: {}", command.front(), code, read_file(log)));
  }
  return read_file(output);
}

}  // namespace

Process::Process(const std::vector<std::string>& command, const fs::path& output, const fs::path& log) {
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), kFlags, 0644);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(), kFlags, 0644);
  const int failed = posix_spawn(&child_, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw Error(ErrorCode::io, "the program cannot be started", command.front());
}

Process::~Process() {
  wait();
}

int Process::wait() {
  if (child_ > 0) {
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = -1;
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  return status_;
}

int Process::kill_after(std::chrono::microseconds after) {
  std::this_thread::sleep_for(after);
  if (child_ > 0) kill(child_, SIGKILL);  // it is not waited for yet: the number is still its own
  return wait();
}

fs::path conurb_program() {
  fs::path program = this_program().parent_path() / "conurb";
  if (!fs::exists(program)) throw Skip{fmt::format("{} is not built", program.string())};
  return program;
}

std::string run_conurb(const std::vector<std::string>& arguments, const fs::path& folder) {
  std::vector<std::string> command{conurb_program().string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run(command, folder);
}

std::vector<std::string> display_of(const std::string& size) {
  constexpr const char* kProgram = "/usr/bin/xvfb-run";
  if (!fs::exists(kProgram)) throw Skip{"there is no xvfb-run: install the package xvfb"};
  return {kProgram, "-a", "-s", "-screen 0 " + size + "x24"};
}

Json run_child(const std::string& name, const std::vector<std::string>& arguments,
               std::vector<std::string> under) {
  const TempDir folder("conurb-bench");
  std::vector<std::string> command = std::move(under);
  command.insert(command.end(), {this_program().string(), "--child", name});
  command.insert(command.end(), arguments.begin(), arguments.end());
  return parse_json(run(command, folder.path()), "answer of the child " + name);
}

}  // namespace conurb::bench
