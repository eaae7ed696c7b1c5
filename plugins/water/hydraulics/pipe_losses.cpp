// SPDX-License-Identifier: Apache-2.0
#include "plugins/water/hydraulics/pipe_losses.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "engine/solvers/lanes.hpp"
#include "engine/solvers/vector_math.hpp"
#include "plugins/water/hydraulics/feet.hpp"

namespace conurb::water {

namespace {

constexpr std::int32_t kBlock = 512;  // numbers that stay in the nearest cache between two passes
using Block = std::array<double, kBlock>;

constexpr double kHazenWilliams = 1.852;
constexpr double kPi = std::numbers::pi;
constexpr double kTurbulent = 1000 * kPi;  // q / (viscosity d) at Re = 4000
constexpr double kLaminar = 500 * kPi;     // at Re = 2000

/// h = c q^n, of ft and cfs, in m and m3/s.
double in_metres(double coefficient, double exponent) {
  return coefficient * kFoot / std::pow(kCubicFoot, exponent);
}

}  // namespace

PipeLosses::PipeLosses(const HydraulicOptions& options)
    : law_(options.law),
      viscosity_(options.viscosity),
      exponent_(options.law == HeadLossLaw::hazen_williams ? kHazenWilliams : 2) {}

void PipeLosses::add(double length, double diameter, double roughness, double minor_loss) {
  const double d = diameter / kFoot, l = length / kFoot;
  double resistance = 0;
  switch (law_) {
    case HeadLossLaw::hazen_williams:
      resistance = 4.727 * l / std::pow(roughness, kHazenWilliams) / std::pow(d, 4.871);
      break;
    case HeadLossLaw::darcy_weisbach: resistance = l / 2 / 32.2 / d / std::pow(kPi * d * d / 4, 2); break;
    case HeadLossLaw::chezy_manning:
      resistance = std::pow(4 * roughness / (1.49 * kPi * d * d), 2) * std::pow(d / 4, -1.333) * l;
      break;
  }
  if (length <= 0) resistance = 0;
  resistance_.push_back(in_metres(resistance, exponent_));
  minor_.push_back(in_metres(0.02517 * minor_loss / std::pow(d, 4), 2));
  if (law_ == HeadLossLaw::darcy_weisbach) {
    least_.push_back(roughness / diameter / 3.7);
    scale_.push_back(viscosity_ * diameter);
    return;
  }
  const double least = resistance_.back() > 0
                           ? std::pow(kLeastSlope / (exponent_ * resistance_.back()), 1 / (exponent_ - 1))
                           : 1;
  least_.push_back(std::clamp(least, 1e-12, 1.0));
}

void PipeLosses::evaluate(std::int32_t first, std::int32_t count, std::int32_t lanes, const double* flow,
                          double* loss, double* slope) const {
  constexpr auto kWide = static_cast<std::int32_t>(solvers::kLanes);
  const std::int32_t most = kBlock / lanes;
  for (std::int32_t done = 0; done < count; done += most) {
    const std::int32_t part = std::min(most, count - done);
    const std::size_t begin = at(done) * at(lanes);
    const double* const q = flow + begin;
    double* const h = loss + begin;
    double* const g = slope + begin;
    if (law_ == HeadLossLaw::darcy_weisbach)
      lanes == 1 ? evaluate_friction<1>(first + done, part, q, h, g)
                 : evaluate_friction<kWide>(first + done, part, q, h, g);
    else
      lanes == 1 ? evaluate_powers<1>(first + done, part, q, h, g)
                 : evaluate_powers<kWide>(first + done, part, q, h, g);
  }
}

template <std::int32_t kLanes>
void PipeLosses::evaluate_powers(std::int32_t first, std::int32_t count, const double* flow, double* loss,
                                 double* slope) const {
  Block power;
  const std::size_t numbers = at(count) * at(kLanes);
  for (std::int32_t i = 0; i < count; ++i)
    for (std::int32_t lane = 0; lane < kLanes; ++lane) {
      const double q = std::fabs(flow[i * kLanes + lane]);
      power[at(i * kLanes + lane)] = q > least_[at(first + i)] ? q : least_[at(first + i)];
    }
  if (exponent_ != 2) solvers::powers({power.data(), numbers}, exponent_ - 1, {power.data(), numbers});
  // Below `least` a q + b q3 with the value and the slope of the power there.
  const double linear = (3 - exponent_) / 2, cubic = (exponent_ - 1) / 2;
  for (std::int32_t i = 0; i < count; ++i) {
    const double r = resistance_[at(first + i)], m = minor_[at(first + i)], least = least_[at(first + i)];
    const double inverse = 1 / least;
    for (std::int32_t lane = 0; lane < kLanes; ++lane) {
      const double q = flow[i * kLanes + lane];
      const double size = std::fabs(q);
      const double rp = r * power[at(i * kLanes + lane)];
      const double share = size * inverse;
      const bool low = size < least;
      const double secant = low ? linear + cubic * share * share : 1;
      const double tangent = low ? linear + 3 * cubic * share * share : exponent_;
      loss[i * kLanes + lane] = q * (rp * secant + m * size + kOpenSlope);
      slope[i * kLanes + lane] = rp * tangent + 2 * m * size + kOpenSlope;
    }
  }
}

template <std::int32_t kLanes>
void PipeLosses::evaluate_friction(std::int32_t first, std::int32_t count, const double* flow, double* loss,
                                   double* slope) const {
  Block w, y1, y2, log_y2;
  const std::size_t numbers = at(count) * at(kLanes);
  for (std::int32_t i = 0; i < count; ++i) {
    const double inverse = 1 / scale_[at(first + i)];
    for (std::int32_t lane = 0; lane < kLanes; ++lane) {
      const double ratio = std::fabs(flow[i * kLanes + lane]) * inverse;
      w[at(i * kLanes + lane)] = ratio;
      y1[at(i * kLanes + lane)] = ratio > kTurbulent ? ratio : kTurbulent;
    }
  }
  solvers::powers({y1.data(), numbers}, -0.9, {y1.data(), numbers});
  // 5.74 Re^-0.9 with Re = 4 w / pi.
  const double swamee_jain = 5.74 * std::pow(kPi / 4, 0.9);
  for (std::int32_t i = 0; i < count; ++i)
    for (std::int32_t lane = 0; lane < kLanes; ++lane) {
      y1[at(i * kLanes + lane)] *= swamee_jain;
      y2[at(i * kLanes + lane)] = least_[at(first + i)] + y1[at(i * kLanes + lane)];
    }
  solvers::logarithms({y2.data(), numbers}, {log_y2.data(), numbers});
  constexpr double kPerLog = -2 / std::numbers::ln10;
  for (std::int32_t i = 0; i < count; ++i) {
    const double r = resistance_[at(first + i)], m = minor_[at(first + i)];
    const double s = scale_[at(first + i)];
    for (std::int32_t lane = 0; lane < kLanes; ++lane) {
      const std::size_t k = at(i * kLanes + lane);
      const double q = flow[i * kLanes + lane], size = std::fabs(q);
      const double y3 = kPerLog * log_y2[k];
      // f, and d ln f / d ln q, where the flow is turbulent; at Re = 4000 below it.
      const double fa = 1 / (y3 * y3);
      const double bend = 1.8 * kPerLog * y1[k] / (y2[k] * y3);
      // The cubic meets both in value and slope; R = Re / 2000 is between 1 and 2.
      const double fb = (2 + bend) * fa;
      const double ratio = w[k] / kLaminar;
      const double x1 = 7 * fa - fb, x2 = 0.128 - 17 * fa + 2.5 * fb;
      const double x3 = -0.128 + 13 * fa - 2 * fb, x4 = ratio * (0.032 - 3 * fa + 0.5 * fb);
      const double between = x1 + ratio * (x2 + ratio * (x3 + x4));
      const double rise = ratio * (x2 + ratio * (2 * x3 + 3 * x4));  // q df/dq
      const bool turbulent = w[k] >= kTurbulent, laminar = w[k] <= kLaminar;
      const double f = turbulent ? fa : between;
      const double growth = turbulent ? bend * fa : rise;
      const double linear = 16 * kPi * s * r;
      const double by_law = laminar ? linear : f * r * size;
      const double tangent = laminar ? linear : (2 * f + growth) * r * size;
      loss[i * kLanes + lane] = q * (by_law + m * size + kOpenSlope);
      slope[i * kLanes + lane] = tangent + 2 * m * size + kOpenSlope;
    }
  }
}

}  // namespace conurb::water
