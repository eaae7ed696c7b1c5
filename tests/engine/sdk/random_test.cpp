// SPDX-License-Identifier: Apache-2.0
#include "engine/sdk/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/validation.hpp"

namespace conurb::sdk {
namespace {

// Known answers published with Random123 (kat_vectors, philox4x32 10).
TEST(Philox, gives_the_published_answers) {
  static_assert(philox4x32_10({0, 0, 0, 0}, {0, 0}) ==
                PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  static_assert(philox4x32_10({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
                PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  static_assert(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
                PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
  validation::row("weather", {"Random123: known answers, Philox 4x32-10", validation::this_test(), "exact",
                              validation::met()});
}

TEST(Random, every_part_of_the_key_changes_the_number) {
  const std::int64_t t = 1'700'000'000'000'000;
  std::set<std::uint64_t> seen;
  for (const std::uint64_t seed : {0U, 1U, 2U}) {
    for (const std::uint64_t stream : {0U, 1U, 2U}) {
      for (const std::uint64_t entity : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 48U}) {
        for (const std::int64_t dt : {0, 1}) {
          for (const std::uint32_t n : {0U, 1U, 2U}) {
            seen.insert(Random(seed, stream).bits(entity, t + dt, n));
          }
        }
      }
    }
  }
  EXPECT_EQ(seen.size(), 3U * 3U * 3U * 2U * 3U);
  EXPECT_EQ(Random(7, 3).bits(5, t, 2), Random(7, 3).bits(5, t, 2));
}

// The scheme of keys is part of every result: were this to change, no recorded run would replay.
TEST(Random, the_numbers_of_a_seed_stay_what_they_were) {
  EXPECT_EQ(Random(42, 1).bits(7, 1'000'000), 0x55f4768f49394e90U);
  EXPECT_EQ(Random(42, 1).bits(7, 1'000'000, 1), 0xa26aac80bb02f432U);
}

// The published answers of FNV-1a for "" and "a".
TEST(Random, a_stream_may_be_named_by_a_text) {
  static_assert(stream_number("") == 0xCBF29CE484222325U);
  static_assert(stream_number("a") == 0xAF63DC4C8601EC8CU);
  EXPECT_EQ(Random(1, "a").bits(5, 6), Random(1, stream_number("a")).bits(5, 6));
  EXPECT_NE(Random(1, "a/arrivals").bits(5, 6), Random(1, "b/arrivals").bits(5, 6));
}

TEST(Random, uniform_numbers_fill_the_unit_interval_evenly) {
  EXPECT_EQ(to_uniform_f64(0), 0.0);
  EXPECT_LT(to_uniform_f64(UINT64_MAX), 1.0);
  EXPECT_LT(to_uniform_f32(UINT32_MAX), 1.0F);
  const Random random(1, 0);
  constexpr int kCount = 100'000;
  std::array<int, 16> bins{};
  double sum = 0;
  for (int i = 0; i < kCount; ++i) {
    const double u = random.uniform(static_cast<std::uint64_t>(i), 0);
    sum += u;
    ++bins[static_cast<std::size_t>(u * 16)];
    const float f = random.uniform_f32(static_cast<std::uint64_t>(i), 0);
    ASSERT_TRUE(f >= 0 && f < 1);
  }
  EXPECT_NEAR(sum / kCount, 0.5, 4 * std::sqrt(1.0 / 12 / kCount));  // four standard errors
  double chi2 = 0;
  for (const int n : bins) chi2 += (n - kCount / 16.0) * (n - kCount / 16.0) / (kCount / 16.0);
  EXPECT_LT(chi2, 37.7);  // 99.9 % point with 15 degrees of freedom
}

TEST(Random, whole_numbers_stay_below_their_bound) {
  const Random random(1, 0);
  std::array<int, 7> seen{};
  for (std::uint64_t i = 0; i < 7000; ++i) ++seen[random.below(7, i, 0)];
  EXPECT_THAT(seen, ::testing::Each(
                        ::testing::AllOf(::testing::Gt(880), ::testing::Lt(1120))));  // four sigma of 29.3
  EXPECT_EQ(random.below(1, 5, 0), 0U);
  EXPECT_GT(random.below(UINT64_MAX, 5, 0), 0U);
}

// Values of Python 3.11's statistics.NormalDist().inv_cdf, which evaluates the same algorithm with libm's
// logarithm; a few ulp are allowed for ours.
TEST(NormalQuantile, agrees_with_an_independent_evaluation) {
  EXPECT_EQ(normal_quantile(0.5), 0.0);
  EXPECT_DOUBLE_EQ(normal_quantile(0.6), 0.2533471031357998);
  EXPECT_DOUBLE_EQ(normal_quantile(0.925), 1.439531470938456);
  EXPECT_DOUBLE_EQ(normal_quantile(0.975), 1.9599639845400536);
  EXPECT_DOUBLE_EQ(normal_quantile(0.01), -2.3263478740408408);
  EXPECT_DOUBLE_EQ(normal_quantile(1e-6), -4.753424308822899);
  EXPECT_DOUBLE_EQ(normal_quantile(1e-12), -7.034483825301132);
  EXPECT_DOUBLE_EQ(normal_quantile(1e-300), -37.0470962993612);
  EXPECT_DOUBLE_EQ(normal_quantile(0.9999999999), 6.361340889697421);
}

TEST(NormalQuantile, undoes_the_distribution_function) {
  for (double x = -8; x <= 5; x += 0.0625) {
    const double p = 0.5 * std::erfc(-x / std::sqrt(2.0));
    // dx = dp / density: what one rounding of p costs, and some ulp of x.
    const double density = std::exp(-x * x / 2) / 2.5066282746310002;
    EXPECT_NEAR(normal_quantile(p), x, 4e-16 * p / density + 4e-15);
  }
}

TEST(NormalQuantile, the_borders_are_infinite_and_the_rest_is_no_number) {
  EXPECT_EQ(normal_quantile(0), -HUGE_VAL);
  EXPECT_EQ(normal_quantile(1), HUGE_VAL);
  EXPECT_TRUE(std::isnan(normal_quantile(-0.1)));
  EXPECT_TRUE(std::isnan(normal_quantile(1.1)));
  EXPECT_TRUE(std::isnan(normal_quantile(std::nan(""))));
  EXPECT_LT(normal_quantile(5e-324), -37);
}

TEST(PortableLog, is_within_two_ulp_of_libm) {
  for (double x = 0x1.0p-1022; x < 1e300; x *= 1.37) {
    const double expected = std::log(x);
    EXPECT_NEAR(detail::portable_log(x), expected, 5e-16 * std::abs(expected) + 1e-17);
  }
  EXPECT_EQ(detail::portable_log(1), 0.0);
}

TEST(Random, normal_numbers_have_mean_0_and_variance_1) {
  const Random random(3, 9);
  constexpr int kCount = 100'000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kCount; ++i) {
    const double x = random.normal(static_cast<std::uint64_t>(i), 0);
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kCount, 0, 4 / std::sqrt(kCount));
  EXPECT_NEAR(squares / kCount, 1, 4 * std::sqrt(2.0 / kCount));
}

}  // namespace
}  // namespace conurb::sdk
