// SPDX-License-Identifier: Apache-2.0
// Random numbers as a pure function of (seed, stream, entity, time, n): no state to save, the same numbers
// whatever the order, the thread or the scenario in which they are asked for. Plugins, scripts and the engine
// itself draw from here.
//
//   const conurb::sdk::Random arrivals(view.seed(), "org.example.traffic/arrivals");
//   const double u = arrivals.uniform(ids[row], step.t0_us);
//
// The generator is Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3",
// SC'11, doi:10.1145/2063384.2063405; its constants and test vectors are those of the paper and its Random123
// library. Everything is integer arithmetic and correctly rounded operations (no libm), so the bits are the
// same everywhere.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace conurb::sdk {

/// A 128-bit counter or result of Philox, and its 64-bit key, as 32-bit words.
using PhiloxBlock = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

/// Philox4x32 with 10 rounds: a bijection of the counter for every key.
[[nodiscard]] constexpr PhiloxBlock philox4x32_10(PhiloxBlock x, PhiloxKey key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xD2511F53U} * x[0];
    const std::uint64_t p1 = std::uint64_t{0xCD9E8D57U} * x[2];
    x = {static_cast<std::uint32_t>(p1 >> 32) ^ x[1] ^ key[0], static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ x[3] ^ key[1], static_cast<std::uint32_t>(p0)};
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  return x;
}

/// A bijective scramble of 64 bits (finaliser of SplitMix64: Steele, Lea, Flood, OOPSLA 2014): near inputs
/// give far keys.
[[nodiscard]] constexpr std::uint64_t mix_bits(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

/// Uniform in [0, 1): the top 53 bits of 64, every multiple of 2^-53 equally likely.
[[nodiscard]] constexpr double to_uniform_f64(std::uint64_t bits) {
  return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

/// Uniform in [0, 1): the top 24 bits of 32, every multiple of 2^-24 equally likely.
[[nodiscard]] constexpr float to_uniform_f32(std::uint32_t bits) {
  return static_cast<float>(bits >> 8) * 0x1.0p-24F;
}

/// Quantile of the standard normal distribution for 0 < p < 1: algorithm AS 241 (PPND16) of Wichura, Applied
/// Statistics 37 (1988) 477-484, relative error about 1e-16. Outside (0, 1): minus or plus infinity at 0 and
/// 1, else NaN.
[[nodiscard]] inline double normal_quantile(double p);

/// Number of a stream that is named by a text: FNV-1a, 64 bit (Fowler, Noll, Vo, draft-eastlake-fnv).
[[nodiscard]] constexpr std::uint64_t stream_number(std::string_view name) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return hash;
}

/// A family of numbers: one seed (of the run) and one stream (of a purpose: arrivals, mode choice ...). A
/// value of 8 bytes; constant; any thread. All numbers are independent for different (entity, time, n), with
/// the time in microseconds UTC.
class Random {
 public:
  constexpr Random(std::uint64_t seed, std::uint64_t stream)
      : key_(mix_bits(mix_bits(seed + 0x9E3779B97F4A7C15U) + stream)) {}
  /// A stream by its name. Two plugins that draw for the same rows from streams of one name draw the same
  /// numbers: put the plugin's id in front.
  constexpr Random(std::uint64_t seed, std::string_view stream) : Random(seed, stream_number(stream)) {}

  /// Four random words. `n` numbers the draws of one entity at one time.
  [[nodiscard]] constexpr PhiloxBlock block(std::uint64_t entity, std::int64_t time_us,
                                            std::uint32_t n = 0) const {
    // The counter's 128 bits are taken by entity and time, so the draw's number goes into the key.
    const std::uint64_t key = n == 0 ? key_ : mix_bits(key_ + std::uint64_t{n} * 0x9E3779B97F4A7C15U);
    const auto t = static_cast<std::uint64_t>(time_us);
    return philox4x32_10({low(entity), high(entity), low(t), high(t)}, {low(key), high(key)});
  }

  /// 64 random bits.
  [[nodiscard]] constexpr std::uint64_t bits(std::uint64_t entity, std::int64_t time_us,
                                             std::uint32_t n = 0) const {
    const PhiloxBlock b = block(entity, time_us, n);
    return std::uint64_t{b[1]} << 32 | b[0];
  }

  /// Uniform in [0, 1).
  [[nodiscard]] constexpr double uniform(std::uint64_t entity, std::int64_t time_us,
                                         std::uint32_t n = 0) const {
    return to_uniform_f64(bits(entity, time_us, n));
  }
  [[nodiscard]] constexpr float uniform_f32(std::uint64_t entity, std::int64_t time_us,
                                            std::uint32_t n = 0) const {
    return to_uniform_f32(block(entity, time_us, n)[0]);
  }

  /// Standard normal, by inversion: monotonous in uniform(), so common random numbers stay common across
  /// scenarios.
  [[nodiscard]] double normal(std::uint64_t entity, std::int64_t time_us, std::uint32_t n = 0) const {
    // Centre of the cell of 2^-53, so that 0 and 1 cannot come.
    return normal_quantile((static_cast<double>(bits(entity, time_us, n) >> 12) + 0.5) * 0x1.0p-52);
  }

  /// Whole number in 0..bound-1, bound > 0. The bias is at most bound / 2^64.
  [[nodiscard]] constexpr std::uint64_t below(std::uint64_t bound, std::uint64_t entity, std::int64_t time_us,
                                              std::uint32_t n = 0) const {
    return multiply_high(bits(entity, time_us, n), bound);
  }

 private:
  static constexpr std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
  static constexpr std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

  /// Upper 64 bits of the 128-bit product, by halves: __int128 is no ISO C++.
  static constexpr std::uint64_t multiply_high(std::uint64_t a, std::uint64_t b) {
    const std::uint64_t mid = std::uint64_t{high(a)} * low(b) + (std::uint64_t{low(a)} * low(b) >> 32);
    const std::uint64_t mid2 = std::uint64_t{low(a)} * high(b) + low(mid);
    return std::uint64_t{high(a)} * high(b) + (mid >> 32) + (mid2 >> 32);
  }

  std::uint64_t key_;
};

namespace detail {

/// c[0] + c[1] x + ... + c[7] x^7.
[[nodiscard]] constexpr double horner8(const std::array<double, 8>& c, double x) {
  double sum = c[7];
  for (int i = 6; i >= 0; --i) sum = sum * x + c[static_cast<std::size_t>(i)];
  return sum;
}

/// Natural logarithm of a normal positive number, within 2 ulp or so. libm's differs between processors with
/// and without fused multiply-add; this one does not. log m = 2 atanh(s), s = (m - 1) / (m + 1), |s| < 0.172:
/// 11 terms reach 2^-56.
[[nodiscard]] constexpr double portable_log(double x) {
  auto word = std::bit_cast<std::uint64_t>(x);
  int exponent = static_cast<int>(word >> 52) - 1023;
  double m = std::bit_cast<double>((word & 0x000FFFFFFFFFFFFFU) | 0x3FF0000000000000U);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    ++exponent;
  }
  const double s = (m - 1) / (m + 1);
  const double s2 = s * s;
  double sum = 0;
  for (int k = 21; k >= 3; k -= 2) sum = (sum + 1.0 / k) * s2;
  return exponent * 0.6931471805599453 + 2 * (s + s * sum);
}

}  // namespace detail

inline double normal_quantile(double p) {
  constexpr std::array<double, 8> a{
      3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
      4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
  constexpr std::array<double, 8> b{1.0,
                                    4.2313330701600911252e+1,
                                    6.8718700749205790830e+2,
                                    5.3941960214247511077e+3,
                                    2.1213794301586595867e+4,
                                    3.9307895800092710610e+4,
                                    2.8729085735721942674e+4,
                                    5.2264952788528545610e+3};
  constexpr std::array<double, 8> c{1.42343711074968357734e0,  4.63033784615654529590e0,
                                    5.76949722146069140550e0,  3.64784832476320460504e0,
                                    1.27045825245236838258e0,  2.41780725177450611770e-1,
                                    2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr std::array<double, 8> d{1.0,
                                    2.05319162663775882187e0,
                                    1.67638483018380384940e0,
                                    6.89767334985100004550e-1,
                                    1.48103976427480074590e-1,
                                    1.51986665636164571966e-2,
                                    5.47593808499534494600e-4,
                                    1.05075007164441684324e-9};
  constexpr std::array<double, 8> e{6.65790464350110377720e0,  5.46378491116411436990e0,
                                    1.78482653991729133580e0,  2.96560571828504891230e-1,
                                    2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                    2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr std::array<double, 8> f{1.0,
                                    5.99832206555887937690e-1,
                                    1.36929880922735805310e-1,
                                    1.48753612908506148525e-2,
                                    7.86869131145613259100e-4,
                                    1.84631831751005468180e-5,
                                    1.42151175831644588870e-7,
                                    2.04426310338993978564e-15};
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * detail::horner8(a, r) / detail::horner8(b, r);
  }
  const double tail = q < 0 ? p : 1 - p;
  if (!(tail > 0)) return (tail < 0 || tail != tail) ? std::nan("") : (q < 0 ? -HUGE_VAL : HUGE_VAL);
  constexpr double kLeastNormal = 0x1.0p-1022;  // portable_log takes no subnormals
  const double r = std::sqrt(-detail::portable_log(tail < kLeastNormal ? kLeastNormal : tail));
  const double x = r <= 5 ? detail::horner8(c, r - 1.6) / detail::horner8(d, r - 1.6)
                          : detail::horner8(e, r - 5) / detail::horner8(f, r - 5);
  return q < 0 ? -x : x;
}

}  // namespace conurb::sdk
