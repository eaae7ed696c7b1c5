// SPDX-License-Identifier: Apache-2.0
// Watches the libraries of a twin's plugins while a run goes on, and swaps one in when its file changes.
#pragma once

#include <memory>

#include "engine/base/log.hpp"
#include "engine/sim/twin.hpp"

namespace conurb::cli {

class PluginReload {
 public:
  /// Watches the files that the twin's plugins were loaded from. The twin and the log must outlive it.
  PluginReload(sim::Twin& twin, const Log& log);
  ~PluginReload();
  PluginReload(const PluginReload&) = delete;
  PluginReload& operator=(const PluginReload&) = delete;

  /// At an exchange point: reloads what was rewritten and has settled. What cannot be reloaded is told in the
  /// log, and the old version goes on.
  void poll() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace conurb::cli
