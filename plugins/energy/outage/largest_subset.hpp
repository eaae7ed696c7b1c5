// SPDX-License-Identifier: Apache-2.0
// Of a part that cannot be supplied whole, the subset of the most worth that can be: what is opened to leave
// the rest dark.
#pragma once

#include <cstdint>
#include <span>

#include "plugins/energy/outage/part_search.hpp"

namespace conurb::energy {

struct Subset {
  Positions positions;
  Worth worth;  ///< without amounts, or none, where nothing can be supplied
};

/// `full` supplies all zones `within` (by zone, 1: of the part), beyond its limits; `now` does not supply
/// them. What has supply `now` keeps it. First the part is grown zone by zone, which always comes to an end;
/// then a search by worth given up looks for better: the first legal subset that it meets is the best that
/// there is, if it meets one within `most_flows`.
[[nodiscard]] Subset largest_subset(const SearchContext& context, const Positions& full, const Positions& now,
                                    std::span<const std::uint8_t> within, int most_flows);

}  // namespace conurb::energy
