// SPDX-License-Identifier: Apache-2.0
// One plugin at work on one branch: its life cycle, its view of the city for each step, and the watch over
// what it returns. Faults are attributed to plugin, column and row, and thrown as Error plugin_fault.
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

/// [instance]: not entered twice at once; different instances may step in parallel on one city if the
/// schedule says that they touch different columns and unshare() was called for each before.
class Instance {
 public:
  /// Creates the plugin's instance and binds it to the city's tables (which declare() in schedule.hpp has
  /// prepared). `parameters` in manifest order; empty means the manifest's initial values. Throws Error
  /// not_found for what the city lacks, invalid_argument for parameters that are not those of the manifest,
  /// plugin_fault if the plugin refuses. `found` hears its findings, from any thread.
  Instance(PluginCode code, Environment& environment, const city::City& city,
           std::span<const double> parameters, std::uint64_t seed, FindingSink found = {});
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  [[nodiscard]] const Manifest& manifest() const { return *code_.manifest; }
  [[nodiscard]] const PluginCode& code() const { return code_; }

  struct Stepped {
    Time reached;
    Time next;  ///< wish for the next exchange point; far in the future if it has none
  };
  /// One step on `city`. Tells the plugin first if topology or a restart parameter changed. `flags` are
  /// CONURB_STEP_*. Throws Error plugin_fault naming the plugin, and column and row where there is one. What
  /// the plugin had written by then is in the city, under new revisions: nobody takes it for what was there
  /// before.
  Stepped step(city::City& city, const LaggedColumns& lagged, Time t0, Time t1, std::uint32_t flags);

  /// Makes the tables that step() will write this branch's own; to be called before instances step in
  /// parallel.
  void unshare(city::City& city) const;

  /// Private state; empty if the plugin keeps none.
  [[nodiscard]] std::vector<std::byte> save() const;
  /// Restores what save() gave, in this or another version of the plugin. Throws Error bad_data or
  /// plugin_fault.
  void load(std::span<const std::byte> state);

  [[nodiscard]] std::span<const double> parameters() const { return parameters_; }
  /// Checked against the manifest's range. Throws Error invalid_argument.
  void set_parameter(std::size_t index, double value);

 private:
  struct Context;
  /// The rows of a table as this plugin sees them.
  struct Rows {
    std::int64_t rows = 0;
    std::int64_t alive = 0;
    city::Revision topology = 0;
  };
  [[nodiscard]] Rows rows_now(const city::City& city, const LaggedColumns& lagged, std::uint32_t table) const;
  [[nodiscard]] bool needs_reconfigure(const city::City& city, const LaggedColumns& lagged) const;
  void reconfigure(city::City& city, const LaggedColumns& lagged);
  void call_step(city::City& city, Stepped& stepped, Time t0, Time t1, std::uint32_t flags);
  void publish(city::City& city);
  void mark_written(city::City& city) const;
  [[noreturn]] void fault(conurb_status status, const std::string& call);

  PluginCode code_;
  std::vector<double> parameters_;
  std::uint64_t parameters_revision_ = 0;  // a hash of the values: equal in every branch that has the same
  std::uint64_t seed_;
  bool restart_parameter_changed_ = false;
  bool fresh_ = true;
  Binding binding_;
  std::vector<Rows> known_rows_;
  std::vector<std::byte> loaded_state_;
  std::unique_ptr<Context> context_;
  conurb_instance* instance_ = nullptr;
};

/// A plugin's values at the manifest's defaults.
[[nodiscard]] std::vector<double> initial_parameters(const Manifest& manifest);
/// Revision of a set of values, as plugins see it: equal for equal values, whatever the instance.
[[nodiscard]] std::uint64_t parameters_revision(std::span<const double> values);
/// Index of a parameter by name; throws Error not_found with the names there are.
[[nodiscard]] std::size_t parameter_index(const Manifest& manifest, std::string_view name);
/// Checks a value against type and range. Throws Error invalid_argument naming the limit.
void check_parameter(const Manifest& manifest, std::size_t index, double value);

}  // namespace conurb::host
