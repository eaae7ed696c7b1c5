// SPDX-License-Identifier: Apache-2.0
// Questions to the plugin.
#pragma once

#include <cstdint>
#include <span>

#include "engine/sdk/conurb.hpp"

namespace conurb::transport {

/// Answers question `query` of the manifest. Throws sdk::Failure.
void answer(const sdk::Host& host, const sdk::View& view, unsigned query,
            std::span<const conurb_value> arguments, sdk::Result& result);

}  // namespace conurb::transport
