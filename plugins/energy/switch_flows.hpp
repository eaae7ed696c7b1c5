// SPDX-License-Identifier: Apache-2.0
// What goes through closed switches between buses. They have no impedance and are not part of the equations;
// what each bus gives and takes tells it afterwards.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/solvers/block_lu.hpp"
#include "plugins/energy/flows.hpp"

namespace conurb::energy {

/// On one state of the switches, case after case. Not thread-safe. Where closed switches form a loop the
/// split is not determined: it is that of the least sum of squares, as if all had the same small impedance.
class SwitchFlows {
 public:
  /// Allocates when made only.
  SwitchFlows(const Network& network, const Topology& topology);

  /// Complex power from `bus` to the other bus through each closed switch between buses, VA; others are left
  /// as they are. By row: `magnitude` of buses, of the nominal voltage, 0 or NaN where there is no supply;
  /// flows of lines and transformers; powers of generators, NaN or 0 where they feed nothing in.
  void find(const Network& network, std::span<const double> magnitude, std::span<const BranchFlow> line,
            std::span<const BranchFlow> transformer, std::span<const Complex> generator,
            std::span<Complex> through);

 private:
  enum class Kind : std::uint8_t { load, shunt, storage, generator, line, transformer };
  /// A piece of equipment at a bus that such a switch is at.
  struct Stand {
    Kind kind = Kind::load;
    bool from = false;  ///< of a line or transformer, that end
    std::int32_t row = 0, place = 0;
  };
  struct Joint {
    std::int32_t row = 0, place = 0, other = 0;
  };
  void factor();
  [[nodiscard]] static Complex given(const Network& network, const Stand& stand,
                                     std::span<const double> magnitude, std::span<const BranchFlow> line,
                                     std::span<const BranchFlow> transformer,
                                     std::span<const Complex> generator);

  std::vector<Stand> stands_;
  std::vector<Joint> joints_;           ///< closed switches between two buses
  std::vector<std::uint8_t> ground_;    ///< by place: its potential is 0
  std::optional<solvers::BlockLu> lu_;  ///< of the buses at joints; none if there are no joints
  std::vector<double> x_;               ///< surpluses, then potentials: two numbers a place
};

}  // namespace conurb::energy
