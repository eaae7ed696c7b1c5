// SPDX-License-Identifier: Apache-2.0
// The inner loops of block_lu.hpp, written once for one system and for several side by side. Included by
// sources that are compiled for different instruction sets: everything here has internal linkage, works on
// raw pointers and calls no library, since a shared inline function compiled with wide instructions could be
// picked by the linker for the whole program and fault on a processor without them.
#pragma once

#include <cstdint>

#include "engine/solvers/block_pattern.hpp"

namespace conurb::solvers {
namespace {

/// BlockPattern as raw pointers.
struct PatternView {
  std::int32_t rows;
  const std::int32_t *start, *diagonal, *column, *updates;
};

[[maybe_unused]] inline PatternView view(const BlockPattern& pattern) {
  return {pattern.rows(), pattern.start().data(), pattern.diagonal().data(), pattern.column().data(),
          pattern.updates().data()};
}

/// Two numbers side by side: a row of a block of one system.
using Pair = double __attribute__((vector_size(16), aligned(8), may_alias));

/// A 2 x 2 block of one system: a[0] a[1] / a[2] a[3].
struct SingleBlock {
  using Number = double;
  double a[4];
};

/// A 2 x 2 block of as many systems as V has numbers; entry e of all systems lies together.
template <typename V>
struct LaneBlock {
  using Number = V;
  V a[4];
};

/// Two unknowns of a place.
template <typename V>
struct Two {
  V a[2];
};

inline void lose(SingleBlock& from, const SingleBlock& p, const SingleBlock& q) {
  const Pair q0 = *reinterpret_cast<const Pair*>(q.a), q1 = *reinterpret_cast<const Pair*>(q.a + 2);
  auto* row0 = reinterpret_cast<Pair*>(from.a);
  auto* row1 = reinterpret_cast<Pair*>(from.a + 2);
  *row0 = *row0 - (p.a[0] * q0 + p.a[1] * q1);
  *row1 = *row1 - (p.a[2] * q0 + p.a[3] * q1);
}

template <typename V>
inline void lose(LaneBlock<V>& from, const LaneBlock<V>& p, const LaneBlock<V>& q) {
  from.a[0] -= p.a[0] * q.a[0] + p.a[1] * q.a[2];
  from.a[1] -= p.a[0] * q.a[1] + p.a[1] * q.a[3];
  from.a[2] -= p.a[2] * q.a[0] + p.a[3] * q.a[2];
  from.a[3] -= p.a[2] * q.a[1] + p.a[3] * q.a[3];
}

template <typename B>
inline B times(const B& p, const B& q) {
  B r;
  r.a[0] = p.a[0] * q.a[0] + p.a[1] * q.a[2];
  r.a[1] = p.a[0] * q.a[1] + p.a[1] * q.a[3];
  r.a[2] = p.a[2] * q.a[0] + p.a[3] * q.a[2];
  r.a[3] = p.a[2] * q.a[1] + p.a[3] * q.a[3];
  return r;
}

template <typename B, typename V>
inline void lose(Two<V>& from, const B& p, const Two<V>& x) {
  from.a[0] -= p.a[0] * x.a[0] + p.a[1] * x.a[1];
  from.a[1] -= p.a[2] * x.a[0] + p.a[3] * x.a[1];
}

template <typename B, typename V>
inline Two<V> times(const B& p, const Two<V>& x) {
  return {{p.a[0] * x.a[0] + p.a[1] * x.a[1], p.a[2] * x.a[0] + p.a[3] * x.a[1]}};
}

/// The inverse by the adjugate. Its product with the block errs by the cancellation in the determinant, of
/// which the smallest measure |det| / (|a d| + |b c|) of all blocks is kept in `pivot`.
template <typename B>
inline void invert(B& block, typename B::Number& pivot) {
  using V = typename B::Number;
  const V ad = block.a[0] * block.a[3], bc = block.a[1] * block.a[2];
  const V det = ad - bc;
  const V inverse = 1.0 / det;
  const V size = (ad < 0 ? -ad : ad) + (bc < 0 ? -bc : bc);
  V kept = (det < 0 ? -det : det) / size;
  kept = kept > 0 ? kept : V{};  // no number becomes 0
  pivot = kept < pivot ? kept : pivot;
  const V d = block.a[3] * inverse;
  block.a[1] = -block.a[1] * inverse;
  block.a[2] = -block.a[2] * inverse;
  block.a[3] = block.a[0] * inverse;
  block.a[0] = d;
}

/// Turns blocks into factors in place: left of a diagonal L, on it the inverse of D, right of it D U of A = L
/// (D U) with unit L. Returns the smallest measure of a pivot (see invert), 0 where one was no number.
template <typename B>
inline typename B::Number factor(const PatternView& pattern, B* blocks) {
  using V = typename B::Number;
  const std::int32_t* update = pattern.updates;
  V pivot = V{} + 1.0;
  for (std::int32_t i = 0; i < pattern.rows; ++i) {
    const std::int32_t diagonal = pattern.diagonal[i];
    for (std::int32_t p = pattern.start[i]; p < diagonal; ++p) {
      const std::int32_t k = pattern.column[p];
      const B left = times(blocks[p], blocks[pattern.diagonal[k]]);
      blocks[p] = left;
      const std::int32_t end = pattern.start[k + 1];
      for (std::int32_t q = pattern.diagonal[k] + 1; q < end; ++q) lose(blocks[*update++], left, blocks[q]);
    }
    invert(blocks[diagonal], pivot);
  }
  return pivot;
}

/// Solves with factors: x holds the right-hand side by place, and then the unknowns.
template <typename B, typename V>
inline void solve(const PatternView& pattern, const B* factors, Two<V>* x) {
  for (std::int32_t i = 0; i < pattern.rows; ++i) {
    Two<V> sum = x[i];
    const std::int32_t diagonal = pattern.diagonal[i];
    for (std::int32_t p = pattern.start[i]; p < diagonal; ++p) lose(sum, factors[p], x[pattern.column[p]]);
    x[i] = sum;
  }
  for (std::int32_t i = pattern.rows - 1; i >= 0; --i) {
    Two<V> sum = x[i];
    const std::int32_t end = pattern.start[i + 1];
    for (std::int32_t q = pattern.diagonal[i] + 1; q < end; ++q) lose(sum, factors[q], x[pattern.column[q]]);
    x[i] = times(factors[pattern.diagonal[i]], sum);
  }
}

}  // namespace
}  // namespace conurb::solvers
