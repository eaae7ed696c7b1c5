// SPDX-License-Identifier: Apache-2.0
// Lua 5.4 for people one does not know: a script reaches nothing but what it is given, ends by itself or is
// ended, and says what was wrong with it. The same script with the same input does the same on every run.
//
// What differs from stock Lua:
//  - there is no io, os, package, require, debug, dofile, loadfile, no bytecode, no finalizer (__gc), no weak
//    table (__mode), and no text shows an address;
//  - a name that was never declared is an error, for reading and for writing: write `local`;
//  - pairs and next go 1..n, then other numbers, then texts in byte order, and table.sort is stable: so every
//    loop has an order;
//  - math.random draws from the run's seeded generator;
//  - what stops a script (budget, memory, cancel) cannot be caught by pcall, xpcall, coroutines or __close.
//
// What stays open: the packaged Lua is trusted not to have memory faults of its own; compiling and one step
// of the collector cannot be interrupted; the length #t of a list with holes may differ between runs. Scripts
// of strangers belong into a process of their own as well.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/script/value.hpp"

namespace conurb::script {

class Api;

/// What a script may use, and whom it talks to. The callbacks are called on the thread that runs the script.
struct SandboxOptions {
  std::size_t memory_bytes = std::size_t{256} << 20;  ///< all that Lua may hold; reaching it stops the script
  std::size_t string_bytes = std::size_t{8} << 20;    ///< longest single text
  /// Longest script. Compiling cannot be interrupted, and 256 KiB of the worst (one long `or`) take 3 s.
  std::size_t source_bytes = std::size_t{256} << 10;
  /// Instructions of all runs and calls together. About 10⁸ a second. Work inside library functions, copying
  /// and memory count as well, and 1 µs of processor time counts at least one instruction.
  std::uint64_t instructions = 4'000'000'000;
  std::uint64_t call_instructions = 200'000'000;  ///< budget of one FunctionRef::call that states none

  std::function<bool()> cancelled;  ///< asked every few microseconds; true stops the script; must not throw
  std::function<void(std::string_view)>
      print;                              ///< takes one line of print(), without line end; none: dropped
  std::function<std::uint64_t()> random;  ///< 64 random bits for math.random; none: math.random is an error
};

/// What was used so far.
struct SandboxUsage {
  std::uint64_t instructions = 0;
  std::size_t memory_bytes = 0;
  std::size_t peak_memory_bytes = 0;
};

/// One isolated Lua state. Not thread-safe: one thread at a time. References and objects may outlive it.
class Sandbox {
 public:
  explicit Sandbox(SandboxOptions options = {});
  ~Sandbox();
  Sandbox(Sandbox&&) noexcept;
  Sandbox& operator=(Sandbox&&) noexcept;

  /// Makes the functions, types and values of `api` known to scripts. The sandbox keeps what it needs of it.
  /// Throws Error conflict when a name is taken.
  void install(const Api& api);

  /// Allows scripts to assign the global `name` (the `run` or `kpis` of a key application). Unset, it reads
  /// as nil.
  void declare(std::string_view name);

  /// Compiles without running. Throws Error bad_data with the line of the mistake.
  void check(std::string_view text, std::string_view name);

  /// Runs a script; gives copies of what it returns. `name` is the file's name as messages show it.
  /// Throws Error: bad_data (syntax), not_found (unknown name), invalid_argument (the script's own errors),
  /// limit, cancelled, or the Error a bound function threw; where() is "name:line", remedy() a hint.
  std::vector<Value> run(std::string_view text, std::string_view name);

  /// The value of a declared or installed global; nil when there is none.
  [[nodiscard]] Value global(std::string_view name);

  /// Puts `object` into Lua's heap as an object of its registered type. T must have been registered by
  /// install().
  template <class T>
  [[nodiscard]] ObjectRef make_object(T object);

  [[nodiscard]] SandboxUsage usage() const;

  /// The call stack of the last error that run() or a FunctionRef threw; empty when there was none.
  [[nodiscard]] const std::string& traceback() const;

 private:
  std::shared_ptr<State> state_;
};

/// For fuzzing: runs any bytes as a script under small limits; an Error is a normal end. Returns 0.
int fuzz_script(std::span<const std::uint8_t> bytes);

}  // namespace conurb::script
