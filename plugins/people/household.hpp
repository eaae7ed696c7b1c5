// SPDX-License-Identifier: Apache-2.0
// One household: how large it is, who is in it, what they do, how many cars they have. Shares and their
// sources stand in docs/people.md.
#pragma once

#include <array>
#include <cstdint>

#include "engine/sdk/dice.hpp"
#include "plugins/people/town.hpp"

namespace conurb::people {

/// Share of households of 1, 2, 3, 4 and 5 persons.
using SizeShares = std::array<double, 5>;
[[nodiscard]] double mean(const SizeShares& shares);

/// Shares of households in houses and in flats such that the mean over so many dwellings of each is `size`
/// persons: both are tilted alike, share k by a factor t^k (exponential tilting, which of all ways to reach a
/// mean keeps closest to the shares: Csiszár, Annals of Probability 3 (1975) 146-158). Within 1.1..4.5.
void fit_household_sizes(double size, double houses, double flats, SizeShares& in_houses,
                         SizeShares& in_flats);

struct Person {
  std::uint8_t band;  ///< of kAgeBands
  Occupation occupation;
};

struct Household {
  std::array<Person, 5> people{};
  std::uint8_t cars = 0;
};

/// The members of a household of `size` (1..5): singles, couples, lone parents, families. `density` is floor
/// area per ground around the home.
[[nodiscard]] Household draw_household(sdk::Dice& dice, int size, const Options& options, bool house,
                                       float density);

}  // namespace conurb::people
