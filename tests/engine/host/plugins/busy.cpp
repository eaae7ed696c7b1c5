// SPDX-License-Identifier: Apache-2.0
// A sound plugin that uses what hello does not: a table of its own whose rows come and go, lists, texts,
// contributions, a grid, shared values, threads, relations, steps that end early.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include "busy_columns.hpp"
#include "engine/sdk/conurb.hpp"

namespace busy {

using conurb::sdk::Failure;

class Busy {
 public:
  explicit Busy(conurb::sdk::Host host) : host_(host) {}

  void step(const conurb::sdk::View& view, conurb::sdk::Step& step) {
    const conurb_table& links = view.table(Table::road_link);
    if (links.rows > 0 && view.table(Table::road_node).rows == 0) {
      throw Failure(CONURB_BAD_DATA, "there are roads but no nodes");
    }
    // Long steps are cut: the host calls again.
    constexpr std::int64_t kLongest = 300'000'000;
    step.reached_us = std::min(step.t1_us, step.t0_us + kLongest);
    const double dt_s = 1e-6 * static_cast<double>(step.reached_us - step.t0_us);
    retire_and_insert(view, links, step.t0_us);
    move(view, links, dt_s);
    describe(view, links);
    const float rain = view.parameter(Parameter::rain) != 0 ? 1e-6F * static_cast<float>(dt_s) : 0;
    const auto depth = view.write<float>(Column::puddle_depth);
    for (float& water : depth) water = std::min(1.0F, water + rain);
  }

 private:
  // One vehicle is born on every fifth link that is in use, and the eldest goes when there are many.
  void retire_and_insert(const conurb::sdk::View& view, const conurb_table& links, std::int64_t t0) {
    constexpr std::int64_t kMost = 60;
    const conurb_table& vehicles = view.table(Table::busy_vehicle);
    std::vector<std::int64_t> old;
    for (std::int64_t row = 0; row < vehicles.rows && vehicles.alive_rows - std::ssize(old) > kMost; ++row) {
      if (vehicles.alive[row] != 0) old.push_back(row);
    }
    if (!old.empty()) host_.retire_rows(Table::busy_vehicle, old);
    std::vector<std::int32_t> born;
    for (std::int64_t row = (t0 / 1'000'000) % 5; row < links.rows; row += 5) {
      if (links.alive[row] != 0) born.push_back(static_cast<std::int32_t>(row));
    }
    if (born.empty()) return;
    const std::int64_t first = host_.insert_rows(Table::busy_vehicle, std::ssize(born));
    const auto link = view.write<std::int32_t>(Column::busy_vehicle_link);
    std::copy(born.begin(), born.end(), link.begin() + first);
  }

  void move(const conurb::sdk::View& view, const conurb_table& links, double dt_s) {
    const conurb_table& vehicles = view.table(Table::busy_vehicle);
    const auto length = view.read<float>(Column::road_link_length);
    const auto link = view.write<std::int32_t>(Column::busy_vehicle_link);
    const auto position = view.write<double>(Column::busy_vehicle_position);
    const auto& next = next_links(view, links);
    const double way = view.parameter(Parameter::speed) * dt_s;
    const bool all = view.parameter(Parameter::rule) != 0;
    host_.parallel_for(0, vehicles.rows, 16, [&](std::int64_t begin, std::int64_t end) {
      for (auto row = static_cast<std::size_t>(begin); row < static_cast<std::size_t>(end); ++row) {
        const std::int32_t on = link[row];
        if (vehicles.alive[row] == 0 || on < 0 || (!all && row % 2 == 1)) continue;
        const auto here = static_cast<std::size_t>(on);
        position[row] += way;
        if (!(position[row] > static_cast<double>(length[here])))
          continue;  // also where the length is unknown
        position[row] = 0;
        link[row] = next[here];
      }
    });
    const auto heat = view.write<double>(Column::road_link_traffic_heat);
    for (std::int64_t row = 0; row < vehicles.rows; ++row) {
      const std::int32_t on = link[static_cast<std::size_t>(row)];
      if (vehicles.alive[row] != 0 && on >= 0) heat[static_cast<std::size_t>(on)] += 500;
    }
  }

  // The first link that leaves where a link arrives, -1 if there is none: made once per network, shared by
  // all branches.
  const std::vector<std::int32_t>& next_links(const conurb::sdk::View& view, const conurb_table& links) {
    const std::uint32_t columns[] = {static_cast<std::uint32_t>(Column::road_link_from),
                                     static_cast<std::uint32_t>(Column::road_link_to)};
    const auto from = view.read<std::int32_t>(Column::road_link_from);
    const auto to = view.read<std::int32_t>(Column::road_link_to);
    const auto rows = static_cast<std::size_t>(links.rows);
    return host_.cached<std::vector<std::int32_t>>("next", columns, rows * 4, [&] {
      std::vector<std::int32_t> leaves(static_cast<std::size_t>(view.table(Table::road_node).rows), -1);
      for (std::size_t row = rows; row-- > 0;) {
        if (from[row] >= 0) leaves[static_cast<std::size_t>(from[row])] = static_cast<std::int32_t>(row);
      }
      auto next = std::make_unique<std::vector<std::int32_t>>(rows, -1);
      for (std::size_t row = 0; row < rows; ++row) {
        if (to[row] >= 0) (*next)[row] = leaves[static_cast<std::size_t>(to[row])];
      }
      return next;
    });
  }

  // Says which links are busy, and lists the vehicles on each in the order of their rows.
  void describe(const conurb::sdk::View& view, const conurb_table& links) {
    const auto heat = view.read<double>(Column::road_link_traffic_heat);
    const auto state = view.write<std::int32_t>(Column::road_link_busy_state);
    const std::int32_t free = host_.code(Column::road_link_busy_state, "free");
    const std::int32_t full = host_.code(Column::road_link_busy_state, "busy");
    const conurb_table& vehicles = view.table(Table::busy_vehicle);
    const auto link = view.read<std::int32_t>(Column::busy_vehicle_link);
    std::vector<std::int64_t> offsets(static_cast<std::size_t>(links.rows) + 1);
    const auto on = [&](std::int64_t v) {
      return vehicles.alive[v] != 0 ? link[static_cast<std::size_t>(v)] : -1;
    };
    for (std::int64_t v = 0; v < vehicles.rows; ++v) {
      if (on(v) >= 0) ++offsets[static_cast<std::size_t>(on(v)) + 1];
    }
    for (std::size_t row = 0; row < static_cast<std::size_t>(links.rows); ++row) {
      state[row] = heat[row] > 600 ? full : free;
      offsets[row + 1] += offsets[row];
    }
    std::vector<std::int64_t> next(offsets);
    std::vector<std::int32_t> queue(static_cast<std::size_t>(offsets.back()));
    for (std::int64_t v = 0; v < vehicles.rows; ++v) {
      if (on(v) >= 0)
        queue[static_cast<std::size_t>(next[static_cast<std::size_t>(on(v))]++)] =
            static_cast<std::int32_t>(v);
    }
    host_.assign_lists(Column::road_link_busy_queue, std::span<const std::int64_t>(offsets),
                       std::span<const std::int32_t>(queue));
  }

  conurb::sdk::Host host_;
};

}  // namespace busy

CONURB_PLUGIN(busy::Busy)
