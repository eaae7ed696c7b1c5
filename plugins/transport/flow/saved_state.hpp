// SPDX-License-Identifier: Apache-2.0
// The state of a flow as bytes and back.
#pragma once

#include <string>
#include <string_view>

#include "plugins/transport/flow/flow_state.hpp"

namespace conurb::transport {

/// Equal states give equal bytes (of one kind of processor: numbers are written as they lie in memory).
[[nodiscard]] std::string save(FlowState state);

/// Throws InputError on bytes that save() did not write. Flow::restore() checks that they fit a network.
[[nodiscard]] FlowState load_flow_state(std::string_view bytes);

}  // namespace conurb::transport
