// SPDX-License-Identifier: Apache-2.0
// pandapower networks as `pandapower.to_json` writes them: tables of pandas as JSON texts inside JSON.
// Formats 2.x and 3.x; the electric models are those of pandapower's documentation ("Datastructure and
// Elements") with its defaults: transformers as T circuits, currents from nominal frequency.
#pragma once

#include <string>
#include <string_view>

#include "plugins/energy/formats/format.hpp"

namespace conurb::energy {

/// Reads one network. `where` names the file in messages. Bus::id is pandapower's index; elements are named
/// by their name, or by table and index ("line 18") where they have none. Elements of kinds that Network does
/// not have are left out and counted in the findings; an element that lacks a number is out of service.
/// Throws InputError for what is not such a file or refers to rows that are not there.
[[nodiscard]] Import read_pandapower(std::string_view text, const std::string& where);

}  // namespace conurb::energy
