// SPDX-License-Identifier: Apache-2.0
#include "engine/solvers/vector_math.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace conurb::solvers {

namespace {

// Vectors of the compilers: operations on them are those of their elements one by one.
constexpr std::size_t kWidth = 8;
using Wide = double __attribute__((vector_size(sizeof(double) * kWidth)));
using Bits = std::uint64_t __attribute__((vector_size(sizeof(double) * kWidth)));

constexpr std::uint64_t kOne = 0x3ff0000000000000;         // bits of 1.0
constexpr std::uint64_t kRootOfHalf = 0x3fe6a09e667f3bcd;  // bits of the root of 1/2
constexpr double kTwoTo52 = 4503599627370496.0;
constexpr std::uint64_t kTwoTo52Bits = 0x4330000000000000;
constexpr double kRound = 1.5 * kTwoTo52;  // added and taken away, a number is a whole one
constexpr double kLog2E = 1.4426950408889634, kLn2 = 0.6931471805599453;

constexpr std::array<double, 14> inverse_factorials() {
  std::array<double, 14> inverse{};
  double factorial = 1;
  for (std::size_t k = 0; k < inverse.size(); ++k) {
    inverse[k] = 1 / factorial;
    factorial *= static_cast<double>(k + 1);
  }
  return inverse;
}
constexpr std::array<double, 14> kInverseFactorial = inverse_factorials();

/// x = m 2^e with m between the roots of 1/2 and of 2; ln m = 2 artanh s with s = (m - 1) / (m + 1), whose
/// series in s^2 < 0.03 ends after eleven terms.
[[gnu::always_inline]] inline void split_logarithm(const Wide& x, Wide& exponent, Wide& log_m) {
  const Bits bits = reinterpret_cast<Bits>(x);
  const Bits biased = (bits + (kOne - kRootOfHalf)) >> 52;
  const Bits m_bits = bits - ((biased - 1023) << 52);
  const Bits whole = biased | kTwoTo52Bits;
  exponent = reinterpret_cast<Wide>(whole) - (kTwoTo52 + 1023);
  const Wide m = reinterpret_cast<Wide>(m_bits);
  const Wide s = (m - 1.0) / (m + 1.0);
  const Wide t = s * s;
  Wide sum = t * (1.0 / 21);
  for (int k = 19; k >= 3; k -= 2) sum = (sum + 1.0 / k) * t;
  log_m = 2.0 * (s + s * sum);
}

/// 2^y = 2^n e^z with n whole and z = (y - n) ln 2, whose series ends after fourteen terms.
[[gnu::always_inline]] inline void power_of_two(const Wide& y, Wide& power) {
  const Wide shifted = y + kRound;
  const Wide z = (y - (shifted - kRound)) * kLn2;
  Wide sum = z * kInverseFactorial[13] + kInverseFactorial[12];
  for (std::size_t k = 11; k > 0; --k) sum = sum * z + kInverseFactorial[k];
  sum = sum * z + 1.0;
  const Bits scale = (reinterpret_cast<Bits>(shifted) + 1023) << 52;
  power = sum * reinterpret_cast<Wide>(scale);
}

template <typename Body>
[[gnu::always_inline]] inline void by_eights(std::span<const double> x, std::span<double> out, Body&& body) {
  std::size_t i = 0;
  Wide block;
  for (; i + kWidth <= x.size(); i += kWidth) {
    std::memcpy(&block, x.data() + i, sizeof block);
    body(block);
    std::memcpy(out.data() + i, &block, sizeof block);
  }
  if (i == x.size()) return;
  const std::size_t rest = (x.size() - i) * sizeof(double);
  block = Wide{} + 1.0;
  std::memcpy(&block, x.data() + i, rest);
  body(block);
  std::memcpy(out.data() + i, &block, rest);
}

[[gnu::always_inline]] inline void powers_of(std::span<const double> x, double exponent,
                                             std::span<double> out) {
  by_eights(x, out, [exponent](Wide& block) {
    Wide whole, log_m;
    split_logarithm(block, whole, log_m);
    power_of_two((log_m * kLog2E + whole) * exponent, block);
  });
}

[[gnu::always_inline]] inline void logarithms_of(std::span<const double> x, std::span<double> out) {
  by_eights(x, out, [](Wide& block) {
    Wide whole, log_m;
    split_logarithm(block, whole, log_m);
    block = log_m + whole * kLn2;
  });
}

[[gnu::target("avx2")]] void powers_avx2(std::span<const double> x, double exponent, std::span<double> out) {
  powers_of(x, exponent, out);
}
[[gnu::target("avx2")]] void logarithms_avx2(std::span<const double> x, std::span<double> out) {
  logarithms_of(x, out);
}
[[gnu::target("avx512f,avx512dq")]] void powers_avx512(std::span<const double> x, double exponent,
                                                       std::span<double> out) {
  powers_of(x, exponent, out);
}
[[gnu::target("avx512f,avx512dq")]] void logarithms_avx512(std::span<const double> x, std::span<double> out) {
  logarithms_of(x, out);
}

bool has_avx512() {
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0;
}

}  // namespace

void powers(std::span<const double> x, double exponent, std::span<double> out) {
  if (has_avx512()) return powers_avx512(x, exponent, out);
  if (__builtin_cpu_supports("avx2") != 0) return powers_avx2(x, exponent, out);
  powers_of(x, exponent, out);
}

void logarithms(std::span<const double> x, std::span<double> out) {
  if (has_avx512()) return logarithms_avx512(x, out);
  if (__builtin_cpu_supports("avx2") != 0) return logarithms_avx2(x, out);
  logarithms_of(x, out);
}

}  // namespace conurb::solvers
