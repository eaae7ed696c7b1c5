// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/newton.hpp"

#include "engine/solvers/sparse_lu.hpp"
#include "plugins/energy/index.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace conurb::energy {

namespace {

/// Below it a pivot has lost so many digits that the step may point anywhere.
constexpr double kLeastPivot = 1e-11;

struct Turn {
  double cos, sin;
};

/// cos and sin of a small angle by their series, to the last digit below a quarter: the same on every
/// machine, and without a call.
inline Turn turn(double angle) {
  if (!(std::abs(angle) < 0.25)) return {std::cos(angle), std::sin(angle)};
  const double s = angle * angle;
  const double cos = 1 - s / 2 * (1 - s / 12 * (1 - s / 30 * (1 - s / 56 * (1 - s / 90 * (1 - s / 132)))));
  const double sin =
      angle * (1 - s / 6 * (1 - s / 20 * (1 - s / 42 * (1 - s / 72 * (1 - s / 110 * (1 - s / 156))))));
  return {cos, sin};
}

}  // namespace

Newton::Newton(const Grid& grid)
    : grid_(grid), lu_(grid.shared_pattern()), step_(2 * at(grid.nodes()), 0.0) {}

// With t = v_i conj(Y_ik v_k): the derivatives of p + jq = sum t by the angle and the logarithm of the
// magnitude of v_k are -jt and t; by those of v_i, j (sum t - t_ii) and sum t + t_ii.
template <NodeKind kind>
Newton::Row Newton::assemble_row(std::int32_t i, const Injections& in, const Voltages& v) {
  const std::int32_t* column = grid_.column().data();
  const std::int32_t* slot = grid_.slot().data();
  const Complex* admittance = grid_.admittance().data();
  double* blocks = lu_.values().data();
  const double* re = v.re.data();
  const double* im = v.im.data();
  const double vr = re[i], vi = im[i];
  const auto power = [&](std::int32_t e) {
    const double yr = admittance[e].real(), yi = admittance[e].imag();
    const double ur = re[column[e]], ui = im[column[e]];
    const double wr = yr * ur - yi * ui, wi = yr * ui + yi * ur;
    return Row{vr * wr + vi * wi, vi * wr - vr * wi};
  };
  const std::int32_t first = grid_.start()[at(i)], end = grid_.start()[at(i) + 1];
  const Row own = power(first);
  Row sum = own;
  for (std::int32_t e = first + 1; e < end; ++e) {
    const Row t = power(e);
    sum.p += t.p;
    sum.q += t.q;
    double* block = blocks + 4 * static_cast<std::ptrdiff_t>(slot[e]);
    block[0] = kind == NodeKind::pq || kind == NodeKind::pv ? t.q : 0;
    block[1] = kind == NodeKind::pq || kind == NodeKind::pv ? t.p : 0;
    block[2] = kind == NodeKind::pq ? -t.p : 0;
    block[3] = kind == NodeKind::pq ? t.q : 0;
  }
  double* block = blocks + 4 * static_cast<std::ptrdiff_t>(slot[first]);
  const double magnitude = std::sqrt(vr * vr + vi * vi);
  const double p_current = in.p_current[at(i)] * magnitude, q_current = in.q_current[at(i)] * magnitude;
  if constexpr (kind == NodeKind::pq || kind == NodeKind::pv) {
    block[0] = own.q - sum.q;
    block[1] = sum.p + own.p + p_current;
    block[2] = kind == NodeKind::pq ? sum.p - own.p : 0;
    block[3] = kind == NodeKind::pq ? sum.q + own.q + q_current : 1;
  } else {
    block[0] = block[3] = 1;
    block[1] = block[2] = 0;
  }
  sum.p += p_current;
  sum.q += q_current;
  return sum;
}

double Newton::assemble(const Injections& in, const Voltages& v) {
  double most = 0;
  worst_ = kNone;
  for (std::int32_t i = 0; i < grid_.nodes(); ++i) {
    double p = 0, q = 0;
    switch (in.kind[at(i)]) {
      case NodeKind::pq: {
        const Row row = assemble_row<NodeKind::pq>(i, in, v);
        p = in.p[at(i)] - row.p;
        q = in.q[at(i)] - row.q;
        break;
      }
      case NodeKind::pv: p = in.p[at(i)] - assemble_row<NodeKind::pv>(i, in, v).p; break;
      case NodeKind::slack:
      case NodeKind::dead: (void)assemble_row<NodeKind::slack>(i, in, v); break;
    }
    step_[2 * at(i)] = p;
    step_[2 * at(i) + 1] = q;
    const double larger = std::max(std::abs(p), std::abs(q));
    if (larger > most || !(larger == larger)) {
      most = larger;
      worst_ = i;
      if (!(larger == larger)) return larger;
    }
  }
  return most;
}

// The fixed order takes diagonal blocks as they come. Where one all but vanishes, as between a reactor and a
// series capacitor of the same size, rows have to change places.
bool Newton::solve_with_pivoting(const Injections& in, const Voltages& v) {
  (void)assemble(in, v);  // the factors took its place
  solvers::ColumnMatrix matrix;
  matrix.start.push_back(0);
  for (std::int32_t k = 0; k < grid_.nodes(); ++k) {
    // Where row k has entries, column k has them.
    std::vector<std::int32_t> places(grid_.column().begin() + grid_.start()[at(k)],
                                     grid_.column().begin() + grid_.start()[at(k) + 1]);
    std::sort(places.begin(), places.end());
    for (std::size_t unknown = 0; unknown < 2; ++unknown) {
      for (const std::int32_t i : places) {
        const std::size_t block = 4 * at(grid_.slot()[at(grid_.entry(i, k))]);
        for (std::size_t equation = 0; equation < 2; ++equation) {
          matrix.row.push_back(2 * i + static_cast<std::int32_t>(equation));
          matrix.value.push_back(lu_.values()[block + 2 * equation + unknown]);
        }
      }
      matrix.start.push_back(static_cast<std::int32_t>(matrix.row.size()));
    }
  }
  solvers::SparseLu pivoting(matrix);
  if (!pivoting.factor(matrix)) return false;
  pivoting.solve(step_);
  return true;
}

bool Newton::advance(const Injections& in, Voltages& v) {
  lu_.clear_fill();
  if (lu_.factor() > kLeastPivot)
    lu_.solve(step_);
  else if (!solve_with_pivoting(in, v))
    return false;
  bool finite = true;
  for (std::size_t i = 0; i < v.re.size(); ++i) {
    const Turn turned = turn(step_[2 * i]);
    const double grown = 1 + step_[2 * i + 1];
    const double re = v.re[i], im = v.im[i];
    v.re[i] = grown * (re * turned.cos - im * turned.sin);
    v.im[i] = grown * (re * turned.sin + im * turned.cos);
    finite = finite && std::isfinite(v.re[i]) && std::isfinite(v.im[i]);
  }
  return finite;
}

NewtonResult Newton::solve(const Injections& in, const NewtonOptions& options, Voltages& v) {
  NewtonResult result;
  for (;; ++result.iterations) {
    result.mismatch = assemble(in, v);
    result.worst = worst_;
    if (result.mismatch < options.tolerance) return result;
    if (!std::isfinite(result.mismatch)) break;
    if (result.iterations == options.most_iterations) {
      result.outcome = Outcome::iterations;
      return result;
    }
    if (!advance(in, v)) break;
  }
  result.outcome = Outcome::singular;
  return result;
}

void Newton::powers(const Voltages& v, std::span<double> p, std::span<double> q) const {
  for (std::size_t i = 0; i < v.re.size(); ++i) {
    double wr = 0, wi = 0;
    for (std::int32_t e = grid_.start()[i]; e < grid_.start()[i + 1]; ++e) {
      const Complex y = grid_.admittance()[at(e)];
      const std::size_t k = at(grid_.column()[at(e)]);
      wr += y.real() * v.re[k] - y.imag() * v.im[k];
      wi += y.real() * v.im[k] + y.imag() * v.re[k];
    }
    p[i] = v.re[i] * wr + v.im[i] * wi;
    q[i] = v.im[i] * wr - v.re[i] * wi;
  }
}

}  // namespace conurb::energy
