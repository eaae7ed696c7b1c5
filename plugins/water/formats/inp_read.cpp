// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <initializer_list>
#include <utility>

#include "plugins/water/error.hpp"
#include "plugins/water/formats/inp_detect.hpp"
#include "plugins/water/formats/inp_numbers.hpp"
#include "plugins/water/formats/inp_reader.hpp"
#include "plugins/water/formats/inp_text.hpp"
#include "plugins/water/index.hpp"

namespace conurb::water {
namespace {

constexpr std::size_t kLongestId = 31;                // that EPANET takes
constexpr std::size_t kMostComparisons = 20'000'000;  // of ids with ranges
constexpr std::size_t kBytesOfComparison = 32;        // of long ids, each this many count as one

std::string title_of(const InpLines& lines) {
  std::string title;
  for (const LinePlace& place : lines.of(Section::title)) {
    const std::string_view line = without_blanks(lines.text.substr(place.begin, place.length));
    if (line.starts_with(';')) continue;
    if (!title.empty()) title += '\n';
    title += line;
  }
  return title;
}

void check_sources(InpReader& in) {
  const auto& nodes = in.network.nodes;
  if (std::none_of(nodes.begin(), nodes.end(),
                   [](const Node& n) { return n.kind != Node::Kind::junction; })) {
    in.findings.warn("network", "", "has no reservoir and no tank: EPANET does not run it");
  }
}

}  // namespace

void InpReader::make_room() {
  const auto lines = [&](std::initializer_list<Section> sections) {
    std::size_t count = 0;
    for (const Section section : sections) count += lines_.of(section).size();
    return std::min(count, kMostElements);
  };
  const std::size_t node_count = lines({Section::junctions, Section::reservoirs, Section::tanks});
  const std::size_t link_count = lines({Section::pipes, Section::pumps, Section::valves});
  network.nodes.reserve(node_count);
  nodes.reserve(node_count);
  network.links.reserve(link_count);
  links.reserve(link_count);
}

void InpReader::each(Section section, const std::function<void(const InpLine&)>& read) {
  InpLine line;
  std::string_view above;
  std::size_t comments = 0;  // lines of comment that are no headings, one below the other
  std::uint32_t last = 0;
  for (const LinePlace& place : lines_.of(section)) {
    split_words(lines_.text.substr(place.begin, place.length), line);
    if (place.number != last + 1) comments = 0;
    last = place.number;
    if (line.words.empty()) {
      if (is_heading(line.comment)) continue;
      above = line.comment;
      ++comments;
      continue;
    }
    line.number = place.number;
    if (line.size() > kMostWords) refuse(line, "has more than " + std::to_string(kMostWords) + " words");
    line.above = comments == 1 ? above : std::string_view();
    comments = 0;
    read(line);
  }
}

void InpReader::refuse(std::uint32_t line, const std::string& what, const std::string& remedy) const {
  throw InputError(what, where_ + ":" + std::to_string(line), remedy);
}

double InpReader::number(const InpLine& line, std::size_t word, std::string_view of) const {
  if (word >= line.size()) refuse(line, in_quotes(line[0]) + " has no " + std::string(of));
  const auto value = inp_number(line[word]);
  if (!value) {
    refuse(line, in_quotes(line[0]) + ": the " + std::string(of) + " is " + in_quotes(line[word]) +
                     ", which is no number that a network can have");
  }
  return *value;
}

double InpReader::not_negative(const InpLine& line, std::size_t word, std::string_view of) const {
  const double value = number(line, word, of);
  if (value < 0) {
    refuse(line,
           in_quotes(line[0]) + ": the " + std::string(of) + " is " + shown(value) + ", at least 0 is meant");
  }
  return value;
}

double InpReader::positive(const InpLine& line, std::size_t word, std::string_view of) const {
  const double value = number(line, word, of);
  if (!(value > 0)) {
    refuse(line, in_quotes(line[0]) + ": the " + std::string(of) + " is " + shown(value) +
                     ", more than 0 is meant");
  }
  return value;
}

std::int32_t InpReader::node(const InpLine& line, std::size_t word) const {
  const std::int32_t row = nodes.find(line[word]);
  if (row == kNone) {
    refuse(line, in_quotes(line[0]) + " names the node " + in_quotes(line[word]) + ", which is not there",
           "name a junction, reservoir or tank; the case of letters counts");
  }
  return row;
}

std::int32_t InpReader::link(const InpLine& line, std::size_t word) const {
  const std::int32_t row = links.find(line[word]);
  if (row == kNone) {
    refuse(line, in_quotes(line[0]) + " names the link " + in_quotes(line[word]) + ", which is not there",
           "name a pipe, pump or valve; the case of letters counts");
  }
  return row;
}

std::int32_t InpReader::curve(const InpLine& line, std::size_t word) const {
  const std::int32_t row = curves.find(line[word]);
  if (row == kNone) {
    refuse(line, in_quotes(line[0]) + " names the curve " + in_quotes(line[word]) + ", which is not there",
           "give its points in [CURVES]");
  }
  return row;
}

std::int32_t InpReader::pattern(const InpLine& line, std::size_t word) const {
  if (line[word].empty() || line[word] == "*") return kNone;
  const std::int32_t row = patterns.find(line[word]);
  if (row == kNone) {
    refuse(line, in_quotes(line[0]) + " names the pattern " + in_quotes(line[word]) + ", which is not there",
           "give its factors in [PATTERNS]");
  }
  return row;
}

void InpReader::add_id(IdRows& rows, std::string_view id, std::uint32_t line, std::string_view kind) {
  if (id.empty()) refuse(line, "a " + std::string(kind) + " has an empty name");
  if (rows.size() >= kMostElements) {
    refuse(line, "has more than " + std::to_string(kMostElements) + " elements of one sort",
           "part the network into several files");
  }
  if (!rows.add(id)) {
    refuse(line, std::string(kind) + " " + in_quotes(id) + " has the name of one before",
           "names are used once among nodes and once among links");
  }
  if (id.size() > kLongestId) {
    findings.warn(kind, in_quotes(id), "has a name of more than 31 bytes, which EPANET refuses");
  }
}

std::string InpReader::new_curve_id(std::string_view name) {
  std::string id(name);
  while (curves.find(id) != kNone || made_curves_.contains(id)) {
    id = std::string(name) + "_" + std::to_string(++name_count_);
  }
  return id;
}

std::int32_t InpReader::add_curve(Curve curve, std::uint32_t line) {
  made_curves_.insert(curve.id);
  network.curves.push_back(std::move(curve));
  curve_lines.push_back(line);
  curve_used.push_back(true);
  return row_of(network.curves.size() - 1);
}

void InpReader::each_between(const InpLine& line, std::size_t first,
                             const std::function<std::string_view(std::size_t)>& id, std::size_t count,
                             const std::function<void(std::size_t)>& apply) {
  const std::string_view low = line[first], high = line[first + 1];
  const std::int64_t from = leading_number(low), to = leading_number(high);
  for (std::size_t row = 0; row < count; ++row) {
    const std::string_view name = id(row);
    const bool between = from > 0 && to > 0 ? leading_number(name) >= from && leading_number(name) <= to
                                            : name >= low && name <= high;
    if (between) apply(row);
    ranged_ += 1 + std::min(name.size(), std::max(low.size(), high.size())) / kBytesOfComparison;
  }
  if (ranged_ > kMostComparisons) {
    refuse(line, "is one range of ids too many for the " + std::to_string(count) + " elements there are",
           "name the elements one by one");
  }
}

InpFile read_inp(std::string_view bytes, const std::string& where, FindingList& findings) {
  std::string converted;
  const std::string_view text = as_utf8(bytes, where, converted);
  if (has_swmm_sections(text)) {
    throw InputError("is a SWMM drainage model, no EPANET network", where, "read it as a drainage model");
  }
  InpFile file;
  InpLines lines = split_sections(text, where, findings);
  file.network.title = title_of(lines);
  file.sections = std::move(lines.kept);
  InpReader in(std::move(lines), where, findings, file);
  in.make_room();
  read_options(in);
  read_patterns(in);
  read_curves(in);
  read_junctions(in);
  read_reservoirs_and_tanks(in);
  read_pipes(in);
  read_pumps(in);
  read_valves(in);
  read_demands(in);
  read_emitters(in);
  read_leakage(in);
  read_status(in);
  read_controls(in);
  read_rules(in);
  read_energy(in);
  read_quality(in);
  read_sources(in);
  read_reactions(in);
  read_mixing(in);
  read_times(in);
  read_places(in);
  convert_curves(in);
  check_tanks(in);
  check_sources(in);
  return file;
}

}  // namespace conurb::water
