// SPDX-License-Identifier: Apache-2.0
// Work that may run at once, as whoever calls a numerical core has threads for it.
#pragma once

#include <cstddef>
#include <functional>

namespace conurb::solvers {

/// Calls body(i) once for each i in 0 … count - 1, in any order and on any threads, and returns when all are
/// done. Results never depend on order or threads.
using ParallelFor =
    std::function<void(std::size_t count, const std::function<void(std::size_t index)>& body)>;

/// Runs everything in order on the calling thread.
inline void in_order(std::size_t count, const std::function<void(std::size_t index)>& body) {
  for (std::size_t i = 0; i < count; ++i) body(i);
}

/// Asked now and then by long work on one thread; throws to end it. An empty one lets it run.
using Heed = std::function<void()>;

}  // namespace conurb::solvers
