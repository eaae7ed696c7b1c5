// SPDX-License-Identifier: Apache-2.0
// Any bytes as a network, as an additional file and as demand of SUMO: refused with a message, or read into
// something consistent. The last two are read onto the network of the seeds, whose edges mutations still
// name.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transport/error.hpp"
#include "plugins/transport/formats/consistency.hpp"
#include "plugins/transport/formats/sumo.hpp"

namespace {

using namespace conurb::transport;

RoadNetwork seed_network() {
  std::ifstream file(CONURB_SOURCE_DIR "/tests/fuzz/seeds/fuzz_sumo/crossing.net.xml", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::vector<Finding> findings;
  return read_sumo_network(text, "crossing.net.xml", findings);
}

template <class Read>
void attempt(Read read) {
  try {
    read();
  } catch (const InputError& error) {
    if (error.where().empty()) std::abort();
  }
}

/// Nothing may throw here: what a reader gives is whole.
void check(const RoadNetwork& network, const TravelDemand& demand) {
  require_consistent(network, "fuzz");
  require_consistent(demand, network, "fuzz");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const RoadNetwork crossing = seed_network();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<Finding> findings;
  RoadNetwork read;
  attempt([&] { read = read_sumo_network(text, "fuzz.net.xml", findings); });
  check(read, {});
  RoadNetwork network = crossing;
  TravelDemand demand;
  SumoDefinitions definitions;
  bool whole = false;
  attempt([&] {
    read_sumo_additional(text, "fuzz.add.xml", network, demand, definitions, 1, findings);
    read_sumo_demand(text, "fuzz.rou.xml", network, demand, definitions, 2, findings);
    whole = true;
  });
  if (whole) check(network, demand);
  return 0;
}
