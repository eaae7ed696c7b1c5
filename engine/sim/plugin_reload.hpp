// SPDX-License-Identifier: Apache-2.0
// Watches the libraries of a twin's plugins while it is at work, and swaps one in when its file changes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/log.hpp"
#include "engine/sim/twin.hpp"

namespace conurb::sim {

/// What came of a library that was rewritten.
struct Reloaded {
  std::string plugin;  ///< short name
  bool swapped = false;
  std::string text;  ///< one line for people: what was reloaded, or why the old version goes on
};

/// Not thread-safe: used where the twin is.
class PluginReload {
 public:
  /// Watches the files that the twin's plugins were loaded from. The twin and the log must outlive it.
  PluginReload(Twin& twin, const Log& log);
  ~PluginReload();
  PluginReload(const PluginReload&) = delete;
  PluginReload& operator=(const PluginReload&) = delete;

  /// At an exchange point: reloads what was rewritten and has settled. What cannot be reloaded is told in the
  /// log, and the old version goes on. Costs next to nothing if nothing was rewritten.
  std::vector<Reloaded> poll() const;
  /// The same for every plugin, whether or not a change of its file was seen.
  std::vector<Reloaded> reload_all() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace conurb::sim
