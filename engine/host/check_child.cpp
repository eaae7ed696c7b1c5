// SPDX-License-Identifier: Apache-2.0
#include "engine/host/check_child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <utility>

#include "engine/base/error.hpp"
#include "engine/host/check_sanitizers.hpp"

namespace conurb::host::check {

namespace {

constexpr std::size_t kOutputKept = 2000;  // bytes: the last words of a dying plugin

// Ends the report, so that one that a crash cut short is told from a whole one.
constexpr char kEndOfReport = '\x04';

[[noreturn]] void refuse(const char* what) {
  throw Error(ErrorCode::io, fmt::format("{}: {}", what, std::strerror(errno)), "",
              "close programs and try again");
}

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  [[nodiscard]] int number() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) refuse("no pipe to a child process");
    read = Descriptor(ends[0]);
    write = Descriptor(ends[1]);
    fcntl(read.number(), F_SETFL, O_NONBLOCK);
  }
  Descriptor read, write;
};

void require_single_thread() {
  const auto tasks = std::filesystem::directory_iterator("/proc/self/task");
  const auto count = std::distance(begin(tasks), end(tasks));
  // ThreadSanitizer runs a thread of its own, which forks cleanly.
  if (count == 1 || kThreadSanitizer) return;
  throw Error(
      ErrorCode::conflict,
      fmt::format(
          "this process runs {} threads, and child processes of it could wait for ever on their locks",
          count),
      "plugin check", "check plugins before anything else is started");
}

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // the parent is gone; nobody is left to tell
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

[[noreturn]] void be_the_child(const std::function<std::string()>& work, const Pipe& report,
                               const Pipe& output) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // A crash ends in its signal, whatever handlers the program or a sanitizer has set.
  for (const int number : {SIGINT, SIGTERM, SIGPIPE, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    std::signal(number, SIG_DFL);
  }
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(null, STDIN_FILENO);
  dup2(output.write.number(), STDOUT_FILENO);
  dup2(output.write.number(), STDERR_FILENO);
  const std::string text = work();
  write_all(report.write.number(), text + kEndOfReport);
  _exit(0);
}

// Appends what is there without waiting; false once the other end is closed.
bool drain(int descriptor, std::string& text) {
  std::array<char, 4096> buffer;
  while (true) {
    const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    if (got == 0) return false;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

std::string describe_end(int status) {
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    const char* name = sigabbrev_np(number);
    const char* meaning = sigdescr_np(number);
    return fmt::format("crashed with SIG{} ({})", name != nullptr ? name : std::to_string(number),
                       meaning != nullptr ? meaning : "unknown signal");
  }
  return fmt::format("ended the process itself with exit code {}", WEXITSTATUS(status));
}

// Reads both pipes until the child ends or its time is over; true if it ended by itself.
bool listen(const Descriptor& process, const Pipe& report, const Pipe& output, ChildEnd& end,
            std::chrono::steady_clock::time_point deadline) {
  std::array<pollfd, 3> events{
      {{process.number(), POLLIN, 0}, {report.read.number(), POLLIN, 0}, {output.read.number(), POLLIN, 0}}};
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    poll(events.data(), events.size(), static_cast<int>(std::min<std::int64_t>(left.count(), 1000)));
    if (!drain(report.read.number(), end.report)) events[1].fd = -1;
    if (!drain(output.read.number(), end.output)) events[2].fd = -1;
    if (end.output.size() > 2 * kOutputKept) end.output.erase(0, end.output.size() - kOutputKept);
    const bool silent = events[1].fd < 0 && events[2].fd < 0;
    if ((events[0].revents & POLLIN) != 0 || (silent && process.number() < 0)) break;
  }
  // What it wrote last, between the look above and its end.
  drain(report.read.number(), end.report);
  drain(output.read.number(), end.output);
  return true;
}

}  // namespace

ChildEnd run_in_child(const std::function<std::string()>& work, double timeout_s) {
  require_single_thread();
  Pipe report;
  Pipe output;
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child < 0) refuse("no child process");
  if (child == 0) be_the_child(work, report, output);
  report.write.close();
  output.write.close();
  // By number: the header of glibc 2.36 declares pidfd_open without extern "C".
  const Descriptor process(static_cast<int>(syscall(SYS_pidfd_open, child, 0)));
  ChildEnd end;
  const auto limit = std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>(timeout_s));
  const bool ended = listen(process, report, output, end, start + limit);
  kill(-child, SIGKILL);  // with whatever it started
  kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  end.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  end.reported = !end.report.empty() && end.report.back() == kEndOfReport;
  if (end.output.size() > kOutputKept) end.output.erase(0, end.output.size() - kOutputKept);
  if (end.reported) {
    end.report.pop_back();
  } else {
    end.fault = ended ? describe_end(status) : fmt::format("gave no answer within {} s", timeout_s);
  }
  return end;
}

}  // namespace conurb::host::check
