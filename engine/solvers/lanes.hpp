// SPDX-License-Identifier: Apache-2.0
// Eight numbers that are worked on as one, so that one walk over a network solves eight load cases. Pairs,
// since those are what every 64-bit processor adds and multiplies at once; each number gets the same
// operations as if it stood alone, so the same bits. The functions exist for double too: an inner loop is
// written once for either.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstring>

namespace conurb::solvers {

inline constexpr std::size_t kLanes = 8;

struct Lanes {
  using Pair = double __attribute__((vector_size(16)));
  static constexpr std::size_t kPairs = kLanes / 2;
  Pair pair[kPairs];

  Lanes() : Lanes(0.0) {}
  explicit Lanes(double x) {
    for (Pair& two : pair) two = Pair{x, x};
  }
  double& operator[](std::size_t lane) { return reinterpret_cast<double*>(pair)[lane]; }
  double operator[](std::size_t lane) const { return reinterpret_cast<const double*>(pair)[lane]; }

  void read(const double* from) { std::memcpy(pair, from, sizeof pair); }
  void write(double* to) const { std::memcpy(to, pair, sizeof pair); }

  Lanes& operator+=(const Lanes& b) { return *this = *this + b; }
  Lanes& operator-=(const Lanes& b) { return *this = *this - b; }

  template <typename Body>
  static Lanes made(Body&& body) {
    Lanes r;
    for (std::size_t i = 0; i < kPairs; ++i) r.pair[i] = body(i);
    return r;
  }
  friend Lanes operator+(const Lanes& a, const Lanes& b) {
    return made([&](std::size_t i) { return a.pair[i] + b.pair[i]; });
  }
  friend Lanes operator-(const Lanes& a, const Lanes& b) {
    return made([&](std::size_t i) { return a.pair[i] - b.pair[i]; });
  }
  friend Lanes operator*(const Lanes& a, const Lanes& b) {
    return made([&](std::size_t i) { return a.pair[i] * b.pair[i]; });
  }
  friend Lanes operator/(const Lanes& a, const Lanes& b) {
    return made([&](std::size_t i) { return a.pair[i] / b.pair[i]; });
  }
  friend Lanes operator*(double a, const Lanes& b) {
    return made([&](std::size_t i) { return a * b.pair[i]; });
  }
  friend Lanes operator/(double a, const Lanes& b) {
    return made([&](std::size_t i) { return a / b.pair[i]; });
  }
};

inline double lane_of(double& x, std::size_t) {
  return x;
}
inline double lane_of(const Lanes& x, std::size_t lane) {
  return x[lane];
}
inline void set_lane(double& x, std::size_t, double value) {
  x = value;
}
inline void set_lane(Lanes& x, std::size_t lane, double value) {
  x[lane] = value;
}

inline double square_root(double x) {
  return std::sqrt(x);
}
inline Lanes square_root(const Lanes& x) {
  Lanes r;
  for (std::size_t lane = 0; lane < kLanes; ++lane) r[lane] = std::sqrt(x[lane]);
  return r;
}
inline double magnitude(double x) {
  return x < 0 ? -x : x;
}
inline Lanes magnitude(const Lanes& x) {
  return Lanes::made([&](std::size_t i) { return x.pair[i] < 0 ? -x.pair[i] : x.pair[i]; });
}
/// `b` where that is larger or no number, else `a`: what is no number is not lost.
inline double larger(double a, double b) {
  return b <= a ? a : b;
}
inline Lanes larger(const Lanes& a, const Lanes& b) {
  return Lanes::made([&](std::size_t i) { return b.pair[i] <= a.pair[i] ? a.pair[i] : b.pair[i]; });
}
/// `a` where `on` is not 0, else `b`.
inline double pick(double on, double a, double b) {
  return on != 0 ? a : b;
}
inline Lanes pick(const Lanes& on, const Lanes& a, const Lanes& b) {
  return Lanes::made([&](std::size_t i) { return on.pair[i] != 0 ? a.pair[i] : b.pair[i]; });
}

}  // namespace conurb::solvers
