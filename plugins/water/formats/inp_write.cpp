// SPDX-License-Identifier: Apache-2.0
// The file as a whole, and of its sections those of nodes.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_tank_volume.hpp"
#include "plugins/water/formats/inp_words.hpp"
#include "plugins/water/formats/inp_writer.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

/// Without what would end a line.
std::string one_line(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '\n' || c == '\0'; }, ' ');
  return out;
}

/// Takes the first line off a text.
std::string_view taken_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

/// The demand stands on the junction's own line where it is one without a name.
bool on_own_line(const Node& node) {
  return node.demands.size() == 1 && node.demands.front().category.empty();
}

void write_title(InpWriter& to) {
  to.out += "[TITLE]\n";
  for (std::string_view rest = to.network.title; !rest.empty();) {
    const std::string_view text = without_blanks(taken_line(rest));
    // Neither a section nor a comment begins in a title.
    if (text.starts_with('[') || text.starts_with(';')) to.out += '\'';
    to.line(text);
  }
}

void write_junction(InpWriter& to, const Node& node) {
  std::string demand, pattern;
  if (on_own_line(node)) {
    demand = file_number(node.demands.front().base, to.scales.flow);
    pattern = to.pattern(node.demands.front().pattern);
  }
  to.row({to.name(node.id), file_number(node.elevation, to.scales.length), demand, pattern}, node.comment);
}

void write_tank(InpWriter& to, const Node& node) {
  const InpScales& scales = to.scales;
  const bool usual = node.lowest_volume == cylinder_volume(node.diameter, node.lowest_level);
  const bool placeholder = node.volume_curve == kNone && node.overflows;
  const std::string curve = placeholder ? std::string(1, '*') : to.curve(node.volume_curve);
  to.row({to.name(node.id), file_number(node.elevation, scales.length),
          file_number(node.initial_level, scales.length), file_number(node.lowest_level, scales.length),
          file_number(node.highest_level, scales.length), file_number(node.diameter, scales.length),
          usual ? "0" : file_number(node.lowest_volume, scales.volume), curve, node.overflows ? "YES" : ""},
         node.comment);
}

void write_sections(InpWriter& to) {
  for (const InpSection& section : to.file.sections) {
    to.out += '\n';
    to.line(section.head);
    for (std::string_view rest = section.text; !rest.empty();) {
      const std::string_view text = taken_line(rest);
      if (!without_blanks(text).starts_with('[')) to.line(text);
    }
  }
}

}  // namespace

void InpWriter::head(std::string_view name, std::string_view heading) {
  out.append("\n[").append(name).append("]\n");
  if (!heading.empty()) out.append(";").append(heading).append("\n");
}

void InpWriter::row(std::initializer_list<std::string> words, std::string_view comment) {
  bool first = true;
  for (const std::string& word : words) {
    if (word.empty()) continue;
    out.append(first ? " " : "\t").append(word);
    first = false;
  }
  if (!comment.empty()) out.append("\t;").append(one_line(comment));
  out += '\n';
}

void InpWriter::line(std::string_view text) {
  out.append(one_line(text)).append("\n");
}

std::string_view InpWriter::remark_above(std::string_view remark) {
  if (is_heading(remark)) return remark;
  out.append(";").append(one_line(remark)).append("\n");
  return {};
}

std::string InpWriter::node(std::int32_t row) const {
  return name(network.nodes[at(row)].id);
}

std::string InpWriter::link(std::int32_t row) const {
  return name(network.links[at(row)].id);
}

std::string InpWriter::pattern(std::int32_t row) const {
  return row == kNone ? std::string() : name(network.patterns[at(row)].id);
}

std::string InpWriter::curve(std::int32_t row) const {
  return row == kNone ? std::string() : name(network.curves[at(row)].id);
}

std::string InpWriter::name(std::string_view id) {
  // A quote is harmless within a word that needs none around it.
  const bool quotes = id.starts_with('"') || id.find_first_of(" \t\r") != std::string_view::npos;
  const std::string_view wrong = quotes ? ";\n\"" : ";\n";
  if (id.find_first_of(wrong) == std::string_view::npos) return quoted_word(id);
  std::string out(id);
  std::replace_if(
      out.begin(), out.end(), [&](char c) { return wrong.find(c) != std::string_view::npos; }, '_');
  return quoted_word(out);
}

void write_nodes(InpWriter& to) {
  to.head("JUNCTIONS", "ID\tElev\tDemand\tPattern");
  for (const Node& node : to.network.nodes) {
    if (node.kind == Node::Kind::junction) write_junction(to, node);
  }
  to.head("RESERVOIRS", "ID\tHead\tPattern");
  for (const Node& node : to.network.nodes) {
    if (node.kind != Node::Kind::reservoir) continue;
    to.row({to.name(node.id), file_number(node.elevation, to.scales.length), to.pattern(node.head_pattern)},
           node.comment);
  }
  to.head("TANKS", "ID\tElevation\tInitLevel\tMinLevel\tMaxLevel\tDiameter\tMinVol\tVolCurve\tOverflow");
  for (const Node& node : to.network.nodes) {
    if (node.kind == Node::Kind::tank) write_tank(to, node);
  }
}

void write_demands(InpWriter& to) {
  to.head("DEMANDS", "Junction\tDemand\tPattern\tCategory");
  for (const Node& node : to.network.nodes) {
    if (on_own_line(node)) continue;
    for (const Demand& demand : node.demands) {
      to.row({to.name(node.id), file_number(demand.base, to.scales.flow), to.pattern(demand.pattern)},
             demand.category);
    }
  }
  to.head("EMITTERS", "Junction\tCoefficient");
  for (const Node& node : to.network.nodes) {
    if (node.emitter != 0) to.row({to.name(node.id), file_number(node.emitter, to.scales.emitter)});
  }
}

void write_places(InpWriter& to) {
  to.head("COORDINATES", "Node\tX-Coord\tY-Coord");
  for (const Node& node : to.network.nodes) {
    if (std::isnan(node.x) || std::isnan(node.y)) continue;
    to.row({to.name(node.id), file_number(node.x), file_number(node.y)});
  }
  to.head("VERTICES", "Link\tX-Coord\tY-Coord");
  for (const Link& link : to.network.links) {
    for (std::size_t i = 0; i + 1 < link.vertices.size(); i += 2) {
      to.row({to.name(link.id), file_number(link.vertices[i]), file_number(link.vertices[i + 1])});
    }
  }
  to.head("TAGS", "Object\tID\tTag");
  for (const Node& node : to.network.nodes) {
    if (!node.tag.empty()) to.row({"NODE", to.name(node.id), to.name(node.tag)});
  }
  for (const Link& link : to.network.links) {
    if (!link.tag.empty()) to.row({"LINK", to.name(link.id), to.name(link.tag)});
  }
}

std::string write_inp(const InpFile& file) {
  InpWriter to(file);
  write_title(to);
  write_nodes(to);
  write_links(to);
  write_demands(to);
  write_status(to);
  write_series(to);
  write_controls(to);
  write_rules(to);
  write_energy(to);
  write_quality(to);
  write_times(to);
  write_options(to);
  write_places(to);
  write_sections(to);
  to.out += "\n[END]\n";
  return std::move(to.out);
}

}  // namespace conurb::water
