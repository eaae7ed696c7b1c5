// SPDX-License-Identifier: Apache-2.0
// The volume of a tank below its lowest level, where an INP file gives none.
#pragma once

namespace conurb::water {

/// m3 of a cylinder up to a level in it.
[[nodiscard]] double cylinder_volume(double diameter, double level);

}  // namespace conurb::water
