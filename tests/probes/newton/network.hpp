// SPDX-License-Identifier: Apache-2.0
// Voltages of a direct-current network: at each bus the currents of its lines and of its load P / v add up to
// zero. Below half of the source's voltage a load is taken as a resistance, as converters do.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "tests/probes/newton/sparse_ldl.hpp"

namespace probe_newton {

/// A line in service between two buses, and its row.
struct Line {
  std::int32_t from = 0, to = 0;
  std::int64_t row = 0;
};

/// What follows from who is connected to whom: the buses that a source reaches, and the pattern of their
/// equations. Immutable; lives in the host's cache.
class Topology {
 public:
  /// Rows of retired buses and lines take no part.
  Topology(std::span<const std::uint8_t> bus_alive, std::span<const std::uint8_t> source,
           std::span<const std::uint8_t> line_alive, std::span<const std::int32_t> from,
           std::span<const std::int32_t> to);

  [[nodiscard]] const SparseLdl& pattern() const { return *pattern_; }
  [[nodiscard]] std::span<const Line> lines() const { return lines_; }
  /// Equation of a bus; -1 for sources and for buses that no source reaches.
  [[nodiscard]] std::int32_t equation(std::int32_t bus) const {
    return equation_[static_cast<std::size_t>(bus)];
  }
  [[nodiscard]] std::span<const std::int32_t> unknown_buses() const { return unknowns_; }
  [[nodiscard]] bool supplied(std::int32_t bus) const {
    return supplied_[static_cast<std::size_t>(bus)] != 0;
  }
  /// Place in the matrix of each line between two unknown buses, by place in lines(); -1 for others.
  [[nodiscard]] std::span<const std::int32_t> edge_of_line() const { return edge_of_line_; }
  [[nodiscard]] std::size_t edges() const { return edges_; }
  [[nodiscard]] std::size_t bytes() const;

 private:
  void reach(std::span<const std::uint8_t> bus_alive, std::span<const std::uint8_t> source);

  std::vector<Line> lines_;
  std::vector<std::uint8_t> supplied_;
  std::vector<std::int32_t> equation_;
  std::vector<std::int32_t> unknowns_;
  std::vector<std::int32_t> edge_of_line_;
  std::size_t edges_ = 0;
  std::unique_ptr<SparseLdl> pattern_;
};

/// The factorised conductances alone, without loads: good for a first guess and for chord steps. Lives in the
/// cache.
struct Conductances {
  std::vector<double> of_line;  // siemens, by place in Topology::lines
  std::vector<double> diagonal;
  std::vector<double> off_diagonal;
  SparseLdl::Factor factor;
};
[[nodiscard]] std::unique_ptr<Conductances> factor_conductances(const Topology& topology,
                                                                std::span<const double> resistance);

struct SolveResult {
  int chord_steps = 0;
  int newton_steps = 0;
  double residual_a = 0;  ///< largest sum of currents at a bus, ampere
  bool converged = false;
};

/// Solves for the voltages of all supplied buses, starting from what `voltage` holds; sources get `source_v`,
/// buses that no source reaches 0. `power` is the load of each bus, watt.
SolveResult solve(const Topology& topology, const Conductances& conductances, std::span<const double> power,
                  double source_v, std::span<double> voltage);

}  // namespace probe_newton
