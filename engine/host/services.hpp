// SPDX-License-Identifier: Apache-2.0
// The host table that a plugin is created with: C functions over what the engine offers.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/city/city.hpp"
#include "engine/host/binding.hpp"
#include "engine/host/environment.hpp"
#include "engine/host/plugin_code.hpp"
#include "engine/sdk/conurb.h"

namespace conurb::host {

/// Takes solids that a synthesis gives to rows of a table of the city. Throws Error to refuse them.
using SolidSink = std::function<void(std::size_t table, std::string_view lod, const conurb_solids& solids)>;

/// Takes how a file calls rows of a table of the city. Throws Error to refuse it.
using NameSink =
    std::function<void(std::size_t table, std::int64_t first, std::span<const char* const> names)>;
/// Turns longitudes and latitudes, degrees, into metres of the local frame in place. Throws Error.
using Placing = std::function<void(std::span<double> points)>;

/// State behind one conurb_host. `city` and `binding` are set for the duration of a call into the plugin;
/// `writable` only during a step.
class Services {
 public:
  /// The table offers what a host of interface CONURB_ABI_MAJOR.abi_minor has. `found` hears the plugin's
  /// findings, before the environment does; may be empty.
  Services(const PluginCode& code, Environment& environment, std::uint32_t abi_minor = CONURB_ABI_MINOR,
           FindingSink found = {});
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  [[nodiscard]] const conurb_host* table() const { return &table_; }

  /// The call the plugin is in; ended by end_call(), which drops the cached values it held.
  void begin_call(const city::City* city, city::City* writable, Binding* binding);
  /// A synthesis: what the manifest fills may be written as well, and solids are given to `solids`.
  void begin_synthesis(city::City& city, Binding& binding, SolidSink solids);
  /// A file is read into `city`: what the manifest fills may be written as well.
  void begin_reading(city::City& city, Binding& binding, NameSink names, Placing placing);
  void end_call();

  /// Text set by the plugin since the last begin_call. Thread-safe.
  [[nodiscard]] std::string error() const;
  /// Whether pieces of parallel_for were left out since the last begin_call because the person asked to stop:
  /// what the plugin made of the rest is no result.
  [[nodiscard]] bool cut_short() const { return cut_short_.load(std::memory_order_relaxed); }
  /// Changed rows that the plugin declared, by column index of the manifest.
  [[nodiscard]] const std::map<std::uint32_t, std::vector<std::int64_t>>& marked() const { return marked_; }

  // The functions behind the table; see conurb.h for what they do.
  void log(std::int32_t level, const char* text);
  void finding(std::int32_t severity, std::uint32_t table, std::int64_t row, const char* code,
               const char* text);
  void set_error(const char* text);
  conurb_status parallel_for(std::int64_t begin, std::int64_t end, std::int64_t grain,
                             conurb_status (*body)(void*, std::int64_t, std::int64_t), void* user);
  conurb_status cache_get(const char* key, const std::uint32_t* columns, std::uint32_t count,
                          conurb_status (*build)(void*, conurb_cache_value*), void* user, const void** value);
  const char* text(std::uint32_t column, std::int32_t code);
  std::int32_t code(std::uint32_t column, const char* text);
  conurb_status insert_rows(std::uint32_t table, std::int64_t count, std::int64_t* first);
  conurb_status retire_rows(std::uint32_t table, const std::int64_t* rows, std::int64_t count);
  conurb_status assign_lists(std::uint32_t column, const std::int64_t* offsets, const void* elements);
  conurb_status mark_changed(std::uint32_t column, const std::int64_t* rows, std::int64_t count);
  conurb_status local_time(std::int64_t time_us, conurb_hour* out);
  void progress(double fraction, const char* what);
  conurb_status lay_grid(std::uint32_t table, const city::GridSpec& grid);
  conurb_status add_solids(std::uint32_t table, const char* lod, const conurb_solids* solids);
  conurb_status name_rows(std::uint32_t table, std::int64_t first, std::int64_t count,
                          const char* const* names);
  conurb_status place(std::int64_t count, const double* longitude_latitude, double* xy);

  [[nodiscard]] Environment& environment() { return environment_; }
  [[nodiscard]] const city::City* city() const { return city_; }
  [[nodiscard]] Binding* binding() const { return binding_; }
  /// Keeps a cached value alive until the call ends. Thread-safe.
  const void* hold(std::shared_ptr<const void> value);
  /// Leaves a text for the next non-zero status and returns `status`.
  conurb_status refuse(conurb_status status, const std::string& text);

 private:
  city::Column* writable_column(std::uint32_t column);
  city::Table* growing_table(std::uint32_t table);

  const PluginCode& code_;
  Environment& environment_;
  FindingSink found_;
  conurb_host table_{};
  const city::City* city_ = nullptr;
  city::City* writable_ = nullptr;
  Binding* binding_ = nullptr;
  bool filling_ = false;  // during a synthesis or while a file is read
  SolidSink solids_;      // set during a synthesis
  NameSink names_;        // set while a file is read
  Placing placing_;
  mutable std::mutex mutex_;  // error_ and held_ may be touched by several jobs of one call
  std::string error_;
  std::vector<std::shared_ptr<const void>> held_;
  std::map<std::uint32_t, std::vector<std::int64_t>> marked_;
  std::atomic<bool> cut_short_{false};
};

}  // namespace conurb::host
