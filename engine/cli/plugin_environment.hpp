// SPDX-License-Identifier: Apache-2.0
// What a call into a plugin works in where no run goes on: an import, an export, a synthesis.
#pragma once

#include <cstddef>

#include "engine/base/calendar.hpp"
#include "engine/base/jobs.hpp"
#include "engine/base/zone.hpp"
#include "engine/city/city.hpp"
#include "engine/cli/command.hpp"
#include "engine/host/environment.hpp"
#include "engine/host/shared_cache.hpp"

namespace conurb::cli {

class PluginEnvironment {
 public:
  /// For a city at `place`. What is handed in must outlive this; `progress` may be null.
  PluginEnvironment(const Session& session, const Log& log, Jobs& jobs, Progress* progress,
                    const city::Place& place)
      : cache_(std::size_t{1} << 30), calendar_(Zone(place.time_zone.empty() ? "UTC" : place.time_zone)) {
    environment_.jobs = &jobs;
    environment_.cache = &cache_;
    environment_.log = &log;
    environment_.calendar = &calendar_;
    environment_.cancel = session.cancel;
    environment_.progress = progress;
  }

  [[nodiscard]] host::Environment& get() { return environment_; }

 private:
  host::SharedCache cache_;
  Calendar calendar_;
  host::Environment environment_;
};

}  // namespace conurb::cli
