// SPDX-License-Identifier: Apache-2.0
// 18,000 trips on the streets of Porto Alegre on the way to their equilibrium.
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>

#include "plugins/transport/formats/sumo.hpp"
#include "tests/plugins/transport/equilibrium/towns.hpp"
#include "tests/plugins/two_threads.hpp"

namespace conurb::transport {
namespace {

std::filesystem::path city_file(const std::string& name) {
  const char* root = std::getenv("CONURB_SHARED_DATA");
  return std::filesystem::path(root != nullptr ? root : "../shared/data") / "transport/bench_portoalegre" /
         name;
}

std::string unpacked_city(const std::string& name) {
  std::string text(std::size_t{64} << 20U, '\0');
  const gzFile file = gzopen(city_file(name).c_str(), "rb");
  const int size = gzread(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

TEST(PortoAlegreEquilibrium, ComesNearWithinAFewRuns) {
  if (!std::filesystem::exists(city_file("poa.net.xml.gz")))
    GTEST_SKIP() << city_file("poa.net.xml.gz") << " is not there";
  std::vector<Finding> findings;
  testing::Town city;
  city.roads = read_sumo_network(unpacked_city("poa.net.xml.gz"), "poa.net.xml", findings);
  SumoDefinitions definitions;
  read_sumo_demand(unpacked_city("poa_trips_18k.xml.gz"), "poa_trips_18k.xml", city.roads, city.demand,
                   definitions, 42, findings);
  findings.clear();
  DynamicEquilibriumOptions options;
  options.most_iterations = 6;
  options.target_gap = 0;
  DynamicEquilibrium base(city.net(), city.roads, city.demand, findings, options);
  ASSERT_EQ(findings.size(), 1U);  // 111 trips have no way, as SUMO's duarouter counts
  EXPECT_NE(findings[0].object.find("106 more"), std::string::npos) << findings[0].object;
  DynamicEquilibriumHooks hooks;
  hooks.parallel = test::two_threads;
  const std::vector<DynamicEquilibriumStep> steps = base.solve(hooks).steps;
  EXPECT_LT(steps.back().gap, 0.5 * steps.front().gap);
  EXPECT_LT(steps.back().mean_time_s, steps.front().mean_time_s);
  EXPECT_EQ(steps.back().arrived, 17889);
  EXPECT_EQ(base.run()->validate(), "");
}

}  // namespace
}  // namespace conurb::transport
