// SPDX-License-Identifier: Apache-2.0
#include "engine/sdk/conurb.hpp"

class Least {
 public:
  explicit Least(conurb::sdk::Host) {}
  void step(const conurb::sdk::View&, conurb::sdk::Step&) {}
};

CONURB_PLUGIN(Least)
