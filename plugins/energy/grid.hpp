// SPDX-License-Identifier: Apache-2.0
// The bus-branch model in numbers: admittances between nodes, stored in the order in which nodes are
// eliminated
// ("places", solvers/block_pattern.hpp), so that filling, factoring and solving run through memory once. All
// values are parts of the base power and of the nodes' nominal voltages.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/solvers/block_pattern.hpp"
#include "plugins/energy/admittance.hpp"
#include "plugins/energy/topology.hpp"

namespace conurb::energy {

class Grid {
 public:
  /// Every line and transformer with both buses in service is in the pattern, whether it is closed or not:
  /// opening and closing one never changes it. Throws InputError for a nominal voltage, base power or rated
  /// voltage that is not above zero, and for an impedance that is no number.
  Grid(const Network& network, Topology topology);

  [[nodiscard]] const Topology& topology() const { return topology_; }
  [[nodiscard]] const solvers::BlockPattern& pattern() const { return *pattern_; }
  [[nodiscard]] std::shared_ptr<const solvers::BlockPattern> shared_pattern() const { return pattern_; }
  [[nodiscard]] std::int32_t nodes() const { return topology_.nodes; }
  [[nodiscard]] double base_power() const { return base_power_; }
  /// Place of a node, and of a bus (none if it is out of service).
  [[nodiscard]] std::int32_t place(std::int32_t node) const {
    return pattern_->place_of()[static_cast<std::size_t>(node)];
  }
  [[nodiscard]] std::int32_t place_of_bus(std::int32_t bus) const;
  /// V, by place.
  [[nodiscard]] std::span<const double> nominal_voltage() const { return nominal_voltage_; }
  /// A, by place: of the base power at the nominal voltage.
  [[nodiscard]] std::span<const double> base_current() const { return base_current_; }
  [[nodiscard]] const TwoPort& port(std::size_t branch) const { return ports_[branch]; }
  [[nodiscard]] const DcPort& dc(std::size_t branch) const { return dc_[branch]; }

  /// Admittance matrix by place: entries of place i are start()[i] up to start()[i + 1], the first is the
  /// diagonal one; then columns ascending. `slot` is the entry's block in the pattern.
  [[nodiscard]] std::span<const std::int32_t> start() const { return start_; }
  [[nodiscard]] std::span<const std::int32_t> column() const { return column_; }
  [[nodiscard]] std::span<const std::int32_t> slot() const { return slot_; }
  [[nodiscard]] std::span<const Complex> admittance() const { return admittance_; }

  /// Opens or closes the ends of a branch: its values change, its place in the matrix does not.
  void connect(std::size_t branch, bool from_closed, bool to_closed);
  /// Takes the values of a transformer anew: its tap has moved.
  void move_tap(const Network& network, std::size_t transformer);
  /// Admittance to ground at a place, shunts and the part of loads that goes with the square of the voltage.
  void set_shunt(std::int32_t place, Complex admittance);
  [[nodiscard]] Complex shunt(std::int32_t place) const { return shunts_[static_cast<std::size_t>(place)]; }

  /// How often a row of it was summed anew: equal numbers mean the same values.
  [[nodiscard]] std::uint64_t changes() const { return changes_; }

  /// Entry of the admittance matrix at two places; -1 if there is none.
  [[nodiscard]] std::int32_t entry(std::int32_t place, std::int32_t column) const;

 private:
  struct Ports {
    TwoPort ac;
    DcPort dc;
  };
  [[nodiscard]] Ports ports_of(const Network& network, const Branch& branch) const;
  void lay_out();
  void stamp_all();
  void stamp(std::int32_t place);

  Topology topology_;
  double base_power_ = 1;
  std::shared_ptr<const solvers::BlockPattern> pattern_;
  std::vector<TwoPort> ports_;
  std::vector<DcPort> dc_;
  std::vector<double> nominal_voltage_, base_current_;
  std::vector<Complex> shunts_;
  std::vector<std::int32_t> start_, column_, slot_;
  std::vector<Complex> admittance_;
  std::uint64_t changes_ = 0;
  std::vector<std::int32_t> incident_start_, incident_;  ///< branches at each place, ascending
};

}  // namespace conurb::energy
