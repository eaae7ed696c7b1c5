// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/formats/sumo_signals.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "plugins/transport/error.hpp"
#include "plugins/transport/formats/values.hpp"

namespace conurb::transport {
namespace {

// SUMO has no limit where `minDur` stands without `maxDur`; within a day every green has ended.
constexpr Milliseconds kNoLimit = 86'400'000;
constexpr std::size_t kMostPrograms = 1000;  // of one signal

std::optional<Light> light_of(char letter) {
  switch (letter) {
    case 'r': return Light::red;
    case 'u': return Light::red_amber;
    case 'y':
    case 'Y': return Light::amber;
    case 'g': return Light::green;
    case 'G': return Light::green_priority;
    case 'o': return Light::flashing;
    case 'O': return Light::off;
    case 's': return Light::stop;
    default: return std::nullopt;
  }
}

}  // namespace

SumoSignals::SumoSignals(std::vector<Signal>& signals, Unknown unknown, FindingList& findings)
    : signals_(signals), unknown_(unknown), findings_(findings) {
  for (std::size_t row = 0; row < signals.size(); ++row) rows_.emplace(signals[row].id, row_of(row));
}

std::int32_t SumoSignals::find(std::string_view id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? kNone : found->second;
}

bool SumoSignals::begin(const Attributes& attributes) {
  if (attributes.element() == "tlLogic") {
    begin_program(attributes);
  } else if (!inside_) {
    return false;
  } else if (attributes.element() == "phase") {
    add_phase(attributes);
  } else if (attributes.element() == "param" && attributes.text_or("key", "") == "max-gap") {
    program_.max_gap_s = attributes.positive_or("value", 3);
  }
  return true;
}

bool SumoSignals::end(std::string_view element) {
  const bool part = inside_;
  if (inside_ && element == "tlLogic") {
    inside_ = false;
    end_program();
  }
  return part;
}

void SumoSignals::begin_program(const Attributes& attributes) {
  inside_ = true;
  signal_ = attributes.text("id");
  program_ = {};
  program_.id = attributes.text_or("programID", "");
  offset_given_ = attributes.has("offset");
  if (attributes.text_or("offset", "") != "begin") program_.offset = attributes.time_or("offset", 0);
  const std::string_view type = attributes.text_or("type", "static");
  if (program_.id == "off" || type == "off") {
    program_.kind = SignalProgram::Kind::off;
  } else if (type == "actuated") {
    program_.kind = SignalProgram::Kind::actuated;
  } else if (type == "delay_based") {
    program_.kind = SignalProgram::Kind::actuated;
    findings_.warn("signal", in_quotes(signal_),
                   "has a program that measures delays: actuated by gaps instead");
  } else if (type != "static") {
    findings_.warn("signal", in_quotes(signal_),
                   "has a program of type " + in_quotes(type) + ", which is not known: fixed instead");
  }
}

void SumoSignals::add_phase(const Attributes& attributes) {
  Phase phase;
  phase.duration = attributes.time("duration");
  if (phase.duration <= 0) {
    attributes.refuse("the duration of a phase of signal " + in_quotes(signal_) + " is " +
                      in_quotes(attributes.text("duration")) + ", must be above 0");
  }
  phase.shortest = phase.longest = phase.duration;
  if (program_.kind == SignalProgram::Kind::actuated) {
    phase.shortest = std::max(attributes.time_or("minDur", phase.duration), 1);
    phase.longest = attributes.time_or("maxDur", attributes.has("minDur") ? kNoLimit : phase.duration);
    phase.longest = std::max(phase.longest, phase.shortest);
  }
  for (const char letter : attributes.text("state")) {
    const std::optional<Light> light = light_of(letter);
    if (!light) {
      findings_.warn("signal", in_quotes(signal_),
                     "shows the light " + in_quotes({&letter, 1}) + ", which is not known: red instead");
    }
    phase.lights.push_back(light.value_or(Light::red));
  }
  std::string_view next = attributes.text_or("next", "");
  for (std::string_view word = take_word(next); !word.empty(); word = take_word(next)) {
    const std::optional<std::int32_t> row = whole_number_in(word);
    if (!row) attributes.refuse("next is " + in_quotes(word) + ", must be numbers of phases");
    phase.following.push_back(*row);
  }
  program_.phases.push_back(std::move(phase));
}

/// Whether the program fits to itself and to the signal of the row (kNone: a new one).
bool SumoSignals::is_usable(std::int32_t row) {
  if (program_.kind == SignalProgram::Kind::off) {
    program_.phases.clear();
    return true;
  }
  if (program_.phases.empty()) {
    findings_.warn("signal", in_quotes(signal_), "has a program without phases: left out");
    return false;
  }
  const bool settled = row != kNone && signals_[at(row)].lights > 0;
  const std::size_t lights = settled ? at(signals_[at(row)].lights) : program_.phases.front().lights.size();
  const std::int32_t phases = row_of(program_.phases.size());
  for (Phase& phase : program_.phases) {
    if (phase.lights.size() != lights || lights == 0) {
      findings_.warn("signal", in_quotes(signal_),
                     "has a program with another number of lights than the signal: left out");
      return false;
    }
    if (std::erase_if(phase.following, [&](std::int32_t next) { return next < 0 || next >= phases; }) > 0) {
      findings_.warn("signal", in_quotes(signal_), "names following phases that it does not have: left out");
    }
  }
  return true;
}

void SumoSignals::end_program() {
  std::int32_t row = find(signal_);
  if (row == kNone && unknown_ == Unknown::left_out) {
    findings_.warn("signal", in_quotes(signal_), "has a program, but no connection obeys it: left out");
    return;
  }
  if (row != kNone && offset_given_ && program_.phases.empty()) {
    for (SignalProgram& known : signals_[at(row)].programs) {
      if (known.id != program_.id) continue;
      known.offset = program_.offset;  // how SUMO's tools write coordination
      return;
    }
  }
  if (!is_usable(row)) return;
  if (row == kNone) {
    row = row_of(signals_.size());
    rows_.emplace(signal_, row);
    signals_.emplace_back().id = signal_;
  }
  Signal& signal = signals_[at(row)];
  const auto same = std::find_if(signal.programs.begin(), signal.programs.end(),
                                 [&](const SignalProgram& known) { return known.id == program_.id; });
  if (signal.programs.size() == kMostPrograms) {
    throw InputError("signal " + in_quotes(signal_) + ": has more than " + std::to_string(kMostPrograms) +
                     " programs");
  }
  if (!program_.phases.empty()) signal.lights = row_of(program_.phases.front().lights.size());
  if (same != signal.programs.end()) {
    findings_.warn("signal", in_quotes(signal_), "has two programs of one name: the later one counts");
    signal.active = row_of(static_cast<std::size_t>(same - signal.programs.begin()));
    *same = std::move(program_);
  } else {
    signal.active = row_of(signal.programs.size());
    signal.programs.push_back(std::move(program_));
  }
}

}  // namespace conurb::transport
