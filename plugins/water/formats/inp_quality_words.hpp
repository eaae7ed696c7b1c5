// SPDX-License-Identifier: Apache-2.0
// What reading and writing of water quality share.
#pragma once

#include <string_view>

#include "plugins/water/formats/inp_units.hpp"
#include "plugins/water/network.hpp"

namespace conurb::water {

/// The keyword in [SOURCES] and in [MIXING].
[[nodiscard]] std::string_view source_word(QualitySource::Kind kind);
[[nodiscard]] std::string_view mixing_word(Mixing::Model model);

/// SI units in one unit of the strength of a source.
[[nodiscard]] double source_scale(const InpScales& scales, QualitySource::Kind kind);

}  // namespace conurb::water
