// SPDX-License-Identifier: Apache-2.0
// "conurb.space/1": nearest, within and relations for plugins, over indices in the shared cache.
#pragma once

#include "engine/sdk/conurb.h"

namespace conurb::host {

/// The extension's functions; constant. They expect a conurb_host whose context is a Services.
[[nodiscard]] const conurb_space* space_services();

}  // namespace conurb::host
