// SPDX-License-Identifier: Apache-2.0
// One plugin at work on one branch: its life cycle, its view of the city for each step, and the watch over what it
// returns. Faults are attributed to plugin, column and row, and thrown as Error plugin_fault.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/city/city.hpp"
#include "engine/host/binding.hpp"
#include "engine/host/environment.hpp"
#include "engine/host/plugin_code.hpp"

namespace conurb::host {

/// [instance]: not entered twice at once; different instances may step in parallel on one city if the schedule says
/// that they touch different columns and unshare() was called for each before.
class Instance {
 public:
  /// Creates the plugin's instance and binds it to the city's tables (which declare() in declare.hpp has prepared).
  /// `parameters` in manifest order; empty means the manifest's initial values.
  Instance(PluginCode code, Environment& environment, const city::City& city, std::span<const double> parameters,
           std::uint64_t seed);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  [[nodiscard]] const Manifest& manifest() const { return *code_.manifest; }
  [[nodiscard]] const PluginCode& code() const { return code_; }

  struct Stepped {
    Time reached;
    Time next;  ///< wish for the next exchange point; far in the future if it has none
  };
  /// One step on `city`. Tells the plugin first if topology or a restart parameter changed. `flags` are CONURB_STEP_*.
  Stepped step(city::City& city, const LaggedColumns& lagged, Time t0, Time t1, std::uint32_t flags);

  /// Makes the tables that step() will write this branch's own; to be called before instances step in parallel.
  void unshare(city::City& city) const;

  /// Private state; empty if the plugin keeps none.
  [[nodiscard]] std::vector<std::byte> save() const;
  /// Restores what save() gave, in this or another version of the plugin. Throws Error bad_data or plugin_fault.
  void load(std::span<const std::byte> state);

  [[nodiscard]] std::span<const double> parameters() const { return parameters_; }
  /// Checked against the manifest's range. Throws Error invalid_argument.
  void set_parameter(std::size_t index, double value);

 private:
  struct Context;
  void reconfigure_if_needed(city::City& city);
  void publish(city::City& city);
  [[noreturn]] void fault(conurb_status status, const std::string& call);

  PluginCode code_;
  std::vector<double> parameters_;
  std::uint64_t parameters_revision_ = 1;
  std::uint64_t seed_;
  bool restart_parameter_changed_ = false;
  bool fresh_ = true;
  Binding binding_;
  std::vector<city::Revision> known_topology_;
  std::vector<std::int64_t> known_rows_;
  std::vector<std::byte> loaded_state_;
  std::unique_ptr<Context> context_;
  conurb_instance* instance_ = nullptr;
};

/// A plugin's values at the manifest's defaults.
[[nodiscard]] std::vector<double> initial_parameters(const Manifest& manifest);
/// Index of a parameter by name; throws Error not_found with the names there are.
[[nodiscard]] std::size_t parameter_index(const Manifest& manifest, std::string_view name);
/// Checks a value against type and range. Throws Error invalid_argument naming the limit.
void check_parameter(const Manifest& manifest, std::size_t index, double value);

}  // namespace conurb::host
