// SPDX-License-Identifier: Apache-2.0
// Newton's method for the power flow in polar coordinates (Tinney and Hart, "Power flow solution by Newton's
// method", IEEE Trans. PAS-86, 1967), two unknowns a node: the change of the angle and the relative change of
// the magnitude. Nodes that hold a magnitude keep both unknowns, with the second equation "no change": so a
// generator that comes to its limit, or a branch that goes, changes no pattern.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/solvers/block_lu.hpp"
#include "plugins/energy/grid.hpp"
#include "plugins/energy/injections.hpp"

namespace conurb::energy {

/// Voltages by place, of the nominal one; 0 at dead nodes.
struct Voltages {
  std::vector<double> re, im;
};

struct NewtonOptions {
  double tolerance = 1e-8;  ///< largest mismatch of active or reactive power at any node, of the base power
  int most_iterations = 20;
};

enum class Outcome : std::uint8_t {
  converged,
  iterations,  ///< out of iterations
  singular,    ///< no solution direction, or numbers without bound
};

struct NewtonResult {
  Outcome outcome = Outcome::converged;
  int iterations = 0;          ///< linear systems solved
  double mismatch = 0;         ///< largest, of the base power
  std::int32_t worst = kNone;  ///< place of it
};

/// The method's workspace on one grid. Allocates when made only. Not thread-safe; the grid must outlive it.
class Newton {
 public:
  explicit Newton(const Grid& grid);

  /// Solves from `voltages`, which holds the start and then the solution. The grid's admittances may have
  /// changed since the last call, its pattern not.
  [[nodiscard]] NewtonResult solve(const Injections& injections, const NewtonOptions& options,
                                   Voltages& voltages);

  /// One pass over the admittances: powers fed in at all nodes at these voltages (for reports).
  void powers(const Voltages& voltages, std::span<double> p, std::span<double> q) const;

  /// A part of solve(), for benchmarks: mismatch and Jacobian; returns the largest mismatch.
  double assemble(const Injections& injections, const Voltages& voltages);
  /// Place of the largest mismatch of the last assemble(); none if there was none.
  [[nodiscard]] std::int32_t worst() const { return worst_; }
  /// Factors what assemble() left for the same arguments, solves and moves the voltages; false if that was
  /// not possible.
  bool advance(const Injections& injections, Voltages& voltages);
  [[nodiscard]] solvers::BlockLu& jacobian() { return lu_; }

 private:
  bool solve_with_pivoting(const Injections& injections, const Voltages& voltages);

  struct Row {
    double p, q;  ///< fed into the grid at the node
  };
  template <NodeKind kind>
  Row assemble_row(std::int32_t place, const Injections& injections, const Voltages& voltages);

  const Grid& grid_;
  solvers::BlockLu lu_;
  std::vector<double> step_;  ///< right-hand side, then the step: two numbers a place
  std::int32_t worst_ = kNone;
};

}  // namespace conurb::energy
