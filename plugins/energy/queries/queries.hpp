// SPDX-License-Identifier: Apache-2.0
// The studies of the plugin as questions ("queries" of plugin.json, which states arguments and answers). Each
// is answered on a snapshot and depends on it and its arguments alone. They throw sdk::Failure, or InputError
// for what the numerical core refuses.
#pragma once

#include <span>

#include "engine/sdk/conurb.hpp"

namespace conurb::energy {

struct Asked;

/// The question of a number of the manifest. Throws sdk::Failure, with InputError turned into it.
void answer(const sdk::Host& host, const sdk::View& view, unsigned query,
            std::span<const conurb_value> arguments, sdk::Result& result);

void answer_n_minus_1(const Asked& asked);
void answer_hosting_capacity(const Asked& asked);
void answer_restoration(const Asked& asked);
void answer_restoration_summary(const Asked& asked);
void answer_reconfigure(const Asked& asked);
void answer_island(const Asked& asked);
void answer_island_actions(const Asked& asked);
void answer_load_cases(const Asked& asked);

}  // namespace conurb::energy
