// SPDX-License-Identifier: Apache-2.0
// Changes of a catalogue, whoever brings them: a file or the city's tables. Findings tell what is odd.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/transport/emissions/emission_class.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::emissions {

/// What a catalogue may have.
inline constexpr std::size_t kMostClasses = 5'000, kMostMixes = 1'000, kMostTables = 10'000;

inline constexpr const char* kKnownCarriers = "known are petrol, diesel, cng, battery, none";
[[nodiscard]] std::optional<Carrier> carrier_named(std::string_view name);

/// Of a row of the catalogue.
[[nodiscard]] const std::string& id_of(const EmissionCatalogue& catalogue, std::int32_t row);

/// The row of the class, kNone where there is none or it is a mix.
[[nodiscard]] std::int32_t class_named(const EmissionCatalogue& catalogue, std::string_view id);

/// Takes the place of the class of its id, or is a new one: rows of mixes are then one further. Tells of a
/// new one, as no mix has it yet.
void put_class(EmissionCatalogue& catalogue, EmissionClass one, FindingList& findings);
/// Takes the place of the mix of its id, or is a new one. Tells of shares whose sum is not 1.
void put_mix(EmissionCatalogue& catalogue, FleetMix mix, FindingList& findings);
/// Takes the place of the table of its row and output. Tells of a single speed and of leaps.
void put_table(EmissionCatalogue& catalogue, SpeedTable table, FindingList& findings);

}  // namespace conurb::transport::emissions
