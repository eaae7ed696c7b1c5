// SPDX-License-Identifier: Apache-2.0
// What the readers of assignment problems take and give: texts with their names, a sound problem, and what
// was repaired or left out.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/transport/assignment/problem.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::assignment {

/// One file. `where` names it in messages.
struct SourceText {
  std::string_view text = {};
  std::string where = {};
};

inline constexpr double kNotSaid = std::numeric_limits<double>::quiet_NaN();

/// What files say of nodes and links beyond the problem, by its rows; columns that are shorter, empty texts
/// and kNotSaid say nothing.
struct RoadDetails {
  std::vector<double> x = {}, y = {};     ///< of nodes, in the file's coordinates
  std::vector<std::string> control = {};  ///< of nodes, as the file has it
  std::vector<std::string> link_id = {};  ///< as the file has it; the other direction begins with -
  std::vector<std::string> name = {}, facility = {};  ///< of links: of the road, and its type
  std::vector<double> lanes = {}, speed = {};  ///< of links; speed in the file's unit of length per hour
  std::vector<std::vector<double>> line = {};  ///< of links, x, y … in the file's coordinates, as one drives
};

struct Import {
  AssignmentProblem problem = {};
  RoadDetails details = {};
  std::vector<Finding> findings = {};
};

/// The longest text that is read, bytes, and the most nodes of a network: no file of some bytes may become
/// gigabytes.
inline constexpr std::size_t kTextLimit = 400'000'000;
inline constexpr std::int32_t kMostNodes = 1'000'000;

/// The text without a byte order mark. Throws InputError for one beyond kTextLimit.
[[nodiscard]] std::string_view bounded_text(const SourceText& source);

/// Demand of the pairs without those within a zone, of which a finding tells.
[[nodiscard]] Demand demand_between(const AssignmentProblem& problem, std::vector<ZonePair> pairs,
                                    FindingList& findings);

}  // namespace conurb::transport::assignment
