// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/flow_inputs.hpp"

#include <algorithm>
#include <cmath>

#include "plugins/transport/flow/whole_numbers.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;

bool apply_to_links(const sdk::View& view, const StandingTraffic& traffic, Flow& flow) {
  using What = Change::What;
  const auto open = view.read<std::uint8_t>(Column::road_link_open);
  const auto limit = view.read<float>(Column::road_link_speed_limit),
             share = view.read<float>(Column::road_link_capacity_share);
  const FlowNetwork& net = flow.network();
  const FlowState& state = flow.state();
  bool closures = false;
  for (std::size_t link = 0; link < traffic.roads.link_row.size(); ++link) {
    const auto row = static_cast<std::size_t>(traffic.roads.link_row[link]);
    const auto set = [&](What what, std::int32_t value) {
      flow.apply({flow.now(), what, row_of(link), value});
    };
    if ((open[row] == 0) != (state.closed[link] != 0)) {
      set(open[row] == 0 ? What::close_link : What::open_link, 0);
      closures = true;
    }
    const auto first = at(net.links[link].first_group);
    const double speed = static_cast<double>(limit[row]);
    const std::int32_t mm_s = std::isfinite(speed)
                                  ? static_cast<std::int32_t>(std::ceil(std::clamp(speed, 0.1, 150.0) * 1e3))
                                  : 150'000;
    if (state.groups[first].pace != pace_within(net.groups[first].pace, mm_s)) set(What::speed, mm_s);
    const std::int32_t thousandths_left = static_cast<std::int32_t>(
        std::lround(std::clamp(static_cast<double>(share[row]), 1e-3, 100.0) * 1e3));
    if (state.groups[first].headway_scale != headway_scale_of(thousandths_left))
      set(What::capacity, thousandths_left);
  }
  return closures;
}

void apply_to_signals(const sdk::View& view, const StandingTraffic& traffic, Flow& flow) {
  using What = Change::What;
  const auto program = view.read<std::int32_t>(Column::traffic_signal_program),
             owner = view.read<std::int32_t>(Column::signal_program_signal);
  const auto dark = view.read<std::uint8_t>(Column::traffic_signal_dark);
  const FlowState& state = flow.state();
  for (std::size_t signal = 0; signal < traffic.roads.signal_row.size(); ++signal) {
    const std::int32_t row = traffic.roads.signal_row[signal];
    const std::int32_t named = program[at(row)];
    const bool known = named >= 0 && at(named) < traffic.roads.program_of_row.size() &&
                       owner[at(named)] == row && traffic.roads.program_of_row[at(named)] != kNone;
    const std::int32_t wanted = known ? traffic.roads.program_of_row[at(named)] : 0;
    if (state.signals[signal].program != wanted)
      flow.apply({flow.now(), What::signal_program, row_of(signal), wanted});
    if (state.signals[signal].dark != (dark[at(row)] != 0 ? 1 : 0))
      flow.apply({flow.now(), What::signal_dark, row_of(signal), dark[at(row)] != 0 ? 1 : 0});
  }
}

}  // namespace

bool apply_inputs(const sdk::View& view, const StandingTraffic& traffic, Flow& flow) {
  apply_to_signals(view, traffic, flow);
  return apply_to_links(view, traffic, flow);
}

}  // namespace conurb::transport
