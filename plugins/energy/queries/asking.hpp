// SPDX-License-Identifier: Apache-2.0
// What all questions to the plugin share: arguments with defaults and limits, the grid that stands in the
// tables, work on the host's threads that can be stopped, and cells of answers.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "energy_columns.hpp"
#include "engine/sdk/arguments.hpp"
#include "plugins/energy/index.hpp"
#include "plugins/energy/network.hpp"

namespace conurb::energy {

using sdk::Arguments;

struct Asked {
  const sdk::Host& host;
  const sdk::View& view;
  Arguments arguments;
  sdk::Result& result;
};

/// The grid as it is switched and with what is drawn now; what has a short circuit is out of service.
struct AskedGrid {
  Network network;
  std::vector<double> customers;  ///< by bus
};
/// Throws sdk::Failure for a city without a grid, or a grid in which nothing could hold a voltage.
[[nodiscard]] AskedGrid grid_of(const Asked& asked);

/// Throws sdk::Failure if the person asks to stop.
void may_go_on(const sdk::Host& host);

/// body(i) for 0 … count - 1 on the host's threads, with `what` as the text of the progress; asks may_go_on()
/// before each.
void work(const sdk::Host& host, std::size_t count, const char* what,
          const std::function<void(std::size_t)>& body);

/// Null for what is no number, or without bound.
[[nodiscard]] conurb_value number_cell(double value);
/// Null for no row.
[[nodiscard]] conurb_value row_cell(std::int32_t row);
/// 1 or 0.
[[nodiscard]] conurb_value flag_cell(bool value);
/// `value` must live until the row is added.
[[nodiscard]] conurb_value text_cell(const std::string& value);

/// Rows of a line or transformer, of which one is none: by a branch of the topology.
struct BranchCells {
  conurb_value line, transformer;
};
[[nodiscard]] BranchCells branch_cells(const Network& network, std::int32_t branch);

}  // namespace conurb::energy
