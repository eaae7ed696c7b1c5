// SPDX-License-Identifier: Apache-2.0
#include "engine/store/lock.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <fstream>
#include <sstream>

#include "engine/base/error.hpp"
#include "engine/store/records.hpp"

namespace conurb::store {

namespace {

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("unknown");
}

// When a process started, in clock ticks since boot (proc(5), field 22 of stat): tells a process from a later
// one that was given the same number. 0 if there is no such process.
std::int64_t process_start(std::int64_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string line;
  if (!std::getline(file, line)) return 0;
  // The name in field 2 may hold anything, so count from its closing parenthesis.
  const auto end = line.rfind(')');
  if (end == std::string::npos) return 0;
  std::istringstream rest(line.substr(end + 1));
  std::string field;
  for (int i = 3; i <= 22; ++i) {
    if (!(rest >> field)) return 0;
    if (i == 3 && (field == "Z" || field == "X")) return 0;  // dead, only its parent has not looked yet
  }
  return std::strtoll(field.c_str(), nullptr, 10);
}

bool is_alive(std::int64_t pid, std::int64_t start) {
  if (pid <= 0) return false;
  if (kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH) return false;
  return process_start(pid) == start;
}

std::string utc(std::int64_t time_us) {
  const std::time_t seconds = static_cast<std::time_t>(time_us / 1000000);
  std::tm parts{};
  if (gmtime_r(&seconds, &parts) == nullptr) return "an unknown time";
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", parts);
}

}  // namespace

std::string system_user() {
  const passwd* user = getpwuid(getuid());
  return user != nullptr ? std::string(user->pw_name) : fmt::format("user {}", getuid());
}

void require_unlocked(Connection& connection) {
  const std::string host = host_name();
  Statement holder(connection, "SELECT who, host, pid, process_start, since_us FROM conurb_lock");
  if (holder.step()) {
    const bool here = holder.text(1) == host;
    if (!here || is_alive(holder.integer(2), holder.integer(3))) {
      throw Error(
          ErrorCode::conflict,
          fmt::format("locked by {} on {} (pid {}) since {}", holder.text(0), holder.text(1),
                      holder.integer(2), utc(holder.integer(4))),
          connection.path(),
          here ? "close it there, or open it for reading only"
               : "close it there, open it for reading only, or break the lock if that computer is off");
    }
  }
}

void take_lock(Connection& connection, const std::string& who) {
  require_unlocked(connection);
  connection.run("INSERT OR REPLACE INTO conurb_lock VALUES (1, ?, ?, ?, ?, ?)",
                 who.empty() ? system_user() : who, host_name(), std::int64_t{getpid()},
                 process_start(getpid()), wall_clock_us());
}

void release_lock(Connection& connection) {
  connection.run("DELETE FROM conurb_lock WHERE host = ? AND pid = ? AND process_start = ?", host_name(),
                 std::int64_t{getpid()}, process_start(getpid()));
}

void remove_lock(Connection& connection) {
  connection.run("DELETE FROM conurb_lock");
}

}  // namespace conurb::store
