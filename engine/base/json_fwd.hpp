// SPDX-License-Identifier: Apache-2.0
// Json as a name only, for headers that pass it by: whoever reads or makes one includes json.hpp, which costs
// seconds.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace conurb {

/// Objects keep their keys sorted, so writing is the same on every machine.
using Json = nlohmann::json;

}  // namespace conurb
