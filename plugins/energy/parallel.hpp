// SPDX-License-Identifier: Apache-2.0
// Work that may run at once, as whoever calls the energy core has threads for it.
#pragma once

#include "engine/solvers/parallel.hpp"

namespace conurb::energy {

using solvers::in_order;
using solvers::ParallelFor;

}  // namespace conurb::energy
