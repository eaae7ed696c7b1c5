// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/tntp/tntp.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "plugins/transport/assignment/text.hpp"
#include "plugins/transport/assignment/tntp/tntp_text.hpp"
#include "plugins/transport/error.hpp"

namespace conurb::transport::assignment {
namespace {

constexpr std::int32_t kMostLinks = 100'000'000;
constexpr double kTotalTolerance = 1e-6;  // totals are written with few digits
constexpr std::array kColumns = {"init_node", "term_node", "capacity", "length", "free_flow_time",
                                 "b",         "power",     "speed",    "toll",   "link_type"};
constexpr const char* kBetween = " \t\r\f\v;,";
constexpr std::size_t kNeededColumns = 7;  // speed is a detail, the type says nothing

/// Headers begin with letters.
bool is_word(std::string_view text) {
  return (text.front() >= 'A' && text.front() <= 'Z') || (text.front() >= 'a' && text.front() <= 'z');
}

class TntpReader {
 public:
  TntpReader(const SourceText& network, const SourceText& trips) : network_(network), trips_(trips) {}

  Import read() {
    read_nodes();
    read_links();
    read_trips();
    require_sound(problem_, network_.where());
    return {std::move(problem_), std::move(details_), findings_.take()};
  }

 private:
  void read_nodes() {
    const std::int32_t nodes = network_.whole_metadata("NUMBER OF NODES", 1, kMostNodes);
    const std::int32_t zones = network_.whole_metadata("NUMBER OF ZONES", 1, nodes);
    std::int32_t first_through = 1;
    if (network_.metadata("FIRST THRU NODE")) {
      first_through = network_.whole_metadata("FIRST THRU NODE", 1, nodes + 1);
    } else {
      findings_.warn("network", {}, "no <FIRST THRU NODE>: all nodes may be passed");
    }
    for (std::int32_t node = 1; node <= nodes; ++node) {
      problem_.nodes.push_back(std::to_string(node));
      problem_.passable.push_back(node >= first_through ? 1 : 0);
    }
    for (std::int32_t zone = 0; zone < zones; ++zone) {
      problem_.zones.push_back(problem_.nodes[at(zone)]);
      problem_.centroid.push_back(zone);
    }
    problem_.toll_factor = network_.metadata("TOLL FACTOR").value_or(0);
    problem_.distance_factor = network_.metadata("DISTANCE FACTOR").value_or(0);
  }

  void read_links() {
    std::size_t rows = 0;
    for (; network_.next_line(); ++rows) read_link();
    if (!network_.metadata("NUMBER OF LINKS")) return;
    const std::int32_t told = network_.whole_metadata("NUMBER OF LINKS", 0, kMostLinks);
    if (at(told) != rows) {
      findings_.warn("network", {},
                     "<NUMBER OF LINKS> is " + std::to_string(told) + ", but there are " +
                         std::to_string(rows) + ", which are all taken");
    }
  }

  void read_link() {
    std::array<std::string_view, kColumns.size()> cells{};
    std::size_t count = 0;
    for (std::string_view word = network_.word(); !word.empty(); word = network_.word()) {
      if (word == ";") break;
      if (count == cells.size()) network_.refuse("the link has more than 10 values");
      cells[count++] = word;
    }
    const std::string_view beyond = network_.word();
    if (!beyond.empty()) network_.refuse(in_quotes(beyond) + " stands after the end of the link");
    if (count < kNeededColumns) {
      network_.refuse(
          "the link has " + std::to_string(count) + " values, must have 10",
          "give init_node term_node capacity length free_flow_time b power speed toll link_type ;");
    }
    if (count < cells.size()) {
      findings_.warn("link", std::to_string(problem_.links.size() + 1),
                     "has less than 10 values; speed, toll and type that miss are taken as 0");
    }
    const auto number = [&](std::size_t column) {
      return cells[column].empty() ? 0 : network_.number(cells[column], kColumns[column]);
    };
    const std::int32_t nodes = row_of(problem_.nodes.size());
    Link link;
    link.from = network_.whole(cells[0], kColumns[0], 1, nodes) - 1;
    link.to = network_.whole(cells[1], kColumns[1], 1, nodes) - 1;
    link.capacity = number(2);
    link.length = number(3);
    link.free_flow_time = number(4);
    link.b = number(5);
    link.power = number(6);
    link.toll = number(8);
    const std::string fault = fault_of(problem_, link);
    if (!fault.empty()) network_.refuse("link " + node(link.from) + " -> " + node(link.to) + ": " + fault);
    if (link.from == link.to) {
      findings_.warn("node", node(link.from), "a link leads back to it and is left out");
    } else {
      problem_.links.push_back(link);
      details_.link_id.push_back(node(link.from) + "-" + node(link.to));
      details_.speed.push_back(number(7));
    }
  }

  [[nodiscard]] const std::string& node(std::int32_t row) const { return problem_.nodes[at(row)]; }

  void read_trips() {
    const std::int32_t zones = row_of(problem_.zones.size());
    if (trips_.metadata("NUMBER OF ZONES")) {
      const std::int32_t told = trips_.whole_metadata("NUMBER OF ZONES", 1, kMostNodes);
      if (told != zones) {
        findings_.warn(
            "trips", {},
            "<NUMBER OF ZONES> is " + std::to_string(told) + ", the network has " + std::to_string(zones));
      }
    }
    std::vector<ZonePair> pairs;
    std::int32_t origin = kNone;
    while (trips_.next_line()) read_trip_line(origin, zones, pairs);
    double total = 0;
    for (const ZonePair& pair : pairs) total += pair.flow;
    const double told = trips_.metadata("TOTAL OD FLOW").value_or(total);
    if (std::abs(told - total) > kTotalTolerance * std::abs(told)) {
      findings_.warn("trips", {},
                     "<TOTAL OD FLOW> is " + shown(told) + ", but all flows add up to " + shown(total) +
                         "; they are taken as they are");
    }
    problem_.demand = demand_between(problem_, std::move(pairs), findings_);
  }

  /// "Origin 1" or "2 : 100.0; 3 : 50.0;".
  void read_trip_line(std::int32_t& origin, std::int32_t zones, std::vector<ZonePair>& pairs) {
    for (std::string_view word = trips_.word(); !word.empty(); word = trips_.word()) {
      if (word == ";") continue;
      if (word.size() == 6 && (word[0] == 'O' || word[0] == 'o') && word.substr(1) == "rigin") {
        origin = trips_.whole(trips_.word(), "the origin", 1, zones) - 1;
        continue;
      }
      const std::int32_t destination = trips_.whole(word, "the destination", 1, zones) - 1;
      if (trips_.word() != ":")
        trips_.refuse("destination " + in_quotes(word) + " is not followed by a colon");
      if (origin == kNone) trips_.refuse("there are trips before the first Origin");
      const double flow = trips_.number(trips_.word(), "the flow");
      if (flow < 0) trips_.refuse("the flow is " + shown(flow) + ", must be 0 or more");
      pairs.push_back({origin, destination, flow});
    }
  }

  TntpText network_, trips_;
  AssignmentProblem problem_;
  RoadDetails details_;
  FindingList findings_;
};

}  // namespace

Import read_tntp(const SourceText& network, const SourceText& trips) {
  return TntpReader(network, trips).read();
}

void read_tntp_places(const SourceText& source, Import& import) {
  std::string_view text = bounded_text(source);
  const std::size_t nodes = import.problem.nodes.size();
  import.details.x.assign(nodes, kNotSaid);
  import.details.y = import.details.x;
  for (std::int64_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view row = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    row = row.substr(0, row.find('~'));
    std::array<std::string_view, 3> cells{};
    for (std::string_view& cell : cells) {
      row.remove_prefix(std::min(row.find_first_not_of(kBetween), row.size()));
      cell = row.substr(0, row.find_first_of(kBetween));
      row.remove_prefix(cell.size());
    }
    if (cells[0].empty() || cells[0].front() == '<' || is_word(cells[0])) continue;
    const std::optional<double> number = number_of(cells[0]), x = number_of(cells[1]),
                                y = number_of(cells[2]);
    const std::optional<std::int32_t> node =
        number ? whole_of(*number, 1, row_of(nodes)) : std::optional<std::int32_t>();
    if (!node || !x || !y) {
      throw InputError(in_quotes(cells[0]) + ", " + in_quotes(cells[1]) + ", " + in_quotes(cells[2]) +
                           " is no node from 1 to " + std::to_string(nodes) + " with its x and y",
                       source.where + ":" + std::to_string(line));
    }
    import.details.x[at(*node - 1)] = *x;
    import.details.y[at(*node - 1)] = *y;
  }
}

}  // namespace conurb::transport::assignment
