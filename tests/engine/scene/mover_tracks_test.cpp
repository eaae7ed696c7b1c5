// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/mover_tracks.hpp"

#include <gtest/gtest.h>

#include <array>

namespace conurb::scene {
namespace {

Time at(double seconds) {
  return Time{static_cast<std::int64_t>(seconds * 1e6)};
}

Mover mover(std::int64_t row, double x) {
  return {{x, 0, 0}, 0, static_cast<std::uint32_t>(row + 1), row};
}

TEST(MoverTracks, FollowWhatMovesForAShortWhile) {
  MoverTracks tracks;
  for (int second = 0; second <= 60; ++second)
    tracks.add(std::array{mover(3, 10.0 * second), mover(5, 7)}, at(second));
  const Trajectories ways = tracks.trajectories();
  ASSERT_EQ(ways.strands.size(), 2u);
  EXPECT_EQ(ways.strands[0].of, 3);
  ASSERT_GT(ways.strands[0].count, 20u);
  EXPECT_DOUBLE_EQ(ways.points[0][0], 300) << "what was longer ago is forgotten";
  EXPECT_DOUBLE_EQ(ways.points[ways.strands[0].count - 1][0], 600);
  EXPECT_EQ(ways.times[ways.strands[0].count - 1], at(60));
  EXPECT_LE(ways.strands[1].count, 2u) << "what stands has no way";
}

TEST(MoverTracks, ForgetWhoIsGoneAndWhoseRowIsAnothersNow) {
  MoverTracks tracks;
  tracks.add(std::array{mover(0, 0), mover(1, 0), mover(2, 0)}, at(0));
  tracks.add(std::array{mover(0, 10), mover(2, 5000)}, at(1));
  const Trajectories ways = tracks.trajectories();
  ASSERT_EQ(ways.strands.size(), 1u) << "nothing drives 5 km in a second";
  EXPECT_EQ(ways.strands[0].of, 0);
}

TEST(MoverTracks, BeginAnewWhereTimeLeapsOrGoesBack) {
  for (const double next : {5.0, 200.0}) {
    MoverTracks tracks;
    tracks.add(std::array{mover(0, 0)}, at(10));
    tracks.add(std::array{mover(0, 20)}, at(next));
    EXPECT_TRUE(tracks.trajectories().strands.empty()) << next;
  }
}

TEST(MoverTracks, FollowNoMoreThanTheMost) {
  std::vector<Mover> many;
  for (std::size_t i = 0; i < MoverTracks::kMost + 10; ++i)
    many.push_back(mover(static_cast<std::int64_t>(i), 0));
  MoverTracks tracks;
  tracks.add(many, at(0));
  for (Mover& each : many) each.position[0] = 30;
  tracks.add(many, at(1));
  EXPECT_EQ(tracks.trajectories().strands.size(), MoverTracks::kMost);
}

}  // namespace
}  // namespace conurb::scene
