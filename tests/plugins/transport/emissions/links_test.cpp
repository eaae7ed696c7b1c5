// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <thread>

#include "plugins/transport/emissions/default_fleet.hpp"
#include "plugins/transport/error.hpp"
#include "tests/plugins/transport/emissions/one_class.hpp"

namespace conurb::transport::emissions {
namespace {

using ::testing::HasSubstr;
using testing::model_of;
using testing::plain_car;

struct ManyPassages {
  std::vector<double> length, free_speed, gradient;
  std::vector<LinkPassage> passages;
  [[nodiscard]] RoadView roads() const { return {length, free_speed, gradient}; }
  [[nodiscard]] std::int32_t links() const { return row_of(length.size()); }
};

ManyPassages many_passages(std::int32_t rows) {
  ManyPassages made;
  std::uint32_t state = 7;
  const auto next = [&state](std::uint32_t below) {
    state = state * 1664525U + 1013904223U;
    return (state >> 8U) % below;
  };
  for (int i = 0; i < 97; ++i) {
    made.length.push_back(20 + next(400));
    made.free_speed.push_back(8 + next(25));
    made.gradient.push_back((static_cast<double>(next(100)) - 50) * 1e-3);
  }
  for (int i = 0; i < 20'000; ++i) {
    const std::uint32_t link = next(97);
    const double free_ms = made.length[link] / made.free_speed[link] * 1000;
    made.passages.push_back({static_cast<std::int32_t>(link),
                             static_cast<std::int32_t>(next(static_cast<std::uint32_t>(rows))),
                             static_cast<Milliseconds>(free_ms * (0.9 + next(8000) * 1e-3)),
                             next(3) == 0 ? static_cast<float>(next(4)) : -1.0F});
  }
  return made;
}

TEST(LinkEmissions, SumsAreThoseOfThePassages) {
  const EmissionModel model(default_catalogue());
  const ManyPassages made = many_passages(model.rows());
  std::vector<double> sums(made.length.size() * kOutputs);
  add_passages(model, made.roads(), made.passages, {0, made.links()}, sums);
  Outputs expected{};
  for (const LinkPassage& one : made.passages) {
    if (one.link != 5) continue;
    const Outputs out = model.passage(one.row, {.length = made.length[5],
                                                .free_speed = made.free_speed[5],
                                                .gradient = made.gradient[5],
                                                .time = one.time * 1e-3,
                                                .stops = static_cast<double>(one.stops)});
    for (std::size_t q = 0; q < kOutputs; ++q) expected[q] += out[q];
  }
  for (std::size_t q = 0; q < kOutputs; ++q) EXPECT_EQ(sums[5 * kOutputs + q], expected[q]);
  EXPECT_GT(expected[place_of(Output::nox)], 0);
}

TEST(LinkEmissions, BitsAreTheSameHoweverLinksAreDividedAmongThreads) {
  const EmissionModel model(default_catalogue());
  const ManyPassages made = many_passages(model.rows());
  std::vector<double> alone(made.length.size() * kOutputs);
  add_passages(model, made.roads(), made.passages, {0, made.links()}, alone);
  for (const std::int32_t parts : {2, 3, 8}) {
    std::vector<double> sums(alone.size());
    std::vector<std::thread> threads;
    for (std::int32_t part = parts - 1; part >= 0; --part) {
      threads.emplace_back([&, part] {
        const LinkRange range{made.links() * part / parts, made.links() * (part + 1) / parts};
        add_passages(model, made.roads(), made.passages, range, sums);
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(std::memcmp(sums.data(), alone.data(), alone.size() * sizeof(double)), 0) << parts;
  }
}

TEST(LinkEmissions, NothingIsNegativeButCharging) {
  const EmissionModel model(default_catalogue());
  ManyPassages made = many_passages(model.rows());
  for (double& gradient : made.gradient) gradient *= 6;
  std::vector<double> sums(made.length.size() * kOutputs);
  add_passages(model, made.roads(), made.passages, {0, made.links()}, sums);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    EXPECT_TRUE(std::isfinite(sums[i]));
    if (i % kOutputs != place_of(Output::electricity)) {
      EXPECT_GE(sums[i], 0) << i;
    }
  }
}

std::string links_refusal(const RoadView& roads, const LinkPassage& passage, LinkRange range = {0, 1}) {
  std::vector<double> sums(roads.length.size() * kOutputs);
  try {
    add_passages(model_of(plain_car()), roads, std::span(&passage, 1), range, sums);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing is refused";
}

TEST(LinkEmissions, WhatIsNoPassageOrNoRoadIsRefused) {
  const std::vector<double> length{100}, speed{10}, steep{0.6}, none{0};
  const std::vector<double> unknown{std::numeric_limits<double>::quiet_NaN()};
  const LinkPassage good{0, 0, 10'000, -1};
  EXPECT_EQ(links_refusal({length, speed, {}}, good), "nothing is refused");
  EXPECT_THAT(links_refusal({length, speed, {}}, {1, 0, 10'000, -1}),
              HasSubstr("passage 0: link row 1 of 1, emission row 0 of 1"));
  EXPECT_THAT(links_refusal({length, speed, {}}, {0, -1, 10'000, -1}), HasSubstr("emission row -1 of 1"));
  EXPECT_THAT(links_refusal({length, speed, {}}, {0, 0, 0, -1}), HasSubstr("0 ms"));
  EXPECT_THAT(links_refusal({length, speed, {}}, {0, 0, 1, std::numeric_limits<float>::quiet_NaN()}),
              HasSubstr("stops"));
  EXPECT_THAT(links_refusal({none, speed, {}}, good), HasSubstr("link row 0: length is 0"));
  EXPECT_THAT(links_refusal({length, unknown, {}}, good), HasSubstr("free speed is nan"));
  EXPECT_THAT(links_refusal({length, speed, steep}, good), HasSubstr("gradient is 0.6"));
  EXPECT_THAT(links_refusal({length, {}, {}}, good), HasSubstr("not of the same links"));
  EXPECT_THAT(links_refusal({length, speed, {}}, good, {0, 2}), HasSubstr("not within the 1 links"));
}

TEST(EmissionModel, CataloguesAndRulesThatAreNotSoundAreRefused) {
  const auto refusal = [](EmissionCatalogue catalogue, StopRule rule = {}) -> std::string {
    try {
      const EmissionModel model(std::move(catalogue), rule);
    } catch (const InputError& error) {
      return error.what();
    }
    return "nothing is refused";
  };
  EmissionCatalogue good;
  good.classes = {plain_car()};
  EXPECT_EQ(refusal(good), "nothing is refused");
  EXPECT_THAT(refusal(good, {.slow_cruise = 0}), HasSubstr("slow_cruise is 0"));
  EXPECT_THAT(refusal(good, {.cycle = 1}), HasSubstr("cycle is 1"));
  EmissionCatalogue bad = good;
  bad.classes[0].efficiency = 0;
  EXPECT_THAT(refusal(bad), HasSubstr("emission class 'plain': efficiency is 0, not within 0.01"));
  bad = good;
  bad.classes.push_back(plain_car());
  EXPECT_THAT(refusal(bad), HasSubstr("two have the id 'plain'"));
  bad = good;
  bad.mixes = {{"mix", {{1, 1}}}};
  EXPECT_THAT(refusal(bad), HasSubstr("mix 'mix': a member is row 1"));
  bad.mixes = {{"mix", {{0, 0}}}};
  EXPECT_THAT(refusal(bad), HasSubstr("no member with a share above 0"));
  bad = good;
  bad.tables = {{0, Output::nox, {50, 50}, {1, 1}}};
  EXPECT_THAT(refusal(bad), HasSubstr("speed 50 km/h does not rise"));
  bad.tables = {{0, Output::nox, {50}, {-1}}};
  EXPECT_THAT(refusal(bad), HasSubstr("amount -1"));
  bad.tables = {{1, Output::nox, {50}, {1}}};
  EXPECT_THAT(refusal(bad), HasSubstr("row 1, which is not there"));
}

}  // namespace
}  // namespace conurb::transport::emissions
