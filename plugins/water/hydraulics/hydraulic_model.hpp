// SPDX-License-Identifier: Apache-2.0
// A supply network made ready to be solved: what has to be solved for, in the order of elimination, with the
// coefficients of its pipes, pumps and valves. Made once per topology; immutable, so any number of solutions
// of any thread may share it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/solvers/symmetric_pattern.hpp"
#include "plugins/water/hydraulics/pipe_losses.hpp"
#include "plugins/water/hydraulics/pump_law.hpp"
#include "plugins/water/hydraulics/reduction.hpp"
#include "plugins/water/network.hpp"

namespace conurb::water {

/// A link that is solved by itself: a pump, a valve, or a pipe that may be switched. Ends are slots.
struct Element {
  std::int32_t link = kNone;
  LinkKind kind = LinkKind::pipe;
  std::int32_t from = kNone, to = kNone;
  std::int32_t value = kNone;  ///< of the matrix, between its ends; kNone: one end is fixed
  bool check_valve = false;
  bool at_tank = false;
  double minor_loss = 0;  ///< of q2, as an open valve
  double per_loss = 0;    ///< of q2, for each unit of a loss coefficient
  std::int32_t pump = kNone;
};

/// Ends are slots; pipes are rows of chain_pipes() and of the losses.
struct SolvedChain {
  std::int32_t from = kNone, to = kNone, value = kNone, first = 0, pipes = 0;
};

/// What ends at a slot: a chain, an element, an outlet, a dead end at a fixed node (those at others are part
/// of the demand there).
struct SlotEnd {
  enum class Kind : std::uint8_t { chain_begin, chain_end, element_begin, element_end, outlet, tree };
  Kind kind = Kind::chain_begin;
  std::int32_t row = kNone;
};

/// An outflow that depends on the pressure: q m3/s of an emitter, of a demand, of leaks.
struct Outlet {
  enum class Kind : std::uint8_t { emitter, demand, crack, stretched_crack };
  Kind kind = Kind::emitter;
  std::int32_t node = kNone, slot = kNone;
  double coefficient = 0;  ///< q = coefficient h^exponent; of a demand none
  double exponent = 0.5;
};

class HydraulicModel {
 public:
  /// What besides controls and rules may be switched or looked at in a solution, by row.
  struct Kept {
    std::vector<std::int32_t> links = {}, nodes = {};
  };

  /// Throws InputError for a network without a reservoir or tank, for links from a node to itself, and for
  /// pumps and curves that are none.
  explicit HydraulicModel(std::shared_ptr<const SupplyNetwork> network, const Kept& kept);

  [[nodiscard]] const SupplyNetwork& network() const { return *network_; }
  [[nodiscard]] std::shared_ptr<const SupplyNetwork> shared_network() const { return network_; }

  /// Heads that are solved for are slots 0 … unknowns() - 1, in the order of elimination; fixed ones follow.
  [[nodiscard]] std::int32_t unknowns() const { return pattern_.rows(); }
  [[nodiscard]] std::int32_t slots() const { return unknowns() + row_of(fixed_.size()); }
  [[nodiscard]] std::int32_t slot_of(std::int32_t node) const {
    return slot_of_[at(node)];
  }  ///< kNone: inner
  [[nodiscard]] std::int32_t node_at(std::int32_t slot) const;
  [[nodiscard]] std::span<const std::int32_t> fixed() const { return fixed_; }  ///< nodes
  [[nodiscard]] const solvers::SymmetricPattern& pattern() const { return pattern_; }

  [[nodiscard]] std::span<const SolvedChain> chains() const { return chains_; }
  [[nodiscard]] std::span<const ReducedPipe> chain_pipes() const { return reduction_.chain_pipes; }
  [[nodiscard]] const PipeLosses& chain_losses() const { return chain_losses_; }
  [[nodiscard]] std::span<const Element> elements() const { return elements_; }
  /// Rows of elements that are pressure reducing or sustaining valves.
  [[nodiscard]] std::span<const std::int32_t> pressure_valves() const { return pressure_valves_; }
  /// Rows of elements that are pipes, in the order of their losses.
  [[nodiscard]] std::span<const std::int32_t> element_pipes() const { return element_pipes_; }
  [[nodiscard]] const PipeLosses& element_losses() const { return element_losses_; }
  [[nodiscard]] std::int32_t element_of(std::int32_t link) const {
    return element_of_[at(link)];
  }  ///< or kNone
  [[nodiscard]] const PumpLaw& pump(const Element& element) const { return pumps_[at(element.pump)]; }
  [[nodiscard]] std::span<const Outlet> outlets() const { return outlets_; }
  /// A head below all others, m.
  [[nodiscard]] double ground() const { return ground_; }
  [[nodiscard]] std::span<const SlotEnd> ends_at(std::int32_t slot) const {
    return {ends_.data() + first_end_[at(slot)], ends_.data() + first_end_[at(slot) + 1]};
  }
  [[nodiscard]] std::span<const ReducedPipe> tree_pipes() const { return reduction_.tree_pipes; }
  [[nodiscard]] std::span<const std::int32_t> tree_parents() const { return reduction_.tree_parent; }
  [[nodiscard]] const PipeLosses& tree_losses() const { return tree_losses_; }

 private:
  void reduce_network(const Kept& kept);
  void order();
  void add_pipes();
  void add_elements();
  void add_outlets();
  void list_ends();

  std::shared_ptr<const SupplyNetwork> network_;
  Reduction reduction_;
  solvers::SymmetricPattern pattern_;
  std::vector<std::int32_t> slot_of_, fixed_, element_of_, element_pipes_, pressure_valves_;
  std::vector<SolvedChain> chains_;
  std::vector<Element> elements_;
  std::vector<PumpLaw> pumps_;
  std::vector<Outlet> outlets_;
  double ground_ = 0;
  std::vector<std::int32_t> first_end_;
  std::vector<SlotEnd> ends_;
  std::vector<double> cracks_, stretches_;  ///< by node: leak area m2, and m2 for each m of pressure
  PipeLosses chain_losses_, element_losses_, tree_losses_;
};

}  // namespace conurb::water
