// SPDX-License-Identifier: Apache-2.0
// Built without the flags of conurb_plugin(): exports what it need not, and a static of an inline function
// becomes a unique symbol that pins the library.
#include "engine/sdk/conurb.hpp"

inline int& steps_so_far() {
  static int steps = 0;
  return steps;
}

int careless_helper() {
  return ++steps_so_far();
}

class Careless {
 public:
  explicit Careless(conurb::sdk::Host) {}
  void step(const conurb::sdk::View&, conurb::sdk::Step&) { careless_helper(); }
};

CONURB_PLUGIN(Careless)
