// SPDX-License-Identifier: Apache-2.0
// What a case of the conformance check is, and what it works with. Internal to the conformance check;
// everything here runs in a child process of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/host/check_city.hpp"
#include "engine/host/check_rig.hpp"
#include "engine/host/library.hpp"
#include "engine/host/plugin_code.hpp"

namespace conurb::host::check {

/// What every case is given.
struct Context {
  std::filesystem::path library;
  std::uint64_t seed = 1;
  double timeout_s = 20;
  std::span<const city::TableSpec> vocabulary{};
};

/// A case returns what it saw ("24 steps of 3600 s"), or throws Failure, NotApplicable or Error (a failure
/// too).
struct Case {
  std::string_view name;
  std::string (*run)(const Context&);
};

/// The cases without which no later one makes sense.
inline constexpr std::string_view kLoadsCase = "library_loads";
inline constexpr std::string_view kCityCase = "city_can_be_made";

[[nodiscard]] std::span<const Case> library_cases();
[[nodiscard]] std::span<const Case> life_cases();
[[nodiscard]] std::span<const Case> step_cases();
[[nodiscard]] std::span<const Case> output_cases();
[[nodiscard]] std::span<const Case> bits_cases();
[[nodiscard]] std::span<const Case> state_cases();
[[nodiscard]] std::span<const Case> change_cases();
[[nodiscard]] std::span<const Case> input_cases();
[[nodiscard]] std::span<const Case> query_cases();
[[nodiscard]] std::span<const Case> synthesis_cases();

/// The plugin under check, loaded.
class Subject {
 public:
  /// Throws what Library::load throws.
  explicit Subject(const Context& context);

  [[nodiscard]] const PluginCode& code() const { return code_; }
  [[nodiscard]] const Manifest& manifest() const { return *code_.manifest; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  /// The longest step at which the plugin's results are good.
  [[nodiscard]] Duration exchange() const;
  /// A city by this recipe, of the check's seed.
  [[nodiscard]] city::City city(CityRecipe recipe = {}) const;
  /// An instance on such a city of its own.
  [[nodiscard]] std::unique_ptr<Rig> rig(World& world, const CityRecipe& recipe = {}) const;
  /// Keeps the library mapped until the process ends, for threads of the plugin that may still run in it.
  void keep_mapped() const;

 private:
  std::shared_ptr<const Library> library_;
  PluginCode code_;
  std::uint64_t seed_;
  std::span<const city::TableSpec> vocabulary_;
};

}  // namespace conurb::host::check
