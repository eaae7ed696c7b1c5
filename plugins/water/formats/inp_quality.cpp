// SPDX-License-Identifier: Apache-2.0
// [QUALITY], [SOURCES], [REACTIONS] and [MIXING].
#include <array>
#include <utility>

#include "plugins/water/formats/inp_quality_words.hpp"
#include "plugins/water/formats/inp_reader.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

void find_trace_node(InpReader& in) {
  if (in.trace_line == 0) return;
  in.network.quality.trace_node = in.nodes.find(in.trace_node);
  if (in.network.quality.trace_node != kNone) return;
  in.refuse(in.trace_line,
            "the water of node " + in_quotes(in.trace_node) + " is to be traced, which is not there",
            "name a node behind QUALITY TRACE");
}

/// TANK, BULK or WALL id value, or for a range of ids.
void read_rate(InpReader& in, const InpLine& line) {
  const bool tank = begins(line[0], "TANK"), bulk = begins(line[0], "BULK");
  if (!tank && !bulk && !begins(line[0], "WALL")) {
    in.refuse(line, "[REACTIONS] has " + in_quotes(line[0]),
              "ORDER, GLOBAL, BULK, WALL, TANK, LIMITING and ROUGHNESS are known");
  }
  std::vector<Node>& nodes = in.network.nodes;
  std::vector<Link>& links = in.network.links;
  const double value = in.number(line, line.size() - 1, "coefficient") * (tank   ? in.scales.tank_bulk
                                                                          : bulk ? in.scales.bulk
                                                                                 : in.scales.wall);
  const auto set = [&](std::size_t row) {
    if (tank && nodes[row].kind == Node::Kind::tank) nodes[row].bulk_reaction = value;
    if (tank || links[row].kind != LinkKind::pipe) return;
    (bulk ? links[row].bulk_reaction : links[row].wall_reaction) = value;
  };
  if (line.size() > 3) {
    in.each_between(
        line, 1, [&](std::size_t row) { return std::string_view(tank ? nodes[row].id : links[row].id); },
        tank ? nodes.size() : links.size(), set);
    return;
  }
  const std::int32_t row = (tank ? in.nodes : in.links).find(line[1]);
  const bool fits = row != kNone &&
                    (tank ? nodes[at(row)].kind == Node::Kind::tank : links[at(row)].kind == LinkKind::pipe);
  if (fits) {
    set(at(row));
  } else {
    in.findings.warn("reaction", in_quotes(line[1]), "is that of no pipe or tank and is passed over");
  }
}

/// EPANET gives a tank the bulk coefficient of all as a number, which means another rate where the orders
/// differ.
void set_tank_rates(InpReader& in, double global_bulk) {
  const QualityOptions& quality = in.network.quality;
  if (quality.tank_order == quality.bulk_order || global_bulk == 0) return;
  for (Node& node : in.network.nodes) {
    const bool given = node.bulk_reaction == node.bulk_reaction;
    if (node.kind == Node::Kind::tank && !given) node.bulk_reaction = global_bulk * in.scales.tank_bulk;
  }
}

}  // namespace

std::string_view source_word(QualitySource::Kind kind) {
  constexpr std::array<std::string_view, 4> kWords = {"CONCEN", "MASS", "FLOWPACED", "SETPOINT"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::string_view mixing_word(Mixing::Model model) {
  constexpr std::array<std::string_view, 4> kWords = {"MIXED", "2COMP", "FIFO", "LIFO"};
  return kWords[static_cast<std::size_t>(model)];
}

double source_scale(const InpScales& scales, QualitySource::Kind kind) {
  return kind == QualitySource::Kind::mass ? scales.mass_rate : scales.concentration;
}

void read_quality(InpReader& in) {
  find_trace_node(in);
  std::vector<Node>& nodes = in.network.nodes;
  in.each(Section::quality, [&](const InpLine& line) {
    if (line.size() < 2) return;
    const double value = in.not_negative(line, line.size() == 2 ? 1 : 2, "quality") * in.scales.quality;
    if (line.size() > 2) {
      in.each_between(
          line, 0, [&](std::size_t row) { return std::string_view(nodes[row].id); }, nodes.size(),
          [&](std::size_t row) { nodes[row].initial_quality = value; });
      return;
    }
    const std::int32_t row = in.nodes.find(line[0]);
    if (row == kNone) {
      in.findings.warn("quality", in_quotes(line[0]), "is that of no node and is passed over");
    } else {
      nodes[at(row)].initial_quality = value;
    }
  });
}

void read_sources(InpReader& in) {
  using Kind = QualitySource::Kind;
  std::vector<QualitySource>& sources = in.network.sources;
  std::vector<std::int32_t> source_of(in.network.nodes.size(), kNone);
  in.each(Section::sources, [&](const InpLine& line) {
    QualitySource source;
    source.node = in.node(line, 0);
    std::size_t word = 1;
    for (const Kind kind : {Kind::concentration, Kind::mass, Kind::flow_paced, Kind::set_point}) {
      if (!begins(line[1], source_word(kind))) continue;
      source.kind = kind;
      word = 2;  // version 1 had no kinds
    }
    source.strength = in.number(line, word, "strength") * source_scale(in.scales, source.kind);
    source.pattern = in.pattern(line, word + 1);
    std::int32_t& row = source_of[at(source.node)];
    if (row == kNone) {
      row = row_of(sources.size());
      sources.push_back(source);
    } else {
      in.findings.warn("source", in_quotes(line[0]), "is given again; the last holds");
      sources[at(row)] = source;
    }
  });
}

void read_reactions(InpReader& in) {
  QualityOptions& quality = in.network.quality;
  double global_bulk = 0;
  in.each(Section::reactions, [&](const InpLine& line) {
    if (line.size() < 3 || begins(line[0], "ORDER")) return;  // orders were read with the options
    const std::size_t last = line.size() - 1;
    if (begins(line[0], "ROUG")) {
      quality.roughness_factor = in.number(line, last, "factor") * in.scales.wall;
    } else if (begins(line[0], "LIMIT")) {
      quality.limiting_concentration = in.number(line, last, "limit") * in.scales.concentration;
    } else if (!begins(line[0], "GLOB")) {
      read_rate(in, line);
    } else if (begins(line[1], "BULK")) {
      global_bulk = in.number(line, last, "coefficient");
      quality.bulk_reaction = global_bulk * in.scales.bulk;
    } else if (begins(line[1], "WALL")) {
      quality.wall_reaction = in.number(line, last, "coefficient") * in.scales.wall;
    } else {
      in.refuse(line, "[REACTIONS] has GLOBAL " + in_quotes(line[1]), "BULK and WALL are known");
    }
  });
  set_tank_rates(in, global_bulk);
}

void read_mixing(InpReader& in) {
  using Model = Mixing::Model;
  in.each(Section::mixing, [&](const InpLine& line) {
    if (line.size() < 2) return;
    const std::int32_t row = in.nodes.find(line[0]);
    if (row == kNone || in.network.nodes[at(row)].kind != Node::Kind::tank) {
      in.findings.warn("mixing", in_quotes(line[0]), "is that of no tank and is passed over");
      return;
    }
    Mixing& mixing = in.network.nodes[at(row)].mixing;
    bool known = false;
    for (const Model model :
         {Model::mixed, Model::two_compartments, Model::first_in_first_out, Model::last_in_first_out}) {
      if (!begins(line[1], mixing_word(model))) continue;
      mixing.model = model;
      known = true;
    }
    if (!known) {
      in.refuse(line, "tank " + in_quotes(line[0]) + " mixes by " + in_quotes(line[1]),
                "MIXED, 2COMP, FIFO and LIFO are known");
    }
    mixing.fraction = 1;
    if (mixing.model != Model::two_compartments || line.size() < 3) return;
    const double fraction = in.not_negative(line, 2, "fraction of its volume");
    if (fraction > 1)
      in.refuse(line, "tank " + in_quotes(line[0]) + " mixes in " + shown(fraction) + " of its volume");
    if (fraction > 0) mixing.fraction = fraction;
  });
}

}  // namespace conurb::water
