// SPDX-License-Identifier: Apache-2.0
// Threads that make tiles in the background, what is needed most first.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <tuple>
#include <vector>

#include "engine/scene/pick_mesh.hpp"
#include "engine/scene/tiles.hpp"

namespace conurb::scene {

struct TileOrder {
  std::shared_ptr<const TileSource> source;
  std::uint32_t tile = 0, level = 0;
  double pixels = 0;      ///< larger is made earlier
  bool pickable = false;  ///< whether rays are to hit it
};

struct MadeTile {
  std::shared_ptr<const TileSource> source;
  std::uint32_t tile = 0, level = 0;
  TileContent content;
  std::shared_ptr<const PickMesh> pick;  ///< null if it was not to be pickable
};

/// Owned and called by one thread.
class TileWorkers {
 public:
  explicit TileWorkers(std::size_t threads);
  ~TileWorkers();  ///< waits for the tiles under way, no longer
  TileWorkers(const TileWorkers&) = delete;
  TileWorkers& operator=(const TileWorkers&) = delete;

  /// Replaces what waits. What is being made, or was and has not been taken, is not made again.
  void wish(std::vector<TileOrder> orders);
  /// What has been finished since the last call, at most `most`. Throws what a source threw.
  [[nodiscard]] std::vector<MadeTile> take(std::size_t most);
  /// Whether nothing waits, is under way or is to be taken.
  [[nodiscard]] bool idle();
  /// Returns when there is something to take, or nothing will come.
  void wait();

 private:
  using Key = std::tuple<const TileSource*, std::uint32_t, std::uint32_t>;
  void work();

  std::mutex mutex_;
  std::condition_variable wake_, made_some_;
  std::vector<TileOrder> waiting_;  // the next one last
  std::set<Key> under_way_;         // being made, or made and not taken
  std::vector<MadeTile> made_;
  std::exception_ptr failure_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace conurb::scene
