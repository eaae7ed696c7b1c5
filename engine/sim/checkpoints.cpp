// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/checkpoints.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <set>
#include <utility>

namespace conurb::sim {

namespace {

// The power of two that the exchange number is a multiple of: round numbers live longer.
std::int64_t roundness(std::int64_t exchange) {
  return exchange == 0 ? INT64_MAX
                       : std::int64_t{1} << std::countr_zero(static_cast<std::uint64_t>(exchange));
}

}  // namespace

void CheckpointRing::add(Checkpoint checkpoint) {
  drop_after(Time{checkpoint.time.us - 1});
  points_.push_back(std::move(checkpoint));
  thin_out();
}

const Checkpoint* CheckpointRing::before(Time time) const {
  const auto after = std::upper_bound(points_.begin(), points_.end(), time,
                                      [](Time t, const Checkpoint& point) { return t < point.time; });
  return after == points_.begin() ? nullptr : &*std::prev(after);
}

void CheckpointRing::drop_after(Time time) {
  std::erase_if(points_, [time](const Checkpoint& point) { return point.time > time; });
}

void CheckpointRing::thin_out() {
  const std::int64_t now = points_.back().exchange;
  const auto spare = [now, this](const Checkpoint& point) {
    if (&point == &points_.front() || &point == &points_.back()) return false;
    // Kept while its age is at most four times the step it is a multiple of: about four per octave of age.
    return now - point.exchange > 4 * roundness(point.exchange);
  };
  for (std::size_t i = points_.size(); i-- > 0;) {
    if (spare(points_[i])) points_.erase(points_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  while (points_.size() > 2 && held_bytes() > capacity_) points_.erase(points_.begin() + 1);
}

std::size_t CheckpointRing::held_bytes() const {
  std::set<const city::ColumnStorage*> seen;
  std::size_t bytes = 0;
  const auto add = [&](const Checkpoint& point, std::size_t weight) {
    for (std::size_t t = 0; t < point.city.table_count(); ++t) {
      const city::Table& table = point.city.table(t);
      for (std::size_t c = 0; c < table.column_count(); ++c) {
        const auto& storage = table.column(c).storage();
        if (seen.insert(storage.get()).second)
          bytes += weight * (storage->data.size() + storage->offsets.size());
      }
    }
  };
  add(points_.back(), 0);  // what the branch itself holds now
  for (const Checkpoint& point : points_) add(point, 1);
  return bytes;
}

}  // namespace conurb::sim
