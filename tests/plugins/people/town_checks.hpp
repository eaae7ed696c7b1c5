// SPDX-License-Identifier: Apache-2.0
// What must hold of every settled city, and small towns to settle.
#pragma once

#include <string>

#include "plugins/people/town.hpp"

namespace conurb::people {

/// A text for the first fault, empty if there is none: groups and residents agree, no place of work or
/// learning has more people than it takes, jobs, dwellings and floor areas are in their ranges.
std::string faults(const Buildings& buildings, const Settled& settled);

/// A square of `side` x `side` buildings, 30 m apart, of which only footprint and height are known: houses,
/// blocks of flats, sheds; every eleventh is an office, and there is a school.
Buildings village(int side);

/// Equal to the bit.
bool same(const Settled& a, const Settled& b);

}  // namespace conurb::people
