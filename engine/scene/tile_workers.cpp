// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/tile_workers.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace conurb::scene {

TileWorkers::TileWorkers(std::size_t threads) {
  for (std::size_t i = 0; i < std::max<std::size_t>(threads, 1); ++i)
    threads_.emplace_back([this] { work(); });
}

TileWorkers::~TileWorkers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void TileWorkers::wish(std::vector<TileOrder> orders) {
  std::stable_sort(orders.begin(), orders.end(),
                   [](const TileOrder& a, const TileOrder& b) { return a.pixels < b.pixels; });
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(orders, [&](const TileOrder& order) {
      return under_way_.contains({order.source.get(), order.tile, order.level});
    });
    waiting_ = std::move(orders);
  }
  wake_.notify_all();
}

std::vector<MadeTile> TileWorkers::take(std::size_t most) {
  const std::lock_guard lock(mutex_);
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  const std::size_t count = std::min(most, made_.size());
  const auto end = made_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<MadeTile> taken(std::make_move_iterator(made_.begin()), std::make_move_iterator(end));
  made_.erase(made_.begin(), end);
  for (const MadeTile& made : taken) under_way_.erase({made.source.get(), made.tile, made.level});
  return taken;
}

bool TileWorkers::idle() {
  const std::lock_guard lock(mutex_);
  return waiting_.empty() && under_way_.empty();
}

void TileWorkers::wait() {
  std::unique_lock lock(mutex_);
  made_some_.wait(lock,
                  [&] { return !made_.empty() || failure_ || (waiting_.empty() && under_way_.empty()); });
}

void TileWorkers::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const TileOrder order = std::move(waiting_.back());
    waiting_.pop_back();
    const Key key{order.source.get(), order.tile, order.level};
    if (!under_way_.insert(key).second) continue;
    lock.unlock();
    MadeTile made{order.source, order.tile, order.level, {}, nullptr};
    std::exception_ptr failure;
    try {
      made.content = order.source->make(order.tile, order.level);
      if (order.pickable) made.pick = std::make_shared<const PickMesh>(made.content.mesh);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    if (failure) {
      failure_ = failure;
      under_way_.erase(key);
    } else {
      made_.push_back(std::move(made));
    }
    made_some_.notify_all();
  }
}

}  // namespace conurb::scene
