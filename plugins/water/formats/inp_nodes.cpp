// SPDX-License-Identifier: Apache-2.0
// [JUNCTIONS], [RESERVOIRS], [TANKS], [DEMANDS] and [EMITTERS].
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_reader.hpp"
#include "plugins/water/formats/inp_tank_volume.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

constexpr std::size_t kMostDemands = 4'000'000;

/// A demand that says nothing: EPANET gives each junction one.
bool says_nothing(const Demand& demand) {
  return demand.base == 0 && demand.pattern == kNone && demand.category.empty();
}

Node node_at(const InpReader& in, const InpLine& line, Node::Kind kind) {
  Node node;
  node.id = line[0];
  node.kind = kind;
  node.elevation =
      in.number(line, 1, kind == Node::Kind::reservoir ? "head" : "elevation") * in.scales.length;
  node.comment = line.comment;
  return node;
}

Node reservoir_at(const InpReader& in, const InpLine& line) {
  Node node = node_at(in, line, Node::Kind::reservoir);
  node.head_pattern = in.pattern(line, 2);
  return node;
}

void check_levels(const InpReader& in, const InpLine& line, const Node& tank) {
  if (tank.lowest_level <= tank.initial_level && tank.initial_level <= tank.highest_level) return;
  in.refuse(line,
            "tank " + in_quotes(tank.id) + " has the levels " + in_quotes(line[3]) + " (lowest), " +
                in_quotes(line[2]) + " (at the start) and " + in_quotes(line[4]) + " (highest)",
            "they must stand in this order");
}

Node tank_at(InpReader& in, const InpLine& line) {
  Node node = node_at(in, line, Node::Kind::tank);
  const double length = in.scales.length;
  node.initial_level = in.not_negative(line, 2, "level at the start") * length;
  node.lowest_level = in.not_negative(line, 3, "lowest level") * length;
  node.highest_level = in.not_negative(line, 4, "highest level") * length;
  node.diameter = in.not_negative(line, 5, "diameter") * length;
  if (line.size() > 6) node.lowest_volume = in.not_negative(line, 6, "lowest volume") * in.scales.volume;
  if (!line[7].empty() && !line[7].starts_with('*')) {
    node.volume_curve = used_curve(in, in.curve(line, 7), Curve::Kind::volume);
  }
  if (line.size() > 8) {
    if (!begins(line[8], "YES") && !begins(line[8], "NO")) {
      in.refuse(line, "tank " + in_quotes(node.id) + " overflows " + in_quotes(line[8]), "write YES or NO");
    }
    node.overflows = begins(line[8], "YES");
  }
  if (node.lowest_volume == 0) node.lowest_volume = cylinder_volume(node.diameter, node.lowest_level);
  check_levels(in, line, node);
  return node;
}

/// What a tank without a diameter is to EPANET.
Node reservoir_of(InpReader& in, const InpLine& line, Node tank) {
  in.findings.warn("tank", in_quotes(tank.id), "has neither diameter nor volume curve: it is a reservoir");
  Node node;
  node.id = std::move(tank.id);
  node.kind = Node::Kind::reservoir;
  const double head = in.number(line, 1, "elevation") + in.number(line, 2, "level at the start");
  if (std::abs(head) > kLargestNumber)
    in.refuse(line, "reservoir " + in_quotes(line[0]) + " has the head " + shown(head));
  node.elevation = head * in.scales.length;
  node.comment = std::move(tank.comment);
  return node;
}

}  // namespace

double cylinder_volume(double diameter, double level) {
  return std::numbers::pi / 4 * diameter * diameter * level;
}

void read_junctions(InpReader& in) {
  std::vector<Node>& nodes = in.network.nodes;
  in.each(Section::junctions, [&](const InpLine& line) {
    in.add_id(in.nodes, line[0], line.number, "junction");
    if (line.size() == 1) {
      in.findings.warn("junction", in_quotes(line[0]), "has no elevation, which is taken for 0");
      Node& node = nodes.emplace_back();
      node.id = line[0];
      node.comment = line.comment;
      return;
    }
    Node& node = nodes.emplace_back(node_at(in, line, Node::Kind::junction));
    if (line.size() < 3) return;
    Demand demand{in.number(line, 2, "demand") * in.scales.flow, in.pattern(line, 3), {}};
    if (!says_nothing(demand)) node.demands.push_back(std::move(demand));
  });
}

void read_reservoirs_and_tanks(InpReader& in) {
  struct Found {
    Node node;
    std::string_view id;
    std::uint32_t line = 0;
  };
  std::vector<Found> reservoirs, tanks;
  const auto read = [&](const InpLine& line) {
    // EPANET tells the two by the number of words, not by the section.
    if (line.size() <= 3) {
      reservoirs.push_back({reservoir_at(in, line), line[0], line.number});
      return;
    }
    Node tank = tank_at(in, line);
    if (tank.diameter > 0 || tank.volume_curve != kNone) {
      tanks.push_back({std::move(tank), line[0], line.number});
    } else {
      reservoirs.push_back({reservoir_of(in, line, std::move(tank)), line[0], line.number});
    }
  };
  in.each(Section::reservoirs, read);
  in.each(Section::tanks, read);
  std::vector<Node>& nodes = in.network.nodes;
  for (std::vector<Found>* kind : {&reservoirs, &tanks}) {
    for (Found& found : *kind) {
      in.add_id(in.nodes, found.id, found.line, kind == &tanks ? "tank" : "reservoir");
      nodes.push_back(std::move(found.node));
    }
  }
}

void read_demands(InpReader& in) {
  std::vector<Node>& nodes = in.network.nodes;
  std::vector<bool> replaced(nodes.size());
  std::size_t count = 0;
  in.each(Section::demands, [&](const InpLine& line) {
    const std::int32_t row = in.nodes.find(line[0]);
    if (row == kNone && begins(line[0], "MULT")) {  // of version 2.0
      in.network.hydraulics.demand_factor = in.positive(line, 1, "factor");
      return;
    }
    Node& node = nodes[at(in.node(line, 0))];
    if (node.kind != Node::Kind::junction) {
      in.findings.warn("demand", in_quotes(line[0]), "stands at a reservoir or tank and is passed over");
      return;
    }
    Demand demand{in.number(line, 1, "demand") * in.scales.flow, in.pattern(line, 2), {}};
    demand.category = line.comment.empty() ? without_blanks(line[3]) : line.comment;
    if (!replaced[at(row)]) node.demands.clear();
    replaced[at(row)] = true;
    if (++count > kMostDemands) in.refuse(line, "is one demand too many: at most 4000000 are read");
    node.demands.push_back(std::move(demand));
  });
  for (Node& node : nodes) {
    if (node.demands.size() == 1 && says_nothing(node.demands.front())) node.demands.clear();
  }
}

void read_emitters(InpReader& in) {
  in.each(Section::emitters, [&](const InpLine& line) {
    Node& node = in.network.nodes[at(in.node(line, 0))];
    if (node.kind != Node::Kind::junction) {
      in.findings.warn("emitter", in_quotes(line[0]), "stands at a reservoir or tank and is passed over");
      return;
    }
    node.emitter = in.not_negative(line, 1, "coefficient") * in.scales.emitter;
  });
}

}  // namespace conurb::water
