// SPDX-License-Identifier: Apache-2.0
// Which buildings stand on one parcel.
#pragma once

#include "plugins/people/box_index.hpp"
#include "plugins/people/parcels.hpp"

namespace conurb::people {

/// Footprints on the plan, by building; none for those that get no parcel.
[[nodiscard]] std::vector<std::vector<Ring>> footprints_of(const Ground& ground, const ParallelFor& parallel);

/// By building the first one with the very same footprint; takes the footprints of the others away, so that a
/// model that came in twice or more costs no more.
[[nodiscard]] std::vector<std::uint32_t> take_out_copies(std::vector<std::vector<Ring>>& footprints);

/// By building the one that its parcel is made for: of sheds the nearest building that is none, if its
/// outline is within `depth` mm (ties: the lower number), else the building itself; kNone without a
/// footprint.
[[nodiscard]] std::vector<std::uint32_t> lots_of(const Ground& ground,
                                                 const std::vector<std::vector<Ring>>& footprints,
                                                 const BoxIndex& index, std::int64_t depth,
                                                 const ParallelFor& parallel);

}  // namespace conurb::people
