// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "microgrid_fixture.hpp"
#include "plugins/energy/error.hpp"

namespace conurb::energy {
namespace {

using ::testing::HasSubstr;

TEST(MicrogridCheck, NumbersThatMakeNoSenseAreRefusedByName) {
  const auto refuses = [](const std::function<void(Network&, MicrogridOptions&, MicrogridSeries&)>& spoil) {
    Network n = testing::district();
    MicrogridOptions o = testing::district_options(n);
    MicrogridSeries s = testing::outage_from(1, 3, 900);
    spoil(n, o, s);
    try {
      (void)run_microgrid(n, o, s);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_THAT(refuses([](auto& n, auto&, auto&) { n.storages[0].capacity = 0; }), HasSubstr("storage 0"));
  EXPECT_THAT(refuses([](auto& n, auto&, auto&) { n.storages[0].efficiency = 1.2; }),
              HasSubstr("efficiency"));
  EXPECT_THAT(refuses([](auto& n, auto&, auto&) { n.storages[0].charge = 1e12; }), HasSubstr("capacity"));
  EXPECT_THAT(refuses([](auto& n, auto&, auto&) { n.generators[1].rated_power = 0; }),
              HasSubstr("generator 1"));
  EXPECT_THAT(refuses([](auto&, auto& o, auto&) { o.diesels[0].generator = 0; }), HasSubstr("not behind"));
  EXPECT_THAT(refuses([](auto&, auto& o, auto&) { o.batteries[0].storage = 4; }), HasSubstr("there is none"));
  EXPECT_THAT(refuses([](auto&, auto& o, auto&) { o.renewables[0].generator = 1; }), HasSubstr("twice"));
  EXPECT_THAT(refuses([](auto&, auto& o, auto&) { o.batteries[0].droop = 0; }), HasSubstr("droop"));
  EXPECT_THAT(refuses([](auto&, auto& o, auto&) { o.batteries[0].restart_charge = 0.1; }),
              HasSubstr("storage 0: its restart charge of 0.1"));
  EXPECT_THAT(refuses([](auto&, auto& o, auto&) { o.batteries[0].restart_charge = kUnknown; }),
              HasSubstr("its restart charge"));
  EXPECT_THAT(refuses([](auto&, auto& o, auto&) { o.reserve = kUnknown; }), HasSubstr("reserve"));
  EXPECT_THAT(refuses([](auto&, auto& o, auto&) { o.diesel_stop_charge = 0.1; }), HasSubstr("more charge"));
  EXPECT_THAT(refuses([](auto&, auto&, auto& s) { s.dt_s = 0; }), HasSubstr("step (s)"));
  EXPECT_THAT(refuses([](auto&, auto&, auto& s) { s.load = {1, 2}; }), HasSubstr("factors of load"));
  EXPECT_THAT(refuses([](auto&, auto&, auto& s) { s.renewable = {1, 2, -3}; }), HasSubstr("power available"));
  EXPECT_THAT(refuses([](auto&, auto&, auto& s) {
                s.outages.push_back({1, 2, false});
              }),
              HasSubstr("ascend"));
  EXPECT_THAT(refuses([](auto&, auto& o, auto&) { o.coupling = 9; }), HasSubstr("coupling switch 9"));
}

}  // namespace
}  // namespace conurb::energy
