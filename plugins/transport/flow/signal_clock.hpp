// SPDX-License-Identifier: Apache-2.0
// When a light lets go. Fixed programs are windows in time: what a light shows at t, and when it is green
// next, is looked up, never stepped. Programs that decide (actuated, maximal pressure) end their phases by
// events.
#pragma once

#include <limits>
#include <vector>

#include "plugins/transport/flow/flow_network.hpp"

namespace conurb::transport {

inline constexpr Milliseconds kNever = std::numeric_limits<Milliseconds>::max();

/// State of a signal. Of a fixed program it is a function of time, brought up to date when asked.
struct SignalState {
  std::int32_t program = 0, phase = 0;
  Milliseconds began = 0, ends = 0;  ///< of the phase
  std::int32_t dark = 0;             ///< 1: without power
};

/// What a light means for who stands before it.
struct LightAnswer {
  enum class Way : std::uint8_t { free, yield, by_rule, all_stop, wait };
  Way way = Way::wait;
  Milliseconds next = kNever;  ///< where it says wait: the next green; kNever: decided by an event
};

class SignalClock {
 public:
  explicit SignalClock(const FlowNetwork& net);

  [[nodiscard]] std::vector<SignalState> start() const;

  /// Switches a signal to a program of its own at `t`, in that program's place in its cycle.
  void switch_to(SignalState& state, std::int32_t signal, std::int32_t program, Milliseconds t) const;

  /// Brings a fixed program's state to `t`; `t` never goes back.
  void bring_to(SignalState& state, std::int32_t signal, Milliseconds t) const;

  /// `light` counted over all signals; the state is that of its signal at `t`.
  [[nodiscard]] LightAnswer answer(const SignalState& state, std::int32_t light, Milliseconds t) const;

  /// Whether its phases end by events.
  [[nodiscard]] bool decides(std::int32_t signal, std::int32_t program) const;

  /// The phase is one in which some light is green and none amber.
  [[nodiscard]] bool is_green(std::int32_t signal, std::int32_t program, std::int32_t phase) const;

 private:
  struct Aspect {
    Light light = Light::red;
    bool after_priority = false;  ///< amber that follows a green without yielding
    Milliseconds age = 0;         ///< how long the light has shown this when the phase begins
    Milliseconds until_go = 0;    ///< from the phase's begin to the next green; kNever: none
  };
  struct Table {
    std::int32_t first = 0;  ///< aspect of phase 0, light 0
    Milliseconds cycle = 0;
  };

  void add_program(const SignalProgram& program, std::int32_t lights);
  [[nodiscard]] const SignalProgram& program(std::int32_t signal, std::int32_t program) const {
    return net_->signals[at(signal)].programs[at(program)];
  }

  const FlowNetwork* net_;
  std::vector<std::int32_t> first_table_;  ///< by signal
  std::vector<Table> tables_;              ///< by signal and program
  std::vector<Aspect> aspects_;
  Milliseconds amber_used_ = 0;
};

}  // namespace conurb::transport
