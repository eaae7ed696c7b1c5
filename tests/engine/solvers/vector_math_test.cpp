// SPDX-License-Identifier: Apache-2.0
#include "engine/solvers/vector_math.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace conurb::solvers {
namespace {

std::vector<double> numbers(std::size_t count, double least_log10, double most_log10) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> exponent(least_log10, most_log10);
  std::vector<double> x(count);
  for (double& one : x) one = std::pow(10.0, exponent(random));
  return x;
}

TEST(VectorMath, PowersAreThoseOfTheStandardLibrary) {
  const std::vector<double> x = numbers(4099, -80, 80);
  std::vector<double> out(x.size());
  for (const double exponent : {0.852, -0.9, 2.0, 0.5, -3.3, 0.0}) {
    powers(x, exponent, out);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double expected = std::pow(x[i], exponent);
      ASSERT_LE(std::fabs(out[i] / expected - 1), 1e-15 * (1 + std::fabs(std::log2(expected))))
          << x[i] << "^" << exponent;
    }
  }
}

TEST(VectorMath, LogarithmsAreThoseOfTheStandardLibrary) {
  const std::vector<double> x = numbers(4099, -290, 290);
  std::vector<double> out(x.size());
  logarithms(x, out);
  for (std::size_t i = 0; i < x.size(); ++i)
    ASSERT_LE(std::fabs(out[i] - std::log(x[i])), 1e-15 * (1 + std::fabs(std::log(x[i])))) << x[i];
}

TEST(VectorMath, OneIsExact) {
  std::vector<double> x(3, 1.0), out(3);
  powers(x, 0.852, out);
  EXPECT_EQ(out, x);
  logarithms(x, out);
  EXPECT_EQ(out, std::vector<double>(3, 0.0));
}

TEST(VectorMath, ANumberGivesTheSameBitsWhereverItStands) {
  const std::vector<double> x = numbers(29, -5, 5);
  std::vector<double> all(x.size()), alone(1);
  powers(x, 0.852, all);
  for (std::size_t i = 0; i < x.size(); ++i) {
    powers({&x[i], 1}, 0.852, alone);
    ASSERT_EQ(alone[0], all[i]);
  }
}

}  // namespace
}  // namespace conurb::solvers
