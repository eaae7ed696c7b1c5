// SPDX-License-Identifier: Apache-2.0
// Who has a city file open for writing. SQLite's own locks last only as long as a transaction and know no
// names; this is a row in the file that says who, where and since when. Internal to engine/store.
#pragma once

#include <string>

#include "engine/store/sqlite.hpp"

namespace conurb::store {

/// Throws Error conflict, naming the holder, if a process that lives (or of another computer) has the lock.
void require_unlocked(Connection& connection);
/// Takes the lock, inside a transaction. A lock whose process is gone from this computer is taken over.
/// Throws as require_unlocked() does.
void take_lock(Connection& connection, const std::string& who);
/// Gives up this process's lock, if it still has it.
void release_lock(Connection& connection);
/// Removes whatever lock there is.
void remove_lock(Connection& connection);

/// Name of the user that this process runs as.
[[nodiscard]] std::string system_user();

}  // namespace conurb::store
