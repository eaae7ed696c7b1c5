// SPDX-License-Identifier: Apache-2.0
// The private state: whole, empty, cut short, and rubbish.
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/host/check_case.hpp"
#include "engine/host/check_compare.hpp"
#include "engine/sdk/random.hpp"

namespace conurb::host::check {

namespace {

constexpr int kStateSteps = 8;

void require_state(const Subject& subject) {
  if (subject.code().calls->save == nullptr) throw NotApplicable{"it keeps no private state"};
}

std::string restored_instance_goes_on_alike(const Context& context) {
  const Subject subject(context);
  World world;
  const auto whole = subject.rig(world);
  whole->run(kStateSteps, subject.exchange());
  auto worlds = std::vector<std::unique_ptr<World>>();
  auto rig = subject.rig(world);
  for (int i = 0; i < kStateSteps; ++i) {
    rig->run(1, subject.exchange());
    // As after a start of the program: nothing but columns and saved state is left, not even the shared
    // cache.
    worlds.push_back(std::make_unique<World>());
    rig = take_over(*worlds.back(), *rig);
  }
  rig->run(1, subject.exchange());
  whole->run(1, subject.exchange());
  if (const std::string found = difference(*whole, *rig); !found.empty()) {
    throw Failure{
        "a new instance with the saved state goes on otherwise, so something is kept that is neither in "
        "columns nor saved: " +
        found};
  }
  return fmt::format("restored {} times", kStateSteps);
}

std::string state_survives_saving_twice(const Context& context) {
  const Subject subject(context);
  require_state(subject);
  World world;
  const auto rig = subject.rig(world);
  rig->run(kStateSteps, subject.exchange());
  const StateStream first = rig->save();
  if (first.bytes() != rig->save().bytes()) throw Failure{"saving twice in a row gives two states"};
  const auto restored = take_over(world, *rig);
  if (restored->save().bytes() != first.bytes()) throw Failure{"saving what was loaded gives another state"};
  const StateStream parsed = StateStream::parse(first.bytes(), "check");
  if (parsed.bytes() != first.bytes()) throw Failure{"the state does not survive being written and read"};
  return fmt::format("{} keys, {} bytes", first.entries().size(), first.bytes().size());
}

// Loads a doubtful state into a new instance and steps: any answer but a fault, and numbers if it goes on.
bool try_state(const Subject& subject, World& world, const StateStream& state, const std::string& what) {
  const auto rig = subject.rig(world);
  if (!accepted(rig->load(state))) return false;
  if (!accepted(rig->step(kRunStart, kRunStart + subject.exchange()))) return false;
  if (const std::string found = not_finite(*rig); !found.empty()) {
    throw Failure{fmt::format("{} is taken, and then {}", what, found)};
  }
  return true;
}

std::string empty_state_is_taken_or_refused(const Context& context) {
  const Subject subject(context);
  require_state(subject);
  World world;
  const StateStream empty(subject.manifest().id, subject.manifest().state_version);
  const bool taken = try_state(subject, world, empty, "an empty state");
  const StateStream old(subject.manifest().id, 0);
  (void)try_state(subject, world, old, "an empty state of version 0");
  return taken ? "taken" : "refused";
}

std::size_t element_size(std::int32_t type) {
  return city::size_of(static_cast<city::Scalar>(type));
}

// The same keys with another count, other bits or another type.
StateStream scramble(const StateStream& state, const sdk::Random& random, std::uint32_t round) {
  constexpr std::int32_t kTypes[] = {CONURB_TYPE_F64, CONURB_TYPE_F32, CONURB_TYPE_I64, CONURB_TYPE_I32,
                                     CONURB_TYPE_U8};
  StateStream result(state.plugin(), state.version());
  std::uint64_t entity = 0;
  for (const auto& [key, entry] : state.entries()) {
    const std::uint64_t dice = random.bits(++entity, kSeriesStart.us, round);
    const std::int32_t type = dice % 8 == 0 ? kTypes[(dice >> 8) % 5] : entry.type;
    std::uint64_t count = entry.count;
    if (dice % 4 == 1) count /= 2;
    if (dice % 4 == 2) count = count * 2 + 1;
    std::vector<std::uint64_t> values((count * element_size(type) + 7) / 8 + 1);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool keep = dice % 4 != 3 && i < entry.aligned.size();
      values[i] = keep ? entry.aligned[i] : random.bits(entity << 32 | i, kRunStart.us, round);
    }
    if (dice % 16 != 5) result.put(key, type, values.data(), count);  // now and then a key is missing
  }
  return result;
}

StateStream state_after_steps(const Subject& subject, World& world) {
  const auto rig = subject.rig(world);
  rig->run(3, subject.exchange());
  return rig->save();
}

std::string random_state_is_refused(const Context& context) {
  constexpr std::uint32_t kRounds = 64;
  const Subject subject(context);
  require_state(subject);
  World world;
  const sdk::Random random(context.seed, 17);
  std::vector<std::byte> rubbish(512);
  for (std::size_t i = 0; i < rubbish.size(); ++i)
    rubbish[i] = static_cast<std::byte>(random.bits(i, kRunStart.us) & 255U);
  try {
    (void)StateStream::parse(rubbish, "check");
    throw Failure{"random bytes were read as a state"};
  } catch (const Error& error) {
    if (error.code() != ErrorCode::bad_data) throw;
  }
  const StateStream state = state_after_steps(subject, world);
  const city::City city = subject.city();
  std::uint32_t refused = 0;
  for (std::uint32_t round = 0; round < kRounds; ++round) {
    Rig rig(world, subject.code(), city, subject.seed());
    if (!accepted(rig.load(scramble(state, random, round)))) ++refused;
    (void)accepted(rig.step(kRunStart, kRunStart + kMinute));
  }
  return fmt::format("{} of {} states with wrong lengths, types, keys or bits refused, none harmful", refused,
                     kRounds);
}

std::string truncated_state_is_refused(const Context& context) {
  constexpr std::size_t kMostCuts = 256;
  const Subject subject(context);
  require_state(subject);
  World world;
  const std::vector<std::byte> bytes = state_after_steps(subject, world).bytes();
  const std::size_t stride = 1 + bytes.size() / kMostCuts;
  const city::City city = subject.city();
  std::size_t whole = 0;
  for (std::size_t size = 0; size < bytes.size(); size += stride) {
    try {
      const StateStream cut = StateStream::parse(std::span(bytes).first(size), "check");
      ++whole;  // it ended between two keys
      Rig rig(world, subject.code(), city, subject.seed());
      (void)accepted(rig.load(cut));
      (void)accepted(rig.step(kRunStart, kRunStart + kMinute));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::bad_data) throw;
    }
  }
  return fmt::format("{} bytes, {} cuts fell between keys", bytes.size(), whole);
}

constexpr Case kStateCases[] = {
    {"restored_instance_goes_on_alike", restored_instance_goes_on_alike},
    {"state_survives_saving_twice", state_survives_saving_twice},
    {"empty_state_is_taken_or_refused", empty_state_is_taken_or_refused},
    {"random_state_is_refused", random_state_is_refused},
    {"truncated_state_is_refused", truncated_state_is_refused},
};

}  // namespace

std::span<const Case> state_cases() {
  return kStateCases;
}

}  // namespace conurb::host::check
