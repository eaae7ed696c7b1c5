// SPDX-License-Identifier: Apache-2.0
// The errors of this core are those of all plugins.
#pragma once

#include "engine/solvers/input_error.hpp"

namespace conurb::water {

using solvers::InputError;

}  // namespace conurb::water
