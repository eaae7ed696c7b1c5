// SPDX-License-Identifier: Apache-2.0
// The host's threads as the numerical core wants them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "engine/sdk/conurb.hpp"
#include "plugins/energy/parallel.hpp"

namespace conurb::energy {

/// One piece for each index. Valid as long as the host.
[[nodiscard]] inline ParallelFor threads_of(const sdk::Host& host) {
  return [host](std::size_t count, const std::function<void(std::size_t)>& body) {
    host.parallel_for(0, static_cast<std::int64_t>(count), 1, [&](std::int64_t first, std::int64_t last) {
      for (std::int64_t i = first; i < last; ++i) body(static_cast<std::size_t>(i));
    });
  };
}

}  // namespace conurb::energy
