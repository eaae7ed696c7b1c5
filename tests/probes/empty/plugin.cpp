// SPDX-License-Identifier: Apache-2.0
#include "engine/sdk/conurb.hpp"

namespace probe_empty {

class Empty {
 public:
  explicit Empty(conurb::sdk::Host) {}
  void step(const conurb::sdk::View&, conurb::sdk::Step&) {}
};

}  // namespace probe_empty

CONURB_PLUGIN(probe_empty::Empty)
