// SPDX-License-Identifier: Apache-2.0
// A ParallelFor for tests of plugins' cores: two threads that take pieces in whatever order comes.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>

namespace conurb::test {

inline void two_threads(std::size_t count, const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) body(i);
  };
  std::thread other(work);
  work();
  other.join();
}

}  // namespace conurb::test
