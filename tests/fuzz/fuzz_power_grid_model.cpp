// SPDX-License-Identifier: Apache-2.0
// Any bytes as an input dataset of power-grid-model: refused with a message, or read; and what is written of
// it reads again with as many buses and sources.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/power_grid_model.hpp"
#include "plugins/energy/formats/repairs.hpp"

namespace {

using conurb::energy::Network;

std::ptrdiff_t slacks(const Network& network) {
  return std::count_if(network.generators.begin(), network.generators.end(),
                       [](const auto& g) { return g.control == conurb::energy::Generator::Control::slack; });
}

void check_round_trip(const Network& network) {
  const std::string text = conurb::energy::write_power_grid_model(network).text;
  Network again;
  try {
    again = conurb::energy::read_power_grid_model(text, "again").network;
  } catch (const conurb::energy::InputError& error) {
    // Values at the edge of a double may leave it on their way through a quotient.
    const std::string_view said = error.what();
    if (said.find("finite") == std::string_view::npos && said.find("above 0") == std::string_view::npos &&
        said.find("both 0") == std::string_view::npos && said.find("are 0") == std::string_view::npos &&
        said.find("is missing") == std::string_view::npos) {
      std::abort();
    }
    return;
  }
  if (again.buses.size() != network.buses.size() || slacks(again) != slacks(network)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Network network;
  try {
    network = conurb::energy::read_power_grid_model({reinterpret_cast<const char*>(data), size}, "fuzz.json")
                  .network;
    conurb::energy::require_consistent(network, "fuzz.json");
  } catch (const conurb::energy::InputError&) {
    return 0;
  }
  check_round_trip(network);
  return 0;
}
