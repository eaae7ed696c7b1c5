// SPDX-License-Identifier: Apache-2.0
// What plugins run in: the services that all instances of a twin share.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "engine/base/calendar.hpp"
#include "engine/base/jobs.hpp"
#include "engine/base/log.hpp"
#include "engine/base/progress.hpp"
#include "engine/host/shared_cache.hpp"

namespace conurb::host {

/// A fault or doubt in the data, named by a plugin or a reader.
struct Finding {
  std::string source;    ///< plugin id or file
  std::string severity;  ///< "error", "warning" or "note"
  std::string table;
  std::int64_t row = -1;
  std::string code;
  std::string text;
};

using FindingSink = std::function<void(const Finding&)>;

/// Outlives every instance made in it. The members are set before the first instance and not replaced after.
struct Environment {
  Jobs* jobs = nullptr;
  SharedCache* cache = nullptr;
  const Log* log = nullptr;
  const Calendar* calendar = nullptr;
  CancelToken cancel;
  Progress* progress = nullptr;  ///< hears plugins in long calls of their own (synthesis); may be null
  FindingSink finding;           ///< hears all of them besides; called from any thread; may be empty
  std::atomic<std::uint64_t> heartbeat{0};  ///< counts calls of plugins into the host: a sign of life
};

}  // namespace conurb::host
