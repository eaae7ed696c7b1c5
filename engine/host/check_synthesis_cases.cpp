// SPDX-License-Identifier: Apache-2.0
// Synthesis of an empty city and of one that is there: the same bits, and nothing lost.
#include <fmt/format.h>

#include <chrono>
#include <string>
#include <thread>

#include "engine/base/error.hpp"
#include "engine/base/hash.hpp"
#include "engine/city/content.hpp"
#include "engine/host/check_case.hpp"
#include "engine/host/check_clock.hpp"
#include "engine/host/instance.hpp"
#include "engine/host/synthesis.hpp"

namespace conurb::host::check {

namespace {

constexpr std::uint64_t kSeed = 7;
CityRecipe empty_city() {
  CityRecipe recipe;
  recipe.rows = 0;
  return recipe;
}

CityRecipe gappy_city() {
  CityRecipe recipe;
  recipe.inputs = Inputs::missing;
  return recipe;
}

void need_synthesis(const Subject& subject) {
  if (!synthesises(subject.code())) throw NotApplicable{"it fills nothing"};
}

/// A refusal of the data is an answer; anything else that goes wrong is a fault.
Synthesis filled(const Subject& subject, World& world, const city::City& city) {
  try {
    return synthesise(subject.code(), world.environment(city), city, initial_parameters(subject.manifest()),
                      kSeed);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::plugin_fault) throw Failure{error.what()};
    if (error.code() == ErrorCode::cancelled) throw;
    throw NotApplicable{fmt::format("it refuses the city: {}", error.what())};
  }
}

Hash128 content_of(const Synthesis& synthesis) {
  Hasher hasher;
  for (std::size_t t = 0; t < synthesis.filled.city.table_count(); ++t) {
    const city::Table& table = synthesis.filled.city.table(t);
    for (std::size_t c = 0; c < table.column_count(); ++c) city::add_content(hasher, table.column(c));
  }
  const auto coordinates = synthesis.filled.solids.coordinates();
  hasher.add(std::as_bytes(coordinates));
  for (const city::TableRow& each : synthesis.filled.rows)
    hasher.add_number(static_cast<std::uint64_t>(each.row));
  return hasher.value();
}

std::string same_bits(const Context& context, const CityRecipe& recipe) {
  const Subject subject(context);
  need_synthesis(subject);
  const city::City city = subject.city(recipe);
  World one(1), two(2);
  const Hash128 first = content_of(filled(subject, one, city));
  if (content_of(filled(subject, two, city)) != first)
    throw Failure{"a synthesis on two threads gives other values than on one"};
  if (content_of(filled(subject, one, city)) != first)
    throw Failure{"a second synthesis of the same city gives other values"};
  return "on one thread, on two, and again";
}

std::string synthesis_gives_the_same_bits(const Context& context) {
  return same_bits(context, empty_city());
}

// synthesise() itself holds the plugin to leaving alone what is there.
std::string synthesis_keeps_what_is_there(const Context& context) {
  return same_bits(context, gappy_city());
}

std::string cancelled_within_a_second(const Subject& subject, const CityRecipe& recipe) {
  const city::City city = subject.city(recipe);
  World world;
  std::chrono::steady_clock::time_point asked;
  std::jthread person([&] {  // joins also if the city is refused
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    asked = std::chrono::steady_clock::now();
    world.cancel.cancel();
  });
  std::string what = "it was done before";
  const double waited_before = waited_for_processor();
  try {
    (void)filled(subject, world, city);
  } catch (const Error& error) {
    what = error.code() == ErrorCode::cancelled ? "cancelled on the way" : error.what();
  }
  const auto end = std::chrono::steady_clock::now();
  const double waited = waited_for_processor() - waited_before;
  person.join();
  const double seconds = std::chrono::duration<double>(end - asked).count() - waited;
  if (seconds > 1.0) {
    throw Failure{
        fmt::format("the synthesis went on for {:.1f} s after it was cancelled: ask host.cancelled() "
                    "now and then and return CONURB_CANCELLED",
                    seconds)};
  }
  return what;
}

// Some fill an empty city only, others only one that has something.
std::string synthesis_is_cancelled_within_a_second(const Context& context) {
  const Subject subject(context);
  need_synthesis(subject);
  try {
    return cancelled_within_a_second(subject, empty_city());
  } catch (const NotApplicable&) {
    return cancelled_within_a_second(subject, gappy_city());
  }
}

constexpr Case kSynthesisCases[] = {
    {"synthesis_gives_the_same_bits", synthesis_gives_the_same_bits},
    {"synthesis_keeps_what_is_there", synthesis_keeps_what_is_there},
    {"synthesis_is_cancelled_within_a_second", synthesis_is_cancelled_within_a_second},
};

}  // namespace

std::span<const Case> synthesis_cases() {
  return kSynthesisCases;
}

}  // namespace conurb::host::check
