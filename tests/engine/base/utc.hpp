// SPDX-License-Identifier: Apache-2.0
// Times for tests.
#pragma once

#include "engine/base/time.hpp"

namespace conurb {

inline Time utc(int year, int month, int day, int hour = 0, int minute = 0) {
  return as_if_utc({{year, month, day}, hour, minute, 0, 0});
}

}  // namespace conurb
