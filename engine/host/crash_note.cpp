// SPDX-License-Identifier: Apache-2.0
#include "engine/host/crash_note.hpp"

#include <dlfcn.h>
#include <execinfo.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace conurb::host {

namespace {

constexpr int kDeepest = 128;  // frames looked at
constexpr std::size_t kStackBytes = std::size_t{256} << 10;

// Plugins run from a private copy, "…/conurb-plugin-<process>-XXXXXX/<plugin>-<number>.so"
// (engine/host/private_copy); names of plugins have no dash.
std::string_view plugin_at(void* address) {
  Dl_info info{};
  if (dladdr(address, &info) == 0 || info.dli_fname == nullptr) return {};
  std::string_view file = info.dli_fname;
  if (file.find("/conurb-plugin-") == std::string_view::npos) return {};
  file.remove_prefix(file.rfind('/') + 1);
  return file.substr(0, file.find_first_of("-."));
}

std::string_view name_of(int signal) {
  switch (signal) {
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGILL: return "SIGILL";
    case SIGFPE: return "SIGFPE";
    default: return "SIGABRT";
  }
}

void say(std::string_view text) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
}

// The handler is gone when it runs, so that the signal raised again ends the program.
void on_crash(int signal) {
  std::array<void*, kDeepest> frames{};
  const int count = backtrace(frames.data(), kDeepest);
  std::string_view plugin;
  for (int i = 0; i < count && plugin.empty(); ++i) plugin = plugin_at(frames[static_cast<std::size_t>(i)]);
  say("\nconurb: ");
  if (plugin.empty()) {
    say("the program crashed");
  } else {
    say("the plugin ");
    say(plugin);
    say(" crashed, and the program with it");
  }
  say(" (");
  say(name_of(signal));
  say("); the city file holds what was saved before\n");
  if (!plugin.empty()) say("  `conurb plugin check` on its library looks for the fault\n");
  raise(signal);
}

}  // namespace

void name_crashes() {
  std::array<void*, 1> first{};
  (void)backtrace(first.data(), 1);  // loads what it needs now, not in a handler
  void* memory = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory != MAP_FAILED) {
    stack_t stack{};
    stack.ss_sp = memory;
    stack.ss_size = kStackBytes;
    sigaltstack(&stack, nullptr);  // for a stack that has overflowed
  }
  struct sigaction action {};
  action.sa_handler = on_crash;
  action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) {
    struct sigaction present {};
    if (sigaction(signal, nullptr, &present) == 0 && present.sa_handler == SIG_DFL)
      sigaction(signal, &action, nullptr);
  }
}

}  // namespace conurb::host
