// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/flow_inputs.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "plugins/transport/flow/whole_numbers.hpp"
#include "transport_columns.hpp"

namespace conurb::transport {

namespace {

using ::transport::Column;

constexpr double kDeepestFlood = 0.3;  // m, in which vehicles still drive

/// m/s that drivers choose in water of a depth (m): M. Pregnolato, A. Ford, S. Wilkinson and R. Dawson, "The
/// impact of flooding on road transport: a depth-disruption function", Transportation Research D 55, 2017.
double speed_in_flood(double depth) {
  const double mm = 1e3 * depth;
  return (0.0009 * mm * mm - 0.5529 * mm + 86.9448) / 3.6;
}

/// What a link is to who comes to it.
struct LinkInput {
  bool closed = false;
  std::int32_t limit = 150'000;  ///< mm/s
  std::int32_t capacity = 1000;  ///< thousandths that are left
};

class LinkInputs {
 public:
  explicit LinkInputs(const sdk::View& view)
      : open_(view.read<std::uint8_t>(Column::road_link_open)),
        limit_(view.read<float>(Column::road_link_speed_limit)),
        share_(view.read<float>(Column::road_link_capacity_share)),
        depth_(view.read<float>(Column::road_link_flood_depth)) {}

  [[nodiscard]] LinkInput of(std::size_t row) const {
    const double depth = depth_.empty() ? 0 : static_cast<double>(depth_[row]);  // NaN: nobody knows of water
    double limit = static_cast<double>(limit_[row]);
    if (!std::isfinite(limit)) limit = 150;
    if (depth > 0) limit = std::min(limit, speed_in_flood(std::min(depth, kDeepestFlood)));
    LinkInput input;
    input.closed = open_[row] == 0 || depth > kDeepestFlood;
    input.limit = static_cast<std::int32_t>(std::ceil(std::clamp(limit, 0.1, 150.0) * 1e3));
    input.capacity = static_cast<std::int32_t>(
        std::lround(std::clamp(static_cast<double>(share_[row]), 1e-3, 100.0) * 1e3));
    return input;
  }

 private:
  std::span<const std::uint8_t> open_;
  std::span<const float> limit_, share_, depth_;
};

void add_of_links(const sdk::View& view, const StandingTraffic& traffic, const Flow& flow,
                  std::vector<Change>& changes) {
  using What = Change::What;
  const LinkInputs inputs(view);
  const FlowNetwork& net = flow.network();
  const FlowState& state = flow.state();
  for (std::size_t link = 0; link < traffic.roads.link_row.size(); ++link) {
    const LinkInput input = inputs.of(static_cast<std::size_t>(traffic.roads.link_row[link]));
    const auto set = [&](What what, std::int32_t value) {
      changes.push_back({flow.now(), what, row_of(link), value});
    };
    if (input.closed != (state.closed[link] != 0)) set(input.closed ? What::close_link : What::open_link, 0);
    const auto first = at(net.links[link].first_group);
    if (state.groups[first].pace != pace_within(net.groups[first].pace, input.limit))
      set(What::speed, input.limit);
    if (state.groups[first].headway_scale != headway_scale_of(input.capacity))
      set(What::capacity, input.capacity);
  }
}

void add_of_signals(const sdk::View& view, const StandingTraffic& traffic, const Flow& flow,
                    std::vector<Change>& changes) {
  using What = Change::What;
  const auto program = view.read<std::int32_t>(Column::traffic_signal_program),
             owner = view.read<std::int32_t>(Column::signal_program_signal);
  const auto dark = view.read<std::uint8_t>(Column::traffic_signal_dark),
             energised = view.read<std::uint8_t>(Column::power_bus_energised);
  const auto bus = view.read<std::int32_t>(Column::traffic_signal_power_bus);
  const FlowState& state = flow.state();
  for (std::size_t signal = 0; signal < traffic.roads.signal_row.size(); ++signal) {
    const std::int32_t row = traffic.roads.signal_row[signal];
    const std::int32_t named = program[at(row)];
    const bool known = named >= 0 && at(named) < traffic.roads.program_of_row.size() &&
                       owner[at(named)] == row && traffic.roads.program_of_row[at(named)] != kNone;
    const std::int32_t wanted = known ? traffic.roads.program_of_row[at(named)] : 0;
    if (state.signals[signal].program != wanted)
      changes.push_back({flow.now(), What::signal_program, row_of(signal), wanted});
    const bool fed = energised.empty() || bus[at(row)] < 0 || energised[at(bus[at(row)])] != 0;
    const std::int32_t is_dark = dark[at(row)] != 0 || !fed ? 1 : 0;
    if (state.signals[signal].dark != is_dark)
      changes.push_back({flow.now(), What::signal_dark, row_of(signal), is_dark});
  }
}

}  // namespace

std::vector<Change> changed_inputs(const sdk::View& view, const StandingTraffic& traffic, const Flow& flow) {
  std::vector<Change> changes;
  add_of_signals(view, traffic, flow, changes);
  add_of_links(view, traffic, flow, changes);
  return changes;
}

bool apply_inputs(const sdk::View& view, const StandingTraffic& traffic, Flow& flow) {
  bool closures = false;
  for (const Change& change : changed_inputs(view, traffic, flow)) {
    flow.apply(change);
    closures |= change.what == Change::What::close_link || change.what == Change::What::open_link;
  }
  return closures;
}

}  // namespace conurb::transport
