// SPDX-License-Identifier: Apache-2.0
// Instants of a branch to go back to: dense near the present, sparse in the past, within a cap of memory.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/sim/branch.hpp"

namespace conurb::sim {

/// Not thread-safe.
class CheckpointRing {
 public:
  /// `bytes` bounds the column memory that checkpoints may hold beyond the branch's own; the first and the
  /// latest are always kept.
  explicit CheckpointRing(std::size_t bytes = std::size_t{2} << 30) : capacity_(bytes) {}

  /// Takes one in, and thins out: of those older than 2^k exchanges about one in 2^(k-1) stays.
  void add(Checkpoint checkpoint);
  /// The latest not after `time`; null if there is none.
  [[nodiscard]] const Checkpoint* before(Time time) const;
  /// Forgets those after `time`: their future is being rewritten.
  void drop_after(Time time);
  [[nodiscard]] std::size_t size() const { return points_.size(); }

 private:
  void thin_out();
  [[nodiscard]] std::size_t held_bytes() const;

  std::size_t capacity_;
  std::vector<Checkpoint> points_;  // ascending in time
};

}  // namespace conurb::sim
