// SPDX-License-Identifier: Apache-2.0
// Emission classes as SUMO names them, in those of the default catalogue. SUMO's names say a model and, by
// it, body, energy and Euro stage in short words ("HBEFA4/PC_diesel_Euro-6d", "PHEMlight/HDV_D_EU5",
// "HBEFA3/Bus"); its factors themselves are not taken.
#pragma once

#include <cstdint>
#include <string_view>

#include "plugins/transport/emissions/emission_class.hpp"
#include "plugins/transport/road_network.hpp"

namespace conurb::transport::emissions {

struct SumoMatch {
  std::int32_t row = kNone;
  bool known = false;  ///< false: the name says nothing that is known, the row is the mix of the class
};

/// A name of the catalogue is its own row. Of others the words count: what stands between '/', '_', '-',
/// blanks and the like, whatever the case. The rules in turn: a model or word Zero gives "none"; a model
/// Energy or MMPEVEM, or a word of it, the battery class of the body; a word of a drive with the words of a
/// body and a stage that class, or the one of the nearest stage that is there (the newer of two); without a
/// stage Euro 5; without a drive the mix of the body. A body that is not told is that of `vehicle_class`; an
/// empty name is its mix, and known. The catalogue holds the default's ids; a row that it lacks is kNone.
[[nodiscard]] SumoMatch match_sumo(const EmissionCatalogue& catalogue, VehicleClass vehicle_class,
                                   std::string_view sumo_name);

}  // namespace conurb::transport::emissions
