// SPDX-License-Identifier: Apache-2.0
// A thread_local object with a destructor keeps its library in memory until the thread ends.
#include <string>

#include "engine/sdk/conurb.hpp"

namespace {

class Sticky {
 public:
  explicit Sticky(conurb::sdk::Host) {}
  void step(const conurb::sdk::View&, conurb::sdk::Step&) {}
  static void query(conurb::sdk::Host, const conurb::sdk::View&, unsigned, std::span<const conurb_value>,
                    conurb::sdk::Result&) {
    thread_local std::string last;
    last += "asked for more than fits into the object itself";
  }
};

}  // namespace

CONURB_PLUGIN(Sticky)
