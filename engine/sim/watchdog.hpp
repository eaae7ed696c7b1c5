// SPDX-License-Identifier: Apache-2.0
// Names a plugin that does not return. An endless loop inside the process cannot be survived, but it can be
// told: what was saved stays, the culprit is named, and the program ends.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/host/environment.hpp"

namespace conurb::sim {

/// Watches the steps of one or several branches. A plugin counts as hung when it has neither returned nor
/// called any service of the host for its deadline.
class Watchdog {
 public:
  /// `hung` is called once, from the watchdog's own thread, with the plugin's id and the seconds it has been
  /// silent; it is expected to end the program. The environment must outlive the watchdog.
  Watchdog(const host::Environment& environment, std::function<void(const std::string&, double)> hung);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// A plugin is slow, not yet hung, when it has been silent for so long (s).
  static constexpr double kSlowAfter = 4.0;
  /// Called once for each step that is slow, from the watchdog's thread, with the seconds it has been silent
  /// and those after which it counts as hung. Set before the first watch().
  void on_slow(std::function<void(const std::string&, double, double)> slow);

  /// As sim::StepWatch: a step of `plugin` begins, or with an empty id the last begun on this thread has
  /// ended. Thread-safe.
  void watch(std::string_view plugin, double deadline_s);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace conurb::sim
