// SPDX-License-Identifier: Apache-2.0
// Head lost in pipes, and how it grows with the flow, of many pipes at once. Laws and constants are those of
// EPANET (L. Rossman et al., "EPANET 2.2 User Manual", EPA/600/R-20/133, 2020, section 12.1), so that results
// can be compared to the millimetre:
//   Hazen-Williams   4.727 L C^-1.852 d^-4.871 q^1.852                        ft, ft3/s
//   Darcy-Weisbach   f L/d v2/2g, f = 64/Re up to Re = 2000; from 4000 on by Swamee and Jain (J. Hydraul.
//   Div.
//                    ASCE 102, 1976); a cubic between (Dunlop, WADI user manual, 1991)
//   Chezy-Manning    4.66 n2 L d^-5.33 q2                                     ft, ft3/s
// and 0.02517 K d^-4 q2 for what bends and fittings take. Powers of the flow have no slope at no flow, which
// no Newton step survives: below a very small flow they go over into a cubic with the same value and slope
// there (EPANET jumps to a straight line of another slope, and its iterations swing about it).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plugins/water/network.hpp"

namespace conurb::water {

class PipeLosses {
 public:
  explicit PipeLosses(const HydraulicOptions& options);

  /// A pipe, or a valve that is only a loss coefficient (length 0): diameter m, roughness by the law.
  void add(double length, double diameter, double roughness, double minor_loss);

  [[nodiscard]] std::int32_t pipes() const { return row_of(minor_.size()); }

  /// Of `count` pipes from `first` on, each with `lanes` flows in a row (1 or 8): loss[i] m of flow[i] m3/s,
  /// with its sign, and slope[i] s/m2 > 0.
  void evaluate(std::int32_t first, std::int32_t count, std::int32_t lanes, const double* flow, double* loss,
                double* slope) const;

 private:
  template <std::int32_t kLanes>
  void evaluate_powers(std::int32_t first, std::int32_t count, const double* flow, double* loss,
                       double* slope) const;
  template <std::int32_t kLanes>
  void evaluate_friction(std::int32_t first, std::int32_t count, const double* flow, double* loss,
                         double* slope) const;

  HeadLossLaw law_;
  double viscosity_, exponent_;
  std::vector<double> resistance_;  ///< of q^exponent; of Darcy-Weisbach of f q2
  std::vector<double> minor_;       ///< of q2
  std::vector<double> least_;       ///< flow below which the cubic holds; of Darcy-Weisbach roughness / 3.7 d
  std::vector<double> scale_;       ///< of Darcy-Weisbach: viscosity times diameter
};

}  // namespace conurb::water
