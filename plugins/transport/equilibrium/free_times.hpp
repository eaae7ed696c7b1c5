// SPDX-License-Identifier: Apache-2.0
// What each turn takes where nobody is in the way: what travellers expect of streets that nobody has told
// them of. Signals cost time even then, or streets that nobody drives on would look better than they are.
#pragma once

#include <memory>
#include <vector>

#include "plugins/transport/flow/flow_state.hpp"

namespace conurb::transport {

/// By turn of `net`: from entering its link until entering the next one, or until arriving, at the speeds and
/// under the programs of `state`; kUnreachable where either link is closed or a light never lets anyone go.
/// Who comes at a random moment to a light that is red for r of a cycle c waits r^2 / (2 c) in the mean.
[[nodiscard]] std::vector<Milliseconds> free_turn_times(const FlowNetwork& net, const FlowState& state);

/// The same once lasting changes hold. Throws InputError where one has another time than 0 or names what is
/// not there.
[[nodiscard]] std::vector<Milliseconds> free_times_under(const std::shared_ptr<const FlowNetwork>& net,
                                                         const std::vector<Change>& changes);

}  // namespace conurb::transport
