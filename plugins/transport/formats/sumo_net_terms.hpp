// SPDX-License-Identifier: Apache-2.0
// Words of a .net.xml in our terms. None where SUMO has no such word.
#pragma once

#include <optional>
#include <string_view>

#include "plugins/transport/road_network.hpp"

namespace conurb::transport {

/// Of the `type` of a junction.
[[nodiscard]] std::optional<Junction::Control> control_of(std::string_view type);
/// Of the `dir` of a connection.
[[nodiscard]] std::optional<Turn> turn_of(std::string_view dir);
/// Of the `state` of a connection. Lights that are off leave the right of way that signs give.
[[nodiscard]] std::optional<Right> right_of(std::string_view state);

}  // namespace conurb::transport
