// SPDX-License-Identifier: Apache-2.0
// A last word when the program is killed by its own code: which plugin it was. What a plugin breaks inside
// the process cannot be survived, but it can be named.
#pragma once

namespace conurb::host {

/// From here on SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGABRT leave a line on stderr that names the plugin on
/// whose call stack it happened, and then end the program as they would have. Signals that somebody else (a
/// sanitizer) handles already are left to them. Once, from the main thread.
void name_crashes();

}  // namespace conurb::host
