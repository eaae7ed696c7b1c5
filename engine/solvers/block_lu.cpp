// SPDX-License-Identifier: Apache-2.0
#include "engine/solvers/block_lu.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/solvers/index.hpp"

namespace conurb::solvers {

namespace {

/// A row of a block: what a processor multiplies at once.
using Pair = double __attribute__((vector_size(16), aligned(8), may_alias));

const Pair& pair(const double* from) {
  return *reinterpret_cast<const Pair*>(from);
}
Pair& pair(double* from) {
  return *reinterpret_cast<Pair*>(from);
}

/// from -= p q, blocks.
void lose(double* from, const double* p, const double* q) {
  const Pair top = pair(q), bottom = pair(q + 2);
  pair(from) = pair(from) - (p[0] * top + p[1] * bottom);
  pair(from + 2) = pair(from + 2) - (p[2] * top + p[3] * bottom);
}

/// p := p q
void multiply(double* p, const double* q) {
  const Pair top = p[0] * pair(q) + p[1] * pair(q + 2), bottom = p[2] * pair(q) + p[3] * pair(q + 2);
  pair(p) = top;
  pair(p + 2) = bottom;
}

/// The inverse by the adjugate, in place. Its product with the block errs by the cancellation in the
/// determinant, which is returned: |det| / (|a d| + |b c|); 0 where it is no number.
double invert(double* block) {
  const double ad = block[0] * block[3], bc = block[1] * block[2];
  const double inverse = 1.0 / (ad - bc);
  const double kept = std::abs(ad - bc) / (std::abs(ad) + std::abs(bc));
  const double d = block[3] * inverse;
  block[1] = -block[1] * inverse;
  block[2] = -block[2] * inverse;
  block[3] = block[0] * inverse;
  block[0] = d;
  return kept > 0 ? kept : 0;
}

}  // namespace

BlockLu::BlockLu(std::shared_ptr<const BlockPattern> pattern)
    : pattern_(std::move(pattern)), values_(4 * pattern_->blocks(), 0.0) {}

void BlockLu::clear_fill() {
  for (const std::int32_t block : pattern_->fill()) std::fill_n(&values_[4 * at(block)], 4, 0.0);
}

// Row by row: left of a diagonal L, on it the inverse of D, right of it D U of A = L (D U) with unit L.
double BlockLu::factor() {
  const std::int32_t *start = pattern_->start().data(), *diagonal = pattern_->diagonal().data();
  const std::int32_t *column = pattern_->column().data(), *update = pattern_->updates().data();
  double* values = values_.data();
  const auto block = [values](std::int32_t b) { return values + 4 * static_cast<std::ptrdiff_t>(b); };
  double least = 1;
  for (std::int32_t i = 0; i < pattern_->rows(); ++i) {
    for (std::int32_t p = start[i]; p < diagonal[i]; ++p) {
      const std::int32_t k = column[p];
      double* left = block(p);
      multiply(left, block(diagonal[k]));
      for (std::int32_t q = diagonal[k] + 1; q < start[k + 1]; ++q) lose(block(*update++), left, block(q));
    }
    least = std::min(least, invert(block(diagonal[i])));
  }
  return least;
}

void BlockLu::solve(std::span<double> x) const {
  const std::int32_t *start = pattern_->start().data(), *diagonal = pattern_->diagonal().data();
  const std::int32_t* column = pattern_->column().data();
  const auto block = [this](std::int32_t b) { return values_.data() + 4 * static_cast<std::ptrdiff_t>(b); };
  const auto unknowns = [&x](std::int32_t place) {
    return x.data() + 2 * static_cast<std::ptrdiff_t>(place);
  };
  for (std::int32_t i = 0; i < pattern_->rows(); ++i) {
    double* own = unknowns(i);
    double first = own[0], second = own[1];
    for (std::int32_t p = start[i]; p < diagonal[i]; ++p) {
      const double *b = block(p), *known = unknowns(column[p]);
      first -= b[0] * known[0] + b[1] * known[1];
      second -= b[2] * known[0] + b[3] * known[1];
    }
    own[0] = first;
    own[1] = second;
  }
  for (std::int32_t i = pattern_->rows() - 1; i >= 0; --i) {
    double* own = unknowns(i);
    double first = own[0], second = own[1];
    for (std::int32_t q = diagonal[i] + 1; q < start[i + 1]; ++q) {
      const double *b = block(q), *known = unknowns(column[q]);
      first -= b[0] * known[0] + b[1] * known[1];
      second -= b[2] * known[0] + b[3] * known[1];
    }
    const double* inverse = block(diagonal[i]);
    own[0] = inverse[0] * first + inverse[1] * second;
    own[1] = inverse[2] * first + inverse[3] * second;
  }
}

}  // namespace conurb::solvers
