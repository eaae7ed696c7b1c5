// SPDX-License-Identifier: Apache-2.0
// Small problems by hand, problems with known solutions from the shared data, and what every solution must
// hold, computed by other means than the solver's.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "plugins/transport/assignment/equilibrium.hpp"
#include "plugins/transport/assignment/import.hpp"
#include "plugins/transport/assignment/problem.hpp"

namespace conurb::transport::assignment::testing {

/// Nodes 0 … nodes - 1, all to be passed; a zone at each of `centroids`; trips between zones.
[[nodiscard]] AssignmentProblem problem_of(std::int32_t nodes, std::vector<Link> links,
                                           std::vector<std::int32_t> centroids, std::vector<ZonePair> pairs);

/// Cost intercept + rise * flow.
[[nodiscard]] Link linear(std::int32_t from, std::int32_t to, double intercept, double rise);

/// Braess' network (1968) with 6 trips, with and without its bridge.
[[nodiscard]] AssignmentProblem braess(std::size_t links);

/// The text with its first `old`, which must be there, replaced.
[[nodiscard]] std::string replaced(std::string text, const std::string& old, const std::string& now);

/// A file below transport/ of the folder that CONURB_SHARED_DATA names (default ../shared/data); may not
/// exist.
[[nodiscard]] std::filesystem::path transport_data(const std::string& name);
[[nodiscard]] std::string text_of(const std::filesystem::path& path);
[[nodiscard]] Import sioux_falls();
[[nodiscard]] Import chicago_sketch();

/// Flows of a reference table (columns from, to, flow) for each link of the problem; links that the table
/// does not hold have 0.
[[nodiscard]] std::vector<double> reference_flows(const AssignmentProblem& problem, const std::string& name);

/// Greatest |flow - reference| / max(1, reference).
[[nodiscard]] double worst_flow(const StaticEquilibrium& found, const std::vector<double>& reference);

/// Relative gap by its definition, with least costs found by relaxing all links until nothing changes.
[[nodiscard]] double gap_by_definition(const StaticEquilibrium& found);

/// Expects that trips of every origin that can be made leave it and arrive, that they neither begin nor end
/// elsewhere nor pass what may not be passed, and that all origins' flows add up to the links'.
void expect_conserved(const StaticEquilibrium& found, const EquilibriumResult& result);

}  // namespace conurb::transport::assignment::testing

#define CONURB_NEED_TRANSPORT_DATA(name)                                                                  \
  if (!std::filesystem::exists(conurb::transport::assignment::testing::transport_data(name)))             \
  GTEST_SKIP() << "there is no " << conurb::transport::assignment::testing::transport_data(name).string() \
               << " (set CONURB_SHARED_DATA)"
