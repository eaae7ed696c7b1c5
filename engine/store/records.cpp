// SPDX-License-Identifier: Apache-2.0
#include "engine/store/records.hpp"

#include <chrono>

namespace conurb::store {

std::int64_t wall_clock_us() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

std::string_view to_string(RunStatus status) {
  switch (status) {
    case RunStatus::running: return "running";
    case RunStatus::done: return "done";
    case RunStatus::cancelled: return "cancelled";
    case RunStatus::failed: return "failed";
  }
  return "unknown";
}

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "unknown";
}

std::string_view to_string(Provenance provenance) {
  switch (provenance) {
    case Provenance::unknown: return "unknown";
    case Provenance::measured: return "measured";
    case Provenance::derived: return "derived";
    case Provenance::by_default: return "default";
  }
  return "unknown";
}

}  // namespace conurb::store
