// SPDX-License-Identifier: Apache-2.0
// The small private rest of a plugin as self-describing bytes: key, type, values. One format serves
// checkpoints, branches, hot reload and moving a plugin to another process; keys a version does not know are
// kept for the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sdk/conurb.h"

namespace conurb::host {

struct StateEntry {
  std::int32_t type = 0;               ///< CONURB_TYPE_*
  std::vector<std::uint64_t> aligned;  ///< the bytes, kept 8-aligned for the plugin to read in place
  std::uint64_t count = 0;
};

class StateStream {
 public:
  StateStream(std::string plugin, std::uint32_t version) : plugin_(std::move(plugin)), version_(version) {}

  [[nodiscard]] const std::string& plugin() const { return plugin_; }
  [[nodiscard]] std::uint32_t version() const { return version_; }
  /// Sets a key; the values are copied. Throws Error invalid_argument for an empty key, an unknown type or
  /// more values than memory can hold.
  void put(std::string_view key, std::int32_t type, const void* data, std::uint64_t count);
  /// Null if there is none.
  [[nodiscard]] const StateEntry* find(std::string_view key) const;
  [[nodiscard]] const std::map<std::string, StateEntry, std::less<>>& entries() const { return entries_; }

  [[nodiscard]] std::vector<std::byte> bytes() const;
  /// Throws Error bad_data for anything that bytes() did not write, truncation included. `where` names the
  /// source.
  [[nodiscard]] static StateStream parse(std::span<const std::byte> bytes, const std::string& where);

 private:
  std::string plugin_;
  std::uint32_t version_ = 1;
  std::map<std::string, StateEntry, std::less<>> entries_;
};

}  // namespace conurb::host
