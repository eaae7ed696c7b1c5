// SPDX-License-Identifier: Apache-2.0
// How often a test repeats what must never fail: a few times in a working day, often in `./dev full`.
#pragma once

#include <algorithm>
#include <cstdlib>

namespace conurb::test {

/// The number that the environment variable holds, at least 1; `usual` without it.
inline int repeats(const char* variable, int usual) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::max(1, std::atoi(text)) : usual;
}

}  // namespace conurb::test
