// SPDX-License-Identifier: Apache-2.0
// The examples of the reference are what people copy first: every one of them is run.
#include "tests/engine/script/scenario_fixture.hpp"

namespace conurb::script {
namespace {

TEST(ScenarioExamples, every_example_of_the_reference_runs) {
  const std::vector<Example> all = examples(scenario_api_doc());
  EXPECT_GE(all.size(), 30U);
  for (const Example& example : all) {
    SCOPED_TRACE(example.name + ":\n" + example.code);
    const bool whole = example.code.find("scenario {") != std::string::npos;
    test::Scene scene;
    try {
      scene.define(whole ? example.code
                         : "local run = scenario { from = \"2026-01-01\", to = \"2027-01-01\" }\n" +
                               example.code);
      EXPECT_EQ(scene.run().back().status, store::RunStatus::done);
    } catch (const Error& error) {
      ADD_FAILURE() << error.what();
    }
  }
}

}  // namespace
}  // namespace conurb::script
