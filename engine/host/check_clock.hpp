// SPDX-License-Identifier: Apache-2.0
// How long a call took of itself, on machines that are busy with other things, too.
#pragma once

namespace conurb::host {

/// Seconds that the calling thread has been ready to run and found no processor (second number of
/// /proc/thread-self/schedstat); 0 where the system does not tell.
[[nodiscard]] double waited_for_processor();

}  // namespace conurb::host
