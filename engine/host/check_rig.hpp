// SPDX-License-Identifier: Apache-2.0
// One instance of a plugin on a city of its own, driven call by call: what host::Instance does for a run, but
// without its judgement, so that a case sees what the plugin really answered. Internal to the conformance
// check.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/calendar.hpp"
#include "engine/base/jobs.hpp"
#include "engine/base/time.hpp"
#include "engine/city/city.hpp"
#include "engine/host/binding.hpp"
#include "engine/host/environment.hpp"
#include "engine/host/plugin_code.hpp"
#include "engine/host/services.hpp"
#include "engine/host/shared_cache.hpp"
#include "engine/host/state_stream.hpp"

namespace conurb::host::check {

/// Thrown by cases: the plugin broke the contract.
struct Failure {
  std::string text;
};

/// Thrown by cases: there is nothing to check, or the plugin refuses the generated city by its right.
struct NotApplicable {
  std::string text;
};

/// The services that instances share. Cities that are no branches of each other get a cache each: its keys
/// are revisions, which mean something within one family of branches only. Not thread-safe but for `cancel`
/// and what the plugin calls.
class World {
 public:
  explicit World(std::size_t threads = 1, std::size_t cache_bytes = std::size_t{64} << 20);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// For instances on this city and its branches; lives as long as the world.
  [[nodiscard]] Environment& environment(const city::City& city);
  /// Forgets what a library has cached; before it is closed.
  void drop(const std::string& owner);

  CancelToken cancel;  ///< of all environments

 private:
  struct Family {
    explicit Family(std::size_t cache_bytes) : cache(cache_bytes) {}
    std::shared_ptr<city::RevisionSource> revisions;
    SharedCache cache;
    Environment environment;
  };
  Jobs jobs_;
  Calendar calendar_;
  std::size_t cache_bytes_;
  std::vector<std::unique_ptr<Family>> families_;
};

/// What a call of the plugin answered.
struct Answer {
  const char* call = "";
  conurb_status status = CONURB_OK;
  std::string text;  ///< the reason that the plugin gave

  [[nodiscard]] bool ok() const { return status == CONURB_OK; }
};

/// "step answered 3 (bad_data): no weather".
[[nodiscard]] std::string describe(const Answer& answer);

/// For calls on sound data: returns if the call worked; throws NotApplicable if the plugin refused with a
/// status that speaks of data or limits and a text, Failure for any other answer.
void demand(const Answer& answer);

/// For calls on doubtful data: true if the call worked, false for a refusal as above; throws Failure for any
/// other answer.
[[nodiscard]] bool accepted(const Answer& answer);

/// Steps, saves and is saved on its own; not thread-safe, but may be used from one thread after the other.
class Rig {
 public:
  /// Creates the instance. `parameters` in manifest order; empty means the initial values. The host's table
  /// is that of interface version 1.abi_minor. Throws Failure if create does not work: it has seen no data
  /// yet that it could refuse.
  Rig(World& world, const PluginCode& code, city::City city, std::uint64_t seed,
      std::span<const double> parameters = {}, std::uint32_t abi_minor = CONURB_ABI_MINOR);
  ~Rig();
  Rig(const Rig&) = delete;
  Rig& operator=(const Rig&) = delete;

  /// One step, after a reconfigure where topology or a restart parameter changed since the last.
  Answer step(Time t0, Time t1, std::uint32_t flags = 0);
  /// `count` steps of `dt` from where the last one ended (kRunStart at first); each must work. An end before
  /// t1 is followed from there.
  void run(int count, Duration dt);
  /// The same on doubtful data: what the plugin said when it refused, or "" if all steps worked.
  [[nodiscard]] std::string run_or_refuse(int count, Duration dt);
  [[nodiscard]] Time now() const { return now_; }
  void set_now(Time now) { now_ = now; }
  /// CONURB_STEP_* that run() adds to those of every step.
  void set_flags(std::uint32_t flags) { flags_ = flags; }
  /// What the last step said of time.
  [[nodiscard]] const conurb_step& last() const { return last_; }

  /// The two halves of step(), for calls out of order.
  Answer reconfigure();
  Answer step_only(Time t0, Time t1, std::uint32_t flags);

  [[nodiscard]] bool keeps_state() const { return code_.calls->save != nullptr; }
  /// Empty if the plugin keeps no state. Throws Failure if save does not work.
  [[nodiscard]] StateStream save();
  Answer load(const StateStream& state);

  void set_parameter(std::size_t index, double value);
  [[nodiscard]] const std::vector<double>& parameters() const { return parameters_; }

  [[nodiscard]] city::City& city() { return city_; }
  [[nodiscard]] const city::City& city() const { return city_; }
  [[nodiscard]] const Manifest& manifest() const { return *code_.manifest; }
  [[nodiscard]] const PluginCode& code() const { return code_; }
  [[nodiscard]] const Binding& binding() const { return binding_; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }

  /// Called with the views of a step just before the plugin gets them.
  std::function<void(const conurb_view&)> before_step;

 private:
  Answer call(const char* name, city::City* readable, city::City* writable,
              const std::function<conurb_status()>& body);
  bool topology_changed();
  void publish();

  PluginCode code_;
  city::City city_;
  std::uint64_t seed_;
  std::vector<double> parameters_;
  std::uint64_t parameters_revision_ = 1;
  bool restart_ = false;
  bool fresh_ = true;
  Time now_;
  std::uint32_t flags_ = 0;
  Binding binding_;
  Services services_;
  std::vector<city::Revision> known_topology_;
  std::vector<std::int64_t> known_rows_;
  conurb_step last_{};
  conurb_instance* instance_ = nullptr;
};

/// A new instance in `world` that takes over where `rig` stands: its city (shared until written), parameters,
/// time and saved state.
[[nodiscard]] std::unique_ptr<Rig> take_over(World& world, Rig& rig);

}  // namespace conurb::host::check
