// SPDX-License-Identifier: Apache-2.0
// What the plugins of a branch found odd in the data, alike ones counted together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/host/environment.hpp"

namespace conurb::sim {

/// Findings of one plugin that are alike in severity, kind and table; row, text and time are those of the
/// first: the earliest, then that of the lowest row, whatever the threads.
struct Found {
  host::Finding first;
  Time at;
  std::int64_t count = 1;
};

/// A value: copies stand for themselves. Not thread-safe.
class Findings {
 public:
  /// Kinds that are kept; those beyond are counted as one, so that no plugin can fill the memory.
  static constexpr std::size_t kMaxKinds = 1000;

  void add(const host::Finding& finding, Time at);
  /// Errors first, then warnings, then notes; within these the most frequent first.
  [[nodiscard]] std::vector<Found> worst_first() const;
  [[nodiscard]] bool empty() const { return found_.empty(); }

 private:
  using Key =
      std::tuple<std::string, std::string, std::string, std::string>;  // plugin, severity, code, table
  std::map<Key, Found> found_;
};

}  // namespace conurb::sim
