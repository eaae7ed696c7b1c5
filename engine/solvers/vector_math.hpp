// SPDX-License-Identifier: Apache-2.0
// Powers and logarithms of many numbers at once. Each result depends on its own number alone: not on its
// place, on how many there are, nor on how many the processor takes at once, so that all processors give the
// same bits. Pure; any thread may call.
#pragma once

#include <span>

namespace conurb::solvers {

/// out[i] = x[i]^exponent; x from 1e-300 to 1e300, and the result as well, |exponent| up to 100. Relative
/// error below 1e-15 (1 + |log2 of the result|). `out` may be `x`; both have one size.
void powers(std::span<const double> x, double exponent, std::span<double> out);

/// out[i] = the natural logarithm of x[i], x from 1e-300 to 1e300. Error below 1e-15 (1 + |result|).
void logarithms(std::span<const double> x, std::span<double> out);

}  // namespace conurb::solvers
