// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/formats/sumo_net_terms.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace conurb::transport {
namespace {

template <class Value, std::size_t size>
std::optional<Value> named(const std::array<std::pair<std::string_view, Value>, size>& table,
                           std::string_view name) {
  for (const auto& [key, value] : table) {
    if (key == name) return value;
  }
  return std::nullopt;
}

constexpr std::array<std::pair<std::string_view, Junction::Control>, 14> kControls{
    {{"priority", Junction::Control::priority},
     {"priority_stop", Junction::Control::priority},
     {"zipper", Junction::Control::priority},
     {"right_before_left", Junction::Control::right_of_left},
     {"left_before_right", Junction::Control::priority},
     {"allway_stop", Junction::Control::all_way_stop},
     {"traffic_light", Junction::Control::signal},
     {"traffic_light_unregulated", Junction::Control::signal},
     {"traffic_light_right_on_red", Junction::Control::signal},
     {"dead_end", Junction::Control::dead_end},
     {"unregulated", Junction::Control::open},
     {"district", Junction::Control::open},
     {"rail_signal", Junction::Control::open},
     {"rail_crossing", Junction::Control::open}}};

constexpr std::array<std::pair<std::string_view, Turn>, 7> kTurns{{{"s", Turn::straight},
                                                                   {"t", Turn::back},
                                                                   {"T", Turn::back},
                                                                   {"l", Turn::left},
                                                                   {"r", Turn::right},
                                                                   {"L", Turn::slight_left},
                                                                   {"R", Turn::slight_right}}};

constexpr std::array<std::pair<std::string_view, Right>, 9> kRights{{{"M", Right::major},
                                                                     {"O", Right::major},
                                                                     {"m", Right::minor},
                                                                     {"o", Right::minor},
                                                                     {"s", Right::stop},
                                                                     {"w", Right::all_stop},
                                                                     {"=", Right::equal},
                                                                     {"Z", Right::equal},
                                                                     {"-", Right::minor}}};

}  // namespace

std::optional<Junction::Control> control_of(std::string_view type) {
  return named(kControls, type);
}

std::optional<Turn> turn_of(std::string_view dir) {
  return named(kTurns, dir);
}

std::optional<Right> right_of(std::string_view state) {
  return named(kRights, state);
}

}  // namespace conurb::transport
