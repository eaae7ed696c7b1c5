// SPDX-License-Identifier: Apache-2.0
// What is told beside a result, in the words of all plugins.
#pragma once

#include "engine/solvers/findings.hpp"

namespace conurb::water {

using solvers::Finding;
using solvers::FindingList;
using solvers::in_quotes;
using solvers::shown;

}  // namespace conurb::water
