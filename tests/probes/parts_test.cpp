// SPDX-License-Identifier: Apache-2.0
// The numerical parts of the probes by themselves.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "tests/probes/newton/network.hpp"
#include "tests/probes/newton/sparse_ldl.hpp"
#include "tests/probes/particles/event_wheel.hpp"
#include "tests/probes/raster/creep.hpp"

namespace conurb::probes {
namespace {

using probe_newton::SparseLdl;

TEST(SparseLdl, solves_an_indefinite_system_to_rounding) {
  std::mt19937 random(3);
  const std::int32_t n = 60;
  std::vector<std::pair<std::int32_t, std::int32_t>> edges;
  std::vector<double> off;
  std::vector<std::vector<double>> dense(n, std::vector<double>(n, 0.0));
  for (std::int32_t i = 1; i < n; ++i) {
    for (const std::int32_t j : {i / 2, i - 1, (i * 7) % i}) {
      const bool known = std::find(edges.begin(), edges.end(), std::pair(j, i)) != edges.end();
      if (known) continue;
      edges.emplace_back(j, i);
      off.push_back(static_cast<double>(random() % 1000) / 1000.0 - 0.5);
      dense[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] = off.back();
      dense[static_cast<std::size_t>(j)][static_cast<std::size_t>(i)] = off.back();
    }
  }
  std::vector<double> diagonal(n);
  std::vector<double> x(n);
  for (std::size_t i = 0; i < diagonal.size(); ++i) {
    diagonal[i] = (i % 3 == 0 ? -1 : 1) * (6.0 + static_cast<double>(i));
    dense[i][i] = diagonal[i];
    x[i] = std::sin(static_cast<double>(i));
  }
  std::vector<double> b(n, 0.0);
  for (std::size_t i = 0; i < b.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) b[i] += dense[i][j] * x[j];
  }
  const SparseLdl pattern(n, edges);
  SparseLdl::Factor factor;
  ASSERT_TRUE(pattern.factor(diagonal, off, factor));
  pattern.solve(factor, b);
  // Diagonally dominant, so the condition is small: a few hundred roundings.
  for (std::size_t i = 0; i < b.size(); ++i) EXPECT_NEAR(b[i], x[i], 1e-13);
}

TEST(SparseLdl, fills_a_grid_as_minimum_degree_does) {
  const std::int32_t side = 30;
  std::vector<std::pair<std::int32_t, std::int32_t>> edges;
  for (std::int32_t i = 0; i < side * side; ++i) {
    if (i % side + 1 < side) edges.emplace_back(i, i + 1);
    if (i + side < side * side) edges.emplace_back(i, i + side);
  }
  // A banded ordering would give 900 * 30 = 27,000 entries.
  EXPECT_LT(SparseLdl(side * side, edges).factor_entries(), 10000U);
}

TEST(NewtonNetwork, two_buses_have_the_voltage_of_the_quadratic_formula) {
  // v (u - v) / r = p  =>  v = (u + sqrt(u^2 - 4 r p)) / 2
  const std::vector<std::uint8_t> alive{1, 1, 1};
  const std::vector<std::uint8_t> source{1, 0, 0};
  const std::vector<std::uint8_t> line_alive{1};
  const std::vector<std::int32_t> from{0};
  const std::vector<std::int32_t> to{1};
  const std::vector<double> resistance{2.0};
  const std::vector<double> power{0.0, 1.0e6, 5.0};
  const probe_newton::Topology topology(alive, source, line_alive, from, to);
  const auto conductances = probe_newton::factor_conductances(topology, resistance);
  std::vector<double> voltage{0.0, 0.0, 77.0};
  const auto result = probe_newton::solve(topology, *conductances, power, 10000.0, voltage);
  EXPECT_TRUE(result.converged);
  EXPECT_GT(result.newton_steps + result.chord_steps, 1);
  EXPECT_NEAR(voltage[1], (10000.0 + std::sqrt(1e8 - 4.0 * 2.0 * 1e6)) / 2.0, 1e-6);
  EXPECT_EQ(voltage[2], 0.0) << "no line leads there";
}

TEST(EventWheel, gives_events_in_one_order_however_they_were_put_in) {
  std::mt19937_64 random(11);
  std::vector<probe_particles::Event> events;
  for (std::int32_t i = 0; i < 5000; ++i) {
    // Minutes to an hour ahead, beyond the ring too, and many at one instant.
    const auto time = static_cast<std::int64_t>(random() % 3600) * 1'000'000 +
                      static_cast<std::int64_t>(random() % 3) * 500'000;
    events.push_back({time, static_cast<std::int32_t>(random() % 2), i});
  }
  std::vector<std::int32_t> first;
  for (int round = 0; round < 3; ++round) {
    std::shuffle(events.begin(), events.end(), random);
    probe_particles::EventWheel wheel;
    wheel.reset(0);
    for (const auto& event : events) wheel.add(event);
    std::vector<std::int32_t> order;
    probe_particles::Event event;
    std::int64_t last = 0;
    for (std::int64_t end = 700'000; end < 3'700'000'000; end += 13'700'000) {
      while (wheel.next(end, event)) {
        EXPECT_GE(event.time_us, last);
        EXPECT_LT(event.time_us, end);
        last = event.time_us;
        order.push_back(event.index);
      }
    }
    EXPECT_EQ(order.size(), events.size());
    EXPECT_EQ(wheel.size(), 0U);
    if (round == 0) first = order;
    EXPECT_EQ(order, first);
  }
}

TEST(Creep, keeps_the_water_and_levels_it) {
  const std::int64_t side = 40;
  std::vector<float> elevation(1600, 0.0F);
  std::vector<float> depth(1600, 0.5F);
  std::vector<float> next(1600, 0.0F);
  depth[0] = 8.5F;
  depth[1599] = 4.5F;
  for (int step = 0; step < 10000; ++step) {
    probe_raster::creep_rows({elevation.data(), depth.data(), next.data(), side, side}, {0.2F, 0.0F}, 0,
                             side);
    depth.swap(next);
  }
  double sum = 0;
  for (const float h : depth) sum += static_cast<double>(h);
  EXPECT_NEAR(sum, 812.0, 812.0 * 1e-4);  // 10,000 steps of single precision
  const auto [low, high] = std::minmax_element(depth.begin(), depth.end());
  EXPECT_GT(*low, 0.99F * *high);
}

}  // namespace
}  // namespace conurb::probes
