// SPDX-License-Identifier: Apache-2.0
// [VALVES], and which of them may not meet: two valves that would both hold the pressure of one node have no
// answer (EPANET 2.2 User Manual, section 3.1, "Valves").
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "plugins/water/formats/inp_reader.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

constexpr std::array<std::pair<std::string_view, LinkKind>, 7> kValveWords = {{
    {"PRV", LinkKind::pressure_reducing},
    {"PSV", LinkKind::pressure_sustaining},
    {"PBV", LinkKind::pressure_breaker},
    {"FCV", LinkKind::flow_control},
    {"TCV", LinkKind::throttle},
    {"GPV", LinkKind::general_purpose},
    {"PCV", LinkKind::positional},
}};
constexpr double kWideOpen = 100;  // percent

std::optional<LinkKind> valve_kind_of(std::string_view word) {
  for (const auto& [keyword, kind] : kValveWords) {
    if (begins(word, keyword)) return kind;
  }
  return std::nullopt;
}

/// Which ends of valves meet at a node, as bits.
enum Ends : std::uint8_t {
  kReducedHere = 1,     // beyond a pressure reducing valve
  kReducedFrom = 2,     // before one
  kSustainedHere = 4,   // before a pressure sustaining valve
  kSustainedFrom = 8,   // beyond one
  kFlowEndsHere = 16,   // beyond a flow control valve
  kFlowBeginsHere = 32  // before one
};

/// Bits that must not be there already before and beyond a valve of the kind, and those that it adds.
struct Meeting {
  int barred_before, barred_beyond, before, beyond;
};
Meeting meeting_of(LinkKind kind) {
  switch (kind) {
    case LinkKind::pressure_reducing:
      return {kReducedHere, kReducedHere | kReducedFrom | kSustainedHere | kFlowBeginsHere, kReducedFrom,
              kReducedHere};
    case LinkKind::pressure_sustaining:
      return {kSustainedHere | kSustainedFrom | kReducedHere | kFlowEndsHere, kSustainedHere, kSustainedHere,
              kSustainedFrom};
    case LinkKind::flow_control: return {kReducedHere, kSustainedHere, kFlowBeginsHere, kFlowEndsHere};
    default: return {0, 0, 0, 0};
  }
}

class ValveReader {
 public:
  explicit ValveReader(InpReader& in) : in_(in), ends_(in.network.nodes.size()) {}

  void read(const InpLine& line) {
    const auto kind = valve_kind_of(line[4]);
    if (!kind) {
      in_.refuse(line, "valve " + in_quotes(line[0]) + " is of the type " + in_quotes(line[4]),
                 "PRV, PSV, PBV, FCV, TCV, GPV and PCV are known");
    }
    Link& valve = add_link(in_, line, *kind);
    valve.initial_status = LinkStatus::active;
    valve.diameter = in_.positive(line, 3, "diameter") * in_.scales.diameter;
    check_meeting(line, valve);
    set(line, valve);
    if (line.size() > 6) valve.minor_loss = in_.not_negative(line, 6, "minor loss");
    if (line.size() > 7 && *kind == LinkKind::positional && !line[7].empty()) {
      valve.valve_curve = used_curve(in_, in_.curve(line, 7), Curve::Kind::opening);
    }
  }

 private:
  void set(const InpLine& line, Link& valve) {
    if (valve.kind == LinkKind::general_purpose) {
      if (line.size() < 6)
        in_.refuse(line, "valve " + in_quotes(valve.id) + " names no curve of its head loss");
      valve.valve_curve = used_curve(in_, in_.curve(line, 5), Curve::Kind::head_loss);
      return;
    }
    if (line.size() < 6) {
      in_.findings.warn("valve", in_quotes(valve.id), "has no setting, which is taken for 0");
      return;
    }
    const bool by_opening = valve.kind == LinkKind::positional;
    double setting = by_opening ? in_.not_negative(line, 5, "opening") : in_.number(line, 5, "setting");
    if (by_opening && setting > kWideOpen) {
      in_.findings.warn("valve", in_quotes(valve.id), "is open by more than 100 %, which is taken for 100 %");
      setting = kWideOpen;
    }
    valve.setting = setting * setting_scale(in_.scales, valve.kind);
  }

  void check_meeting(const InpLine& line, const Link& valve) {
    const Meeting meeting = meeting_of(valve.kind);
    if (meeting.before == 0) return;
    const std::string name = "valve " + in_quotes(valve.id) + " (" + std::string(line[4]) + ")";
    for (const std::int32_t end : {valve.from, valve.to}) {
      const Node& node = in_.network.nodes[at(end)];
      if (node.kind != Node::Kind::junction) {
        in_.refuse(line, name + " touches " + in_quotes(node.id) + ", which is a reservoir or tank",
                   "put a junction and a short pipe between them");
      }
    }
    int& before = ends_[at(valve.from)];
    int& beyond = ends_[at(valve.to)];
    if ((before & meeting.barred_before) != 0 || (beyond & meeting.barred_beyond) != 0) {
      in_.refuse(line, name + " meets a valve that holds the same pressure or flow",
                 "put a junction and a short pipe between them");
    }
    before |= meeting.before;
    beyond |= meeting.beyond;
  }

  InpReader& in_;
  std::vector<int> ends_;  // by node
};

}  // namespace

void read_valves(InpReader& in) {
  ValveReader reader(in);
  in.each(Section::valves, [&](const InpLine& line) { reader.read(line); });
}

}  // namespace conurb::water
